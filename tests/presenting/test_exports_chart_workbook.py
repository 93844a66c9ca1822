"""The workbook download: cells through openpyxl, the chart through its XML."""

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from perfdata.core.errors import PerfdataError
from perfdata.presenting.exports import chart_workbook as module
from perfdata.presenting.exports.chart_spec import ChartKind, ChartSpec
from perfdata.presenting.exports.chart_workbook import chart_workbook

SHEET_NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
CHART_NS = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
NO_CHART = ChartSpec()
NOTE = "来源：2024年项目绩效目标表。"


def budgets() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "项目名称": ["驻村补贴", "春节慰问", "培训"],
            "预算金额（元）": [831_100.0, None, 72_000.5],
            "上年金额（元）": [800_000, 5_000, 70_000],
            "占比": [0.92, None, 0.08],
        }
    )


def spec(kind: ChartKind, *value_columns: str, **more: Any) -> ChartSpec:
    return ChartSpec(kind=kind, category_column="项目名称", value_columns=value_columns, **more)


def made(table: pd.DataFrame, *, chart: ChartSpec = NO_CHART, note: str = NOTE, **more: Any) -> bytes:
    return chart_workbook(table, title="各项目预算金额", note=note, chart=chart, **more)


def data_sheet(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(content))["数据"]


def chart_xml(content: bytes) -> ElementTree.Element:
    with ZipFile(BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read("xl/charts/chart1.xml"))


def cached(root: ElementTree.Element, path: str) -> dict[int, str]:
    return {int(point.attrib["idx"]): value_of(point) for point in root.iterfind(f"{path}/c:pt", CHART_NS)}


def value_of(point: ElementTree.Element) -> str:
    return point.findtext("c:v", "", CHART_NS)


def attribute(root: ElementTree.Element, path: str) -> str | None:
    element = root.find(path, CHART_NS)
    return None if element is None else element.get("val")


def stored_text(content: bytes, address: str) -> str:
    """The text of a cell as Excel reads it, with the _xHHHH_ escapes of the format undone."""
    with ZipFile(BytesIO(content)) as archive:
        strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml")).findall("s:si", SHEET_NS)
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    cell = sheet.find(f".//s:c[@r='{address}']", SHEET_NS)
    assert cell is not None
    assert cell.get("t") == "s"
    raw = "".join(
        part.text or "" for part in strings[int(cell.findtext("s:v", "", SHEET_NS))].iter(f"{{{SHEET_NS['s']}}}t")
    )
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), raw)


def test_sheet_holds_title_header_data_and_note():
    sheet = data_sheet(made(budgets()))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["各项目预算金额", None, None, None],
        ["项目名称", "预算金额（元）", "上年金额（元）", "占比"],
        ["驻村补贴", 831_100, 800_000, 0.92],
        ["春节慰问", None, 5_000, None],
        ["培训", 72_000.5, 70_000, 0.08],
        [None, None, None, None],
        ["来源：2024年项目绩效目标表。", None, None, None],
    ]


def test_numbers_have_the_format_of_their_header():
    sheet = data_sheet(made(budgets()))
    assert [sheet.cell(3, column).number_format for column in (2, 3, 4)] == ["#,##0.00", "#,##0", "0.00%"]


def test_given_number_format_wins_over_chart_and_header():
    content = made(
        budgets(),
        chart=spec("bar", "预算金额（元）", "上年金额（元）", number_format="0"),
        number_formats={"预算金额（元）": "0.0"},
    )
    sheet = data_sheet(content)
    assert [sheet.cell(3, column).number_format for column in (2, 3)] == ["0.0", "0"]


def test_sheet_is_ready_to_filter_scroll_and_print():
    sheet = data_sheet(made(budgets()))
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:D5"
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet["A3"].font.name == "微软雅黑"


def test_columns_give_two_units_to_a_chinese_character():
    table = pd.DataFrame({"项目名称": ["农村饮水安全巩固提升", "x"], "备注": ["长" * 200, "x"]})
    sheet = data_sheet(made(table))
    assert [round(sheet.column_dimensions[letter].width) for letter in "AB"] == [24, 51]


def test_dates_are_dates_and_times_are_times():
    moments = pd.Series([date(2024, 6, 30), datetime(2024, 6, 30, 9, 5)], dtype=object)
    sheet = data_sheet(made(pd.DataFrame({"日期": moments})))
    assert [sheet["A3"].value, sheet["A4"].value] == [datetime(2024, 6, 30), datetime(2024, 6, 30, 9, 5)]
    assert [sheet["A3"].number_format, sheet["A4"].number_format] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]


def test_date_before_excel_time_is_text():
    table = pd.DataFrame({"日期": pd.Series([date(1898, 1, 2)], dtype=object)})
    assert data_sheet(made(table))["A3"].value == "1898-01-02"


def test_decimal_is_a_number_and_a_long_whole_number_keeps_its_digits_as_text():
    values = pd.Series([Decimal("831100.25"), 370_102_199_001_011_234, Decimal("NaN"), float("inf")], dtype=object)
    sheet = data_sheet(made(pd.DataFrame({"值": values})))
    assert [sheet.cell(row, 1).value for row in (3, 4, 5, 6)] == [831_100.25, "370102199001011234", None, None]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://甲", "007", "<r>甲</r>", " 两边 "])
def test_text_is_always_text(text: str):
    cell = data_sheet(made(pd.DataFrame({"=表头": [text]})))["A3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_header_and_title_are_text_too():
    content = chart_workbook(pd.DataFrame({"=甲": [1]}), title="=1+1", note="=2", chart=NO_CHART)
    sheet = data_sheet(content)
    assert [sheet[address].data_type for address in ("A1", "A2", "A5")] == ["s", "s", "s"]


@given(st.text(min_size=1))
def test_any_text_survives_as_text(text: str):
    line_ends = re.sub("\r\n?", "\n", text)
    expected = re.sub("[\0-\b\v\f\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", line_ends)
    table = pd.DataFrame({"甲": pd.Series([text, "x"], dtype=object), "金额": [1, 2]})
    chart = ChartSpec(kind="bar", category_column="甲", value_columns=["金额"])
    content = made(table, chart=chart)
    assert stored_text(content, "A3") == expected
    assert cached(chart_xml(content), ".//c:cat//c:strCache")[0].removesuffix(" ") == expected.removesuffix(" ")


def test_text_that_looks_like_an_escape_of_the_format_survives():
    assert stored_text(made(pd.DataFrame({"甲": ["_x0041_"]})), "A3") == "_x0041_"


def test_text_beyond_the_cell_is_cut_and_both_cell_and_note_say_so():
    sheet = data_sheet(made(pd.DataFrame({"甲": ["长" * 40_000]})))
    text = str(sheet["A3"].value)
    assert len(text) == 32_767
    assert text.endswith("长……【原文共 40,000 字，超过单元格上限，此处截断】")
    assert sheet["A5"].value == NOTE
    assert sheet["A6"].value == (
        "有 1 个单元格的文字超过 Excel 的上限（32,767 字），已截断并在末尾注明；完整文字请下载 CSV。"
    )


def test_cut_counts_wide_characters_as_excel_does_and_splits_none():
    text = stored_text(made(pd.DataFrame({"甲": ["𠮷" * 20_000]})), "A3")
    assert text.startswith("𠮷" * 16_000)
    assert len(text.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert text.endswith("𠮷……【原文共 20,000 字，超过单元格上限，此处截断】")


def test_text_of_exactly_the_limit_is_not_cut():
    assert data_sheet(made(pd.DataFrame({"甲": ["长" * 32_767]})))["A3"].value == "长" * 32_767


def test_bar_chart_holds_the_values_and_leaves_missing_out():
    root = chart_xml(made(budgets(), chart=spec("bar", "预算金额（元）")))
    assert root.findtext(".//c:cat//c:f", None, CHART_NS) == "数据!$A$3:$A$5"
    assert root.findtext(".//c:val//c:f", None, CHART_NS) == "数据!$B$3:$B$5"
    assert cached(root, ".//c:cat//c:strCache") == {0: "驻村补贴", 1: "春节慰问", 2: "培训"}
    numbers = {index: float(value) for index, value in cached(root, ".//c:val//c:numCache").items()}
    assert numbers == {0: 831_100.0, 2: 72_000.5}
    assert cached(root, ".//c:tx//c:strCache") == {0: "预算金额（元）"}


def test_bar_chart_runs_from_top_to_bottom_and_starts_at_zero():
    root = chart_xml(made(budgets(), chart=spec("bar", "上年金额（元）")))
    assert attribute(root, ".//c:barDir") == "bar"
    assert attribute(root, ".//c:catAx/c:scaling/c:orientation") == "maxMin"
    assert attribute(root, ".//c:valAx/c:crosses") == "max"
    assert attribute(root, ".//c:valAx/c:scaling/c:min") == "0"


def test_bars_with_a_negative_value_keep_their_own_axis():
    table = pd.DataFrame({"项目名称": ["甲", "乙"], "增减（元）": [-5, 8]})
    root = chart_xml(made(table, chart=spec("column", "增减（元）")))
    assert attribute(root, ".//c:valAx/c:scaling/c:min") is None
    assert attribute(root, ".//c:catAx/c:tickLblPos") == "low"


def test_one_series_has_a_title_labels_and_colour_but_no_legend():
    root = chart_xml(made(budgets(), chart=spec("column", "上年金额（元）", colours=["#24577A"])))
    assert root.findtext("c:chart/c:title//a:t", None, CHART_NS) == "各项目预算金额"
    assert root.findtext(".//c:valAx/c:title//a:t", None, CHART_NS) == "上年金额（元）"
    labels = root.find(".//c:dLbls/c:numFmt", CHART_NS)
    assert labels is not None
    assert labels.get("formatCode") == "#,##0"
    assert attribute(root, ".//c:ser/c:spPr/a:solidFill/a:srgbClr") == "24577A"
    assert root.find(".//c:legend", CHART_NS) is None


@pytest.mark.parametrize(
    ("kind", "element", "grouping"),
    [
        ("bar", "barChart", "clustered"),
        ("column", "barChart", "clustered"),
        ("stacked_bar", "barChart", "stacked"),
        ("stacked_column", "barChart", "stacked"),
        ("line", "lineChart", "standard"),
    ],
)
def test_two_series_have_a_legend_and_a_colour_each(kind: ChartKind, element: str, grouping: str):
    chart = spec(kind, "预算金额（元）", "上年金额（元）", colours=["#24577A", "#C8643C"])
    root = chart_xml(made(budgets(), chart=chart))
    assert attribute(root, f".//c:{element}/c:grouping") == grouping
    assert root.find(".//c:legend", CHART_NS) is not None
    colours = [series.find("c:spPr//a:srgbClr", CHART_NS) for series in root.iterfind(".//c:ser", CHART_NS)]
    assert [None if colour is None else colour.get("val") for colour in colours] == ["24577A", "C8643C"]


def test_labels_inside_stacked_bars_are_readable_and_silent_about_zero():
    chart = spec("stacked_bar", "上年金额（元）", "占比", colours=["#24577A", "#D9A441"])
    root = chart_xml(made(budgets(), chart=chart))
    formats = [element.get("formatCode") for element in root.iterfind(".//c:dLbls/c:numFmt", CHART_NS)]
    colours = [element.get("val") for element in root.iterfind(".//c:dLbls//a:srgbClr", CHART_NS)]
    assert formats == ["#,##0;-#,##0;", "0.00%;-0.00%;"]
    assert colours == ["FFFFFF", "1F2933"]


def test_pie_has_a_colour_for_each_row():
    root = chart_xml(made(budgets(), chart=spec("pie", "上年金额（元）", colours=["#24577A", "#C8643C", "#D9A441"])))
    colours = [element.get("val") for element in root.iterfind(".//c:dPt//a:srgbClr", CHART_NS)]
    assert colours == ["24577A", "C8643C", "D9A441"]
    assert attribute(root, ".//c:dLbls/c:showPercent") == "1"


def test_rows_of_one_series_can_have_colours_of_their_own():
    chart = spec("column", "上年金额（元）", colours=["#24577A", "#C8643C", "#D9A441"], colour_each_point=True)
    root = chart_xml(made(budgets(), chart=chart))
    colours = [element.get("val") for element in root.iterfind(".//c:dPt//a:srgbClr", CHART_NS)]
    assert colours == ["24577A", "C8643C", "D9A441"]


def test_years_written_as_text_stay_text_in_the_chart():
    table = pd.DataFrame({"项目名称": ["2023", "2024"], "金额": [1, 2]})
    root = chart_xml(made(table, chart=spec("line", "金额")))
    assert [text.strip() for text in cached(root, ".//c:cat//c:strCache").values()] == ["2023", "2024"]


def test_chart_sheet_is_opened_first_and_data_sheet_comes_first():
    workbook = openpyxl.load_workbook(BytesIO(made(budgets(), chart=spec("bar", "预算金额（元）"))))
    assert workbook.sheetnames == ["数据", "图表"]
    assert workbook.active is workbook["图表"]


@pytest.mark.parametrize(
    ("table", "chart"),
    [
        (budgets(), NO_CHART),
        (budgets().iloc[:0], spec("bar", "预算金额（元）")),
        (budgets().iloc[1:2], spec("bar", "预算金额（元）")),
    ],
)
def test_nothing_to_draw_means_no_chart_sheet(table: pd.DataFrame, chart: ChartSpec):
    assert openpyxl.load_workbook(BytesIO(made(table, chart=chart))).sheetnames == ["数据"]


def test_empty_table_says_that_it_is_empty():
    sheet = data_sheet(made(budgets().iloc[:0]))
    assert [sheet["A2"].value, sheet["A4"].value, sheet["A5"].value] == ["项目名称", NOTE, "没有符合条件的数据。"]


def test_table_without_columns_is_a_workbook_all_the_same():
    assert data_sheet(made(pd.DataFrame()))["A1"].value == "各项目预算金额"


def test_equal_input_gives_equal_bytes():
    chart = spec("bar", "预算金额（元）")
    assert made(budgets(), chart=chart) == made(budgets(), chart=chart)


def test_table_that_does_not_fit_on_a_sheet_is_refused_in_chinese(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    with pytest.raises(PerfdataError, match="表格有 3 行、4 列，超过一张 Excel 工作表的容量"):
        made(budgets())


@pytest.mark.parametrize(
    ("chart", "message"),
    [
        (spec("bar", "没有的列"), "no column '没有的列'"),
        (spec("pie", "增减"), "negative"),
        (spec("bar", *["增减"] * 256), "at most 255 series"),
    ],
)
def test_chart_that_does_not_fit_the_table_is_refused(chart: ChartSpec, message: str):
    table = pd.DataFrame({"项目名称": ["甲"], "增减": [-1]})
    with pytest.raises(ValueError, match=message):
        made(table, chart=chart)


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": "donut"},
        {"kind": "bar"},
        {"kind": "bar", "category_column": "甲", "value_columns": "乙"},
        {"kind": "pie", "category_column": "甲", "value_columns": ["乙", "丙"]},
    ],
)
def test_impossible_chart_spec_is_refused(parts: dict[str, Any]):
    with pytest.raises(ValueError, match=r"."):
        ChartSpec(**parts)
