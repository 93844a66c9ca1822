"""What a preview promises holds at the confirmation: nothing changed meanwhile, no doubtful table, nothing dropped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.core.terms import Outcome
from perfdata.storing import aggregates, store
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.usecases import demo, history, money, town, uploading
from perfdata.usecases.concluding import catch_up
from tests.builders import PLAIN_LINES, Line, goal_table, goal_tables
from tests.storing.builders import a_project, a_result, a_spending, an_indicator, append_report, append_tables

TODAY = date(2025, 3, 1)
DECEMBER = date(2024, 12, 31)
JUNE = date(2024, 6, 30)


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def overview_of(engine: Engine) -> town.Overview:
    catch_up(engine)
    found = town.overview(engine, Scope(2024))
    assert found
    return found


def preview(engine: Engine, *tables: str) -> uploading.Preview:
    return uploading.preview_file(engine, goal_tables(*tables), file_name="表.txt", today=TODAY)


def test_a_project_that_stands_twice_in_a_file_counts_once(engine: Engine):
    draft = preview(engine, goal_table(budget="30000"), goal_table(budget="30000"))
    uploading.confirm(engine, draft, uploaded_by="张会计")
    assert overview_of(engine).budget_yuan == 30_000


def test_data_that_changed_since_the_preview_refuse_the_confirmation(engine: Engine):
    draft = preview(engine, goal_table())
    append_tables(engine, a_project())
    with pytest.raises(StorageError, match="数据已更新，请重新核对后再确认：已由 张会计 于"):
        uploading.confirm(engine, draft, uploaded_by="张会计")
    assert len(store.list_uploads(engine)) == 1


def test_a_table_with_an_error_is_held_and_the_others_are_stored(engine: Engine):
    draft = preview(engine, goal_table(), goal_table(name="无预算项目", budget="待定"))
    assert (draft.held_count, draft.row_count) == (1, 4)
    uploading.confirm(engine, draft, uploaded_by="张会计", accept_sound_rows=True)
    assert [project.project_name for project in store.current(engine).projects] == ["助学补助（镇）"]


def test_a_new_table_that_drops_a_reported_indicator_says_so(engine: Engine):
    uploading.confirm(engine, preview(engine, goal_table()), uploaded_by="张会计")
    first = store.current(engine).indicators[0]
    append_report(engine, a_result(first.indicator_id, "10户"))
    renamed = [Line("产出指标", "数量指标", "受助家庭数", "30户", "10户"), *PLAIN_LINES[1:]]
    draft = preview(engine, goal_table(lines=renamed))
    assert [finding.rule_id for finding in draft.findings] == ["reported_indicators_dropped"]
    assert draft.findings[0].message.startswith("1 项已填报的指标在新表中没有对应：“补助户数”。")
    uploading.confirm(engine, draft, uploaded_by="张会计")
    assert history.changes_frame(engine, fiscal_year=2024)["indicator_name"].tolist() == ["已不在目标表中"]


def test_blank_amounts_leave_what_was_reported_before_and_all_figures_agree(engine: Engine):
    append_tables(engine, a_project(budget_yuan=Decimal(100)), an_indicator())
    append_report(engine, a_spending(spent="40", as_of=JUNE, initial_budget_yuan=None))
    append_report(engine, a_spending(spent=None, as_of=DECEMBER, initial_budget_yuan=Decimal(80)))
    assert overview_of(engine).executed == 0.5
    assert money.progress(engine, Scope(2024)).table["预算执行率"].tolist() == [0, 0.4, 0.5]


def test_a_report_after_the_year_shows_the_whole_year_as_passed(engine: Engine):
    append_tables(engine, a_project(), an_indicator())
    append_report(engine, a_spending(as_of=date(2025, 1, 15)))
    catch_up(engine)
    days = money.progress(engine, Scope(2024)).table
    assert days["应达"].tolist() == [0, 1]
    assert days["截至日期"].iloc[0].date() == date(2024, 1, 1)


def test_an_execution_rate_known_from_spending_counts_as_reported(engine: Engine):
    rate = an_indicator(indicator_name="预算执行率", annual_target=a_result(actual="≥90%").actual)
    append_tables(engine, a_project(budget_yuan=Decimal(100)), rate)
    append_report(engine, a_spending(spent="95", initial_budget_yuan=None))
    project = history.status(engine)["projects"][0]
    assert (project["indicators"], project["reported"], project["outcomes"][Outcome.MET.value]) == (1, 1, 1)
    catch_up(engine)
    with reading(engine) as connection:
        [day] = aggregates.days(connection, Scope(2024))
    assert (day.reported_change, day.met_change) == (1, 1)


def test_the_demo_data_of_another_year_stay(engine: Engine):
    append_tables(engine, a_project(), an_indicator(), a_project(fiscal_year=2025), an_indicator(fiscal_year=2025))
    demo.load_demo(engine, fiscal_year=2025, who="演示")
    append_report(engine, a_result(), replacing=demo.UploadKind.DEMO_RESULTS)
    assert len(demo.demo_upload_ids(engine, fiscal_year=2025)) == 1
    assert demo.demo_upload_ids(engine, fiscal_year=2024) == []
    assert len(demo.without_demo(engine, fiscal_year=2024).actual_results) == 1
    assert demo.without_demo(engine, fiscal_year=2025).actual_results == ()
