"""Accounts and their sessions in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from perfdata.core.errors import StorageError
from perfdata.core.terms import Act, Role
from perfdata.storing import accounts, store
from perfdata.storing.account_tables import cookie_keys
from perfdata.storing.connecting import writing


def add(engine: Engine, name: str = "李主任", role: Role = Role.ADMINISTRATOR, units: tuple[str, ...] = ()) -> None:
    accounts.add_account(engine, name=name, role=role, units=units, password_hash="hash", who="命令行")


def start(engine: Engine, name: str, token: str, *, hours: int = 1) -> None:
    known = accounts.password_of(engine, name)
    assert known
    end = datetime.now(UTC) + timedelta(hours=hours)
    accounts.start_session(engine, known[0], token_hash=token, address="10.0.0.5", expires_at=end)


def test_an_account_is_kept_with_its_role_and_units(engine: Engine):
    assert not accounts.accounts_exist(engine)
    add(engine, "张会计", Role.CLERK, ("甲局", "乙局"))
    assert accounts.accounts_exist(engine)
    account = accounts.list_accounts(engine)[0]
    assert (account.name, account.role, account.units, account.must_change) == (
        "张会计",
        Role.CLERK,
        ("甲局", "乙局"),
        True,
    )
    with pytest.raises(StorageError, match="已有账号“张 会计”"):
        add(engine, "张 会计")


def test_a_session_holds_until_it_ends_expires_or_its_account_is_disabled(engine: Engine):
    add(engine)
    add(engine, "张会计", Role.CLERK, ("甲局",))
    start(engine, "张会计", "t1")
    start(engine, "张会计", "t2")
    start(engine, "张会计", "old", hours=-1)
    actor = accounts.actor_of(engine, "t1")
    assert actor
    assert (actor.name, actor.role, actor.units, actor.address) == ("张会计", Role.CLERK, ("甲局",), "10.0.0.5")
    assert accounts.actor_of(engine, "old") is None
    hour_ago, now = datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC)
    assert accounts.signed_in_from(engine, "10.0.0.5", since=hour_ago)
    assert not accounts.signed_in_from(engine, "10.0.0.6", since=hour_ago)
    assert not accounts.signed_in_from(engine, "10.0.0.5", since=now)
    assert accounts.actor_of(engine, "t3") is None
    accounts.end_session(engine, actor)
    assert accounts.actor_of(engine, "t1") is None
    assert accounts.actor_of(engine, "t2") is not None
    accounts.disable_account(engine, "张会计", who="李主任")
    assert accounts.actor_of(engine, "t2") is None
    assert accounts.password_of(engine, "张会计") is None
    acts = [(entry.act, entry.who, entry.detail) for entry in store.list_log(engine, store.LogFilter())]
    assert acts[:2] == [(Act.ACCOUNT, "李主任", "停用账号“张会计”"), (Act.SIGN_OUT, "张会计", None)]
    assert acts[2:] == [
        *[(Act.SIGN_IN, "张会计", "口令")] * 3,
        (Act.ACCOUNT, "命令行", "建立账号“张会计”（填报，甲局）"),
        (Act.ACCOUNT, "命令行", "建立账号“李主任”（管理，全部单位）"),
    ]


def test_another_password_ends_every_session_and_the_last_administrator_stays(engine: Engine):
    add(engine)
    start(engine, "李主任", "t1")
    accounts.set_password(engine, "李主任", password_hash="new", must_change=False, who="李主任")
    assert accounts.actor_of(engine, "t1") is None
    with pytest.raises(StorageError, match="最后一个管理全部单位的账号"):
        accounts.disable_account(engine, "李主任", who="命令行")
    with pytest.raises(StorageError, match="没有账号“无人”"):
        accounts.disable_account(engine, "无人", who="命令行")


def test_a_key_signs_for_a_day_and_is_kept_as_long_as_what_it_signed(engine: Engine):
    month = timedelta(days=30)
    first = accounts.newest_key(engine, secret="aa", keep=month)
    assert accounts.newest_key(engine, secret="bb", keep=month) == first
    _age(engine, days=2)
    second = accounts.newest_key(engine, secret="bb", keep=month)
    assert accounts.signing_keys(engine) == {first[0]: "aa", second[0]: "bb"}
    _age(engine, days=32)
    third = accounts.newest_key(engine, secret="cc", keep=month)
    assert accounts.signing_keys(engine) == {third[0]: "cc"}


def _age(engine: Engine, *, days: int) -> None:
    with writing(engine) as connection:
        connection.execute(update(cookie_keys).values(made_at=datetime.now(UTC) - timedelta(days=days)))


def test_signing_in_changes_no_figure(engine: Engine):
    before = store.revision(engine)
    add(engine)
    start(engine, "李主任", "t1")
    assert store.revision(engine) == before
