"""How a restricted reading is limited: each select is rewritten to one of the visible rows.

A table, or an alias of it, becomes the select of its visible rows under the same name, so that joins, subqueries and
recursive queries mean what they meant, of a smaller database. Whose rows is said by parameters, so that a statement is
rewritten once for everybody. What nobody said how to limit is refused: an unknown table, SQL as text, no select.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Engine, Select, Table, event, func, select
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

from perfdata.core.terms import ACTS_WITHOUT_EFFECT
from perfdata.storing.seen_rows import NAME, SEEN_BY, SINCE, SPELLINGS, UNITS
from perfdata.storing.tables import audit_log, metadata

SIGHT = "perfdata_sight"
"""The execution option that restricts an engine or a connection."""
LAST_ACT = select(func.coalesce(func.max(audit_log.c.entry_id), 0)).where(audit_log.c.upload_id.is_not(None))
REVISION = LAST_ACT.where(audit_log.c.action.not_in([act.value for act in ACTS_WITHOUT_EFFECT]))
"""The number of the last change, for everybody the same: it tells that something changed, not what."""
_DRIVERS_OWN = ("BEGIN", "SET LOCAL ")
_MOST_STATEMENTS = 1_000
_LITERALS = {"*", "1"}  # what SQLAlchemy itself writes into count(*) and exists
_MADE_OF_OTHERS = (Join, Alias, Subquery, CTE, Lateral, FromGrouping, FunctionElement)
_parts: dict[str, Subquery] = {}
_statements: dict[Any, tuple[SelectBase, Sequence[BindParameter[Any]]]] = {}


class UnclassifiedError(RuntimeError):
    """A statement of a restricted reading that nobody said how to limit: a fault of the program."""


class Limits(NamedTuple):
    """Whose rows: the account and since when it is there, the keys of its units, and each spelling."""

    name: str
    made_at: datetime
    unit_keys: tuple[str, ...]
    spellings: tuple[str, ...]

    @property
    def bound(self) -> dict[str, Any]:
        return {NAME.key: self.name, SINCE.key: self.made_at, UNITS.key: self.unit_keys, SPELLINGS.key: self.spellings}


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
    if not (isinstance(statement, SelectBase) and isinstance(limits, Limits)) or many:
        raise UnclassifiedError(f"no select, or not through reading(): {type(statement).__name__}")
    if (key := statement._generate_cache_key()) is None:
        return limited(statement), many, parameters | limits.bound
    if (found := _statements.get(key.key)) is None:
        if len(_statements) >= _MOST_STATEMENTS:
            _statements.clear()
        found = _statements[key.key] = limited(statement), key.bindparams
    known, first = found
    bound = {old.key: new.effective_value for old, new in zip(first, key.bindparams, strict=True) if not new.required}
    return known, many, bound | parameters | limits.bound


def _refuse_text(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _is_many: bool
) -> None:
    is_text = context.compiled is None and not statement.startswith(_DRIVERS_OWN)
    if is_text and SIGHT in connection.get_execution_options():
        raise UnclassifiedError(f"SQL as text in a restricted reading: {statement[:80]}")


def limited(statement: SelectBase) -> SelectBase:
    """The select of the visible rows, with the same parameters. UnclassifiedError where that cannot be said."""
    if isinstance(statement, Select) and statement._for_update_arg is not None:
        raise UnclassifiedError("a restricted reading locks nothing")
    aliases: dict[int, Subquery] = {}

    def seen(source: FromClause) -> Subquery | None:
        if isinstance(source, Table):
            return _part(source)
        if isinstance(source, Alias) and isinstance(source.element, Table):
            if id(source) not in aliases:
                aliases[id(source)] = _named(source.element, source.name)
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


def _part(table: Table) -> Subquery:
    """One for each table, so that its columns fit wherever they stand in a statement."""
    part = _parts.get(table.name) if table.metadata is metadata else None
    return _parts.setdefault(table.name, _named(table, table.name)) if part is None else part


def _named(table: Table, name: str) -> Subquery:
    limit = SEEN_BY.get(table.name) if table.metadata is metadata else None
    if limit is None:
        raise UnclassifiedError(f"nobody said who may see rows of {table.name}: see storing/seen_rows.py")
    return limit(table).subquery(name)
