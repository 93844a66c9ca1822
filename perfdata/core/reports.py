"""Reported rows as a file states them: text under its field, and where each cell stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from perfdata.core.dates import stated_day, stated_year
from perfdata.core.model import ActualResult, FundingRow, Place, Spending
from perfdata.core.terms import ChangeKind
from perfdata.core.text import column_letters, thousands


def cell_address(row_number: int, column: int) -> str:
    """The address of a cell, rows counted from 1 and columns from 0: (7, 3) is D7."""
    return f"{column_letters(column)}{row_number}"


class IndicatorCells(NamedTuple):
    """One row about an indicator as text, verbatim; '' for blank cells and for columns that the sheet has not."""

    indicator_id: str = ""
    project_name: str = ""
    spending_unit: str = ""
    level1: str = ""
    level2: str = ""
    indicator_name: str = ""
    annual_target: str = ""
    actual: str = ""
    attainment: str = ""
    deviation_reason: str = ""
    evidence: str = ""


class SpendingCells(NamedTuple):
    """One row about the spending of a project as text, verbatim; '' for blank cells and missing columns."""

    project_id: str = ""
    project_name: str = ""
    spending_unit: str = ""
    initial_budget_yuan: str = ""
    adjusted_budget_yuan: str = ""
    spent_yuan: str = ""


LOCKED = slice(1, 7)  # of IndicatorCells: what the goal table states
OPEN = slice(7, 11)  # of IndicatorCells: what is reported
OPEN_FIELDS = IndicatorCells._fields[OPEN]
AMOUNTS = slice(3, 6)  # of SpendingCells
AMOUNT_FIELDS = SpendingCells._fields[AMOUNTS]

Cells = TypeVar("Cells", IndicatorCells, SpendingCells)


class Layout(NamedTuple):
    """Which field is in which column of a sheet."""

    file_name: str
    sheet: str | None
    columns: dict[str, int]

    def place(self, row_number: int, column: int = 0) -> Place:
        """A cell of the sheet, or the line of a text file."""
        if self.sheet is None:
            return Place(source_file=self.file_name, line=row_number)
        return Place(source_file=self.file_name, sheet=self.sheet, cell=cell_address(row_number, column))


class ReportedRow(NamedTuple, Generic[Cells]):
    """One row and where it stands."""

    cells: Cells
    row_number: int
    layout: Layout

    def text(self, name: str) -> str:
        return getattr(self.cells, name)

    def place(self, name: str) -> Place:
        """The cell of a field, or the first cell of the row where the field has no column."""
        return self.layout.place(self.row_number, self.layout.columns.get(name, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedTable(Generic[Cells]):
    """The rows below one header, kept by field and made when asked for: most are looked at once and let go."""

    kind: type[Cells]
    layout: Layout
    first_row_number: int
    columns: Sequence[Iterable[str]]
    skipped_name: str
    feet: frozenset[int] = frozenset()

    def __iter__(self) -> Iterator[ReportedRow[Cells]]:
        """The rows that say anything, do not repeat the header and are no totals or signatures (``feet``)."""
        make, layout = self.kind._make, self.layout
        name = self.kind._fields.index("indicator_name" if self.kind is IndicatorCells else "project_name")
        for row_number, cells in enumerate(map(make, zip(*self.columns, strict=True)), start=self.first_row_number):
            if any(cells) and cells[name] != self.skipped_name and row_number not in self.feet:
                yield ReportedRow(cells, row_number, layout)


@dataclass(slots=True)
class ReportedSheets:
    """What a file reports: rows about indicators, rows about spending, the year and day it states and where.

    ``head`` is the header of the first open column, ``uncalculated`` the (sheet, cell) of formulas without a value.
    ``repeated_headers`` are open columns that one table has twice, ``other_years`` and ``other_days`` what further
    sheets state in contradiction to the first; each with its text and place. ``feet`` are rows left out as totals or
    signatures, ``merged_results`` results merged over several rows, which count for each, with their number;
    ``merged_amounts`` the (sheet, cell) of amounts that several projects share, ``unknown_columns`` what is not taken.
    """

    file_name: str
    head: Place | None = None
    year_text: str | None = None
    year_place: Place | None = None
    day_text: str | None = None
    day_place: Place | None = None
    is_day_copied: bool = False
    indicator_tables: list[ReportedTable[IndicatorCells]] = field(default_factory=list)
    spending_tables: list[ReportedTable[SpendingCells]] = field(default_factory=list)
    spending_units: dict[str, str] = field(default_factory=dict)
    uncalculated: set[tuple[str, str]] = field(default_factory=set)
    repeated_headers: list[tuple[str, Place]] = field(default_factory=list)
    feet: list[tuple[str, Place]] = field(default_factory=list)
    merged_results: list[tuple[str, Place, int]] = field(default_factory=list)
    merged_amounts: set[tuple[str, str]] = field(default_factory=set)
    other_years: list[tuple[str, Place]] = field(default_factory=list)
    other_days: list[tuple[str, Place, bool]] = field(default_factory=list)
    unknown_columns: list[tuple[str, Place]] = field(default_factory=list)

    @property
    def indicators(self) -> Iterator[ReportedRow[IndicatorCells]]:
        return chain.from_iterable(self.indicator_tables)

    @property
    def spending(self) -> Iterator[ReportedRow[SpendingCells]]:
        return chain.from_iterable(self.spending_tables)

    @property
    def fiscal_year(self) -> int | None:
        return stated_year(self.year_text or "")

    @property
    def as_of(self) -> date | None:
        """The stated day; None where none is stated or it is no day of the calendar."""
        found = stated_day(self.day_text or "", year=self.fiscal_year)
        return found.day if found else None

    def uncalculated_of(self, row: ReportedRow[Any], names: Iterable[str]) -> list[str]:
        """Those of the fields whose cell is a formula without a stored value."""
        return _fields_among(self.uncalculated, row, names)

    def is_shared(self, row: ReportedRow[Any], name: str) -> bool:
        """Whether the amount of the row stands in a cell that is merged over several projects."""
        return bool(_fields_among(self.merged_amounts, row, [name]))


def _fields_among(cells: set[tuple[str, str]], row: ReportedRow[Any], names: Iterable[str]) -> list[str]:
    if not cells:
        return []
    columns, sheet = row.layout.columns, row.layout.sheet or ""
    own = {name: cell_address(row.row_number, columns[name]) for name in names if name in columns}
    return [name for name, cell in own.items() if (sheet, cell) in cells]


class ResultChange(NamedTuple):
    """One accepted row: whose value, what it was (None if nothing), what it becomes, and where it stands."""

    kind: ChangeKind
    subject_id: str
    old: str | None
    new: str
    place: Place


def result_text(result: ActualResult) -> str:
    """Everything reported for an indicator in one line."""
    grade = result.attainment.label if result.attainment else None
    reason = f"原因：{result.deviation_reason}" if result.deviation_reason else None
    evidence = f"佐证：{result.evidence}" if result.evidence else None
    return "；".join(part for part in (result.actual.raw, grade, reason, evidence) if part)


def spending_text(row: Spending | FundingRow) -> str:
    """The reported amounts of a project in one line."""
    amounts = {"年初预算": row.initial_budget_yuan, "全年预算": row.adjusted_budget_yuan, "执行": row.spent_yuan}
    return "；".join(f"{label} {thousands(amount)} 元" for label, amount in amounts.items() if amount is not None)
