"""Forms as a workbook hold whatever people write."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from perfdata.presenting.exports.form_grid import Box, FormGrid
from perfdata.presenting.exports.form_workbook import form_workbook


def test_a_text_like_ready_made_xml_stays_a_text_and_one_too_long_for_a_cell_says_that_it_is_cut():
    boxes = [
        Box(row=0, column=0, columns=2, value="自评表", style="title"),
        Box(row=1, column=0, value="<r>坏</r>"),
        Box(row=1, column=1, value="长" * 40_000),
    ]
    sheet: Any = load_workbook(BytesIO(form_workbook([FormGrid(name="表", boxes=boxes, widths=(10, 10))])))["表"]
    assert sheet["A2"].value == "<r>坏</r>"
    assert len(sheet["B2"].value) == 32_767
    assert sheet["B2"].value.endswith("……【原文共 40,000 字，超过单元格上限，此处截断】")
