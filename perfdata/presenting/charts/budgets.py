"""Figures of the budget: ranking, shares."""

from __future__ import annotations

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts.theme import (
    GRID,
    NAVY,
    PALETTE,
    Chart,
    category_axis,
    layout,
    value_axis,
)
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, percent, plain, wrapped

_SOURCE = "来源：项目绩效目标表中的年度预算金额。"


def ranking_of_projects(frames: summaries.Frames) -> Chart:
    """Budgets of the selection by project."""
    return ranking_by(frames, by="short_name")


def ranking_by(frames: summaries.Frames, *, by: summaries.Grouping) -> Chart:
    """Budgets of the selection by project, spending unit or cycle."""
    return budget_ranking(summaries.budget_ranking(frames, by=by), by=summaries.GROUPINGS[by])


def treemap_of(frames: summaries.Frames) -> Chart:
    """Shares of the selection's projects inside their units."""
    return budget_treemap(frames["projects"])


def budget_ranking(ranking: pd.DataFrame, *, by: str) -> Chart:
    """Bars of ``group``, ``budget_yuan`` and ``budget_ratio``, largest first; ``by`` names the grouping in Chinese."""
    budgets = ranking["budget_yuan"].fillna(0)
    labels = [
        "未填预算" if pd.isna(yuan) else f"{amount(yuan)}（{percent(ratio)}）"
        for yuan, ratio in zip(ranking["budget_yuan"], ranking["budget_ratio"], strict=True)
    ]
    figure = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": budgets.tolist(),
                "y": [wrapped(name) for name in ranking["group"]],
                "text": labels,
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": NAVY},
                "customdata": ranking["group"].tolist(),
                "hovertemplate": "%{customdata}<br>%{text}<extra></extra>",
            }
        ],
        "layout": layout(
            height=56 * len(ranking) + 32,
            xaxis=value_axis(budgets.max() if len(budgets) else 1, room=0.75),
            yaxis=category_axis(autorange="reversed"),
        ),
    }
    headers = {"group": by, "budget_yuan": "预算金额（元）", "budget_ratio": "占比"}
    return Chart(
        figure=figure,
        title=f"各{by}预算",
        alt=f"各{by}预算："
        + "；".join(f"{name} {label}" for name, label in zip(ranking["group"], labels, strict=True))
        + "。",
        table=ranking.rename(columns=headers),
        note=_SOURCE,
        spec=ChartSpec(kind="bar", category_column=by, value_columns=("预算金额（元）",), colours=PALETTE),
    )


def budget_treemap(projects: pd.DataFrame) -> Chart:
    """Areas of the projects inside their spending units, by budget."""
    known = projects.dropna(subset=["budget_yuan"])
    known = known[known["budget_yuan"] > 0]
    units = known.groupby("spending_unit", dropna=False, observed=True)["budget_yuan"].sum()
    total = float(known["budget_yuan"].sum())
    unit_ids = {unit: f"unit{position}" for position, unit in enumerate(units.index)}
    unit_labels = ["未写用款单位" if pd.isna(unit) else str(unit) for unit in units.index]
    shares = [*(units / total), *(known["budget_yuan"] / total)] if total else []
    yuan = [*units, *known["budget_yuan"]]
    figure = {
        "data": [
            {
                "type": "treemap",
                "ids": [*unit_ids.values(), *known["project_id"]],
                "labels": [*(wrapped(label, width=18) for label in unit_labels), *known["short_name"]],
                "parents": [*[""] * len(units), *(unit_ids[unit] for unit in known["spending_unit"])],
                "values": yuan,
                "text": [f"{amount(value)}<br>{percent(share)}" for value, share in zip(yuan, shares, strict=True)],
                "branchvalues": "total",
                "textinfo": "label+text",
                "hovertemplate": "%{label}<br>%{text}<extra></extra>",
                "marker": {
                    "colors": [GRID] * len(units)
                    + [PALETTE[position % len(PALETTE)] for position in range(len(known))],
                    "line": {"color": "#FFFFFF", "width": 2},
                },
                "tiling": {"pad": 2},
                "pathbar": {"visible": False},
                "sort": True,
            }
        ],
        "layout": layout(height=360, margin={"l": 0, "r": 0, "t": 0, "b": 0}),
    }
    table = pd.DataFrame(
        {
            "用款单位": known["spending_unit"],
            "项目名称": known["project_name"],
            "预算金额（元）": known["budget_yuan"],
            "占比": known["budget_yuan"] / total if total else [],
        }
    )
    return Chart(
        figure=figure,
        title="预算构成",
        alt=f"预算构成：{len(known)} 个项目合计 {plain(total)} 元，面积与预算成正比。",
        table=table,
        note=_SOURCE,
        spec=ChartSpec(kind="pie", category_column="项目名称", value_columns=("预算金额（元）",), colours=PALETTE),
    )
