"""The grid that every container gives: cells as they were read, merged ranges, facts about the file; texts of cells,
and of numbers as their formats show them."""

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from perfdata.core.errors import UnusableFileError

_SIGNIFICANT_DIGITS = ".15g"
_MIDNIGHT = time()
_LONGEST_FORMAT = 255
_LITERAL = r'(?:"[^"]*"|[\\!].|[≥≤><=＝％ \u4e00-\u9fff])*'
_FORMAT = re.compile(rf"({_LITERAL})(?:General|G/通用格式|[#0,?]*[#0](?:[\\!]\.(0+)|\.[#0?]+)?(,*))(%?)({_LITERAL})")
_SECTION = re.compile(r'((?:"[^"]*"|[\\!].|[^;"])*);')
_NO_TEXT = re.compile(r'"[^"]*"|[\\!].|\[[^\]]*\]|_.|\*.')
_PADDING = re.compile(r'("[^"]*"|[\\!].)|\[[^\]]*\]|_.|\*.')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_HOLDS = {"<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq}
MOST_ROWS = 200_000
MOST_CELLS = 2_000_000
MOST_SHEETS = 5_000
_MOST_VALUES = 500_000
_MOST_SIGNS = 20_000_000
_MOST_SIGNS_IN_CELL = 100_000
_MOST_MARKS = 500_000
TELLING = re.compile(r"[≥≤><=＝%％‰℃㎡\u4e00-\u9fff]")


class Merge(NamedTuple):
    """A merged range: rows counted as Row.number, columns from 0, all inclusive; its first cell holds the text."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class RemarkKind(Enum):
    """Why a text was left out, or read although the eye does not see it; the value is the rule id of the finding."""

    STRUCK = "struck_text"
    HIDDEN = "hidden_text"
    NOTE_MARK = "note_mark"
    UNREADABLE = "sign_unreadable"
    ASSUMED = "sign_assumed"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROW = "hidden_rows"
    HIDDEN_COLUMN = "hidden_columns"


class Remark(NamedTuple):
    """What differs at a cell between the text that is stored and the text that is seen: rows counted as Row.number,
    columns from 0; ``text`` is what was left out or is meant."""

    kind: RemarkKind
    row: int
    column: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """All rows of one sheet, blank ones included, with values as they were read; ``cell_text`` makes texts of them.

    ``rows[i]`` has the number ``first_row_number + i``. Values of workbooks are str ('' where empty), int, float,
    bool, date, datetime, time or timedelta; those of other files are str, and rows may differ in length.
    ``container`` is the kind of file by content, ``encoding`` None where the file says itself how text is encoded.
    ``source_file`` is the file the sheet stands in: of a zip the member. ``notices`` are Chinese sentences on what of
    the file was left out, ``uncalculated`` the addresses of formulas without a stored result, of the file's
    ``formula_count`` in this sheet; ``remarks`` where the eye sees something else than what is stored. ``is_hidden``
    where the whole sheet is.
    """

    name: str | None
    rows: list[list[object]]
    first_row_number: int = 1
    merges: tuple[Merge, ...] = ()
    container: str = "text"
    encoding: str | None = None
    source_file: str = ""
    notices: tuple[str, ...] = ()
    uncalculated: tuple[str, ...] = ()
    formula_count: int = 0
    remarks: tuple[Remark, ...] = ()
    is_hidden: bool = False


def compact(sheets: Sequence[RawSheet], *, file_name: str) -> None:
    """Makes one object of equal texts, and of blank rows. Raises UnusableFileError where the sheets of a file are too
    large together; blank rows do not count."""
    texts: dict[object, object] = {}
    blanks: dict[int, list[object]] = {}
    others: set[object] = set()
    shared, blank = texts.setdefault, blanks.setdefault
    row_count = cell_count = sign_count = longest = 0
    for rows in (sheet.rows for sheet in sheets):
        cell_count += sum(map(len, rows))
        for at, row in enumerate(rows):
            try:
                signs = len("".join(row))  # pyright: ignore
                rows[at] = list(map(shared, row, row)) if signs else blank(len(row), row)
                row_count += signs > 0
            except TypeError:
                rows[at] = [shared(cell, cell) if type(cell) is str else cell for cell in row]
                signs, row_count = sum(len(cell) for cell in row if type(cell) is str), row_count + 1
                others.update(cell for cell in row if type(cell) is not str)
            sign_count += signs
            if signs > longest:
                longest = max(longest, *(len(cell) for cell in row if type(cell) is str))
    mark_count = sum(len(sheet.merges) + len(sheet.remarks) for sheet in sheets)
    refuse_more(
        file_name,
        (len(sheets), MOST_SHEETS, "个工作表或表格"),
        (row_count, MOST_ROWS, "行"),
        (cell_count, MOST_CELLS, "个单元格"),
        (len(texts) + len(others), _MOST_VALUES, "种不同的内容"),
        (sign_count, _MOST_SIGNS, "个字"),
        (longest, _MOST_SIGNS_IN_CELL, "个字（在一个单元格里）"),
        (mark_count, _MOST_MARKS, "处合并或标记"),
    )


def refuse_more(file_name: str, *counts: tuple[int, int, str]) -> None:
    """Raises UnusableFileError where a count of what it names is above what it may be."""
    for count, most, what in counts:
        if count > most:
            advice = f"超过 {most:,} {what[0]}，请拆分或删去多余的内容后再试"
            raise UnusableFileError(f"{file_name}：一共有 {count:,} {what}，{advice}。")


@cache
def data_lines(name: str) -> list[list[str]]:
    """The lines of one of the tables beside this module, cut at tabs."""
    text = Path(__file__).with_name(f"{name}.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


def cell_text(value: object) -> str:
    """The stripped text of a cell value: 36.0 is 36, True is 是, dates are ISO, None is empty.

    Other floats have at most 15 significant digits, as Excel shows them, and no exponent; a point in time at midnight
    is its date; a duration is hours:minutes:seconds.
    """
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, timedelta):
        return _duration_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number_text(number: float) -> str:
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = format(number, _SIGNIFICANT_DIGITS)
    return f"{Decimal(text):f}" if "e" in text else text


def _duration_text(duration: timedelta) -> str:
    seconds = round(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


class _Affixes(NamedTuple):
    """What stands before and after the number, and the power of ten that it is shown in: -4 of 12.3万 for 123456."""

    before: str
    exponent: int
    after: str


def shown(number: float, number_format: str) -> str | None:
    """The number with what its format shows beside it; None where that is nothing but decimals or a currency sign.

    The 15 digits that Excel keeps are kept: 0.9555 as 0% is 95.55%.
    """
    if not adds_text(number_format):
        return None
    section, keeps_sign = _section(number, number_format)
    affixes = _affixes(section)
    if affixes is None:
        return None
    exact = Decimal(format(number if keeps_sign else abs(number), ".15g")).scaleb(affixes.exponent)
    return f"{affixes.before}{exact.normalize():f}{affixes.after}"


def adds_text(number_format: str) -> bool:
    """Whether a format shows more than a number for some numbers."""
    return len(number_format) <= _LONGEST_FORMAT and any(map(_affixes, _SECTION.findall(f"{number_format};")))


def _section(number: float, number_format: str) -> tuple[str, bool]:
    """The part of a format that holds for the number, and whether the sign is shown beside it."""
    sections = _SECTION.findall(f"{number_format};")
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        holding = (
            section
            for section, stated in zip(sections, conditions, strict=True)
            if stated is None or _HOLDS[stated[1]](number, float(stated[2]))
        )
        return next(holding, ""), True
    if number < 0 and len(sections) > 1:
        return sections[1], False
    return sections[2] if number == 0 and len(sections) > 2 else sections[0], True


@lru_cache(maxsize=1024)
def _affixes(section: str) -> _Affixes | None:
    found = _FORMAT.fullmatch(_PADDING.sub(lambda part: part[1] or "", section).strip())
    if found is None:
        return _Affixes("", 2, "%") if "%" in _NO_TEXT.sub("", section) else None
    before, typed_decimals, commas, percent, after = found.groups(default="")
    exponent = (2 if percent else 0) - 3 * len(commas) - len(typed_decimals)
    affixes = _Affixes(_unquoted(before), exponent, percent + _unquoted(after))
    return affixes if typed_decimals or TELLING.search(affixes.before + affixes.after) else None


def _unquoted(literal: str) -> str:
    return re.sub(r"[\\!](.)|\s+", r"\1", literal.replace('"', ""))
