"""Accounts, their sessions and the keys of their cookies; every change of an account stands in the log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, inspect, select, update

from perfdata.core.errors import StorageError
from perfdata.core.keys import name_key
from perfdata.core.people import Actor, told_units
from perfdata.core.terms import Act, Role, Way
from perfdata.storing.account_tables import accounts, cookie_keys, sessions
from perfdata.storing.connecting import reading, writing
from perfdata.storing.log import acting, log_act
from perfdata.storing.rows import refuse_unstorable_text
from perfdata.storing.sight import units_of_departments, whole

KEY_AGE = timedelta(days=1)
"""After which a new key signs; the earlier ones hold as long as a cookie that they signed may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account without its password; times are UTC. ``subject`` is what a provider of identities calls it."""

    account_id: int
    name: str
    role: Role
    units: tuple[str, ...]
    must_change: bool
    has_password: bool
    subject: str | None
    made_at: datetime
    disabled_at: datetime | None
    departments: tuple[str, ...]


def accounts_exist(engine: Engine) -> bool:
    """Whether there is an account, disabled ones too; a database that no start has brought up to date has none."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        return False
    with reading(engine) as connection:
        if not inspect(connection).has_table(accounts.name):
            return False
        return connection.scalar(select(accounts.c.account_id).limit(1)) is not None


def list_accounts(engine: Engine) -> list[Account]:
    """All accounts by the order in which they were made."""
    with reading(engine) as connection:
        return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.account_id))]


def add_account(
    engine: Engine,
    *,
    name: str,
    role: Role,
    units: Sequence[str],
    departments: Sequence[str] = (),
    password_hash: str,
    who: str,
    subject: str | None = None,
) -> None:
    """Make an account whose password must be changed; without a hash no password fits it.

    StorageError where the name or the subject is taken.
    """
    refuse_unstorable_text({"name": name, "who": who, "units": "".join((*units, *departments)), "subject": subject})
    with writing(engine) as connection:
        if connection.scalar(select(accounts.c.account_id).where(accounts.c.name_key == name_key(name))):
            raise StorageError(f"已有账号“{name}”：请换一个名字，或用 user reset 重设它的口令。")
        _refuse_taken(connection, subject)
        now = datetime.now(UTC)
        own = {"name": name, "name_key": name_key(name), "role": role.value, "password_hash": password_hash}
        of = {"units": _text_of(units), "departments": _text_of(departments), "subject": subject}
        connection.execute(insert(accounts), own | of | {"must_change": bool(password_hash), "made_at": now})
        of = told_units(units, departments) or "全部单位"
        as_subject = f"，统一身份 {subject}" if subject else ""
        log_act(connection, Act.ACCOUNT, at=now, who=who, detail=f"建立账号“{name}”（{role.label}，{of}{as_subject}）")


def bind_subject(engine: Engine, name: str, subject: str, *, who: str) -> None:
    """From now on the account is what the provider of identities calls so; whoever is signed in by it is not any more.

    StorageError where the account is unknown or the subject is another one's.
    """
    refuse_unstorable_text({"subject": subject})
    with writing(engine) as connection:
        own, now = _found(connection, name), datetime.now(UTC)
        _refuse_taken(connection, subject)
        _change(connection, own.account_id, now, subject=subject)
        log_act(connection, Act.ACCOUNT, at=now, who=who, detail=f"账号“{own.name}”登记统一身份 {subject}")


def disable_account(engine: Engine, name: str, *, who: str) -> None:
    """End its sessions and let it in no more. StorageError where it is unknown or the last that administers all."""
    with writing(engine) as connection:
        own = _found(connection, name)
        if own.disabled_at is not None:
            raise StorageError(f"账号“{own.name}”已经停用。")
        others = connection.execute(select(accounts).where(accounts.c.disabled_at.is_(None)))
        left = [row for row in others if row.role == Role.ADMINISTRATOR.value and row.account_id != own.account_id]
        is_left = any(not (_names(row.units) or _names(row.departments)) for row in left)
        if not is_left and own.role == Role.ADMINISTRATOR.value:
            raise StorageError(f"“{own.name}”是最后一个管理全部单位的账号，没有停用：请先建立另一个。")
        now = datetime.now(UTC)
        _change(connection, own.account_id, now, disabled_at=now)
        log_act(connection, Act.ACCOUNT, at=now, who=who, detail=f"停用账号“{own.name}”")


def set_password(
    engine: Engine, name: str, *, password_hash: str, must_change: bool, who: str, address: str = ""
) -> None:
    """Set it and end all sessions; an account that was disabled is let in again where it must change it."""
    with writing(engine) as connection:
        own = _found(connection, name)
        now = datetime.now(UTC)
        back = {"disabled_at": None} if must_change else {}
        _change(connection, own.account_id, now, password_hash=password_hash, must_change=must_change, **back)
        what = "重设口令" if must_change else "修改自己的口令"
        log_act(connection, Act.ACCOUNT, at=now, who=who, detail=f"账号“{own.name}”{what}", address=address)


def password_of(engine: Engine, name: str) -> tuple[int, str] | None:
    """The id and the hash of an account that is not disabled."""
    own = select(accounts.c.account_id, accounts.c.password_hash)
    with reading(engine) as connection:
        row = connection.execute(
            own.where(accounts.c.name_key == name_key(name), accounts.c.disabled_at.is_(None))
        ).one_or_none()
    return None if row is None else (row.account_id, row.password_hash)


def account_of(engine: Engine, *, name: str | None = None, subject: str | None = None) -> Account | None:
    """The account of that subject, or of that name; None where there is none, or it is disabled."""
    own = accounts.c.subject == subject if subject else accounts.c.name_key == name_key(name or "")
    with reading(engine) as connection:
        row = connection.execute(select(accounts).where(own, accounts.c.disabled_at.is_(None))).one_or_none()
    return None if row is None else _account(row)


def start_session(
    engine: Engine, account_id: int, *, token_hash: str, address: str, expires_at: datetime, way: Way = Way.PASSWORD
) -> None:
    """Raises StorageError where the account was disabled by now."""
    with writing(engine) as connection:
        own = select(accounts.c.name).where(accounts.c.account_id == account_id, accounts.c.disabled_at.is_(None))
        name, now = connection.scalar(own), datetime.now(UTC)
        if name is None:
            raise StorageError("这个账号已经停用，请联系管理员。")
        started = {"token_hash": token_hash, "account_id": account_id, "address": address, "started_at": now}
        connection.execute(insert(sessions), started | {"expires_at": expires_at, "way": way.value})
        log_act(connection, Act.SIGN_IN, at=now, who=name, detail=way.label, address=address)


def actor_of(engine: Engine, token_hash: str) -> Actor | None:
    """Who is signed in by this token: None where the session ended or the account is disabled."""
    of = accounts.c
    query = (
        select(sessions, of.name, of.role, of.units, of.departments, of.must_change, of.made_at)
        .join(accounts)
        .where(sessions.c.token_hash == token_hash, sessions.c.ended_at.is_(None), accounts.c.disabled_at.is_(None))
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
        if row is None or row.expires_at <= datetime.now(UTC):
            return None
        return _actor(
            engine,
            connection,
            row,
            session_id=row.session_id,
            address=row.address,
            way=Way(row.way or Way.PASSWORD.value),
        )


def actor_called(engine: Engine, name: str, *, address: str) -> Actor:
    """The account of that name without a session, as at the command line. StorageError: unknown, disabled."""
    engine = whole(engine)
    with reading(engine) as connection:
        row = _found(connection, name)
        if row.disabled_at is not None:
            raise StorageError(f"账号“{row.name}”已经停用，没有执行。")
        return _actor(engine, connection, row, session_id=0, address=address)


def _actor(
    engine: Engine,
    connection: Connection,
    row: Row[Any],
    *,
    session_id: int,
    address: str,
    way: Way = Way.PASSWORD,
) -> Actor:
    departments = _names(row.departments)
    return Actor(
        account_id=row.account_id,
        session_id=session_id,
        name=row.name,
        role=Role(row.role),
        units=_names(row.units),
        address=address,
        must_change=row.must_change and way is Way.PASSWORD,
        way=way,
        departments=departments,
        made_at=row.made_at,
        keys_of_departments=units_of_departments(engine, connection, departments) if departments else frozenset(),
    )


def signed_in_from(engine: Engine, address: str, *, since: datetime) -> bool:
    """Whether somebody signed in from the address since then."""
    own = select(sessions.c.session_id).where(sessions.c.address == address, sessions.c.started_at >= since)
    with reading(engine) as connection:
        return connection.scalar(own.limit(1)) is not None


def end_session(engine: Engine, actor: Actor) -> None:
    """Sign out."""
    with writing(engine) as connection, acting(actor) as name:
        now = datetime.now(UTC)
        own = sessions.c.session_id == actor.session_id
        connection.execute(update(sessions).where(own, sessions.c.ended_at.is_(None)).values(ended_at=now))
        log_act(connection, Act.SIGN_OUT, at=now, who=name)


def erase_sessions(engine: Engine, *, before: datetime) -> None:
    """Forget sessions that were over by then, with their addresses."""
    with writing(engine) as connection:
        connection.execute(sessions.delete().where(sessions.c.expires_at < before))


def signing_keys(engine: Engine) -> dict[int, str]:
    """The keys that cookies may be signed with, by id."""
    with reading(engine) as connection:
        return {row.key_id: row.secret for row in connection.execute(select(cookie_keys))}


def newest_key(engine: Engine, *, secret: str, keep: timedelta) -> tuple[int, str]:
    """The key that signs now; where the newest is older than a day, a new one with this secret, and old ones go."""
    newest, now = select(cookie_keys).order_by(cookie_keys.c.key_id.desc()).limit(1), datetime.now(UTC)
    with reading(engine) as connection:
        row = connection.execute(newest).one_or_none()
    if row is not None and now - row.made_at <= KEY_AGE:
        return row.key_id, row.secret
    with writing(engine) as connection:
        row = connection.execute(newest).one_or_none()
        if row is None or now - row.made_at > KEY_AGE:
            connection.execute(insert(cookie_keys), {"secret": secret, "made_at": now})
            connection.execute(cookie_keys.delete().where(cookie_keys.c.made_at < now - KEY_AGE - keep))
            row = connection.execute(newest).one()
    return row.key_id, row.secret


def _found(connection: Connection, name: str) -> Row[Any]:
    row = connection.execute(select(accounts).where(accounts.c.name_key == name_key(name))).one_or_none()
    if row is None:
        raise StorageError(f"没有账号“{name}”：用 user list 看有哪些账号。")
    return row


def _change(connection: Connection, account_id: int, now: datetime, **values: Any) -> None:
    """Change an account; whoever is signed in by it is not any more."""
    connection.execute(update(accounts).where(accounts.c.account_id == account_id).values(**values))
    own = sessions.c.account_id == account_id, sessions.c.ended_at.is_(None)
    connection.execute(update(sessions).where(*own).values(ended_at=now))


def _refuse_taken(connection: Connection, subject: str | None) -> None:
    taken = connection.scalar(select(accounts.c.name).where(accounts.c.subject == subject)) if subject else None
    if taken is not None:
        raise StorageError(f"统一身份 {subject} 已登记给账号“{taken}”：一个身份只能是一个账号。")


def _account(row: Row[Any]) -> Account:
    values: dict[str, Any] = {
        name: value for name, value in row._asdict().items() if name not in ("name_key", "password_hash")
    }
    own = {"role": Role(row.role), "units": _names(row.units), "departments": _names(row.departments)}
    own["has_password"] = bool(row.password_hash)
    return Account(**values | own)


def _text_of(names: Sequence[str]) -> str:
    return json.dumps(list(names), ensure_ascii=False)


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text or "[]"))
