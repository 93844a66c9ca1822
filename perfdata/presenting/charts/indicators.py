"""Figures of the indicators: numbers by project and category, and the tree that says their outcomes."""

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import GRID, OUTCOME_COLOURS, PALETTE, SHADES, WHITE, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import wrapped, wrapped_label
from perfdata.presenting.indicator_summaries import indicator_rows

_ROOT = "全部指标"


def heatmap_of(frames: summaries.Frames) -> Chart:
    """Indicators of the selection by project and category."""
    return indicator_heatmap(summaries.category_counts(frames))


def indicator_heatmap(counts: pd.DataFrame) -> Chart:
    """Number of indicators: one row a project, one column a level 2 category."""
    cells = {
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
    layout = theme.layout(
        height=52 * len(counts) + 96,
        top=32,
        xaxis=_positions([wrapped(kind.removesuffix("指标"), width=2) for kind in counts.columns]),
        yaxis=_positions([wrapped_label(name, width=6) for name in counts.index]) | {"autorange": "reversed"},
    )
    totals = "、".join(f"{category} {total} 项" for category, total in counts.sum().items())
    return Chart(
        figure={"data": [cells], "layout": layout},
        title="各项目指标数量",
        alt=f"各项目按二级指标的指标数量，合计：{totals}。",
        table=counts.rename_axis("项目").reset_index(),
        note="来源：项目绩效目标表。0 表示目标表列出了该类别但没有设置指标，或没有列出该类别。",
        spec=ChartSpec(
            kind="stacked_bar", category_column="项目", value_columns=tuple(counts.columns), colours=PALETTE
        ),
    )


def _positions(labels: list[str]) -> dict[str, Any]:
    """An axis of places 0, 1, 2 … with these labels; two places stay two where their labels are cut alike."""
    return theme.category_axis(
        type="linear", tickangle=0, tickmode="array", tickvals=list(range(len(labels))), ticktext=labels
    )


def tree_of(frames: summaries.Frames, **filters: Sequence[str]) -> Chart:
    """The filtered indicators, each one box of equal size inside its level 2 and level 1."""
    rows = indicator_rows(frames, **filters)
    boxes = theme.treemap(_boxes(rows), line_width=1, maxdepth=3, tiling={"pad": 2})
    counts = rows["level1"].cat.remove_unused_categories().value_counts(sort=False)
    return Chart(
        figure={"data": [boxes], "layout": theme.layout(height=460, top=32)},
        title="指标体系（点击逐级展开）",
        alt=f"共 {len(rows)} 项指标：" + "、".join(f"{label} {count} 项" for label, count in counts.items()) + "。",
        table=rows[["level1", "level2", "indicator_name", "annual_target", "outcome"]].set_axis(
            ["一级指标", "二级指标", "三级指标", "年度指标值", "完成情况"], axis=1
        ),
        note="来源：项目绩效目标表与已确认入库的实际完成情况。",
    )


def _boxes(rows: pd.DataFrame) -> pd.DataFrame:
    """One box a node: id, label, parent, size, text, colour."""
    boxes = [(_ROOT, _ROOT, "", len(rows), f"{len(rows)} 项", WHITE)]
    named = rows.assign(
        level1=rows["level1"].astype("str").fillna("未归类"), level2=rows["level2"].astype("str").fillna("未归类")
    )
    for level1, group in named.groupby("level1", sort=False):
        boxes.append((str(level1), str(level1), _ROOT, len(group), f"{len(group)} 项", GRID))
        for level2, inner in group.groupby("level2", sort=False):
            parent = f"{level1}/{level2}"
            boxes.append((parent, str(level2), str(level1), len(inner), f"{len(inner)} 项", GRID))
            boxes += [_leaf(row, parent) for row in inner.itertuples()]
    return pd.DataFrame(boxes, columns=["id", "label", "parent", "size", "text", "colour"])


def _leaf(row, parent: str) -> tuple[str, str, str, int, str, str]:
    colours = {outcome.label: colour for outcome, colour in OUTCOME_COLOURS.items()}
    label = wrapped_label(row.indicator_name, width=8)
    text = f"{escape(row.annual_target, quote=False)}<br>{row.outcome}"
    return f"{parent}/{row.Index}", label, parent, 1, text, colours[row.outcome]
