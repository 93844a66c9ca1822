"""The league table: a row a spending unit, or a row a project of one unit, the one that lags most first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pandas as pd

from perfdata.core.keys import NO_UNIT
from perfdata.core.terms import Light
from perfdata.presenting.charts.theme import LIGHT_TEXTS, MUTED, NAVY, TEXT, TRACK, darkened
from perfdata.presenting.formats import wan_number
from perfdata.presenting.verdicts import GRADES, RULES_DIFFER, TONES, Pace, Tone, met_share, met_tone

_WIDTH, _HEIGHT = 132, 24
_PLACE = re.compile(
    r"^(?:[^省市县区镇乡]{1,6}省)?(?:[^市县区镇乡]{1,6}市)?(?:[^县区镇乡]{1,6}[县区])?(?:[^镇乡]{1,5}[镇乡])?"
)
_UNIT_IN_NAME = re.compile(r"（([^（）]{4,})）$")


def league(rows: Sequence[Any], before: Sequence[Any], *, key: str, pace_of: Callable[[Any], Pace]) -> pd.DataFrame:
    """The table under Chinese headers with its ``key`` (unit_key or project_id) as index; amounts in 万元.

    ``before`` are the rows of the year before; ``pace_of`` says how far the money of a row is.
    """
    earlier = {getattr(row, key): pace_of(row) for row in before}
    made = [_row(row, pace_of(row), earlier.get(getattr(row, key)), key) for row in rows]
    table = pd.DataFrame(made).set_index("key")
    return table.sort_values(["差距", "预算（万元）"], ascending=False, na_position="last", kind="stable")


def _row(row: Any, pace: Pace, earlier: Pace | None, key: str) -> dict[str, Any]:
    executed, due, share = pace.executed, pace.due, met_share(row)
    before = earlier.executed if earlier and earlier.month == pace.month else None
    change = None if executed is None or before is None else (executed - before) * 100
    name = row.spending_unit or NO_UNIT if key == "unit_key" else row.project_name
    return {
        "key": getattr(row, key),
        "单位" if key == "unit_key" else "项目": name,
        "预算（万元）": wan_number(row.budget_yuan),
        "执行": None if executed is None else executed * 100,
        "执行与应达": bullet(executed, due),
        "进度": pace.light.label,
        "差距": None if executed is None or due is None else (due - executed) * 100,
        "达成率": None if share is None else share * 100,
        "平均分": row.mean_score,
        "红灯": row.red_count,
        "待填报": row.no_data_count,
        "较上年": change,
    }


def why_they_differ(table: pd.DataFrame, *, grade_of: Callable[[Decimal], str]) -> str:
    """By which rules the rows are judged where progress, goals and score of some do not come to the same; else ''."""
    told = [_tones(row, grade_of) for row in table[["进度", "达成率", "平均分"]].itertuples(index=False)]
    differing = sum(len(tones) > 1 for tones in told)
    what = table.columns[0]
    return f"{differing:,} 个{what}的进度、达成率和平均分轻重不一。{RULES_DIFFER}" if differing else ""


def _tones(row: Any, grade_of: Callable[[Decimal], str]) -> set[Tone]:
    light, met, score = row
    tones: set[Tone] = {tone} if (tone := TONES.get(Light.of(light))) else set()
    if not pd.isna(met):
        tones.add(met_tone(met / 100)[0])
    if not pd.isna(score):
        tones.add(GRADES.get(grade_of(Decimal(score)), "neutral"))
    return tones


def without_place(names: Sequence[str]) -> list[str]:
    """Names of units without the town's they begin with, 某市某镇教育办 as 教育办; as they are where two became one."""
    shorter = [_PLACE.sub("", name, count=1) for name in names]
    is_clear = len(set(shorter)) == len(set(names)) and all(len(name) > 1 for name in shorter)
    return shorter if is_clear else list(names)


def names_by_unit(units: Iterable[Any], names: Iterable[str], *, alone: Iterable[str]) -> list[str]:
    """What projects are called in a chart: 教育办 修路（镇） where they are of several units, else as in ``alone``."""
    shown = without_place([unit if isinstance(unit, str) else "" for unit in units])
    if len(set(shown)) <= 1:
        return list(alone)
    return [f"{unit} {name}".strip() for unit, name in zip(shown, names, strict=True)]


def shown_names(names: Iterable[str]) -> list[str]:
    """Short names of projects, their unit without the town's name: 修路（教育办） for 修路（某市某镇教育办）."""
    return [_UNIT_IN_NAME.sub(lambda found: f"（{_PLACE.sub('', found[1], count=1)}）", name) for name in names]


def bullet(executed: float | None, due: float | None) -> str:
    """A bar of what is spent with a mark at what is due, as an image address that sorts by the share spent."""
    if executed is None:
        return ""
    bar = f'<rect y="8" width="{_WIDTH * min(executed, 1):.1f}" height="8" fill="{NAVY}"/>'
    mark = "" if due is None else f'<rect x="{_WIDTH * due - 1:.1f}" y="4" width="2" height="16" fill="{TEXT}"/>'
    size = f'width="{_WIDTH}" height="{_HEIGHT}"'
    svg = (
        f'<!--{round(executed * 1000):06d}--><svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<rect y="8" width="{_WIDTH}" height="8" fill="{TRACK}"/>{bar}{mark}</svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def styled(table: pd.DataFrame, *, is_dark: bool) -> Any:
    """The table with the word of each light in its colour; words and bars fit for the ground."""
    coloured = darkened if is_dark else str
    drawn = table.assign(执行与应达=table["执行与应达"].map(coloured)).rename_axis("编号")  # in the menu of columns
    return drawn.style.map(lambda word: coloured(_light_colour(str(word))), subset=["进度"])


def _light_colour(word: str) -> str:
    return f"color: {LIGHT_TEXTS.get(word, MUTED)}; font-weight: 600"
