"""Bullet bars: what is spent of each budget against what is due by now, and how the categories of indicators stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd

from perfdata.core.terms import Level1, Level2, Outcome
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import LIGHT_TEXTS, MOST_BARS, NAVY, OUTCOME_COLOURS, PALE, TEXT, TRACK, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import cut_inside, percent, wan
from perfdata.presenting.verdicts import Pace

_ROW, _TOP, _LONGEST_NAME = 30, 32, 22


def pace_of(
    names: Sequence[str],
    paces: Sequence[Pace],
    *,
    title: str,
    rest: str,
    note: str,
    leads_to: Sequence[dict[str, str]],
    lags_yuan: Sequence[Decimal] = (),
) -> Chart:
    """The real share spent as a bar on a track of 100 %, a mark where it should be, the light as a coloured word.

    At most MOST_BARS rows are drawn, the first ones; ``rest`` says in words what is left out. ``lags_yuan`` are what
    is due less what is spent, where the rows are ranked by them.
    """
    drawn = list(zip(names, paces, strict=True))[:MOST_BARS]
    lags = {"应达减执行（元）": [float(lag) for lag in lags_yuan]} if lags_yuan else {}
    return Chart(
        uses_results=True,
        figure=_bullets(drawn, lags_yuan),
        leads_to=tuple(leads_to[: len(drawn)]),
        title=title,
        alt="；".join(f"{name} {percent(pace.executed)} {pace.light.label}" for name, pace in drawn) + f"。{rest}",
        table=_table(names, paces).assign(**lags),
        note=f"{rest}{note}",
        spec=ChartSpec(
            kind="bar",
            category_column="项目",
            value_columns=("执行率", "应达"),
            number_format="0.0%",
            colours=(NAVY, PALE),
        ),
    )


def _bullets(drawn: Sequence[tuple[str, Pace]], lags_yuan: Sequence[Decimal]) -> dict[str, Any]:
    rows = range(len(drawn))
    executed = [min(pace.executed or 0, 1.0) for _, pace in drawn]
    words = [f"{percent(pace.executed)}  <b style='color:{_colour(pace)}'>{pace.light.label}</b>" for _, pace in drawn]
    hover = [f"{escape(name, quote=False)}<br>执行 {percent(pace.executed)}，{pace.sentence}" for name, pace in drawn]
    hover = [f"{text}<br>{_lag(lag)}" for text, lag in zip(hover, lags_yuan, strict=True)] if lags_yuan else hover
    width = {"width": 0.36, "textfont": {"size": 12}}
    track = theme.bars([1] * len(drawn), words, colour=TRACK, hover="%{customdata}", customdata=hover, **width)
    bar = theme.bars(executed, [""] * len(drawn), colour=NAVY, hover="%{customdata}", customdata=hover, **width)
    marks = [_mark(pace.due, row) for row, (_, pace) in zip(rows, drawn, strict=True) if pace.due is not None]
    layout = theme.layout(
        height=_ROW * len(drawn) + _TOP + 8,
        top=_TOP,
        barmode="overlay",
        xaxis={"visible": False, "range": [0, 1.34], "fixedrange": True},
        yaxis=theme.category_axis(
            type="linear", autorange="reversed", tickmode="array", tickvals=list(rows), ticktext=_cut(drawn)
        ),
        shapes=marks,
        annotations=_due_label(drawn),
    )
    return {"data": [track, bar], "layout": layout}


def _lag(yuan: Decimal) -> str:
    return f"{'差' if yuan >= 0 else '超'} {wan(abs(yuan))}"


def _colour(pace: Pace) -> str:
    return LIGHT_TEXTS[pace.light.label]


def _cut(drawn: Sequence[tuple[str, Pace]], *, most: int = 16) -> list[str]:
    return [escape(cut_inside(name, most=most), quote=False) for name, _ in drawn]


def _mark(due: float, row: int) -> dict[str, Any]:
    ends = {"x0": due, "x1": due, "y0": row - 0.34, "y1": row + 0.34}
    return {"type": "line", **ends, "line": {"color": TEXT, "width": 2}}


def _due_label(drawn: Sequence[tuple[str, Pace]]) -> list[dict[str, Any]]:
    dues = Counter(pace.due for _, pace in drawn if pace.due is not None)
    if not dues:
        return []
    due = dues.most_common(1)[0][0]
    text = f"<b>应达 {percent(due)}</b>"
    place = {"x": due, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    return [{"text": text, **place, "xanchor": "center" if due < 0.9 else "right", "font": {"size": 12}}]


def _table(names: Sequence[str], paces: Sequence[Pace]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "项目": names,
            "执行率": [pace.executed for pace in paces],
            "应达": [pace.due for pace in paces],
            "进度": [pace.light.label for pace in paces],
        }
    )


def categories_of(rows: Sequence[Any]) -> Chart:
    """Of each category the shares met, partly met, not met and open, the one met least first; counts inside."""
    whole, met = _counts(rows)
    counts, rest = theme.first_rows(whole)
    worst, names = counts.index[0], counts.index.tolist()
    return Chart(
        uses_results=True,
        figure=outcome_rows(counts, met[counts.index]),
        leads_to=tuple(map(_lead, counts.index)),
        title=f"{worst}指标的达成率最低" if len(names) > 1 else f"{worst}指标的完成情况",
        alt="；".join(f"{name}达成 {percent(share)}" for name, share in met[counts.index].items()) + "。",
        table=whole.rename_axis("类别").reset_index(),
        note=f"{rest}右侧为达成率 = 达成项数 ÷ 已填报项数。来源：已确认入库的实际完成情况。",
        spec=ChartSpec(
            kind="stacked_bar",
            category_column="类别",
            value_columns=tuple(counts.columns),
            colours=tuple(OUTCOME_COLOURS.values()),
        ),
    )


def outcome_rows(counts: pd.DataFrame, met: Sequence[float] | pd.Series) -> dict[str, Any]:
    """A figure with a bar of 100 % a row of ``counts``: its outcomes with their counts inside, the share met beside."""
    names = [escape(cut_inside(name, most=_LONGEST_NAME), quote=False) for name in counts.index]
    shares = counts.div(counts.sum(axis=1), axis=0)
    data = [
        theme.segments(
            label,
            shares[label],
            [str(count) if share >= 0.05 else "" for count, share in zip(counts[label], shares[label], strict=True)],
            colour=colour,
            hover=f"%{{customdata}} 项{label}",
            customdata=counts[label].tolist(),
        )
        for label, colour in zip(Outcome.labels(), OUTCOME_COLOURS.values(), strict=True)
        if counts[label].any()
    ]
    layout = theme.layout(
        height=_ROW * len(names) + 56,
        top=40,
        barmode="stack",
        bargap=0.3,
        xaxis={"visible": False, "range": [0, 1.16], "fixedrange": True},
        yaxis=theme.category_axis(
            type="linear", autorange="reversed", tickmode="array", tickvals=list(range(len(names))), ticktext=names
        ),
        annotations=[_share_label(row, share) for row, share in enumerate(met)],
        **theme.legend_above(),
    )
    return {"data": data, "layout": layout}


def _share_label(row: int, share: float) -> dict[str, Any]:
    place = {"x": 1.02, "y": row, "xanchor": "left", "showarrow": False}
    return {"text": f"<b>{percent(share) if share == share else '–'}</b>", **place}


def _counts(rows: Sequence[Any]) -> tuple[pd.DataFrame, pd.Series]:
    """Categories (level 2, else level 1) by outcome and the share met of what each reports, the least met first."""
    table = pd.DataFrame(
        [(_category(row.level1, row.level2), Outcome(row.outcome).label, row.indicator_count) for row in rows],
        columns=["category", "outcome", "count"],
    )
    counts = table.pivot_table(index="category", columns="outcome", values="count", aggfunc="sum", fill_value=0)
    counts = counts.reindex(columns=Outcome.labels(), fill_value=0)
    reported = counts.sum(axis=1) - counts[Outcome.NO_DATA.label]
    met = (counts[Outcome.MET.label] / reported.where(reported > 0)).sort_values(kind="stable")
    return counts.loc[met.index], met


def _lead(category: str) -> dict[str, str]:
    """The filter of 指标完成 that leaves the indicators of a category."""
    for key, terms in (("level2", Level2), ("level1", Level1)):
        for term in terms:
            if term.label.removesuffix("指标") == category:
                return {key: term.label}
    return {}


def _category(level1: str | None, level2: str | None) -> str:
    label = Level2(level2).label if level2 else Level1(level1).label if level1 else "未归类"
    return label.removesuffix("指标")
