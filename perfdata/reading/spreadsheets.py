"""Workbooks (.xlsx, .xls, .ods) as sheets of plain values through python-calamine, guarded against giant sheets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from perfdata.core.errors import UnusableFileError
from perfdata.reading.file_kinds import FileKind
from perfdata.reading.grids import Merge, RawSheet
from perfdata.reading.isolated import Ended, run_isolated
from perfdata.reading.ods_xml import OdsSheet, ods_sheets
from perfdata.reading.sheet_xml import (
    UNREADABLE,
    check_sizes,
    column_number,
    error_texts,
    extent,
    filled_extent,
    survey,
    unpack,
    worksheet_parts,
)
from perfdata.reading.xls_worker import XlsSheet

WORKBOOKS = (FileKind.XLSX, FileKind.XLSM, FileKind.XLS, FileKind.ODS)
MOST_ROWS = 200_000
MOST_CELLS = 2_000_000
_PASSWORD = "工作簿有打开密码，请先取消密码并保存后再试"
_SIGNIFICANT_DIGITS = ".15g"
_MIDNIGHT = time()

Errors = dict[str, list[tuple[str, str]]]


def read_workbook(content: bytes, *, kind: FileKind, file_name: str) -> list[RawSheet]:
    """Every worksheet: values as calamine gives them, '' where empty, the first row is row 1.

    Excel errors are their text (#REF!), in .xls files ''. Raises UnusableFileError for a workbook that is damaged,
    needs a password, holds no cell or is too large.
    """
    errors, ods_facts = _inspect(content, kind, file_name)
    try:
        sheets = _calamine_sheets(content, kind, file_name)
    except PasswordError as error:
        raise UnusableFileError(f"{file_name}：{_PASSWORD}。") from error
    except CalamineError as error:
        raise _damaged(file_name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(file_name) from error
    if len(ods_facts) == len(sheets):
        sheets = list(map(_with_ods_facts, sheets, ods_facts))
    for sheet in sheets:
        _put_errors(sheet.rows, errors.get(sheet.name or "", []))
    if not any(sheet.rows for sheet in sheets):
        raise UnusableFileError(f"{file_name}：工作簿里没有任何单元格有内容，请确认选对了文件。")
    return sheets


def _damaged(file_name: str) -> UnusableFileError:
    return UnusableFileError(f"{file_name}：工作簿已损坏，无法打开，请在 WPS 或 Excel 中修复并另存为 .xlsx 后再试。")


def _calamine_sheets(content: bytes, kind: FileKind, file_name: str) -> list[RawSheet]:
    if kind is FileKind.XLS:
        return _xls_sheets(content, file_name)
    sheets: list[RawSheet] = []
    cell_count = 0
    with CalamineWorkbook.from_object(BytesIO(content)) as workbook:
        for position, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(position)
            _check_size(sheet.total_height, sheet.total_width, metadata.name, file_name)
            cell_count += sheet.total_height * sheet.total_width
            if cell_count > MOST_CELLS:
                raise UnusableFileError(f"{file_name}：各工作表一共超过 {MOST_CELLS:,} 个单元格，请拆分后再试。")
            rows: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
            merges = tuple([_merge(*corners) for corners in sheet.merged_cell_ranges or ()])
            sheets.append(RawSheet(metadata.name, rows, merges=merges, container=kind.value))
    return sheets


def _xls_sheets(content: bytes, file_name: str) -> list[RawSheet]:
    try:
        found: list[XlsSheet] | None = run_isolated("perfdata.reading.xls_worker", content)
    except Ended as error:
        raise _damaged(file_name) from error
    if found is None:
        raise UnusableFileError(f"{file_name}：{_PASSWORD}。")
    for name, size, _, _ in found:
        _check_size(*size, name, file_name)
    return [
        RawSheet(name, rows, merges=tuple([_merge(*corners) for corners in merges]), container="xls")
        for name, _, rows, merges in found
    ]


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


def _inspect(content: bytes, kind: FileKind, file_name: str) -> tuple[Errors, list[OdsSheet]]:
    """The Excel errors of every sheet, or what an .ods file says of its sheets; refuses what would make calamine hang
    or allocate without end."""
    if kind is FileKind.XLS:
        return {}, []
    try:
        with ZipFile(BytesIO(content)) as archive:
            if kind is not FileKind.ODS:
                check_sizes(content, archive)
                return _inspect_sheets(content, archive, file_name), []
            sheets = ods_sheets(content, archive)
    except UNREADABLE as error:
        raise _damaged(file_name) from error
    for sheet in sheets:
        _check_size(sheet.row_count, sheet.column_count, sheet.name, file_name)
    return {}, sheets


def _with_ods_facts(sheet: RawSheet, facts: OdsSheet) -> RawSheet:
    for (row, column), text in facts.percents.items():
        if row <= len(sheet.rows) and column < len(sheet.rows[row - 1]):
            sheet.rows[row - 1][column] = text
    return replace(sheet, merges=tuple(facts.merges))


def _inspect_sheets(content: bytes, archive: ZipFile, file_name: str) -> Errors:
    errors: Errors = {}
    for name, member in worksheet_parts(archive).items():
        has_far_cells, has_errors = survey(content, archive, member)
        sheet_xml = unpack(content, archive, member) if has_far_cells or has_errors else b""
        if has_far_cells and not _fits(extent(sheet_xml)):
            _check_size(*filled_extent(sheet_xml), name, file_name)
        errors[name] = list(error_texts(sheet_xml))
    return errors


def _fits(size: tuple[int, int]) -> bool:
    row_count, column_count = size
    return row_count <= MOST_ROWS and row_count * column_count <= MOST_CELLS


def _put_errors(rows: list[list[object]], errors: Iterable[tuple[str, str]]) -> None:
    for address, text in errors:
        row, column = _position(address)
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text


def _position(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_number(letters) - 1


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
