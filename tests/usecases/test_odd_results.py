"""Results that are no number of their target, in every way in: told in a form, and never in the way of what follows."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.core.result_form import ACTUAL
from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import uploading
from perfdata.usecases.preview import Preview
from tests.builders import goal_table, goal_tables
from tests.form_texts import UNIT, monitoring, self_evaluation
from tests.result_builders import TODAY, opened

ERROR, WARNING = Severity.ERROR, Severity.WARNING
NAME = "步道养护"
ROW = "产出指标\t数量指标\t补助户数\t10户"


@pytest.fixture(autouse=True)
def goal(engine: Engine) -> None:
    confirm(engine, goal_tables(goal_table(name=NAME, unit=UNIT)).decode())


def previewed(engine: Engine, text: str) -> Preview:
    return uploading.preview_file(engine, text.encode(), file_name="表.txt", today=TODAY)


def confirm(engine: Engine, text: str) -> None:
    uploading.confirm(engine, previewed(engine, text), uploaded_by="李四", accept_sound_rows=True)


def told(preview: Preview) -> list[tuple[str, Severity]]:
    return [(item.rule_id, item.severity) for item in preview.findings if item.rule_id.startswith(("actual", "unit"))]


ODD = [
    ("1e1户", "actual_unreadable", ERROR),
    ("nan", "actual_unreadable", ERROR),
    ("1 0户", "actual_unreadable", ERROR),
    ("1,2户", "actual_unreadable", ERROR),
    ("8-10户", "actual_unreadable", WARNING),
    ("十来户吧", "actual_unreadable", WARNING),
    ("待统计", "actual_unreadable", WARNING),
    ("9人", "unit_differs", WARNING),
]


@pytest.mark.parametrize(("written", "rule_id", "severity"), ODD)
def test_a_self_evaluation_tells_a_result_that_is_no_number_of_its_target(
    engine: Engine, written: str, rule_id: str, severity: Severity
):
    preview = previewed(engine, self_evaluation(NAME, rows=[f"{ROW}\t{written}\t50\t50"]))
    assert told(preview) == [(rule_id, severity)]
    assert preview.held_count == (severity is ERROR)


@pytest.mark.parametrize(("written", "rule_id", "severity"), ODD)
def test_a_monitoring_form_tells_it_too(engine: Engine, written: str, rule_id: str, severity: Severity):
    assert told(previewed(engine, monitoring(NAME, rows=[f"{ROW}\t{written}\t确定能"]))) == [(rule_id, severity)]


@pytest.mark.parametrize("written", ["10户", "约10户", "达成", "——", "10"])
def test_what_offices_usually_write_in_forms_holds_nothing_back(engine: Engine, written: str):
    preview = previewed(engine, self_evaluation(NAME, rows=[f"{ROW}\t{written}\t50\t50"]))
    assert not preview.has_errors
    assert preview.row_count > 0


def test_a_template_is_not_refused_for_a_value_that_a_form_brought(engine: Engine):
    confirm(engine, self_evaluation(NAME, rows=[f"{ROW}\t8-10户\t50\t50"]))
    form = opened(uploading.result_template(engine, fiscal_year=2024, today=TODAY))
    own = {item.indicator_name: item for item in store.current(engine).indicators}
    form.write(own["住户满意度"], ACTUAL, "95%")
    preview = uploading.preview_file(engine, form.content(), file_name="填报.xlsx", today=TODAY)
    assert [item.severity for item in preview.findings if item.rule_id == "actual_unreadable"] == [WARNING]
    assert not preview.has_errors
    form.write(own["补助户数"], ACTUAL, "7-9户")
    again = uploading.preview_file(engine, form.content(), file_name="填报.xlsx", today=TODAY)
    assert [item.severity for item in again.findings if item.rule_id == "actual_unreadable"] == [ERROR]
