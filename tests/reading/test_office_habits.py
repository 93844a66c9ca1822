"""What offices do to their forms: remarks beside each other, failed formulas, two forms in a row, torn tables."""

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from perfdata.core.terms import Severity
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from perfdata.reading.self_evaluations import read_self_evaluations

HEADER = ["一级指标", "二级指标", "三级指标", "指标值"]
FORM: list[list[object]] = [
    ["2025年度项目支出绩效目标申报表"],
    [None],
    ["项目名称", "甲项目"],
    ["主管部门", "市人社局", "实施单位", "市就业中心"],
    ["预算金额（万元）", 150],
    [*HEADER],
    ["产出指标", "数量指标", "培训人数", "≥500人"],
    ["产出指标", "成本指标", "总成本", 150],
    ["满意度指标", "服务对象满意度指标", "满意度", "≥95%"],
]


def workbook(edit: Callable[[Worksheet], None], rows: list[list[object]] = FORM) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)  # pyright: ignore[reportArgumentType]
    edit(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(edit: Callable[[Worksheet], None], rows: list[list[object]] = FORM) -> GoalTables:
    return read_goal_tables(workbook(edit, rows), file_name="表.xlsx")


def rules(tables: GoalTables, severity: Severity) -> list[str]:
    return [finding.rule_id for finding in tables.findings if finding.severity is severity]


def put(address: str, value: str | int) -> Callable[[Worksheet], None]:
    def edit(sheet: Worksheet) -> None:
        sheet[address] = value

    return edit


@pytest.mark.parametrize(
    "remark",
    [
        "填报单位：市就业局",
        "填报单位：市就业局    填报日期：2026年1月15日",
        "主管部门：市人社局   填报日期：2026年1月",
        "填报单位（盖章）：市就业局    单位：万元",
        "主管部门（公章）：市人社局      填报时间：2026.1.15",
        "主管部门：市人社局    制作时间：2026年1月",
        "主管部门：市人社局        （公章）",
    ],
)
def test_a_line_of_remarks_leaves_the_department_of_the_form_as_it_is(remark: str):
    (project,) = read(put("A2", remark)).projects
    assert (project.competent_department, project.spending_unit) == ("市人社局", "市就业中心")


def test_the_reporting_unit_is_the_department_where_the_form_names_none():
    rows = [row for row in FORM if row[0] != "主管部门"]
    (project,) = read(put("A2", "填报单位：市就业局    填报日期：2026年1月15日"), rows).projects
    assert project.competent_department == "市就业局"


@pytest.mark.parametrize(
    "cells",
    [
        {"A2": "（2025年度）      单位：万元"},
        {"A2": "（2025年度）", "F2": "单位：万元"},
        {"A2": "（2025年度）金额单位：万元"},
        {"A2": "（2025年1-12月） 单位：万元"},
        {"A1": "2025年度项目支出绩效目标申报表（金额单位：万元）"},
        {"A1": "2025年度项目支出绩效目标申报表 单位：万元"},
    ],
)
def test_year_and_unit_in_one_line_are_both_read(cells: dict[str, str]):
    rows = [["项目支出绩效目标申报表"], *FORM[1:4], ["预算金额", 150], *FORM[5:]]

    def edit(sheet: Worksheet) -> None:
        for address, text in cells.items():
            sheet[address] = text

    (project,) = read(edit, rows).projects
    assert (project.fiscal_year, project.budget_yuan) == (2025, 1_500_000)


@pytest.mark.parametrize("amount", ["150万元", "150万", "¥1,500,000元", "￥150 万元", "150万元整"])
def test_an_amount_may_carry_its_own_unit_and_a_currency_sign(amount: str):
    (project,) = read(put("B5", amount)).projects
    assert project.budget_yuan == 1_500_000


def test_errors_of_formulas_are_no_names_and_no_targets():
    def edit(sheet: Worksheet) -> None:
        for address, error in {"B3": "#N/A", "D7": "#REF!", "C9": "#NAME?"}.items():
            sheet[address].value, sheet[address].data_type = error, "e"

    tables = read(edit)
    places = [finding.place and finding.place.cell for finding in tables.findings if finding.rule_id == "excel_error"]
    assert places == ["B3", "C7", "C9"]
    assert rules(tables, Severity.ERROR) == ["excel_error"] * 3
    assert not tables.tables[0].is_sound


def test_an_error_of_a_formula_is_no_department():
    def edit(sheet: Worksheet) -> None:
        sheet["B4"].value, sheet["B4"].data_type = "#REF!", "e"

    (finding,) = [item for item in read(edit).findings if item.rule_id == "excel_error"]
    assert (finding.message, finding.place and finding.place.cell) == (
        "主管部门是公式的错误结果“#REF!”，没有内容可用。",
        "B4",
    )


@pytest.mark.parametrize(
    "goal",
    [
        "资金总额：120万元，用于培训\n完成培训500人",
        "实施单位：组织培训500人",
        "备注：完成500人",
        "（2025年度）",
        "年度：完成500人",
    ],
)
def test_a_goal_that_begins_like_a_label_is_a_goal(goal: str):
    beside = [*FORM[:5], ["年度目标", goal], *FORM[5:]]
    below = [*FORM[:5], ["年度目标"], [goal], *FORM[5:]]
    for rows in (beside, below):
        (project,) = read(put("A2", "单位：元"), rows).projects
        assert (project.annual_goal, project.budget_yuan) == (goal, 1_500_000)


def test_an_error_of_a_formula_is_no_actual_value():
    def edit(sheet: Worksheet) -> None:
        sheet["E6"], sheet["E7"] = "实际完成值", "520人"
        sheet["E9"].value, sheet["E9"].data_type = "#DIV/0!", "e"

    read_forms = read_self_evaluations(workbook(edit), file_name="表.xlsx")
    assert [item.message for item in read_forms.findings if item.rule_id == "excel_error"] == [
        "实际完成值是公式的错误结果“#DIV/0!”，没有内容可用。"
    ]
    assert not read_forms.evaluations[0].is_sound


def test_formulas_that_no_program_has_calculated_are_told_with_their_cells():
    tables = read(put("D8", "=100+50"))
    (finding,) = [item for item in tables.findings if item.rule_id == "formula_without_value"]
    assert (finding.severity, finding.observed) == (Severity.WARNING, "D8")
    assert finding.message == "有 1 个单元格是公式，文件里没有保存计算结果，按空白读取（如 D8）。"


def test_two_forms_beside_each_other_are_not_taken_for_one():
    def edit(sheet: Worksheet) -> None:
        for number, row in enumerate(FORM, start=1):
            for column, value in enumerate(row, start=6):
                text = "乙项目" if value == "甲项目" else str(value or "")
                sheet[f"{get_column_letter(column)}{number}"] = text

    tables = read(edit)
    assert "forms_side_by_side" in rules(tables, Severity.ERROR)
    assert not any(table.is_sound for table in tables.tables)


def test_what_stands_above_a_flat_list_holds_for_all_its_projects():
    rows: list[list[object]] = [
        ["2025年度绩效目标汇总表"],
        ["主管部门：市教育局"],
        ["项目名称", "预算金额（万元）", *HEADER],
        ["甲", 1, "产出指标", "数量指标", "班次", "1个"],
        ["乙", 2, "产出指标", "数量指标", "人数", "2人"],
    ]
    tables = read(put("A1", "2025年度绩效目标汇总表"), rows)
    assert [(item.project_name, item.competent_department) for item in tables.projects] == [
        ("甲", "市教育局"),
        ("乙", "市教育局"),
    ]


def test_a_hidden_sheet_is_told():
    def edit(sheet: Worksheet) -> None:
        hidden = sheet.parent.create_sheet("旧稿")  # pyright: ignore[reportOptionalMemberAccess]
        hidden.append(["项目名称", "旧项目"])
        hidden.sheet_state = "hidden"

    messages = [finding.message for finding in read(edit).findings]
    assert "工作表“旧稿”是隐藏的，也读取了；如果是旧稿，请删去后再导入。" in messages


def torn_document(between: str) -> bytes:
    """The form in a Word document, its last two rows in a table of their own below ``between``."""
    document = docx.Document()
    for part, text in ((FORM[2:7], "2025年度项目支出绩效目标申报表"), (FORM[7:], between)):
        document.add_paragraph(text)
        table = document.add_table(rows=0, cols=4)
        for row in part:
            for cell, value in zip(table.add_row().cells, [*row, "", "", ""], strict=False):
                cell.text = str(value)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("between", ["", "续表", "（续）", "2", "- 2 -", "续上表", "绩效目标申报表（续）"])
def test_a_table_torn_by_a_page_goes_on_with_its_rows(between: str):
    tables = read_goal_tables(torn_document(between), file_name="表.docx")
    assert [item.indicator_name for item in tables.indicators] == ["培训人数", "总成本", "满意度"]


def test_rows_of_indicators_without_a_header_are_an_error():
    tables = read_goal_tables(torn_document("另一张表"), file_name="表.docx")
    assert [item.indicator_name for item in tables.indicators] == ["培训人数"]
    assert rules(tables, Severity.ERROR) == ["indicators_without_header"] * 2


def test_a_table_with_another_header_does_not_go_on_with_the_form_above():
    document = docx.Document()
    header = ["一级指标", "二级指标", "三级指标", "指标解释"]
    for part in (FORM[2:], [header, ["产出指标", "数量指标", "培训人数", "解释"]]):
        table = document.add_table(rows=0, cols=4)
        for row in part:
            for cell, value in zip(table.add_row().cells, [*row, "", "", ""], strict=False):
                cell.text = str(value)
        document.add_paragraph("")
    buffer = io.BytesIO()
    document.save(buffer)
    tables = read_goal_tables(buffer.getvalue(), file_name="表.docx")
    assert [item.indicator_name for item in tables.indicators] == ["培训人数", "总成本", "满意度"]
