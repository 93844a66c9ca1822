"""Figures of completion: outcomes, distance to target, spread, and the way through the year."""

from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.pace import outcome_rows
from perfdata.presenting.charts.theme import NAVY, OUTCOME_COLOURS, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import percent, wrapped
from perfdata.presenting.league import shown_names
from perfdata.presenting.schemas import rows_of

_MOST_DOTS, _FEWEST_PLACES = 30, 12  # in a row
_SOURCE = "来源：已确认入库的实际完成情况；完成率 100% 为达到目标。"
_GAP_HEADERS = {
    "short_name": "项目",
    "indicator_name": "三级指标",
    "annual_target": "年度指标值",
    "actual": "实际完成值",
    "completion_ratio": "完成率",
    "explanation": "计算说明",
}


def outcomes_of(
    counts: pd.DataFrame,
    indicators: Sequence[tuple[str, str, Outcome]],
    totals: Mapping[str, int],
    *,
    project_count: int,
    complete: Callable[[], pd.DataFrame] | None = None,
) -> Chart:
    """A dot an indicator by outcome, a row a project, of the first of all projects; each colour with its word.

    ``indicators`` are theirs by project and name, ``totals`` those of all projects. Where they are more than fit into
    a row, bars of 100 % stand for them.
    """
    rest = theme.rest_of(project_count - len(counts))
    colours = dict(zip(Outcome.labels(), OUTCOME_COLOURS.values(), strict=True))
    is_dotted = counts.sum(axis=1).max() <= _MOST_DOTS
    dots = _sorted_dots(counts, indicators) if is_dotted else []
    reported = counts.sum(axis=1) - counts[Outcome.NO_DATA.label]
    met = counts[Outcome.MET.label] / reported.where(reported > 0)
    return Chart(
        uses_results=True,
        figure=_dot_rows(dots, counts, met) if is_dotted else outcome_rows(_shown(counts), met),
        leads_to=theme.leading("project", [name for _, name, *_ in dots] if is_dotted else counts.index),
        title=f"达成率最低的 {len(counts)} 个项目" if rest else "各项目指标完成情况",
        alt="指标完成情况：" + "、".join(f"{label} {count} 项" for label, count in totals.items() if count) + "。",
        table=outcome_table(counts),
        complete=complete,
        note=f"{rest}{'一点为一项指标，' if is_dotted else ''}右侧为达成率 = 达成项数 ÷ 已填报项数。{_SOURCE}",
        spec=ChartSpec(
            kind="stacked_bar",
            category_column="项目",
            value_columns=tuple(colours),
            colours=tuple(colours.values()),
        ),
    )


def _shown(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.set_axis(shown_names(counts.index))


def _sorted_dots(
    counts: pd.DataFrame, indicators: Sequence[tuple[str, str, Outcome]]
) -> list[tuple[int, str, int, str, Outcome]]:
    """Row, project, place in the row, name and outcome of each dot: the row's indicators by outcome, met first."""
    order = list(Outcome)
    dots = []
    for row, project in enumerate(counts.index):
        own = sorted((item for item in indicators if item[0] == project), key=lambda item: order.index(item[2]))
        dots += [(row, project, place, name, outcome) for place, (_, name, outcome) in enumerate(own)]
    return dots


def _dot_rows(
    dots: Sequence[tuple[int, str, int, str, Outcome]], counts: pd.DataFrame, met: pd.Series
) -> dict[str, Any]:
    """The dots in one trace, so that each leads on by its place, and a word of the legend for each colour."""
    shown = [outcome for outcome in Outcome if counts[outcome.label].any()]
    drawn = {
        "type": "scatter",
        "mode": "markers",
        "x": [place for _, _, place, *_ in dots],
        "y": [row for row, *_ in dots],
        "marker": {"size": 10, "color": [OUTCOME_COLOURS[outcome] for *_, outcome in dots]},
        "customdata": [f"{escape(name, quote=False)}：{outcome.label}" for *_, name, outcome in dots],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
    }
    words = [
        drawn
        | {"x": [None], "y": [None], "name": outcome.label, "showlegend": True}
        | {"marker": {"size": 10, "color": OUTCOME_COLOURS[outcome]}}
        for outcome in shown
    ]
    layout = outcome_rows(_shown(counts), met)["layout"]
    longest = counts.sum(axis=1).max()
    layout["xaxis"] = {"visible": False, "range": [-0.6, max(longest, _FEWEST_PLACES) * 1.16], "fixedrange": True}
    layout["yaxis"] |= {"autorange": False, "range": [len(counts) - 0.5, -0.5]}
    layout["legend"] |= {"itemclick": False, "itemdoubleclick": False}
    for note in layout["annotations"]:
        note["x"] = max(longest, _FEWEST_PLACES) * 1.02
    return {"data": [drawn, *words], "layout": layout}


def outcome_table(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts of outcomes with the names of the projects as a column."""
    return counts.rename_axis("项目").reset_index()


def gaps_of(
    rows: pd.DataFrame, *, count: int, shared: Collection[str], complete: Callable[[], pd.DataFrame] | None = None
) -> Chart:
    """Completion ratio of reported indicators against the line of their target: the furthest below of ``count``.

    The title says how many there are; names that several of them have (``shared``) carry the project.
    """
    selection = f"：最远的 {len(rows)} 项，共 {count:,} 项" if count > len(rows) else ""
    rows, ratios = rows.fillna({"actual": "–"}), rows["completion_ratio"]
    colours = {outcome.label: colour for outcome, colour in OUTCOME_COLOURS.items()}
    names = [
        f"{row.indicator_name}　{row.actual} / {row.annual_target}{f'　{name}' if row.indicator_name in shared else ''}"
        for name, row in zip(shown_names(rows["short_name"]), rows_of(rows), strict=True)
    ]
    bars = theme.bars(
        ratios,
        map(percent, ratios),
        colour=[colours[outcome] for outcome in rows["outcome"]],
        hover="%{customdata}",
        customdata=[escape(text, quote=False) for text in rows["explanation"]],
    )
    axis = theme.value_axis(ratios.max(), room=0.25)
    return Chart(
        uses_results=True,
        figure={"data": [bars], "layout": theme.rows_layout(names, top=40, xaxis=axis, **theme.line_at_target(1.5))},
        leads_to=theme.leading("project", rows["short_name"]),
        title=f"与目标的差距（实际 / 目标）{selection}",
        alt="；".join(f"{row.indicator_name} {percent(row.completion_ratio)}" for row in rows_of(rows)) + "。",
        table=gap_table(rows),
        complete=complete,
        note=f"{_SOURCE} 名称后为实际 / 目标，竖线为目标。",
        spec=ChartSpec(kind="bar", category_column="三级指标", value_columns=("完成率",), colours=(NAVY,)),
    )


def gap_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Indicators with target, result and completion under Chinese headers."""
    return rows[list(_GAP_HEADERS)].rename(columns=_GAP_HEADERS)


def bands_of(bands: pd.DataFrame) -> Chart:
    """How the completion ratios are spread over five bands."""
    columns = {
        "type": "bar",
        "x": [wrapped(band, width=6) for band in bands["band"]],
        "y": bands["count"].tolist(),
        "text": [f"{count} 项" if count else "" for count in bands["count"]],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": NAVY},
        "hovertemplate": "%{x}：%{y} 项<extra></extra>",
    }
    layout = theme.layout(
        height=280,
        top=40,
        bargap=0.35,
        xaxis=theme.category_axis(tickangle=0),
        yaxis=theme.value_axis(bands["count"].max(), room=0.15),
    )
    return Chart(
        uses_results=True,
        figure={"data": [columns], "layout": layout},
        leads_to=theme.leading("bands", bands["band"]),
        title="完成率分布",
        alt="完成率分布：" + "、".join(f"{row.band} {row.count} 项" for row in bands.itertuples(index=False)) + "。",
        table=bands.set_axis(["完成率", "指标数"], axis=1),
        note=_SOURCE,
        spec=ChartSpec(kind="column", category_column="完成率", value_columns=("指标数",), colours=(NAVY,)),
    )


def met_share_of(days: pd.DataFrame) -> Chart:
    """Share of indicators met as of each reporting day."""
    last = days.iloc[-1]
    layout = theme.layout(height=280, top=40, sides=24, xaxis=theme.category_axis(), yaxis=theme.ratio_axis())
    return Chart(
        uses_results=True,
        figure={"data": [theme.line(days["as_of"], days["met_ratio"], colour=NAVY)], "layout": layout},
        leads_to=theme.leading_months(days["as_of"]),
        title="达成占全部指标的变化",
        alt=f"截至 {last['as_of']:%Y-%m-%d}，达成指标占全部指标的 {percent(last['met_ratio'])}。",
        table=days.set_axis(["截至日期", "已填报", "达成占比"], axis=1),
        note=f"占全部指标，待填报的也算在内；达成率只算已填报的。{_SOURCE}",
        spec=ChartSpec(kind="line", category_column="截至日期", value_columns=("达成占比",), colours=(NAVY,)),
    )
