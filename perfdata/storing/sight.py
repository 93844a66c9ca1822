"""What a person may see: the engine of who is signed in reads the visible part of every table, whoever asks.

``limiting`` rewrites the statements, ``seen_rows`` says which rows of a table are whose. Projects without a unit are
seen by those alone who see all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, Select, event, select

from perfdata.core.keys import name_key, unit_key
from perfdata.core.people import Actor, Who
from perfdata.storing.limiting import LAST_ACT, SIGHT, Limits
from perfdata.storing.tables import projects, uploads


class Sight(NamedTuple):
    """Whose eyes: the name of the account, since when it is there, and the keys of the units that it may see."""

    name: str
    made_at: datetime
    unit_keys: frozenset[str]


def sight_of_person(who: Who | None) -> Sight | None:
    """None where the person sees all, or where there are no accounts."""
    if not isinstance(who, Actor) or who.sees_all:
        return None
    return Sight(who.name, who.made_at, who.unit_keys)


def seen_by(engine: Engine, who: Who | None) -> Engine:
    """The engine as the person sees it, on the same connections; itself where the person sees all."""
    return _limited_to(sight_of_person(who), engine)


def seen_alike(other: Engine, engine: Engine) -> Engine:
    """Another store with the same units, limited to what the engine is restricted to."""
    return _limited_to(sight_of(engine), other)


def _limited_to(sight: Sight | None, engine: Engine) -> Engine:
    return whole(engine) if sight is None else whole(engine).execution_options(**{SIGHT: (whole(engine), sight)})


def whole(engine: Engine) -> Engine:
    """The engine that sees all, for what is written, concluded and asked about accounts."""
    found = engine.get_execution_options().get(SIGHT)
    return found[0] if found else engine


def sight_of(engine: Engine) -> Sight | None:
    """What the engine is restricted to."""
    found = engine.get_execution_options().get(SIGHT)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Directory:
    """Every spelling of a unit by its key, and the keys of the units of a department by its own, after an act."""

    last_act: int
    spellings: Mapping[str, frozenset[str]]
    units_of: Mapping[str, frozenset[str]]


_directories: WeakKeyDictionary[Engine, Directory] = WeakKeyDictionary()


def directory(engine: Engine, connection: Connection) -> Directory:
    """Read once after each act on an upload, for one that waits may spell a unit anew; the connection must see all."""
    last_act = connection.execute(LAST_ACT).scalar_one()
    known = _directories.get(engine)
    if known is not None and known.last_act == last_act:
        return known
    spellings, units_of = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    own = projects.c.spending_unit, projects.c.competent_department, uploads.c.voided_at.is_(None).label("holds")
    for unit, department, holds in connection.execute(select(*own).join(uploads).distinct()):
        if key := unit_key(unit):
            spellings[key].add(unit)
            if holds and department:
                units_of[name_key(department)].add(key)
    frozen = [{key: frozenset(found) for key, found in each.items()} for each in (spellings, units_of)]
    if known is None:
        event.listen(engine, "engine_disposed", _forget)  # who opens it again may find another file
    _directories[engine] = made = Directory(last_act, *frozen)
    return made


def _forget(engine: Engine) -> None:
    _directories.pop(engine, None)


def restrict(connection: Connection, engine: Engine) -> None:
    """From now on the connection reads what the engine is restricted to; ``engine`` as ``seen_by`` gave it."""
    if (limits := _limits_at(connection, engine)) is not None:
        connection.execution_options(**{SIGHT: limits})


def as_seen(connection: Connection, engine: Engine, statement: Select[Any]) -> Sequence[Row[Any]]:
    """What of a select the engine is restricted to, on a connection that sees all and has written nothing yet."""
    limits = _limits_at(connection, engine)
    return connection.execute(statement, execution_options={SIGHT: limits} if limits else {}).all()


def _limits_at(connection: Connection, engine: Engine) -> Limits | None:
    sight = sight_of(engine)
    if sight is None:
        return None
    known, keys = directory(whole(engine), connection).spellings, tuple(sorted(sight.unit_keys))
    return Limits(sight.name, sight.made_at, keys, tuple(spelling for key in keys for spelling in known.get(key, ())))


def units_of_departments(engine: Engine, connection: Connection, departments: Collection[str]) -> frozenset[str]:
    """The keys of the units with projects in force of these 主管部门."""
    known = directory(engine, connection).units_of
    return frozenset[str]().union(*(known.get(name_key(name), ()) for name in departments))
