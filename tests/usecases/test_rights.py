"""A clerk changes what is of the own units, a viewer nothing, an administrator everything; refusals are on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from perfdata.assessing.schemes import load_schemes
from perfdata.core.errors import StorageError
from perfdata.core.people import Actor, Visitor
from perfdata.core.terms import Act, ReviewStatus, Role
from perfdata.storing import store
from perfdata.usecases import auditing, demo, history, installation, people, uploading, weighting
from perfdata.usecases.concluding import catch_up
from tests.builders import goal_table, goal_tables

TODAY = date(2025, 3, 1)
ANSWERED = list(ReviewStatus)[1]
OWN, OTHER = "某镇教育办", "某镇交通分局"


def person(role: Role, *units: str) -> Actor:
    return Actor(account_id=1, session_id=1, name="张会计", role=role, units=units, address="10.0.0.5")


CLERK, VIEWER, BOSS = person(Role.CLERK, OWN), person(Role.VIEWER), person(Role.ADMINISTRATOR)


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """A project of each of two units: uploads 1 and 2."""
    for unit in (OWN, OTHER):
        confirm(empty, goal_table(unit=unit), who="命令行")
    return empty


def confirm(engine: Engine, *tables: str, who: str | Actor) -> store.Stored:
    content = goal_tables(*tables)
    draft = uploading.preview_file(engine, content, file_name="表.txt", today=TODAY)
    return uploading.confirm(engine, draft, uploaded_by=who)


def projects(engine: Engine) -> dict[str | None, str]:
    return {project.spending_unit: project.project_id for project in store.current(engine).projects}


def save_weights(engine: Engine, unit: str, who: Actor) -> None:
    project_id = projects(engine)[unit]
    own = [item for item in store.current(engine).indicators if item.project_id == project_id]
    points = {item.indicator_id: Decimal(0) for item in own} | {own[0].indicator_id: Decimal(90)}
    scheme = load_schemes(*installation.scheme_files()[:1])["ministry_2020"]
    words = {"fiscal_year": 2024, "project_id": project_id, "scheme": scheme, "at": datetime.now(UTC)}
    weighting.save_weights(engine, points, expected_revision=store.revision(engine), who=who, **words)


def test_what_was_typed_under_the_name_of_an_account_before_it_was_made_is_not_its_own(engine: Engine):
    confirm(engine, goal_table(name="路灯维护", unit=OTHER), who="张会计")
    later = replace(CLERK, made_at=datetime.now(UTC))
    seen = [upload.upload_id for upload in store.list_uploads(people.seen_by(engine, later))]
    assert seen == [1]
    with pytest.raises(StorageError, match="找不到上传记录 3"):
        store.upload_content(people.seen_by(engine, later), 3)
    assert all(entry.upload_id == 1 for entry in store.list_log(people.seen_by(engine, later), store.LogFilter()))
    earlier = people.seen_by(engine, CLERK)
    assert [upload.upload_id for upload in store.list_uploads(earlier)] == [3, 1]


def test_a_clerk_uploads_and_undoes_for_the_own_unit(engine: Engine):
    stored = confirm(engine, goal_table(unit=OWN, budget="30000"), who=CLERK)
    history.undo(engine, stored.upload_id, who=CLERK)
    history.redo(engine, stored.upload_id, who=CLERK)
    save_weights(engine, OWN, CLERK)
    assert [item.uploaded_by for item in store.list_uploads(engine)] == ["张会计", "张会计", "命令行", "命令行"]


REFUSED: dict[str, Callable[[Engine, Actor], object]] = {
    "a table of another unit": lambda engine, who: confirm(engine, goal_table(unit=OTHER, budget="1"), who=who),
    "a new project of another unit": lambda engine, who: confirm(engine, goal_table(name="新", unit=OTHER), who=who),
    "a table of a unit nobody knows": lambda engine, who: confirm(
        engine, goal_table(name="河道整治", unit="某市水务中心"), who=who
    ),
    "a table without a unit": lambda engine, who: confirm(engine, goal_table(name="路灯维护", unit=""), who=who),
    "tables of both": lambda engine, who: confirm(
        engine, goal_table(unit=OWN, budget="1"), goal_table(unit=OTHER, budget="1"), who=who
    ),
    "undo of another unit's upload": lambda engine, who: history.undo(engine, 2, who=who),
    "weights of another unit": lambda engine, who: save_weights(engine, OTHER, who),
    "figures that are invented": lambda engine, who: demo.load_demo(engine, fiscal_year=2024, who=who),
    "removing invented figures": lambda engine, who: demo.remove_demo(engine, fiscal_year=2024, who=who),
    "an upload that is not there": lambda engine, who: history.undo(engine, 99, who=who),
    "a question that is not there": lambda engine, who: auditing.set_status(
        engine, "x", fiscal_year=2024, status=ANSWERED, note="", message="", who=who
    ),
}


@pytest.mark.parametrize("who", [CLERK, VIEWER, person(Role.REVIEWER, OWN), person(Role.ADMINISTRATOR, OWN)])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_of_others_is_not_changed(engine: Engine, name: str, who: Actor):
    before = history.state_hash(engine)
    with pytest.raises(StorageError):
        REFUSED[name](engine, who)
    assert history.state_hash(engine) == before
    assert len(store.list_uploads(engine)) == 2
    entry = store.list_log(engine, store.LogFilter())[0]
    assert (entry.act, entry.who) == (Act.REFUSAL, "张会计")
    assert entry.address == "10.0.0.5"


@pytest.mark.parametrize(
    "change",
    [
        lambda engine: confirm(engine, goal_table(unit=OWN, budget="1"), who=VIEWER),
        lambda engine: history.undo(engine, 1, who=VIEWER),
        lambda engine: save_weights(engine, OWN, VIEWER),
    ],
)
def test_a_viewer_changes_nothing(engine: Engine, change: Callable[[Engine], object]):
    with pytest.raises(StorageError, match="账号“张会计”只能查看"):
        change(engine)


def test_a_refusal_names_what_the_file_states_and_nothing_else_of_others(engine: Engine):
    with pytest.raises(StorageError) as refused:
        history.undo(engine, 2, who=CLERK)
    assert str(refused.value) == (
        "涉及其他单位的项目，账号“张会计”只能改动自己的单位（某镇教育办），没有撤销。请由该单位或管理员办理。"
    )
    with pytest.raises(
        StorageError, match="涉及某镇交通分局（新项目），账号“张会计”只能改动自己的单位（某镇教育办），没有写入"
    ):
        confirm(engine, goal_table(name="新项目", unit=OTHER), who=CLERK)


def test_redo_of_what_another_unit_took_back_is_refused(engine: Engine):
    history.undo(engine, 2, who=BOSS)
    with pytest.raises(StorageError, match="没有恢复"):
        history.redo(engine, 2, who=CLERK)


def test_another_spelling_of_the_own_unit_is_the_own_unit(engine: Engine):
    clerk = person(Role.CLERK, f"[015001]{OWN}")
    assert confirm(engine, goal_table(unit=OWN, budget="30000"), who=clerk).is_new


def test_an_administrator_of_all_units_changes_everything(engine: Engine):
    confirm(engine, goal_table(unit=OTHER, budget="30000"), who=BOSS)
    history.undo(engine, 1, who=BOSS)
    demo.load_demo(engine, fiscal_year=2024, who=BOSS)
    demo.remove_demo(engine, fiscal_year=2024, who=BOSS)


def test_questions_are_answered_by_the_unit_they_are_about(engine: Engine):
    catch_up(engine)
    asked = {finding.project_id: finding for audit in auditing.audit_store(engine) for finding in audit.findings}
    ids = projects(engine)
    words = {"fiscal_year": 2024, "status": ANSWERED, "note": "已核实", "message": "问"}
    with pytest.raises(StorageError, match="涉及其他单位的项目"):
        auditing.set_status(engine, asked[ids[OTHER]].finding_id, who=CLERK, **words)
    auditing.set_status(engine, asked[ids[OWN]].finding_id, who=CLERK, **words)
    upload = store.list_uploads(engine)[0]
    assert (upload.uploaded_by, history.undo(engine, upload.upload_id, who=CLERK)) == ("张会计", None)


READERS = {
    "who may change it": (CLERK, 1, True),
    "who may change all": (BOSS, 2, True),
    "a reviewer of the unit": (person(Role.REVIEWER, OWN), 1, True),
    "another unit's clerk": (CLERK, 2, False),
    "another unit's administrator": (person(Role.ADMINISTRATOR, OWN), 2, False),
    "a viewer": (VIEWER, 1, False),
    "a viewer of the unit": (person(Role.VIEWER, OWN), 1, False),
    "who asks for what is not there": (CLERK, 99, False),
}


@pytest.mark.parametrize(("who", "upload_id", "may"), READERS.values(), ids=READERS.keys())
def test_a_file_as_it_came_is_for_who_may_change_it_and_its_reading_is_on_record(
    engine: Engine, who: Actor, upload_id: int, may: bool
):
    revision, seen = store.revision(engine), people.seen_by(engine, who)
    if may:
        assert goal_table(unit=OWN if upload_id == 1 else OTHER) in history.file_of(seen, upload_id, who=who).decode()
    else:
        with pytest.raises(StorageError, match="原件可能含有个人信息"):
            history.file_of(seen, upload_id, who=who)
    entry = store.list_log(engine, store.LogFilter())[0]
    assert (entry.who, entry.address, entry.upload_id) == ("张会计", "10.0.0.5", None)
    assert entry.act is (Act.ORIGINAL if may else Act.REFUSAL)
    assert f"第 {upload_id} 号上传" in str(entry.detail)
    assert store.revision(engine) == revision


def test_what_somebody_changes_is_logged_with_the_address(engine: Engine):
    history.undo(engine, 1, who=Visitor(name="李主任", address="10.0.0.7"))
    history.redo(engine, 1, who=CLERK)
    history.undo(engine, 1, who="命令行")
    demo.load_demo(engine, fiscal_year=2024, who=BOSS)
    save_weights(engine, OTHER, BOSS)
    entries = store.list_log(engine, store.LogFilter())[:5]
    assert [(entry.who, entry.address) for entry in reversed(entries)] == [
        ("李主任", "10.0.0.7"),
        ("张会计", "10.0.0.5"),
        ("命令行", None),
        ("张会计", "10.0.0.5"),
        ("张会计", "10.0.0.5"),
    ]
