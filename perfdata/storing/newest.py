"""Of reported rows the newest in force for each key, found by leaping through an index from key to key.

A window function would look at every row ever uploaded. Here the work grows with the keys, not with the history: the
index (fiscal_year, as_of, subject, upload_id, row_number) gives each next key and its newest row at once.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, FromClause, Integer, Select, Table, bindparam, func, or_, select

from perfdata.storing.tables import uploads

_YEAR = bindparam("fiscal_year", type_=Integer)


def newest_report(table: Table, subject: str) -> Select[Any]:
    """The rows that hold for each subject, fiscal year and day, with their file names, in the order of their uploads.

    The statement takes ``fiscal_year``, None for all years.
    """
    keys = _distinct(table, ["fiscal_year", "as_of", subject])
    upload_id = _newest_upload_id(table, keys)
    found = select(keys, upload_id.label("upload_id")).subquery("found")
    rows = table.alias("row_of_key")
    own = table.alias("last_row")
    row_number = (
        select(func.max(own.c.row_number))
        .where(*_same(own, found), own.c.upload_id == found.c.upload_id)
        .scalar_subquery()
    )
    is_held = (rows.c.upload_id == found.c.upload_id) & (rows.c.row_number == row_number)
    return (
        select(rows, uploads.c.file_name)
        .select_from(found)
        .join(rows, is_held)
        .join(uploads, uploads.c.upload_id == rows.c.upload_id)
        .order_by(rows.c.upload_id, rows.c.row_number)
    )


def prefer_leaps(connection: Connection) -> None:
    """For this transaction, keep PostgreSQL from reading the whole table into a hash.

    It cannot know how few keys a recursive query finds and expects about as many as there are rows.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")


def _distinct(table: Table, names: list[str]) -> CTE:
    """All combinations of the columns: of each column in turn the least value, then the least above it."""
    keys: CTE | None = None
    for name in names:
        keys = _next_column(table, keys, name)
    assert keys is not None
    return keys


def _next_column(table: Table, before: CTE | None, name: str) -> CTE:
    first = _least(table, before, name)
    start = select(*before.c, first.label(name)) if before is not None else select(first.label(name))
    if before is not None:
        start = start.where(list(before.c)[-1].is_not(None))
    keys = start.cte(f"{table.name}_{name}", recursive=True)
    step = select(*list(keys.c)[:-1], _least(table, keys, name, above=keys.c[name]).label(name)).where(
        keys.c[name].is_not(None)
    )
    return keys.union_all(step)


def _least(table: Table, before: CTE | None, name: str, *, above: ColumnElement[Any] | None = None) -> Any:
    rows = table.alias()
    query = select(func.min(rows.c[name]))
    if name == "fiscal_year":
        query = query.where(or_(_YEAR.is_(None), rows.c.fiscal_year == _YEAR))
    if before is not None:
        query = query.where(*(rows.c[column.name] == column for column in before.c if column.name != name))
    if above is not None:
        query = query.where(rows.c[name] > above)
    return query.scalar_subquery()


def _newest_upload_id(table: Table, keys: FromClause) -> Any:
    rows, owner = table.alias("report"), uploads.alias("owner")
    return (
        select(rows.c.upload_id)
        .join(owner, (owner.c.upload_id == rows.c.upload_id) & owner.c.voided_at.is_(None))
        .where(*_same(rows, keys))
        .order_by(rows.c.upload_id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _same(rows: FromClause, keys: FromClause) -> list[ColumnElement[bool]]:
    """That the row has the key; ``keys`` may have more columns than the key."""
    return [rows.c[column.name] == column for column in keys.c if column.name != "upload_id"]
