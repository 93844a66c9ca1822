"""What the native chart of a workbook shows. Standard library only, so that chart makers can state it cheaply."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

ChartKind = Literal["bar", "column", "stacked_bar", "stacked_column", "line", "pie", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """Which columns of the table become which chart; ``bar`` is horizontal, first row on top.

    Columns are named by their (Chinese) header; ``value_columns`` are the series, one for a pie. ``number_format`` is
    an Excel format for their cells and labels, None infers it. ``colours`` (``#RRGGBB``) go to the series in order,
    or to the rows for a pie and where ``colour_each_point`` is set. Raises ValueError where the parts do not fit.
    """

    kind: ChartKind = "none"
    category_column: str = ""
    value_columns: Sequence[str] = ()
    number_format: str | None = None
    colours: Sequence[str] = ()
    colour_each_point: bool = False

    def __post_init__(self) -> None:
        if self.kind not in get_args(ChartKind):
            raise ValueError(f"unknown chart kind {self.kind!r}")
        if isinstance(self.value_columns, str) or isinstance(self.colours, str):
            raise ValueError("value_columns and colours are sequences of texts, not one text")
        if self.kind != "none" and not (self.category_column and self.value_columns):
            raise ValueError("a chart needs a category column and a value column")
        if self.kind == "pie" and len(self.value_columns) != 1:
            raise ValueError("a pie has exactly one value column")
