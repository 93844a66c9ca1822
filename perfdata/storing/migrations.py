"""Migrations: named functions that bring a database up to date, each in its own transaction.

A migration is history: it is never changed once released. To change a table, add a function with the SQL of the change
to the end of ``MIGRATIONS`` and describe the result in ``tables``; a test compares the two on both databases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, inspect, select

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import writing
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

_FIRST_TABLES = """
CREATE TABLE uploads (
    upload_id {serial},
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    fiscal_year INTEGER,
    uploaded_by TEXT NOT NULL,
    uploaded_at {moment} NOT NULL,
    row_count INTEGER NOT NULL,
    voided_at {moment},
    voided_by TEXT,
    content {bytes} NOT NULL
);
CREATE UNIQUE INDEX uploads_in_use ON uploads (kind, sha256) WHERE voided_at IS NULL;
CREATE TABLE projects (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_number INTEGER NOT NULL,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    project_type TEXT,
    project_level TEXT,
    competent_department TEXT,
    spending_unit TEXT,
    cycle_start_year INTEGER,
    cycle_end_year INTEGER,
    fiscal_year INTEGER,
    budget_yuan {yuan},
    cycle_goal TEXT,
    annual_goal TEXT,
    field_places TEXT NOT NULL,
    sheet TEXT,
    cell TEXT,
    line INTEGER,
    PRIMARY KEY (upload_id, row_number)
);
CREATE INDEX projects_by_key ON projects (project_id, fiscal_year);
CREATE TABLE indicators (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_number INTEGER NOT NULL,
    indicator_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    fiscal_year INTEGER,
    level1 TEXT,
    level2 TEXT,
    indicator_name TEXT NOT NULL,
    cycle_target TEXT NOT NULL,
    annual_target TEXT NOT NULL,
    weight_points {points},
    "order" INTEGER NOT NULL,
    is_recovered BOOLEAN NOT NULL,
    sheet TEXT,
    cell TEXT,
    line INTEGER,
    PRIMARY KEY (upload_id, row_number)
);
CREATE INDEX indicators_by_project ON indicators (upload_id, project_id, fiscal_year);
CREATE TABLE actual_results (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_number INTEGER NOT NULL,
    indicator_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    actual TEXT NOT NULL,
    attainment TEXT,
    given_points {points},
    deviation_reason TEXT,
    evidence TEXT,
    sheet TEXT,
    cell TEXT,
    line INTEGER,
    PRIMARY KEY (upload_id, row_number)
);
CREATE INDEX actual_results_by_key ON actual_results (indicator_id, fiscal_year, as_of);
CREATE TABLE spending (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_number INTEGER NOT NULL,
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    initial_budget_yuan {yuan},
    adjusted_budget_yuan {yuan},
    spent_yuan {yuan},
    sheet TEXT,
    cell TEXT,
    line INTEGER,
    PRIMARY KEY (upload_id, row_number)
);
CREATE INDEX spending_by_key ON spending (project_id, fiscal_year, as_of);
CREATE TABLE audit_log (
    entry_id {serial},
    at {moment} NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    upload_id INTEGER REFERENCES uploads (upload_id),
    detail TEXT
)
"""

Migration = Callable[[Connection], None]


_NAME_MATCHES = """
CREATE TABLE name_matches (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_key TEXT NOT NULL,
    indicator_id TEXT NOT NULL,
    PRIMARY KEY (upload_id, row_key)
)
"""

_INDEXES_FOR_LEAPS = """
DROP INDEX actual_results_by_key;
CREATE INDEX actual_results_by_key ON actual_results (fiscal_year, as_of, indicator_id, upload_id, row_number);
DROP INDEX spending_by_key;
CREATE INDEX spending_by_key ON spending (fiscal_year, as_of, project_id, upload_id, row_number)
"""

_UPLOAD_FINDINGS = """
CREATE TABLE upload_findings (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id) PRIMARY KEY,
    findings TEXT NOT NULL
)
"""


def first_tables(connection: Connection) -> None:
    """Uploads, what they say, and the audit log."""
    _run(connection, _FIRST_TABLES)


def remembered_matches(connection: Connection) -> None:
    """Choices of clerks for rows that fit no indicator."""
    _run(connection, _NAME_MATCHES)


def indexes_for_leaps(connection: Connection) -> None:
    """Indexes in which the newest row of each reported key is found without reading the others."""
    _run(connection, _INDEXES_FOR_LEAPS)


def findings_of_uploads(connection: Connection) -> None:
    """What was found in a file when it was confirmed."""
    _run(connection, _UPLOAD_FINDINGS)


MIGRATIONS: tuple[Migration, ...] = (first_tables, remembered_matches, indexes_for_leaps, findings_of_uploads)


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
