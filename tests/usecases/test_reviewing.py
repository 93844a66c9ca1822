"""With review switched on what an account confirms waits: nothing counts before it is approved, all of it after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from perfdata.assessing.schemes import load_schemes
from perfdata.core.errors import OvertakenError, PerfdataError, StorageError, UnusableFileError
from perfdata.core.people import Actor
from perfdata.core.terms import Act, ChangeKind, HandInState, Role, UploadKind
from perfdata.presenting.previews import standing_effect
from perfdata.storing import accounts, store
from perfdata.storing.changes import list_changes
from perfdata.storing.layout_store import remembered_corrections
from perfdata.usecases import demo, history, installation, reviewing, town, uploading, weighting
from perfdata.usecases.concluding import catch_up
from perfdata.usecases.town import Scope
from tests.builders import Line, goal_table, goal_tables
from tests.conftest import Stores

TODAY = date(2025, 3, 1)
OWN, OTHER = "某镇教育办", "某镇交通分局"


def person(name: str, role: Role, *units: str) -> Actor:
    return Actor(account_id=1, session_id=1, name=name, role=role, units=units, address="10.0.0.5")


CLERK, STRANGER = person("张会计", Role.CLERK, OWN), person("王会计", Role.CLERK, OTHER)
REVIEWER = person("李科长", Role.REVIEWER, OWN)
FOREIGN, BOSS = person("赵科长", Role.REVIEWER, OTHER), person("李主任", Role.ADMINISTRATOR)
VIEWER = person("陈观察", Role.VIEWER)


def confirm(engine: Engine, content: bytes, *, who: str | Actor, name: str = "表.txt", **said: Any) -> store.Stored:
    draft = uploading.preview_file(engine, content, file_name=name, today=TODAY, **said)
    return uploading.confirm(engine, draft, uploaded_by=who, accept_sound_rows=True)


def two_units(url: str) -> Engine:
    """A project of each of two units, as uploads 1 and 2, and invented results as upload 3."""
    engine = store.open_store(url)
    for unit in (OWN, OTHER):
        confirm(engine, goal_tables(goal_table(unit=unit)), who="命令行")
    demo.load_demo(engine, fiscal_year=2024, who="命令行")
    catch_up(engine)
    return engine


@pytest.fixture
def engine(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("PERFDATA_REVIEW", "on")
    return stores.restored(two_units)


def results(actual: str = "12户", *, day: str = "2024-12-31", unit: str = OWN) -> bytes:
    rows = [
        "年度,2024,截至日期," + day,
        "项目名称,用款单位,三级指标,实际完成值",
        f"助学补助（镇）,{unit},补助户数,{actual}",
    ]
    return "\n".join(rows).encode()


def hand_in(engine: Engine, content: bytes | None = None, *, who: Actor = CLERK) -> int:
    stored = confirm(engine, content or results(), who=who, name="填报.csv")
    assert (stored.is_new, stored.waits) == (True, True)
    return stored.upload_id


def save_points(engine: Engine, who: str | Actor) -> store.Stored:
    project = next(item for item in store.current(engine).projects if item.spending_unit == OWN)
    own = [item for item in store.current(engine).indicators if item.project_id == project.project_id]
    points = {item.indicator_id: Decimal(0) for item in own} | {own[0].indicator_id: Decimal(90)}
    scheme = load_schemes(*installation.scheme_files()[:1])["ministry_2020"]
    words: dict[str, Any] = {"fiscal_year": 2024, "project_id": project.project_id, "scheme": scheme}
    return weighting.save_weights(
        engine, points, expected_revision=store.revision(engine), who=who, at=datetime(2025, 3, 1, tzinfo=UTC), **words
    )


def answers(engine: Engine) -> list[Any]:
    """What the door answers of all that counts."""
    catch_up(engine)
    overview = town.overview(engine, Scope(2024))
    assert overview
    return [
        history.state_hash(engine),
        history.status(engine),
        [repr(card) for card in overview.cards],
        store.remembered_matches(engine),
        remembered_corrections(engine),
        store.fiscal_years(engine),
        demo.demo_upload_ids(engine, fiscal_year=2024),
    ]


WAYS: dict[str, Callable[[Engine, str | Actor], store.Stored]] = {
    "results": lambda engine, who: confirm(engine, results(), who=who, name="填报.csv"),
    "another goal table": lambda engine, who: confirm(
        engine, goal_tables(goal_table(unit=OWN, budget="30000")), who=who
    ),
    "a new project": lambda engine, who: confirm(engine, goal_tables(goal_table(name="校舍修缮", unit=OWN)), who=who),
    "points": save_points,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_counts_before_it_is_approved_and_all_of_it_as_if_confirmed_after(
    engine: Engine, stores: Stores, way: str
):
    WAYS[way](engine, "张会计")
    direct = answers(engine)
    stores.restored(two_units)
    before, revision = answers(engine), store.revision(engine)
    stored = WAYS[way](engine, CLERK)
    assert (stored.is_new, stored.waits, store.revision(engine)) == (True, True, revision)
    assert answers(engine) == before != direct
    reviewing.approve(engine, stored.upload_id, who=REVIEWER, seen=revision)
    assert answers(engine) == direct
    assert store.find(engine, stored.upload_id).state == "已审"


def test_a_change_tells_who_entered_and_who_approved_it(engine: Engine):
    upload_id = hand_in(engine)
    assert [change for change in list_changes(engine, fiscal_year=2024) if change.upload_id == upload_id] == []
    reviewing.approve(engine, upload_id, who=REVIEWER)
    [change] = [change for change in list_changes(engine, fiscal_year=2024) if change.upload_id == upload_id]
    assert (change.who, change.action, change.old, change.new) == ("张会计（李科长批准）", "批准", None, "12户")
    log = store.list_log(engine, store.LogFilter())
    assert [(entry.act, entry.who) for entry in log[:3]] == [
        (Act.APPROVE, "李科长"),
        (Act.VOID, "李科长"),  # the invented results that real ones replace
        (Act.HAND_IN, "张会计"),
    ]


def test_the_reviewer_sees_old_and_new_and_the_effect(engine: Engine):
    reviewing.approve(engine, hand_in(engine), who=REVIEWER)
    hand_in(engine, results("15户"))
    [item] = reviewing.waiting(engine, REVIEWER)
    examined = reviewing.examine(engine, item, with_findings=True)
    [row] = examined.rows
    assert (row.kind, row.item, row.old, row.new) == (ChangeKind.CHANGED, "实际完成（截至 2024-12-31）", "12户", "15户")
    assert (examined.names[row.subject_id], row.place and row.place.line) == (("补助户数", "助学补助（镇）"), 3)
    assert examined.standings
    assert standing_effect(*examined.standings) == []


def test_a_reviewer_is_not_told_what_was_found_for_one_who_sees_more(engine: Engine):
    for name, role, units in (("李主任", Role.ADMINISTRATOR, ()), ("张会计", Role.CLERK, (OWN,))):
        accounts.add_account(engine, name=name, role=role, units=units, password_hash="", who="命令行")
    foreign = (
        f"\n助学补助（镇）,{OTHER},补助户数字,12户".encode()
    )  # a misspelt name: the finding suggests the stored one
    hand_in(engine, results() + foreign, who=BOSS)
    hand_in(engine, results("15户"), who=CLERK)
    of_boss, of_clerk = reviewing.waiting(engine, REVIEWER)
    assert of_boss.units == of_clerk.units == [OWN]
    found = reviewing.examine(engine, of_boss, with_findings=True).findings
    assert found
    assert "补助户数字" in found[0].message
    may_read = [
        [reviewing.may_read_findings(engine, who, item) for item in (of_boss, of_clerk)]
        for who in (REVIEWER, BOSS, FOREIGN, VIEWER)
    ]
    assert may_read == [[False, True], [True, True], [False, False], [False, False]]
    assert reviewing.examine(engine, of_boss, with_findings=False).findings is None


def test_the_effect_names_what_differs(engine: Engine):
    hand_in(engine, goal_tables(goal_table(unit=OWN, budget="30000"), goal_table(name="校舍修缮", unit=OWN)))
    [item] = reviewing.waiting(engine, REVIEWER)
    examined = reviewing.examine(engine, item, with_findings=True)
    assert examined.standings
    assert standing_effect(*examined.standings) == [
        ("项目", "1 个", "2 个"),
        ("预算合计", "20,000 元", "50,000 元"),
        ("已填报", "0 / 4", "0 / 8"),
    ]
    changed = {(row.item, row.old, row.new) for row in examined.rows if row.kind is ChangeKind.CHANGED}
    assert changed == {("2024 年度预算（元）", "20,000", "30,000")}
    assert sum(row.kind is ChangeKind.NEW for row in examined.rows) == 11


def test_a_value_that_a_later_upload_overtook_is_told_and_does_not_win(engine: Engine):
    first, second = hand_in(engine), hand_in(engine, results("15户"))
    reviewing.approve(engine, second, who=REVIEWER)
    [item] = reviewing.waiting(engine, REVIEWER)
    assert reviewing.examine(engine, item, with_findings=True).overtaken_count == 1
    reviewing.approve(engine, first, who=REVIEWER)
    assert [result.actual.raw for result in store.current(engine).actual_results] == ["15户"]


def test_what_no_goal_table_has_any_more_is_named(engine: Engine):
    hand_in(engine)
    lines = [Line("产出指标", "质量指标", "发放准确率", "≥98%", "≥98%")]
    confirm(engine, goal_tables(goal_table(unit=OWN, lines=lines)), who="命令行")
    [item] = reviewing.waiting(engine, REVIEWER)
    examined = reviewing.examine(engine, item, with_findings=True)
    assert examined.unseen == ["补助户数"]
    assert [examined.names[row.subject_id] for row in examined.rows] == [("补助户数", "助学补助（镇）")]


def test_what_changed_since_it_was_looked_at_is_not_approved_and_what_others_do_elsewhere_hinders_nobody(
    engine: Engine,
):
    first, second = hand_in(engine), hand_in(engine, results("15户"))
    foreign = hand_in(engine, results(unit=OTHER), who=STRANGER)
    seen = store.revision(engine)
    demo.remove_demo(engine, who="命令行")
    with pytest.raises(OvertakenError, match="没有批准，请看过现在的变化再决定"):
        reviewing.approve(engine, first, who=REVIEWER, seen=seen)
    seen = store.revision(engine)
    reviewing.approve(engine, foreign, who=FOREIGN, seen=seen)
    reviewing.approve(engine, first, who=REVIEWER, seen=seen)
    with pytest.raises(OvertakenError, match="已由 李科长 于"):
        reviewing.approve(engine, second, who=REVIEWER, seen=seen)


def test_the_same_file_is_handed_in_once_and_the_second_is_told_by_whom(engine: Engine):
    upload_id = hand_in(engine)
    colleague = person("孙会计", Role.CLERK, OWN)
    draft = uploading.preview_file(engine, results(), file_name="又一次.csv", today=TODAY)
    assert draft.known_text.startswith("这份文件已由张会计于 ")
    assert draft.known_text.endswith(f"交审（第 {upload_id} 号上传），正在待审，没有重复交审。")
    stored = uploading.confirm(engine, draft, uploaded_by=colleague)
    assert (stored.upload_id, stored.is_new, stored.waits) == (upload_id, False, True)


def test_results_for_a_table_that_waits_are_told_to_wait_and_fit_once_it_is_approved(engine: Engine):
    upload_id = hand_in(engine, goal_tables(goal_table(name="校舍修缮", unit=OWN)))
    content = results().replace("助学补助（镇）".encode(), "校舍修缮".encode())
    draft = uploading.preview_file(engine, content, file_name="填报.csv", today=TODAY)
    [told] = [finding.message for finding in draft.findings if finding.rule_id == "table_waits"]
    assert told == f"“校舍修缮”的目标表（第 {upload_id} 号上传）还在待审，批准之前，为它填报的各行可能对不上指标。"
    assert draft.row_count == 0
    reviewing.approve(engine, upload_id, who=REVIEWER)
    draft = uploading.preview_file(engine, content, file_name="填报.csv", today=TODAY)
    assert ([finding.rule_id for finding in draft.findings], draft.row_count) == ([], 1)


def test_a_returned_upload_comes_back_with_reasons_until_a_mended_one_is_handed_in(engine: Engine):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet
    for line in results().decode().splitlines():
        sheet.append(line.split(","))
    file = BytesIO()
    workbook.save(file)
    stored = confirm(engine, file.getvalue(), who=CLERK, name="填报.xlsx")
    [item] = reviewing.waiting(engine, REVIEWER)
    examined = reviewing.examine(engine, item, with_findings=True)
    remark = reviewing.remark_on(examined.rows[0], "与台账的 10 户不符", names=examined.names)
    reviewing.give_back(engine, stored.upload_id, who=REVIEWER, reason="请核对台账", remarks=[remark])
    assert store.find(engine, stored.upload_id).state == "已退回"
    [back] = reviewing.returned(engine, CLERK)
    assert (back.hand_in.decided_by, back.hand_in.reason) == ("李科长", "请核对台账")
    name, content, _ = reviewing.marked_copy(engine, back)
    assert name == "填报（核对）.xlsx"
    cell = openpyxl.load_workbook(BytesIO(content))["Sheet"]["D3"]
    assert cell.comment
    assert "审核意见（李科长）：与台账的 10 户不符" in cell.comment.text
    assert reviewing.returned(engine, STRANGER) == []
    hand_in(engine, results("10户"))
    assert reviewing.returned(engine, CLERK) == []


def test_a_return_needs_a_reason(engine: Engine):
    upload_id = hand_in(engine)
    with pytest.raises(StorageError, match="请写明退回的原因"):
        reviewing.give_back(engine, upload_id, who=REVIEWER, reason=" ")
    assert store.find(engine, upload_id).review is HandInState.WAITING


def test_the_same_file_may_be_handed_in_again_after_it_was_returned_or_withdrawn(engine: Engine):
    reviewing.give_back(engine, hand_in(engine), who=REVIEWER, reason="再核对")
    reviewing.withdraw(engine, hand_in(engine), who=CLERK)
    reviewing.approve(engine, hand_in(engine), who=REVIEWER)
    assert [upload.state for upload in store.list_uploads(engine)[:3]] == ["已审", "已撤回", "已退回"]


DECIDED: dict[str, Callable[[Engine, int], None]] = {
    "approved": lambda engine, upload_id: reviewing.approve(engine, upload_id, who=REVIEWER),
    "returned": lambda engine, upload_id: reviewing.give_back(engine, upload_id, who=REVIEWER, reason="不对"),
    "withdrawn": lambda engine, upload_id: reviewing.withdraw(engine, upload_id, who=CLERK),
}


@pytest.mark.parametrize("first", DECIDED)
@pytest.mark.parametrize("second", DECIDED)
def test_what_is_decided_is_not_decided_again(engine: Engine, first: str, second: str):
    upload_id = hand_in(engine)
    DECIDED[first](engine, upload_id)
    before = history.state_hash(engine)
    with pytest.raises(OvertakenError, match=f"第 {upload_id} 号上传已由 "):
        DECIDED[second](engine, upload_id)
    assert history.state_hash(engine) == before


REFUSED: dict[str, Callable[[Engine, int], object]] = {
    "the clerk approves": lambda engine, own: reviewing.approve(engine, own, who=CLERK),
    "the clerk returns": lambda engine, own: reviewing.give_back(engine, own, who=CLERK, reason="x"),
    "a viewer approves": lambda engine, own: reviewing.approve(engine, own, who=VIEWER),
    "a reviewer of another unit approves": lambda engine, own: reviewing.approve(engine, own, who=FOREIGN),
    "a reviewer of another unit returns": lambda engine, own: reviewing.give_back(engine, own, who=FOREIGN, reason="x"),
    "another clerk withdraws": lambda engine, own: reviewing.withdraw(
        engine, own, who=person("孙会计", Role.CLERK, OWN)
    ),
    "restoring what waits": lambda engine, own: history.redo(engine, own, who=BOSS),
    "undoing what waits": lambda engine, own: history.undo(engine, own, who=BOSS),
    "restoring it by the clerk": lambda engine, own: history.redo(engine, own, who=CLERK),
    "undoing by the clerk": lambda engine, _: history.undo(engine, 1, who=CLERK),
    "a name that was typed restores it": lambda engine, own: history.redo(engine, own, who="命令行"),
    "an upload that nobody handed in": lambda engine, _: reviewing.approve(engine, 1, who=BOSS),
    "an upload that is not there": lambda engine, _: reviewing.approve(engine, 99, who=BOSS),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_goes_round_the_review(engine: Engine, name: str):
    upload_id = hand_in(engine)
    before = history.state_hash(engine)
    with pytest.raises(StorageError):
        REFUSED[name](engine, upload_id)
    assert history.state_hash(engine) == before
    assert store.find(engine, upload_id).review is HandInState.WAITING


def test_who_enters_does_not_approve_unless_that_is_switched_on(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    upload_id = hand_in(engine, who=REVIEWER)
    with pytest.raises(StorageError, match="须由另一位审核人员批准"):
        reviewing.approve(engine, upload_id, who=REVIEWER)
    monkeypatch.setenv("PERFDATA_REVIEW_SELF", "on")
    reviewing.approve(engine, upload_id, who=REVIEWER)
    assert store.find(engine, upload_id).state == "已审"


def test_a_reviewer_undoes_and_redoes_what_was_approved(engine: Engine):
    upload_id = hand_in(engine)
    reviewing.approve(engine, upload_id, who=REVIEWER)
    history.undo(engine, upload_id, who=REVIEWER)
    assert store.find(engine, upload_id).state == "已撤销"
    history.redo(engine, upload_id, who=REVIEWER)
    assert store.find(engine, upload_id).state == "已审"


def test_nobody_restores_what_they_entered_without_a_review(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PERFDATA_REVIEW")
    stored = confirm(engine, results(), who=REVIEWER, name="填报.csv")
    assert not stored.waits
    history.undo(engine, stored.upload_id, who=REVIEWER)
    monkeypatch.setenv("PERFDATA_REVIEW", "on")
    with pytest.raises(StorageError, match="须由另一位审核人员恢复"):
        history.redo(engine, stored.upload_id, who=REVIEWER)
    history.redo(engine, stored.upload_id, who=BOSS)


def test_everyone_sees_what_waits_of_their_units_and_a_clerk_the_own(engine: Engine):
    own, foreign = hand_in(engine), hand_in(engine, results(unit=OTHER), who=STRANGER)
    seen = {who.name: [item.upload.upload_id for item in reviewing.waiting(engine, who)] for who in (CLERK, STRANGER)}
    assert seen == {"张会计": [own], "王会计": [foreign]}
    colleague = person("孙会计", Role.CLERK, OWN)
    assert reviewing.waiting(engine, colleague) == []
    assert reviewing.waiting_upload(engine, colleague, own)
    assert reviewing.waiting_upload(engine, colleague, foreign) is None
    for who, ids in ((REVIEWER, [own]), (FOREIGN, [foreign]), (BOSS, [own, foreign]), (VIEWER, [own, foreign])):
        assert [item.upload.upload_id for item in reviewing.waiting(engine, who)] == ids
    project = next(item for item in store.current(engine).projects if item.spending_unit == OWN)
    assert reviewing.waiting_of_project(engine, project.project_id, fiscal_year=2024) == [own]
    assert reviewing.waiting_of_project(engine, project.project_id, fiscal_year=2023) == []


def test_a_twin_that_counts_already_keeps_the_other_from_being_approved(engine: Engine):
    upload_id = hand_in(engine)
    twin = store.append_actual_results(
        engine,
        file_name="填报.csv",
        content=b"other",
        uploaded_by="命令行",
        fiscal_year=2024,
        actual_results=[],
        spending=[],
    )
    with engine.begin() as connection:
        same = store.find(engine, upload_id).sha256
        connection.exec_driver_sql(f"UPDATE uploads SET sha256 = '{same}' WHERE upload_id = {twin.upload_id}")
    [item] = reviewing.waiting(engine, REVIEWER)
    for act in (
        lambda: reviewing.examine(engine, item, with_findings=True),
        lambda: reviewing.approve(engine, upload_id, who=REVIEWER),
    ):
        with pytest.raises(StorageError, match=f"同一文件已作为上传记录 {twin.upload_id} 在使用：如需批准"):
            act()


@pytest.mark.parametrize(("said", "waits"), [("on", True), ("ON", True), ("off", False), ("", False)])
def test_the_setting_is_on_or_off(engine: Engine, monkeypatch: pytest.MonkeyPatch, said: str, waits: bool):
    monkeypatch.setenv("PERFDATA_REVIEW", said)
    assert confirm(engine, results(), who=CLERK, name="填报.csv").waits is waits


def test_the_file_of_settings_says_it_as_well(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "secrets.toml").write_text('[access]\nreview = "on"\n', "utf-8")
    monkeypatch.delenv("PERFDATA_REVIEW", raising=False)
    monkeypatch.setenv("PERFDATA_SECRETS", str(tmp_path / "secrets.toml"))
    assert confirm(engine, results(), who=CLERK, name="填报.csv").waits


def test_a_setting_that_is_neither_lets_nothing_through(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PERFDATA_REVIEW", "要")
    with pytest.raises(UnusableFileError, match="PERFDATA_REVIEW 只能写 on 或 off，读到的是“要”"):
        confirm(engine, results(), who=CLERK, name="填报.csv")


def test_without_accounts_the_setting_does_nothing_and_says_so(engine: Engine):
    assert not confirm(engine, results(), who="张会计", name="填报.csv").waits
    assert reviewing.setting_text(engine) == (
        "PERFDATA_REVIEW=on，但还没有账号，审核没有起作用：确认即入库。请先建立账号（perfdata user add）"
    )


def test_remembered_names_of_what_waits_do_not_hold(engine: Engine):
    content = results().replace("补助户数".encode(), "补助的户数".encode())
    draft = uploading.preview_file(engine, content, file_name="填报.csv", today=TODAY)
    choices = {item.row_key: item.indicator_id for item in draft.suggestions}
    assert choices
    stored = confirm(engine, content, who=CLERK, name="填报.csv", choices=choices)
    assert store.remembered_matches(engine) == {}
    [item] = reviewing.waiting(engine, REVIEWER)
    assert reviewing.examine(engine, item, with_findings=True).answer_count == 1
    reviewing.approve(engine, stored.upload_id, who=REVIEWER)
    assert store.remembered_matches(engine) == choices


def test_invented_results_stay_until_the_real_ones_are_approved(engine: Engine):
    upload_id = hand_in(engine)
    assert demo.demo_upload_ids(engine, fiscal_year=2024) == [3]
    reviewing.approve(engine, upload_id, who=REVIEWER)
    assert [upload.kind for upload in store.list_uploads(engine) if not upload.is_in_force] == [UploadKind.DEMO_RESULTS]


def test_what_waits_of_a_disabled_account_is_still_decided(engine: Engine):
    hand_in(engine)
    assert reviewing.disabled_names(engine, reviewing.waiting(engine, BOSS)) == set()


def test_errors_name_the_place_and_nothing_is_left_half_done(engine: Engine):
    upload_id = hand_in(engine)
    with pytest.raises(PerfdataError, match="最多 1000 字"):
        reviewing.give_back(engine, upload_id, who=REVIEWER, reason="改" * 1001)
    with pytest.raises(PerfdataError, match="无法保存的控制字符"):
        reviewing.give_back(engine, upload_id, who=REVIEWER, reason="改\x00")
    assert store.find(engine, upload_id).review is HandInState.WAITING
