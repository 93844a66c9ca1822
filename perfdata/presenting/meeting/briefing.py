"""The content of a meeting's material, the same for report, slides, workbook and pack."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from perfdata.presenting.charts.theme import Chart
from perfdata.presenting.exports.cells import Cell, TableColumn, display_text, table_columns, text_width
from perfdata.presenting.verdicts import Verdict

_WIDEST, _SHORT = 44, 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table under Chinese headers with units; ``number_formats`` by header as Excel writes them, others inferred.

    One that ``is_wide`` stands on a page across.
    """

    title: str
    frame: pd.DataFrame
    note: str = ""
    is_wide: bool = False
    number_formats: Mapping[str, str] = field(default_factory=dict)

    def columns(self, *, most: int | None = None) -> list[TableColumn]:
        """The columns of all rows, or of the first ones."""
        return table_columns(self.frame.iloc[:most], number_formats=self.number_formats)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Section:
    """One question that the material answers, the sentences first; ``in_short`` tells that the one page needs it.

    ``by_hand`` are passages that only people can write.
    """

    title: str
    sentences: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    by_hand: Sequence[str] = ()
    in_short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Briefing:
    """Title, whose data of which day these are, the verdicts, the sections, and where every number comes from."""

    title: str
    subtitle: str
    verdicts: Sequence[Verdict]
    sections: Sequence[Section]
    sources: Sequence[str]

    def with_parts(self, titles: Collection[str]) -> Briefing:
        """The briefing with the sections of these titles alone; all where none is named."""
        kept = [section for section in self.sections if section.title in titles]
        return replace(self, sections=kept) if titles else self

    def by_day(self, day: date | None) -> Briefing:
        """The briefing of figures up to a day, which it says; itself of the latest ones."""
        if day is None:
            return self
        told = f"本材料只用截至 {day} 的实际结果、支出和预计，按同样的规则重新判断；绩效目标、分值和核实情况按现在的。"
        return replace(self, title=f"{self.title}（截至 {day}）", sources=[told, *self.sources])


def texts_of(column: TableColumn) -> list[str]:
    """What a reader sees in the cells of a column; a missing one is –."""
    return [shown(cell, column) for cell in column.cells]


def shown(cell: Cell, column: TableColumn) -> str:
    """What a reader sees in a cell."""
    return display_text(cell, number_format=column.number_format) or "–"


def width_shares(columns: Sequence[TableColumn], *, room: float, margin: float) -> list[float]:
    """The share of a page ``room`` half-width characters wide that each column gets, with its ``margin``: numbers and
    short texts as much as they need, long texts what is left by their length."""
    needed = [max(map(text_width, _unbroken(column))) + margin for column in columns]
    long = [min(width, _WIDEST) if _is_long(column) else 0.0 for column, width in zip(columns, needed, strict=True)]
    left = room - sum(width for width, own in zip(needed, long, strict=True) if not own)
    widths = [
        max(left, sum(long) / 3) * own / sum(long) if own else width for width, own in zip(needed, long, strict=True)
    ]
    return [width / sum(widths) for width in widths]


def _unbroken(column: TableColumn) -> list[str]:
    """What must not be broken: the texts, and of the header half."""
    return [*texts_of(column), column.header[: (len(column.header) + 1) // 2]]


def _is_long(column: TableColumn) -> bool:
    return any(isinstance(cell, str) and text_width(cell) > _SHORT for cell in column.cells)
