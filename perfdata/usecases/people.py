"""The door for people: accounts at the command line, signing in and out, and who is behind a cookie."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from perfdata.core.errors import StorageError
from perfdata.core.keys import name_key, unit_key
from perfdata.core.people import Actor, Who, told_units
from perfdata.core.terms import Act, Role, Way
from perfdata.core.text import without_directions
from perfdata.storing import accounts, store
from perfdata.storing.accounts import Account as Account  # what the door hands out
from perfdata.storing.connecting import connect, reading
from perfdata.storing.migrations import migrate
from perfdata.storing.sight import directory, sight_of_person, units_of_departments, whole
from perfdata.storing.sight import seen_by as seen_by
from perfdata.usecases.passwords import fits, hash_of, refuse_weak

if TYPE_CHECKING:
    from sqlalchemy import Engine

SESSION_AGE = timedelta(hours=12)
KNOWN_AGE = timedelta(days=30)
"""How long a browser is known as one of an account, and an address as one where people sign in."""
_LONGEST_NAME = 40
_LONGEST_KEY_ID = 10
_secrets: WeakKeyDictionary[Engine, dict[int, str]] = WeakKeyDictionary()
_PARTS = 3  # token, end, signature
accounts_exist, list_accounts, disable = accounts.accounts_exist, accounts.list_accounts, accounts.disable_account
account_of, bind = accounts.account_of, accounts.bind_subject
sign_out, called, told = accounts.end_session, accounts.actor_called, told_units


class WrongPasswordError(StorageError):
    """The password that was to be changed is another one."""


def accounts_of(url: str) -> Engine:
    """The database for asking about accounts alone: nothing is made or imported; where there are any, up to date."""
    engine = connect(url)
    if accounts.accounts_exist(engine):
        migrate(engine)
    return engine


def add(
    engine: Engine,
    name: str,
    *,
    role: Role,
    units: Sequence[str],
    departments: Sequence[str] = (),
    password: str | None,
    who: str,
    subject: str | None = None,
) -> None:
    """Make an account with a first password, which must be changed, or with none. Raises StorageError.

    ``subject`` is what the provider of identities calls it. The first account must administer everything, because from
    then on nobody is let in without one.
    """
    name = without_directions(name).strip()
    if not 1 < len(name) <= _LONGEST_NAME:
        raise StorageError(f"账号名要有 2 到 {_LONGEST_NAME} 个字，一般用本人姓名。")
    if role is Role.CLERK and not (units or departments):
        raise StorageError("填报账号要写明所属单位：加上 --unit 单位名称或 --department 主管部门，都可以写多个。")
    if not accounts_exist(engine) and (role is not Role.ADMINISTRATOR or units or departments):
        raise StorageError("第一个账号须是管理全部单位的：--role 管理，不写 --unit 和 --department。")
    if password is not None:
        refuse_weak(password, name=name)
    of = {"units": units, "departments": departments, "subject": subject}
    hashed = "" if password is None else hash_of(password)
    accounts.add_account(engine, name=name, role=role, **of, password_hash=hashed, who=who)


def unknown_names(engine: Engine, *, units: Sequence[str], departments: Sequence[str]) -> list[str]:
    """Those of the names that no goal table in force says; a unit is known from one that waits as well."""
    with reading(whole(engine)) as connection:
        known = directory(whole(engine), connection)
    return [
        *(name for name in units if unit_key(name) not in known.spellings),
        *(name for name in departments if name_key(name) not in known.units_of),
    ]


def reset(engine: Engine, name: str, *, password: str, who: str) -> None:
    """Give a first password again, which must be changed; whoever is signed in by the account is not any more."""
    refuse_weak(password, name=name)
    accounts.set_password(engine, name, password_hash=hash_of(password), must_change=True, who=who)


def change_password(engine: Engine, actor: Actor, *, old: str, new: str) -> str:
    """Change one's own password; gives the cookie of a new session, all others end.

    Raises StorageError, of which WrongPasswordError where the old one is another.
    """
    known = accounts.password_of(engine, actor.name)
    if known is None or not fits(old, known[1]):
        raise WrongPasswordError("原口令不对，没有修改。")
    if old == new:
        raise StorageError("新口令与原口令相同，请另选一个。")
    refuse_weak(new, name=actor.name)
    words = {"password_hash": hash_of(new), "must_change": False, "who": actor.name, "address": actor.address}
    accounts.set_password(engine, actor.name, **words)
    return _new_cookie(engine, actor.account_id, address=actor.address)


def key_of_sight(who: Who | None) -> tuple[str, ...]:
    """What tells one view of the data from another, to keep answers by: () for who sees all."""
    sight = sight_of_person(who)
    return () if sight is None else (sight.name, *sorted(sight.unit_keys))


def sees_as_much(engine: Engine, who: Actor, name: str) -> bool:
    """Whether the person may see all that the account of that name may, disabled or not.

    Of a name without an account only who sees all does.
    """
    if who.sees_all:
        return True
    engine = whole(engine)
    own = next((account for account in list_accounts(engine) if name_key(account.name) == name_key(name)), None)
    if own is None or (own.role is not Role.CLERK and not (own.units or own.departments)):
        return False
    with reading(engine) as connection:
        keys = {*map(unit_key, own.units), *units_of_departments(engine, connection, own.departments)}
    return keys <= who.unit_keys


def sign_in(engine: Engine, name: str, password: str, *, address: str) -> str | None:
    """The cookie of a new session, None where name and password do not fit; takes 50 ms or more either way."""
    known = accounts.password_of(engine, name)
    if not fits(password, known and known[1]) or known is None:
        return None
    return _new_cookie(engine, known[0], address=address)


def sign_in_as(engine: Engine, account_id: int, *, address: str, way: Way) -> str:
    """The cookie of a new session of an account that was recognised elsewhere. StorageError where it is disabled."""
    return _new_cookie(engine, account_id, address=address, way=way)


def is_known_address(engine: Engine, address: str) -> bool:
    """Whether somebody signed in from there in the time for which a browser is known."""
    return accounts.signed_in_from(engine, address, since=datetime.now(UTC) - KNOWN_AGE)


def actor_of(engine: Engine, cookie: str | None) -> Actor | None:
    """Who is behind a cookie: None where it is forged, expired, signed out, or the account is disabled."""
    token = _token_of(engine, cookie or "")
    return accounts.actor_of(engine, _digest(token)) if token else None


def note_refusal(engine: Engine, *, who: str, detail: str, address: str) -> None:
    """Log that somebody was refused."""
    name = without_directions(who)[:_LONGEST_NAME] or "未写账号"
    store.note(engine, Act.REFUSAL, who=name, detail=detail, address=address)


def signed(engine: Engine, purpose: str, text: str) -> str:
    """A signature with the newest key, for what a browser keeps and brings back."""
    key_id, secret = accounts.newest_key(engine, secret=secrets.token_hex(32), keep=KNOWN_AGE)
    return f"{key_id}.{_signature(secret, purpose, text)}"


def is_signed(engine: Engine, purpose: str, text: str, signature: str) -> bool:
    """Whether ``signed`` made it with a key that still holds."""
    key_id, _, digest = signature.partition(".")
    secret = _secret(engine, int(key_id)) if key_id.isdecimal() and len(key_id) < _LONGEST_KEY_ID else None
    return secret is not None and hmac.compare_digest(digest.encode(), _signature(secret, purpose, text).encode())


def _secret(engine: Engine, key_id: int) -> str | None:
    """A key never changes: it is asked for once."""
    known = _secrets.setdefault(engine, {})
    if key_id not in known:
        known.update(accounts.signing_keys(engine))
    return known.get(key_id)


def _new_cookie(engine: Engine, account_id: int, *, address: str, way: Way = Way.PASSWORD) -> str:
    token, expires_at = secrets.token_urlsafe(32), datetime.now(UTC) + SESSION_AGE
    began = {"token_hash": _digest(token), "address": address, "expires_at": expires_at, "way": way}
    accounts.start_session(engine, account_id, **began)
    text = f"{token}.{int(expires_at.timestamp())}"
    return f"{text}.{signed(engine, 'session', text)}"


def _token_of(engine: Engine, cookie: str) -> str | None:
    parts = cookie.split(".", 2)
    if len(parts) != _PARTS or not parts[1].isdecimal() or not cookie.isascii():
        return None
    token, expires, signature = parts
    if int(expires[:12]) <= datetime.now(UTC).timestamp():
        return None
    return token if is_signed(engine, "session", f"{token}.{expires}", signature) else None


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _signature(secret: str, purpose: str, text: str) -> str:
    return hmac.new(bytes.fromhex(secret), f"{purpose}\n{text}".encode(), "sha256").hexdigest()
