"""Reported rows as a file states them: text under its field, and where each cell stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from perfdata.core.model import Place
from perfdata.core.terms import ChangeKind

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_DAY = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def cell_address(row_number: int, column: int) -> str:
    """The address of a cell, rows counted from 1 and columns from 0: (7, 3) is D7."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row_number}"


class Origin(NamedTuple):
    """Where a row stands and which field is in which column, so that any of its cells can be named."""

    file_name: str
    sheet: str | None
    row_number: int
    columns: dict[str, int]

    def place(self, name: str | None = None) -> Place:
        column = self.columns.get(name) if name else None
        if self.sheet is None:
            return Place(source_file=self.file_name, line=self.row_number)
        cell = cell_address(self.row_number, column or 0)
        return Place(source_file=self.file_name, sheet=self.sheet, cell=cell)


class ReportedRow(NamedTuple):
    """One row as text under its fields; fields without a column are absent."""

    texts: dict[str, str]
    origin: Origin

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@dataclass(slots=True)
class ReportedSheets:
    """What a file reports: rows about indicators, rows about spending, the year and day it states."""

    file_name: str
    year_text: str | None = None
    day_text: str | None = None
    head: Origin | None = None
    indicators: list[ReportedRow] = field(default_factory=list)
    spending: list[ReportedRow] = field(default_factory=list)
    spending_units: dict[str, str] = field(default_factory=dict)
    uncalculated: set[tuple[str, str]] = field(default_factory=set)

    @property
    def fiscal_year(self) -> int | None:
        match = _YEAR.search(self.year_text or "")
        return int(match[1]) if match else None

    @property
    def as_of(self) -> date | None:
        """The stated day; None where none is stated or it is no day of the calendar."""
        match = _DAY.search(self.day_text or "")
        try:
            return date(int(match[1]), int(match[2]), int(match[3])) if match else None
        except ValueError:
            return None


class ResultChange(NamedTuple):
    """One accepted row: whose value, what it was (None if nothing), what it becomes, and where it stands."""

    kind: ChangeKind
    subject_id: str
    old: str | None
    new: str
    place: Place
