"""Any office file as sheets of text cells with addresses: workbooks (.xlsx, .xls, .ods) and tables as text."""

from __future__ import annotations

from dataclasses import dataclass

from perfdata.core.errors import UnusableFileError
from perfdata.core.model import Place
from perfdata.reading.decoding import decode_text, text_rows
from perfdata.reading.file_kinds import FileKind, recognise
from perfdata.reading.sheet_xml import formulas_without_value, number_formats
from perfdata.reading.spreadsheets import cell_address, cell_text, read_workbook

__all__ = [
    "RawSheet",
    "Row",
    "Sheet",
    "cell_address",
    "cell_text",
    "formulas_without_value",
    "number_formats",
    "read_raw_sheets",
    "read_sheets",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number counted from 1, and its stripped cell texts ('' where empty)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The non-blank rows of one sheet; text files have one sheet without a name."""

    source_file: str
    name: str | None
    rows: list[Row]

    def place(self, row: Row, column: int | None = None) -> Place:
        """Where a row, or its cell in a column counted from 0, stands: the line of a text file, a cell of a workbook.

        A row of a workbook without a column is placed at its first cell that is not empty.
        """
        if self.name is None:
            return Place(source_file=self.source_file, line=row.number)
        if column is None:
            column = next((position for position, text in enumerate(row.cells) if text), 0)
        return Place(source_file=self.source_file, sheet=self.name, cell=cell_address(row.number, column))


@dataclass(frozen=True, slots=True)
class RawSheet:
    """All rows of one sheet, blank ones included, with values as they were read; ``cell_text`` makes texts of them.

    ``rows[i]`` has the number ``first_row_number + i``. Values of workbooks are str ('' where empty), int, float,
    bool, date, datetime, time or timedelta; those of text files are str, and rows may differ in length.
    """

    name: str | None
    rows: list[list[object]]
    first_row_number: int = 1


def read_sheets(content: bytes, *, file_name: str) -> list[Sheet]:
    """All sheets of a file, recognised by content, hidden ones included.

    Raises UnusableFileError, with one Chinese sentence, for a file that cannot be read: see read_raw_sheets.
    """
    return [Sheet(file_name, raw.name, _text_rows(raw)) for raw in read_raw_sheets(content, file_name=file_name)]


def read_raw_sheets(content: bytes, *, file_name: str) -> list[RawSheet]:
    """All sheets of a file, recognised by content, without converting the cells.

    Raises UnusableFileError, with one Chinese sentence, for a file that is empty, damaged, needs a password, is too
    large (200,000 rows, 300 MB unpacked), holds no cell, is of another kind, or is text in an unknown encoding.
    """
    kind = recognise(content, file_name=file_name)
    if kind is not FileKind.TEXT:
        return [RawSheet(name, rows) for name, rows in read_workbook(content, kind=kind, file_name=file_name)]
    text = decode_text(content, file_name=file_name)
    if not text.strip():
        raise UnusableFileError(f"{file_name}：文件是空的，请确认选对了文件。")
    return [RawSheet(None, [list[object](cells) for cells in text_rows(text)])]


def _text_rows(raw: RawSheet) -> list[Row]:
    rows: list[Row] = []
    for number, values in enumerate(raw.rows, start=raw.first_row_number):
        cells = tuple([value.strip() if type(value) is str else cell_text(value) for value in values])
        if any(cells):
            rows.append(Row(number, cells))
    return rows
