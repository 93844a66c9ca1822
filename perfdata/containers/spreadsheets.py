"""Workbooks (.xlsx, .xls, .ods) as sheets of plain values through python-calamine, guarded against giant sheets.

python-calamine ends the whole process where a damaged or unusual file makes it ask for more memory than there is. Of
.xls files it does not tell the number formats; xlrd does.
"""

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import xlrd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from perfdata.containers import sheet_xml as raw_xml
from perfdata.containers.file_kinds import FileKind
from perfdata.containers.grids import MOST_CELLS, MOST_ROWS, MOST_SHEETS, Merge, RawSheet, adds_text, refuse_more, shown
from perfdata.containers.ods_xml import ods_sheets
from perfdata.containers.sheet_looks import Looks, changes, hidden_lines, read_looks
from perfdata.containers.visible_text import PLAIN, Change, Run, Seen, SheetFacts, is_odd, seen_cell, sign_font
from perfdata.containers.zip_files import MOST_UNPACKED_BYTES, UNREADABLE, unpack
from perfdata.core.collection import collection_paused
from perfdata.core.errors import UnusableFileError

WORKBOOKS = (FileKind.XLSX, FileKind.XLSM, FileKind.XLS, FileKind.ODS)
_NOTHING_TO_LOOK_AT = raw_xml.Survey()
_NOTHING_TELLING = Looks()
_NO_FACTS = SheetFacts()
_WHITE, _LEAST_HEIGHT = (1, 9), 40  # numbers of the palette of .xls, twentieths of a point
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"


@collection_paused()
def read_workbook(content: bytes, *, kind: FileKind, file_name: str) -> list[RawSheet]:
    """Every worksheet: values as calamine gives them, '' where empty, the first column is A; a number whose format
    shows more than a number, such as 0.9 in a percent cell, is the text shown: 90%.

    Excel errors are their text (#REF!), in .xls files ''. Raises UnusableFileError for a workbook that is damaged,
    needs a password, holds no cell or is too large.
    """
    facts = _inspect(content, kind, file_name)
    sheets = [replace(sheet, container=kind.value) for sheet in _sheets(content, file_name)]
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


def _sheets(content: bytes, file_name: str) -> list[RawSheet]:
    try:
        with CalamineWorkbook.from_object(BytesIO(content)) as workbook:
            sheets = list(_worksheets(workbook, file_name))
    except PasswordError as error:
        raise UnusableFileError(f"{file_name}：工作簿有打开密码，请先取消密码并保存后再试。") from error
    except BaseException as error:
        if not isinstance(error, CalamineError) and type(error).__name__ != "PanicException":
            raise
        raise _damaged(file_name) from error
    facts = _facts(content) if content.startswith(_OLE_SIGNATURE) else {}
    return [facts.get(sheet.name, SheetFacts()).put_into(sheet) for sheet in sheets]


def _worksheets(workbook: CalamineWorkbook, file_name: str) -> Iterator[RawSheet]:
    room = MOST_CELLS
    for position, metadata in enumerate(workbook.sheets_metadata):
        if metadata.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(position)
        _check_size(sheet.total_height, sheet.total_width, metadata.name, file_name)
        room -= sheet.total_height * sheet.total_width
        if room < 0:
            raise UnusableFileError(f"{file_name}：各工作表一共超过 {MOST_CELLS:,} 个单元格，请拆分后再试。")
        top, left = sheet.start or (0, 0)
        rows: list[list[object]] = sheet.to_python(skip_empty_area=not left)  # type: ignore[assignment]
        yield RawSheet(
            metadata.name,
            rows,
            1 if left else top + 1,
            tuple([_merge(*corners) for corners in sheet.merged_cell_ranges or ()]),
            is_hidden=metadata.visible is not SheetVisibleEnum.Visible,
        )


def _check_size(row_count: int, column_count: int, sheet_name: str, file_name: str) -> None:
    if excess := _excess(row_count, column_count):
        raise UnusableFileError(f"{file_name}：工作表“{sheet_name}”有 {row_count:,} 行{excess}后再试。")


def _excess(row_count: int, column_count: int) -> str | None:
    if row_count > MOST_ROWS:
        return f"，超过 {MOST_ROWS:,} 行，请拆分或删去多余的行"
    is_too_large = row_count * column_count > MOST_CELLS
    return f"、{column_count:,} 列，太大了，请删去远处多余的单元格" if is_too_large else None


def _inspect(content: bytes, kind: FileKind, file_name: str) -> list[SheetFacts]:
    """What the file says of its sheets. Refuses what would make calamine hang, and giant sheets."""
    if kind is FileKind.XLS:
        return []
    try:
        with ZipFile(BytesIO(content)) as archive:
            if kind is not FileKind.ODS:
                return _inspect_sheets(content, archive, file_name)
            sheets = ods_sheets(content, archive)
    except UNREADABLE as error:
        raise _damaged(file_name) from error
    refuse_more(file_name, (len(sheets), MOST_SHEETS, "个工作表"))
    for sheet in sheets:
        _check_size(sheet.row_count, sheet.column_count, sheet.name, file_name)
    return sheets


def _inspect_sheets(content: bytes, archive: ZipFile, file_name: str) -> list[SheetFacts]:
    sheets: list[SheetFacts] = []
    parts = raw_xml.read_book(archive)
    refuse_more(file_name, (len(parts), MOST_SHEETS, "个工作表"))
    if sum(archive.getinfo(member).file_size for member in parts.values()) > MOST_UNPACKED_BYTES:
        raise UnusableFileError(f"{file_name}：各工作表展开后一共超过 300 MB，请删去多余的工作表，或拆分后再试。")
    has_telling_texts = raw_xml.survey_texts(content, archive)
    looks = read_looks(content, archive, has_telling_texts=has_telling_texts)
    for name, member in parts.items():
        found = raw_xml.survey(content, archive, member)
        if found == _NOTHING_TO_LOOK_AT and looks == _NOTHING_TELLING:
            continue
        sheet_xml = unpack(content, archive, member)
        if not found.is_near and _excess(*raw_xml.extent(sheet_xml)):
            _check_size(*raw_xml.filled_extent(sheet_xml), name, file_name)
        facts = SheetFacts(name, list(changes(sheet_xml, looks, has_looks=found.has_looks)))
        if found.hides:
            facts.hidden_rows, facts.hidden_columns = hidden_lines(sheet_xml)
        if found.has_formulas:
            facts.uncalculated = tuple(raw_xml.uncalculated(sheet_xml))
            facts.formula_count = raw_xml.formula_count(sheet_xml)
        sheets.append(facts)
    return sheets


def _merge(first: tuple[int, int], last: tuple[int, int]) -> Merge:
    return Merge(first[0] + 1, first[1], last[0] + 1, last[1])


def _facts(content: bytes) -> Mapping[str | None, SheetFacts]:
    """Of the sheets of an .xls file by their names; nothing where xlrd cannot read."""
    facts: dict[str | None, SheetFacts] = {}
    with contextlib.suppress(Exception):
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        formats = [book.format_map[style.format_key].format_str for style in book.xf_list]
        telling = [number_format if adds_text(number_format) else "" for number_format in formats]
        fonts = [
            Run(
                "",
                bool(font.struck_out),
                False,
                font.escapement == 1,
                sign_font(font.name),
                font.escapement == 2,
                font.colour_index in _WHITE,
                is_tiny=0 < font.height < _LEAST_HEIGHT,
            )
            for font in book.font_list
        ]
        looks = [
            fonts[style.font_index]._replace(is_hidden=number_format == ";;;", is_filled=_is_filled(style.background))
            for style, number_format in zip(book.xf_list, formats, strict=True)
        ]
        for sheet in book.sheets():
            found = facts[sheet.name] = SheetFacts(
                hidden_rows={at + 1 for at, info in sheet.rowinfo_map.items() if info.hidden or not info.height},
                hidden_columns={at for at, info in sheet.colinfo_map.items() if info.hidden or not info.width},
            )
            for row in range(sheet.nrows):
                for column, cell in enumerate(sheet.row(row)):
                    marks, at = sheet.rich_text_runlist_map.get((row, column), ()), cell.xf_index or 0
                    pieces = _pieces(cell.value, marks, fonts)
                    found.changes += [
                        (row + 1, column, change) for change in _changes(cell, telling[at], looks[at], pieces)
                    ]
    return facts


def _is_filled(ground: Any) -> bool:
    return bool(ground.fill_pattern) and ground.pattern_colour_index not in _WHITE


def _changes(cell: Any, number_format: str, look: Run, pieces: list[tuple[str, Run | None]] | None) -> Iterator[Change]:
    """A number that its format shows as more than a number is the text shown, a text is what is seen of it."""
    if cell.ctype == xlrd.XL_CELL_NUMBER and number_format and (text := shown(float(cell.value), number_format)):
        yield Seen(text)
    if look != PLAIN or pieces or (cell.ctype == xlrd.XL_CELL_TEXT and is_odd(cell.value)):
        yield partial(seen_cell, look=look, pieces=pieces)


def _pieces(text: object, marks: Sequence[tuple[int, int]], fonts: list[Run]) -> list[tuple[str, Run | None]] | None:
    """A rich text cut where the font changes: each mark is the place and the number of a font."""
    if not marks or not isinstance(text, str):
        return None
    ends = [*(place for place, _ in marks[1:]), len(text)]
    pieces = [(text[place:end], fonts[font]) for (place, font), end in zip(marks, ends, strict=True)]
    return [(text[: marks[0][0]], None), *pieces]
