"""The content of a meeting's material, the same for report, slides, workbook and pack."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from perfdata.presenting.charts.theme import Chart, watermarked
from perfdata.presenting.exports.cells import (
    Cell,
    TableColumn,
    display_text,
    line_count,
    table_columns,
    text_width,
)
from perfdata.presenting.verdicts import Verdict

_WIDEST, _SHORT, _BY_HAND = 44, 14, 16
_WIDER_DIGITS = 1.2  # where a reader has none of the typefaces, digits are wider than half a Chinese character


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
    """Title, whose data of which day these are, the verdicts, the sections, and where every number comes from.

    ``projects`` is for the workbook alone: every project in a row, however many there are.
    """

    title: str
    subtitle: str
    verdicts: Sequence[Verdict]
    sections: Sequence[Section]
    sources: Sequence[str]
    projects: Section | None = None

    def with_parts(self, titles: Collection[str]) -> Briefing:
        """The briefing with the sections of these titles alone; all where none is named."""
        kept = [section for section in self.sections if section.title in titles]
        return replace(self, sections=kept, projects=None) if titles else self

    def invented(self, told: str) -> Briefing:
        """The briefing that says so, also in every chart of results, which may be taken out of it."""
        sections = [
            replace(section, charts=[watermarked(chart) if chart.uses_results else chart for chart in section.charts])
            for section in self.sections
        ]
        return replace(self, subtitle=f"{self.subtitle}{told}", sections=sections)

    def by_day(self, day: date | None) -> Briefing:
        """The briefing of figures up to a day, which it says; itself of the latest ones."""
        if day is None:
            return self
        told = f"本材料只用截至 {day} 的实际结果、支出和预计，按同样的规则重新判断；绩效目标、分值和核实情况按现在的。"
        return replace(self, title=f"{self.title}（截至 {day}）", sources=[told, *self.sources])


def texts_of(column: TableColumn) -> list[str]:
    """What a reader sees in the cells of a column; a missing one is –."""
    return ["" if is_by_hand(column) else shown(cell, column) for cell in column.cells]


def shown(cell: Cell, column: TableColumn) -> str:
    """What a reader sees in a cell."""
    return display_text(cell, number_format=column.number_format) or "–"


def head_of(column: TableColumn) -> str:
    """The header, the unit that it ends with on a line of its own."""
    return column.header.replace("（", "\n（", 1) if column.header.endswith("）") else column.header


def width_shares(columns: Sequence[TableColumn], *, room: float, margin: float) -> list[float]:
    """The share of a page ``room`` half-width characters wide that each column gets, with its ``margin``: numbers and
    short texts as much as they need, long texts what is left by their length."""
    needed = [_needed(column) + margin for column in columns]
    long = [_usual(column) + margin if _is_long(column) else 0.0 for column in columns]
    left = room - sum(width for width, own in zip(needed, long, strict=True) if not own)
    widths = [
        max(left, sum(long) / 3) * own / sum(long) if own else width for width, own in zip(needed, long, strict=True)
    ]
    return [width / sum(widths) for width in widths]


def lines_of(columns: Sequence[TableColumn], shares: Sequence[float], *, room: float, margin: float) -> list[int]:
    """How many lines each row takes at these shares of the page, that of the header first."""
    rows = zip(*([head_of(column), *texts_of(column)] for column in columns), strict=True)
    rooms = [round(share * room - margin, 1) for share in shares]
    return [max(map(line_count, row, rooms)) for row in rows]


def _needed(column: TableColumn) -> float:
    """Half-width characters that a column takes whose texts and lines of the header are not broken."""
    if is_by_hand(column):
        return _BY_HAND
    texts = max(map(text_width, texts_of(column)), default=0)
    head = max(map(text_width, head_of(column).split("\n")))
    return max(texts * (_WIDER_DIGITS if is_of_numbers(column) else 1), head)


def is_of_numbers(column: TableColumn) -> bool:
    """Whether a number stands in the column."""
    return any(not isinstance(cell, str | None) for cell in column.cells)


def is_by_hand(column: TableColumn) -> bool:
    """Whether the column has empty texts alone, which are not missing: people write there."""
    return all(cell == "" for cell in column.cells)


def _is_long(column: TableColumn) -> bool:
    return any(isinstance(cell, str) and text_width(cell) > _SHORT for cell in column.cells)


def _usual(column: TableColumn) -> float:
    """How wide the texts of a column are on an average, so that all columns have about as many lines."""
    widths = [text_width(text) for text in texts_of(column)]
    return min(max(sum(widths) / len(widths), _SHORT), _WIDEST)
