"""Documents (Word, HTML, PDF) as a flow of paragraphs and tables: each table with the text above it is a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from perfdata.containers.grids import Merge, RawSheet
from perfdata.core.errors import UnusableFileError
from perfdata.core.text import normalise_label

MOST_TABLE_CELLS = 500_000
_CONTINUED = re.compile(
    r"\(?(?:附:)?(?:续上?表?|接上[表页])\)?\d*|.{0,40}\(续\)|[-—–]*第?\d+页?[-—–]*(?:[/,，共]*\d+页?)?"
)
MOST_COLUMNS = 1_000


class Span(NamedTuple):
    """A cell that covers some rows and columns; ``column`` is where it must stand, None for the next free one."""

    value: object
    row_count: int = 1
    column_count: int = 1
    column: int | None = None


@dataclass(slots=True)
class Table:
    """Rows of values, '' where a merge covers them; the rows of merges are counted from 1 in the table."""

    rows: list[list[object]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(value != "" for row in self.rows for value in row)


def spanned_table(rows: Iterable[Sequence[Span]]) -> Table:
    """Cells with spans, placed as browsers place them. Raises OverflowError where the table is too large."""
    table, room = Table(), MOST_TABLE_CELLS
    below: dict[int, int] = {}
    for number, spans in enumerate(rows, start=1):
        covered = {column for column, last in below.items() if last >= number}
        row: list[object] = []
        for span in spans:
            column = _free_column(covered, len(row)) if span.column is None else span.column
            if column + span.column_count > MOST_COLUMNS or (room := room - column - span.column_count) < 0:
                raise OverflowError
            row += [""] * (column + span.column_count - len(row))
            row[column] = span.value
            _cover(table, below, span, number, column)
        table.rows.append(row)
    last_row, width = len(table.rows), max(map(len, table.rows), default=0)
    for row in table.rows:
        row += [""] * (width - len(row))
    if last_row * width > MOST_TABLE_CELLS:
        raise OverflowError
    table.merges = [merge._replace(last_row=min(merge.last_row, last_row)) for merge in table.merges]
    return table


def _free_column(covered: set[int], column: int) -> int:
    while column in covered:
        column += 1
    return column


def _cover(table: Table, below: dict[int, int], span: Span, number: int, column: int) -> None:
    last = Merge(number, column, number + max(span.row_count, 1) - 1, column + span.column_count - 1)
    if span.row_count > 1 or span.column_count > 1:
        table.merges.append(last)
    if span.row_count > 1:
        below.update(dict.fromkeys(range(column, last.last_column + 1), last.last_row))


def flow_sheets(
    flow: Iterable[str | Table], *, container: str, file_name: str, encoding: str | None = None, reason: str
) -> list[RawSheet]:
    """A sheet for every table that is not empty, below the paragraphs since the table before, each a row of one cell.

    A table that names no project, of the width of the one right above it or below 续表, goes on with that one: the page
    ended there; such words and page numbers between are left out.
    What follows the last table is the end of its sheet. Raises UnusableFileError, saying ``reason``, without a table.
    """
    sheets: list[RawSheet] = []
    above: list[list[object]] = []
    for item in flow:
        if isinstance(item, str):
            above.extend([line.strip()] for line in item.split("\n") if line.strip())
        elif sheets and _goes_on(item, above, sheets[-1]):
            shift = len(sheets[-1].rows)
            merges = (*sheets[-1].merges, *[_moved(merge, shift) for merge in item.merges])
            sheets[-1] = replace(sheets[-1], rows=[*sheets[-1].rows, *item.rows], merges=merges)
            above = []
        elif not item.is_empty:
            name, shift = f"表格{len(sheets) + 1}", len(above)
            merges = tuple([_moved(merge, shift) for merge in item.merges])
            sheets.append(RawSheet(name, [*above, *item.rows], merges=merges, container=container, encoding=encoding))
            above = []
    if not sheets:
        raise UnusableFileError(f"{file_name}：{reason}。")
    sheets[-1].rows.extend(above)
    return sheets


def _goes_on(table: Table, above: list[list[object]], sheet: RawSheet) -> bool:
    """Every form names its project, so a table without 项目名称 begins none; one with another header is no form."""
    if table.is_empty or any(not _CONTINUED.fullmatch(normalise_label(str(line[0]))) for line in above):
        return False
    keys = _keys(table.rows)
    is_form = any(key.startswith("项目名称") for row in keys for key in row)
    headers = [row for row in keys if "三级指标" in row]
    is_other = any(header not in _keys(sheet.rows) for header in headers)
    return not is_form and not is_other and len(table.rows[0]) == len(sheet.rows[-1])


def _keys(rows: list[list[object]]) -> list[list[str]]:
    return [[normalise_label(str(value)) for value in row] for row in rows]


def _moved(merge: Merge, row_count: int) -> Merge:
    return merge._replace(first_row=merge.first_row + row_count, last_row=merge.last_row + row_count)
