"""Indicators as a tree: level 1 → 2 → 3, a click drills down, colour and word say the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting.charts.theme import GOLD, GRID, OUTCOME_COLOURS, TEXT, Chart, layout
from perfdata.presenting.formats import wrapped
from perfdata.presenting.indicator_summaries import indicator_rows
from perfdata.presenting.summaries import Frames

_ROOT = "全部指标"
_DARK_TEXT = {GRID, GOLD, OUTCOME_COLOURS[Outcome.NO_DATA]}


def tree_of(frames: Frames, **filters: Sequence[str]) -> Chart:
    """The filtered indicators, each one box of equal size inside its level 2 and level 1."""
    rows = indicator_rows(frames, **filters)
    boxes = _boxes(rows)
    figure = {
        "data": [
            {
                "type": "treemap",
                "ids": boxes["id"].tolist(),
                "labels": boxes["label"].tolist(),
                "parents": boxes["parent"].tolist(),
                "values": boxes["count"].tolist(),
                "text": boxes["text"].tolist(),
                "branchvalues": "total",
                "textinfo": "label+text",
                "textfont": {"size": 13, "color": [_text_on(colour) for colour in boxes["colour"]]},
                "hovertemplate": "%{label}<br>%{text}<extra></extra>",
                "marker": {"colors": boxes["colour"].tolist(), "line": {"color": "#FFFFFF", "width": 1}},
                "maxdepth": 3,
                "tiling": {"pad": 2},
            }
        ],
        "layout": layout(height=460, margin={"l": 0, "r": 0, "t": 32, "b": 0}),
    }
    counts = rows["level1"].cat.remove_unused_categories().value_counts(sort=False)
    return Chart(
        figure=figure,
        title="指标体系（点击逐级展开）",
        alt=f"共 {len(rows)} 项指标：" + "、".join(f"{label} {count} 项" for label, count in counts.items()) + "。",
        table=rows[["level1", "level2", "indicator_name", "annual_target", "outcome"]].set_axis(
            ["一级指标", "二级指标", "三级指标", "年度指标值", "完成情况"], axis=1
        ),
        note="来源：项目绩效目标表与已确认入库的实际完成情况。",
    )


def _boxes(rows: pd.DataFrame) -> pd.DataFrame:
    """One box a node: id, label, parent, count, text, colour."""
    boxes = [(_ROOT, _ROOT, "", len(rows), f"{len(rows)} 项", "#FFFFFF")]
    named = rows.assign(
        level1=rows["level1"].astype("str").fillna("未归类"), level2=rows["level2"].astype("str").fillna("未归类")
    )
    for level1, group in named.groupby("level1", sort=False):
        boxes.append((str(level1), str(level1), _ROOT, len(group), f"{len(group)} 项", GRID))
        for level2, inner in group.groupby("level2", sort=False):
            parent = f"{level1}/{level2}"
            boxes.append((parent, str(level2), str(level1), len(inner), f"{len(inner)} 项", GRID))
            boxes += [_leaf(row, parent) for row in inner.itertuples()]
    return pd.DataFrame(boxes, columns=["id", "label", "parent", "count", "text", "colour"])


def _leaf(row, parent: str) -> tuple[str, str, str, int, str, str]:
    colours = {outcome.label: colour for outcome, colour in OUTCOME_COLOURS.items()}
    label = "<br>".join(escape(line, quote=False) for line in wrapped(row.indicator_name, width=8).split("<br>"))
    text = f"{escape(row.annual_target, quote=False)}<br>{row.outcome}"
    return f"{parent}/{row.Index}", label, parent, 1, text, colours[row.outcome]


def _text_on(colour: str) -> str:
    return TEXT if colour in _DARK_TEXT or colour == "#FFFFFF" else "#FFFFFF"
