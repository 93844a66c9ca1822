"""Accounts for tests, with the passwords that they have."""

from __future__ import annotations

from sqlalchemy import Engine

from perfdata.core.people import Actor
from perfdata.core.terms import Role
from perfdata.storing import accounts
from perfdata.usecases import people

PASSWORD = "Correct-horse-7"
BOSS, CLERK, OTHER, VIEWER = "李主任", "张会计", "王会计", "陈观察"
UNIT, OTHER_UNIT = "某市某某镇教育管理中心", "某市某某镇交通分局"


def make_accounts(engine: Engine) -> None:
    """One of each role, whose first passwords are changed already."""
    hashed = people.hash_of(PASSWORD)
    for name, role, units in (
        (BOSS, Role.ADMINISTRATOR, ()),
        (CLERK, Role.CLERK, (UNIT,)),
        (OTHER, Role.CLERK, (OTHER_UNIT,)),
        (VIEWER, Role.VIEWER, ()),
    ):
        accounts.add_account(engine, name=name, role=role, units=units, password_hash=hashed, who="命令行")
        accounts.set_password(engine, name, password_hash=hashed, must_change=False, who=name)


def signed_in(engine: Engine, name: str, *, address: str = "10.0.0.5") -> str:
    """The cookie of a new session, without the time that a password takes."""
    known = accounts.password_of(engine, name)
    assert known is not None
    return people._new_cookie(engine, known[0], address=address)


def actor(engine: Engine, name: str) -> Actor:
    found = people.actor_of(engine, signed_in(engine, name))
    assert found is not None
    return found
