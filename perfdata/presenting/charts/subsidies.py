"""Figures of the subsidy arithmetic."""

from __future__ import annotations

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts.theme import (
    GOLD,
    NAVY,
    TEAL,
    Chart,
    layout,
    legend_above,
    names_above_bars,
    value_axis,
)
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount
from perfdata.presenting.schemas import rows_of


def subsidies_of(frames: summaries.Frames) -> Chart:
    """Formulas of the selection against their budgets."""
    return subsidy_against_budget(frames["subsidies"])


def subsidy_against_budget(subsidies: pd.DataFrame) -> Chart:
    """Formula total beside the budget for each formula, the gap hatched on the shorter bar."""
    rows = list(range(len(subsidies)))
    totals, budgets = subsidies["total_yuan"], subsidies["budget_yuan"]
    gaps = (budgets - totals).fillna(0)
    figure = {
        "data": [
            _bars("按原文测算", rows, totals, TEAL, group="total"),
            _gap_bars(rows, totals, gaps.clip(lower=0), group="total", shows_legend=True),
            _bars("预算", rows, budgets, NAVY, group="budget"),
            _gap_bars(rows, budgets.fillna(0), (-gaps).clip(lower=0), group="budget", shows_legend=False),
        ],
        "layout": layout(
            height=110 * len(subsidies) + 60,
            margin={"l": 0, "r": 0, "t": 56, "b": 0},
            barmode="group",
            showlegend=True,
            legend=legend_above(),
            xaxis=value_axis(max(totals.max(), budgets.max()), room=0.5),
            **names_above_bars(subsidies["short_name"].tolist(), shift=38),
        ),
    }
    sentences = [
        f"{row.short_name} 测算 {amount(row.total_yuan)}，预算 {amount(row.budget_yuan)}" for row in rows_of(subsidies)
    ]
    return Chart(
        figure=figure,
        title="测算与预算",
        alt="；".join(sentences) + "。",
        table=pd.DataFrame(
            {
                "项目": subsidies["short_name"],
                "测算式": subsidies["formula"],
                "按原文测算（元）": totals,
                "预算金额（元）": budgets,
                "预算减测算（元）": subsidies["budget_gap_yuan"],
            }
        ),
        note="测算式由目标文字与指标值推出，每个因素的出处见补贴测算页。",
        spec=ChartSpec(
            kind="bar",
            category_column="项目",
            value_columns=("按原文测算（元）", "预算金额（元）"),
            colours=(TEAL, NAVY),
        ),
    )


def _bars(name: str, rows: list[int], yuan: pd.Series, colour: str, *, group: str) -> dict[str, object]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "offsetgroup": group,
        "x": yuan.fillna(0).tolist(),
        "y": rows,
        "text": [amount(value) for value in yuan],
        "textposition": "inside",
        "insidetextanchor": "start",
        "insidetextfont": {"color": "#FFFFFF"},
        "textangle": 0,
        "marker": {"color": colour},
        "hovertemplate": f"{name}：%{{text}}<extra></extra>",
    }


def _gap_bars(
    rows: list[int], base: pd.Series, gaps: pd.Series, *, group: str, shows_legend: bool
) -> dict[str, object]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": "差额",
        "legendgroup": "gap",
        "showlegend": shows_legend and bool((gaps > 0).any()),
        "offsetgroup": group,
        "base": base.tolist(),
        "x": [gap or None for gap in gaps],
        "y": rows,
        "text": [f"差 {amount(gap)}" if gap else "" for gap in gaps],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": "#FFFFFF", "line": {"color": GOLD, "width": 1}, "pattern": {"shape": "/", "fgcolor": GOLD}},
        "hovertemplate": "%{text}<extra></extra>",
    }
