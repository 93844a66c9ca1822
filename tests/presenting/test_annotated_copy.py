"""A clerk's file comes back with red cells and notes, and with everything else as it was."""

import io
import re
import warnings
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfdata.presenting.exports.annotated_copy import annotate_workbook

RED = "FFFFC7CE"
NOTE = "合计与各期相加不符：\n请核对 <500> & “600”"
SHEET_XML = "xl/worksheets/sheet1.xml"


def made(build: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        build(workbook)
    return buffer.getvalue()


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(content: bytes, changes: dict[str, Callable[[str], str]]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in members(content).items():
            archive.writestr(name, changes[name](data.decode()) if name in changes else data)
    return buffer.getvalue()


def annotated(content: bytes, remarks: dict[tuple[str | None, str], str]) -> bytes:
    result = annotate_workbook(content, file_name="目标表.xlsx", remarks=remarks)
    assert result.reason is None
    assert result.is_copy
    return result.content


def opened(content: bytes, sheet_name: str = "表") -> Worksheet:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported")  # openpyxl on the data bars of Excel 2010
        sheet = openpyxl.load_workbook(io.BytesIO(content))[sheet_name]
    assert isinstance(sheet, Worksheet)
    return sheet


def red_cells(sheet: Worksheet) -> list[str]:
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == RED]


def notes(sheet: Worksheet) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def rich_form(workbook: xlsxwriter.Workbook) -> None:
    sheet = workbook.add_worksheet("表")
    money = workbook.add_format({"num_format": "#,##0.00", "bold": True, "border": 1, "align": "right"})
    sheet.write_row("A1", ["项目", "金额", "说明"])
    sheet.write_row("A2", ["补助", 500.5], money)
    sheet.write_row("A3", ["培训", 600], money)
    total: Any = 1100.5  # its hints take whole numbers only
    sheet.write_formula("B4", "=SUM(B2:B3)", money, total)
    sheet.write_string("C2", "甲 & 乙 <丙>")
    sheet.set_column("A:A", 33.5)
    sheet.set_column("D:D", None, None, {"hidden": True})
    sheet.data_validation("C3", {"validate": "list", "source": ["是", "否"]})
    sheet.conditional_format("B2:B3", {"type": "data_bar", "data_bar_2010": True})
    sheet.protect("密码")
    sheet.insert_textbox("F12", "填表说明")
    chart = workbook.add_chart({"type": "column"})
    assert chart
    chart.add_series({"values": "=表!$B$2:$B$3"})
    sheet.insert_chart("F2", chart)
    sheet.set_header("&C绩效目标表")
    workbook.define_name("合计", "=表!$B$4")
    workbook.add_worksheet("其他").write("A1", "不动")


def test_the_cells_are_red_and_carry_the_note():
    sheet = opened(annotated(made(rich_form), {("表", "B4"): NOTE, ("表", "A2"): "名称不规范"}))
    assert red_cells(sheet) == ["A2", "B4"]
    assert notes(sheet) == {"A2": "名称不规范", "B4": NOTE}


def test_everything_that_is_not_marked_survives():
    before = made(rich_form)
    after = annotated(before, {("表", "B4"): NOTE})
    old, new = members(before), members(after)
    touched = {SHEET_XML, "xl/styles.xml", "[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels"}
    assert {name for name in old if old[name] != new[name]} == touched
    assert new.keys() - old.keys() == {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
    assert sum(name.startswith("xl/charts/chart") for name in new) == 1
    sheet = opened(after)
    assert (sheet["B4"].value, sheet["B4"].number_format, sheet["B4"].font.bold) == ("=SUM(B2:B3)", "#,##0.00", True)
    assert sheet["B4"].border.left.style == "thin"
    assert sheet["C2"].value == "甲 & 乙 <丙>"
    assert sheet.column_dimensions["A"].width == pytest.approx(33.5, abs=1)
    assert sheet.column_dimensions["D"].hidden
    assert sheet.protection.sheet
    assert [str(item.sqref) for item in sheet.data_validations.dataValidation] == ["C3"]
    header: Any = sheet.oddHeader
    assert header.center.text == "绩效目标表"


def test_the_only_change_of_the_sheet_is_the_style_and_the_link():
    before = made(rich_form)
    after = annotated(before, {("表", "B4"): NOTE})
    old, new = members(before)[SHEET_XML].decode(), members(after)[SHEET_XML].decode()
    back = re.sub(r'<legacyDrawing r:id="rId\d+"/>', "", new)
    back = back.replace('<c r="B4" s="2">', '<c r="B4" s="1">')
    assert back == old


def test_the_link_to_the_notes_stands_where_the_format_wants_it():
    def build(workbook: xlsxwriter.Workbook) -> None:
        rich_form(workbook)
        workbook.worksheets()[0].add_table("H1:I3", {"name": "清单"})

    sheet_xml = members(annotated(made(build), {("表", "A1"): "甲"}))[SHEET_XML]
    names = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(sheet_xml)]
    assert names[-4:] == ["drawing", "legacyDrawing", "tableParts", "extLst"]


def test_cells_and_rows_that_do_not_exist_are_made_in_their_order():
    def build(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("表")
        sheet.write("B2", 1)
        sheet.write("D2", 2)
        sheet.write("B5", 3)
        sheet.set_row(5, 30)

    addresses = ["A2", "C2", "AA2", "B3", "A1", "C6", "Z9"]
    content = annotated(made(build), {("表", address): "空着" for address in addresses})
    rows = ElementTree.fromstring(members(content)[SHEET_XML]).iterfind("{*}sheetData/{*}row")
    assert [(row.get("r"), [cell.get("r") for cell in row]) for row in rows] == [
        ("1", ["A1"]),
        ("2", ["A2", "B2", "C2", "D2", "AA2"]),
        ("3", ["B3"]),
        ("5", ["B5"]),
        ("6", ["C6"]),
        ("9", ["Z9"]),
    ]
    sheet = opened(content)
    assert sorted(notes(sheet)) == sorted(addresses)
    assert (sheet["B2"].value, sheet["D2"].value, sheet["B5"].value) == (1, 2, 3)
    assert sheet.row_dimensions[6].height == 30


def test_a_sheet_without_any_cell_can_be_marked():
    content = annotated(made(lambda workbook: workbook.add_worksheet("表")), {("表", "B2"): "未填"})
    assert notes(opened(content)) == {"B2": "未填"}


def test_a_new_cell_keeps_the_format_of_its_row_or_column():
    def build(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("表")
        sheet.set_column("C:C", 10, workbook.add_format({"num_format": "0.00%"}))
        sheet.set_row(4, 20, workbook.add_format({"num_format": "0.000"}))

    sheet = opened(annotated(made(build), {("表", "C2"): "缺", ("表", "C5"): "缺", ("表", "B2"): "缺"}))
    assert [sheet[address].number_format for address in ("C2", "C5", "B2")] == ["0.00%", "0.000", "General"]


def test_a_white_font_becomes_dark_red_so_that_the_text_stays_readable():
    def build(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("表")
        header = workbook.add_format({"bg_color": "#1F4E79", "font_color": "#FFFFFF", "bold": True})
        sheet.write_row("A1", ["标题", "其他"], header)
        sheet.write("A2", "蓝", workbook.add_format({"font_color": "#1F4E79"}))

    sheet = opened(annotated(made(build), {("表", "A1"): "甲", ("表", "A2"): "乙"}))
    assert (sheet["A1"].font.color.rgb, sheet["A1"].font.bold) == ("FF9C0006", True)
    assert sheet["B1"].font.color.rgb == "FFFFFFFF"
    assert sheet["A2"].font.color.rgb == "FF1F4E79"


def test_a_file_of_openpyxl_with_notes_and_styles_is_marked_and_keeps_them():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    sheet["B2"], sheet["B3"] = 36, "文字"
    sheet["B2"].number_format = "0.0"
    sheet["B2"].alignment = Alignment(wrap_text=True)
    sheet["B3"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["B3"].font = Font(name="宋体", size=12)
    sheet["B2"].comment = Comment("原有批注", "张三")
    sheet["C9"].comment = Comment("别处的批注", "张三")
    content = annotated(saved(workbook), {("表", "B2"): "请核对", ("表", "B3"): "请补充"})
    marked = opened(content)
    assert red_cells(marked) == ["B2", "B3"]
    assert notes(marked) == {"B2": "原有批注\n请核对", "B3": "请补充", "C9": "别处的批注"}
    assert marked["C9"].comment
    assert marked["C9"].comment.author == "张三"
    assert (marked["B2"].number_format, marked["B2"].alignment.wrap_text) == ("0.0", True)
    assert (marked["B3"].font.name, marked["B3"].font.size) == ("宋体", 12)
    drawing = members(content)["xl/drawings/commentsDrawing1.vml"].decode()
    assert drawing.count("ObjectType=") == 3
    ElementTree.fromstring(drawing)


def test_notes_and_buttons_of_xlsxwriter_stay_and_shape_ids_do_not_collide():
    def build(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("表")
        sheet.write_comment("B2", "原有批注", {"author": "张三"})
        sheet.insert_button("D4", {"caption": "计算"})
        workbook.add_worksheet("二").write_comment("A1", "另一张表")

    content = annotated(made(build), {("表", "B2"): "请核对", ("表", "A1"): "请补充", ("二", "A2"): "缺"})
    assert notes(opened(content)) == {"A1": "请补充", "B2": "原有批注\n请核对"}
    assert notes(opened(content, "二")) == {"A1": "另一张表", "A2": "缺"}
    drawings = [data.decode() for name, data in members(content).items() if name.endswith(".vml")]
    ids = [found for drawing in drawings for found in re.findall(r'_x0000_s(\d+)"', drawing)]
    assert len(ids) == len(set(ids)) == 5
    blocks = [found.split(",") for drawing in drawings for found in re.findall(r'idmap[^>]*data="([^"]*)"', drawing)]
    assert sorted(int(block) for group in blocks for block in group) == [1, 2, 3, 4]
    assert any("Button1_Click" in drawing for drawing in drawings)


def test_a_second_round_adds_to_the_notes_of_the_first():
    first = annotated(made(rich_form), {("表", "B4"): "第一次"})
    second = annotated(first, {("表", "B4"): "第二次", ("表", "A9"): "新"})
    assert notes(opened(second)) == {"A9": "新", "B4": "第一次\n第二次"}
    assert members(second)["xl/comments1.xml"].decode().count("<author>") == 1


def test_sheet_names_with_signs_of_xml_are_found():
    name = "A&B '甲' \"乙\" <1>"

    def build(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("一")
        workbook.add_worksheet(name).write("A1", 1)

    content = annotated(made(build), {(name, "A1"): "请核对"})
    assert notes(opened(content, name)) == {"A1": "请核对"}
    assert notes(opened(content, "一")) == {}


def test_prefixes_extensions_and_inline_strings_stay_as_they_are():
    x14ac = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"

    def as_excel_writes(text: str) -> str:
        declared = f'<worksheet xmlns:mc="{mc}" mc:Ignorable="x14ac xr" xmlns:x14ac="{x14ac}" xmlns:xr="urn:xr" '
        row = '<row r="2" spans="1:3" ht="20" customHeight="1" x14ac:dyDescent="0.25">'
        cells = (
            '<c r="A2" t="inlineStr"><is><t xml:space="preserve"> 内 &amp; 联 </t></is></c><c r="B2" t="b"><v>1</v></c>'
        )
        return text.replace("<worksheet ", declared).replace(
            "<sheetData/>", f"<sheetData>{row}{cells}</row></sheetData>"
        )

    before = repacked(made(lambda workbook: workbook.add_worksheet("表")), {SHEET_XML: as_excel_writes})
    content = annotated(before, {("表", "A2"): "请核对", ("表", "D2"): "缺"})
    sheet_xml = members(content)[SHEET_XML].decode()
    assert 'mc:Ignorable="x14ac xr"' in sheet_xml
    assert '<row r="2" ht="20" customHeight="1" x14ac:dyDescent="0.25">' in sheet_xml
    sheet = opened(content)
    assert (sheet["A2"].value, sheet["B2"].value) == (" 内 & 联 ", True)
    assert red_cells(sheet) == ["A2", "D2"]


def test_rows_and_cells_without_numbers_and_elements_with_a_prefix_are_understood():
    def prefixed(text: str) -> str:
        rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
        text = text.replace("<sheetData/>", f"<sheetData>{rows}</sheetData>").replace("xmlns=", "xmlns:x=")
        return re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text)

    before = repacked(made(lambda workbook: workbook.add_worksheet("表")), {SHEET_XML: prefixed})
    after = members(annotated(before, {("表", "B1"): "甲", ("表", "B2"): "乙"}))[SHEET_XML].decode()
    assert '<x:row><x:c><x:v>1</x:v></x:c><x:c s="1"><x:v>2</x:v></x:c></x:row>' in after
    assert '<x:row><x:c><x:v>3</x:v></x:c><x:c r="B2" s="1"/></x:row>' in after
    assert '<x:legacyDrawing r:id="rId2"/></x:worksheet>' in after


def test_a_cell_hidden_in_a_merged_range_is_marked_at_its_first_cell():
    def build(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("表").merge_range("B2:D4", "产出指标")

    content = annotated(made(build), {("表", "C3"): "二", ("表", "B2"): "一", ("表", "E2"): "三"})
    assert notes(opened(content)) == {"B2": "一\n二", "E2": "三"}


def test_the_styles_are_shared_by_all_cells_of_one_look():
    remarks: dict[tuple[str | None, str], str] = {("表", f"A{row}"): "请核对" for row in range(1, 2_101)}
    content = annotated(made(lambda workbook: workbook.add_worksheet("表")), remarks)
    assert members(content)["xl/styles.xml"].decode().count("FFFFC7CE") == 1
    assert len(notes(opened(content))) == 2_100
    assert 'data="1,2,3"' in members(content)["xl/drawings/vmlDrawing1.vml"].decode()


def test_a_workbook_with_macros_keeps_them_and_its_ending():
    def with_macros(text: str) -> str:
        plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        return text.replace(plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")

    content = repacked(made(rich_form), {"[Content_Types].xml": with_macros})
    result = annotate_workbook(content, file_name="C:\\表格\\目标表.v2.xlsm", remarks={("表", "A1"): "甲"})
    assert (result.file_name, result.is_copy) == ("目标表.v2（核对）.xlsm", True)


def test_nothing_to_remark_gives_the_file_as_it_is():
    content = made(rich_form)
    result = annotate_workbook(content, file_name="目标表.xlsx", remarks={})
    assert (result.content, result.file_name) == (content, "目标表（核对）.xlsx")


def test_signs_that_xml_cannot_carry_are_replaced():
    content = annotated(made(rich_form), {("表", "A1"): "甲\x0b乙\r\n丙"})
    assert notes(opened(content)) == {"A1": "甲\ufffd乙\n丙"}


def ods() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return buffer.getvalue()


def signed() -> bytes:
    buffer = io.BytesIO(made(rich_form))
    with ZipFile(buffer, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("项目\t值\n".encode(), "文本"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"\.xls"),
        (ods(), "OpenDocument"),
        (made(rich_form)[:500], "损坏"),
        (signed(), "数字签名"),
        (repacked(made(rich_form), {SHEET_XML: lambda text: text.replace("</sheetData>", "")}), "内部结构特殊"),
        (repacked(made(rich_form), {SHEET_XML: lambda text: text.replace("/main", "/other")}), "严格 OOXML"),
    ],
)
def test_other_files_give_the_remarks_as_a_list_and_the_reason(content: bytes, words: str):
    remarks: dict[tuple[str | None, str], str] = {("表", "B4"): "=1+1 不是数字", (None, "第 3 行"): "缺少单位"}
    result = annotate_workbook(content, file_name="目标表.txt", remarks=remarks)
    assert (result.file_name, result.is_copy) == ("目标表（核对）.xlsx", False)
    assert result.reason
    assert re.search(words, result.reason)
    assert result.reason.count("。") == 1
    assert list(opened(result.content, "核对结果").iter_rows(values_only=True)) == [
        ("工作表", "单元格", "问题与建议"),
        ("表", "B4", "=1+1 不是数字"),
        (None, "第 3 行", "缺少单位"),
    ]


@pytest.mark.parametrize(
    ("key", "words"), [(("无此表", "A1"), "没有工作表“无此表”"), (("表", "第 3 行"), "“第 3 行”不是单元格地址")]
)
def test_a_remark_that_fits_nowhere_is_listed_not_lost(key: tuple[str, str], words: str):
    result = annotate_workbook(made(rich_form), file_name="目标表.xlsx", remarks={key: "请核对"})
    assert result.reason
    assert words in result.reason
    assert opened(result.content, "核对结果")["C2"].value == "请核对"


ADDRESSES = st.builds(lambda column, row: f"{'ABCDEFGHIJKL'[column]}{row}", st.integers(0, 11), st.integers(1, 30))


@settings(max_examples=40)
@given(st.dictionaries(ADDRESSES, st.integers(-999, 999), max_size=20), st.sets(ADDRESSES, min_size=1, max_size=20))
def test_any_cells_of_any_sheet_can_be_marked_and_no_value_changes(values: dict[str, int], marked: set[str]):
    def build(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("表")
        for address, value in values.items():
            sheet.write(address, value)

    sheet = opened(annotated(made(build), {("表", address): f"核对{address}" for address in marked}))
    assert set(red_cells(sheet)) == marked
    assert notes(sheet) == {address: f"核对{address}" for address in marked}
    assert {
        cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
    } == values
