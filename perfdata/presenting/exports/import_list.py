"""What became of each file of a bulk import, as a list to keep. Imports pandas and XlsxWriter."""

from collections.abc import Sequence
from io import BytesIO

import pandas as pd
from xlsxwriter import Workbook

from perfdata.presenting.exports.cells import markup_text
from perfdata.presenting.exports.chart_workbook import CELL_CAPACITY, CREATED
from perfdata.presenting.exports.csv_text import csv_bytes

_WIDTHS = {
    "文件": 50,
    "结果": 18,
    "上传编号": 10,
    "种类": 12,
    "写入行数": 10,
    "暂缓": 8,
    "错误": 8,
    "提示": 8,
    "说明": 80,
}


def import_list(rows: Sequence[Sequence[str | int | None]], *, is_csv: bool) -> bytes:
    """An .xlsx file, or a CSV file, with a line for each file and kind: the columns are those of ``_WIDTHS``."""
    if is_csv:
        return csv_bytes(pd.DataFrame([list(row) for row in rows], columns=list(_WIDTHS), dtype=object))
    buffer = BytesIO()
    with Workbook(buffer, {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": CREATED, "title": "导入清单"})
        sheet, bold = workbook.add_worksheet("导入清单"), workbook.add_format({"bold": True})
        for column, (label, width) in enumerate(_WIDTHS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label, bold)
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(at, column, value)
                elif value:
                    sheet.write_string(at, column, markup_text(value)[:CELL_CAPACITY])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(_WIDTHS) - 1)
    return buffer.getvalue()
