"""Figures of the indicators: the tree that says their outcomes."""

from collections.abc import Sequence
from html import escape

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import GRID, OUTCOME_COLOURS, WHITE, Chart
from perfdata.presenting.formats import wrapped_label
from perfdata.presenting.indicator_summaries import indicator_rows

_ROOT = "全部指标"


def tree_of(frames: summaries.Frames, **filters: Sequence[str]) -> Chart:
    """The filtered indicators, each one box of equal size inside its level 2 and level 1."""
    rows = indicator_rows(frames, **filters)
    boxes = theme.treemap(_boxes(rows), line_width=1, maxdepth=3, tiling={"pad": 2})
    counts = rows["level1"].cat.remove_unused_categories().value_counts(sort=False)
    return Chart(
        uses_results=True,
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
