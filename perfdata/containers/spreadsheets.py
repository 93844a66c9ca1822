"""Workbooks (.xlsx, .xls, .ods) as sheets of plain values through python-calamine, guarded against giant sheets."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineError

from perfdata.containers import sheet_xml as raw_xml
from perfdata.containers.file_kinds import FileKind
from perfdata.containers.grids import RawSheet
from perfdata.containers.isolated import Ended, run_isolated
from perfdata.containers.ods_xml import ods_sheets
from perfdata.containers.sheet_looks import Looks, changes, hidden_lines, read_looks
from perfdata.containers.visible_text import SheetFacts
from perfdata.containers.workbook_worker import MOST_CELLS, read_sheets
from perfdata.containers.zip_files import UNREADABLE, unpack
from perfdata.core.errors import UnusableFileError

WORKBOOKS = (FileKind.XLSX, FileKind.XLSM, FileKind.XLS, FileKind.ODS)
MOST_ROWS = 200_000
_NOTHING_TO_LOOK_AT = raw_xml.Survey()
_NOTHING_TELLING = Looks()
_NO_FACTS = SheetFacts()


def read_workbook(content: bytes, *, kind: FileKind, file_name: str) -> list[RawSheet]:
    """Every worksheet: values as calamine gives them, '' where empty, the first column is A; a number whose format
    shows more than a number, such as 0.9 in a percent cell, is the text shown: 90%.

    Excel errors are their text (#REF!), in .xls files ''. Raises UnusableFileError for a workbook that is damaged,
    needs a password, holds no cell or is too large.
    """
    is_safe, facts = _inspect(content, kind, file_name)
    sheets = [replace(sheet, container=kind.value) for sheet in _sheets(content, kind, file_name, is_safe=is_safe)]
    if kind is FileKind.ODS:
        facts_of = facts if len(facts) == len(sheets) else [_NO_FACTS] * len(sheets)
    else:
        named = {item.name: item for item in facts}
        facts_of = [named.get(sheet.name or "", _NO_FACTS) for sheet in sheets]
    if not any(sheet.rows for sheet in sheets):
        raise UnusableFileError(f"{file_name}：工作簿里没有任何单元格有内容，请确认选对了文件。")
    return [item.put_into(sheet) for sheet, item in zip(sheets, facts_of, strict=True)]


def _damaged(file_name: str) -> UnusableFileError:
    return UnusableFileError(f"{file_name}：工作簿已损坏，无法打开，请在 WPS 或 Excel 中修复并另存为 .xlsx 后再试。")


def _sheets(content: bytes, kind: FileKind, file_name: str, *, is_safe: bool) -> list[RawSheet]:
    try:
        found = read_sheets(content) if is_safe else run_isolated("perfdata.containers.workbook_worker", content)
    except Ended as error:
        is_too_large = error.is_slow or (error.is_full and kind is not FileKind.XLS)
        raise _too_large(file_name) if is_too_large else _damaged(file_name) from error
    except BaseException as error:
        if not isinstance(error, CalamineError) and type(error).__name__ != "PanicException":
            raise
        raise _damaged(file_name) from error
    if found is None:
        raise UnusableFileError(f"{file_name}：工作簿有打开密码，请先取消密码并保存后再试。")
    cell_count = 0
    for (height, width), sheet in found:
        _check_size(height, width, sheet.name or "", file_name)
        cell_count += height * width
        if cell_count > MOST_CELLS:
            raise UnusableFileError(f"{file_name}：各工作表一共超过 {MOST_CELLS:,} 个单元格，请拆分后再试。")
    return [sheet for _, sheet in found]


def _too_large(file_name: str) -> UnusableFileError:
    advice = "请在 WPS 或 Excel 中删去远处多余的单元格，另存为 .xlsx 后再试"
    return UnusableFileError(f"{file_name}：工作表太大，或写法特殊，放不进内存，{advice}。")


def _check_size(row_count: int, column_count: int, sheet_name: str, file_name: str) -> None:
    if excess := _excess(row_count, column_count):
        raise UnusableFileError(f"{file_name}：工作表“{sheet_name}”有 {row_count:,} 行{excess}后再试。")


def _excess(row_count: int, column_count: int) -> str | None:
    if row_count > MOST_ROWS:
        return f"，超过 {MOST_ROWS:,} 行，请拆分或删去多余的行"
    is_too_large = row_count * column_count > MOST_CELLS
    return f"、{column_count:,} 列，太大了，请删去远处多余的单元格" if is_too_large else None


def _inspect(content: bytes, kind: FileKind, file_name: str) -> tuple[bool, list[SheetFacts]]:
    """Whether calamine is safe to read the file here, not where it may allocate without end, and what the file says of
    its sheets. Refuses what would make calamine hang."""
    if kind is FileKind.XLS:
        return False, []
    try:
        with ZipFile(BytesIO(content)) as archive:
            if kind is not FileKind.ODS:
                return _inspect_sheets(content, archive, file_name)
            sheets = ods_sheets(content, archive)
    except UNREADABLE as error:
        raise _damaged(file_name) from error
    for sheet in sheets:
        _check_size(sheet.row_count, sheet.column_count, sheet.name, file_name)
    return True, sheets


def _inspect_sheets(content: bytes, archive: ZipFile, file_name: str) -> tuple[bool, list[SheetFacts]]:
    sheets: list[SheetFacts] = []
    (parts, is_plain), (is_sparing, has_telling_texts) = (
        raw_xml.read_book(archive),
        raw_xml.survey_texts(content, archive),
    )
    looks = read_looks(content, archive, has_telling_texts=has_telling_texts)
    is_safe = is_plain and is_sparing
    for name, member in parts.items():
        found = raw_xml.survey(content, archive, member)
        if found == _NOTHING_TO_LOOK_AT and looks == _NOTHING_TELLING:
            continue
        sheet_xml = unpack(content, archive, member)
        if not found.is_near and _excess(*raw_xml.extent(sheet_xml)):
            _check_size(*raw_xml.filled_extent(sheet_xml), name, file_name)
            is_safe = False
        is_safe &= found.is_near or raw_xml.states_addresses(sheet_xml)
        facts = SheetFacts(name, list(changes(sheet_xml, looks, has_looks=found.has_looks)))
        if found.hides:
            facts.hidden_rows, facts.hidden_columns = hidden_lines(sheet_xml)
        if found.has_formulas:
            facts.uncalculated = tuple(raw_xml.uncalculated(sheet_xml))
        sheets.append(facts)
    return is_safe, sheets
