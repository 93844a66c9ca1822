"""Workbooks of every kind as sheets of texts; the files are made here, byte by byte where no writer exists."""

import io
import struct
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from perfdata.containers.grids import shown
from perfdata.containers.sheets import Sheet, cell_text, read_raw_sheets, read_sheets
from perfdata.core.model import Place
from perfdata.core.reports import cell_address
from perfdata.reading.goal_tables import read_goal_tables


def texts(sheet: Sheet) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in sheet.rows]


def make_form() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表 '甲' & 乙")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        share = workbook.add_format({"num_format": "0.00%"})
        sheet.merge_range("B3:D3", " 项目绩效目标表 ")
        sheet.write_row("B4", ["人数", 36.0, 0.1 + 0.2, True])
        sheet.write_datetime("B5", datetime(2024, 5, 1), day)
        sheet.write_datetime("C5", datetime(2024, 5, 1, 10, 30), moment)
        sheet.write_number("D5", 0.9, share)
        sheet.write("B6", "=1/0", None, "#DIV/0!")
        sheet.write_formula("C6", "=18*2", None, 36)
        sheet.write_string("D6", "第一行\n第二行")
        workbook.add_worksheet("隐藏").hide()
        chart = workbook.add_chart({"type": "bar"})
        assert chart
        chart.add_series({"values": "=隐藏!$A$1:$A$3"})
        workbook.add_chartsheet("图").set_chart(chart)
    return buffer.getvalue()


def test_a_workbook_is_read_cell_by_cell_with_its_row_numbers():
    form, hidden = read_sheets(make_form(), file_name="表.txt")
    assert (form.name, hidden.name) == ("表 '甲' & 乙", "隐藏")
    assert texts(form) == [
        (3, ("", "项目绩效目标表", "", "", "")),
        (4, ("", "人数", "36", "0.3", "是")),
        (5, ("", "2024-05-01", "2024-05-01 10:30:00", "90%", "")),
        (6, ("", "#DIV/0!", "36", "第一行\n第二行", "")),
    ]
    assert hidden.rows == []


def test_raw_sheets_hold_the_values_as_they_are_from_row_1():
    form, _ = read_raw_sheets(make_form(), file_name="表.xlsx")
    assert form.first_row_number == 1
    assert form.rows[0] == ["", "", "", "", ""]
    assert form.rows[3] == ["", "人数", 36.0, 0.3, True]
    assert form.rows[4][:3] == ["", date(2024, 5, 1), datetime(2024, 5, 1, 10, 30)]


def test_a_cell_of_a_workbook_is_placed_by_sheet_and_address():
    form = read_sheets(make_form(), file_name="表.xlsx")[0]
    assert form.place(form.rows[1], 2) == Place(source_file="表.xlsx", sheet="表 '甲' & 乙", cell="C4")
    assert form.place(form.rows[1]) == Place(source_file="表.xlsx", sheet="表 '甲' & 乙", cell="B4")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 甲\u3000", "甲"),
        (None, ""),
        (36.0, "36"),
        (-0.0, "0"),
        (36, "36"),
        (0.1 + 0.2, "0.3"),
        (1234.5, "1234.5"),
        (1e-7, "0.0000001"),
        (440106199001011234.0, "440106199001011000"),
        (1e20, "100000000000000000000"),
        (True, "是"),
        (False, "否"),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 8, 5, 9), "2024-05-01 08:05:09"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (timedelta(minutes=-90), "-1:30:00"),
    ],
)
def test_a_value_becomes_the_text_a_clerk_would_write(value: object, text: str):
    assert cell_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_number_keeps_fifteen_digits_and_never_an_exponent(number: float):
    text = cell_text(number)
    assert "e" not in text
    assert float(text) == pytest.approx(number, rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("row_number", "column", "address"),
    [(7, 3, "D7"), (1, 0, "A1"), (2, 25, "Z2"), (2, 26, "AA2"), (9, 701, "ZZ9"), (9, 702, "AAA9"), (1, 16383, "XFD1")],
)
def test_a_cell_has_the_address_that_excel_shows(row_number: int, column: int, address: str):
    assert cell_address(row_number, column) == address


SHOWN = [
    (0.9, "0%", "90%"),
    (0.9555, "0%", "95.55%"),
    (0.29, "0.00%", "29%"),
    (1, "0%", "100%"),
    (0.8, '"≥"0%', "≥80%"),
    (0.8, "≥0%", "≥80%"),
    (36, '0"人"', "36人"),
    (1200, '#,##0"人次";[Red]-#,##0"人次"', "1200人次"),
    (95, '0"%"', "95%"),
    (0.5, "[Red]0.0%_ ", "50%"),
    (150, '"≤"0.00"万元"', "≤150万元"),
    (0.25, '0.00"万元/人"', "0.25万元/人"),
    (123456, '0!.0,"万元"', "12.3456万元"),
    (2500, '0.0,"千人"', "2.5千人"),
    (1_500_000, "0!.0,", "150"),
    (5, 'General"个"', "5个"),
    (95, "0!%", "95%"),
    (95, '0"％"', "95％"),
    (1 - 0.9, "0%", "10%"),
    (0.1 + 0.2, "0.0%", "30%"),
    (0.9, '[=0]"-";0%', "90%"),
    (0.5, '[>=1]0"人";0.0%', "50%"),
    (2, '[>=1]0"人";0.0%', "2人"),
    (-0.05, '"增长"0%;"下降"0%', "下降5%"),
    (-3, '"超"0"人";"缺"0"人"', "缺3人"),
    (-0.05, "0%", "-5%"),
    (36, '0"a_b人"', "36a_b人"),
    (30, '0"天";;"无"', "30天"),
    (12, "0人", "12人"),
    (0.12, "约0%", "约12%"),
    (0.12, "0%以上", "12%以上"),
    (0.5, "0.0%;-0.0%;0.0%", "50%"),
]
PLAIN = ["General", "0.00", "#,##0", "¥#,##0.00", "_ * #,##0.00_ ", "0.0,", "# ?/?", "yyyy-mm-dd", 'yyyy"年"m"月"']


@pytest.mark.parametrize(("number", "number_format", "text"), SHOWN)
def test_a_number_is_read_with_what_its_format_shows(number: float, number_format: str, text: str):
    assert shown(number, number_format) == text


@pytest.mark.parametrize("number_format", [*PLAIN, "", '"人";' * 100, "[<1]0.0%;0", '0%;"下降"0'])
def test_formats_of_decimals_currencies_and_days_add_nothing(number_format: str):
    assert shown(36, number_format.replace("0%;", "0;")) is None


def formatted_xlsx() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表")
        for row, (number, number_format, _) in enumerate(SHOWN, start=1):
            sheet.write(row, 1, number, workbook.add_format({"num_format": number_format}))
    return buffer.getvalue()


def formatted_xls() -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("表")
    for row, (number, number_format, _) in enumerate(SHOWN, start=1):
        style = xlwt.XFStyle()
        style.num_format_str = number_format
        sheet.write(row, 1, number, style)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("make", [formatted_xlsx, formatted_xls])
def test_numbers_of_a_workbook_are_read_as_their_cells_show_them(make: Callable[[], bytes]):
    (sheet,) = read_sheets(make(), file_name="表")
    assert [(row.number, row.cells[1]) for row in sheet.rows] == [
        (at, text) for at, (_, _, text) in enumerate(SHOWN, start=2)
    ]


@pytest.mark.parametrize(
    ("kind", "value", "shown_text", "text"),
    [
        ("percentage", "0.9555", "95.6%", "95.55%"),
        ("percentage", "0.9", "不低于90%", "不低于90%"),
        ("percentage", "0.9", "", "90%"),
        ("float", "500", "500人以上", "500人以上"),
        ("float", "3", "≤3次", "≤3次"),
        ("float", "1200", "1,200人", "1200人"),
        ("float", "20000", "¥20,000.00", "20000"),
        ("float", "123456", "12.3万元", "123456"),
        ("float", "0.5", "0.50", "0.5"),
    ],
)
def test_numbers_of_an_ods_file_are_read_as_their_cells_show_them(kind: str, value: str, shown_text: str, text: str):
    cell = f'<table:table-cell office:value-type="{kind}" office:value="{value}"><text:p>{shown_text}</text:p>'
    content = make_ods(f"<table:table-row><table:table-cell/>{cell}</table:table-cell></table:table-row>")
    (sheet,) = read_sheets(content, file_name="表.ods")
    assert [row.cells for row in sheet.rows] == [("", text)]


def test_a_goal_table_with_percent_cells_has_the_targets_that_people_see():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet, share = workbook.add_worksheet("表"), workbook.add_format({"num_format": "0%"})
        sheet.write_row("A1", ["项目名称", "助学补助"])
        sheet.write_row("A2", ["2024年预算金额（元）", 20_000])
        sheet.write_row("A3", ["绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值"])
        sheet.write_row("B4", ["产出指标", "质量指标", "发放准确率"])
        sheet.write_row("E4", [1, 0.985], share)
    (indicator,) = read_goal_tables(buffer.getvalue(), file_name="表.xlsx").indicators
    assert (indicator.cycle_target.raw, indicator.annual_target.raw) == ("100%", "98.5%")


def uncalculated(content: bytes) -> list[tuple[str | None, str]]:
    return [(sheet.name, cell) for sheet in read_raw_sheets(content, file_name="表") for cell in sheet.uncalculated]


def test_formulas_that_were_never_calculated_are_found():
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert first
    first.title = "表 & 一"
    first["A1"], first["B2"], first["C3"] = 1, "=A1+1", "文"
    workbook.create_sheet("二")["AA10"] = "=SUM('表 & 一'!A1:A2)"
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert uncalculated(buffer.getvalue()) == [("表 & 一", "B2"), ("二", "AA10")]


def patched(content: bytes, member: str, old: str, new: str) -> bytes:
    """The zip with one text replaced in one member."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == member:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(item, data)
    return buffer.getvalue()


def test_calculated_formulas_are_not_reported_even_when_their_result_is_empty_text():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write("A2", '="a"', None, "a")
    excel_stores = 't="str"><f>"a"</f><v></v>'
    content = patched(buffer.getvalue(), "xl/worksheets/sheet1.xml", 't="str"><f>"a"</f><v>a</v>', excel_stores)
    assert uncalculated(content) == []


def test_formulas_are_found_under_a_namespace_prefix_and_across_chunks():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表")
        for row in range(40_000):
            sheet.write_row(row, 0, [row, "同样的文字", row * 2])
        sheet.write_formula("D40000", "=1+1", None, 2)
    sheet_xml = "xl/worksheets/sheet1.xml"
    content = patched(buffer.getvalue(), sheet_xml, "<f>1+1</f><v>2</v>", "<f>1+1</f>")
    assert uncalculated(content) == [("表", "D40000")]
    with ZipFile(io.BytesIO(content)) as archive:
        prefixed = archive.read(sheet_xml).decode().replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
    prefixed = prefixed.replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    with ZipFile(io.BytesIO(content)) as archive:
        original = archive.read(sheet_xml).decode()
    assert uncalculated(patched(content, sheet_xml, original, prefixed)) == [("表", "D40000")]


def test_formatting_far_away_from_the_data_does_not_make_a_sheet_too_large():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write("B2", "项目")
        red = workbook.add_format({"bg_color": "red"})
        sheet.write_blank(1_048_575, 16_383, None, red)
    (form,) = read_sheets(buffer.getvalue(), file_name="表.xlsx")
    assert texts(form) == [(2, ("", "项目"))]


ODS_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
)


def make_ods(rows: str, *, mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {ODS_NAMESPACES}><office:body><office:spreadsheet>"
            f'<table:table table:name="甲 &amp; 乙">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return buffer.getvalue()


def test_an_open_document_spreadsheet_is_read():
    content = make_ods(
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        "<table:table-row><table:table-cell/>"
        '<table:table-cell office:value-type="string"><text:p>项目</text:p><text:p>名称</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="36"/>'
        '<table:table-cell office:value-type="date" office:date-value="2024-05-01"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="string"><text:p>#REF!</text:p></table:table-cell>'
        "</table:table-row>"
    )
    (sheet,) = read_sheets(content, file_name="表.txt")
    assert sheet.name == "甲 & 乙"
    assert texts(sheet) == [(3, ("", "项目\n名称", "36", "2024-05-01", "是", "#REF!"))]


FREE, END = 0xFFFFFFFF, 0xFFFFFFFE


def make_ole(streams: dict[str, bytes]) -> bytes:
    """An OLE2 container with these streams, each padded to at least 4,096 bytes so that it lies in plain sectors."""
    table, body, entries = [0xFFFFFFFD, END], b"", []
    for position, (name, data) in enumerate(streams.items(), start=1):
        padded = data.ljust(4096, b"\0")
        padded += bytes(-len(padded) % 512)
        first, count = len(table), len(padded) // 512
        table += [*range(first + 1, first + count), END]
        body += padded
        right = position + 1 if position < len(streams) else FREE
        entries.append(ole_entry(name, 2, right=right, first=first, size=len(padded)))
    directory = ole_entry("Root Entry", 5, child=1, first=END) + b"".join(entries)
    assert len(directory) <= 512
    assert len(table) <= 128
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, END, 0, END, 0, 0) + struct.pack("<108I", *[FREE] * 108)
    sectors = struct.pack("<128I", *table, *[FREE] * (128 - len(table))) + directory.ljust(512, b"\0")
    return header + sectors + body


def ole_entry(name: str, kind: int, *, child: int = FREE, right: int = FREE, first: int = 0, size: int = 0) -> bytes:
    raw = f"{name}\0".encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", first, size)


def biff_record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def make_xls() -> bytes:
    """A BIFF8 workbook with one sheet 表: B2 is a text, C2 is 36."""
    start = biff_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    code_page = biff_record(0x0042, struct.pack("<H", 1200))
    name = "表".encode("utf-16-le")
    sheet_at = len(start) + len(code_page) + 4 + 8 + len(name) + 4
    bound = biff_record(0x0085, struct.pack("<IBBBB", sheet_at, 0, 0, 1, 1) + name)
    sheet = biff_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    words = "项目名称".encode("utf-16-le")
    sheet += biff_record(0x0204, struct.pack("<HHHHB", 1, 1, 0, 4, 1) + words)
    sheet += biff_record(0x0203, struct.pack("<HHHd", 1, 2, 0, 36.0))
    return make_ole(
        {"Workbook": start + code_page + bound + biff_record(0x000A, b"") + sheet + biff_record(0x000A, b"")}
    )


def test_an_old_excel_workbook_is_read():
    (sheet,) = read_sheets(make_xls(), file_name="表.txt")
    assert sheet.name == "表"
    assert texts(sheet) == [(2, ("", "项目名称", "36"))]
