"""A database is made, brought up to date, or refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Inspector, insert, inspect, select, text

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import writing
from perfdata.storing.migrations import MIGRATIONS, migrate
from perfdata.storing.store import current, open_store
from perfdata.storing.tables import metadata, schema_migrations
from tests.storing.builders import a_project, append_tables


def test_opening_twice_applies_each_migration_once(database_url: str) -> None:
    open_store(database_url).dispose()
    engine = open_store(database_url)
    with engine.connect() as connection:
        names = connection.scalars(select(schema_migrations.c.name)).all()
    assert sorted(names) == [
        "accounts",
        "addresses_and_ways",
        "answers_of_tables",
        "conclusions",
        "conclusions_of_units",
        "evidence",
        "findings_of_uploads",
        "first_tables",
        "hand_ins",
        "indexes_for_leaps",
        "indexes_for_projects",
        "indexes_for_units",
        "lights_as_reported",
        "log_by_upload",
        "manual_weights",
        "names_without_codes",
        "names_without_numbers",
        "official_forms",
        "questions_of_reviews",
        "remembered_layouts",
        "remembered_matches",
        "reviews_of_findings",
        "rights_of_units",
        "rules_in_force",
        "tasks_and_closings",
    ]
    engine.dispose()


def test_what_was_stored_is_there_after_opening_again(database_url: str) -> None:
    first = open_store(database_url)
    append_tables(first, a_project())
    first.dispose()
    again = open_store(database_url)
    assert current(again).projects == (a_project(),)
    again.dispose()


def test_a_database_of_a_newer_version_is_refused_untouched(database_url: str) -> None:
    engine = open_store(database_url)
    with writing(engine) as connection:
        future = {"name": "tables_of_2030", "applied_at": datetime.now(UTC)}
        connection.execute(insert(schema_migrations), future)
    engine.dispose()
    with pytest.raises(StorageError, match=r"更新的版本.*tables_of_2030.*请升级"):
        open_store(database_url)


def test_a_database_of_another_program_is_refused(database_url: str) -> None:
    engine = open_store(database_url)
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE schema_migrations"))
    engine.dispose()
    with pytest.raises(StorageError, match=r"别的程序建立的表.*uploads.*空的数据库"):
        open_store(database_url)


def test_a_new_migration_keeps_what_is_stored(engine: Engine) -> None:
    def subsidies_table(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE subsidies (a INTEGER)"))

    append_tables(engine, a_project())
    migrate(engine, migrations=(*MIGRATIONS, subsidies_table))
    assert "subsidies" in inspect(engine).get_table_names()
    assert current(engine).projects == (a_project(),)
    with pytest.raises(StorageError, match="subsidies_table"):
        migrate(engine)


def test_a_migration_that_fails_leaves_no_trace(engine: Engine) -> None:
    def half_a_change(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (a INTEGER)"))
        connection.execute(text("INSERT INTO half VALUES (1)"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        migrate(engine, migrations=(*MIGRATIONS, half_a_change))
    assert "half" not in inspect(engine).get_table_names()
    migrate(engine)


def test_migrations_make_the_tables_that_the_queries_describe(engine: Engine) -> None:
    migrated = _described(inspect(engine))
    with writing(engine) as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert migrated == _described(inspect(engine))


def test_migrations_have_names_of_their_own() -> None:
    names = [migration.__name__ for migration in MIGRATIONS]
    assert len(names) == len(set(names))


def _described(inspector: Inspector) -> dict[str, Any]:
    return {
        name: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)
            ],
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "references": [
                (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in inspector.get_foreign_keys(name)
            ],
            "indexes": sorted(
                (str(index["name"]), index["column_names"], bool(index["unique"]))
                for index in inspector.get_indexes(name)
            ),
        }
        for name in sorted(inspector.get_table_names())
    }
