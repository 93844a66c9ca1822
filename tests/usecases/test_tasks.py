"""填报任务 by who may make them, and 填报进度 with numbers worked out by hand."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.core.people import Actor
from perfdata.core.tasks import Counts, Owed
from perfdata.core.terms import Role, UploadKind
from perfdata.presenting import progress as words
from perfdata.storing import store
from perfdata.storing.conclusions import conclude_with
from perfdata.usecases import tasks
from perfdata.usecases.concluding import catch_up, concluder
from perfdata.usecases.town import Scope
from tests.conftest import Stores
from tests.storing.builders import a_project, a_result, a_spending, an_indicator, append_report, append_tables

BEFORE, DUE, AFTER = date(2024, 11, 4), date(2024, 11, 5), date(2024, 11, 8)


def made(url: str) -> Engine:
    """甲局 with two projects, one of them reported in October; 乙局 reported all; 丙局 had tables the year before."""
    engine = store.open_store(url)
    conclude_with(engine, concluder)
    for project_id, unit, year in (
        ("p1", "甲局", 2024),
        ("p2", "甲局", 2024),
        ("p3", "乙局", 2024),
        ("p4", "丙局", 2023),
    ):
        department = "区财政局" if unit == "乙局" else "区民政局"
        said = {"project_name": project_id, "spending_unit": unit, "competent_department": department}
        own = [an_indicator(project_id, order, fiscal_year=year) for order in (1, 2)]
        append_tables(engine, a_project(project_id, fiscal_year=year, **said), *own)
    day = date(2024, 10, 31)
    reported = [a_result(f"{key}-i{n}", as_of=day) for key in ("p1", "p3") for n in (1, 2)]
    append_report(engine, *reported, a_spending("p1", as_of=day), a_spending("p3", as_of=day))
    catch_up(engine)
    return engine


@pytest.fixture
def engine(stores: Stores) -> Engine:
    return stores.restored(made)


def add(engine: Engine, *, who: Any = "李主任", **changes: Any) -> int:
    own: dict[str, Any] = {"fiscal_year": 2024, "month": 10, "due_on": DUE, "owed": [Owed.RESULTS]}
    return tasks.add(engine, who=who, **own | changes)


def progress(engine: Engine, today: date = AFTER, *units: str) -> tasks.Progress:
    return tasks.progress(engine, Scope(2024, units), tasks=tasks.list_tasks(engine, 2024), today=today)


def stands(found: tasks.Progress) -> dict[str, list[str]]:
    return {row.unit: [words.cell(item) for item in row.standings] for row in found.units}


def test_units_stand_with_their_tasks_the_worst_first(engine: Engine):
    add(engine)
    add(engine, owed=[Owed.GOALS], month=12, due_on=date(2024, 12, 20))
    add(engine, owed=[Owed.SELF_EVALUATIONS], month=12, due_on=date(2025, 1, 20), units=["乙局"])
    assert stands(progress(engine)) == {
        "甲局": ["逾期 3/6", "已报", ""],
        "丙局": ["", "未报", ""],
        "乙局": ["已报", "已报", "未报"],
    }
    assert stands(progress(engine, DUE))["甲局"] == ["部分 3/6", "已报", ""]
    assert stands(progress(engine, AFTER, "乙局")) == {"乙局": ["未报", "已报", "已报"]}


def test_who_still_owes_what_is_told_in_words_and_in_a_workbook(engine: Engine):
    add(engine)
    [task] = tasks.list_tasks(engine)
    late, early = progress(engine), progress(engine, BEFORE)
    assert words.headline(late, today=AFTER) == ("bad", "2 个单位中 1 个逾期", "1 项任务，1 个单位已全部报齐。")
    assert words.headline(early, today=BEFORE) == (
        "doubtful",
        "2 个单位中没有逾期，1 个还没有报齐",
        "1 项任务，1 个单位已全部报齐。下一项：2024 年 10 月完成情况，2024-11-05 前，1 个还没有报齐。",
    )
    assert words.message(task, late, today=AFTER) == (
        "2024 年 10 月完成情况应于 2024-11-05 前报送，已逾期 3 天。请以下 1 个单位尽快报送：\n1. 甲局（还差 3 项）"
    )
    assert words.message(task, early, today=BEFORE) == (
        "请以下 1 个单位于 2024-11-05 前报送 2024 年 10 月完成情况：\n1. 甲局（还差 3 项）"
    )
    assert words.owed_line(progress(engine, BEFORE, "甲局"), today=BEFORE) == (
        "还要报送：2024 年 10 月完成情况（2024-11-05 前，还差 3 项）。"
    )
    assert words.owed_line(progress(engine, BEFORE, "乙局"), today=BEFORE) == ""
    assert words.message(task, progress(engine, AFTER, "乙局"), today=AFTER) == ""
    content = words.progress_workbook(late, fiscal_year=2024, today=AFTER)
    sheet = openpyxl.load_workbook(BytesIO(content))["数据"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4, max_col=2)] == [
        ["单位", "10月完成情况 11-05前"],
        ["甲局", "逾期 3/6"],
        ["乙局", "已报"],
    ]


def test_a_unit_leads_to_the_projects_that_owe(engine: Engine):
    add(engine, owed=[Owed.RESULTS, Owed.MONITORING])
    held = tasks.list_tasks(engine)
    assert tasks.owing_projects(engine, Scope(2024, ("甲局",)), tasks=held) == [
        ("p2", "p2", {(1, Owed.RESULTS): 3, (1, Owed.MONITORING): 1}),
        ("p1", "p1", {(1, Owed.MONITORING): 1}),
    ]
    table = words.owing_table(tasks.owing_projects(engine, Scope(2024, ("甲局",)), tasks=held), held)
    assert list(table.columns) == ["项目", "10月完成情况 11-05前", "10月监控表 11-05前"]
    assert table["10月监控表 11-05前"].tolist() == [1, 1]


def test_departments_reach_their_units_and_a_named_unit_without_tables_owes_them(engine: Engine):
    add(engine, department="区财政局")
    add(engine, units=["甲局", "戊局"], owed=[Owed.GOALS, Owed.RESULTS], due_on=date(2024, 12, 1))
    found = progress(engine)
    assert stands(found) == {"戊局": ["未报", ""], "甲局": ["部分 4/7", ""], "乙局": ["", "已报"]}
    [missing] = [row.standings[0] for row in found.units if row.unit == "戊局"]
    assert missing is not None
    assert (missing.counts, words.told_left(missing)) == (Counts(2), "尚无该年度目标表")


def test_demonstration_data_are_not_handed_in(engine: Engine):
    append_report(engine, a_result("p2-i1"), a_result("p2-i2"), a_spending("p2"), kind=UploadKind.DEMO_RESULTS)
    catch_up(engine)
    add(engine)
    assert stands(progress(engine))["甲局"] == ["逾期 3/6"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"owed": []}, "要写明报送什么"),
        ({"month": 13}, "月份要写 1 到 12，读到的是 13"),
        ({"units": ["申局"]}, "2024 年度没有用款单位“申局”"),
        ({"department": "区体育局"}, "2024 年度没有主管部门为“区体育局”的项目"),
        ({"units": ["甲局"], "department": "区民政局"}, "单位和主管部门只能选一种"),
    ],
)
def test_a_task_that_cannot_be_is_refused_in_a_sentence(engine: Engine, changes: dict[str, Any], told: str):
    with pytest.raises(StorageError, match=told):
        add(engine, **changes)
    assert tasks.list_tasks(engine) == []


def person(role: Role, *units: str) -> Actor:
    return Actor(account_id=1, session_id=1, name="张会计", role=role, units=units, address="10.0.0.5")


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        (person(Role.ADMINISTRATOR), {}, True),
        (person(Role.REVIEWER), {"department": "区民政局"}, True),
        (person(Role.REVIEWER, "甲局"), {"units": ["甲局"]}, True),
        (person(Role.REVIEWER, "乙局"), {"department": "区财政局"}, True),
        (person(Role.REVIEWER, "甲局"), {"units": ["甲局", "乙局"]}, False),
        (person(Role.REVIEWER, "甲局"), {"department": "区财政局"}, False),
        (person(Role.REVIEWER, "甲局"), {}, False),
        (person(Role.CLERK, "甲局"), {"units": ["甲局"]}, False),
        (person(Role.VIEWER), {}, False),
    ],
)
def test_tasks_are_made_and_withdrawn_by_who_reviews_the_units(
    engine: Engine, who: Actor, whom: dict[str, Any], may: bool
):
    if may:
        tasks.withdraw(engine, add(engine, who=who, **whom), who=who)
        return
    task_id = add(engine, **whom)
    with pytest.raises(StorageError, match=r"没有撤回|只有管理全部单位"):
        tasks.withdraw(engine, task_id, who=who)
    with pytest.raises(StorageError, match=r"没有布置|只有管理全部单位"):
        add(engine, who=who, owed=[Owed.GOALS], **whom)
    assert len(tasks.list_tasks(engine)) == 1
