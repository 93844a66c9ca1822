"""Figures of the subsidy arithmetic."""

from __future__ import annotations

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts.theme import (
    GOLD,
    NAVY,
    PALETTE,
    TEAL,
    Chart,
    category_axis,
    layout,
    legend_above,
    value_axis,
)
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, wrapped


def subsidies_of(frames: summaries.Frames) -> Chart:
    """Formulas of the selection against their budgets."""
    return subsidy_against_budget(frames["subsidies"])


def subsidy_against_budget(subsidies: pd.DataFrame) -> Chart:
    """Formula total beside the budget for each formula, the gap hatched on the shorter bar."""
    names = [wrapped(name, width=8) for name in subsidies["short_name"]]
    totals, budgets = subsidies["total_yuan"], subsidies["budget_yuan"]
    gaps = (budgets - totals).fillna(0)
    figure = {
        "data": [
            _bars("按原文测算", names, totals, TEAL, group="total"),
            _gap_bars(names, totals, gaps.clip(lower=0), group="total", shows_legend=True),
            _bars("预算", names, budgets, NAVY, group="budget"),
            _gap_bars(names, budgets.fillna(0), (-gaps).clip(lower=0), group="budget", shows_legend=False),
        ],
        "layout": layout(
            height=110 * len(subsidies) + 60,
            barmode="group",
            showlegend=True,
            legend=legend_above(),
            xaxis=value_axis(max(totals.max(), budgets.max()), room=0.45),
            yaxis=category_axis(autorange="reversed"),
        ),
    }
    sentences = [
        f"{row.short_name} 测算 {amount(row.total_yuan)}，预算 {amount(row.budget_yuan)}"
        for row in subsidies.itertuples()
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
            kind="bar", category_column="项目", value_columns=("按原文测算（元）", "预算金额（元）"), colours=PALETTE
        ),
    )


def _bars(name: str, names: list[str], yuan: pd.Series, colour: str, *, group: str) -> dict[str, object]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "offsetgroup": group,
        "x": yuan.fillna(0).tolist(),
        "y": names,
        "text": [amount(value) for value in yuan],
        "textposition": "inside",
        "insidetextanchor": "start",
        "insidetextfont": {"color": "#FFFFFF"},
        "textangle": 0,
        "marker": {"color": colour},
        "hovertemplate": f"{name}：%{{text}}<extra></extra>",
    }


def _gap_bars(
    names: list[str], base: pd.Series, gaps: pd.Series, *, group: str, shows_legend: bool
) -> dict[str, object]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": "差额",
        "legendgroup": "gap",
        "showlegend": shows_legend and bool((gaps > 0).any()),
        "offsetgroup": group,
        "base": base.tolist(),
        "x": gaps.tolist(),
        "y": names,
        "text": [f"差 {amount(gap)}" if gap else "" for gap in gaps],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": "#FFFFFF", "line": {"color": GOLD, "width": 1}, "pattern": {"shape": "/", "fgcolor": GOLD}},
        "hovertemplate": "%{text}<extra></extra>",
    }
