"""The rows of an upload into their table, at nearly the pace of the database driver."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Column, Connection, Date, Dialect, Table, insert
from sqlalchemy.sql.compiler import SQLCompiler

from perfdata.storing.rows import Values

_FEWEST_TO_COPY = 50


def insert_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Values],
    *,
    upload_id: int | None = None,
    is_part: bool = False,
) -> None:
    """Add the rows, all of the same columns, to the upload; numbered from 1 where the table numbers them.

    Without an upload the rows name their own. ``is_part`` leaves out what the table has no column for. Parameters are
    made ready here, a column at a time: SQLAlchemy makes them row by row, which takes longer than the insert itself.
    """
    if not rows:
        return
    stored = [name for name in rows[0] if not is_part or name in table.c]
    columns: dict[str, Iterable[Any]] = {name: [row[name] for row in rows] for name in stored}
    if upload_id is not None:
        columns["upload_id"] = repeat(upload_id, len(rows))
        if "row_number" in table.c:
            columns["row_number"] = range(1, len(rows) + 1)
    if connection.dialect.name == "postgresql" and len(rows) >= _FEWEST_TO_COPY:
        _copy(connection, table, columns)
        return
    compiled = _compiled(table, tuple(columns), connection.dialect)
    order = compiled.positiontup or list(columns)
    lines = zip(*(_bound(table.c[name], columns[name], connection.dialect) for name in order), strict=True)
    parameters = list(lines) if compiled.positional else [dict(zip(order, line, strict=True)) for line in lines]
    connection.exec_driver_sql(str(compiled), parameters)


@lru_cache(maxsize=128)
def _compiled(table: Table, columns: tuple[str, ...], dialect: Dialect) -> SQLCompiler:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _copy(connection: Connection, table: Table, columns: Mapping[str, Iterable[Any]]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    lines = zip(*(_bound(table.c[name], values, connection.dialect) for name, values in columns.items()), strict=True)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)


def _bound(column: Column[Any], values: Iterable[Any], dialect: Dialect) -> Iterable[Any]:
    """The values of a column as the driver takes them."""
    bind = column.type.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return values
    return map(cache(bind) if isinstance(column.type, Date) else bind, values)  # many rows, few days
