"""Figures of the budget: ranking, shares."""

from __future__ import annotations

from html import escape

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts.theme import (
    GOLD,
    GRID,
    NAVY,
    PALETTE,
    TEXT,
    Chart,
    layout,
    names_above_bars,
    value_axis,
)
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, percent, plain, wrapped_label

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
                "y": list(range(len(ranking))),
                "text": labels,
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": NAVY},
                "customdata": [escape(name, quote=False) for name in ranking["group"]],
                "hovertemplate": "%{customdata}<br>%{text}<extra></extra>",
            }
        ],
        "layout": layout(
            height=64 * len(ranking) + 40,
            margin={"l": 0, "r": 0, "t": 32, "b": 0},
            xaxis=value_axis(budgets.max(), room=0.78),
            **names_above_bars(ranking["group"].tolist(), shift=26),
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
    """Areas of the projects by budget, inside their spending units where there are several."""
    known = projects[projects["budget_yuan"] > 0].assign(spending_unit=projects["spending_unit"].fillna("未写明"))
    total = float(known["budget_yuan"].sum())
    boxes = _boxes(known)
    shares = [amount_and_share(yuan, total) for yuan in boxes["budget_yuan"]]
    figure = {
        "data": [
            {
                "type": "treemap",
                "ids": boxes["id"].tolist(),
                "labels": [wrapped_label(label, width=6) for label in boxes["label"]],
                "parents": boxes["parent"].tolist(),
                "values": boxes["budget_yuan"].tolist(),
                "text": shares,
                "branchvalues": "total",
                "textinfo": "label+text",
                "textfont": {"size": 13, "color": [_text_on(colour) for colour in boxes["colour"]]},
                "hovertemplate": "%{label}<br>%{text}<extra></extra>",
                "marker": {"colors": boxes["colour"].tolist(), "line": {"color": "#FFFFFF", "width": 2}},
                "pathbar": {"visible": False},
            }
        ],
        "layout": layout(
            height=360,
            margin={"l": 0, "r": 0, "t": 32, "b": 0},
            uniformtext={"minsize": 11, "mode": "hide"},
        ),
    }
    return Chart(
        figure=figure,
        title="预算构成",
        alt=f"预算构成：{len(known)} 个项目合计 {plain(total)} 元，面积与预算成正比。",
        table=pd.DataFrame(
            {
                "用款单位": known["spending_unit"],
                "项目名称": known["project_name"],
                "预算金额（元）": known["budget_yuan"],
                "占比": known["budget_yuan"] / total if total else None,
            }
        ),
        note=_SOURCE,
        spec=ChartSpec(kind="pie", category_column="项目名称", value_columns=("预算金额（元）",), colours=PALETTE),
    )


def amount_and_share(yuan: float, total: float) -> str:
    return f"{amount(yuan)}<br>{percent(yuan / total)}"


def _text_on(colour: str) -> str:
    return TEXT if colour in (GOLD, GRID) else "#FFFFFF"


def _boxes(known: pd.DataFrame) -> pd.DataFrame:
    """Boxes of projects, and of their units where there are several: id, label, parent, budget_yuan, colour."""
    units = known.groupby("spending_unit", observed=True)["budget_yuan"].sum().reset_index()
    several = len(units) > 1
    projects = pd.DataFrame(
        {
            "id": known["project_id"],
            "label": known["short_name"],
            "parent": known["spending_unit"] if several else "",
            "budget_yuan": known["budget_yuan"],
            "colour": [PALETTE[position % len(PALETTE)] for position in range(len(known))],
        }
    )
    if not several:
        return projects
    names = units["spending_unit"]
    outer = pd.DataFrame(
        {"id": names, "label": names, "parent": "", "budget_yuan": units["budget_yuan"], "colour": GRID}
    )
    return pd.concat([outer, projects], ignore_index=True)
