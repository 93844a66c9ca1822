"""The one look of all figures: colours, fonts, and a base layout for plain plotly dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting.exports.chart_spec import ChartSpec

NAVY, RUST, GOLD, TEAL, VIOLET, GREY = "#24577A", "#C8643C", "#D9A441", "#4F8A7B", "#7C6BA0", "#8A94A3"
PALETTE = (NAVY, RUST, GOLD, TEAL, VIOLET, GREY)
OUTCOME_COLOURS = {
    Outcome.MET: TEAL,
    Outcome.PARTLY_MET: GOLD,
    Outcome.NOT_MET: RUST,
    Outcome.NO_DATA: "#C9CFD6",
    Outcome.NOT_COMPARABLE: VIOLET,
}
TEXT, MUTED, GRID = "#1F2933", "#5B6672", "#E1E5EA"
FONT = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
SHADES = [[0.0, "#F4F5F7"], [0.01, "#DCE7EF"], [1.0, NAVY]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """A figure with everything a page and a download need.

    ``alt`` is a sentence with the numbers; ``table`` carries Chinese headers with units; ``spec`` is the native
    workbook chart of that table.
    """

    figure: dict[str, Any]
    title: str
    alt: str
    table: pd.DataFrame
    note: str
    spec: ChartSpec = field(default_factory=ChartSpec)


def layout(*, height: int, **overrides: Any) -> dict[str, Any]:
    """The base layout with overrides; axes carry labels instead of ticks and grids."""
    base: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 4},
        "font": {"family": FONT, "size": 13, "color": TEXT},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(PALETTE),
        "separators": ".,",
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "showlegend": False,
        "bargap": 0.55,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": GREY, "activecolor": NAVY},
    }
    return base | overrides


def value_axis(largest: float, *, room: float = 0.0) -> dict[str, Any]:
    """A hidden axis from 0 with room for labels outside the bars, as a share of the largest value."""
    return {"visible": False, "range": [0, max(largest, 1) * (1 + room)], "fixedrange": True}


def category_axis(**overrides: Any) -> dict[str, Any]:
    """A category axis that shows every label, without lines."""
    return {
        "type": "category",
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "tickfont": {"color": MUTED, "size": 12},
    } | overrides


def names_above_bars(names: Sequence[str], *, shift: int) -> dict[str, Any]:
    """Layout parts that write each category's name above its bars, so that bars keep the whole width of a phone."""
    return {
        "yaxis": category_axis(autorange="reversed", showticklabels=False),
        "annotations": [
            {
                "text": escape(name, quote=False),
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": position,
                "yshift": shift,
                "showarrow": False,
                "font": {"color": MUTED},
            }
            for position, name in enumerate(names)
        ],
    }


def legend_above() -> dict[str, Any]:
    """A legend in one line above the plot, left."""
    return {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "traceorder": "normal"}


def watermarked(chart: Chart) -> Chart:
    """The chart marked 演示数据 across the plot, in its title and in its note."""
    mark = {
        "text": "演示数据",
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "showarrow": False,
        "textangle": -20,
        "opacity": 0.18,
        "font": {"size": 48, "color": RUST},
    }
    figure_layout = chart.figure["layout"]
    figure = chart.figure | {
        "layout": figure_layout | {"annotations": [*figure_layout.get("annotations", []), mark]},
    }
    return replace(chart, figure=figure, title=f"{chart.title}（演示数据）", note=f"演示数据，数字为虚构。{chart.note}")
