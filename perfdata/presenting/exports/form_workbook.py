"""Forms as a workbook: one sheet a form, live formulas with their values, ready to print on A4 one page wide."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfdata.presenting.exports import form_grid
from perfdata.presenting.exports.form_grid import Box, FormGrid, Style, address

_A4 = 9
_RED = "#B00020"


def form_workbook(forms: Sequence[FormGrid]) -> bytes:
    """The forms as .xlsx, in order; nothing in a text becomes a formula or a link."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats: dict[Style, Format] = {}
    for form in forms:
        sheet = book.add_worksheet(form.name)
        _set_page(sheet, form)
        for box in form.boxes:
            if box.style not in formats:
                formats[box.style] = book.add_format(_look(box.style))
            _write(sheet, box, formats[box.style])
    book.close()
    return buffer.getvalue()


def _set_page(sheet: Worksheet, form: FormGrid) -> None:
    sheet.set_paper(_A4)
    if form.is_landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)
    sheet.print_area(0, 0, form.row_count - 1, len(form.widths) - 1)
    if form.header_rows:
        sheet.repeat_rows(*form.header_rows)
    for column, width in enumerate(form.widths):
        sheet.set_column(column, column, width)
    for row, height in enumerate(form.row_heights()):
        sheet.set_row(row, min(height, 409))


def _look(style: Style) -> dict[str, Any]:
    is_head = style in ("title", "label")
    look: dict[str, Any] = {
        "font_name": form_grid.SONG if is_head or style == "subtitle" else form_grid.FANGSONG,
        "font_size": form_grid.POINT_SIZES.get(style, form_grid.BODY_SIZE),
        "bold": is_head,
        "valign": "vcenter",
        "align": "center" if style in form_grid.CENTRED else "left",
        "text_wrap": True,
        "border": 0 if style in form_grid.FRAMELESS else 1,
    }
    if style in form_grid.NUMBER_FORMATS:
        look["num_format"] = form_grid.NUMBER_FORMATS[style]
    if style == "text":
        look["indent"] = 1
    if style == "remark":
        look["font_color"] = _RED
    return look


def _write(sheet: Worksheet, box: Box, look: Format) -> None:
    last_row, last_column = box.row + box.rows - 1, box.column + box.columns - 1
    if (box.row, box.column) != (last_row, last_column):
        sheet.merge_range(box.row, box.column, last_row, last_column, "", look)
    cell = address(box.row, box.column)
    if box.formula:
        sheet.write_formula(cell, box.formula, look, _cached(box.value))
    elif isinstance(box.value, Decimal):
        sheet.write_number(cell, float(box.value), look)
    elif box.value:
        sheet.write_string(cell, box.value, look)
    else:
        sheet.write_blank(cell, None, look)


def _cached(value: str | Decimal | None) -> Any:  # XlsxWriter takes text and fractions, its hints only int
    return float(value) if isinstance(value, Decimal) else value or ""
