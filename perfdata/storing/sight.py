"""What a person may see: the engine of who is signed in reads the visible part of every table, whoever asks.

Each select of a restricted reading is rewritten: a table, or an alias of it, becomes the select of its visible rows
under the same name, so that joins, subqueries and recursive queries mean what they meant, of a smaller database. What
nobody said how to see is refused: an unknown table, SQL as text, anything but a select. Projects without a unit are
seen by those alone who see all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, Select, Table, event, func, select
from sqlalchemy.sql.expression import (
    CTE,
    Alias,
    BindParameter,
    ColumnClause,
    FromClause,
    Join,
    Lateral,
    SelectBase,
    Subquery,
    TableValuedAlias,
    TextClause,
)
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import FromGrouping
from sqlalchemy.sql.visitors import replacement_traverse

from perfdata.core.keys import name_key, unit_key
from perfdata.core.people import Actor, Who
from perfdata.core.terms import ACTS_WITHOUT_EFFECT
from perfdata.storing.seen_rows import SEEN_BY, Owned
from perfdata.storing.tables import audit_log, metadata, projects, uploads

SIGHT = "perfdata_sight"
_LAST_ACT = select(func.coalesce(func.max(audit_log.c.entry_id), 0)).where(audit_log.c.upload_id.is_not(None))
REVISION = _LAST_ACT.where(audit_log.c.action.not_in([act.value for act in ACTS_WITHOUT_EFFECT]))
"""The number of the last change, for everybody the same: it tells that something changed, not what."""
_DRIVERS_OWN = ("BEGIN", "SET LOCAL ")
_MOST_STATEMENTS = 500
_LITERALS = {"*", "1"}  # what SQLAlchemy itself writes into count(*) and exists
_MADE_OF_OTHERS = (Join, Alias, Subquery, CTE, Lateral, FromGrouping, FunctionElement)


class Sight(NamedTuple):
    """Whose eyes: the name of the account and the keys of the units that it may see."""

    name: str
    unit_keys: frozenset[str]


class UnclassifiedError(RuntimeError):
    """A statement of a restricted reading that nobody said how to limit: a fault of the program."""


def sight_of_person(who: Who | None) -> Sight | None:
    """None where the person sees all, or where there are no accounts."""
    if not isinstance(who, Actor) or who.sees_all:
        return None
    return Sight(who.name, who.unit_keys)


def seen_by(engine: Engine, who: Who | None) -> Engine:
    """The engine as the person sees it, on the same connections; itself where the person sees all."""
    sight = sight_of_person(who)
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
    last_act = connection.execute(_LAST_ACT).scalar_one()
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
    _directories[engine] = made = Directory(last_act, *frozen)
    return made


@dataclass(slots=True)
class _Limits:
    """The visible part of each table for one sight at one revision."""

    own: Owned
    parts: dict[str, Subquery] = field(default_factory=dict)
    statements: dict[Any, tuple[SelectBase, Sequence[BindParameter[Any]]]] = field(default_factory=dict)

    def part(self, table: Table) -> Subquery:
        if table.name not in self.parts:
            self.parts[table.name] = self.named(table, table.name)
        return self.parts[table.name]

    def named(self, table: Table, name: str) -> Subquery:
        limit = SEEN_BY.get(table.name) if table.metadata is metadata else None
        if limit is None:
            raise UnclassifiedError(f"nobody said who may see rows of {table.name}: see storing/seen_rows.py")
        return limit(table, self.own).subquery(name)


_limits: WeakKeyDictionary[Engine, dict[Sight, tuple[Directory, _Limits]]] = WeakKeyDictionary()


def restrict(connection: Connection, engine: Engine) -> None:
    """From now on the connection reads what the engine is restricted to; ``engine`` as ``seen_by`` gave it."""
    if (limits := _limits_at(connection, engine)) is not None:
        connection.execution_options(**{SIGHT: limits})


def as_seen(connection: Connection, engine: Engine, statement: Select[Any]) -> Sequence[Row[Any]]:
    """What of a select the engine is restricted to, on a connection that sees all and has written nothing yet."""
    limits = _limits_at(connection, engine)
    return connection.execute(statement, execution_options={SIGHT: limits} if limits else {}).all()


def _limits_at(connection: Connection, engine: Engine) -> _Limits | None:
    sight, base = sight_of(engine), whole(engine)
    if sight is None:
        return None
    known = directory(base, connection)
    kept = _limits.setdefault(base, {})
    if sight not in kept or kept[sight][0] is not known:
        spellings = frozenset[str]().union(*(known.spellings.get(key, ()) for key in sight.unit_keys))
        kept[sight] = known, _Limits(Owned(sight.name, sight.unit_keys, spellings))
    return kept[sight][1]


def watch(engine: Engine) -> None:
    """Limit what restricted connections of the engine read; done once for each engine that is made."""
    event.listen(engine, "before_execute", _limited, retval=True)
    event.listen(engine, "before_cursor_execute", _refuse_text)


def _limited(
    _connection: Connection, statement: Any, many: Any, parameters: Any, options: Mapping[str, Any]
) -> tuple[Any, Any, Any]:
    limits = options.get(SIGHT)
    if limits is None or statement is REVISION:
        return statement, many, parameters
    if not (isinstance(statement, SelectBase) and isinstance(limits, _Limits)) or many:
        raise UnclassifiedError(f"no select, or not through reading(): {type(statement).__name__}")
    if (key := statement._generate_cache_key()) is None:
        return limited(statement, limits), many, parameters
    if key.key not in limits.statements:
        if len(limits.statements) >= _MOST_STATEMENTS:
            limits.statements.clear()
        limits.statements[key.key] = limited(statement, limits), key.bindparams
    known, first = limits.statements[key.key]
    bound = {old.key: new.effective_value for old, new in zip(first, key.bindparams, strict=True) if not new.required}
    return known, many, bound | parameters


def _refuse_text(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _is_many: bool
) -> None:
    is_text = context.compiled is None and not statement.startswith(_DRIVERS_OWN)
    if is_text and SIGHT in connection.get_execution_options():
        raise UnclassifiedError(f"SQL as text in a restricted reading: {statement[:80]}")


def limited(statement: SelectBase, limits: _Limits) -> SelectBase:
    """The select of the visible rows, with the same parameters. UnclassifiedError where that cannot be said."""
    if isinstance(statement, Select) and statement._for_update_arg is not None:
        raise UnclassifiedError("a restricted reading locks nothing")
    aliases: dict[int, Subquery] = {}

    def seen(source: FromClause) -> Subquery | None:
        if isinstance(source, Table):
            return limits.part(source)
        if isinstance(source, Alias) and isinstance(source.element, Table):
            if id(source) not in aliases:
                aliases[id(source)] = limits.named(source.element, source.name)
            return aliases[id(source)]
        return None

    def replaced(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter):
            return element  # itself, so that a statement of the same form brings its own values
        if isinstance(element, TextClause):
            raise UnclassifiedError(f"SQL as text in a restricted reading: {element.text[:80]}")
        if isinstance(element, ColumnClause):
            if element.table is None and element.is_literal and element.name not in _LITERALS:
                raise UnclassifiedError(f"SQL as text in a restricted reading: {element.name[:80]}")
            part = None if element.table is None else seen(element.table)
            return None if part is None else part.c[element.key]
        if isinstance(element, FromClause):
            if (part := seen(element)) is not None:
                return part
            if not isinstance(element, _MADE_OF_OTHERS) or isinstance(element, TableValuedAlias):
                raise UnclassifiedError(f"nobody said who may see {element!r}")
        return None

    return cast(SelectBase, replacement_traverse(statement, {}, replaced))


def units_of_departments(engine: Engine, connection: Connection, departments: Collection[str]) -> frozenset[str]:
    """The keys of the units with projects in force of these 主管部门."""
    known = directory(engine, connection).units_of
    return frozenset[str]().union(*(known.get(name_key(name), ()) for name in departments))
