"""Which indicator or project a row means, one scenario a test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfdata.checking.matching import (
    IndicatorRow,
    Reference,
    SpendingRow,
    build_reference,
    match_indicator,
    match_project,
    row_key,
    suggest_indicator,
)
from perfdata.core.reports import IndicatorCells, Layout, ReportedRow, SpendingCells
from perfdata.reading.goal_tables import read_goal_tables
from tests.builders import Line, goal_table, goal_tables

LINES = [
    Line("产出指标", "数量指标", "培训人数", "30人", "30人"),
    Line("", "质量指标", "合格率", "≥90%", "≥90%"),
    Line("", "成本指标", "合格率", "≥80%", "≥80%"),
    Line("", "", "合格率", "≥70%", "≥70%"),
]


def reference_of(*tables: str) -> Reference:
    read = read_goal_tables(goal_tables(*tables), file_name="目标表.txt")
    return build_reference(read.projects, read.indicators, fiscal_year=2024)


@pytest.fixture(scope="module")
def reference() -> Reference:
    """Two units with a project of the same name, and a project of its own."""
    return reference_of(
        goal_table(name="培训补助（镇）", unit="甲办公室", lines=LINES),
        goal_table(name="培训补助（镇）", unit="乙办公室", lines=LINES),
        goal_table(name="“两新”党组织经费", unit="甲办公室", lines=LINES[:2]),
    )


def row(**cells: str) -> IndicatorRow:
    return ReportedRow(IndicatorCells(**cells), 4, Layout("表.xlsx", "表", {}))


def spending(**cells: str) -> SpendingRow:
    return ReportedRow(SpendingCells(**cells), 4, Layout("表.xlsx", "表", {}))


def matched(reference: Reference, **cells: str) -> tuple[str, str, str, str] | None:
    """Project, unit, level 2 and target of what the row means."""
    found = match_indicator(row(**cells), reference, remembered={})
    if found is None:
        return None
    shown = reference.shown[found]
    return shown.project_name, shown.spending_unit, shown.level2, shown.annual_target


def test_an_id_decides_whatever_the_names_say(reference: Reference):
    wanted = next(iter(reference.indicators))
    found = match_indicator(row(indicator_id=f" {wanted} ", indicator_name="改过"), reference, remembered={})
    assert found == wanted


def test_names_match_in_any_width_with_any_brackets_and_quotes(reference: Reference):
    found = matched(reference, project_name=" 「两新」党组织 经费", indicator_name="合 格 率")
    assert found == ("“两新”党组织经费", "甲办公室", "质量指标", "≥90%")


def test_an_unknown_id_gives_way_to_the_names(reference: Reference):
    found = matched(reference, indicator_id="1.23457E+11", project_name="两新党组织经费", indicator_name="培训人数")
    assert found == ("“两新”党组织经费", "甲办公室", "数量指标", "30人")


def test_the_unit_decides_between_projects_of_one_name(reference: Reference):
    names = {"project_name": "培训补助(镇)", "indicator_name": "培训人数"}
    assert matched(reference, **names, spending_unit="乙办公室") == ("培训补助（镇）", "乙办公室", "数量指标", "30人")
    assert matched(reference, **names) is None


def test_names_under_a_unit_that_has_no_such_project_match_nothing(reference: Reference):
    assert (
        matched(reference, project_name="两新党组织经费", indicator_name="培训人数", spending_unit="乙办公室") is None
    )


@pytest.mark.parametrize(
    ("cells", "target"),
    [
        ({"level2": "质量指标"}, "≥90%"),
        ({"level2": "成本指标", "annual_target": "≥80%"}, "≥80%"),
        ({"level2": "成本指标", "annual_target": "≧70％"}, "≥70%"),
        ({"annual_target": "≥80%"}, "≥80%"),
        ({"level2": "成本指标"}, None),
        ({}, None),
    ],
)
def test_level_and_target_decide_between_indicators_of_one_name(
    cells: dict[str, str], target: str | None, reference: Reference
):
    names = {"project_name": "培训补助（镇）", "spending_unit": "甲办公室", "indicator_name": "合格率"}
    found = matched(reference, **names, **cells)
    assert (found and found[3]) == target


def test_a_remembered_choice_is_used_only_where_nothing_else_fits(reference: Reference):
    first, second, *_ = reference.indicators
    strange = row(project_name="培训 补贴", indicator_name="参训人数")
    remembered = {row_key(strange): first, row_key(row(indicator_name="合格率")): second}
    assert match_indicator(strange, reference, remembered=remembered) == first
    named = strange._replace(cells=strange.cells._replace(indicator_id=second))
    assert match_indicator(named, reference, remembered=remembered) == second
    assert match_indicator(strange, reference, remembered={row_key(strange): "gone"}) is None


def test_a_project_is_matched_by_id_or_by_name_and_unit(reference: Reference):
    first, second, third = reference.projects
    assert match_project(spending(project_id=second, project_name="改过"), reference) == second
    assert match_project(spending(project_name="培训补助（镇）", spending_unit="甲办公室"), reference) == first
    assert match_project(spending(project_name="「两新」党组织经费"), reference) == third
    assert match_project(spending(project_name="培训补助（镇）"), reference) is None
    assert match_project(spending(project_name="两新党组织经费", spending_unit="乙办公室"), reference) is None


def test_the_most_similar_name_in_the_most_similar_project_is_suggested(reference: Reference):
    strange = row(project_name="两新党组织工作经费", indicator_name="参加培训人数")
    suggestion = suggest_indicator(strange, reference)
    assert suggestion is not None
    shown = reference.shown[suggestion.indicator_id]
    assert (shown.project_name, shown.indicator_name) == ("“两新”党组织经费", "培训人数")
    assert suggestion.row_key == row_key(strange)
    assert (suggestion.project_name, suggestion.indicator_name) == ("两新党组织工作经费", "参加培训人数")


@pytest.mark.parametrize(
    ("project_name", "indicator_name"),
    [("两新党组织经费", "道路里程"), ("道路养护", "培训人数"), ("", "培训人数"), ("两新党组织经费", "培训人数" * 100)],
)
def test_nothing_is_suggested_where_nothing_is_near(project_name: str, indicator_name: str, reference: Reference):
    assert suggest_indicator(row(project_name=project_name, indicator_name=indicator_name), reference) is None


def test_another_year_is_no_part_of_the_reference(reference: Reference):
    projects = [replace(project, fiscal_year=2023) for project in reference.projects.values()]
    indicators = [item._replace(fiscal_year=2023) for item in reference.indicators.values()]
    assert build_reference(projects, indicators, fiscal_year=2024).indicators == {}
