"""A table that goes on under a second title, on the next page or in a table of its own is read to its end, or told."""

import pytest

from perfdata.core.findings import Finding
from perfdata.core.terms import Severity
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from tests.office_files import Grid, write_container

HEADER = ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值")
HEAD = (
    ("项目支出绩效目标表",),
    ("（2025年度）",),
    ("项目名称", "乡道养护", "实施单位", "青石镇交管站"),
    ("项目资金（万元）", "年度资金总额", "10"),
)
FIRST = ("", "产出指标", "数量指标", "养护里程", "≥43公里")
LAST = ("", "满意度指标", "满意度指标", "村民满意度", "≥90%")


def read(*rows: tuple[str, ...], container: str = "csv") -> GoalTables:
    cells = tuple((*row, *[""] * (5 - len(row))) for row in rows)
    return read_goal_tables(write_container(Grid(cells), container), file_name=f"表.{container}")


def errors(tables: GoalTables) -> list[Finding]:
    return [finding for finding in tables.findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "between",
    [
        [("项目支出绩效目标表（续表）",), HEADER],
        [("项目支出绩效目标表（续）",)],
        [("项目支出绩效目标表（续表1）",), ("项目名称", "乡道养护"), HEADER],
        [("项目支出绩效目标表",), HEADER],
        [HEADER],
    ],
)
def test_rows_under_a_second_title_belong_to_the_project_above(between: list[tuple[str, ...]]):
    tables = read(*HEAD, HEADER, FIRST, *between, ("", "", "", "新增护栏", "≥2公里"), LAST)
    (table,) = tables.tables
    names = [(item.indicator_name, item.level2 and item.level2.label) for item in table.indicators]
    assert names == [
        ("养护里程", "数量指标"),
        ("新增护栏", "数量指标"),
        ("村民满意度", "服务对象满意度指标"),
    ]
    assert not errors(tables)


@pytest.mark.parametrize("title", ["2025年后续管护项目绩效目标表", "2025年可持续发展项目绩效目标表"])
def test_a_title_with_a_word_of_going_on_begins_a_form_of_its_own(title: str):
    head = (("项目名称", "林业管护", "实施单位", "青石镇林业站"), ("预算金额（元）", "50000"), ("年度目标", "管护到位"))
    tables = read(*HEAD, HEADER, FIRST, (title,), *head, HEADER, LAST)
    assert [(item.project_name, item.annual_goal) for item in tables.projects] == [
        ("乡道养护", None),
        ("林业管护", "管护到位"),
    ]
    assert [item.indicator_name for item in tables.indicators] == ["养护里程", "村民满意度"]
    assert not errors(tables)


def test_indicators_under_a_title_of_their_own_are_told_where_no_project_is_named():
    tables = read(*HEAD, HEADER, FIRST, ("村级项目绩效目标表",), HEADER, LAST)
    assert [item.indicator_name for item in tables.indicators] == ["养护里程"]
    (told,) = errors(tables)
    assert told.rule_id == "indicators_without_project"
    assert told.message == "从这一行起有 1 行指标，上面没有“项目名称”一行，未采用。"


@pytest.mark.parametrize("between", [[], ["二、绩效指标"], ["项目支出绩效目标表（续表）"]])
def test_a_form_whose_parts_are_tables_of_their_own_is_one(between: list[str]):
    head, rows = (
        "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in part)
        for part in (HEAD, (HEADER, FIRST, LAST))
    )
    words = "".join(f"<p>{text}</p>" for text in between)
    page = f"<html><meta charset=utf-8><table>{head}</table>{words}<table>{rows}</table></html>"
    tables = read_goal_tables(page.encode(), file_name="表.html")
    assert [item.indicator_name for item in tables.indicators] == ["养护里程", "村民满意度"]
    assert not errors(tables)
