"""The one look of all figures: colours, fonts, and a base layout for plain plotly dictionaries."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import pandas as pd

from perfdata.core.tasks import TaskState
from perfdata.core.terms import Light, Outcome
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import percent, wan

# Navy is money, grey is reference and rest; green, amber and red are verdicts only, always with their word.
NAVY, STEEL, SKY, GREY = "#1F4E79", "#4A76A1", "#9DBAD5", "#8A94A3"
GREEN, AMBER, RED, SLATE = "#2E7D5B", "#B7791F", "#B3261E", "#6B7785"
TEXT, MUTED, GRID, PALE, TRACK, WHITE = "#1F2933", "#5B6672", "#DDE2E8", "#C9D0D8", "#EEF1F4", "#FFFFFF"
INK = "#11161C"  # figures on amber
PALETTE = (NAVY, STEEL, SKY, GREY, PALE, SLATE)
OUTCOME_COLOURS = dict(zip(Outcome, (GREEN, AMBER, RED, PALE, SLATE), strict=True))
LIGHT_COLOURS = dict(zip(Light, (RED, AMBER, GREEN, NAVY, PALE, SLATE), strict=True))
RED_TEXT, AMBER_TEXT, GREEN_TEXT = RED, "#85550B", "#246A4C"
LIGHT_TEXTS = dict(zip(Light.labels(), (RED_TEXT, AMBER_TEXT, GREEN_TEXT, NAVY, MUTED, SLATE), strict=True))
TONE_TEXTS = {"good": GREEN_TEXT, "doubtful": AMBER_TEXT, "bad": RED_TEXT, "neutral": MUTED}
OUTCOME_TEXTS = dict(zip(Outcome.labels(), (GREEN_TEXT, AMBER_TEXT, RED_TEXT, MUTED, SLATE), strict=True))
_STATE_TEXTS = (RED_TEXT, AMBER_TEXT, MUTED, AMBER_TEXT, NAVY, GREEN_TEXT, GREEN_TEXT)
STATE_TEXTS = dict(zip(TaskState.labels(), _STATE_TEXTS, strict=True))
STATE_BADGES = dict(zip(TaskState, ("red", "orange", "gray", "orange", "blue", "green", "green"), strict=True))
FONT = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
# Charts are made for the light theme; each colour has its counterpart in the dark one.
DARK = {
    NAVY: "#6FA3D4",
    STEEL: "#8DBBE6",
    SKY: "#35597D",
    GREY: "#8A96A3",
    GREEN: "#4CAF84",
    AMBER: "#D69A3C",
    RED: "#E5695F",
    SLATE: "#9AA6B2",
    TEXT: "#E6EAEE",
    MUTED: "#9DA8B4",
    GRID: "#2C3540",
    PALE: "#46525F",
    TRACK: "#222A33",
    WHITE: INK,
    AMBER_TEXT: "#E7BC74",
    GREEN_TEXT: "#7FD0AC",
}
_HEX = re.compile(r"(#|%23)([0-9A-F]{6})")
_INK_ON, _TEXT_ON = {AMBER}, {GRID, PALE, SKY, TRACK, WHITE}
MOST_BARS, TALLEST = 12, 480


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """A figure with everything a page and a download need.

    ``alt`` is a sentence with the numbers; ``table`` carries Chinese headers with units; ``spec`` is the native
    workbook chart of that table. Where only some rows are drawn ``complete`` makes the table of all. ``uses_results``
    tells that results or spending are in it, which may be invented. ``leads_to`` says of each row drawn what a click
    on it opens: a project by ``id`` or short name (``project``), a ``unit``, the indicators of a ``level1``,
    ``level2`` or of ``bands`` of completion, findings of an ``audit_dimension``, a ``month`` of 运行监控, a ``year``.
    """

    figure: dict[str, Any]
    title: str
    alt: str
    table: pd.DataFrame
    note: str
    uses_results: bool = False
    leads_to: tuple[dict[str, str], ...] = ()
    spec: ChartSpec = field(default_factory=ChartSpec)
    complete: Callable[[], pd.DataFrame] | None = None

    @property
    def whole_table(self) -> pd.DataFrame:
        """The table with the rows too that are not drawn, made when it is asked for."""
        return self.complete() if self.complete else self.table


def leading(key: str, names: Iterable[Any]) -> tuple[dict[str, str], ...]:
    """What a click on each row opens; a row without a name leads nowhere."""
    return tuple({key: name} if isinstance(name, str) else {} for name in names)


def leading_months(days: Iterable[Any]) -> tuple[dict[str, str], ...]:
    """What a click on the report of each day opens: the month up to which it tells."""
    return tuple({"month": str(day.month)} for day in days)


def bars(
    lengths: Iterable[Any], texts: Iterable[str], *, hover: str, colour: Any = None, **more: Any
) -> dict[str, Any]:
    """Horizontal bars at 0, 1, 2 … with their texts outside; ``colour`` is one for all or one for each."""
    lengths = list(lengths)
    return {
        "type": "bar",
        "orientation": "h",
        "x": lengths,
        "y": list(range(len(lengths))),
        "text": list(texts),
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "hovertemplate": f"{hover}<extra></extra>",
        **({"marker": {"color": colour}} if colour is not None else {}),
    } | more


def segments(name: str, lengths: Iterable[Any], texts: Iterable[str], **more: Any) -> dict[str, Any]:
    """Horizontal bars of one series, named in the legend, with their texts inside."""
    inside = {"name": name, "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "cliponaxis": True}
    if isinstance(colour := more.get("colour"), str):
        inside["insidetextfont"] = {"color": text_on(colour)}
    return bars(lengths, texts, **(inside | more))


def counted(name: str, counts: pd.Series, *, whole: float = 0, **more: Any) -> dict[str, Any]:
    """Segments of numbers; those too short for their number are told when pointed at, and in the table."""
    least = max(whole or counts.max(), 1) * 0.04
    texts = [f"{count:,}" if count >= least else "" for count in counts]
    return segments(name, counts.tolist(), texts, **({"hover": f"{name} %{{x}} 项"} | more))


def line(days: pd.Series, ratios: pd.Series, *, colour: str, dash: str = "solid", name: str = "") -> dict[str, Any]:
    """A line of shares by day, the last point with its text."""
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": name,
        "x": [f"{day:%Y-%m-%d}" for day in days],
        "y": ratios.tolist(),
        "text": [""] * (len(days) - 1) + [f"<b>{percent(ratios.iloc[-1])}</b>"],
        "textposition": "top center",
        "cliponaxis": False,
        "line": {"color": colour, "width": 2, "dash": dash},
        "hovertemplate": f"{name} %{{x}}：%{{y:.1%}}<extra></extra>".lstrip(),
    }


def first_rows(rows: pd.DataFrame, *, yuan: str | None = None) -> tuple[pd.DataFrame, str]:
    """The rows a chart draws, the first MOST_BARS, and what its note says of the rest: 其余 3 个，合计 7.20 万元。"""
    left = rows.iloc[MOST_BARS:]
    return rows.iloc[:MOST_BARS], rest_of(len(left), left[yuan].sum() if yuan else None)


def rest_of(count: int, yuan: float | None = None) -> str:
    """What the note of a chart says of the rows that are not drawn; nothing where all are."""
    total = "" if yuan is None else f"，合计 {wan(yuan)}"
    return f"只画前 {MOST_BARS} 个，其余 {count:,} 个{total}，见数据表。" if count > 0 else ""


def enlarged(chart: Chart) -> Chart:
    """The chart for a big screen: as high as fits below its title, every text in larger type."""
    layout = chart.figure["layout"]
    larger = {**layout, "height": 650, "font": {**layout.get("font", {}), "size": 18}}
    if axis := layout.get("yaxis"):
        larger["yaxis"] = {**axis, "tickfont": {**axis.get("tickfont", {}), "size": 16}}
    larger["annotations"] = [
        {**note, "font": {**note.get("font", {}), "size": 16}} for note in layout.get("annotations", [])
    ]
    data = [{**trace, "textfont": {**trace.get("textfont", {}), "size": 16}} for trace in chart.figure["data"]]
    return replace(chart, figure={"data": data, "layout": larger})


def text_on(colour: str) -> str:
    """The colour of figures on a fill: white on navy, green and red, dark on amber and pale ones."""
    return INK if colour in _INK_ON else TEXT if colour in _TEXT_ON else WHITE


def darkened(drawn: Any) -> Any:
    """A figure, a style or an image address with every colour in its counterpart for the dark theme."""
    if isinstance(drawn, str):
        return _HEX.sub(lambda found: found[1] + DARK.get(f"#{found[2]}", f"#{found[2]}")[1:], drawn)
    if isinstance(drawn, dict):
        return {key: darkened(value) for key, value in drawn.items()}
    return [darkened(value) for value in drawn] if isinstance(drawn, list | tuple) else drawn


def layout(*, height: int, top: int, sides: int = 0, **overrides: Any) -> dict[str, Any]:
    """The base layout with overrides; axes carry labels instead of ticks and grids."""
    base: dict[str, Any] = {
        "height": height,
        "margin": {"l": sides, "r": sides, "t": top, "b": 0},
        "font": {"family": FONT, "size": 13, "color": TEXT},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(PALETTE),
        "separators": ".,",
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "showlegend": False,
        "bargap": 0.55,
    }
    return base | overrides


def rows_layout(
    names: Sequence[str], *, row_height: int = 64, around: int = 40, top: int = 32, shift: int = 26, **overrides: Any
) -> dict[str, Any]:
    """The layout of horizontal bars, their names above them, so that bars keep the whole width of a phone."""
    tall = row_height
    row_height = fitting_height(len(names), tall=tall, around=around)
    at_left = {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "yshift": max(shift * row_height // tall, 17),
        "showarrow": False,
        "font": {"color": MUTED, "size": 13 if row_height == tall else 12},
    }
    thin: dict[str, Any] = {} if row_height == tall else {"bargap": 0.54}
    return layout(
        height=row_height * len(names) + around,
        top=top,
        yaxis=category_axis(autorange="reversed", showticklabels=False),
        annotations=[{"text": escape(name, quote=False), "y": y, **at_left} for y, name in enumerate(names)],
        **(thin | overrides),
    )


def fitting_height(count: int, *, tall: int, around: int) -> int:
    """Pixels of each of ``count`` rows: ``tall`` where the chart then stays below TALLEST."""
    return min(tall, (TALLEST - around) // max(count, 1))


def stacked_rows_layout(names: Sequence[str], **overrides: Any) -> dict[str, Any]:
    """The same for stacked bars, with room for the legend above them."""
    return rows_layout(names, **({"around": 72, "top": 56, "barmode": "stack"} | legend_above() | overrides))


def value_axis(largest: float, *, room: float = 0.0) -> dict[str, Any]:
    """A hidden axis from 0 with room for labels outside the bars, as a share of the largest value."""
    return {"visible": False, "range": [0, max(1, largest) * (1 + room)], "fixedrange": True}


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


def ratio_axis() -> dict[str, Any]:
    """A vertical axis of shares from 0 to 100 % with room for labels above."""
    return {"range": [0, 1.15], "tickformat": ".0%", "gridcolor": GRID, "fixedrange": True, "automargin": True}


def legend_above() -> dict[str, Any]:
    """Layout parts of a legend in one line above the plot, left."""
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "traceorder": "normal"}
    return {"showlegend": True, "legend": legend}


def line_at_target(width: float) -> dict[str, Any]:
    """Layout part: a dotted line across all bars at 100 %."""
    ends = {"x0": 1, "x1": 1, "y0": 0, "y1": 1, "yref": "paper"}
    return {"shapes": [{"type": "line", **ends, "line": {"color": MUTED, "width": width, "dash": "dot"}}]}


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
        "font": {"size": 48, "color": RED},
    }
    figure_layout = chart.figure["layout"]
    figure = chart.figure | {
        "layout": figure_layout | {"annotations": [*figure_layout.get("annotations", []), mark]},
    }
    return replace(chart, figure=figure, title=f"{chart.title}（演示数据）", note=f"演示数据，数字为虚构。{chart.note}")
