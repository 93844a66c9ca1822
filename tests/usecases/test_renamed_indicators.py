"""Indicators that a filled form names otherwise than the goal table: offered, confirmed with one tick, remembered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import uploading
from perfdata.usecases.preview import Preview
from tests.builders import goal_table
from tests.form_texts import RESULTS, UNIT, monitoring, self_evaluation
from tests.result_builders import TODAY

NAME = "渡口安全岗"
MONITORED = (
    "产出指标\t数量指标\t补助户数\t10户\t6户\t确定能",
    "\t质量指标\t发放准确率\t≥98%\t98%\t确定能",
)


def previewed(engine: Engine, text: str, **more: dict[str, str]) -> Preview:
    return uploading.preview_file(engine, text.encode(), file_name="表.txt", today=TODAY, **more)  # type: ignore[arg-type]


@pytest.fixture
def stored(engine: Engine) -> dict[str, str]:
    """The ids of the goal table's three indicators by name."""
    uploading.confirm(engine, previewed(engine, self_evaluation(NAME)), uploaded_by="赵六")
    return {item.indicator_name: item.indicator_id for item in indicators_of(engine)}


def indicators_of(engine: Engine) -> Sequence[store.Indicator]:
    """Those of the project alone, in the order of the form."""
    records = store.current(engine, fiscal_year=2024)
    [own] = [item.project_id for item in records.projects if item.project_name == NAME]
    return [item for item in records.indicators if item.project_id == own]


def accepted(preview: Preview) -> dict[str, str]:
    """Every suggestion taken, as the ticks of the page are."""
    return {item.row_key: item.indicator_id for item in preview.suggestions}


def told(preview: Preview, rule_id: str) -> list[str]:
    return [item.message for item in preview.findings if item.rule_id == rule_id]


@pytest.mark.parametrize("written", ["补助总户数", "实际补助户数", "补助户数（户）数量"])
def test_a_renamed_indicator_of_a_self_evaluation_is_the_stored_one_after_one_tick(
    engine: Engine, stored: dict[str, str], written: str
):
    form = self_evaluation(
        NAME, rows=[RESULTS[0].replace("补助户数\t10户\t10户", f"{written}\t10户\t9户"), *RESULTS[1:]]
    )
    first = previewed(engine, form)
    [suggestion] = first.suggestions
    assert (suggestion.indicator_name, suggestion.indicator_id) == (written, stored["补助户数"])
    preview = previewed(engine, form, choices=accepted(first))
    assert told(preview, "match_confirmed") == [f"按确认过的对应关系，“{written}”就是“{NAME}”的“补助户数”。"]
    assert not told(preview, "goal_indicators_missing")
    uploading.confirm(engine, preview, uploaded_by="赵六")
    assert [item.indicator_name for item in indicators_of(engine)] == ["补助户数", "发放准确率", "住户满意度"]
    latest = [
        item.actual.raw for item in store.current(engine).actual_results if item.indicator_id == stored["补助户数"]
    ]
    assert latest == ["9户"]


@pytest.mark.usefixtures("stored")
def test_the_tick_is_remembered_for_the_next_file_of_the_project(engine: Engine):
    rows = [RESULTS[0].replace("补助户数", "补助总户数"), *RESULTS[1:]]
    form = self_evaluation(NAME, rows=rows)
    preview = previewed(engine, form, choices=accepted(previewed(engine, form)))
    uploading.confirm(engine, preview, uploaded_by="赵六")
    later = previewed(engine, self_evaluation(NAME, rows=[rows[0].replace("10户\t50", "8户\t50"), *rows[1:]]))
    assert not later.suggestions
    assert told(later, "match_confirmed")


@pytest.mark.usefixtures("stored")
def test_without_the_tick_the_new_name_is_another_indicator_and_the_old_one_stays(engine: Engine):
    form = self_evaluation(NAME, rows=[RESULTS[0].replace("补助户数", "补助总户数"), *RESULTS[1:]])
    uploading.confirm(engine, previewed(engine, form), uploaded_by="赵六")
    assert sorted(item.indicator_name for item in indicators_of(engine)) == [
        "住户满意度",
        "发放准确率",
        "补助总户数",
        "补助户数",
    ]


def test_two_rows_are_never_one_indicator(engine: Engine, stored: dict[str, str]):
    rows = [RESULTS[0].replace("补助户数", "补助总户数"), RESULTS[0].replace("补助户数", "补助的户数"), *RESULTS[1:]]
    form = self_evaluation(NAME, rows=rows)
    first = previewed(engine, form)
    assert {item.indicator_id for item in first.suggestions} == {stored["补助户数"]}
    preview = previewed(engine, form, choices=accepted(first))
    assert len(told(preview, "match_confirmed")) == 1
    uploading.confirm(engine, preview, uploaded_by="赵六")
    assert {item.indicator_name for item in indicators_of(engine)} == {
        "补助户数",
        "发放准确率",
        "住户满意度",
        "补助的户数",
    }


@pytest.mark.usefixtures("stored")
def test_a_name_like_no_other_is_not_offered(engine: Engine):
    form = self_evaluation(NAME, rows=[RESULTS[0].replace("补助户数", "渡口巡查"), *RESULTS[1:]])
    assert not previewed(engine, form).suggestions


def test_a_renamed_row_of_a_monitoring_form_waits_for_one_tick(engine: Engine, stored: dict[str, str]):
    form = monitoring(NAME, rows=[MONITORED[0].replace("补助户数", "补助总户数"), MONITORED[1]])
    first = previewed(engine, form)
    assert (first.held_count, [item.severity for item in first.findings if item.rule_id == "indicator_unknown"]) == (
        1,
        [Severity.ERROR],
    )
    preview = previewed(engine, form, choices=accepted(first))
    assert (preview.held_count, preview.has_errors) == (0, False)
    assert stored["补助户数"] in preview.subject_ids


def test_a_goal_table_of_the_same_project_is_not_asked_about_its_own_names(engine: Engine):
    uploading.confirm(engine, previewed(engine, goal_table(name=NAME, unit=UNIT)), uploaded_by="赵六")
    assert not previewed(engine, goal_table(name=NAME, unit=UNIT)).suggestions
