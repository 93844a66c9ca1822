"""Forms that could be read in two ways, or that leave out what was reported: said at the cell, nothing lost."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.core.findings import Finding
from perfdata.core.result_form import (
    ACTUAL,
    ATTAINMENT,
    DEVIATION_REASON,
    HEADER_ROW_NUMBER,
    SHEET_INDICATORS,
    SHEET_SPENDING,
    SPENT,
)
from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import uploading
from perfdata.usecases.preview import Preview, ResultsPreview
from tests.result_builders import TODAY, Form, Spot, changed_sheet, grid_of, opened

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture
def filled(engine: Engine) -> Form:
    """A template with 补贴人数 36人 and 432,000 of 504,000 yuan spent."""
    form = template(engine)
    form.write(named(engine, "补贴人数"), ACTUAL, "36人")
    form.write(large_project(engine), SPENT, 432_000)
    return form


def template(engine: Engine) -> Form:
    return opened(uploading.result_template(engine, fiscal_year=2024, today=TODAY))


def named(engine: Engine, name: str):
    return next(item for item in store.current(engine).indicators if item.indicator_name == name)


def large_project(engine: Engine):
    return next(item for item in store.current(engine).projects if item.budget_yuan == 504_000)


def preview(engine: Engine, form: Form) -> Preview:
    return uploading.preview_file(engine, form.content(), file_name="填报.xlsx", today=TODAY)


def confirm(engine: Engine, form: Form) -> None:
    uploading.confirm(engine, preview(engine, form), uploaded_by="张会计")


def found(draft: Preview, rule_id: str) -> list[tuple[Severity, Spot]]:
    own = [finding for finding in draft.findings if finding.rule_id == rule_id]
    assert all(finding.observed and finding.expected and finding.suggestion for finding in own)
    return [(finding.severity, spot_of(finding)) for finding in own]


def spot_of(finding: Finding) -> Spot:
    assert finding.place is not None
    return Spot(finding.place.sheet or "", finding.place.cell or "")


def test_a_column_that_stands_twice_is_reported_and_nothing_is_taken_from_either(engine: Engine, filled: Form):
    filled.put(Spot(SHEET_INDICATORS, f"M{HEADER_ROW_NUMBER}"), ACTUAL)
    draft = preview(engine, filled)
    assert found(draft, "header_repeated") == [(ERROR, Spot(SHEET_INDICATORS, "M3"))]
    assert (draft.row_count, draft.held_count) == (0, 2)


def test_sheets_of_different_years_are_reported_and_nothing_is_taken(engine: Engine, filled: Form):
    filled.put(Spot(SHEET_SPENDING, "C2"), "2023")
    draft = preview(engine, filled)
    assert found(draft, "other_years_in_file") == [(ERROR, Spot(SHEET_SPENDING, "C2"))]
    assert draft.row_count == 0


@pytest.mark.parametrize("is_first", [False, True])
def test_the_day_that_can_be_filled_in_holds_and_its_locked_copy_is_told(engine: Engine, filled: Form, is_first: bool):
    filled.put(Spot(SHEET_INDICATORS, "E2"), "2024-11-30")
    filled.put(Spot(SHEET_SPENDING, "E2"), "2024-06-30")
    if is_first:
        filled.workbook.move_sheet(SHEET_SPENDING, -1)
    draft = preview(engine, filled)
    assert found(draft, "other_days_in_file") == [(Severity.NOTICE, Spot(SHEET_SPENDING, "E2"))]
    assert isinstance(draft, ResultsPreview)
    assert {f"{item.as_of}" for item in draft.records.results} == {"2024-11-30"}
    assert {f"{item.as_of}" for item in draft.records.spending} == {"2024-11-30"}


def test_a_second_day_on_a_sheet_of_indicators_is_asked_about(engine: Engine, filled: Form):
    again = filled.workbook.copy_worksheet(filled.workbook[SHEET_INDICATORS])
    again["E2"] = "2024-06-30"
    draft = preview(engine, filled)
    assert found(draft, "other_days_in_file") == [(WARNING, Spot(again.title, "E2"))]


def test_spending_below_the_indicators_of_one_sheet_is_read_too(engine: Engine, filled: Form):
    spending = grid_of(filled.spending)
    changed_sheet(filled, SHEET_INDICATORS, lambda rows: [*rows, [""], *spending[HEADER_ROW_NUMBER - 1 :]])
    filled.workbook.remove(filled.workbook[SHEET_SPENDING])
    draft = preview(engine, filled)
    assert isinstance(draft, ResultsPreview)
    assert [item.actual.raw for item in draft.records.results] == ["36人"]
    assert [int(item.spent_yuan or 0) for item in draft.records.spending] == [432_000]
    assert not draft.has_errors


def test_an_emptied_cell_keeps_its_value_and_says_so(engine: Engine, filled: Form):
    confirm(engine, filled)
    second = template(engine)
    emptied = second.write(named(engine, "补贴人数"), ACTUAL, None)
    unspent = second.write(large_project(engine), SPENT, None)
    second.write(named(engine, "补贴发放准确率"), ACTUAL, "100%")
    draft = preview(engine, second)
    assert found(draft, "cells_emptied") == [(WARNING, emptied), (WARNING, unspent)]
    confirm(engine, second)
    records = store.current(engine)
    assert {item.actual.raw for item in records.actual_results} == {"36人", "100%"}
    assert [int(item.spent_yuan or 0) for item in records.spending] == [432_000]


def test_a_reason_without_its_value_keeps_the_earlier_value(engine: Engine, filled: Form):
    confirm(engine, filled)
    second = template(engine)
    emptied = second.write(named(engine, "补贴人数"), ACTUAL, None)
    second.write(named(engine, "补贴人数"), DEVIATION_REASON, "人员调动")
    draft = preview(engine, second)
    assert found(draft, "cells_emptied") == [(WARNING, emptied)]
    confirm(engine, second)
    result = store.current(engine).actual_results[0]
    assert (result.actual.raw, result.deviation_reason) == ("36人", "人员调动")


def test_an_untouched_template_with_reported_values_has_no_finding_of_emptied_cells(engine: Engine, filled: Form):
    filled.write(named(engine, "补贴人数"), ATTAINMENT, None)
    confirm(engine, filled)
    draft = preview(engine, template(engine))
    assert found(draft, "cells_emptied") == []


@pytest.mark.parametrize(("given", "differs"), [("90%", True), ("85.7%", False), ("85.71%", False), ("86%", True)])
def test_an_execution_rate_that_is_not_spent_by_budget_is_a_finding(
    engine: Engine, filled: Form, given: str, differs: bool
):
    """432,000 ÷ 504,000 = 85.714… %."""
    owner = large_project(engine).project_id
    rate = next(
        item
        for item in store.current(engine).indicators
        if item.project_id == owner and item.indicator_name.startswith("预算执行率")
    )
    spot = filled.write(rate, ACTUAL, given)
    draft = preview(engine, filled)
    assert found(draft, "execution_rate_differs") == ([(WARNING, spot)] if differs else [])
    assert draft.row_count == 3


@pytest.mark.parametrize(("spent", "is_suspect"), [(43.2, True), (50.4, True), (5_040, False), (504_000, False)])
def test_an_amount_that_looks_like_ten_thousands_is_asked_about(engine: Engine, spent: float, is_suspect: bool):
    """43.2 of 504,000 is below 1 %; as 万元 it would be 432,000."""
    form = template(engine)
    spot = form.write(large_project(engine), SPENT, spent)
    draft = preview(engine, form)
    assert found(draft, "amount_far_below_budget") == ([(WARNING, spot)] if is_suspect else [])
    assert draft.row_count == 1
