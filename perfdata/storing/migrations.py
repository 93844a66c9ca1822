"""Migrations: named functions that bring a database up to date, each in its own transaction.

A migration is history: it is never changed once released. To change a table, add the SQL of the change to
``statements`` (or a function here), put it at the end of ``MIGRATIONS`` and describe the result in ``tables``; a test
compares the two on both databases.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, inspect, select

from perfdata.core.errors import StorageError
from perfdata.storing import account_tables as account_tables  # these name their tables in the metadata
from perfdata.storing import evidence_tables as evidence_tables
from perfdata.storing import review_tables as review_tables
from perfdata.storing import task_tables as task_tables
from perfdata.storing.account_statements import ACCOUNT_STATEMENTS
from perfdata.storing.conclusion_tables import CONCLUSION_TABLES
from perfdata.storing.connecting import writing
from perfdata.storing.later_statements import LATER_STATEMENTS
from perfdata.storing.marks import mark_every_project
from perfdata.storing.renewed_answers import renew_answers
from perfdata.storing.renewed_ids import renew_ids
from perfdata.storing.statements import STATEMENTS
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
# What tables of the rows of an upload begin and end with.
_OF_ROWS = {
    "row": "upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),\n    row_number INTEGER NOT NULL",
    "place": "sheet TEXT,\n    cell TEXT,\n    line INTEGER,\n    PRIMARY KEY (upload_id, row_number)",
}
_STATEMENTS = STATEMENTS | LATER_STATEMENTS | ACCOUNT_STATEMENTS
Migration = Callable[[Connection], None]


def names_without_codes(connection: Connection) -> None:
    """Codes are no part of a name: [015001]某局 and 某局 are one."""
    renew_ids(connection)


def names_without_numbers(connection: Connection) -> None:
    """Number and points are no part of an indicator's name, 1、候车亭（20分）; more codes are none of a project's."""
    renew_ids(connection)


def answers_of_tables(connection: Connection) -> None:
    """Two offices never share an answer: it goes by rule, table and unit."""
    renew_answers(connection)


def conclusions(connection: Connection) -> None:
    """What is concluded stands beside the uploads; its tables are made as they are now, for it can all be renewed."""
    for table in CONCLUSION_TABLES:
        table.create(connection)
    mark_every_project(connection)


def conclusions_of_units(connection: Connection) -> None:
    """Conclusions gain lights by month, days, scores by every scheme, and what the projects of a unit come to."""
    for table in reversed(CONCLUSION_TABLES):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table.name}")
    conclusions(connection)


def lights_as_reported(connection: Connection) -> None:
    """Conclusions gain the lights by the month of each report, and which projects have an amount too large for sums."""
    conclusions_of_units(connection)


def _of_statements(name: str) -> Migration:
    """Runs the SQL of that name, parted by semicolons, with the words of the database for {serial} and the like."""

    def migration(connection: Connection) -> None:
        words = _WORDS[connection.dialect.name] | _OF_ROWS
        for statement in _STATEMENTS[name].format_map(words).split(";"):
            connection.exec_driver_sql(statement)

    migration.__name__ = name
    return migration


_FIRST = """
first_tables remembered_matches indexes_for_leaps findings_of_uploads official_forms manual_weights remembered_layouts
reviews_of_findings
""".split()
MIGRATIONS: tuple[Migration, ...] = (
    *map(_of_statements, _FIRST),
    names_without_codes,
    names_without_numbers,
    _of_statements("questions_of_reviews"),
    answers_of_tables,
    _of_statements("indexes_for_projects"),
    conclusions,
    _of_statements("log_by_upload"),
    conclusions_of_units,
    _of_statements("rules_in_force"),
    _of_statements("accounts"),
    _of_statements("hand_ins"),
    _of_statements("tasks_and_closings"),
    _of_statements("rights_of_units"),
    _of_statements("evidence"),
    lights_as_reported,
    _of_statements("addresses_and_ways"),
    _of_statements("indexes_for_units"),
)


def migrate(engine: Engine, *, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Apply, in order, the migrations the database does not have yet; several processes may do so at once.

    Raises StorageError when the database belongs to a newer version or to another program.
    """
    with writing(engine) as connection:
        _start_list(connection)
        refuse_newer(_applied(connection), migrations)
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


def missing_migrations(connection: Connection) -> list[str]:
    """What the next start would apply. StorageError where the database is no store or of a newer version."""
    if schema_migrations.name not in inspect(connection).get_table_names():
        raise StorageError("这个数据库不是本系统建立的，或还是空的。")
    applied = _applied(connection)
    refuse_newer(applied)
    return [name for name in (migration.__name__ for migration in MIGRATIONS) if name not in applied]


def refuse_newer(applied: set[str], migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """StorageError where a migration was applied that this version does not know."""
    if unknown := sorted(applied - {migration.__name__ for migration in migrations}):
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
