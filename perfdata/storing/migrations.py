"""Migrations: named functions that bring a database up to date, each in its own transaction.

A migration is history: it is never changed once released. To change a table, add a function with the SQL of the change
to the end of ``MIGRATIONS`` and describe the result in ``tables``; a test compares the two on both databases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, inspect, select

from perfdata.core.errors import StorageError
from perfdata.storing import statements
from perfdata.storing.connecting import writing
from perfdata.storing.renewed_ids import renew_ids
from perfdata.storing.tables import metadata, schema_migrations

_WORDS = {
    "sqlite": {
        "serial": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        "bytes": "BLOB",
        "moment": "DATETIME",
        "yuan": "TEXT",
        "points": "TEXT",
    },
    "postgresql": {
        "serial": "SERIAL PRIMARY KEY",
        "bytes": "BYTEA",
        "moment": "TIMESTAMP WITH TIME ZONE",
        "yuan": "NUMERIC(18, 2)",
        "points": "NUMERIC",
    },
}


Migration = Callable[[Connection], None]


def first_tables(connection: Connection) -> None:
    """Uploads, what they say, and the audit log."""
    _run(connection, statements.FIRST_TABLES)


def remembered_matches(connection: Connection) -> None:
    """Choices of clerks for rows that fit no indicator."""
    _run(connection, statements.NAME_MATCHES)


def indexes_for_leaps(connection: Connection) -> None:
    """Indexes in which the newest row of each reported key is found without reading the others."""
    _run(connection, statements.INDEXES_FOR_LEAPS)


def findings_of_uploads(connection: Connection) -> None:
    """What was found in a file when it was confirmed."""
    _run(connection, statements.UPLOAD_FINDINGS)


def official_forms(connection: Connection) -> None:
    """What filled self-evaluation and monitoring forms state beyond targets, results and spending."""
    _run(connection, statements.OFFICIAL_FORMS)


def manual_weights(connection: Connection) -> None:
    """分值 of indicators that a person set."""
    _run(connection, statements.MANUAL_WEIGHTS)


def remembered_layouts(connection: Connection) -> None:
    """Corrections of clerks for lay-outs of files."""
    _run(connection, statements.LAYOUT_CORRECTIONS)


def reviews_of_findings(connection: Connection) -> None:
    """What offices say of the questions of the audit."""
    _run(connection, statements.REVIEWS)


def names_without_codes(connection: Connection) -> None:
    """Codes are no part of a name: [015001]某局 and 某局 are one."""
    renew_ids(connection)


MIGRATIONS: tuple[Migration, ...] = (
    first_tables,
    remembered_matches,
    indexes_for_leaps,
    findings_of_uploads,
    official_forms,
    manual_weights,
    remembered_layouts,
    reviews_of_findings,
    names_without_codes,
)


def migrate(engine: Engine, *, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Apply, in order, the migrations the database does not have yet; several processes may do so at once.

    Raises StorageError when the database belongs to a newer version or to another program.
    """
    with writing(engine) as connection:
        _start_list(connection)
        _refuse_newer(connection, migrations)
    for migration in migrations:
        with writing(engine) as connection:
            _apply(connection, migration)


def _start_list(connection: Connection) -> None:
    present = set(inspect(connection).get_table_names())
    if schema_migrations.name in present:
        return
    if foreign := sorted(present & set(metadata.tables)):
        raise StorageError(f"数据库里已有别的程序建立的表（{'、'.join(foreign)}）：请为本系统换一个空的数据库。")
    schema_migrations.create(connection)


def _refuse_newer(connection: Connection, migrations: Sequence[Migration]) -> None:
    if unknown := sorted(_applied(connection) - {migration.__name__ for migration in migrations}):
        raise StorageError(
            f"数据库由更新的版本使用过，当前版本不认识它的结构（{'、'.join(unknown)}）：请升级本系统后再启动。"
        )


def _apply(connection: Connection, migration: Migration) -> None:
    if migration.__name__ in _applied(connection):
        return
    migration(connection)
    connection.execute(insert(schema_migrations), {"name": migration.__name__, "applied_at": datetime.now(UTC)})


def _applied(connection: Connection) -> set[str]:
    return set(connection.scalars(select(schema_migrations.c.name)))


def _run(connection: Connection, statements: str) -> None:
    """Run SQL statements parted by semicolons, with the words of this database for {serial}, {yuan} and the like."""
    for statement in statements.format_map(_WORDS[connection.dialect.name]).split(";"):
        connection.exec_driver_sql(statement)
