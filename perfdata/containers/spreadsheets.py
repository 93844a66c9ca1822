"""Workbooks (.xlsx, .xls, .ods) as sheets of plain values through python-calamine, guarded against giant sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import chain
from typing import cast
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from perfdata.containers.file_kinds import FileKind
from perfdata.containers.grids import Merge, RawSheet, Remark
from perfdata.containers.isolated import Ended, run_isolated
from perfdata.containers.number_formats import shown
from perfdata.containers.ods_xml import OdsSheet, ods_sheets
from perfdata.containers.sheet_looks import LookedAt, Looks, hidden_lines, looked_at, read_looks, styled_numbers
from perfdata.containers.sheet_xml import (
    Survey,
    column_number,
    error_texts,
    extent,
    filled_extent,
    read_book,
    states_addresses,
    survey,
    survey_texts,
    uncalculated,
)
from perfdata.containers.visible_text import hidden_remarks, seen_cell
from perfdata.containers.workbook_worker import WorkerSheet
from perfdata.containers.zip_members import UNREADABLE, unpack
from perfdata.core.errors import UnusableFileError

WORKBOOKS = (FileKind.XLSX, FileKind.XLSM, FileKind.XLS, FileKind.ODS)
MOST_ROWS = 200_000
MOST_CELLS = 2_000_000
_PASSWORD = "工作簿有打开密码，请先取消密码并保存后再试"
_NOTHING_TO_LOOK_AT = Survey()
_NOTHING_TELLING = Looks()


@dataclass(slots=True)
class _Facts:
    """What a file says beside its cells: Excel errors, number formats, formulas without a result, cells that look
    otherwise, hidden rows and columns by sheet, what an .ods file says of its sheets, and whether calamine is safe to
    read it here."""

    errors: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    formats: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    uncalculated: dict[str, tuple[str, ...]] = field(default_factory=dict)
    looked_at: dict[str, list[LookedAt]] = field(default_factory=dict)
    hidden: dict[str, tuple[set[int], set[int]]] = field(default_factory=dict)
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
    sheets = [_with_facts(sheet, facts) for sheet in sheets]
    if not any(sheet.rows for sheet in sheets):
        raise UnusableFileError(f"{file_name}：工作簿里没有任何单元格有内容，请确认选对了文件。")
    return sheets


def _with_facts(sheet: RawSheet, facts: _Facts) -> RawSheet:
    name = sheet.name or ""
    for address, text in facts.errors.get(name, ()):
        _put(sheet, *_position(address), text)
    for address, number_format in facts.formats.get(name, ()):
        _put_format(sheet, *_position(address), number_format)
    rows, columns = facts.hidden.get(name, ((), ()))
    remarks = [
        *sheet.remarks,
        *hidden_remarks(sheet.rows, rows=rows, columns=columns, first_row_number=sheet.first_row_number),
        *chain.from_iterable(_put_seen(sheet, cell) for cell in facts.looked_at.get(name, ())),
    ]
    return replace(sheet, uncalculated=facts.uncalculated.get(name, ()), remarks=tuple(remarks))


def _put_seen(sheet: RawSheet, cell: LookedAt) -> Iterator[Remark]:
    row, column = _position(cell.address)
    if seen := seen_cell(_value(sheet, row, column), cell.look, cell.pieces):
        _put(sheet, row, column, seen.text)
        yield from seen.at(row, column)


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
            sheets.append(RawSheet(metadata.name, rows, first, merges, kind.value, is_hidden=not is_shown))
    return sheets


def _isolated_sheets(content: bytes, kind: FileKind, file_name: str) -> list[RawSheet]:
    try:
        found: list[WorkerSheet] | None = run_isolated("perfdata.containers.workbook_worker", content)
    except Ended as error:
        is_too_large = error.is_slow or (error.is_full and kind is not FileKind.XLS)
        raise _too_large(file_name) if is_too_large else _damaged(file_name) from error
    if found is None:
        raise UnusableFileError(f"{file_name}：{_PASSWORD}。")
    for size, sheet, _ in found:
        _check_size(*size, sheet.name or "", file_name)
    _check_cell_count(sum(height * width for (height, width), _, _ in found), file_name)
    return [
        replace(sheet, merges=tuple([_merge(*corners) for corners in merges]), container=kind.value)
        for _, sheet, merges in found
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
    for (row, column), seen in facts.shown.items():
        _put(sheet, row, column, seen.text)
    remarks = chain.from_iterable(seen.at(*at) for at, seen in facts.shown.items() if seen.remarks)
    hidden = hidden_remarks(
        sheet.rows, rows=facts.hidden_rows, columns=facts.hidden_columns, first_row_number=sheet.first_row_number
    )
    return replace(sheet, merges=tuple(facts.merges), remarks=(*remarks, *hidden))


def _inspect_sheets(content: bytes, archive: ZipFile, file_name: str) -> _Facts:
    facts = _Facts()
    book, (is_sparing, has_telling_texts) = read_book(archive), survey_texts(content, archive)
    looks = read_looks(content, archive, has_telling_texts=has_telling_texts)
    facts.is_safe = book.is_plain and is_sparing
    for name, member in book.parts.items():
        found = survey(content, archive, member)
        if found == _NOTHING_TO_LOOK_AT and looks == _NOTHING_TELLING:
            continue
        sheet_xml = unpack(content, archive, member)
        if not found.is_near and not _fits(extent(sheet_xml)):
            _check_size(*filled_extent(sheet_xml), name, file_name)
            facts.is_safe = False
        facts.is_safe &= found.is_near or states_addresses(sheet_xml)
        facts.errors[name] = list(error_texts(sheet_xml))
        facts.formats[name] = list(styled_numbers(sheet_xml, looks.formats))
        if looks.styles or looks.texts or found.has_looks:
            facts.looked_at[name] = list(looked_at(sheet_xml, looks))
        if found.hides:
            facts.hidden[name] = hidden_lines(sheet_xml)
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
    value = _value(sheet, row_number, column)
    if type(value) in (int, float) and (text := shown(cast(float, value), number_format)):
        _put(sheet, row_number, column, text)


def _value(sheet: RawSheet, row_number: int, column: int) -> object:
    at = row_number - sheet.first_row_number
    return sheet.rows[at][column] if 0 <= at < len(sheet.rows) and column < len(sheet.rows[at]) else ""


def _position(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_number(letters) - 1
