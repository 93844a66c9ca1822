"""Word, HTML, PDF and zip files: text around tables, tables in tables, and what is refused for safety."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from perfdata.containers.sheets import Merge, Sheet, file_findings, read_sheets
from perfdata.core.errors import UnusableFileError
from tests.office_files import Grid, write_container

GRID = Grid((("项目名称", "助学补助"), ("预算金额（元）", "20000")))


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows]


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def without_names(content: bytes) -> bytes:
    """The zip with the names of one letter turned into extra data: members without a name."""
    local, central = content.index(b"PK\x03\x04") + 26, content.index(b"PK\x01\x02") + 28
    data = bytearray(content)
    for at in (local, central):
        data[at : at + 4] = b"\x00\x00\x01\x00"
    return bytes(data)


def test_the_title_above_a_word_table_is_a_row_of_its_sheet():
    document = docx.Document()
    document.add_paragraph("项目绩效目标表（2024年度）")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "产出"
    table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "内"
    buffer = io.BytesIO()
    document.save(buffer)
    outer, inner = read_sheets(buffer.getvalue(), file_name="表.docx")
    assert cells(outer) == [("项目绩效目标表（2024年度）",), ("产出", "")]
    assert outer.merges == (Merge(2, 0, 3, 0),)
    assert cells(inner) == [("内",)]


def test_a_page_without_cells_around_its_table_is_read_with_its_text():
    page = "<html><script>x</script><h1>目标表</h1><table><tr><td>甲<br>乙<td rowspan=2>丙<tr><td>丁</table>尾"
    (sheet,) = read_sheets(page.encode("gbk"), file_name="表.xls")
    assert cells(sheet) == [("目标表",), ("甲\n乙", "丙"), ("丁", ""), ("尾",)]
    assert sheet.merges == (Merge(2, 1, 3, 1),)


def test_a_table_over_several_pages_of_a_pdf_is_one_sheet_with_one_header():
    from reportlab.lib import colors
    from reportlab.platypus import SimpleDocTemplate, Table

    rows = [["name", "value"], *([f"row {number}", str(number)] for number in range(90))]
    buffer = io.BytesIO()
    table = Table(rows, repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    SimpleDocTemplate(buffer).build([table])
    (sheet,) = read_sheets(buffer.getvalue(), file_name="表.pdf")
    assert [row.cells for row in sheet.rows] == [tuple(row) for row in rows]


def test_a_file_that_cannot_be_read_in_a_zip_is_told_beside_those_that_are():
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)
    content = zipped(**{"甲.xlsx": write_container(GRID, "xlsx"), "乙.png": picture, "__MACOSX/丙": b"x"})
    sheets = read_sheets(content, file_name="报送.zip")
    assert [sheet.source_file for sheet in sheets] == ["报送.zip/甲.xlsx"]
    (finding,) = file_findings(sheets)
    assert finding.message.startswith("报送.zip/乙.png：这是图片")


def test_a_workbook_with_macros_is_read_and_the_macros_are_told():
    sheets = read_sheets(write_container(GRID, "xlsm"), file_name="表.xlsm")
    assert cells(sheets[0]) == list(GRID.rows)
    assert [(finding.rule_id, finding.message) for finding in file_findings(sheets)] == [
        ("file_partly_read", "表.xlsm：文件带有宏，只读取了单元格，宏没有运行也没有保存。")
    ]


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
NAME = "urn:schemas-microsoft-com:office:spreadsheet"
FAR_ROW = f'<Workbook xmlns="{NAME}" xmlns:s="{NAME}"><Worksheet><Row s:Index="1000000"/></Worksheet></Workbook>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE])
def test_xml_entities_are_refused_in_every_container(doctype: str):
    xml = f'<?xml version="1.0"?>{doctype}<Workbook xmlns="{NAME}">&b;</Workbook>'
    page = f"{doctype}<html><table><tr><td>&b;</td></tr></table></html>"
    word = zipped(**{"word/document.xml": f'<?xml version="1.0"?>{doctype}<w/>'.encode()})
    book = zipped(**{"xl/workbook.xml": f'<?xml version="1.0"?>{doctype}<w/>'.encode()})
    for content in (xml.encode(), page.encode(), word, book):
        with pytest.raises(UnusableFileError, match="实体"):
            read_sheets(content, file_name="坏.xls")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(**{"a.zip": zipped(b=b"x")}), "压缩包里还有压缩包"),
        (zipped(ab=b"x").replace(b"ab", b"a/"), "没有文件"),
        (without_names(zipped(a=b"x")), "没有文件"),
        (zipped(**{f"{number}.txt": b"x" for number in range(201)}), "201 个文件"),
        (zipped(**{"a.txt": bytes(101_000_000)}), "超过 100 MB"),
        (b"<table><tr><td colspan=9999>1</table>", "太大"),
        (FAR_ROW.encode(), "太大"),
    ],
)
def test_what_would_grow_without_end_is_refused(content: bytes, words: str):
    with pytest.raises(UnusableFileError, match=words) as raised:
        read_sheets(content, file_name="坏.zip")
    assert str(raised.value).count("。") == 1


def test_a_pdf_behind_a_password_or_without_text_is_refused_with_the_reason():
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    for encrypt, words in ((StandardEncryption("secret"), "PDF 有打开密码"), (None, "扫描件")):
        buffer = io.BytesIO()
        canvas = Canvas(buffer, encrypt=encrypt)
        canvas.rect(10, 10, 100, 100)
        canvas.save()
        with pytest.raises(UnusableFileError, match=words):
            read_sheets(buffer.getvalue(), file_name="坏.pdf")
