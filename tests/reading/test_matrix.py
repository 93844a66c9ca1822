"""Every container, encoding and lay-out: all values right, no garbled text, no cell lost."""

from decimal import Decimal
from functools import cache

import pytest

from perfdata.containers.sheets import read_sheets
from perfdata.core.cell_uses import CellRole
from perfdata.core.model import IndicatorValue
from perfdata.reading.forms import read_file
from perfdata.reading.goal_tables import GoalTable, GoalTables, read_goal_tables
from perfdata.reading.layouts import understand
from perfdata.reading.self_evaluations import read_self_evaluations
from tests.layouts import LAYOUTS
from tests.office_files import CONTAINERS, ENCODED, ENCODINGS, write_container

FILES = [
    (container, encoding)
    for container in CONTAINERS
    for encoding in (ENCODINGS if container in ENCODED else ("utf-8",))
]
CASES = [(layout, *file) for layout in LAYOUTS for file in FILES]
WITHOUT_CYCLE = ("single", "flat_list", "split_columns", "broken_labels", "self_evaluation")
TWO_PROJECTS = ("stacked", "flat_list")
WITH_POINTS = ("single", "flat_list", "split_columns", "self_evaluation")

LEVELS = [
    ("output", "quantity", "受益户数"),
    ("output", "quality", "验收合格率"),
    ("output", "cost", "㎡管网造价"),
    ("benefit", "social", "饮水条件"),
    ("satisfaction", "beneficiary_satisfaction", "住户满意度"),
]
CYCLE_TARGETS = ["300户", "100%", "≤400元/㎡", "明显改善", "≥90%"]
ANNUAL_TARGETS = ["≥100户", "=100%", "≤400元/㎡", "明显改善", "≥92%"]


@cache
def content(layout: str, container: str, encoding: str) -> bytes:
    return write_container(LAYOUTS[layout](), container, encoding=encoding)


def test_the_matrix_holds_at_least_240_files():
    assert len(CASES) == len(set(CASES)) >= 240
    assert len(CONTAINERS) >= 12
    assert len(LAYOUTS) >= 8


@pytest.mark.parametrize(("layout", "container", "encoding"), CASES)
def test_every_value_of_every_file_is_read(layout: str, container: str, encoding: str):
    tables = read_goal_tables(content(layout, container, encoding), file_name=f"表.{container}")
    names = ["农村饮水工程（常）", "助学补助"] if layout in TWO_PROJECTS else ["农村饮水工程（常）"]
    assert [table.project.project_name for table in tables.tables] == names
    for table in tables.tables:
        check_project(table, layout)
        check_indicators(table, layout)
    assert errors(tables) == []


def check_project(table: GoalTable, layout: str) -> None:
    project = table.project
    assert (project.spending_unit, project.fiscal_year, project.budget_yuan) == ("某镇人民政府", 2025, 1_005_000)
    assert project.annual_goal == "今年完成一批。"
    if layout != "flat_list":
        assert project.competent_department == "某县水利局"
    if layout not in WITHOUT_CYCLE:
        assert (project.cycle_start_year, project.cycle_end_year) == (2025, 2027)
        assert project.cycle_goal == "三年解决饮水困难。"


def check_indicators(table: GoalTable, layout: str) -> None:
    found = [(item.level1 and item.level1.value, item.level2 and item.level2.value) for item in table.indicators]
    assert [(*levels, item.indicator_name) for levels, item in zip(found, table.indicators, strict=True)] == LEVELS
    assert [item.annual_target.raw for item in table.indicators] == ANNUAL_TARGETS
    cycle: list[str] = [""] * 5 if layout in WITHOUT_CYCLE else CYCLE_TARGETS
    assert [item.cycle_target.raw for item in table.indicators] == cycle
    points: list[object] = [20, 15, 15, 30, 10] if layout in WITH_POINTS else [None] * 5
    if layout == "broken_labels":  # 产出指标（50分）, shared by its rows
        points = [Decimal("16.67"), Decimal("16.67"), Decimal("16.66"), 30, 10]
    assert [item.weight_points for item in table.indicators] == points


def errors(tables: GoalTables) -> list[str]:
    return [finding.message for finding in tables.findings if finding.severity.value == "error"]


@pytest.mark.parametrize(("layout", "container", "encoding"), CASES)
def test_every_cell_of_every_file_is_accounted_for(layout: str, container: str, encoding: str):
    grid = LAYOUTS[layout]()
    sheets = read_sheets(content(layout, container, encoding), file_name=f"表.{container}")
    uses = understand(read_file(sheets)).cell_uses
    assert len(uses) == sum(bool(text) for row in grid.rows for text in row)
    assert [use.text for use in uses if use.role is CellRole.NOT_UNDERSTOOD] == []
    assert all(use.meaning for use in uses)


@pytest.mark.parametrize(("container", "encoding"), FILES)
def test_the_self_evaluation_reads_in_every_container(container: str, encoding: str):
    read = read_self_evaluations(content("self_evaluation", container, encoding), file_name=f"表.{container}")
    (evaluation,) = read.evaluations
    results = [result for result in evaluation.results if result]
    actuals: list[IndicatorValue] = [result.actual for result in results]
    assert [actual.raw for actual in actuals] == ["96户", "100%", "380", "达成预期指标", "95.5%"]
    assert [f"{result.given_points}" for result in results] == ["19.2", "15", "15", "29", "10"]
    spent = [row.spent_yuan for row in evaluation.funding]
    assert spent == [904_500, 904_500, None]
    assert f"{evaluation.total_points} {evaluation.total_score} {evaluation.execution_score}" == "100 97.2 9"
    assert evaluation.actual_goal == "已完成一批。"
