"""What was handed in is counted alike by both databases; tasks are made, withdrawn, and on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from perfdata.core.errors import StorageError
from perfdata.core.model import Place
from perfdata.core.official_forms import FormRecords, Outlook, PublishedForm
from perfdata.core.tasks import Counts, Owed
from perfdata.core.terms import Act, HandInState, Likelihood, UploadKind
from perfdata.core.values import parse_value
from perfdata.storing import handed_in, tasks
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.connecting import reading, writing
from perfdata.storing.marks import mark_touched
from perfdata.storing.review_tables import hand_ins
from perfdata.storing.store import LogFilter, append_forms, list_log, open_store, void_upload
from perfdata.storing.tables import uploads
from perfdata.usecases.concluding import catch_up, concluder
from tests.storing.builders import a_project, a_result, a_spending, an_indicator, append_report, append_tables

JUNE, OCTOBER = date(2024, 6, 28), date(2024, 10, 28)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """甲局 with two projects of two indicators, 乙局 with one; 丙局 had one the year before."""
    opened = open_store(database_url)
    conclude_with(opened, concluder)
    for project_id, unit, year in (
        ("p1", "甲局", 2024),
        ("p2", "甲局", 2024),
        ("p3", "乙局", 2024),
        ("p4", "丙局", 2023),
    ):
        own = [an_indicator(project_id, order, fiscal_year=year) for order in (1, 2)]
        append_tables(opened, a_project(project_id, spending_unit=unit, fiscal_year=year), *own)
    yield opened
    opened.dispose()


def counts(engine: Engine, owed: Owed, *months: int, **more: Any) -> dict[int, dict[str, Counts]]:
    catch_up(engine)
    with reading(engine) as connection:
        found = handed_in.counted(connection, 2024, [(owed, month) for month in months], **more)
    return {month: own for (_, month), own in found.items()}


def review(engine: Engine, upload_id: int, state: HandInState) -> None:
    """As the review leaves an upload: only what is approved is in force."""
    voided = None if state is HandInState.APPROVED else datetime.now(UTC)
    with writing(engine) as connection:
        connection.execute(update(uploads).where(uploads.c.upload_id == upload_id).values(voided_at=voided))
        connection.execute(hand_ins.delete().where(hand_ins.c.upload_id == upload_id))
        connection.execute(insert(hand_ins), {"upload_id": upload_id, "state": state.value, "remarks": "[]"})
        mark_touched(connection, upload_id)


def test_results_count_from_the_month_of_the_task_on_item_by_item(engine: Engine):
    append_report(engine, a_result("p1-i1", as_of=JUNE), a_spending("p1", as_of=OCTOBER))
    append_report(engine, a_result("p2-i1"), a_result("p2-i2", "XX人"), a_spending("p2", None))
    found = counts(engine, Owed.RESULTS, 6, 10)
    assert found[6] == {"甲局": Counts(6, held=3), "乙局": Counts(3)}
    assert found[10] == {"甲局": Counts(6, held=2), "乙局": Counts(3)}
    by_project = counts(engine, Owed.RESULTS, 10, by="project_id", unit_keys=["甲局"])
    assert by_project[10] == {"p1": Counts(3, held=1), "p2": Counts(3, held=1)}


def test_invented_results_are_not_counted_and_hide_no_real_ones(engine: Engine):
    append_report(engine, a_result("p1-i1", as_of=JUNE), a_spending("p1", as_of=JUNE))
    append_report(engine, a_result("p1-i1"), a_result("p3-i1"), a_spending("p3"), kind=UploadKind.DEMO_RESULTS)
    assert counts(engine, Owed.RESULTS, 6)[6] == {"甲局": Counts(6, held=2), "乙局": Counts(3)}
    assert counts(engine, Owed.RESULTS, 7)[7] == {"甲局": Counts(6), "乙局": Counts(3)}


def test_an_indicator_without_a_target_is_not_owed_and_the_rate_comes_with_the_spending(engine: Engine):
    rate = an_indicator("p5", 1, indicator_name="预算执行率", annual_target=parse_value("≥90%"))
    blank = an_indicator("p5", 2, annual_target=parse_value(""))
    append_tables(engine, a_project("p5", spending_unit="丁局"), rate, blank)
    assert counts(engine, Owed.RESULTS, 10)[10]["丁局"] == Counts(2)
    append_report(engine, a_spending("p5", as_of=OCTOBER))
    assert counts(engine, Owed.RESULTS, 10, 11) | {} == {
        10: {"甲局": Counts(6), "乙局": Counts(3), "丁局": Counts(2, held=2)},
        11: {"甲局": Counts(6), "乙局": Counts(3), "丁局": Counts(2)},
    }


def test_what_waits_or_was_sent_back_is_told_and_what_is_approved(engine: Engine):
    stored = append_report(engine, a_result("p3-i1"), a_result("p3-i2"), a_spending("p3"))
    for state, expected in (
        (HandInState.WAITING, Counts(3, waiting=3)),
        (HandInState.RETURNED, Counts(3, returned=3)),
        (HandInState.WITHDRAWN, Counts(3)),
        (HandInState.APPROVED, Counts(3, held=3, approved=3)),
    ):
        review(engine, stored.upload_id, state)
        assert counts(engine, Owed.RESULTS, 12)[12]["乙局"] == expected
    void_upload(engine, stored.upload_id, who="张会计")
    assert counts(engine, Owed.RESULTS, 12)[12]["乙局"] == Counts(3)


def test_goals_are_one_item_a_unit(engine: Engine):
    waiting = append_tables(engine, a_project("p6", spending_unit="戊局"), an_indicator("p6"))
    review(engine, waiting.upload_id, HandInState.WAITING)
    review(engine, 3, HandInState.APPROVED)
    assert counts(engine, Owed.GOALS, 12)[12] == {
        "甲局": Counts(1, held=1),
        "乙局": Counts(1, held=1, approved=1),
        "戊局": Counts(1, waiting=1),
    }


def test_forms_are_one_item_a_project(engine: Engine):
    place = Place(source_file="表.xlsx")
    published = PublishedForm(
        project_id="p1",
        fiscal_year=2024,
        execution_points=None,
        execution_score=None,
        total_points=None,
        total_score=None,
        actual_goal=None,
        funding=(),
        place=place,
    )
    outlook = Outlook(
        indicator_id="p3-i1",
        fiscal_year=2024,
        as_of=date(2024, 7, 31),
        likelihood=Likelihood.CERTAIN,
        causes=(),
        reason=None,
        forecast=None,
        remark=None,
        place=place,
    )
    for kind, records in (
        (UploadKind.SELF_EVALUATIONS, FormRecords(fiscal_year=2024, published=(published,))),
        (UploadKind.MONITORING, FormRecords(fiscal_year=2024, outlooks=(outlook,))),
    ):
        append_forms(engine, records, kind=kind, file_name="表.xlsx", content=kind.value.encode(), uploaded_by="张会计")
    append_report(engine, a_spending("p1", as_of=OCTOBER))
    assert counts(engine, Owed.SELF_EVALUATIONS, 12)[12] == {"甲局": Counts(2, held=1), "乙局": Counts(1)}
    assert counts(engine, Owed.MONITORING, 7, 8) == {
        7: {"甲局": Counts(2), "乙局": Counts(1, held=1)},
        8: {"甲局": Counts(2), "乙局": Counts(1)},
    }


def test_units_are_those_of_the_year_and_of_the_year_before(engine: Engine):
    catch_up(engine)
    with reading(engine) as connection:
        known = handed_in.known_units(connection, 2024)
        assert handed_in.departments(connection, 2024) == ["区民政局"]
    assert [(item.unit, item.is_of_year, item.departments) for item in known] == [
        ("丙局", False, {"区民政局"}),
        ("乙局", True, {"区民政局"}),
        ("甲局", True, {"区民政局"}),
    ]


def add(engine: Engine, **changes: Any) -> int:
    own = {"fiscal_year": 2024, "month": 10, "due_on": date(2024, 11, 5), "owed": [Owed.RESULTS], "who": "李主任"}
    return tasks.add_task(engine, **own | {"units": [], "department": None} | changes)


def test_tasks_are_made_and_withdrawn_on_record_and_never_twice(engine: Engine):
    assert add(engine) == 1
    assert add(engine, units=["乙局", "甲局"], owed=[Owed.MONITORING, Owed.RESULTS]) == 2
    with pytest.raises(StorageError, match="已有同样的任务（第 1 号）：2024 年 10 月完成情况，2024-11-05 前，全部单位"):
        add(engine)
    tasks.withdraw_task(engine, 1, who="王科长")
    with pytest.raises(StorageError, match="第 1 号任务已经撤回"):
        tasks.withdraw_task(engine, 1, who="王科长")
    with pytest.raises(StorageError, match="没有第 9 号任务"):
        tasks.withdraw_task(engine, 9, who="王科长")
    assert add(engine) == 3
    with reading(engine) as connection:
        held, every = tasks.tasks_in(connection, 2024), tasks.tasks_in(connection, with_withdrawn=True)
        assert tasks.tasks_in(connection, 2023) == []
    assert [(task.task_id, task.owed, task.units) for task in held] == [
        (3, (Owed.RESULTS,), ()),
        (2, (Owed.RESULTS, Owed.MONITORING), ("乙局", "甲局")),
    ]
    assert [(task.task_id, task.withdrawn_by) for task in every] == [(3, None), (2, None), (1, "王科长")]
    assert [(entry.who, entry.detail) for entry in list_log(engine, LogFilter(acts=[Act.TASK]))] == [
        ("李主任", "布置第 3 号：2024 年 10 月完成情况，2024-11-05 前，全部单位"),
        ("王科长", "撤回第 1 号：2024 年 10 月完成情况，2024-11-05 前，全部单位"),
        ("李主任", "布置第 2 号：2024 年 10 月完成情况、监控表，2024-11-05 前，乙局、甲局"),
        ("李主任", "布置第 1 号：2024 年 10 月完成情况，2024-11-05 前，全部单位"),
    ]
