"""Cells of a frame as plain Python values and as the text a reader sees; shared by all downloads. Imports pandas."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from math import ceil, isinf
from typing import Any
from unicodedata import east_asian_width

import pandas as pd

Number = int | float | Decimal
Cell = str | int | float | Decimal | date | datetime | None

YEAR_RANGE = range(1900, 2101)
GENERAL = "General"
_EXACT = Context(prec=700, rounding=ROUND_HALF_UP)  # more digits than any float has
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")
_YEAR_HEADER = re.compile("年度|年份|年$")
_CODE_HEADER = re.compile("编码|编号|代码")
_SHARE_HEADER = re.compile("占比|比例|比重|(?<![频汇效])率|进度|应达|年底估算")
_UNIT = re.compile(r"[（(][^（()）]+[)）]")
_SIMPLE_FORMAT = re.compile(r'(?P<grouped>#,##)?0(?:\.(?P<decimals>0+))?(?P<percent>%)?(?:"(?P<suffix>[^"]*)")?')


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column ready to be written: header, cells in row order, and the Excel number format of its numbers."""

    header: str
    cells: list[Cell]
    number_format: str


def table_columns(table: pd.DataFrame, *, number_formats: Mapping[str, str] | None = None) -> list[TableColumn]:
    """The columns of the frame in order, without its index.

    Control characters that XML and HTML cannot carry become U+FFFD (�), line ends become LF. The number format is
    looked up by header in ``number_formats``, else inferred from the header and the numbers.
    """
    given = number_formats or {}
    columns = []
    for position, label in enumerate(table.columns):
        header = markup_text(str(label))
        cells = [markup_text(cell) if isinstance(cell, str) else cell for cell in column_cells(table, position)]
        number_format = given.get(header) or infer_number_format(header, numbers_of(cells))
        columns.append(TableColumn(header, cells, number_format))
    return columns


def column_cells(table: pd.DataFrame, position: int) -> list[Cell]:
    """The cells of the column at this position as plain values; missing is None."""
    return [plain_cell(value) for value in table.iloc[:, position].tolist()]


def plain_cell(value: object) -> Cell:
    """The value as text, number, date or None.

    Missing and infinite are None, truth values are 是/否, a point in time at midnight is a date, a point in time with
    a time zone is ISO text with its offset, anything unknown is its text.
    """
    if isinstance(value, str):
        return value
    if hasattr(value, "item"):
        value = value.item()  # type: ignore[union-attr]  # numpy scalar in an object column
    if is_missing(value):
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return None if isinf(value) else value
    if isinstance(value, datetime):
        return _plain_moment(value)
    return value if isinstance(value, date) else str(value)


def is_missing(value: Any) -> bool:
    """Whether the value is None, NaN (of float or Decimal), NaT or pandas' NA."""
    return value is None or (pd.api.types.is_scalar(value) and pd.isna(value) is True)


def _plain_moment(moment: datetime) -> str | date | datetime:
    if isinstance(moment, pd.Timestamp):
        moment = moment.to_pydatetime(warn=False)
    if moment.tzinfo is not None:
        return moment.isoformat(sep=" ", timespec="seconds")
    return moment.date() if moment.time() == datetime.min.time() else moment


def encodable_text(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot carry, as U+FFFD."""
    return _LONE_SURROGATES.sub("\ufffd", text)


def markup_text(text: str) -> str:
    """The text with LF line ends and everything XML cannot carry as U+FFFD; tabs stay."""
    return _NOT_IN_XML.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def numbers_of(cells: Sequence[Cell]) -> list[Number]:
    """The cells that are numbers, in order."""
    return [cell for cell in cells if isinstance(cell, int | float | Decimal)]


def infer_number_format(header: str, numbers: Sequence[Number]) -> str:
    """An Excel number format: years and codes ``0``, shares without a unit ``0.00%``, else thousands separators.

    Numbers are whole, or get two decimals, or four where two would lose digits and the header is not about money.
    """
    if not numbers:
        return GENERAL
    whole = all(number == int(number) for number in numbers)
    if whole and (_CODE_HEADER.search(header) or _is_year_column(header, numbers)):
        return "0"
    if _SHARE_HEADER.search(header) and not _UNIT.search(header):
        return "0.00%"
    if whole:
        return "#,##0"
    fits = "元" in header or all(round(number, 2) == round(number, 6) for number in numbers)
    return "#,##0.00" if fits else "#,##0.0000"


def _is_year_column(header: str, numbers: Sequence[Number]) -> bool:
    return bool(_YEAR_HEADER.search(header)) and all(int(number) in YEAR_RANGE for number in numbers)


def display_text(cell: Cell, *, number_format: str) -> str:
    """What a reader sees in the cell: numbers in their format, dates ISO, missing as empty text."""
    if cell is None:
        return ""
    if isinstance(cell, int | float | Decimal):
        return format_number(cell, number_format=number_format)
    return cell if isinstance(cell, str) else iso_text(cell)


def iso_text(moment: date) -> str:
    """``2024-06-30``, or ``2024-06-30 09:05:00`` for a point in time."""
    if isinstance(moment, datetime):
        return moment.isoformat(sep=" ", timespec="seconds")
    return moment.isoformat()


def plain_number(number: Number) -> str:
    """The number without exponent, separators, sign of zero or a pointless ``.0``: ``831100``, ``-0.5``."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    if exact == exact.to_integral_value():
        return str(int(exact))
    return format(exact, "f")


def format_number(number: Number, *, number_format: str) -> str:
    """The number as Excel shows it, rounded half up; plain if the format is beyond ``#,##0.00%`` and a suffix."""
    parts = _SIMPLE_FORMAT.fullmatch(number_format)
    if parts is None:
        return plain_number(number)
    exact = _EXACT.multiply(Decimal(plain_number(number)), Decimal(100 if parts["percent"] else 1))
    decimals = len(parts["decimals"] or "")
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    unsigned_zero = abs(rounded) if rounded.is_zero() else rounded
    grouping = "," if parts["grouped"] else ""
    return f"{unsigned_zero:{grouping}.{decimals}f}{parts['percent'] or ''}{parts['suffix'] or ''}"


def text_width(text: str) -> int:
    """The width in Excel column units: two for a Chinese or other wide character, one for the rest."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


@lru_cache(maxsize=65_536)
def line_count(text: str, room: float) -> int:
    """Lines that the text takes where one holds so many half-width characters, its own line ends included."""
    return sum(max(ceil(text_width(line) / max(room, 2)), 1) for line in text.split("\n"))
