"""The tables of one project: its indicators with a strip each, where its figures stand, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting.charts.theme import GREY, MUTED, OUTCOME_COLOURS, OUTCOME_TEXTS, PALE, TEXT, darkened
from perfdata.presenting.formats import amount, percent, plain, score_text
from perfdata.presenting.frames import local_moment
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.score_frames import BY_SPENDING
from perfdata.presenting.summaries import Frames

_WIDTH, _HEIGHT = 168, 24
_FROM, _TO = 0.6, 1.2
_TARGET_AT = (1 - _FROM) / (_TO - _FROM) * _WIDTH
_COLOURS = {outcome.label: colour for outcome, colour in OUTCOME_COLOURS.items()}
MISSING = "–"


def project_indicators(frames: Frames, scores: Frames, *, file: str) -> pd.DataFrame:
    """A row an indicator in the order of the goal table, under Chinese headers; – is not reported, never 0."""
    own, stands, points = frames["indicators"], frames["completions"], scores["scores"]
    actual, places = stands["actual"].fillna(MISSING), stands["place"].fillna("")
    for row in points.index[points["actual"] == BY_SPENDING]:
        spent = next(rows_of(frames["spending"].tail(1)))
        actual[row], places[row] = percent(spent.execution_ratio), spent.place
    outcomes = stands["outcome"].astype("str")
    return pd.DataFrame(
        {
            "类别": [_category(level1, level2) for level1, level2 in zip(own["level1"], own["level2"], strict=True)],
            "指标": own["indicator_name"],
            "目标": own["annual_target"],
            "实际": actual,
            "与目标比": list(map(strip, stands["completion_ratio"], outcomes)),
            "结论": outcomes,
            "扣分": [_lost(lost) for lost in points["lost_points"]],
            "出处": [in_table(place, file) for place in own["place"]],
            "说明": stands["explanation"],
            "实际出处": places,
        }
    ).reset_index(drop=True)


def with_file_counts(table: pd.DataFrame, counts: Sequence[int]) -> pd.DataFrame:
    """The table of indicators with a column 佐证 before the places: how many files stand beside each result."""
    told = table.assign(佐证=[f"{count} 份" if count else "" for count in counts])
    names = list(table.columns)
    at = names.index("出处")
    return told[[*names[:at], "佐证", *names[at:]]]


def in_table(place: str, file: str) -> str:
    """A place without the name of the goal table's file, which the page says once."""
    return place.removeprefix(file).strip()


def _category(level1: Any, level2: Any) -> str:
    name = next((level for level in (level2, level1) if isinstance(level, str)), "未归类")
    return name.removesuffix("指标").removesuffix("影响").removeprefix("服务对象")


def _lost(points: float) -> str:
    return MISSING if pd.isna(points) or not points else f"−{score_text(points)}"


def strip(ratio: float, outcome: str) -> str:
    """A mark at the target and a dot at the result ÷ target from 60 to 120 %, as an image address that sorts by it.

    What lies outside stands at the end as a triangle. Nothing reported, or nothing that can be divided: no dot, but
    for a goal in words that is met.
    """
    share = 1.0 if pd.isna(ratio) and outcome == Outcome.MET.label else ratio
    middle, size = _HEIGHT // 2, f'width="{_WIDTH}" height="{_HEIGHT}"'
    dot = "" if pd.isna(share) or outcome == Outcome.NO_DATA.label else _dot(share, _COLOURS[outcome])
    order = 0 if not dot else round(max(share, 0) * 1000)
    svg = (
        f'<!--{order:09d}--><svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<rect y="{middle}" width="{_WIDTH}" height="1" fill="{PALE}"/>'
        f'<rect x="{_TARGET_AT - 1:.1f}" y="3" width="2" height="18" fill="{TEXT if dot else GREY}"/>{dot}</svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _dot(share: float, colour: str) -> str:
    middle = _HEIGHT // 2
    at = (min(max(share, _FROM), _TO) - _FROM) / (_TO - _FROM) * _WIDTH
    start, length = min(at, _TARGET_AT), abs(at - _TARGET_AT)
    line = f'<rect x="{start:.1f}" y="{middle - 1}" width="{length:.1f}" height="3" fill="{colour}"/>'
    if _FROM <= share <= _TO:
        return f'{line}<circle cx="{min(max(at, 5), _WIDTH - 5):.1f}" cy="{middle + 0.5}" r="5" fill="{colour}"/>'
    tip, base = (0, 9) if share < _FROM else (_WIDTH, _WIDTH - 9)
    return f'{line}<path d="M{tip} {middle + 0.5} L{base} {middle - 5} L{base} {middle + 6} Z" fill="{colour}"/>'


def styled(table: pd.DataFrame, *, is_dark: bool) -> Any:
    """The table with the words of outcomes in their colours; words and strips fit for the ground."""
    coloured = darkened if is_dark else str
    drawn = table.assign(与目标比=table["与目标比"].map(coloured)) if "与目标比" in table else table
    words: list[Any] = [name for name in table.columns if name.endswith("结论")]
    return drawn.style.map(lambda word: coloured(_outcome_colour(str(word))), subset=words)


def _outcome_colour(word: str) -> str:
    return f"color: {OUTCOME_TEXTS.get(word, MUTED)}; font-weight: 600"


def project_sources(frames: Frames, *, file: str) -> pd.DataFrame:
    """Where each figure of the project stands that is not an indicator's, under Chinese headers."""
    project = next(rows_of(frames["projects"]))
    rows = [("预算金额", amount(project.budget_yuan), "", in_table(project.place, file))]
    if len(spent := frames["spending"]):
        last = next(rows_of(spent.tail(1)))
        rows += [(f"执行数（截至 {last.as_of:%Y-%m-%d}）", amount(last.spent_yuan), "", last.place)]
        rows += [("全年预算数", amount(last.adjusted_budget_yuan), "", last.place)]
    rows += [
        (f"{row.factor}（测算）", plain(row.value), row.quote, in_table(row.place, file))
        for row in rows_of(frames["subsidy_basis"])
    ]
    return pd.DataFrame(rows, columns=["数字", "值", "原文", "出处"])


def project_basis(frames: Frames, *, file: str) -> pd.DataFrame:
    """Where each factor of the formula stands in the goal table."""
    basis = frames["subsidy_basis"][["factor", "value", "quote", "place"]]
    return basis.assign(place=[in_table(place, file) for place in basis["place"]])


def project_history(
    changes: Sequence[Any],
    revisions: Sequence[Any],
    tables: Sequence[Any],
    *,
    indicators: Mapping[str, str],
    zone: tzinfo,
) -> pd.DataFrame:
    """What was uploaded, reported and revised, the latest first: 时间, 谁, 事项, 原值, 新值 and 出处.

    ``indicators`` are names by id; a change of anything else is of the project's money.
    """
    rows = [
        (item.at, item.who, f"{item.action}：{_subject(item, indicators)}", item.old, item.new, _place(item))
        for item in changes
    ]
    rows += [
        (
            item.at,
            item.who,
            f"修订：{item.indicator_name or '预算金额'}",
            _text(item.original),
            _text(item.revised),
            item.place,
        )
        for item in revisions
    ]
    rows += [(item.uploaded_at, item.uploaded_by, "导入目标表", None, None, item.file_name) for item in tables]
    latest_first = sorted(rows, key=lambda row: row[0], reverse=True)
    told = [(f"{local_moment(at, zone):%Y-%m-%d %H:%M}", *rest) for at, *rest in latest_first]
    return pd.DataFrame(told, columns=["时间", "谁", "事项", "原值", "新值", "出处"])


def _subject(change: Any, indicators: Mapping[str, str]) -> str:
    return f"{indicators.get(change.subject_id, '项目支出')}（截至 {change.as_of:%m-%d}）"


def _place(change: Any) -> str:
    return " ".join(part for part in (change.file_name, change.cell) if part)


def _text(value: str | Decimal | None) -> str | None:
    return amount(float(value)) if isinstance(value, Decimal) else value
