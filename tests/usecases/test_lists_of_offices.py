"""Lists and heads as offices keep them: a column 单位, a blank name, two header rows, forms of departments."""

from __future__ import annotations

import pytest

from perfdata.core.errors import UnusableFileError
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from tests.usecases.test_units_of_tables import Rows, engine, file_of, preview

__all__ = ["engine"]
HEADER = ["年度", "单位", "项目名称", "预算金额（元）", "一级指标", "二级指标", "三级指标", "指标值"]
QUANTITY, QUALITY = ("产出指标", "数量指标"), ("产出指标", "质量指标")


def read(*rows: list[str], header: list[str] = HEADER, container: str = "csv") -> GoalTables:
    return read_goal_tables(file_of([header, *rows], container), file_name=f"清单.{container}")


def said(tables: GoalTables) -> dict[str, str]:
    return {finding.rule_id: finding.message for finding in tables.findings}


@pytest.mark.parametrize("container", ["csv", "xlsx", "html"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_column_of_units_left_of_the_names_is_that_of_the_offices(container: str, at: int):
    header = [label for label in HEADER if label != "单位"]
    row = ["2025", "桑园改造", "300000", *QUANTITY, "改造面积", "≥200亩"]
    header.insert(at, "单位")
    row.insert(at, "某镇农办")
    (table,) = read(row, header=header, container=container).tables
    assert (table.project.spending_unit, table.project.budget_yuan) == ("某镇农办", 300_000)
    assert [item.annual_target.raw for item in table.indicators] == ["≥200亩"]


def test_a_second_column_of_units_behind_the_target_is_that_of_the_measure():
    row = ["2025", "某镇农办", "桑园改造", "300000", *QUANTITY, "改造面积", "200", "亩"]
    (table,) = read(row, header=[*HEADER, "单位"]).tables
    assert table.project.spending_unit == "某镇农办"
    assert [item.annual_target.raw for item in table.indicators] == ["200亩"]


FIRST = ["2025", "某镇林站", "苗木补贴", "12600", *QUANTITY, "苗木", "≥1200株"]


@pytest.mark.parametrize("container", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "row",
    [
        ["2025", "某镇农站", "", "800", *QUANTITY, "宣传牌", "≥5块"],
        ["2025", "某镇林站", "", "800", *QUANTITY, "宣传牌", "≥5块"],
        ["2025", "某镇农站", "", "12600", *QUANTITY, "宣传牌", "≥5块"],
        ["", "", "", "800", *QUANTITY, "宣传牌", "≥5块"],
    ],
)
def test_a_row_of_another_project_without_a_name_is_held_and_told(row: list[str], container: str):
    tables = read(FIRST, row, container=container)
    assert [(item.project.project_name, item.is_sound) for item in tables.tables] == [("苗木补贴", True), ("", False)]
    assert [len(item.indicators) for item in tables.tables] == [1, 1]
    assert "project_name_blank" in said(tables)


def test_rows_that_repeat_or_leave_out_the_project_go_on_with_it():
    more = ["2025", "某镇林站", "", "12600", *QUALITY, "成活率", "≥90%"]
    blank = ["", "", "", "", *QUALITY, "验收合格率", "≥95%"]
    (table,) = read(FIRST, more, blank, ["合计", "", "", "12600", "", "", "", ""]).tables
    assert [item.indicator_name for item in table.indicators] == ["苗木", "成活率", "验收合格率"]


def test_a_first_row_without_a_name_does_not_join_the_next_project():
    tables = read(["2025", "某镇农站", "", "800", *QUANTITY, "宣传牌", "≥5块"], FIRST)
    assert [(item.project.project_name, item.project.budget_yuan) for item in tables.tables] == [
        ("", 800),
        ("苗木补贴", 12_600),
    ]


@pytest.mark.parametrize("heads", [("目标", "绩效指标值"), ("绩效目标", "指标值"), ("目标值", "数值")])
def test_a_header_of_two_rows_is_one(heads: tuple[str, str]):
    rows = [
        ["2025年度项目绩效目标申报表"],
        ["项目名称", "敬老院运转"],
        ["资金总额（万元）", "", "120.00"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", heads[0], "", "分值"],
        ["", "", "", "", heads[1], "计量单位", ""],
        ["", "产出指标（50分）", "数量指标（20分）", "入住老人数", "≥65", "人", "50"],
        ["", "满意度指标（50分）", "满意度指标", "老人满意度", "≥90", "%", "50"],
    ]
    tables = read_goal_tables(file_of(rows, "html"), file_name="表.html")
    assert [(item.indicator_name, item.annual_target.raw) for item in tables.indicators] == [
        ("入住老人数", "≥65人"),
        ("老人满意度", "≥90%"),
    ]
    assert tables.findings == []


DEPARTMENT: Rows = (
    ["部门名称", "某镇城管办"],
    ["年度预算（万元）", "900"],
)


@pytest.mark.parametrize("container", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("title", "columns", "kind"),
    [
        ("2025年度部门整体支出绩效自评表", ["年度指标值", "实际完成值", "分值", "得分"], "自评"),
        ("2025年单位整体绩效自评表", ["指标值", "完成值", "分值", "自评得分"], "自评"),
        ("2025年度部门整体支出绩效目标表", ["年度指标值"], "目标"),
    ],
)
def test_forms_of_departments_are_refused_in_the_same_words(
    engine, title: str, columns: list[str], kind: str, container: str
):
    rows = [
        [title],
        *DEPARTMENT,
        ["一级指标", "二级指标", "三级指标", *columns],
        ["产出指标", "数量指标", "整治违停", "≥500起", "520起", "90", "90"][: 3 + len(columns)],
    ]
    with pytest.raises(UnusableFileError, match=f"部门整体支出绩效{kind}表还不支持"):
        preview(engine, file_of(rows, container), f"表.{container}")
