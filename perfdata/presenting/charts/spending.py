"""Figures of spending: how much of each budget is spent, and whether it keeps pace with the year."""

from __future__ import annotations

import pandas as pd

from perfdata.presenting import completion_summaries as completion
from perfdata.presenting.charts.theme import (
    GRID,
    MUTED,
    NAVY,
    Chart,
    layout,
    legend_above,
    names_above_bars,
    value_axis,
)
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, percent
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.summaries import Frames

_SOURCE = "来源：已确认入库的项目支出；执行率 = 全年执行数 ÷ 全年预算数（调整后）。"


def execution_of(frames: Frames) -> Chart:
    """Execution ratio of each project against 100 %; projects without a report say so."""
    rows = completion.spending_by_project(frames)
    ratios = rows["execution_ratio"]
    labels = [
        "待填报" if pd.isna(row.spent_yuan) else f"{percent(row.execution_ratio)}　{amount(row.spent_yuan)}"
        for row in rows_of(rows)
    ]
    figure = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": ratios.fillna(0).tolist(),
                "y": list(range(len(rows))),
                "text": labels,
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": NAVY},
                "hovertemplate": "%{text}<extra></extra>",
            }
        ],
        "layout": layout(
            height=64 * len(rows) + 40,
            margin={"l": 0, "r": 0, "t": 32, "b": 0},
            xaxis=value_axis(max(ratios.max() if ratios.notna().any() else 1, 1), room=0.7),
            **names_above_bars(rows["short_name"].tolist(), shift=26),
        ),
    }
    pairs = zip(rows["short_name"], labels, strict=True)
    return Chart(
        figure=figure,
        title="各项目预算执行率",
        alt="；".join(f"{name} {label}" for name, label in pairs) + "。",
        table=rows[["short_name", "budget_yuan", "adjusted_budget_yuan", "spent_yuan", "execution_ratio"]].set_axis(
            ["项目", "预算金额（元）", "全年预算数（元）", "全年执行数（元）", "预算执行率"], axis=1
        ),
        note=_SOURCE,
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=("预算执行率",), colours=(NAVY,)),
    )


def progress_of(frames: Frames) -> Chart:
    """Execution against the calendar: spent share of the budget beside the passed share of the year."""
    days = completion.spending_by_day(frames)
    names = [f"{day:%Y-%m-%d}" for day in days["as_of"]]
    figure = {
        "data": [
            _line("预算执行率", names, days["execution_ratio"], NAVY, "solid"),
            _line("序时进度", names, days["calendar_ratio"], MUTED, "dot"),
        ],
        "layout": layout(
            height=300,
            margin={"l": 24, "r": 24, "t": 56, "b": 0},
            showlegend=True,
            legend=legend_above(),
            xaxis={"type": "date", "tickformat": "%-m月", "fixedrange": True, "showgrid": False},
            yaxis={"range": [0, 1.15], "tickformat": ".0%", "gridcolor": GRID, "fixedrange": True, "automargin": True},
        ),
    }
    last = days.iloc[-1]
    return Chart(
        figure=figure,
        title="序时进度",
        alt=f"截至 {names[-1]}，预算执行率 {percent(last['execution_ratio'])}，"
        f"序时进度 {percent(last['calendar_ratio'])}。",
        table=days.set_axis(["截至日期", "预算执行率", "序时进度"], axis=1),
        note=f"{_SOURCE} 序时进度 = 已过天数 ÷ 全年天数。",
        spec=ChartSpec(
            kind="line", category_column="截至日期", value_columns=("预算执行率", "序时进度"), colours=(NAVY, MUTED)
        ),
    )


def _line(name: str, days: list[str], ratios: pd.Series, colour: str, dash: str) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": name,
        "x": days,
        "y": ratios.tolist(),
        "text": [percent(ratio) for ratio in ratios],
        "textposition": "top center",
        "cliponaxis": False,
        "line": {"color": colour, "width": 2, "dash": dash},
        "hovertemplate": f"{name} %{{x}}：%{{text}}<extra></extra>",
    }
