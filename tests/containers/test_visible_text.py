"""What the eye sees of a cell is what is read, in every container; what was left out is told at its cell."""

import io
import re
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from perfdata.containers.sheets import Sheet, file_findings, read_sheets
from perfdata.containers.visible_text import Run, visible
from perfdata.core.findings import Finding
from tests.looks import CONTAINERS, WORKBOOKS, Page, Piece, write_page

HEAD = ("项目名称", "甲项目")


def read(page: Page, container: str) -> tuple[Sheet, list[Finding]]:
    sheets = read_sheets(write_page(page, container), file_name=f"表.{container}")
    return sheets[0], file_findings(sheets)


def told(findings: list[Finding]) -> list[tuple[str, str | None, str]]:
    return [(item.rule_id, item.place.cell if item.place else None, item.message) for item in findings]


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_struck_piece_is_no_value_and_is_told_at_its_cell(container: str):
    sheet, findings = read(Page((HEAD, ("预算", (Piece("150", "struck"), Piece("120"))))), container)
    assert [row.cells for row in sheet.rows] == [HEAD, ("预算", "120")]
    assert told(findings) == [("struck_text", "B2", "划掉的“150”未采用。")]
    assert findings[0].severity.value == "warning"


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_struck_cell_is_blank_also_where_it_holds_a_number(container: str):
    sheet, findings = read(Page((HEAD, ("预算", (Piece("150", "struck"),)), ("备注", "无"))), container)
    assert [row.cells for row in sheet.rows] == [HEAD, ("预算", ""), ("备注", "无")]
    assert told(findings) == [("struck_text", "B2", "划掉的“150”未采用。")]


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_wholly_struck_row_is_told_in_one_line(container: str):
    struck = ((Piece("培训人数", "struck"),), (Piece("≥500人", "struck"),))
    sheet, findings = read(Page((HEAD, struck, ("成本", "≤9元"))), container)
    assert [row.cells for row in sheet.rows] == [HEAD, ("成本", "≤9元")]
    assert told(findings) == [("struck_text", "A2", "这一行整行划掉，没有采用：“培训人数 ≥500人”。")]


@pytest.mark.parametrize(
    "container", [name for name in CONTAINERS if name not in ("xlsx", "xls", "spreadsheetml", "pdf")]
)
def test_hidden_text_is_no_value_and_is_told(container: str):
    sheet, findings = read(Page((HEAD, ("预算", (Piece("150"), Piece("0000", "hidden"))))), container)
    assert sheet.rows[1].cells == ("预算", "150")
    assert told(findings) == [("hidden_text", "B2", "隐藏的文字“0000”未采用。")]


@pytest.mark.parametrize("container", CONTAINERS)
def test_white_text_beside_other_text_is_no_value_and_is_told(container: str):
    sheet, findings = read(Page((HEAD, ("预算", (Piece("150"), Piece("0000", "white"))))), container)
    assert sheet.rows[1].cells == ("预算", "150")
    assert told(findings) == [("hidden_text", "B2", "隐藏的文字“0000”未采用。")]


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "spreadsheetml"])
def test_a_text_too_small_to_be_read_is_no_value_and_is_told(container: str):
    sheet, findings = read(Page((HEAD, ("预算", (Piece("150"), Piece("0000", "tiny"))))), container)
    assert sheet.rows[1].cells == ("预算", "150")
    assert told(findings) == [("hidden_text", "B2", "隐藏的文字“0000”未采用。")]


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_white_cell_is_seen_only_on_a_filled_ground(container: str):
    white, headed = (Piece("150", "white"),), (Piece("150", "headed"),)
    sheet, findings = read(Page((HEAD, ("预算", white), ("上年", headed))), container)
    assert [row.cells for row in sheet.rows] == [HEAD, ("预算", ""), ("上年", "150")]
    assert told(findings) == [("hidden_text", "B2", "隐藏的文字“150”未采用。")]


def test_a_sign_that_an_encoding_lost_is_told():
    sheet, findings = read(Page((HEAD, ("里程", "\ufffd43公里"))), "xlsx")
    assert sheet.rows[1].cells == ("里程", "\ufffd43公里")
    assert told(findings) == [("sign_unreadable", "B2", "这一格有一个符号认不出来（U+FFFD），按原样保留。")]


@pytest.mark.parametrize("container", ["docx", "html", "xlsx"])
def test_a_raised_digit_in_a_symbol_font_is_the_sign_of_its_code(container: str):
    sheet, findings = read(Page((HEAD, ("里程", (Piece("³", "Symbol"), Piece("43公里"))))), container)
    assert (sheet.rows[1].cells, findings) == (("里程", "≥43公里"), [])


@pytest.mark.parametrize("container", ["xlsx", "xls"])
def test_a_cell_whose_format_shows_nothing_is_hidden_text(container: str):
    sheet, findings = read(Page((HEAD, ("预算", (Piece("150", "hidden"),)))), container)
    assert sheet.rows[1].cells == ("预算", "")
    assert told(findings) == [("hidden_text", "B2", "隐藏的文字“150”未采用。")]


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_raised_number_behind_a_number_is_a_note_mark(container: str):
    sheet, findings = read(Page((HEAD, ("预算", (Piece("150"), Piece("1", "raised"), Piece("万元"))))), container)
    assert sheet.rows[1].cells == ("预算", "150万元")
    assert told(findings) == [("note_mark", "B2", "上标或下标“1”是注释标记，没有算进这一格的内容。")]


@pytest.mark.parametrize("container", CONTAINERS)
def test_square_metres_stay_square_metres(container: str):
    sheet, findings = read(Page((HEAD, ("面积", (Piece("≥20m"), Piece("2", "raised"))))), container)
    assert sheet.rows[1].cells == ("面积", "≥20m²")
    assert findings == []


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "pdf"])
@pytest.mark.parametrize(
    ("font", "written", "seen"),
    [
        ("Symbol", "\uf0a3", "≤"),
        ("Symbol", "£", "≤"),
        ("Symbol", "\uf0b3", "≥"),
        ("Symbol", "\uf0b1", "±"),
        ("Symbol", "\uf0b4", "×"),
        ("Wingdings", "\uf0fc", "✓"),
        ("Wingdings", "ü", "✓"),
        ("Wingdings", "\uf0a8", "□"),
        ("Wingdings 2", "\uf052", "☑"),
        ("Wingdings 2", "\uf0a3", "□"),
    ],
)
def test_signs_of_symbol_fonts_are_plain_signs(container: str, font: str, written: str, seen: str):
    sheet, findings = read(
        Page((HEAD, ("成本", (Piece(written, font), Piece("150万元"))), ("单独", [Piece(written, font)]))), container
    )
    assert [row.cells[1] for row in sheet.rows[1:]] == [f"{seen}150万元", seen]
    assert findings == []


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "pdf"])
def test_an_unknown_sign_is_told_and_stays(container: str):
    sheet, findings = read(Page((HEAD, ("成本", (Piece("\uf04a", "Wingdings"), Piece("150"))))), container)
    assert sheet.rows[1].cells[1] == "\uf04a150"
    assert told(findings) == [("sign_unreadable", "B2", "这一格有一个符号认不出来（U+F04A），按原样保留。")]


@pytest.mark.parametrize("container", [*(name for name in CONTAINERS if name != "pdf")])
def test_a_private_sign_without_its_font_is_read_where_only_one_is_likely_and_told(container: str):
    sheet, findings = read(Page((HEAD, ("成本", "\uf0a3150"), ("其他", "\ue123"))), container)
    assert [row.cells[1] for row in sheet.rows[1:]] == ["≤150", "\ue123"]
    assert sorted((item.rule_id, item.message) for item in findings) == [
        ("sign_assumed", "这一格有一个符号没有写明字体，按“≤”读取。"),
        ("sign_unreadable", "这一格有一个符号认不出来（U+E123），按原样保留。"),
    ]


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "pdf"])
def test_signs_of_direction_are_no_part_of_a_text(container: str):
    sheet, findings = read(Page((HEAD, ("预算", "\u202d150\u202c万元"))), container)
    assert sheet.rows[1].cells == ("预算", "150万元")
    assert findings == []


@pytest.mark.parametrize("container", [*WORKBOOKS, "docx", "html"])
def test_a_hidden_row_is_read_and_told(container: str):
    sheet, findings = read(Page((HEAD, ("甲", "1"), ("乙", "2"), ("丙", "3")), hidden_rows=(2, 3)), container)
    assert [row.cells for row in sheet.rows] == [HEAD, ("甲", "1"), ("乙", "2"), ("丙", "3")]
    assert told(findings) == [("hidden_rows", "A2", "第 2、3 行是隐藏的，也读取了。")]


@pytest.mark.parametrize("container", [*WORKBOOKS, "html"])
def test_a_hidden_column_is_read_and_told_except_the_ids_of_a_template(container: str):
    sheet, findings = read(Page((("指标编号", *HEAD), ("a1", "甲", "1")), hidden_columns=(0, 2)), container)
    assert [row.cells for row in sheet.rows] == [("指标编号", *HEAD), ("a1", "甲", "1")]
    assert told(findings) == [("hidden_columns", "C1", "第 C 列是隐藏的，也读取了。")]


@pytest.mark.parametrize("container", ["xlsx", "xls", "spreadsheetml", "html"])
def test_a_hidden_sheet_is_flagged_and_told(container: str):
    sheets = read_sheets(write_page(Page((HEAD,), is_hidden=True), container), file_name="表")
    hidden = [sheet for sheet in sheets if sheet.is_hidden]
    assert [sheet.rows[0].cells for sheet in hidden] == [HEAD]
    assert sheets[-1].is_hidden
    assert [item.rule_id for item in file_findings(sheets)] == ["hidden_sheet"]


def test_the_signs_of_a_pdf_printed_twice_are_read_once():
    sheet, findings = read(Page((HEAD, ([Piece("预算", "doubled")], [Piece("1100", "doubled")]))), "pdf")
    assert sheet.rows[1].cells == ("预算", "1100")
    assert findings == []


@pytest.mark.parametrize(
    ("runs", "text", "left_out"),
    [
        ([Run("20"), Run("o", is_raised=True), Run("C")], "20°C", []),
        ([Run("10"), Run("4", is_raised=True), Run("立方米")], "10⁴立方米", []),
        ([Run("10"), Run("1", is_raised=True), Run("人")], "10人", ["1"]),
        ([Run("150²人")], "150人", ["²"]),
        ([Run("²")], "²", []),
        ([Run("≥20m³")], "≥20m³", []),
        ([Run("GDP"), Run("1", is_raised=True)], "GDP", ["1"]),
        ([Run("满意度"), Run("[注1]", is_raised=True)], "满意度", ["[注1]"]),
        ([Run("平方米"), Run("2", is_raised=True)], "平方米²", []),
        ([Run("1", is_raised=True), Run("以省为准")], "1以省为准", []),
        ([Run("5"), Run("th", is_raised=True)], "5th", []),
        ([Run("15", is_struck=True), Run("0", is_struck=True), Run("120")], "120", ["150"]),
        ([Run("甲"), Run(" ", is_struck=True), Run("乙")], "甲乙", []),
    ],
)
def test_raised_and_struck_runs_become_what_they_mean(runs: list[Run], text: str, left_out: list[str]):
    seen = visible(runs)
    assert (seen.text, [told for _, told in seen.remarks]) == (text, left_out)


def test_styles_of_a_word_document_strike_text_through_and_a_ruby_is_no_part_of_it():
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml

    document: Any = docx.Document()
    old = document.styles.add_style("旧", WD_STYLE_TYPE.CHARACTER)
    old.font.strike = True
    older = document.styles.add_style("更旧", WD_STYLE_TYPE.CHARACTER)
    older.base_style = old
    cell = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    cell.add_run("150", style="更旧")
    cell.add_run("120", style="更旧").font.strike = False
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    cell.add_run("万")._r.append(
        parse_xml(
            f"<w:ruby {names}><w:rt><w:r><w:t>yuan</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>元</w:t></w:r></w:rubyBase></w:ruby>"
        )
    )
    cell._p.append(parse_xml(f'<w:r {names}><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'))
    buffer = io.BytesIO()
    document.save(buffer)
    (sheet,) = read_sheets(buffer.getvalue(), file_name="表.docx")
    assert sheet.rows[0].cells == ("120万元≥",)
    assert told(file_findings([sheet])) == [("struck_text", "A1", "划掉的“150”未采用。")]


def test_a_page_that_excel_saved_says_its_looks_by_classes():
    page = (
        "<html><head><style><!--\n/* 样式 */ .xl65 {color:black; text-decoration:line-through;}\n"
        "td.xl66 {font-family:Wingdings}\n--></style></head><body><table>"
        "<tr><td>预算<td class=xl65>150<td>120<sup>1</sup><tr><td><ruby>元<rt>yuan</rt></ruby><td class=xl66>&#252;"
        "<td><del>1</del><s>2</s><strike>3</strike><span hidden>4</span>"
        '<span style="visibility: hidden">5</span>6</table></body></html>'
    )
    (sheet,) = read_sheets(page.encode(), file_name="表.xls")
    assert [row.cells for row in sheet.rows] == [("预算", "", "120"), ("元", "✓", "6")]
    assert [(item.rule_id, item.observed) for item in file_findings([sheet])] == [
        ("struck_text", "150"),
        ("struck_text", "123"),
        ("note_mark", "1"),
        ("hidden_text", "45"),
    ]


def test_rich_inline_strings_and_phonetic_guides_of_a_workbook_are_seen():
    content = write_page(Page((HEAD, ("预算", (Piece("150", "struck"), Piece("120"))))), "xlsx")
    rich = (
        b'<c r="B2" t="inlineStr"><is><r><rPr><strike/></rPr><t>15</t></r><r><rPr><strike val="0"/></rPr><t>12</t></r>'
        b'<rPh sb="0" eb="1"><t>shi</t></rPh></is></c>'
    )
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, re.sub(rb'<c r="B2".*?</c>', rich, data) if name.endswith("sheet1.xml") else data)
    (sheet,) = read_sheets(buffer.getvalue(), file_name="表.xlsx")
    assert sheet.rows[1].cells == ("预算", "12")
    assert told(file_findings([sheet])) == [("struck_text", "B2", "划掉的“15”未采用。")]


def test_what_is_left_out_of_a_member_of_a_zip_names_the_member():
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("甲.docx", write_page(Page((HEAD, ("预算", (Piece("150", "struck"), Piece("120"))))), "docx"))
        archive.writestr("乙.csv", "项目名称,乙项目\n预算,150¹\n")
    findings = file_findings(read_sheets(buffer.getvalue(), file_name="各表.zip"))
    assert [str(item.place) for item in findings] == ["各表.zip/甲.docx 表格1 B2", "各表.zip/乙.csv 第 2 行"]


def test_many_struck_cells_are_told_one_by_one_and_then_counted():
    rows = [(f"行{at}", (Piece(f"{at}年", "struck"),)) for at in range(60)]
    _, findings = read(Page(rows), "xlsx")
    assert len(findings) == 51
    assert findings[-1].message == "划掉的“50年”未采用；从这一格起还有 10 处同样的情况。"


def test_a_struck_paragraph_above_a_table_is_told():
    page = "<p><s>2023年度</s>2024年度</p><table><tr><td>项目名称<td>甲</table>"
    (sheet,) = read_sheets(page.encode(), file_name="表.html")
    assert [row.cells for row in sheet.rows] == [("2024年度",), ("项目名称", "甲")]
    assert told(file_findings([sheet])) == [("struck_text", "A1", "划掉的“2023年度”未采用。")]


@pytest.mark.parametrize("container", ["xlsx", "ods", "docx", "html"])
def test_a_struck_person_or_telephone_number_is_told_without_it(container: str):
    label, name, phone = "填 报 人", "张三", "13800001234"
    rows = (
        (*HEAD, "年度", "2024"),
        tuple((Piece(text, "struck"),) for text in (label, name, "电话：", phone)),
        ("联系人（签字）", (Piece("李 四", "struck"), Piece("王五"))),
        ((Piece("复核人："), Piece("赵六", "struck"), Piece("021-12345678", "struck")), "1"),
        ((Piece("制表人：钱七", "struck"),), "预算"),
        ("联系人数", (Piece("150人", "struck"),)),
    )
    _, findings = read(Page(rows), container)
    assert told(findings) == [
        ("struck_text", "A2", "这一行整行划掉，没有采用：“填 报 人 （不显示） 电话： （不显示）”。"),
        ("struck_text", "B3", "划掉的“（不显示）”未采用。"),
        ("struck_text", "A4", "划掉的“（不显示）”未采用。"),
        ("struck_text", "A5", "划掉的“制表人：（不显示）”未采用。"),
        ("struck_text", "B6", "划掉的“150人”未采用。"),
    ]
    assert [item.observed for item in findings] == [
        "填 报 人",
        "（不显示）",
        "（不显示）",
        "制表人：（不显示）",
        "150人",
    ]
