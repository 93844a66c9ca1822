"""Figures of the indicators."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts.theme import PALETTE, SHADES, Chart, category_axis, layout
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import wrapped, wrapped_label


def heatmap_of(frames: summaries.Frames) -> Chart:
    """Indicators of the selection by project and category."""
    return indicator_heatmap(summaries.category_counts(frames))


def indicator_heatmap(counts: pd.DataFrame) -> Chart:
    """Number of indicators: one row a project, one column a level 2 category."""
    figure = {
        "data": [
            {
                "type": "heatmap",
                "z": counts.to_numpy().tolist(),
                "x": list(range(len(counts.columns))),
                "y": list(range(len(counts))),
                "text": counts.to_numpy().tolist(),
                "texttemplate": "%{text}",
                "xgap": 3,
                "ygap": 3,
                "zmin": 0,
                "colorscale": SHADES,
                "showscale": False,
                "customdata": [[[escape(name, quote=False), kind] for kind in counts.columns] for name in counts.index],
                "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}：%{z} 项<extra></extra>",
            }
        ],
        "layout": layout(
            height=52 * len(counts) + 96,
            margin={"l": 0, "r": 0, "t": 32, "b": 0},
            xaxis=_positions([wrapped(kind.removesuffix("指标"), width=2) for kind in counts.columns]),
            yaxis=_positions([wrapped_label(name, width=6) for name in counts.index]) | {"autorange": "reversed"},
        ),
    }
    totals = "、".join(f"{category} {total} 项" for category, total in counts.sum().items())
    table = counts.rename_axis("项目").reset_index()
    return Chart(
        figure=figure,
        title="各项目指标数量",
        alt=f"各项目按二级指标的指标数量，合计：{totals}。",
        table=table,
        note="来源：项目绩效目标表。0 表示目标表列出了该类别但没有设置指标，或没有列出该类别。",
        spec=ChartSpec(
            kind="stacked_bar", category_column="项目", value_columns=tuple(counts.columns), colours=PALETTE
        ),
    )


def _positions(labels: list[str]) -> dict[str, Any]:
    """An axis of places 0, 1, 2 … with these labels; two places stay two where their labels are cut alike."""
    return category_axis(
        type="linear", tickangle=0, tickmode="array", tickvals=list(range(len(labels))), ticktext=labels
    )
