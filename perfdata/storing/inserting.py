"""The rows of an upload into their table, at nearly the pace of the database driver."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import Column, Connection, Date, Dialect, Table, insert
from sqlalchemy.sql.compiler import SQLCompiler

from perfdata.storing.rows import Values


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values], *, upload_id: int) -> None:
    """Add the rows, all of the same columns, to the upload; numbered from 1 where the table numbers them.

    The parameters are made ready here, a column at a time: SQLAlchemy makes them row by row, which takes longer than
    the insert itself.
    """
    if not rows:
        return
    columns: dict[str, Iterable[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    columns["upload_id"] = repeat(upload_id, len(rows))
    if "row_number" in table.c:
        columns["row_number"] = range(1, len(rows) + 1)
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    assert isinstance(compiled, SQLCompiler)
    names = compiled.positiontup or list(columns)
    lines = zip(*(_bound(table.c[name], columns[name], connection.dialect) for name in names), strict=True)
    parameters = list(lines) if compiled.positional else [dict(zip(names, line, strict=True)) for line in lines]
    connection.exec_driver_sql(str(compiled), parameters)


def _bound(column: Column[Any], values: Iterable[Any], dialect: Dialect) -> Iterable[Any]:
    """The values of a column as the driver takes them."""
    bind = column.type.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return values
    return map(cache(bind) if isinstance(column.type, Date) else bind, values)  # many rows, few days
