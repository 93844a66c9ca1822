"""What clerks do to a template besides typing values: merge cells, add totals and signatures, send an older one."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Project
from perfdata.core.result_form import (
    ACTUAL,
    ATTAINMENT,
    DEVIATION_REASON,
    INDICATOR_ID,
    INDICATOR_NAME,
    PROJECT_ID,
    PROJECT_NAME,
    SHEET_SPENDING,
    SPENDING_UNIT,
    SPENT,
)
from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import uploading
from perfdata.usecases.preview import FormsPreview, Preview
from tests.result_builders import REASON, TODAY, Form, delimited, grid_of, opened

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE
LARGE = "两新组织党务工作者补贴（镇）"


def template(engine: Engine) -> Form:
    return opened(uploading.result_template(engine, fiscal_year=2024, today=TODAY))


def indicator(engine: Engine, name: str) -> Indicator:
    projects = {item.project_id: item.project_name for item in store.current(engine).projects}
    rows = store.current(engine).indicators
    return next(item for item in rows if item.indicator_name == name and projects[item.project_id] == LARGE)


def project(engine: Engine, name: str = LARGE) -> Project:
    return next(item for item in store.current(engine).projects if item.project_name == name)


def preview(engine: Engine, form: Form | bytes, name: str = "填报.xlsx") -> Preview:
    content = form if isinstance(form, bytes) else form.content()
    return uploading.preview_file(engine, content, file_name=name, today=TODAY)


def found(draft: Preview, rule_id: str) -> list[Finding]:
    return [finding for finding in draft.findings if finding.rule_id == rule_id]


def values(draft: Preview) -> dict[str, str]:
    assert isinstance(draft, FormsPreview)
    return {item.indicator_id: item.actual.raw for item in draft.records.results}


def merge(form: Form, first: Indicator | Project, last: Indicator | Project, header: str) -> str:
    top, bottom = form.spot(first, header), form.spot(last, header)
    form.workbook[top.sheet].merge_cells(f"{top.cell}:{bottom.cell}")
    return top.cell


RATES = ("补贴发放准确率", "补贴发放合规率", "补贴发放到位率")


def test_a_result_merged_over_three_rows_counts_for_each_and_is_told_once(engine: Engine):
    form, rates = template(engine), [indicator(engine, name) for name in RATES]
    form.write(rates[0], ACTUAL, "100%")
    cell = merge(form, rates[0], rates[-1], ACTUAL)
    draft = preview(engine, form)
    assert values(draft) == {item.indicator_id: "100%" for item in rates}
    [told] = found(draft, "result_merged")
    assert (told.severity, told.place and told.place.cell) == (WARNING, cell)
    assert "3 项指标" in told.message


def test_a_merged_result_is_checked_against_the_target_of_each_row(engine: Engine):
    """36人 fits 补贴人数, not 1次/月."""
    form = template(engine)
    people, often = indicator(engine, "补贴人数"), indicator(engine, "发放补贴频率")
    form.write(people, ACTUAL, "36人")
    merge(form, people, often, ACTUAL)
    draft = preview(engine, form)
    assert values(draft) == {people.indicator_id: "36人"}
    assert [finding.indicator_id for finding in found(draft, "unit_differs")] == [often.indicator_id]


def test_merged_grades_and_reasons_hold_for_each_row(engine: Engine):
    form = template(engine)
    first, second = indicator(engine, "保障党建工作顺利开展"), indicator(engine, "项目可持续性")
    form.write(first, ATTAINMENT, "部分达成")
    form.write(first, DEVIATION_REASON, REASON)
    merge(form, first, second, ATTAINMENT)
    merge(form, first, second, DEVIATION_REASON)
    draft = preview(engine, form)
    assert isinstance(draft, FormsPreview)
    assert [(item.attainment and item.attainment.label, item.deviation_reason) for item in draft.records.results] == [
        ("部分达成", REASON)
    ] * 2
    assert len(found(draft, "result_merged")) == 1


def test_an_amount_merged_over_two_projects_is_asked_about_and_never_counted_twice(engine: Engine):
    form = template(engine)
    first, second = project(engine, "两新组织党员活动经费（镇）"), project(engine)
    form.write(first, SPENT, 280_000)
    merge(form, first, second, SPENT)
    draft = preview(engine, form)
    assert isinstance(draft, FormsPreview)
    assert draft.records.spending == ()
    assert [(item.severity, item.project_id) for item in found(draft, "amount_merged")] == [
        (ERROR, first.project_id),
        (ERROR, second.project_id),
    ]


def test_a_merge_that_ends_below_the_last_row_makes_no_further_row(engine: Engine):
    form, last = template(engine), indicator(engine, "补贴对象满意度")
    spot = form.write(last, ACTUAL, "95%")
    column, row = spot.cell[0], int(spot.cell[1:])
    form.workbook[spot.sheet].merge_cells(f"{spot.cell}:{column}{row + 3}")
    draft = preview(engine, form)
    assert values(draft) == {last.indicator_id: "95%"}
    assert [finding for finding in draft.findings if finding.severity is not NOTICE] == []


FEET = [
    ["合计", "432000"],
    ["总 计", "432000"],
    ["小计：", "432000"],
    ["填表人：李四", "联系电话：13800000000"],
    ["审核人（签字）：", "2025年1月10日"],
    ["注：金额单位为元", "见附件"],
]


@pytest.mark.parametrize("foot", FEET, ids=[foot[0] for foot in FEET])
@pytest.mark.parametrize("container", ["xlsx", "csv"])
def test_totals_signatures_and_notes_below_the_rows_are_no_errors(engine: Engine, foot: list[str], container: str):
    form, people = template(engine), indicator(engine, "补贴人数")
    form.write(people, ACTUAL, "36人")
    form.append(people, **{INDICATOR_ID: None, INDICATOR_NAME: None, PROJECT_NAME: foot[0], ACTUAL: foot[1]})
    content, name = form.content(), "填报.xlsx"
    if container == "csv":
        content, name = delimited(grid_of(form.indicators)).encode(), "填报.csv"
    draft = preview(engine, content, name)
    assert values(draft) == {people.indicator_id: "36人"}
    assert [finding.severity for finding in found(draft, "foot_left_out")] == [NOTICE]
    assert not draft.has_errors
    assert draft.held_count == 0


@pytest.mark.parametrize("foot", FEET, ids=[foot[0] for foot in FEET])
def test_feet_of_the_sheet_of_amounts_are_no_projects(engine: Engine, foot: list[str]):
    form, large = template(engine), project(engine)
    form.write(large, SPENT, 432_000)
    form.append(large, **{PROJECT_ID: None, PROJECT_NAME: None, SPENDING_UNIT: foot[0], SPENT: foot[1]})
    draft = preview(engine, form)
    assert isinstance(draft, FormsPreview)
    assert [item.project_id for item in draft.records.spending] == [large.project_id]
    [told] = found(draft, "foot_left_out")
    assert told.place is not None
    assert told.place.sheet == SHEET_SPENDING
    assert not draft.has_errors


def test_names_and_telephones_of_a_foot_are_not_printed(engine: Engine):
    form, people = template(engine), indicator(engine, "补贴人数")
    form.write(people, ACTUAL, "36人")
    form.append(people, **{INDICATOR_ID: "填表人：李四 电话：13800000000", INDICATOR_NAME: None, ACTUAL: "李四"})
    draft = preview(engine, form)
    [told] = found(draft, "foot_left_out")
    texts = [told.message, told.observed or "", told.expected or "", told.suggestion or ""]
    assert not any("李四" in text or "138" in text for text in texts)


def test_blank_cells_of_an_older_template_are_one_line_with_their_number(engine: Engine):
    older, filled = template(engine).content(), template(engine)
    for name in RATES:
        filled.write(indicator(engine, name), ACTUAL, "100%")
    filled.write(indicator(engine, "补贴人数"), ACTUAL, "36人")
    filled.write(project(engine), SPENT, 432_000)
    uploading.confirm(engine, preview(engine, filled), uploaded_by="张三")
    again = opened(older)
    again.write(indicator(engine, "补贴标准"), ACTUAL, "1000元/人/月")
    draft = preview(engine, again)
    emptied, unspent = found(draft, "cells_emptied")
    assert emptied.message.startswith("4 格实际完成值现在是空的")
    assert "“补贴人数”36人" in emptied.message
    assert "1 格全年执行数" in unspent.message
    assert "432,000 元" in unspent.message
    uploading.confirm(engine, draft, uploaded_by="张三")
    assert len(store.current(engine).actual_results) == 5
