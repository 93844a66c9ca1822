"""The form for actual results: what a clerk can type where, and what comes back out of it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from perfdata.core.errors import PerfdataError
from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.result_form import (
    ADJUSTED_BUDGET,
    FIRST_ROW_NUMBER,
    HEADER_ROW_NUMBER,
    INDICATOR_HEADERS,
    INITIAL_BUDGET,
    SHEET_INDICATORS,
    SHEET_INSTRUCTIONS,
    SHEET_SPENDING,
    SPENDING_HEADERS,
    SPENT,
)
from perfdata.core.terms import Attainment, ValueKind
from perfdata.core.values import parse_value
from perfdata.presenting.exports import result_template as module
from perfdata.presenting.exports.form_sheet import line_count, row_height, runs_of
from perfdata.presenting.exports.result_instructions import EXAMPLES
from perfdata.presenting.exports.result_template import result_template, template_file_name
from perfdata.reading.goal_tables import read_goal_tables
from tests.builders import BUNDLED, Line, goal_table, goal_tables
from tests.result_builders import OPEN_INDICATOR_HEADERS, OPEN_SPENDING_HEADERS

AS_OF = date(2024, 12, 31)
PLACE = Place(source_file="测试.xlsx")
GREY = "FFEEF0F3"
Records = tuple[list[Project], list[Indicator]]
NASTY_TEXTS = (
    "=1+1",
    "+86 13800000000",
    "-因疫情延期",
    "@各科室",
    "<r>不是富文本</r>",
    "_x0041_",
    "第一行\n第二行\t有制表符",
    "  前后空格  ",
    '引号"与<尖>&',
    "https://example.org/材料",
    "０%－㎡①",
    "0012",
    "1e5",
    "TRUE",
    "😀",
    "长" * 5_000,
)


@pytest.fixture(scope="module")
def bundled() -> Records:
    tables = read_goal_tables(BUNDLED.read_bytes(), file_name=BUNDLED.name)
    return list(tables.projects), list(tables.indicators)


def small(*lines: Line) -> Records:
    tables = read_goal_tables(goal_tables(goal_table(lines=lines)), file_name="表.txt")
    return list(tables.projects), list(tables.indicators)


def made(
    records: Records,
    *,
    as_of: date = AS_OF,
    results: Mapping[str, ActualResult] | None = None,
    spending: Mapping[str, Spending] | None = None,
) -> bytes:
    projects, indicators = records
    return result_template(
        projects, indicators, fiscal_year=2024, as_of=as_of, results=results or {}, spending=spending or {}
    )


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def reported(indicator: Indicator, actual: str, **more) -> dict[str, ActualResult]:
    value = parse_value(actual)
    result = ActualResult(
        indicator_id=indicator.indicator_id, fiscal_year=2024, as_of=AS_OF, actual=value, place=PLACE, **more
    )
    return {indicator.indicator_id: result}


def spent(project: Project, initial: str | None, adjusted: str | None, amount: str | None) -> dict[str, Spending]:
    amounts = [None if text is None else Decimal(text) for text in (initial, adjusted, amount)]
    spending = Spending(
        project_id=project.project_id,
        fiscal_year=2024,
        as_of=AS_OF,
        initial_budget_yuan=amounts[0],
        adjusted_budget_yuan=amounts[1],
        spent_yuan=amounts[2],
        place=PLACE,
    )
    return {project.project_id: spending}


def column_of(sheet: Worksheet, header: str) -> int:
    return [cell.value for cell in sheet[HEADER_ROW_NUMBER]].index(header) + 1


def cells_under(sheet: Worksheet, header: str) -> list[Cell]:
    column = column_of(sheet, header)
    rows = sheet.iter_rows(min_row=FIRST_ROW_NUMBER, min_col=column, max_col=column)
    return [cell for (cell,) in rows if isinstance(cell, Cell)]


def values_under(sheet: Worksheet, header: str) -> list[object]:
    return [cell.value for cell in cells_under(sheet, header)]


def validations_at(sheet: Worksheet, address: str) -> list[DataValidation]:
    return [validation for validation in sheet.data_validations.dataValidation if address in validation.sqref]


def is_open(cell: Cell) -> bool:
    return not cell.protection.locked


def is_grey(cell: Cell) -> bool:
    return cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == GREY


def test_three_sheets_stand_in_order_and_the_first_is_opened(bundled: Records):
    book = opened(made(bundled))
    assert book.sheetnames == ["指标完成情况", "项目支出", "填写说明"]
    assert book.active is book["指标完成情况"]


def test_headers_stand_in_row_three_in_the_agreed_order(bundled: Records):
    book = opened(made(bundled))
    assert [cell.value for cell in book[SHEET_INDICATORS][3]] == [
        "指标编号",
        "项目名称",
        "用款单位",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "完成等级",
        "偏差原因及改进措施",
        "佐证",
    ]
    assert [cell.value for cell in book[SHEET_SPENDING][3]] == [
        "项目编号",
        "项目名称",
        "用款单位",
        "年初预算数（元）",
        "全年预算数（元）",
        "全年执行数（元）",
    ]
    assert tuple(module.INDICATOR_WIDTHS) == INDICATOR_HEADERS
    assert tuple(module.SPENDING_WIDTHS) == SPENDING_HEADERS


def test_every_bundled_indicator_and_project_has_its_row(bundled: Records):
    book = opened(made(bundled))
    indicators, spending = book[SHEET_INDICATORS], book[SHEET_SPENDING]
    assert indicators.max_row == 3 + 36
    assert spending.max_row == 3 + 4
    assert values_under(indicators, "指标编号") == [indicator.indicator_id for indicator in bundled[1]]
    assert [cell.value for cell in indicators[39]] == [
        "50dc45398ff7",
        "两新组织党务工作者补贴（镇）",
        "东莞市东坑镇非公有制经济组织和社会组织党建服务中心",
        "满意度指标",
        "服务对象满意度指标",
        "补贴对象满意度",
        "≥90%",
        None,
        None,
        None,
        None,
    ]
    assert [cell.value for cell in spending[7]] == [
        "a71a3ce53ed6",
        "两新组织党务工作者补贴（镇）",
        "东莞市东坑镇非公有制经济组织和社会组织党建服务中心",
        504_000,
        504_000,
        None,
    ]


def test_title_spans_the_visible_columns_and_year_and_day_follow_their_labels(bundled: Records):
    sheet = opened(made(bundled, as_of=date(2024, 6, 30)))[SHEET_INDICATORS]
    assert sheet["B1"].value == "2024 年度绩效指标实际完成情况填报表"
    assert "B1:K1" in [str(merged) for merged in sheet.merged_cells.ranges]
    assert [sheet[address].value for address in ("B2", "C2", "D2", "E2")] == [
        "年度",
        2024,
        "截至日期",
        datetime(2024, 6, 30),
    ]
    assert sheet["E2"].number_format == "yyyy-mm-dd"
    assert sheet["F2"].value == "只填白色单元格；灰色为目标表内容，请勿改动"


def test_the_day_is_open_on_the_first_sheet_only(bundled: Records):
    book = opened(made(bundled))
    assert not book[SHEET_INDICATORS]["E2"].protection.locked
    assert book[SHEET_INDICATORS]["C2"].protection.locked
    assert book[SHEET_SPENDING]["E2"].protection.locked
    assert book[SHEET_SPENDING]["E2"].value == datetime(2024, 12, 31)


def test_the_day_must_lie_in_the_year_or_the_next(bundled: Records):
    (validation,) = validations_at(opened(made(bundled))[SHEET_INDICATORS], "E2")
    assert (validation.type, validation.operator) == ("date", None)  # None is "between"
    assert (validation.formula1, validation.formula2) == ("45292", "46022")  # 2024-01-01 and 2025-12-31
    assert not validation.allowBlank


def test_identifiers_are_hidden_and_nothing_else_is(bundled: Records):
    book = opened(made(bundled))
    for name, header in ((SHEET_INDICATORS, "指标编号"), (SHEET_SPENDING, "项目编号")):
        sheet = book[name]
        hidden = [letter for letter, dimension in sheet.column_dimensions.items() if dimension.hidden]
        assert hidden == ["A"]
        assert sheet["A3"].value == header


def test_goal_table_columns_are_grey_and_locked_and_the_others_are_open(bundled: Records):
    book = opened(made(bundled))
    for sheet, headers, open_headers in (
        (book[SHEET_INDICATORS], INDICATOR_HEADERS, OPEN_INDICATOR_HEADERS - {"完成等级"}),
        (book[SHEET_SPENDING], SPENDING_HEADERS, OPEN_SPENDING_HEADERS),
    ):
        for header in set(headers) - {"完成等级"}:
            cells = cells_under(sheet, header)
            assert {is_open(cell) for cell in cells} == {header in open_headers}, header
            assert {is_grey(cell) for cell in cells} == {header not in open_headers}, header
        assert all(cell.protection.locked for cell in sheet[3])


def test_only_targets_that_are_no_number_take_a_grade(bundled: Records):
    sheet = opened(made(bundled))[SHEET_INDICATORS]
    targets, grades = values_under(sheet, "年度指标值"), cells_under(sheet, "完成等级")
    open_targets = [target for target, grade in zip(targets, grades, strict=True) if is_open(grade)]
    assert open_targets == ["有效提升", "长期", "有效提升", "长期", "有效提升", "长期", "有效保障", "可持续"]
    assert all(is_grey(grade) is not is_open(grade) for grade in grades)
    for grade in grades:
        validations = validations_at(sheet, grade.coordinate)
        assert len(validations) == (1 if is_open(grade) else 0)
        assert {(found.type, found.formula1) for found in validations} <= {("list", '"达成,部分达成,未达成"')}


def test_targets_without_a_readable_number_take_a_grade_too():
    records = small(
        Line("产出指标", "数量指标", "甲", "", ""),
        Line("", "质量指标", "乙", "约定按1000元执行到位", "约定按1000元执行到位"),
        Line("", "时效指标", "丙", "2024年12月前", "2024年12月前"),
    )
    kinds = [indicator.annual_target.kind for indicator in records[1]]
    grades = cells_under(opened(made(records))[SHEET_INDICATORS], "完成等级")
    assert kinds[2] is ValueKind.DEADLINE
    assert [is_open(grade) for grade in grades] == [True, True, False]


def test_protection_has_no_password_and_leaves_formatting_sorting_filtering_and_rows(bundled: Records):
    book = opened(made(bundled))
    for name in (SHEET_INDICATORS, SHEET_SPENDING, SHEET_INSTRUCTIONS):
        protection = book[name].protection
        assert protection.sheet
        assert protection.password is None
        allowed = {
            right
            for right in (
                *("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"),
                *("insertColumns", "deleteColumns", "insertHyperlinks", "pivotTables"),
            )
            if not getattr(protection, right)
        }
        assert allowed == {
            *("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter")
        }


def test_typed_texts_stay_text_and_amounts_have_two_decimals(bundled: Records):
    book = opened(made(bundled))
    for header in ("实际完成值", "偏差原因及改进措施", "佐证"):
        assert {cell.number_format for cell in cells_under(book[SHEET_INDICATORS], header)} == {"@"}
    for header in (INITIAL_BUDGET, ADJUSTED_BUDGET, SPENT):
        assert {cell.number_format for cell in cells_under(book[SHEET_SPENDING], header)} == {"#,##0.00"}


def test_amounts_below_zero_are_refused_in_chinese(bundled: Records):
    sheet = opened(made(bundled))[SHEET_SPENDING]
    for address in ("D4", "E4", "F4", "D7", "E7", "F7"):
        (validation,) = validations_at(sheet, address)
        assert (validation.type, validation.operator, validation.formula1) == ("decimal", "greaterThanOrEqual", "0")
        assert validation.error == "请填大于或等于 0 的数字，单位为元，不要带文字。"
    assert not validations_at(sheet, "D8")


def test_each_actual_value_says_how_it_is_written():
    records = small(
        Line("产出指标", "数量指标", "补助户数", "10户", "10户"),
        Line("", "时效指标", "完成时间", "2024年12月前", "2024年12月前"),
        Line("", "成本指标", "预算执行率（%）", "≥90%", "≥90%"),
        Line("效益指标", "社会效益指标", "生活改善", "有效提升", "有效提升"),
    )
    sheet = opened(made(records))[SHEET_INDICATORS]
    messages = [validations_at(sheet, f"H{row}")[0].prompt for row in range(4, 8)]
    assert messages == [
        "填数字和单位，如 92%；不要写≥",
        "填实际完成的日期，如 2024年12月20日；不要写≤",
        "可不填：按“项目支出”表的执行数自动计算",
        "写实际情况，如“有效提升”；并在“完成等级”一栏选择等级",
    ]
    assert [is_open(cell) for cell in cells_under(sheet, "实际完成值")] == [True] * 4
    assert not validations_at(sheet, "H8")


def test_validations_of_many_scattered_rows_cover_every_row():
    number, words = ("数量指标", "10户"), ("质量指标", "有效提升")
    lines = [
        Line("产出指标", *pair[:1], f"指标{at}", pair[1], pair[1]) for at in range(450) for pair in (number, words)
    ]
    sheet = opened(made(small(*lines)))[SHEET_INDICATORS]
    lists = [found for found in sheet.data_validations.dataValidation if found.type == "list"]
    covered = {address for found in lists for address in str(found.sqref).split()}
    assert covered == {f"I{row}" for row in range(5, 904, 2)}
    assert max(len(found.sqref.ranges) for found in lists) == 400


def test_reported_values_are_filled_in(bundled: Records):
    projects, indicators = bundled
    number, words = indicators[2], indicators[4]
    results = reported(number, "85%", deviation_reason="经费到位晚", evidence="拨款单") | reported(
        words, "有效提升", attainment=Attainment.PARTLY_MET
    )
    book = opened(made(bundled, results=results, spending=spent(projects[1], "25000", "20000.5", "0")))
    rows = book[SHEET_INDICATORS]
    assert [cell.value for cell in rows[6]][7:] == ["85%", None, "经费到位晚", "拨款单"]
    assert [cell.value for cell in rows[8]][7:] == ["有效提升", "部分达成", None, None]
    assert [cell.value for cell in book[SHEET_SPENDING][5]][3:] == [25_000, 20_000.5, 0]


def test_budgets_missing_in_a_report_fall_back_to_the_goal_table(bundled: Records):
    first, second, third, fourth = bundled[0]
    spending = spent(first, None, None, "10") | spent(second, "24000", None, None)
    unknown = [first, second, third, replace(fourth, budget_yuan=None)]
    sheet = opened(made((unknown, bundled[1]), spending=spending))[SHEET_SPENDING]
    assert values_under(sheet, INITIAL_BUDGET) == [2_500, 24_000, 299_600, None]
    assert values_under(sheet, ADJUSTED_BUDGET) == [2_500, 24_000, 299_600, None]
    assert values_under(sheet, SPENT) == [10, None, None, None]


def test_a_grade_given_to_a_number_before_stays_visible_and_open(bundled: Records):
    results = reported(bundled[1][0], "1个", attainment=Attainment.MET)
    sheet = opened(made(bundled, results=results))[SHEET_INDICATORS]
    assert sheet["I4"].value == "达成"
    assert not sheet["I4"].protection.locked
    assert len(validations_at(sheet, "I4")) == 1


@pytest.mark.parametrize("text", NASTY_TEXTS, ids=lambda text: text[:12])
def test_texts_come_back_as_they_went_in(text: str):
    projects, indicators = small(Line("产出指标", "数量指标", "甲", "10户", "10户"))
    indicators = [indicators[0]._replace(indicator_name=text)]
    projects = [replace(projects[0], project_name=text)]
    results = reported(indicators[0], text, deviation_reason=text, evidence=text)
    content = made((projects, indicators), results=results)
    row = opened(content)[SHEET_INDICATORS][4]
    assert [row[at].value for at in (1, 5, 7, 9, 10)] == [text] * 5
    assert {row[at].data_type for at in (1, 5, 7, 9, 10)} == {"s"}
    read = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(SHEET_INDICATORS).to_python()
    assert [cell for cell in read[-1] if cell == text] == [text] * 5
    assert b"<f>" not in ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_controls_that_xml_cannot_carry_become_a_replacement_sign():
    projects, indicators = small(Line("产出指标", "数量指标", "甲", "10户", "10户"))
    content = made((projects, indicators), results=reported(indicators[0], "a\x00b\r\nc"))
    assert opened(content)[SHEET_INDICATORS]["H4"].value == "a\ufffdb\nc"


def test_equal_input_gives_equal_bytes(bundled: Records):
    assert made(bundled) == made(bundled)


def test_head_is_frozen_filtered_and_repeated_in_print(bundled: Records):
    book = opened(made(bundled))
    for name, last in ((SHEET_INDICATORS, "K39"), (SHEET_SPENDING, "F7")):
        sheet = book[name]
        assert sheet.freeze_panes == "A4"
        assert sheet.auto_filter.ref == f"A3:{last}"
        assert sheet.print_title_rows == "$3:$3"


def test_every_sheet_prints_on_a4_landscape_one_page_wide_with_page_numbers(bundled: Records):
    book = opened(made(bundled))
    for sheet in book.worksheets:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
        fitting, footer = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
        assert fitting is not None
        assert fitting.fitToPage
        assert footer is not None
        assert footer.right.text == "第 &P 页，共 &N 页"


def test_cells_are_merged_only_above_the_header(bundled: Records):
    book = opened(made(bundled))
    for name in (SHEET_INDICATORS, SHEET_SPENDING):
        assert all(merged.max_row < HEADER_ROW_NUMBER for merged in book[name].merged_cells.ranges)


def test_a_stronger_line_stands_above_each_project(bundled: Records):
    sheet = opened(made(bundled))[SHEET_INDICATORS]
    strong = [cell.row for cell in cells_under(sheet, "三级指标") if cell.border.top.style == "medium"]
    assert strong == [4, 11, 18, 28]


def test_long_texts_get_higher_rows_that_still_grow(bundled: Records):
    indicator = bundled[1][0]
    content = made(bundled, results=reported(indicator, "1个", deviation_reason="因" * 90))
    xml = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    heights = {int(row): attributes for row, attributes in re.findall(r'<row r="(\d+)" ([^>]*)>', xml)}
    assert 'ht="86.25"' in heights[4]
    assert 'ht="36.75"' in heights[5]
    assert [row for row, attributes in heights.items() if "customHeight" in attributes] == [1, 2, 3]


def test_row_height_stays_within_what_excel_allows():
    assert line_count("汉字" * 10 + "\n\n末行", 21) == 4
    assert row_height(1) == 24
    assert row_height(1_000) == 409


def test_neighbouring_rows_are_one_range():
    assert runs_of([3, 4, 5, 9, 11, 12]) == [(3, 5), (9, 9), (11, 12)]
    assert runs_of([]) == []


def test_rows_follow_the_order_of_the_projects_and_no_project_is_told_twice(bundled: Records):
    projects, indicators = bundled
    sheets = opened(made(([projects[3], projects[0], projects[1], projects[2], projects[0]], indicators[::-1])))
    names = values_under(sheets[SHEET_SPENDING], "项目编号")
    assert names == ["a71a3ce53ed6", "18b45a0b0373", "93c58f0bb0fa", "52d7f0efc0c7"]
    assert sheets[SHEET_INDICATORS]["A4"].value == "50dc45398ff7"
    assert sheets[SHEET_INDICATORS].max_row == 39


def test_an_indicator_without_its_project_is_a_mistake_of_the_caller(bundled: Records):
    with pytest.raises(ValueError, match="belongs to no given project"):
        made((bundled[0][:3], bundled[1]))


def test_missing_levels_units_and_amounts_stay_empty():
    projects, indicators = small(Line("产出指标", "数量指标", "甲", "10户", "10户"))
    bare = [replace(projects[0], spending_unit=None, budget_yuan=None)]
    book = opened(made((bare, [indicators[0]._replace(level1=None, level2=None)])))
    assert [book[SHEET_INDICATORS].cell(4, column).value for column in (3, 4, 5)] == [None, None, None]
    assert [book[SHEET_SPENDING].cell(4, column).value for column in (3, 4, 5, 6)] == [None] * 4


def test_a_year_without_projects_gives_empty_sheets_with_headers():
    book = opened(made(([], [])))
    assert book[SHEET_INDICATORS].max_row == 3
    assert book[SHEET_SPENDING].auto_filter.ref == "A3:F3"


def test_more_rows_than_a_sheet_holds_are_refused(bundled: Records):
    with pytest.raises(PerfdataError, match="超过一张 Excel 工作表的容量"):
        made((bundled[0], [bundled[1][0]] * 1_048_001))


def test_examples_in_the_instructions_can_be_read():
    kinds = {text: parse_value(text).kind for _, text in EXAMPLES}
    assert kinds == {
        "92%": ValueKind.NUMBER,
        "36人": ValueKind.NUMBER,
        "4场次": ValueKind.NUMBER,
        "1000元/人/月": ValueKind.NUMBER,
        "2024年12月20日": ValueKind.DEADLINE,
        "0起": ValueKind.NUMBER,
        "达成": ValueKind.QUALITATIVE,
    }


def test_instructions_name_every_open_column_and_never_look_like_a_table_to_read(bundled: Records):
    sheet = opened(made(bundled))[SHEET_INSTRUCTIONS]
    rows = [[str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    names = {row[0] for row in rows}
    assert names >= OPEN_INDICATOR_HEADERS | OPEN_SPENDING_HEADERS
    assert all(len({*row} & {*INDICATOR_HEADERS, *SPENDING_HEADERS}) <= 1 for row in rows)


def test_document_properties_name_the_form(bundled: Records):
    properties = opened(made(bundled)).properties
    assert properties.title == "2024 年度绩效指标实际完成情况填报表"
    assert properties.created == datetime(2000, 1, 1)


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("某单位", "2024_某单位_实际完成情况填报表.xlsx"),
        (None, "2024_全部单位_实际完成情况填报表.xlsx"),
        ("一办/二办", "2024_一办_二办_实际完成情况填报表.xlsx"),
    ],
)
def test_file_name_carries_year_and_unit(unit: str | None, name: str):
    assert template_file_name(2024, unit) == name
