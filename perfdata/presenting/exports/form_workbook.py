"""Forms as a workbook: one sheet a form, live formulas with their values, ready to print on A4 one page wide."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfdata.presenting.exports import form_grid
from perfdata.presenting.exports.chart_workbook import CREATED, WORKBOOK_OPTIONS, fit_into_cell
from perfdata.presenting.exports.form_grid import Box, FormGrid, Style, address

_A4 = 9
_HIGHEST_ROW = 409
_RED = "#B00020"


def form_workbook(forms: Sequence[FormGrid]) -> bytes:
    """The forms as .xlsx, in order; nothing in a text becomes a formula or a link. Equal forms give equal bytes."""
    buffer = BytesIO()
    with Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": CREATED})
        styles: dict[Style, None] = dict.fromkeys(box.style for form in forms for box in form.boxes)
        looks = {style: book.add_format(_look(style)) for style in styles}
        for form in forms:
            sheet: Any = book.add_worksheet(form.name, _FormSheet)
            sheet.hold(form, looks)
            _set_page(sheet, form)
    return buffer.getvalue()


class _FormSheet(Worksheet):
    """A sheet that writes the cells of its form as they stand: several times faster than a call for each of them."""

    def hold(self, form: FormGrid, looks: Mapping[Style, Format]) -> None:
        """What is to be written, and the formats of its styles."""
        self._form, self._looks = form, looks
        self.dim_rowmin, self.dim_rowmax = 0, form.row_count - 1
        self.dim_colmin, self.dim_colmax = 0, len(form.widths) - 1
        strings: Any = self.str_table
        texts = [box.value for box in form.boxes if box.value and isinstance(box.value, str) and not box.formula]
        self._numbers = {text: strings._get_shared_string_index(_stored(text)) for text in texts}

    def _write_sheet_data(self) -> None:
        heights = self._form.row_heights()
        rows = zip(self._cells(), heights, strict=True)
        written = (
            f'<row r="{at}" ht="{min(height, _HIGHEST_ROW):.16g}" customHeight="1">{"".join(filter(None, cells))}</row>'
            for at, (cells, height) in enumerate(rows, start=1)
        )
        self.fh.write(f"<sheetData>{''.join(written)}</sheetData>")

    def _write_merge_cells(self) -> None:
        merged = [f'<mergeCell ref="{_area(box)}"/>' for box in self._form.boxes if box.rows * box.columns > 1]
        self.fh.write(f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>')

    def _cells(self) -> list[list[str]]:
        """The cells by row and column; those that a merged one hides carry its border."""
        cells = [[""] * len(self._form.widths) for _ in range(self._form.row_count)]
        numbers = {style: look._get_xf_index() for style, look in self._looks.items()}
        for box in self._form.boxes:
            look = numbers[box.style]
            for row in range(box.row, box.row + box.rows):
                for column in range(box.column, box.column + box.columns):
                    cells[row][column] = f'<c r="{address(row, column)}" s="{look}"/>'
            cells[box.row][box.column] = self._cell(box, look)
        return cells

    def _cell(self, box: Box, look: int) -> str:
        start = f'<c r="{address(box.row, box.column)}" s="{look}"'
        value = f"{float(box.value):.16G}" if isinstance(box.value, Decimal) else escape(box.value or "")
        if box.formula:
            kind = ' t="str"' if box.value and isinstance(box.value, str) else ""
            return f"{start}{kind}><f>{escape(box.formula.removeprefix('='))}</f><v>{value}</v></c>"
        if isinstance(box.value, Decimal):
            return f"{start}><v>{value}</v></c>"
        if box.value:
            return f'{start} t="s"><v>{self._numbers[box.value]}</v></c>'
        return f"{start}/>"


def _stored(text: str) -> str:
    """The text as XlsxWriter keeps it: what looks like its ready-made XML is made such, so that it stays a text."""
    fitting = fit_into_cell(text)
    return f"<r><t>{escape(fitting)}</t></r>" if fitting.startswith("<r>") and fitting.endswith("</r>") else fitting


def _area(box: Box) -> str:
    return f"{address(box.row, box.column)}:{address(box.row + box.rows - 1, box.column + box.columns - 1)}"


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
