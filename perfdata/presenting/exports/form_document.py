"""Forms as a Word document: one table a form, each on its own page, with East Asian fonts set."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from perfdata.presenting.exports import form_grid
from perfdata.presenting.exports.form_grid import Box, FormGrid

_A4_MM = (210, 297)
_MARGIN_MM = 15
_RED = RGBColor(0xB0, 0x00, 0x20)
_SHRINK = 0.86  # a page of Word is narrower than a sheet fitted to it


def form_document(forms: Sequence[FormGrid]) -> bytes:
    """The forms as .docx, in order."""
    document = Document()
    _set_fonts(document)
    _set_page(document, is_landscape=forms[0].is_landscape)
    for position, form in enumerate(forms):
        if position:
            _break_page(document)
        _add_table(document, form)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_fonts(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name = form_grid.FANGSONG
    style.font.size = Pt(form_grid.BODY_SIZE * _SHRINK)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), form_grid.FANGSONG)
    style.paragraph_format.space_after = Pt(0)


def _set_page(document: Any, *, is_landscape: bool) -> None:
    section = document.sections[0]
    width, height = reversed(_A4_MM) if is_landscape else _A4_MM
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)


def _break_page(document: Any) -> None:
    run = document.add_paragraph().add_run()
    run.font.size = Pt(1)
    run.add_break(WD_BREAK.PAGE)


def _add_table(document: Any, form: FormGrid) -> None:
    table = document.add_table(rows=form.row_count, cols=len(form.widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    set_margins(table)
    room = (_A4_MM[1] if form.is_landscape else _A4_MM[0]) - 2 * _MARGIN_MM
    widths = [Mm(room * width / sum(form.widths)) for width in form.widths]
    grid = [list(row.cells) for row in table.rows]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cells in grid:
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
    for row in table.rows:
        keep_together(row)
    for box in form.boxes:
        _fill(_merged(grid, box), box)


def set_margins(table: Any) -> None:
    """In twentieths of a point: little room beside the text, so that figures are not broken, and some above it."""
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", 40), ("left", 50), ("bottom", 40), ("right", 50)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(room))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)


def keep_together(row: Any) -> None:
    """No page ends inside the row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _merged(grid: list[list[Any]], box: Box) -> Any:
    """The cell of a box; every row of a merged one carries its own frame."""
    first, last = grid[box.row][box.column], grid[box.row + box.rows - 1][box.column + box.columns - 1]
    cell = first if first is last else first.merge(last)
    if box.style not in form_grid.FRAMELESS:
        for cells in grid[box.row : box.row + box.rows]:
            _frame(cells[box.column])
    return cell


def _fill(cell: Any, box: Box) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if box.style in form_grid.CENTRED else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(box.text)
    is_head = box.style in ("title", "label")
    font = form_grid.SONG if is_head or box.style == "subtitle" else form_grid.FANGSONG
    run.font.name, run.font.bold = font, is_head
    run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), font)
    run.font.size = Pt(
        form_grid.POINT_SIZES[box.style] if box.style in form_grid.POINT_SIZES else form_grid.BODY_SIZE * _SHRINK
    )
    if box.style == "remark":
        run.font.color.rgb = _RED


def _frame(cell: Any) -> None:
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)
