"""Two people and one upload: the second is told who was first, and the log keeps everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from perfdata.core.errors import OvertakenError, StorageError
from perfdata.core.terms import Act, UploadKind
from perfdata.storing.store import (
    LogFilter,
    acts_on,
    append_goal_tables,
    count_log,
    list_log,
    list_uploads,
    note,
    people_of_log,
    restore_upload,
    revision,
    void_upload,
)
from tests.storing.builders import a_project, a_result, append_report, append_tables

ALL = LogFilter()


def last_entry(engine: Engine, upload_id: int) -> int:
    return acts_on(engine, [upload_id])[upload_id][-1].entry_id


def test_a_second_undo_is_told_who_was_first_and_changes_nothing(engine: Engine) -> None:
    upload_id = append_tables(engine, a_project()).upload_id
    void_upload(engine, upload_id, who="李科长", seen=last_entry(engine, upload_id))
    before = list_log(engine, ALL)
    with pytest.raises(OvertakenError, match=r"第 1 号上传已经撤销，不必再次撤销：已由 李科长 于 [\d: -]{16} 撤销。"):
        void_upload(engine, upload_id, who="王主任")
    assert list_log(engine, ALL) == before
    assert list_uploads(engine)[0].voided_by == "李科长"


def test_what_was_restored_is_not_restored_again(engine: Engine) -> None:
    upload_id = append_tables(engine, a_project()).upload_id
    with pytest.raises(OvertakenError, match=r"^第 1 号上传没有撤销，不必恢复。$"):
        restore_upload(engine, upload_id, who="王主任")
    void_upload(engine, upload_id, who="李科长")
    restore_upload(engine, upload_id, who="张会计")
    with pytest.raises(OvertakenError, match=r"没有撤销，不必恢复：已由 张会计 于 .* 恢复。"):
        restore_upload(engine, upload_id, who="王主任")


def test_an_old_page_is_told_all_that_happened_since(engine: Engine) -> None:
    upload_id = append_tables(engine, a_project()).upload_id
    seen = last_entry(engine, upload_id)
    void_upload(engine, upload_id, who="李科长")
    restore_upload(engine, upload_id, who="张会计")
    with pytest.raises(
        OvertakenError, match=r"在您看过之后已由 李科长 于 .* 撤销，已由 张会计 于 .* 恢复，这次没有撤销"
    ):
        void_upload(engine, upload_id, who="王主任", seen=seen)
    void_upload(engine, upload_id, who="王主任", seen=last_entry(engine, upload_id))


def test_moments_are_told_in_the_zone_of_the_reader() -> None:
    at = datetime(2024, 6, 30, 18, 5, tzinfo=UTC)
    error = OvertakenError("{acts}。", acts=[("李科长", at, "撤销")])
    assert str(error) == "已由 李科长 于 2024-07-01 02:05 撤销。"
    assert error.told(ZoneInfo("Europe/London")) == "已由 李科长 于 2024-06-30 19:05 撤销。"


def test_who_redid_an_upload_leaves_who_undid_it_in_the_log(engine: Engine) -> None:
    upload_id = append_tables(engine, a_project()).upload_id
    void_upload(engine, upload_id, who="李科长")
    restore_upload(engine, upload_id, who="王主任")
    told = [(entry.who, entry.act, entry.upload_id, entry.kind) for entry in list_log(engine, ALL)]
    assert told == [
        ("王主任", Act.RESTORE, upload_id, UploadKind.GOAL_TABLES),
        ("李科长", Act.VOID, upload_id, UploadKind.GOAL_TABLES),
        ("张会计", Act.APPEND, upload_id, UploadKind.GOAL_TABLES),
    ]


def test_what_a_clerk_answered_is_counted_beside_the_upload(engine: Engine) -> None:
    correction = {"signature": "s", "field": "money_unit", "value": "万元"}
    append_report(engine, a_result(), matches={"项目｜旧名": "p1-i1"}, corrections=[correction])
    [entry] = list_log(engine, ALL)
    assert (entry.match_count, entry.correction_count, entry.row_count) == (1, 1, 1)


def test_the_log_is_filtered_by_person_act_kind_and_day_and_comes_in_pages(engine: Engine) -> None:
    first = append_tables(engine, a_project()).upload_id
    append_report(engine, a_result())
    void_upload(engine, first, who="李科长")
    now, hour = datetime.now(UTC), timedelta(hours=1)
    for wanted, acts in (
        (LogFilter(people=["李科长"]), [Act.VOID]),
        (LogFilter(acts=[Act.APPEND], kinds=[UploadKind.ACTUAL_RESULTS]), [Act.APPEND]),
        (LogFilter(kinds=[UploadKind.GOAL_TABLES]), [Act.VOID, Act.APPEND]),
        (LogFilter(start=now - hour, end=now + hour), [Act.VOID, Act.APPEND, Act.APPEND]),
        (LogFilter(end=now - hour), []),
    ):
        assert [entry.act for entry in list_log(engine, wanted)] == acts
        assert count_log(engine, wanted) == len(acts)
    whole = list_log(engine, ALL)
    assert list_log(engine, ALL, first=1, most=1) == whole[1:2]
    assert people_of_log(engine) == sorted({entry.who for entry in whole})


def test_a_note_stands_in_the_log_and_leaves_the_data_as_they_are(engine: Engine) -> None:
    append_tables(engine, a_project())
    before = revision(engine)
    note(engine, Act.BACKUP, who="命令行", detail="perfdata-2026-12-01.db")
    assert revision(engine) == before
    [entry] = list_log(engine, LogFilter(acts=[Act.BACKUP]))
    assert (entry.who, entry.detail, entry.upload_id, entry.kind) == ("命令行", "perfdata-2026-12-01.db", None, None)


def test_names_cannot_turn_what_is_shown_around(engine: Engine) -> None:
    upload_id = append_tables(engine, a_project(), uploaded_by="张\u202e会计\u2066").upload_id
    void_upload(engine, upload_id, who="\u200f李科长\u202d")
    assert people_of_log(engine) == ["张会计", "李科长"]
    [upload] = list_uploads(engine)
    assert (upload.uploaded_by, upload.voided_by) == ("张会计", "李科长")


def test_upload_numbers_have_no_gaps_after_a_crash(engine: Engine) -> None:
    append_tables(engine, a_project(), content=b"1")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # it logs 32 numbers ahead, which a crash skips
            connection.execute(text("SELECT setval(pg_get_serial_sequence('uploads', 'upload_id'), 33)"))
        else:
            connection.execute(text("UPDATE sqlite_sequence SET seq = 33 WHERE name = 'uploads'"))
    assert append_tables(engine, a_project(), content=b"2").upload_id == 2


def test_a_second_confirmation_is_told_who_changed_the_data(engine: Engine) -> None:
    seen = revision(engine)
    append_tables(engine, a_project(), content=b"1")
    with pytest.raises(StorageError, match=r"数据已更新，请重新核对后再确认：已由 张会计 于 .* 上传“目标表.txt”。"):
        append_goal_tables(
            engine,
            file_name="后来.txt",
            content=b"2",
            uploaded_by="王主任",
            projects=[a_project()],
            indicators=[],
            expected_revision=seen,
        )
