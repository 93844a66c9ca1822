"""Workbooks (.xlsx, .xls, .ods) as sheets of plain values through python-calamine, guarded against giant sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import cast
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from perfdata.containers.file_kinds import FileKind
from perfdata.containers.grids import Merge, RawSheet
from perfdata.containers.isolated import Ended, run_isolated
from perfdata.containers.number_formats import shown
from perfdata.containers.ods_xml import OdsSheet, ods_sheets
from perfdata.containers.sheet_xml import (
    Survey,
    column_number,
    error_texts,
    extent,
    filled_extent,
    is_sparing,
    read_book,
    states_addresses,
    styled_numbers,
    survey,
    telling_styles,
    uncalculated,
)
from perfdata.containers.workbook_worker import WorkerSheet
from perfdata.containers.zip_members import UNREADABLE, unpack
from perfdata.core.errors import UnusableFileError

WORKBOOKS = (FileKind.XLSX, FileKind.XLSM, FileKind.XLS, FileKind.ODS)
MOST_ROWS = 200_000
MOST_CELLS = 2_000_000
_PASSWORD = "工作簿有打开密码，请先取消密码并保存后再试"
_HIDDEN = "工作表“{}”是隐藏的，也读取了；如果是旧稿，请删去后再导入。"
_SIGNIFICANT_DIGITS = ".15g"
_MIDNIGHT = time()
_NOTHING_TO_LOOK_AT = Survey(is_near=True, has_errors=False, has_formulas=False)


@dataclass(slots=True)
class _Facts:
    """What a file says beside its cells: Excel errors, number formats and formulas without a result by sheet, what an
    .ods file says of its sheets, and whether calamine is safe to read it here."""

    errors: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    formats: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    uncalculated: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ods_sheets: Sequence[OdsSheet] = ()
    is_safe: bool = True


def read_workbook(content: bytes, *, kind: FileKind, file_name: str) -> list[RawSheet]:
    """Every worksheet: values as calamine gives them, '' where empty, the first column is A; a number whose format
    shows more than a number, such as 0.9 in a percent cell, is the text shown: 90%.

    Excel errors are their text (#REF!), in .xls files ''. Raises UnusableFileError for a workbook that is damaged,
    needs a password, holds no cell or is too large.
    """
    facts = _inspect(content, kind, file_name)
    read = _calamine_sheets if facts.is_safe else _isolated_sheets
    try:
        sheets = read(content, kind, file_name)
    except PasswordError as error:
        raise UnusableFileError(f"{file_name}：{_PASSWORD}。") from error
    except CalamineError as error:
        raise _damaged(file_name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(file_name) from error
    if len(facts.ods_sheets) == len(sheets):
        sheets = list(map(_with_ods_facts, sheets, facts.ods_sheets))
    for sheet in sheets:
        for address, text in facts.errors.get(sheet.name or "", ()):
            _put(sheet, *_position(address), text)
        for address, number_format in facts.formats.get(sheet.name or "", ()):
            _put_format(sheet, *_position(address), number_format)
    sheets = [replace(sheet, uncalculated=facts.uncalculated.get(sheet.name or "", ())) for sheet in sheets]
    if not any(sheet.rows for sheet in sheets):
        raise UnusableFileError(f"{file_name}：工作簿里没有任何单元格有内容，请确认选对了文件。")
    return sheets


def _damaged(file_name: str) -> UnusableFileError:
    return UnusableFileError(f"{file_name}：工作簿已损坏，无法打开，请在 WPS 或 Excel 中修复并另存为 .xlsx 后再试。")


def _calamine_sheets(content: bytes, kind: FileKind, file_name: str) -> list[RawSheet]:
    sheets: list[RawSheet] = []
    cell_count = 0
    with CalamineWorkbook.from_object(BytesIO(content)) as workbook:
        for position, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(position)
            _check_size(sheet.total_height, sheet.total_width, metadata.name, file_name)
            cell_count += sheet.total_height * sheet.total_width
            _check_cell_count(cell_count, file_name)
            top, left = sheet.start or (0, 0)
            rows: list[list[object]] = sheet.to_python(skip_empty_area=not left)  # type: ignore[assignment]
            first = 1 if left else top + 1
            merges = tuple([_merge(*corners) for corners in sheet.merged_cell_ranges or ()])
            is_shown = metadata.visible is SheetVisibleEnum.Visible
            notices = () if is_shown or not rows else (_HIDDEN.format(metadata.name),)
            sheets.append(RawSheet(metadata.name, rows, first, merges, kind.value, notices=notices))
    return sheets


def _isolated_sheets(content: bytes, kind: FileKind, file_name: str) -> list[RawSheet]:
    try:
        found: list[WorkerSheet] | None = run_isolated("perfdata.containers.workbook_worker", content)
    except Ended as error:
        is_too_large = error.is_slow or (error.is_full and kind is not FileKind.XLS)
        raise _too_large(file_name) if is_too_large else _damaged(file_name) from error
    if found is None:
        raise UnusableFileError(f"{file_name}：{_PASSWORD}。")
    for name, size, _, _ in found:
        _check_size(*size, name, file_name)
    _check_cell_count(sum(height * width for _, (height, width), _, _ in found), file_name)
    return [
        RawSheet(name, rows, merges=tuple([_merge(*corners) for corners in merges]), container=kind.value)
        for name, _, rows, merges in found
    ]


def _too_large(file_name: str) -> UnusableFileError:
    advice = "请在 WPS 或 Excel 中删去远处多余的单元格，另存为 .xlsx 后再试"
    return UnusableFileError(f"{file_name}：工作表太大，或写法特殊，放不进内存，{advice}。")


def _check_cell_count(cell_count: int, file_name: str) -> None:
    if cell_count > MOST_CELLS:
        raise UnusableFileError(f"{file_name}：各工作表一共超过 {MOST_CELLS:,} 个单元格，请拆分后再试。")


def _merge(first: tuple[int, int], last: tuple[int, int]) -> Merge:
    return Merge(first[0] + 1, first[1], last[0] + 1, last[1])


def _check_size(row_count: int, column_count: int, sheet_name: str, file_name: str) -> None:
    if row_count > MOST_ROWS:
        raise UnusableFileError(
            f"{file_name}：工作表“{sheet_name}”有 {row_count:,} 行，超过 {MOST_ROWS:,} 行，请拆分或删去多余的行后再试。"
        )
    if row_count * column_count > MOST_CELLS:
        raise UnusableFileError(
            f"{file_name}：工作表“{sheet_name}”有 {row_count:,} 行、{column_count:,} 列，太大了，"
            "请删去远处多余的单元格后再试。"
        )


def _inspect(content: bytes, kind: FileKind, file_name: str) -> _Facts:
    """Refuses what would make calamine hang; calamine is not safe where it may allocate without end."""
    if kind is FileKind.XLS:
        return _Facts(is_safe=False)
    try:
        with ZipFile(BytesIO(content)) as archive:
            if kind is not FileKind.ODS:
                return _inspect_sheets(content, archive, file_name)
            sheets = ods_sheets(content, archive)
    except UNREADABLE as error:
        raise _damaged(file_name) from error
    for sheet in sheets:
        _check_size(sheet.row_count, sheet.column_count, sheet.name, file_name)
    return _Facts(ods_sheets=sheets)


def _with_ods_facts(sheet: RawSheet, facts: OdsSheet) -> RawSheet:
    for (row, column), text in facts.shown.items():
        _put(sheet, row, column, text)
    return replace(sheet, merges=tuple(facts.merges))


def _inspect_sheets(content: bytes, archive: ZipFile, file_name: str) -> _Facts:
    facts = _Facts()
    book, styles = read_book(archive), telling_styles(content, archive)
    facts.is_safe = book.is_plain and is_sparing(content, archive)
    for name, member in book.parts.items():
        found = survey(content, archive, member)
        if found == _NOTHING_TO_LOOK_AT and not styles:
            continue
        sheet_xml = unpack(content, archive, member)
        if not found.is_near and not _fits(extent(sheet_xml)):
            _check_size(*filled_extent(sheet_xml), name, file_name)
            facts.is_safe = False
        facts.is_safe &= found.is_near or states_addresses(sheet_xml)
        facts.errors[name] = list(error_texts(sheet_xml))
        facts.formats[name] = list(styled_numbers(sheet_xml, styles))
        facts.uncalculated[name] = uncalculated(sheet_xml) if found.has_formulas else ()
    return facts


def _fits(size: tuple[int, int]) -> bool:
    row_count, column_count = size
    return row_count <= MOST_ROWS and row_count * column_count <= MOST_CELLS


def _put(sheet: RawSheet, row_number: int, column: int, text: str) -> None:
    """Text in place of a cell that was read; elsewhere nothing."""
    at = row_number - sheet.first_row_number
    if 0 <= at < len(sheet.rows) and column < len(sheet.rows[at]):
        sheet.rows[at][column] = text


def _put_format(sheet: RawSheet, row_number: int, column: int, number_format: str) -> None:
    at = row_number - sheet.first_row_number
    value = sheet.rows[at][column] if 0 <= at < len(sheet.rows) and column < len(sheet.rows[at]) else None
    if type(value) in (int, float) and (text := shown(cast(float, value), number_format)):
        sheet.rows[at][column] = text


def _position(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_number(letters) - 1


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
