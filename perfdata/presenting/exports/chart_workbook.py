"""A table and its chart as an Excel workbook. Imports pandas and XlsxWriter: import this module where used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfdata.core.errors import PerfdataError
from perfdata.presenting.exports.cells import (
    Cell,
    TableColumn,
    display_text,
    iso_text,
    line_count,
    markup_text,
    table_columns,
    text_width,
)
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.exports.native_charts import FONT, ChartData, add_native_chart, can_be_drawn

DATA_SHEET = "数据"
CHART_SHEET = "图表"
TITLE_ROW, HEADER_ROW, FIRST_DATA_ROW = 0, 1, 2
MOST_ROWS = 1_048_000
MOST_COLUMNS = 16_384
CELL_CAPACITY = 32_767  # UTF-16 units
EXACT_DIGITS = 15
FIRST_EXCEL_YEAR = 1900
NARROWEST, WIDEST = 8, 50
NOTE_COLUMNS, CHART_COLUMNS = 4, 15
DEFAULT_COLUMN_WIDTH = 8.43
POINTS_PER_LINE = 16
HIGHEST_ROW = 400
# Equal input gives equal bytes; the time of the download is not part of the content.
CREATED = datetime(2000, 1, 1)
WORKBOOK_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


_CELL = {"border": 1, "valign": "vcenter"}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "header": {**_CELL, "bold": True, "bg_color": "#F4F5F7", "align": "center", "text_wrap": True},
    "text": {**_CELL, "text_wrap": True},
    "note": {"font_color": "#5B6673", "font_size": 9, "valign": "top", "text_wrap": True},
    "number": _CELL,
}


def chart_workbook(
    table: pd.DataFrame,
    *,
    title: str,
    note: str,
    chart: ChartSpec,
    number_formats: Mapping[str, str] | None = None,
) -> bytes:
    """An .xlsx file: sheet 数据 (title, header, data, a blank row, the note) and, opened first, sheet 图表.

    The chart is native and refers to the cells of 数据; kind ``none`` or no number to draw means no sheet 图表. Number
    formats come from ``number_formats`` (header -> Excel format), then the chart, then the header. Text is always
    text, missing and infinite are blank. Text beyond 32,767 UTF-16 units is cut, which the cell and the note say;
    whole numbers of more than 15 digits and dates before 1900 are text; controls that XML cannot carry are �. Equal
    input gives equal bytes. Raises PerfdataError when the table does not fit on a sheet, ValueError for a wrong chart.
    """
    _check_fits(table)
    columns = table_columns(table, number_formats=_chart_formats(chart) | dict(number_formats or {}))
    data = ChartData(DATA_SHEET, HEADER_ROW, FIRST_DATA_ROW, columns)
    buffer = BytesIO()
    with Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        workbook.set_properties({"title": markup_text(title), "created": CREATED})
        sheet = DataSheet(workbook.add_worksheet(DATA_SHEET), CellFormats(workbook, LOOKS))
        sheet.write(columns, title=markup_text(title), note=markup_text(note))
        if can_be_drawn(chart, data=data):
            _add_chart_sheet(workbook, formats=sheet.formats, chart=chart, data=data, title=title, note=note)
    return buffer.getvalue()


def _check_fits(table: pd.DataFrame) -> None:
    row_count, column_count = table.shape
    if row_count > MOST_ROWS or column_count > MOST_COLUMNS:
        raise PerfdataError(
            f"表格有 {row_count:,} 行、{column_count:,} 列，超过一张 Excel 工作表的容量，请先筛选，或改为下载 CSV。"
        )


def _chart_formats(chart: ChartSpec) -> dict[str, str]:
    return dict.fromkeys(chart.value_columns, chart.number_format) if chart.number_format else {}


@dataclass(frozen=True, slots=True)
class CellFormats:
    """Cell formats of one workbook, each made once; ``looks`` are their properties by name."""

    workbook: Workbook
    looks: Mapping[str, Mapping[str, Any]]
    made: dict[tuple[Any, ...], Format] = field(default_factory=dict)

    def get(self, name: str, **more: Any) -> Format:
        key = (name, *more.items())
        if key not in self.made:
            properties = {"font_name": FONT, "font_size": 10, **self.looks[name], **more}
            self.made[key] = self.workbook.add_format(properties)
        return self.made[key]


@dataclass(slots=True)
class DataSheet:
    """A sheet of data while it is written; counts the cells that had to be cut."""

    worksheet: Worksheet
    formats: CellFormats
    cut_count: int = 0

    def write(self, columns: list[TableColumn], *, title: str, note: str) -> None:
        """Title, header, data, a blank row and the note; filter, frozen head and print set up."""
        row_count = len(columns[0].cells) if columns else 0
        self._write_text(TITLE_ROW, 0, title, cell_format=self.formats.get("title"))
        self.worksheet.set_row(TITLE_ROW, 24)
        widths = [self._write_column(position, column) for position, column in enumerate(columns)]
        notes = [note, *self._remarks(row_count)]
        widths += [DEFAULT_COLUMN_WIDTH] * (NOTE_COLUMNS - len(widths))
        for offset, line in enumerate(notes):
            row = FIRST_DATA_ROW + row_count + 1 + offset
            write_note(self.worksheet, row, line, widths=widths, cell_format=self.formats.get("note"))
        self._set_up(row_count=row_count, column_count=len(columns))

    def _write_column(self, position: int, column: TableColumn) -> float:
        self._write_text(HEADER_ROW, position, column.header, cell_format=self.formats.get("header"))
        for row, cell in enumerate(column.cells, FIRST_DATA_ROW):
            self._write_cell(row, position, cell, number_format=column.number_format)
        width = _column_width(column)
        self.worksheet.set_column(position, position, width)
        return width

    def _write_cell(self, row: int, position: int, cell: Cell, *, number_format: str) -> None:
        if cell is None or cell == "":
            self.worksheet.write_blank(row, position, None, self.formats.get("text"))
        elif isinstance(cell, str):
            self._write_text(row, position, cell, cell_format=self.formats.get("text"))
        elif isinstance(cell, date):
            self._write_date(row, position, cell)
        elif _loses_digits(cell):
            self._write_text(row, position, str(cell), cell_format=self.formats.get("text"))
        else:
            number = float(cell) if isinstance(cell, Decimal) else cell
            self.worksheet.write_number(row, position, number, self.formats.get("number", num_format=number_format))

    def _write_date(self, row: int, position: int, moment: date) -> None:
        if moment.year < FIRST_EXCEL_YEAR:
            self._write_text(row, position, iso_text(moment), cell_format=self.formats.get("text"))
        else:
            pattern = "yyyy-mm-dd hh:mm:ss" if isinstance(moment, datetime) else "yyyy-mm-dd"
            midnight = datetime.combine(moment, datetime.min.time())
            exact = moment if isinstance(moment, datetime) else midnight
            self.worksheet.write_datetime(row, position, exact, self.formats.get("number", num_format=pattern))

    def _write_text(self, row: int, position: int, text: str, *, cell_format: Format) -> None:
        fitting = fit_into_cell(text)
        self.cut_count += fitting != text
        write_text(self.worksheet, row, position, fitting, cell_format=cell_format)

    def _remarks(self, row_count: int) -> list[str]:
        remarks = []
        if row_count == 0:
            remarks.append("没有符合条件的数据。")
        if self.cut_count:
            remarks.append(
                f"有 {self.cut_count} 个单元格的文字超过 Excel 的上限（{CELL_CAPACITY:,} 字），已截断并在末尾注明；"
                "完整文字请下载 CSV。"
            )
        return remarks

    def _set_up(self, *, row_count: int, column_count: int) -> None:
        if column_count:
            self.worksheet.autofilter(HEADER_ROW, 0, HEADER_ROW + row_count, column_count - 1)
        self.worksheet.freeze_panes(FIRST_DATA_ROW, 0)
        self.worksheet.repeat_rows(HEADER_ROW)
        set_up_print(self.worksheet)


def set_up_print(worksheet: Worksheet) -> None:
    """A4 across, as wide as one page, with page numbers."""
    worksheet.set_paper(9)  # A4
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer(f'&C&"{FONT}"第 &P 页，共 &N 页')


def _add_chart_sheet(
    workbook: Workbook, *, formats: CellFormats, chart: ChartSpec, data: ChartData, title: str, note: str
) -> None:
    sheet = workbook.add_worksheet(CHART_SHEET)
    native = add_native_chart(workbook, spec=chart, data=data, title=markup_text(title))
    sheet.insert_chart(0, 0, native, {"description": markup_text(title), "x_offset": 8, "y_offset": 8})
    height = native.height
    row = ceil((height + 16) / 20)
    widths = [DEFAULT_COLUMN_WIDTH] * CHART_COLUMNS
    write_note(sheet, row, markup_text(note), widths=widths, cell_format=formats.get("note"))
    sheet.hide_gridlines(2)
    set_up_print(sheet)
    sheet.activate()


def write_note(worksheet: Worksheet, row: int, note: str, *, widths: list[float], cell_format: Format) -> None:
    """Merge the row over the columns of these widths and write the note, wrapped, in as many lines as it needs."""
    worksheet.merge_range(row, 0, row, len(widths) - 1, "", cell_format)
    write_text(worksheet, row, 0, fit_into_cell(note), cell_format=cell_format)
    worksheet.set_row(row, min(line_count(note, sum(widths)) * POINTS_PER_LINE, HIGHEST_ROW))


def write_text(worksheet: Worksheet, row: int, position: int, text: str, *, cell_format: Format) -> None:
    """Write the text as text, whatever it looks like."""
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a string for ready-made XML unless it arrives in pieces.
        worksheet.write_rich_string(row, position, "<", "r", text[2:], cell_format)
    else:
        worksheet.write_string(row, position, text, cell_format)


def fit_into_cell(text: str) -> str:
    """The text, or as much of it as an Excel cell holds with a closing remark that it was cut."""
    if utf16_length(text) <= CELL_CAPACITY:
        return text
    remark = f"……【原文共 {len(text):,} 字，超过单元格上限，此处截断】"
    room = CELL_CAPACITY - utf16_length(remark)
    return text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + remark


def utf16_length(text: str) -> int:
    """The length as Excel counts it: characters above U+FFFF are two."""
    return len(text.encode("utf-16-le")) // 2


def _column_width(column: TableColumn) -> float:
    texts = [column.header, *(display_text(cell, number_format=column.number_format) for cell in column.cells)]
    widest = max(text_width(line) for text in texts for line in text[: WIDEST * 4].split("\n"))
    return min(max(widest + 3, NARROWEST), WIDEST)


def _loses_digits(number: int | float | Decimal) -> bool:
    return isinstance(number, int) and len(str(abs(number))) > EXACT_DIGITS
