"""Figures of the budget: ranking, shares."""

from html import escape

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import GRID, NAVY, PALETTE, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, percent, plain, wrapped_label

_SOURCE = "来源：项目绩效目标表中的年度预算金额。"


def ranking_by(frames: summaries.Frames, *, by: summaries.Grouping = "short_name") -> Chart:
    """Budgets of the selection by project, spending unit or cycle, largest first."""
    ranking, kind = summaries.budget_ranking(frames, by=by), summaries.GROUPINGS[by]
    budgets, names = ranking["budget_yuan"].fillna(0), ranking["group"].tolist()
    labels = [
        "未填预算" if pd.isna(yuan) else f"{amount(yuan)}（{percent(ratio)}）"
        for yuan, ratio in zip(ranking["budget_yuan"], ranking["budget_ratio"], strict=True)
    ]
    escaped = [escape(name, quote=False) for name in names]
    bars = theme.bars(budgets, labels, colour=NAVY, hover="%{customdata}<br>%{text}", customdata=escaped)
    shares = "；".join(f"{name} {label}" for name, label in zip(names, labels, strict=True))
    return Chart(
        figure={
            "data": [bars],
            "layout": theme.rows_layout(names, xaxis=theme.value_axis(budgets.max(), room=0.78)),
        },
        title=f"各{kind}预算",
        alt=f"各{kind}预算：{shares}。",
        table=ranking.set_axis([kind, "预算金额（元）", "占比"], axis=1),
        note=_SOURCE,
        spec=ChartSpec(kind="bar", category_column=kind, value_columns=("预算金额（元）",), colours=PALETTE),
    )


def treemap_of(frames: summaries.Frames) -> Chart:
    """Shares of the selection's projects inside their units."""
    return budget_treemap(frames["projects"])


def budget_treemap(projects: pd.DataFrame) -> Chart:
    """Areas of the projects by budget, inside their spending units where there are several."""
    known = projects[projects["budget_yuan"] > 0].assign(spending_unit=projects["spending_unit"].fillna("未写明"))
    total = float(known["budget_yuan"].sum())
    boxes = _boxes(known)
    boxes["label"] = [wrapped_label(label, width=6) for label in boxes["label"]]
    boxes["text"] = [f"{amount(yuan)}<br>{percent(yuan / total)}" for yuan in boxes["size"]]
    return Chart(
        figure={
            "data": [theme.treemap(boxes, line_width=2, pathbar={"visible": False})],
            "layout": theme.layout(height=360, top=32, uniformtext={"minsize": 11, "mode": "hide"}),
        },
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


def _boxes(known: pd.DataFrame) -> pd.DataFrame:
    """Boxes of projects, and of their units where there are several: id, label, parent, size in yuan, colour."""
    units = known.groupby("spending_unit", observed=True)["budget_yuan"].sum()
    several = len(units) > 1
    projects = pd.DataFrame(
        {
            "id": known["project_id"],
            "label": known["short_name"],
            "parent": known["spending_unit"] if several else "",
            "size": known["budget_yuan"],
            "colour": [PALETTE[position % len(PALETTE)] for position in range(len(known))],
        }
    )
    if not several:
        return projects
    outer = pd.DataFrame(
        {"id": units.index, "label": units.index, "parent": "", "size": units.to_numpy(), "colour": GRID}
    )
    return pd.concat([outer, projects], ignore_index=True)
