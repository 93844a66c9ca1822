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
from perfdata.core.terms import Act, HandInState, UploadKind
from perfdata.core.values import parse_value
from perfdata.storing import handed_in, tasks
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.connecting import reading, writing
from perfdata.storing.marks import mark_touched
from perfdata.storing.review_tables import hand_ins
from perfdata.storing.store import LogFilter, Stored, append_forms, list_log, open_store
from perfdata.storing.tables import uploads
from perfdata.usecases.concluding import catch_up, concluder
from tests.storing.builders import a_project, a_result, a_spending, an_indicator, append_report, append_tables

JUNE, OCTOBER = date(2024, 6, 28), date(2024, 10, 28)
STATES = (HandInState.WAITING, HandInState.RETURNED, HandInState.WITHDRAWN, HandInState.APPROVED)


@pytest.fixture(scope="module")
def town(shared_url: str) -> Iterator[Engine]:
    """Units with a project of two indicators each; 甲局 has two projects, 旧局 had one the year before.

    What 待局, 退局, 回局 and 审局 reported waits, was sent back, was taken back, and is approved.
    """
    opened = open_store(shared_url)
    conclude_with(opened, concluder)
    for unit in ("甲1", "甲2", "乙1", "丙1", "待1", "退1", "回1", "审1"):
        append_unit(opened, unit)
    append_unit(opened, "旧1", fiscal_year=2023)
    append_report(opened, a_result("甲1-i1", as_of=JUNE), a_spending("甲1", as_of=OCTOBER))
    append_report(opened, a_result("甲2-i1"), a_result("甲2-i2", "XX人"), a_spending("甲2", None))
    for unit, state in zip("待退回审", STATES, strict=True):
        own = f"{unit}1"
        stored = append_report(opened, a_result(f"{own}-i1"), a_result(f"{own}-i2"), a_spending(own))
        review(opened, stored.upload_id, state)
    review(opened, append_unit(opened, "新1").upload_id, HandInState.WAITING)
    review(opened, 8, HandInState.APPROVED)
    _hand_in_forms(opened)
    _fill_next_year(opened)
    catch_up(opened)
    yield opened
    opened.dispose()


def _hand_in_forms(engine: Engine) -> None:
    """A 自评表 of one project of 甲局, and a 监控表 of July of 乙局."""
    place = Place(source_file="表.xlsx")
    nothing: dict[str, Any] = dict.fromkeys(
        "execution_points execution_score total_points total_score actual_goal".split()
    )
    published = PublishedForm(project_id="甲1", fiscal_year=2024, place=place, **nothing)
    outlook = Outlook(indicator_id="乙1-i1", fiscal_year=2024, as_of=date(2024, 7, 31), place=place)
    for kind, records in (
        (UploadKind.SELF_EVALUATIONS, FormRecords(fiscal_year=2024, published=(published,))),
        (UploadKind.MONITORING, FormRecords(fiscal_year=2024, outlooks=(outlook,))),
    ):
        append_forms(engine, records, kind=kind, file_name="表.xlsx", content=kind.value.encode(), uploaded_by="张会计")


def _fill_next_year(engine: Engine) -> None:
    """In 2025 results of 甲局 are invented where they are not real, and 丙局 has no target but 预算执行率."""
    append_unit(engine, "甲1", fiscal_year=2025)
    rate = an_indicator("丙1", 1, fiscal_year=2025, indicator_name="预算执行率", annual_target=parse_value("≥90%"))
    blank = an_indicator("丙1", 2, fiscal_year=2025, annual_target=parse_value(""))
    append_tables(engine, a_project("丙1", spending_unit="丙局", fiscal_year=2025), rate, blank)
    year: dict[str, Any] = {"fiscal_year": 2025, "as_of": date(2025, 6, 28)}
    append_report(engine, a_result("甲1-i1", **year), a_spending("甲1", **year), fiscal_year=2025)
    append_report(engine, a_spending("丙1", fiscal_year=2025, as_of=date(2025, 10, 28)), fiscal_year=2025)
    year["as_of"] = date(2025, 12, 28)
    invented = [a_result(f"甲1-i{n}", **year) for n in (1, 2)]
    append_report(engine, *invented, a_spending("甲1", **year), fiscal_year=2025, kind=UploadKind.DEMO_RESULTS)


def append_unit(engine: Engine, project_id: str, *, fiscal_year: int = 2024) -> Stored:
    own = [an_indicator(project_id, order, fiscal_year=fiscal_year) for order in (1, 2)]
    project = a_project(project_id, spending_unit=f"{project_id[0]}局", fiscal_year=fiscal_year)
    return append_tables(engine, project, *own)


def review(engine: Engine, upload_id: int, state: HandInState) -> None:
    """As the review leaves an upload: only what is approved is in force."""
    voided = None if state is HandInState.APPROVED else datetime.now(UTC)
    with writing(engine) as connection:
        connection.execute(update(uploads).where(uploads.c.upload_id == upload_id).values(voided_at=voided))
        connection.execute(insert(hand_ins), {"upload_id": upload_id, "state": state.value, "remarks": "[]"})
        mark_touched(connection, upload_id)


def counts(engine: Engine, owed: Owed, month: int, *, year: int = 2024, **more: Any) -> dict[str, Counts]:
    with reading(engine) as connection:
        return handed_in.counted(connection, year, [(owed, month)], **more)[owed, month]


def test_results_count_from_the_month_of_the_task_on_item_by_item(town: Engine):
    assert [counts(town, Owed.RESULTS, month)["甲局"] for month in (6, 10, 11)] == [
        Counts(6, held=3),
        Counts(6, held=2),
        Counts(6, held=1),
    ]
    assert counts(town, Owed.RESULTS, 10)["乙局"] == Counts(3)
    by_project = counts(town, Owed.RESULTS, 10, by="project_id", unit_keys=["甲局"])
    assert by_project == {"甲1": Counts(3, held=1), "甲2": Counts(3, held=1)}


def test_invented_results_are_not_counted_and_hide_no_real_ones(town: Engine):
    assert counts(town, Owed.RESULTS, 6, year=2025)["甲局"] == Counts(3, held=2)
    assert counts(town, Owed.RESULTS, 7, year=2025)["甲局"] == Counts(3)


def test_an_indicator_without_a_target_is_not_owed_and_the_rate_comes_with_the_spending(town: Engine):
    assert counts(town, Owed.RESULTS, 10, year=2025)["丙局"] == Counts(2, held=2)
    assert counts(town, Owed.RESULTS, 11, year=2025)["丙局"] == Counts(2)


def test_what_waits_was_sent_back_or_taken_back_and_what_is_approved(town: Engine):
    found = counts(town, Owed.RESULTS, 12)
    assert [found[f"{unit}局"] for unit in "待退回审"] == [
        Counts(3, waiting=3),
        Counts(3, returned=3),
        Counts(3),
        Counts(3, held=3, approved=3),
    ]


def test_goals_are_one_item_a_unit(town: Engine):
    found = counts(town, Owed.GOALS, 12)
    assert [found[f"{unit}局"] for unit in "甲审新"] == [
        Counts(1, held=1),
        Counts(1, held=1, approved=1),
        Counts(1, waiting=1),
    ]
    assert "旧局" not in found


def test_forms_are_one_item_a_project(town: Engine):
    assert counts(town, Owed.SELF_EVALUATIONS, 12)["甲局"] == Counts(2, held=1)
    assert counts(town, Owed.SELF_EVALUATIONS, 12)["乙局"] == Counts(1)
    assert [counts(town, Owed.MONITORING, month)["乙局"] for month in (7, 8)] == [Counts(1, held=1), Counts(1)]
    assert counts(town, Owed.MONITORING, 7)["甲局"] == Counts(2)


def test_units_are_those_of_the_year_and_of_the_year_before(town: Engine):
    with reading(town) as connection:
        known = {item.unit: item for item in handed_in.known_units(connection, 2024)}
        assert handed_in.departments(connection, 2024) == ["区民政局"]
    assert known.keys() == {f"{unit}局" for unit in "甲乙丙待退回审旧"}
    assert [unit for unit, item in known.items() if not item.is_of_year] == ["旧局"]
    assert known["旧局"].departments == {"区民政局"}


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
