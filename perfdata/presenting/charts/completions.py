"""Figures of completion: outcomes, distance to target, spread, and the way through the year."""

from __future__ import annotations

from html import escape

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting import completion_summaries as completion
from perfdata.presenting.charts.theme import (
    GRID,
    MUTED,
    NAVY,
    OUTCOME_COLOURS,
    Chart,
    category_axis,
    layout,
    legend_above,
    names_above_bars,
    value_axis,
)
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import percent, wrapped
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.summaries import Frames

_SOURCE = "来源：已确认入库的实际完成情况；完成率 100% 为达到目标。"


def outcomes_of(frames: Frames) -> Chart:
    """Stacked bars: the indicators of each project by outcome, each colour with its word."""
    counts = completion.outcome_counts(frames)
    shown = [outcome for outcome in Outcome if counts[outcome.label].any()]
    figure = {
        "data": [_outcome_bars(counts[outcome.label], outcome) for outcome in shown],
        "layout": layout(
            height=64 * len(counts) + 72,
            margin={"l": 0, "r": 0, "t": 56, "b": 0},
            barmode="stack",
            showlegend=True,
            legend=legend_above(),
            xaxis=value_axis(counts.sum(axis=1).max()),
            **names_above_bars(counts.index.tolist(), shift=26),
        ),
    }
    totals = completion.outcome_totals(frames)
    return Chart(
        figure=figure,
        title="各项目指标完成情况",
        alt="指标完成情况：" + "、".join(f"{label} {count} 项" for label, count in totals.items() if count) + "。",
        table=counts.rename_axis("项目").reset_index(),
        note=_SOURCE,
        spec=ChartSpec(
            kind="stacked_bar",
            category_column="项目",
            value_columns=tuple(outcome.label for outcome in Outcome),
            colours=tuple(OUTCOME_COLOURS.values()),
        ),
    )


def _outcome_bars(counts: pd.Series, outcome: Outcome) -> dict[str, object]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": outcome.label,
        "x": counts.tolist(),
        "y": list(range(len(counts))),
        "text": [str(count) if count else "" for count in counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "marker": {"color": OUTCOME_COLOURS[outcome]},
        "hovertemplate": f"{outcome.label} %{{x}} 项<extra></extra>",
    }


def gaps_of(frames: Frames, *, most: int = 20) -> Chart:
    """Completion ratio of each reported indicator against the line of its target, the furthest below first.

    At most ``most`` of them, which the title then says; names that several projects share carry the project.
    """
    gaps = completion.gaps_to_target(frames).fillna({"actual": "按执行数"})
    rows, selection = gaps.head(most), f"：最远的 {most} 项，共 {len(gaps)} 项" if len(gaps) > most else ""
    is_shared = gaps["indicator_name"].duplicated(keep=False)
    owners = [f"{name}：" if shared else "" for name, shared in zip(rows["short_name"], is_shared, strict=False)]
    colours = {outcome.label: colour for outcome, colour in OUTCOME_COLOURS.items()}
    names = [
        f"{owner}{row.indicator_name}　{row.actual} / {row.annual_target}"
        for owner, row in zip(owners, rows.itertuples(), strict=True)
    ]
    limit = max(rows["completion_ratio"].max() if len(rows) else 1, 1)
    figure = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": rows["completion_ratio"].tolist(),
                "y": list(range(len(rows))),
                "text": [percent(ratio) for ratio in rows["completion_ratio"]],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": [colours[outcome] for outcome in rows["outcome"]]},
                "customdata": [escape(text, quote=False) for text in rows["explanation"]],
                "hovertemplate": "%{customdata}<extra></extra>",
            }
        ],
        "layout": layout(
            height=64 * len(rows) + 40,
            margin={"l": 0, "r": 0, "t": 40, "b": 0},
            xaxis=value_axis(limit, room=0.25),
            shapes=[_target_line()],
            **names_above_bars(names, shift=26),
        ),
    }
    return Chart(
        figure=figure,
        title=f"与目标的差距（实际 / 目标）{selection}",
        alt="；".join(f"{row.indicator_name} {percent(row.completion_ratio)}" for row in rows_of(rows)) + "。",
        table=_gap_table(rows),
        note=f"{_SOURCE} 名称后为实际 / 目标，竖线为目标。",
        spec=ChartSpec(kind="bar", category_column="三级指标", value_columns=("完成率",), colours=(NAVY,)),
    )


def _target_line() -> dict[str, object]:
    return {
        "type": "line",
        "x0": 1,
        "x1": 1,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": MUTED, "width": 1.5, "dash": "dot"},
    }


def _gap_table(rows: pd.DataFrame) -> pd.DataFrame:
    headers = {
        "short_name": "项目",
        "indicator_name": "三级指标",
        "annual_target": "年度指标值",
        "actual": "实际完成值",
        "completion_ratio": "完成率",
        "explanation": "计算说明",
    }
    return rows[list(headers)].rename(columns=headers)


def bands_of(frames: Frames) -> Chart:
    """How the completion ratios are spread over five bands."""
    bands = completion.completion_bands(frames)
    figure = {
        "data": [
            {
                "type": "bar",
                "x": [wrapped(band, width=6) for band in bands["band"]],
                "y": bands["count"].tolist(),
                "text": [f"{count} 项" if count else "" for count in bands["count"]],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": NAVY},
                "hovertemplate": "%{x}：%{y} 项<extra></extra>",
            }
        ],
        "layout": layout(
            height=280,
            margin={"l": 0, "r": 0, "t": 40, "b": 0},
            bargap=0.35,
            xaxis=category_axis(tickangle=0),
            yaxis=value_axis(bands["count"].max(), room=0.15),
        ),
    }
    return Chart(
        figure=figure,
        title="完成率分布",
        alt="完成率分布：" + "、".join(f"{row.band} {row.count} 项" for row in bands.itertuples(index=False)) + "。",
        table=bands.rename(columns={"band": "完成率", "count": "指标数"}),
        note=_SOURCE,
        spec=ChartSpec(kind="column", category_column="完成率", value_columns=("指标数",), colours=(NAVY,)),
    )


def met_share_of(frames: Frames) -> Chart:
    """Share of indicators met as of each reporting day."""
    days = completion.met_share_by_day(frames)
    figure = {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "x": [f"{day:%Y-%m-%d}" for day in days["as_of"]],
                "y": days["met_ratio"].tolist(),
                "text": [percent(ratio) for ratio in days["met_ratio"]],
                "textposition": "top center",
                "cliponaxis": False,
                "line": {"color": NAVY, "width": 2},
                "hovertemplate": "%{x}：%{text}<extra></extra>",
            }
        ],
        "layout": layout(
            height=280,
            margin={"l": 24, "r": 24, "t": 40, "b": 0},
            xaxis=category_axis(),
            yaxis={"range": [0, 1.15], "tickformat": ".0%", "gridcolor": GRID, "fixedrange": True, "automargin": True},
        ),
    }
    last = days.iloc[-1]
    headers = {"as_of": "截至日期", "reported_count": "已填报", "met_ratio": "达成占比"}
    return Chart(
        figure=figure,
        title="达成指标占比的变化",
        alt=f"截至 {last['as_of']:%Y-%m-%d}，达成指标占全部指标的 {percent(last['met_ratio'])}。",
        table=days.rename(columns=headers),
        note=_SOURCE,
        spec=ChartSpec(kind="line", category_column="截至日期", value_columns=("达成占比",), colours=(NAVY,)),
    )
