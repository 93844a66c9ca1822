"""A closed period takes no change, whichever way it comes, on either database; what is open goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select

from perfdata.core.errors import ClosedError, StorageError
from perfdata.core.model import Place, Review
from perfdata.core.scores import ManualWeight
from perfdata.core.terms import Act, ReviewStatus, UploadKind
from perfdata.storing import closings, reviewing, store
from perfdata.storing.conclusion_tables import questions
from perfdata.storing.connecting import reading, writing
from perfdata.storing.tables import audit_log
from tests.conftest import NewStore, Stores
from tests.storing.builders import FILE, a_project, a_result, a_spending, an_indicator, append_report, append_tables

JUNE, JULY, DECEMBER = date(2024, 6, 30), date(2024, 7, 31), date(2024, 12, 31)
UNIT, OTHER = "甲局", "乙局"
STORING = Path(store.__file__).parent


@pytest.fixture
def engine(new_store: NewStore) -> Iterator[Engine]:
    """On either database what ``fill`` makes."""
    opened = store.open_store(new_store(fill))
    yield opened
    opened.dispose()


@pytest.fixture
def filled(stores: Stores, tmp_path: Path) -> Iterator[Engine]:
    """The same on SQLite alone, for rules that are no query of their own."""
    opened = store.open_store(stores.copied(fill, tmp_path / "filled.db"))
    yield opened
    opened.dispose()


def fill(url: str) -> Engine:
    """A project each of 甲局 (p1) and 乙局 (p2): uploads 1 and 2; results of p1 and p2 up to June: 3 and 4."""
    engine = store.open_store(url)
    for project_id, unit in (("p1", UNIT), ("p2", OTHER)):
        append_tables(engine, a_project(project_id, spending_unit=unit), an_indicator(project_id))
    for project_id in ("p1", "p2"):
        append_report(engine, a_result(f"{project_id}-i1", as_of=JUNE), a_spending(project_id, as_of=JUNE))
    return engine


def close(engine: Engine, through: date = DECEMBER, *units: str, year: int = 2024) -> list[int]:
    return closings.close(engine, fiscal_year=year, through=through, units=units, who="李主任")


def weigh(engine: Engine, project_id: str) -> object:
    own = ManualWeight(
        project_id=project_id, fiscal_year=2024, indicator_id=f"{project_id}-i1", weight_points=Decimal(90)
    )
    words = {"file_name": "分值.csv", "content": project_id.encode(), "uploaded_by": "张会计"}
    return store.append_weights(engine, [own], fiscal_year=2024, **words)


def answer(engine: Engine, project_id: str) -> object:
    unit = {"p1": UNIT, "p2": OTHER}[project_id]
    with writing(engine) as connection:
        texts = "rule_id kind severity dimension basis status message".split()
        own = {"fiscal_year": 2024, "unit_key": unit, "finding_id": f"f-{project_id}", "project_id": project_id}
        more = {"rule_version": 1, "certainty": 1, "is_of_unit": False}
        connection.execute(questions.delete())
        connection.execute(insert(questions), own | more | dict.fromkeys(texts, "x"))
    place = Place(source_file="意见.json", line=1)
    review = Review(
        finding_id=f"f-{project_id}",
        fiscal_year=2024,
        status=ReviewStatus.VERIFIED,
        note=None,
        place=place,
        question="？",
    )
    words = {"file_name": "意见.json", "content": project_id.encode(), "uploaded_by": "张会计"}
    return store.append_reviews(engine, fiscal_year=2024, reviews=[review], **words)


def tables_again(engine: Engine, project_id: str) -> object:
    unit = {"p1": UNIT, "p2": OTHER}[project_id]
    return append_tables(
        engine, a_project(project_id, spending_unit=unit, budget_yuan=Decimal(5)), an_indicator(project_id)
    )


def demo(engine: Engine, project_id: str) -> object:
    own = a_result(f"{project_id}-i1", as_of=JUNE)
    return append_report(engine, own, content=project_id.encode(), kind=UploadKind.DEMO_RESULTS)


def many_tables(engine: Engine, project_id: str) -> object:
    unit = {"p1": UNIT, "p2": OTHER}[project_id]
    file: Any = {"file_name": FILE, "content": project_id.encode(), "uploaded_by": "张会计"}
    goals = store.GoalFile([a_project(project_id, spending_unit=unit)], [an_indicator(project_id)], file)
    return store.append_goal_files(engine, [goals], expected_revision=store.revision(engine))


# Every way to change data, with the day of a closing that refuses it.
WAYS: dict[str, tuple[date, Callable[[Engine, str], object]]] = {
    "results": (JUNE, lambda engine, own: append_report(engine, a_result(f"{own}-i1", "9人", as_of=JUNE))),
    "spending": (JUNE, lambda engine, own: append_report(engine, a_spending(own, "1", as_of=JUNE))),
    "results after the year": (
        DECEMBER,
        lambda engine, own: append_report(engine, a_result(f"{own}-i1", as_of=date(2025, 1, 9))),
    ),
    "an answer about an indicator": (
        DECEMBER,
        lambda engine, own: append_report(
            engine, fiscal_year=2023, content=own.encode(), matches={f"direction｜{own}-i1": "ge"}
        ),
    ),
    "undo": (JUNE, lambda engine, own: store.void_upload(engine, {"p1": 3, "p2": 4}[own], who="张会计")),
    "undo of tables": (DECEMBER, lambda engine, own: store.void_upload(engine, {"p1": 1, "p2": 2}[own], who="张会计")),
    "goal tables": (DECEMBER, tables_again),
    "many goal tables": (DECEMBER, many_tables),
    "weights": (DECEMBER, weigh),
    "an answer to the audit": (DECEMBER, answer),
    "demo": (JUNE, demo),
}


def state(engine: Engine) -> list[tuple[int, object]]:
    return [(item.upload_id, item.voided_at) for item in store.list_uploads(engine)]


def test_every_way_to_change_data_is_refused_where_it_is_closed_and_open_elsewhere(engine: Engine):
    for through, act in WAYS.values():
        [made] = close(engine, through, UNIT)
        before = state(engine)
        told = rf"^{UNIT} 2024 年度.*已由 李主任 于 .* 封账，没有(写入|撤销)。.*写明原因重开"
        with pytest.raises(ClosedError, match=told):
            act(engine, "p1")
        assert state(engine) == before
        act(engine, "p2")
        assert state(engine) != before
        closings.reopen(engine, made, reason="更正", who="李主任")
    taken = store.list_uploads(engine)
    for _, act in WAYS.values():
        act(engine, "p1")
    assert len(store.list_uploads(engine)) == len(taken) + len(WAYS) - 2


def test_a_day_before_closes_nothing_of_it(filled: Engine):
    close(filled, date(2024, 6, 29))
    append_report(filled, a_result("p1-i1", "9人", as_of=JUNE))
    store.void_upload(filled, 3, who="张会计")
    close(filled, date(2024, 12, 30))
    weigh(filled, "p1")
    tables_again(filled, "p1")


def test_what_is_undone_does_not_come_back_into_a_closed_period(filled: Engine):
    store.void_upload(filled, 3, who="张会计")
    close(filled, JUNE)
    with pytest.raises(
        ClosedError, match=r"^全部单位 2024 年度（截至 2024-06-30）的数据已由 李主任 于 .* 封账，没有恢复"
    ):
        store.restore_upload(filled, 3, who="张会计")


def test_what_waits_is_approved_into_no_closed_period(filled: Engine):
    waiting = append_report(filled, a_result("p1-i1", "9人", as_of=JUNE), waits=True)
    close(filled, JUNE)
    words = {"who": "王科长", "is_own_allowed": False, "seen": None}
    with pytest.raises(ClosedError, match="没有批准"):
        reviewing.approve_upload(filled, waiting.upload_id, **words)
    with pytest.raises(ClosedError, match="没有写入"):
        append_report(filled, a_result("p1-i1", "8人", as_of=JUNE), waits=True)
    closings.reopen(filled, 1, reason="漏审", who="李主任")
    reviewing.approve_upload(filled, waiting.upload_id, **words)
    assert dict(state(filled))[waiting.upload_id] is None


def test_demo_keeps_a_year_from_being_closed_so_that_nobody_is_blocked_by_it(filled: Engine):
    demo = append_report(filled, a_result("p2-i1", as_of=JULY), content=b"demo", kind=UploadKind.DEMO_RESULTS)
    with pytest.raises(StorageError, match="2024 年度还有演示数据，没有封账：请先移除演示数据。"):
        close(filled, JUNE)
    store.void_upload(filled, demo.upload_id, who="李主任")
    close(filled, JUNE)
    store.restore_upload(filled, demo.upload_id, who="李主任")
    append_report(filled, a_result("p1-i1", as_of=JULY), replacing=UploadKind.DEMO_RESULTS)
    assert dict(state(filled))[demo.upload_id] is not None


def test_an_answer_that_judges_no_closed_result_anew_is_taken(filled: Engine):
    store.void_upload(filled, 3, who="张会计")
    close(filled)
    append_report(filled, a_spending("p9", fiscal_year=2023), fiscal_year=2023, matches={"direction｜p1-i1": "ge"})


def test_other_years_are_open_and_the_refusal_says_what_to_do_about_an_answer(filled: Engine):
    close(filled)
    append_tables(filled, a_project("p1", spending_unit=UNIT, fiscal_year=2025), an_indicator("p1", fiscal_year=2025))
    with pytest.raises(ClosedError, match="对指标方向或周期的回答会改变该年度的判断，不作回答即可入库"):
        append_report(
            filled,
            a_result("p1-i1", fiscal_year=2025, as_of=date(2025, 6, 30)),
            fiscal_year=2025,
            matches={"period｜p1-i1": "total"},
        )


def test_closings_are_made_once_and_reopened_with_a_reason_on_record(engine: Engine):
    assert close(engine, JUNE, UNIT, OTHER) == [1, 2]
    with pytest.raises(
        ClosedError, match=r"甲局 2024 年度（截至 2024-06-30）的数据已由 李主任 于 .* 封账，不必再次封账"
    ):
        close(engine, JUNE, UNIT)
    assert close(engine, DECEMBER) == [3]
    with pytest.raises(StorageError, match="重开要写明原因，没有重开。"):
        closings.reopen(engine, 3, reason="  ", who="王科长")
    closings.reopen(engine, 3, reason="漏报一项", who="王科长")
    with pytest.raises(StorageError, match="已经重开，不必再次重开"):
        closings.reopen(engine, 3, reason="再来", who="王科长")
    with pytest.raises(StorageError, match="没有第 9 号封账"):
        closings.reopen(engine, 9, reason="再来", who="王科长")
    with reading(engine) as connection:
        held = closings.closings_in(connection, 2024)
        every = closings.closings_in(connection, with_reopened=True)
    assert [(item.closing_id, item.what) for item in held] == [
        (2, "乙局 2024 年度（截至 2024-06-30）"),
        (1, "甲局 2024 年度（截至 2024-06-30）"),
    ]
    assert next((item.closing_id, item.reopened_by, item.reason) for item in every) == (3, "王科长", "漏报一项")
    logged = store.list_log(engine, store.LogFilter(acts=[Act.CLOSE, Act.REOPEN]))
    assert [(entry.act, entry.who, entry.detail) for entry in logged] == [
        (Act.REOPEN, "王科长", "全部单位 2024 年度：漏报一项"),
        (Act.CLOSE, "李主任", "全部单位 2024 年度"),
        (Act.CLOSE, "李主任", "乙局 2024 年度（截至 2024-06-30）"),
        (Act.CLOSE, "李主任", "甲局 2024 年度（截至 2024-06-30）"),
    ]


def test_whatever_writes_uploads_asks_whether_they_are_closed():
    signs = ("insert(uploads)", "update(uploads)", "insert_rows(connection, uploads")
    texts = {path.stem: path.read_text("utf-8") for path in STORING.glob("*.py")}
    writers = {name for name, text in texts.items() if any(sign in text for sign in signs)}
    asking = {name for name, text in texts.items() if "    refuse_closed(connection" in text}
    assert asking == {"appending", "voiding"}
    assert writers == asking | {"reviewing"}  # which only supposes, in a transaction that is never kept
    assert texts["reviewing"].count("update(uploads)") == texts["reviewing"].count("with supposing(engine)") == 1


class Model:
    """The plain rules: a list of uploads with unit, year and day, and a list of closings."""

    def __init__(self) -> None:
        self.uploads: dict[int, tuple[str, int, date, bool]] = {}
        self.closings: dict[int, tuple[str | None, int, date, bool]] = {}

    def is_closed(self, unit: str, year: int, day: date) -> bool:
        return any(
            is_held and own in (None, unit) and of == year and day <= through
            for own, of, through, is_held in self.closings.values()
        )


def test_random_sequences_agree_with_the_plain_rules(sqlite_url: str):
    engine, random, model = store.open_store(sqlite_url), Random(11), Model()
    names = {"p1": UNIT, "p2": OTHER}
    for project_id, unit in names.items():
        own = [a_project(project_id, spending_unit=unit, fiscal_year=year) for year in (2023, 2024)]
        for project in own:
            append_tables(engine, project, an_indicator(project_id, fiscal_year=project.fiscal_year))
    refused = 0
    for step in range(80):
        year, project_id = random.choice((2023, 2024)), random.choice(("p1", "p2"))
        unit, day = names[project_id], date(year, random.choice((3, 6, 9)), 30)
        act = random.choice(("report", "report", "report", "switch", "switch", "switch", "close", "close", "reopen"))
        if act == "report":
            records = a_spending(project_id, str(step), fiscal_year=year, as_of=day)
            expected = model.is_closed(unit, year, day)
            refused += expected
            if not expected:
                stored = append_report(engine, records, fiscal_year=year)
                model.uploads[stored.upload_id] = unit, year, day, True
            else:
                with pytest.raises(ClosedError):
                    append_report(engine, records, fiscal_year=year)
        elif act == "switch" and model.uploads:
            upload_id = random.choice(list(model.uploads))
            own, of, at, is_held = model.uploads[upload_id]
            switch = store.void_upload if is_held else store.restore_upload
            if model.is_closed(own, of, at):
                refused += 1
                with pytest.raises(ClosedError):
                    switch(engine, upload_id, who="张会计")
            else:
                switch(engine, upload_id, who="张会计")
                model.uploads[upload_id] = own, of, at, not is_held
        elif act == "close":
            whose = random.choice((None, unit))
            if not any(
                c[3] and c[0] in (None, whose) and c[1] == year and day <= c[2] for c in model.closings.values()
            ):
                [made] = close(engine, day, *([whose] if whose else []), year=year)
                model.closings[made] = whose, year, day, True
        elif held := [key for key, item in model.closings.items() if item[3]]:
            key = random.choice(held)
            closings.reopen(engine, key, reason="更正", who="李主任")
            model.closings[key] = (*model.closings[key][:3], False)
        in_force = {item.upload_id for item in store.list_uploads(engine) if item.voided_at is None}
        assert in_force - {1, 2, 3, 4} == {key for key, item in model.uploads.items() if item[3]}
    assert refused > 5
    with engine.connect() as connection:
        made = connection.scalar(select(func.count()).where(audit_log.c.action == Act.CLOSE.value))
    assert made == len(model.closings)
    engine.dispose()
