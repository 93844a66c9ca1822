"""The content of a meeting's material, the same for report, slides, workbook and pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from perfdata.presenting.charts.theme import Chart
from perfdata.presenting.exports.cells import Cell, TableColumn, display_text, table_columns, text_width
from perfdata.presenting.verdicts import Verdict

_WIDEST = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table under Chinese headers with units; ``number_formats`` by header as Excel writes them, others inferred."""

    title: str
    frame: pd.DataFrame
    note: str = ""
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


def texts_of(column: TableColumn) -> list[str]:
    """What a reader sees in the cells of a column; a missing one is –."""
    return [shown(cell, column) for cell in column.cells]


def shown(cell: Cell, column: TableColumn) -> str:
    """What a reader sees in a cell."""
    return display_text(cell, number_format=column.number_format) or "–"


def width_shares(columns: Sequence[TableColumn]) -> list[float]:
    """The share of a page's width that each column gets by its longest text."""
    widths = [min(max(map(text_width, [column.header, *texts_of(column)])), _WIDEST) + 3 for column in columns]
    return [width / sum(widths) for width in widths]
