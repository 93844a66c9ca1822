"""Rows of a flat list in any order, and several indicators in the cells of one row."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from perfdata.reading.self_evaluations import read_self_evaluations
from tests.builders import Line, goal_table

HEADER = "单位名称 项目名称 预算数 一级指标 二级指标 三级指标 指标值".split()
Rows = Sequence[Sequence[str]]


def row(project: str, level1: str, level2: str, name: str, target: str, unit: str = "某镇应急办") -> list[str]:
    return [unit, project, "100000" if project == "甲项目" else "200000", level1, level2, name, target]


QUANTITY, QUALITY = ("产出指标", "数量指标"), ("产出指标", "质量指标")
SATISFACTION = ("满意度指标", "服务对象满意度指标")


def read(rows: Rows, *, title: str = "某镇2025年项目支出绩效目标汇总表") -> GoalTables:
    text = "\n".join("\t".join(cells) for cells in ([title], ["金额单位：元"], HEADER, *rows))
    return read_goal_tables(text.encode(), file_name="汇总.txt")


def names_by_project(tables: GoalTables) -> dict[str, list[str]]:
    return {table.project.project_name: [item.indicator_name for item in table.indicators] for table in tables.tables}


INTERLEAVED = [
    row("甲项目", *QUANTITY, "演练场次", "≥3场"),
    row("乙项目", *QUANTITY, "巡查次数", "≥9次"),
    row("甲项目", *QUALITY, "合格率", "100%"),
    row("乙项目", *QUALITY, "达标率", "100%"),
    row("甲项目", *SATISFACTION, "群众满意度", "≥90%"),
    row("乙项目", *SATISFACTION, "村民满意度", "≥85%"),
]


@pytest.mark.parametrize(
    "order", [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [0, 2, 1, 3, 5, 4], [1, 3, 5, 0, 2, 4]], ids=str
)
def test_rows_of_a_project_belong_together_wherever_they_stand(order: list[int]):
    tables = read([INTERLEAVED[at] for at in order])
    own = [at for at in order if at % 2 == 0]
    others = [at for at in order if at % 2]
    assert names_by_project(tables) == {
        "甲项目": [INTERLEAVED[at][5] for at in own],
        "乙项目": [INTERLEAVED[at][5] for at in others],
    }
    assert {table.project.project_name: table.project.budget_yuan for table in tables.tables} == {
        "甲项目": 100_000,
        "乙项目": 200_000,
    }
    assert tables.findings == []


def test_levels_of_interleaved_rows_are_those_of_their_own_row():
    tables = read(INTERLEAVED)
    levels = [[(item.level1 and item.level1.label) for item in table.indicators] for table in tables.tables]
    assert levels == [["产出指标", "产出指标", "满意度指标"]] * 2


def test_projects_of_one_name_under_two_units_stay_two():
    rows = [
        row("甲项目", *QUANTITY, "演练场次", "≥3场"),
        row("甲项目", *QUANTITY, "巡查次数", "≥9次", unit="某镇水利站"),
        row("甲项目", *QUALITY, "合格率", "100%"),
        row("甲项目", *QUALITY, "达标率", "100%", unit="某镇水利站"),
    ]
    tables = read(rows)
    assert [(table.project.spending_unit, len(table.indicators)) for table in tables.tables] == [
        ("某镇应急办", 2),
        ("某镇水利站", 2),
    ]


def test_a_header_repeated_for_printing_does_not_part_the_rows_of_a_project():
    tables = read([*INTERLEAVED[:3], HEADER, *INTERLEAVED[3:]])
    assert [len(table.indicators) for table in tables.tables] == [3, 3]


def test_two_lists_of_two_years_in_one_file_stay_apart():
    first = "\n".join(
        "\t".join(cells) for cells in (["某镇2024年项目支出绩效目标汇总表（金额单位：元）"], HEADER, *INTERLEAVED)
    )
    second = first.replace("2024", "2025")
    tables = read_goal_tables(f"{first}\n{second}".encode(), file_name="汇总.txt")
    assert [(table.project.fiscal_year, len(table.indicators)) for table in tables.tables] == [
        (2024, 3),
        (2024, 3),
        (2025, 3),
        (2025, 3),
    ]


def html(name: str, target: str) -> bytes:
    """A goal table as a web page, whose cells keep their lines; names and targets by / for a line."""
    lines = goal_table(lines=[Line("产出指标", "数量指标", "NAME", "TARGET", "TARGET")]).splitlines()
    cells = [row.split("\t") for row in lines]
    texts = {"NAME": name.replace("/", "<br>"), "TARGET": target.replace("/", "<br>")}
    rows = "".join(
        "<tr>" + "".join(f"<td>{texts.get(cell, cell)}</td>" for cell in own) + "</tr>" for own in cells if own != [""]
    )
    return f"<html><body><table>{rows}</table></body></html>".encode()


def indicators(content: bytes) -> list[tuple[str, str]]:
    tables = read_goal_tables(content, file_name="目标表.html")
    return [(item.indicator_name, item.annual_target.raw) for item in tables.indicators]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("指标1：养护里程/指标2：巡查次数/指标3：补坑", "≥43公里/≥48次/≥200平方米"),
        ("①养护里程/②巡查次数/③补坑", "①≥43公里/②≥48次/③≥200平方米"),
        ("1、养护里程/2、巡查次数/3、补坑", "1、≥43公里/2、≥48次/3、≥200平方米"),
        ("养护里程/巡查次数/补坑", "≥43公里/≥48次/≥200平方米"),
    ],
)
def test_several_indicators_in_one_cell_are_parted_where_the_lines_agree(name: str, target: str):
    assert indicators(html(name, target)) == [
        ("养护里程", "≥43公里"),
        ("巡查次数", "≥48次"),
        ("补坑", "≥200平方米"),
    ]


def test_numbered_names_with_too_few_values_stay_one_row_and_are_asked_about():
    tables = read_goal_tables(html("1、养护里程/2、巡查次数/3、补坑", "≥43公里/≥48次"), file_name="目标表.html")
    assert len(tables.indicators) == 1
    [told] = [finding for finding in tables.findings if finding.rule_id == "indicators_in_one_cell"]
    assert told.severity.value == "warning"
    assert "3 项指标" in told.message


@pytest.mark.parametrize(("name", "target"), [("道路养护/里程", "≥43公里"), ("道路养护/里程", "有效/提升")])
def test_a_wrapped_name_is_one_indicator(name: str, target: str):
    tables = read_goal_tables(html(name, target), file_name="目标表.html")
    assert len(tables.indicators) == 1
    assert all(finding.rule_id != "indicators_in_one_cell" for finding in tables.findings)


def self_evaluation(weight: str) -> bytes:
    rows = [
        ["项目支出绩效自评表"],
        ["（2024年度）"],
        ["项目名称", "道路养护", "主管部门", "某局", "实施单位", "某镇"],
        ["项目资金（元）", "", "年初预算数", "全年预算数", "全年执行数"],
        ["", "年度资金总额", "100000", "100000", "90000"],
        "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分".split(),
        ["产出指标", "数量指标", "1、里程/2、巡查", "≥43公里/≥48次", "45公里/50次", weight, weight],
    ]
    body = "".join("<tr>" + "".join(f"<td>{cell.replace('/', '<br>')}</td>" for cell in own) + "</tr>" for own in rows)
    return f"<html><body><table>{body}</table></body></html>".encode()


def test_results_and_points_in_one_cell_are_parted_with_their_indicators():
    [form] = read_self_evaluations(self_evaluation("30/20"), file_name="自评表.html").evaluations
    assert [(item.indicator_name, item.weight_points) for item in form.indicators] == [("里程", 30), ("巡查", 20)]
    assert [result and result.actual.raw for result in form.results] == ["45公里", "50次"]


def test_points_for_several_indicators_together_are_asked_about():
    read = read_self_evaluations(self_evaluation("50"), file_name="自评表.html")
    assert [len(form.indicators) for form in read.evaluations] == [1]
    assert [finding.rule_id for finding in read.findings if finding.rule_id == "indicators_in_one_cell"] == [
        "indicators_in_one_cell"
    ]
