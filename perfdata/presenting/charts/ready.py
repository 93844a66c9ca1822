"""Figures checked once: plotly validates and copies a plain dictionary at every use, which is half of a page's time."""

import re
from copy import deepcopy
from functools import lru_cache
from html import escape, unescape
from typing import Any

import plotly.graph_objects as go

from perfdata.presenting.charts.theme import MUTED, Chart, darkened
from perfdata.presenting.formats import cut_inside, fitted

_LINES = re.compile(r" |(?=（[^（）]{4,}）$)")  # between unit and project, project and unit
_PHONE_WIDE = 25  # Chinese characters of 12 px in a line of a card


class ReadyFigure(go.Figure):
    """A figure that hands out its checked dictionary as it is; nobody may change it.

    Validation takes parts out of the dictionary it is given for a moment, so two visitors must never validate the
    same one: each figure is made from a copy.
    """

    def __init__(self, figure: dict[str, Any]) -> None:
        super().__init__(deepcopy(figure))
        object.__setattr__(self, "_ready", super().to_dict())

    def to_dict(self) -> dict[str, Any]:
        return self._ready  # pyright: ignore[reportAttributeAccessIssue]


@lru_cache(maxsize=256)
def ready_figure(chart: Chart, *, is_dark: bool = False, is_narrow: bool = False) -> ReadyFigure:
    """The checked figure of a chart for a ground and a width; charts count as equal only if they are the same."""
    figure = narrowed(chart.figure) if is_narrow else chart.figure
    return ReadyFigure(darkened(figure) if is_dark else figure)


def narrowed(figure: dict[str, Any], *, most: int = 10) -> dict[str, Any]:
    """The figure for a phone: names above bars cut inside to what fits, names beside them in two short lines.

    Beside names in two lines there is more room for the texts at the right.
    """
    rows, values = figure["layout"].get("yaxis", {}), figure["layout"].get("xaxis", {})
    if "ticktext" not in rows:
        notes = [_fitting(note) for note in figure["layout"].get("annotations", [])]
        return figure | {"layout": figure["layout"] | {"annotations": notes}} if notes else figure
    lines = [[cut_inside(part, most=most) for part in _LINES.split(text, maxsplit=1)] for text in rows["ticktext"]]
    yaxis = rows | {"ticktext": ["<br>".join(parts) for parts in lines], "tickfont": {"color": MUTED, "size": 11}}
    start, end = values.get("range", (0, 1))
    xaxis = values | {"range": [start, end + 0.2 * (end - start)]}
    return figure | {"layout": figure["layout"] | {"yaxis": yaxis, "xaxis": xaxis}}


def _fitting(note: dict[str, Any]) -> dict[str, Any]:
    """A name above a bar, cut where it would leave the screen; marked text and other notes as they are."""
    is_name = note.get("xref") == "paper" and note.get("xanchor") == "left" and "<" not in note["text"]
    return note | {"text": escape(fitted(unescape(note["text"]), wide=_PHONE_WIDE), quote=False)} if is_name else note
