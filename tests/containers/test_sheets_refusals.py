"""Files that hold no table are refused in one Chinese sentence that says what they are and what to do."""

import contextlib
import io
import re
from collections.abc import Callable
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from perfdata.containers.sheets import read_raw_sheets, read_sheets
from perfdata.core.errors import UnusableFileError
from tests.containers.test_sheets_workbooks import make_form, make_ods, make_ole, make_xls, patched

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


_BLANKS_WITHOUT_END = (
    '<table:table-row><table:table-cell office:value-type="string">'
    '<text:p>甲<text:s text:c="2000000"/></text:p></table:table-cell></table:table-row>'
)


def workbook_with(**cells: object) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表")
        for address, value in cells.items():
            sheet.write(address, value)
    return buffer.getvalue()


def huge_zip() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as member:
        for _ in range(301):
            member.write(bytes(1_000_000))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (zipped("[Content_Types].xml", "word/document.xml"), "Word 文档里没有表格"),
        (zipped("[Content_Types].xml", "word/document.xml")[:-60] + bytes(60), "已损坏"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "演示文稿（.pptx）"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), r"\.xlsb.*另存为 \.xlsx"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "OFD"),
        (zipped("a.png/"), "压缩包里没有文件"),
        (make_ods("", mimetype="application/vnd.oasis.opendocument.text"), "没有工作簿"),
        (zipped("xl/workbook.xml"), "工作簿已损坏"),
        (make_form()[:900], "工作簿或压缩包已损坏"),
        (make_xls()[:700], "旧版 Office 文件.*已损坏"),
        (make_ole({"EncryptionInfo": b"", "EncryptedPackage": b""}), "打开密码，请先取消密码"),
        (make_ole({"WordDocument": b""}), r"旧版 Office 的 Word 文档（\.doc）"),
        (make_ole({"PowerPoint Document": b""}), r"（\.ppt）"),
        (make_ole({"Other": b""}), "没有工作簿"),
        (make_ole({"Workbook": b"\0" * 20}), "工作簿"),
        (b"%PDF-1.7\n...", "PDF 已损坏"),
        (PNG, "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "图片"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00" + bytes(20), "图片"),
        (b"Rar!\x1a\x07", "压缩包，请先解压"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\xef\xbb\xbf<html><p>1</p></html>", "网页里没有表格"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (workbook_with(), "没有任何单元格"),
        (make_ods(""), "没有任何单元格"),
        (make_ods("<table:table-row>"), "工作簿已损坏"),
        (make_ods(_BLANKS_WITHOUT_END), "工作簿已损坏"),
        (workbook_with(A200001=1), "200,001 行，超过 200,000 行"),
        (workbook_with(A1=1, XFD1000=2), "1,000 行、16,384 列，太大"),
        (workbook_with(A1=1, XFD1048576=2), "1,048,576 行"),
        (huge_zip(), "300 MB"),
    ],
)
def test_an_unusable_file_is_refused_in_one_sentence(content: bytes, words: str):
    with pytest.raises(UnusableFileError, match=words) as raised:
        read_sheets(content, file_name="坏.xlsx")
    message = str(raised.value)
    assert message.startswith("坏.xlsx：")
    assert message.count("。") == 1
    assert message.endswith("。")


def test_a_sheet_of_200_000_rows_is_just_not_too_large():
    (sheet,) = read_sheets(workbook_with(A200000=1), file_name="表.xlsx")
    assert [(row.number, row.cells) for row in sheet.rows] == [(200_000, ("1",))]


@cache
def large_sheet() -> bytes:
    """A sheet of more than 4 MB of XML with one more cell at AB10001."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表")
        for row in range(10_000):
            sheet.write_row(row, 0, range(1_000_000, 1_000_012))
        sheet.write("AB10001", "末")
    return buffer.getvalue()


def test_a_large_sheet_with_a_cell_far_away_is_refused_before_it_fills_the_memory():
    content = patched(large_sheet(), "xl/worksheets/sheet1.xml", "AB10001", "XFD10001")
    with pytest.raises(UnusableFileError, match=r"10,001 行、16,384 列，太大"):
        read_sheets(content, file_name="坏.xlsx")


def test_a_large_sheet_with_some_more_columns_is_read():
    (sheet,) = read_sheets(large_sheet(), file_name="表.xlsx")
    assert [(row.number, row.cells[27]) for row in sheet.rows[-1:]] == [(10_001, "末")]


@cache
def numbered(rows: int) -> bytes:
    """A sheet of so many rows of one number."""
    return workbook_with(**{f"A{row}": row for row in range(1, rows + 1)})


SHEET_XML = "xl/worksheets/sheet1.xml"
FAR = "XFD1000000"


@pytest.mark.parametrize(
    ("spelling", "words"),
    [
        (f'<row r="1000000"><c r="{FAR}"><v>1</v></c></row>', "1,000,000 行"),
        (f"<row r='1000000'><c r='{FAR}'><v>1</v></c></row>", "太大"),
        (f'<row r="1000000"><c\tr="{FAR}"><v>1</v></c></row>', "太大"),
        (f'<row r="1000000"><c r = "{FAR}"><v>1</v></c></row>', "太大"),
        (f'<row r="1000000"><c s="0" r="{FAR}"><v>1</v></c></row>', "太大"),
        (f'<row r="1000000"><c r="A9" r="{FAR}"><v>1</v></c></row>', "太大"),
        (f'<row r="1000000"><c r="{FAR}" a="/>"><v>1</v></c></row>', "太大|1,000,000 行"),
        (f'<row r="1000000"><c r="{FAR}"></foo><v>1</v></c></row>', "太大|1,000,000 行"),
        (f'<row r="1000000"><c r="{FAR.lower()}"><v>1</v></c></row>', "太大"),
        (f'<row r="1000000"><r:c r="{FAR}"><v>1</v></r:c></row>', "太大"),
        ('<row r="1000000">' + "<c><v>1</v></c>" * 16_000 + "</row>", "太大"),
        ("<row>" + "<c><v>1</v></c>" * 16_000 + "</row>" + "<row><c><v>1</v></c></row>" * 90_000, "太大"),
        ('<row><c r="XFD5"><v>1</v></c></row><row><c r="A99999"><v>1</v></c></row>', "太大"),
    ],
)
@pytest.mark.parametrize("rows", [1, 30_000])
def test_no_spelling_of_a_cell_far_away_fills_the_memory(spelling: str, words: str, rows: int):
    content = patched(numbered(rows), SHEET_XML, "</sheetData>", f"{spelling}</sheetData>")
    with pytest.raises(UnusableFileError, match=words) as raised:
        read_sheets(content, file_name="坏.xlsx")
    assert str(raised.value).count("。") == 1


def rebuilt(content: bytes, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """The zip with every member changed."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(*change(item.filename, source.read(item)))
    return buffer.getvalue()


def with_far_cell(data: bytes) -> bytes:
    return data.replace(b"</sheetData>", f'<row r="1000000"><c r="{FAR}"><v>1</v></c></row></sheetData>'.encode())


def test_of_two_sheets_of_one_name_neither_fills_the_memory():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        for name in ("甲", "乙"):
            workbook.add_worksheet(name).write("A1", 1)

    def change(name: str, data: bytes) -> tuple[str, bytes]:
        data = with_far_cell(data) if name == SHEET_XML else data
        return name, data.replace("乙".encode(), "甲".encode()) if name == "xl/workbook.xml" else data

    with pytest.raises(UnusableFileError, match="太大"):
        read_sheets(rebuilt(buffer.getvalue(), change), file_name="坏.xlsx")


def test_a_sheet_behind_a_path_with_dots_is_not_read_unseen():
    content = patched(workbook_with(A1=1), "xl/_rels/workbook.xml.rels", "worksheets/", "../xl/worksheets/")
    buffer = io.BytesIO(content)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/../xl/worksheets/sheet1.xml", with_far_cell(archive.read(SHEET_XML)))
    with pytest.raises(UnusableFileError, match="太大"):
        read_sheets(buffer.getvalue(), file_name="坏.xlsx")


def test_a_long_text_costs_no_more_than_its_length():
    content = patched(workbook_with(A1="甲"), SHEET_XML, "<v>0</v>", f"<v>0</v><!-- {'a' * 60_000_000} -->")
    with contextlib.suppress(UnusableFileError):
        read_sheets(content, file_name="表.xlsx")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('numFmtId="164" formatCode="0%以上"', 'numFmtId="164"'),
        ('numFmtId="164" formatCode', 'numFmtId="" formatCode'),
        ('xf numFmtId="164"', 'xf numFmtId=""'),
    ],
)
def test_a_fault_in_the_styles_makes_no_workbook_unreadable(old: str, new: str):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        workbook.add_worksheet("表").write("A1", 0.9, workbook.add_format({"num_format": "0%以上"}))
    (sheet,) = read_sheets(patched(buffer.getvalue(), "xl/styles.xml", old, new), file_name="表.xlsx")
    assert [row.cells for row in sheet.rows] == [("0.9",)]


@pytest.mark.parametrize("count", ["4294967295", "99999999999999"])
def test_a_count_of_texts_that_promises_too_much_does_not_fill_the_memory(count: str):
    content = patched(workbook_with(A1="甲"), "xl/sharedStrings.xml", 'uniqueCount="1"', f'uniqueCount="{count}"')
    with pytest.raises(UnusableFileError, match="太大"):
        read_sheets(content, file_name="坏.xlsx")


@pytest.mark.parametrize(
    ("pattern", "spelling"),
    [
        (r'r="([A-Z]\d)"', r"r='\1'"),
        (r'r="A1" ', ""),
        (r"<(/?)c\b", r"<\1x:c"),
        (r"<c ", "<c\n"),
        (r'(r="A1") (t="s")', r"\2 \1"),
    ],
)
def test_a_workbook_spelled_as_no_office_program_does_is_read_all_the_same(pattern: str, spelling: str):
    content = workbook_with(A1="甲", B1="乙", C2=7)
    with ZipFile(io.BytesIO(content)) as archive:
        original = archive.read(SHEET_XML).decode()
    spelled = re.sub(pattern, spelling, original).replace("<worksheet ", '<worksheet xmlns:x="x" ')
    (sheet,) = read_sheets(patched(content, SHEET_XML, original, spelled), file_name="表.xlsx")
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ("甲", "乙", "")), (2, ("", "", "7"))]


def test_a_member_larger_than_the_directory_says_is_refused():
    content = workbook_with(A1=1)
    with ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    with pytest.raises(UnusableFileError, match="工作簿已损坏"):
        read_sheets(content.replace(size.to_bytes(4, "little"), (9).to_bytes(4, "little")), file_name="坏.xlsx")


def test_a_word_document_with_an_embedded_workbook_is_still_a_word_document():
    content = make_ole({"WordDocument": b"", "ObjectPool": "Workbook".encode("utf-16-le")})
    with pytest.raises(UnusableFileError, match="Word"):
        read_sheets(content, file_name="坏.xls")


DAMAGE = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255))
SAMPLES = [make_form(), make_xls(), make_ods("<table:table-row><table:table-cell/></table:table-row>")]


@settings(max_examples=150)
@given(
    st.sampled_from(SAMPLES), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4)
)
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks(content: bytes, damage: list[tuple[float, int]]):
    damaged = bytearray(content)
    for where, value in damage:
        damaged[int(where * len(damaged))] = value
    with contextlib.suppress(UnusableFileError):
        read_sheets(bytes(damaged), file_name="坏.xlsx")


@given(st.binary(max_size=1_200))
def test_any_old_office_container_is_read_or_refused_but_never_breaks(rest: bytes) -> None:
    with contextlib.suppress(UnusableFileError):
        read_raw_sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rest, file_name="x.xls")


def test_an_old_office_container_of_zeros_is_refused_in_one_sentence() -> None:
    with pytest.raises(UnusableFileError):
        read_raw_sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), file_name="加密.xlsx")


@pytest.mark.parametrize("size_power", [0, 1, 7, 60_000])
def test_a_compound_file_with_impossible_sectors_is_refused_at_once(size_power: int):
    content = make_ole({"Workbook": b"\0" * 20})
    content = content[:30] + size_power.to_bytes(2, "little") + content[32:]
    with pytest.raises(UnusableFileError):
        read_sheets(content, file_name="某表.xls")
