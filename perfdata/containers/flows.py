"""Documents (Word, HTML, PDF) as a flow of paragraphs and tables: each table with the text above it is a sheet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from perfdata.containers.grids import Merge, RawSheet, Remark
from perfdata.containers.visible_text import Seen, hidden_remarks
from perfdata.containers.zip_files import UNREADABLE
from perfdata.core.errors import UnusableFileError
from perfdata.core.text import normalise_label

MOST_TABLE_CELLS = 500_000
_CONTINUED = re.compile(
    r"\(?(?:附:)?(?:续上?表?|接上[表页])\)?\d*|.{0,40}\(续[表页]?\d*\)|[-—–]*第?\d+页?[-—–]*(?:[/,，共]*\d+页?)?"
)
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+、|\d[.、])?.{0,12}(?:指标|资金|目标|情况)")
MOST_COLUMNS = 1_000


class Span(NamedTuple):
    """A cell that covers some rows and columns; ``column`` is where it must stand, None for the next free one.

    The value may be a ``Seen``: then its remarks stand at the cell."""

    value: object
    row_count: int = 1
    column_count: int = 1
    column: int | None = None


@dataclass(slots=True)
class Table:
    """Rows of values, '' where a merge covers them; the rows of merges are counted from 1 in the table."""

    rows: list[list[object]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    is_hidden: bool = False

    def put(self, number: int, column: int, value: object) -> None:
        """The value of a cell of a row counted from 1, which is there; a ``Seen`` with its remarks."""
        if isinstance(value, Seen):
            self.remarks += value.at(number, column)
            value = value.text
        self.rows[number - 1][column] = value

    def append(self, below: Table, *, without_header: bool = False) -> None:
        """The rows of another table below its own, without the first one if asked."""
        first, shift = int(without_header), len(self.rows) - int(without_header)
        self.rows += map(list, below.rows[first:])
        self.merges += [
            merge._replace(first_row=merge.first_row + shift, last_row=merge.last_row + shift)
            for merge in below.merges
            if merge.first_row > first
        ]
        self.remarks += [remark._replace(row=remark.row + shift) for remark in below.remarks if remark.row > first]

    @property
    def is_empty(self) -> bool:
        return not any(value != "" for row in self.rows for value in row)


@contextmanager
def refusing(file_name: str, *, too_large: str, damaged: str) -> Iterator[None]:
    """Whatever a damaged or giant document raises as UnusableFileError with one of the sentences."""
    try:
        yield
    except OverflowError as error:
        raise UnusableFileError(f"{file_name}：{too_large}。") from error
    except (*UNREADABLE, etree.LxmlError, ArithmeticError, RecursionError, StopIteration) as error:
        raise UnusableFileError(f"{file_name}：{damaged}。") from error


def spanned_table(
    rows: Iterable[Sequence[Span]], hidden_rows: Collection[int] = (), hidden_columns: Collection[int] = ()
) -> Table:
    """Cells with spans, placed as browsers place them. Raises OverflowError where the table is too large.

    Hidden rows are counted from 1, hidden columns from 0: they are read and told.
    """
    table, room = Table(), MOST_TABLE_CELLS
    below: dict[int, int] = {}
    for number, spans in enumerate(rows, start=1):
        covered = {column for column, last in below.items() if last >= number}
        row: list[object] = []
        table.rows.append(row)
        for span in spans:
            column = next(at for at in count(len(row)) if at not in covered) if span.column is None else span.column
            if column + span.column_count > MOST_COLUMNS or (room := room - column - span.column_count) < 0:
                raise OverflowError
            row += [""] * (column + span.column_count - len(row))
            table.put(number, column, span.value)
            _cover(table, below, span, number, column)
    last_row, width = len(table.rows), max(map(len, table.rows), default=0)
    for row in table.rows:
        row += [""] * (width - len(row))
    if last_row * width > MOST_TABLE_CELLS:
        raise OverflowError
    table.merges = [merge._replace(last_row=min(merge.last_row, last_row)) for merge in table.merges]
    table.remarks += hidden_remarks(table.rows, rows=hidden_rows, columns=hidden_columns)
    return table


def _cover(table: Table, below: dict[int, int], span: Span, number: int, column: int) -> None:
    last = Merge(number, column, number + max(span.row_count, 1) - 1, column + span.column_count - 1)
    if span.row_count > 1 or span.column_count > 1:
        table.merges.append(last)
    if span.row_count > 1:
        below.update(dict.fromkeys(range(column, last.last_column + 1), last.last_row))


def flow_sheets(
    flow: Iterable[Seen | Table], *, container: str, file_name: str, encoding: str | None = None, reason: str
) -> list[RawSheet]:
    """A sheet for every table that is not empty, below the paragraphs since the table before, each a row of one cell.

    A table that names no project, of the width of the one right above it or below 续表, goes on with that one: the page
    ended there; such words and page numbers between are left out. So do the parts of a form that are tables of their
    own, of any width, up to its indicators.
    What follows the last table is the end of its sheet. Raises UnusableFileError, saying ``reason``, without a table.
    """
    tables: list[Table] = []
    above = Table()
    for item in flow:
        if isinstance(item, Seen):
            above.remarks += item.at(len(above.rows) + 1, 0)
            above.rows.extend([line.strip()] for line in item.text.split("\n") if line.strip())
        elif tables and _goes_on(item, above.rows, tables[-1]):
            tables[-1].remarks += [remark._replace(row=len(tables[-1].rows) + 1) for remark in above.remarks]
            tables[-1].append(item)
            above = Table()
        elif not item.is_empty or item.remarks:
            above.append(item)
            tables.append(above)
            tables[-1].is_hidden = item.is_hidden
            above = Table()
    if not tables:
        raise UnusableFileError(f"{file_name}：{reason}。")
    tables[-1].append(above)
    return [
        RawSheet(
            f"表格{number}",
            table.rows,
            merges=tuple(table.merges),
            container=container,
            encoding=encoding,
            remarks=tuple(table.remarks),
            is_hidden=table.is_hidden,
        )
        for number, table in enumerate(tables, start=1)
    ]


def _goes_on(table: Table, above: list[list[object]], before: Table) -> bool:
    """Every form names its project, so a table without 项目名称 begins none; one with another header is no form."""
    keys, keys_before = _keys(table.rows), _keys(before.rows)
    if table.is_empty or table.is_hidden != before.is_hidden or _names_project(keys):
        return False
    between = [normalise_label(str(line[0])) for line in above]
    if _names_project(keys_before) and not any("三级指标" in row for row in keys_before):
        return all(_CONTINUED.fullmatch(key) or _SECTION.fullmatch(key) for key in between)
    is_other = any("三级指标" in row and row not in keys_before for row in keys)
    is_alike = len(table.rows[0]) == len(before.rows[-1])
    return is_alike and not is_other and all(map(_CONTINUED.fullmatch, between))


def _names_project(keys: list[list[str]]) -> bool:
    return any(key.startswith("项目名称") for row in keys for key in row)


def _keys(rows: list[list[object]]) -> list[list[str]]:
    return [[normalise_label(str(value)) for value in row] for row in rows]
