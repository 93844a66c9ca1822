"""One sheet of a form to fill in: head, header, grey and open cells, protection and print. Imports pandas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from perfdata.core.result_form import (
    FIRST_ROW_NUMBER,
    HEADER_ROW_NUMBER,
    HIDDEN_HEADERS,
    LABEL_AS_OF,
    LABEL_FISCAL_YEAR,
)
from perfdata.presenting.exports.cells import line_count, markup_text
from perfdata.presenting.exports.chart_workbook import CellFormats, fit_into_cell, write_text
from perfdata.presenting.exports.native_charts import FONT

TITLE_ROW, HEAD_ROW, HEADER_ROW, FIRST_ROW = 0, 1, HEADER_ROW_NUMBER - 1, FIRST_ROW_NUMBER - 1
A4 = 9
POINTS_PER_LINE, LOWEST_ROW, HIGHEST_ROW = 16.5, 24, 409
RANGES_PER_VALIDATION = 400
ALLOWED_ON_PROTECTED_SHEET: dict[str, Any] = dict.fromkeys(
    ("format_cells", "format_columns", "format_rows", "sort", "autofilter", "insert_rows", "delete_rows"), True
)
_LINE = {"border": 1, "border_color": "#C9CFD6"}
_GREY = {**_LINE, "bg_color": "#EEF0F3", "valign": "vcenter", "text_wrap": True}
_OPEN = {**_LINE, "valign": "vcenter", "text_wrap": True, "locked": False}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "align": "center", "valign": "vcenter"},
    "label": {"bold": True, "align": "right", "valign": "vcenter"},
    "hint": {"font_color": "#5B6673", "font_size": 9, "valign": "vcenter", "text_wrap": True, "indent": 1},
    "header": {**_LINE, "bold": True, "bg_color": "#D9DEE5", "align": "center", "valign": "vcenter", "text_wrap": True},
    "plain": {**_LINE, "valign": "vcenter", "text_wrap": True},
    "grey": _GREY,
    "grey_year": {**_GREY, "num_format": "0", "align": "left"},
    "grey_day": {**_GREY, "num_format": "yyyy-mm-dd", "align": "left"},
    "open_day": {**_OPEN, "num_format": "yyyy-mm-dd", "align": "left"},
    "open_text": {**_OPEN, "num_format": "@"},
    "open_choice": {**_OPEN, "align": "center"},
    "open_amount": {**_OPEN, "num_format": "#,##0.00"},
}
_FIRST_OF_GROUP = {"top": 2, "top_color": "#8A94A0"}  # thicker than the line of the row above, so that it wins


class FormCell(NamedTuple):
    """A value and the name of its style; None is an empty cell."""

    value: str | Decimal | None
    style: str = "grey"


class GrowingRowsSheet(Worksheet):
    """A worksheet whose rows below the header grow with what is typed: their height is an estimate, not fixed."""

    def _xml_start_tag_unencoded(self, tag, attributes=()) -> None:
        if tag == "row" and dict(attributes)["r"] >= FIRST_ROW_NUMBER:
            attributes = [attribute for attribute in attributes if attribute[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


@dataclass(slots=True)
class FormSheet:
    """A sheet of this layout: title, year and day, header, rows; ``widths`` names the columns in order."""

    worksheet: Worksheet
    styles: CellFormats
    widths: Mapping[str, float]
    next_row: int = FIRST_ROW

    def column(self, header: str) -> int:
        return list(self.widths).index(header)

    def write_head(self, *, title: str, fiscal_year: int, as_of: date, day_style: str, hint: str) -> None:
        """Title, then 年度, 截至日期 and the hint, then the header; everything starts in the first visible column."""
        last = len(self.widths) - 1
        self.worksheet.merge_range(TITLE_ROW, 1, TITLE_ROW, last, title, self.styles.get("title"))
        self.worksheet.set_row(TITLE_ROW, 32)
        self.worksheet.write_string(HEAD_ROW, 1, LABEL_FISCAL_YEAR, self.styles.get("label"))
        self.worksheet.write_number(HEAD_ROW, 2, fiscal_year, self.styles.get("grey_year"))
        self.worksheet.write_string(HEAD_ROW, 3, LABEL_AS_OF, self.styles.get("label"))
        midnight = datetime.combine(as_of, datetime.min.time())
        self.worksheet.write_datetime(HEAD_ROW, 4, midnight, self.styles.get(day_style))
        if last > 5:
            self.worksheet.merge_range(HEAD_ROW, 5, HEAD_ROW, last, "", self.styles.get("hint"))
        self.worksheet.write_string(HEAD_ROW, 5, hint, self.styles.get("hint"))
        hint_lines = line_count(hint, sum(list(self.widths.values())[5:]) - 1)
        self.worksheet.set_row(HEAD_ROW, max(LOWEST_ROW, hint_lines * POINTS_PER_LINE))
        for column, (header, width) in enumerate(self.widths.items()):
            self.worksheet.write_string(HEADER_ROW, column, header, self.styles.get("header"))
            self.worksheet.set_column(column, column, width, None, {"hidden": header in HIDDEN_HEADERS})
        self.worksheet.set_row(HEADER_ROW, 30)

    def write_row(self, cells: Sequence[FormCell], *, is_first_of_group: bool) -> None:
        """The next row; text is text whatever it looks like, the height fits the longest wrapped cell."""
        row, lines = self.next_row, 1
        for column, (cell, width) in enumerate(zip(cells, self.widths.values(), strict=True)):
            cell_format = self.styles.get(cell.style, **(_FIRST_OF_GROUP if is_first_of_group else {}))
            if not cell.value and not isinstance(cell.value, Decimal):
                self.worksheet.write_blank(row, column, None, cell_format)
            elif isinstance(cell.value, Decimal):
                self.worksheet.write_number(row, column, float(cell.value), cell_format)
            else:
                text = fit_into_cell(markup_text(cell.value))
                write_text(self.worksheet, row, column, text, cell_format=cell_format)
                lines = max(lines, line_count(text, width - 1))
        self.worksheet.set_row(row, row_height(lines))
        self.next_row += 1

    def validate(self, header: str, rows: Iterable[int], options: Mapping[str, Any]) -> None:
        """The same validation on these rows of the column, in as few ranges as they allow."""
        column = self.column(header)
        runs = runs_of(rows)
        for start in range(0, len(runs), RANGES_PER_VALIDATION):
            (first, last), *others = runs[start : start + RANGES_PER_VALIDATION]
            other_cells = [[begin, column, end, column] for begin, end in others]
            self.worksheet.data_validation(first, column, last, column, {**options, "other_cells": other_cells})

    def finish(self, *, first_open_header: str) -> None:
        """Filter, freeze, protection and print set-up for the rows written; the first open cell is selected."""
        last_row, last_column = max(self.next_row - 1, HEADER_ROW), len(self.widths) - 1
        self.worksheet.autofilter(HEADER_ROW, 0, last_row, last_column)
        self.worksheet.freeze_panes(FIRST_ROW, 0)
        self.worksheet.repeat_rows(HEADER_ROW)
        self.worksheet.ignore_errors({"number_stored_as_text": xl_range(FIRST_ROW, 0, last_row + 1, last_column)})
        self.worksheet.set_selection(FIRST_ROW, column := self.column(first_open_header), FIRST_ROW, column)
        protect_and_set_up_print(self.worksheet)


def protect_and_set_up_print(worksheet: Worksheet) -> None:
    """Protection without a password, A4 landscape one page wide, page numbers."""
    worksheet.protect("", ALLOWED_ON_PROTECTED_SHEET)
    worksheet.set_paper(A4)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.center_horizontally()
    worksheet.set_footer(f'&L&"{FONT}"&A&R&"{FONT}"第 &P 页，共 &N 页')


def row_height(lines: int) -> float:
    """Points for so many lines with a little air, within what Excel allows."""
    return min(max(lines * POINTS_PER_LINE + 4, LOWEST_ROW), HIGHEST_ROW)


def runs_of(rows: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbouring rows; the rows come in ascending order."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
