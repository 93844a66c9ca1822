"""Figures checked once: plotly validates and copies a plain dictionary at every use, which is half of a page's time."""

from copy import deepcopy
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from perfdata.presenting.charts.theme import Chart, darkened, narrowed


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
