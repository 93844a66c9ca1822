"""Remarks about cells as a list in a workbook of its own. Imports XlsxWriter: import this module where used."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from xlsxwriter import Workbook

from perfdata.presenting.exports.chart_workbook import CELL_CAPACITY, CREATED

SHEET_NAME = "核对结果"
COLUMNS = (("工作表", 20), ("单元格", 12), ("问题与建议", 90))


def findings_workbook(remarks: Mapping[tuple[str | None, str], str]) -> bytes:
    """An .xlsx file with the sheet 核对结果: a header and one row a remark, all text, in the given order.

    Text beyond 32,767 characters, the most a cell can hold, is cut.
    """
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": CREATED})
        sheet = workbook.add_worksheet(SHEET_NAME)
        header = workbook.add_format({"bold": True, "border": 1, "bg_color": "#F4F5F7", "valign": "vcenter"})
        cell = workbook.add_format({"border": 1, "valign": "top", "text_wrap": True})
        for column, (name, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, header)
        for row, ((sheet_name, address), text) in enumerate(remarks.items(), start=1):
            for column, value in enumerate((sheet_name or "", address, text)):
                if value:
                    sheet.write_string(row, column, value[:CELL_CAPACITY], cell)
                else:
                    sheet.write_blank(row, column, None, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(remarks), len(COLUMNS) - 1)
    return buffer.getvalue()
