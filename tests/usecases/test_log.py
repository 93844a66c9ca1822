"""How long what stays in the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import Act
from perfdata.storing import store
from perfdata.storing.account_tables import sessions
from perfdata.storing.connecting import reading, writing
from perfdata.storing.tables import audit_log
from perfdata.usecases import history, installation, log, people
from tests.builders import goal_table
from tests.people import BOSS, CLERK, actor, make_accounts
from tests.usecases.test_rights import confirm


def test_acts_that_change_nothing_go_after_the_days_that_are_set_and_changes_stay(empty: Engine):
    make_accounts(empty)
    own = actor(empty, CLERK)
    stored = confirm(empty, goal_table(), who=BOSS)
    history.undo(empty, stored.upload_id, who=BOSS)
    people.note_refusal(empty, who=CLERK, detail="口令不对", address="10.0.0.5")
    log.note_download(empty, own, name="自评表.xlsx", scope="年度 2024")
    people.sign_out(empty, own)
    with writing(empty) as connection:
        old = datetime.now(UTC) - timedelta(days=31)
        connection.execute(update(audit_log).values(at=old))
        connection.execute(update(sessions).values(expires_at=old))
    recent = actor(empty, BOSS)
    revision = store.revision(empty)
    assert log.erase_old(empty, days=32) == 0
    assert log.erase_old(empty, days=30) == 4
    kept = [entry.act for entry in store.list_log(empty, store.LogFilter())]
    assert kept == [Act.ERASURE, Act.SIGN_IN, Act.VOID, Act.APPEND, *[Act.ACCOUNT] * 8]
    newest = store.list_log(empty, store.LogFilter(), most=1)[0]
    assert (newest.who, newest.detail) == (
        "系统",
        "登录、退出、拒绝、读原件和下载的记录只保留 30 天，清除更早的 4 条",
    )
    assert store.revision(empty) == revision
    with reading(empty) as connection:
        assert list(connection.scalars(sessions.select().with_only_columns(sessions.c.session_id))) == (
            [recent.session_id]
        )


@pytest.mark.parametrize(("said", "days"), [("365", 365), (" 30 ", 30), ("", None)])
def test_the_days_are_a_setting(said: str, days: int | None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PERFDATA_LOG_DAYS", said)
    assert installation.log_days() == days
    assert ("保留" in log.kept_text()) is (days is not None)


@pytest.mark.parametrize("said", ["0", "-1", "一年", "1.5", "１０", "9" * 9])
def test_what_is_no_number_of_days_is_refused(said: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PERFDATA_LOG_DAYS", said)
    with pytest.raises(UnusableFileError, match="应为天数"):
        installation.log_days()
