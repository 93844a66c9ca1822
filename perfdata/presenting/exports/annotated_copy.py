"""The clerk's own workbook back, its doubtful cells in red and with a note; else a list of the remarks.

openpyxl would drop charts and pictures on saving, so a copy of the .xlsx file is patched part by part.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from xlsxwriter import Workbook

from perfdata.presenting.exports import note_patching
from perfdata.presenting.exports.cells import markup_text
from perfdata.presenting.exports.chart_workbook import CELL_CAPACITY, CREATED
from perfdata.presenting.exports.sheet_patching import SheetParts, address_of, position_of
from perfdata.presenting.exports.style_patching import RedStyles
from perfdata.presenting.exports.workbook_package import CONTENT_TYPES, PatchError, WorkbookPackage

Remarks = Mapping[tuple[str | None, str], str]

_SUFFIX = "（核对）"
_SHEET_NAME = "核对结果"
_COLUMNS = (("工作表", 20), ("单元格", 12), ("问题与建议", 90))
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"
_LONGEST_NOTE = 32_000
_ENDINGS = {  # content type of the main part -> ending without which Excel refuses the file
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
}
_STRANGE = (BadZipFile, ElementTree.ParseError, ExpatError, LookupError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Annotated:
    """A workbook to download: a marked copy of the original, or a list of remarks and why it is only that."""

    content: bytes
    file_name: str
    is_copy: bool
    reason: str | None


def annotate_workbook(content: bytes, *, file_name: str, remarks: Remarks) -> Annotated:
    """The workbook with a red fill and a note on every cell of ``remarks``: (sheet name, address) -> Chinese text.

    All else of an .xlsx or .xlsm file stays: charts, pictures, formulas, formats, macros, and notes, to which text is
    added. A cell hidden in a merged range is marked at the range's first cell. Other kinds of file, and workbooks
    that cannot be patched, give a workbook with the sheet 核对结果 (工作表, 单元格, 问题与建议) and the reason.
    """
    stem = PurePosixPath(file_name.replace("\\", "/")).stem or "文件"
    try:
        marked, ending = _marked_copy(content, remarks)
    except PatchError as error:
        reason = f"{error}，不能直接标注，核对结果另列在本工作簿中。"
    except (*_STRANGE, OSError, EOFError, zlib.error):
        reason = "原文件已损坏或内部结构特殊，不能直接标注，核对结果另列在本工作簿中。"
    else:
        return Annotated(marked, f"{stem}{_SUFFIX}{ending}", is_copy=True, reason=None)
    return Annotated(_findings_workbook(remarks), f"{stem}{_SUFFIX}.xlsx", is_copy=False, reason=reason)


def _marked_copy(content: bytes, remarks: Remarks) -> tuple[bytes, str]:
    """The patched file and the ending of its name."""
    if content.startswith(_OLE_SIGNATURE):
        raise PatchError("原文件是旧版 Excel 文件（.xls）或设有密码")
    if not content.startswith(b"PK"):
        raise PatchError("原文件是文本，没有可以标红的单元格")
    package = WorkbookPackage.open(content)
    if package.has("mimetype"):
        raise PatchError("原文件是 OpenDocument 表格（.ods）")
    workbook_part = _related(package, "", "officeDocument")
    ending = _ending(package, workbook_part)
    if not remarks:
        return content, ending
    sheets = _worksheet_parts(package, workbook_part)
    styles_part = _related(package, workbook_part, "styles")
    styles = RedStyles.read(package.text(styles_part))
    for sheet_name, notes in _by_sheet(remarks).items():
        if sheet_name not in sheets:
            raise PatchError(f"原文件中没有工作表“{sheet_name or ''}”")
        _mark_sheet(package, sheets[sheet_name], notes, styles)
    package.changed[styles_part] = styles.text()
    return package.to_bytes(), ending


def _related(package: WorkbookPackage, part: str, kind: str) -> str:
    """The part that another leads to. Raises PatchError where there is none."""
    for relationship in package.relationships(part):
        if relationship.kind == kind and package.has(relationship.target):
            return relationship.target
    raise PatchError("原文件不是完整的 .xlsx 工作簿")


def _ending(package: WorkbookPackage, workbook_part: str) -> str:
    for item in ElementTree.fromstring(package.text(CONTENT_TYPES).encode()):
        if item.get("PartName", "").lstrip("/") == workbook_part:
            return _ENDINGS.get(item.get("ContentType", ""), ".xlsx")
    return ".xlsx"


def _worksheet_parts(package: WorkbookPackage, workbook_part: str) -> dict[str | None, str]:
    targets = {item.key: item.target for item in package.relationships(workbook_part) if item.kind == "worksheet"}
    parts: dict[str | None, str] = {}
    for element in ElementTree.fromstring(package.text(workbook_part).encode()).iter():
        keys = [value for name, value in element.items() if name.endswith("}id")]
        if element.tag.endswith("}sheet") and keys and keys[0] in targets:
            parts[element.attrib["name"]] = targets[keys[0]]
    return parts


def _by_sheet(remarks: Remarks) -> dict[str | None, dict[str, str]]:
    sheets: dict[str | None, dict[str, str]] = {}
    for (sheet_name, address), text in remarks.items():
        sheets.setdefault(sheet_name, {})[address] = markup_text(text)[:_LONGEST_NOTE]
    return sheets


def _mark_sheet(package: WorkbookPackage, part: str, remarks: dict[str, str], styles: RedStyles) -> None:
    sheet = SheetParts.read(package.text(part))
    anchors = sheet.anchors({position_of(address) for address in remarks})
    notes: dict[str, str] = {}
    for address, text in sorted(remarks.items(), key=lambda remark: position_of(remark[0])):
        anchor = address_of(anchors[position_of(address)])
        notes[anchor] = f"{notes[anchor]}\n{text}" if anchor in notes else text
    sheet = sheet.with_marks({position_of(address) for address in notes}, styles.twin)
    new_notes, all_notes = _write_notes(package, part, notes)
    package.changed[part] = _write_boxes(package, part, sheet, new_notes, all_notes).text()


def _write_notes(package: WorkbookPackage, part: str, notes: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Write the comments part of a sheet; returns our text on the cells without a note so far, and on all noted."""
    target = next((item.target for item in package.relationships(part) if item.kind == "comments"), None)
    if target is None:
        target = package.unused_name("xl/comments{}.xml")
        package.changed[target] = note_patching.NEW_COMMENTS
        package.declare(target, note_patching.COMMENTS_TYPE)
        package.relate(part, "comments", target)
    before = note_patching.noted_addresses(package.text(target))
    package.changed[target] = note_patching.with_notes(package.text(target), notes)
    new_notes = {address: text for address, text in notes.items() if address not in set(before)}
    return new_notes, dict.fromkeys(before, "") | notes


def _write_boxes(
    package: WorkbookPackage, part: str, sheet: SheetParts, new_notes: dict[str, str], all_notes: dict[str, str]
) -> SheetParts:
    """Give the new notes their boxes in the drawing of the sheet; without a drawing, all notes get one."""
    first_block = note_patching.highest_id_block(package.texts_of(".vml")) + 1
    if key := sheet.drawing_key():
        target = {item.key: item.target for item in package.relationships(part)}[key]
        package.changed[target] = note_patching.with_boxes(package.text(target), new_notes, first_block=first_block)
        return sheet
    target = package.unused_name("xl/drawings/vmlDrawing{}.vml")
    package.changed[target] = note_patching.with_boxes(note_patching.NEW_DRAWING, all_notes, first_block=first_block)
    package.declare_ending("vml", note_patching.DRAWING_TYPE)
    return sheet.with_drawing(package.relate(part, "vmlDrawing", target))


def _findings_workbook(remarks: Remarks) -> bytes:
    """An .xlsx file with the sheet 核对结果: a header and one row a remark, all text, in the given order.

    Text beyond 32,767 characters, the most a cell can hold, is cut.
    """
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": CREATED})
        sheet = workbook.add_worksheet(_SHEET_NAME)
        header = workbook.add_format({"bold": True, "border": 1, "bg_color": "#F4F5F7", "valign": "vcenter"})
        cell = workbook.add_format({"border": 1, "valign": "top", "text_wrap": True})
        for column, (name, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, header)
        for row, ((sheet_name, address), text) in enumerate(remarks.items(), start=1):
            for column, value in enumerate((sheet_name or "", address, text)):
                if value:
                    sheet.write_string(row, column, value[:CELL_CAPACITY], cell)
                else:
                    sheet.write_blank(row, column, None, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(remarks), len(_COLUMNS) - 1)
    return buffer.getvalue()
