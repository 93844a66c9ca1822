"""Merged ranges come with the sheet."""

import io

import xlsxwriter

from perfdata.containers.sheets import Merge, Row, read_sheets


def merged_form() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表")
        sheet.merge_range("A1:C1", "目标表")
        sheet.merge_range("A2:A4", "产出指标")
        sheet.write_row("B2", ["数量", 0.9])
        sheet.write("C4", "30户")
    return buffer.getvalue()


def test_merged_ranges_are_told_and_only_their_first_cell_holds_the_text():
    (sheet,) = read_sheets(merged_form(), file_name="表.xlsx")
    assert sheet.merges == (Merge(1, 0, 1, 2), Merge(2, 0, 4, 0))
    assert (sheet.container, sheet.encoding) == ("xlsx", None)
    assert sheet.rows == [
        Row(1, ("目标表", "", "")),
        Row(2, ("产出指标", "数量", "0.9")),
        Row(4, ("", "", "30户")),
    ]
    assert sheet.value(sheet.rows[1], 2) == 0.9


def test_the_encoding_of_a_text_file_is_told():
    for encoding, told in [("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16-le")]:
        (sheet,) = read_sheets("项目名称|预算金额|单位\n甲|乙|丙\n".encode(encoding), file_name="表.xlsx")
        assert (sheet.container, sheet.encoding) == ("csv", told)
        assert sheet.rows[0].cells == ("项目名称", "预算金额", "单位")
