"""A table as CSV text that Excel and WPS open correctly and safely. Imports pandas: import this module where used."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

import pandas as pd

from perfdata.presenting.exports.cells import (
    Cell,
    column_cells,
    display_text,
    encodable_text,
    infer_number_format,
    iso_text,
    numbers_of,
    plain_number,
)

_FORMULA_STARTS = tuple("=+-@＝＋－＠")
_CONTROL_STARTS = ("\t", "\r", "\n")
_INVISIBLE_STARTS = " \t\r\n\v\f\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The table as UTF-8 with BOM: a header line, then one record per row, CRLF line ends, without the index.

    Missing and infinite are empty, shares are percentages (``44.65%``), other numbers have no separators and no
    exponent (``831100``), dates are ISO, truth
    values 是/否. Text and headers that a spreadsheet would run as a formula get a leading apostrophe (OWASP, CSV
    injection); negative numbers stay numbers.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_csv_text(str(label)) for label in table.columns)
    writer.writerows(zip(*(_csv_cells(table, position) for position in range(table.shape[1])), strict=True))
    return text.getvalue().encode("utf-8-sig")


def _csv_cells(table: pd.DataFrame, position: int) -> Iterator[str]:
    """Shares as in all files, the rest with every digit."""
    cells = column_cells(table, position)
    number_format = infer_number_format(str(table.columns[position]), numbers_of(cells))
    if number_format.endswith("%"):
        return (display_text(cell, number_format=number_format) for cell in cells)
    return map(_csv_cell, cells)


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _csv_text(cell)
    if isinstance(cell, int | float | Decimal):
        return plain_number(cell)
    return iso_text(cell)


def _csv_text(text: str) -> str:
    encodable = encodable_text(text)
    return f"'{encodable}" if _would_run_as_formula(encodable) else encodable


def _would_run_as_formula(text: str) -> bool:
    return text.startswith(_CONTROL_STARTS) or text.lstrip(_INVISIBLE_STARTS).startswith(_FORMULA_STARTS)
