"""Reads from a streaming replica: never older than what this process wrote, and from the primary where it is down."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from perfdata.storing.connecting import reading
from perfdata.storing.replicas import Replica, replica_of
from perfdata.storing.store import open_store, revision
from tests.storing.builders import a_project, append_tables
from tests.storing.postgres import address, create_database, execute, find_binaries, running_replica

PAUSE, RESUME = "SELECT pg_wal_replay_pause()", "SELECT pg_wal_replay_resume()"
IS_REPLICA = text("SELECT pg_is_in_recovery()")


@pytest.fixture(scope="module")
def replica_folder(postgres_folder: Path) -> Iterator[Path]:
    binaries = find_binaries()
    assert binaries
    with running_replica(binaries, postgres_folder) as folder:
        yield folder


@pytest.fixture
def engine(postgres_url: str, replica_folder: Path) -> Iterator[Engine]:
    """A store whose replica has all of it."""
    opened = open_store(postgres_url, read_url=address(replica_folder, name_of(postgres_url)))
    _await_replica(opened)
    yield opened
    execute(replica_folder, RESUME)
    opened.dispose()


def test_reads_go_to_the_replica_and_writes_to_the_primary(engine: Engine):
    stored = append_tables(engine, a_project())
    assert stored.is_new
    _await_replica(engine)
    assert revision(engine) == 1


def test_what_was_just_written_is_read_though_the_replica_lags(engine: Engine, replica_folder: Path):
    execute(replica_folder, PAUSE)
    append_tables(engine, a_project())
    assert not reads_replica(engine)
    assert revision(engine) == 1
    execute(replica_folder, RESUME)
    _await_replica(engine)
    assert revision(engine) == 1


def test_what_another_process_wrote_is_read_after_a_few_seconds_though_the_replica_stands_still(
    engine: Engine, replica_folder: Path, postgres_url: str
):
    the_replica(engine).oldest_seconds = 60
    assert reads_replica(engine)
    execute(replica_folder, PAUSE)
    other = open_store(postgres_url)
    append_tables(other, a_project())
    other.dispose()
    assert reads_replica(engine)
    assert revision(engine) == 0
    the_replica(engine).oldest_seconds = 0
    assert revision(engine) == 1


def test_while_the_replica_is_down_the_primary_is_read_and_one_warning_is_logged(
    postgres_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    engine = open_store(postgres_url, read_url=address(tmp_path, "nowhere"))
    append_tables(engine, a_project())
    with caplog.at_level(logging.WARNING, "perfdata"):
        assert [revision(engine) for _ in range(3)] == [1, 1, 1]
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "the replica does not answer, the primary is read instead"
    ]
    assert the_replica(engine).down_since
    engine.dispose()


def test_a_replica_that_goes_down_between_two_reads_is_left_for_the_primary(postgres_folder: Path, postgres_url: str):
    binaries = find_binaries()
    assert binaries
    name = name_of(postgres_url)
    with running_replica(binaries, postgres_folder) as folder:
        engine = open_store(postgres_url, read_url=address(folder, name))
        append_tables(engine, a_project())
        _await_replica(engine)
    assert revision(engine) == 1
    assert not reads_replica(engine)
    engine.dispose()


def test_another_database_is_never_taken_for_the_replica(postgres_url: str, postgres_folder: Path):
    other = create_database(postgres_folder, "no_replica")
    open_store(other).dispose()
    engine = open_store(postgres_url, read_url=other)
    append_tables(engine, a_project())
    assert revision(engine) == 1
    assert the_replica(engine).trouble == "它不是这个数据库的只读副本，没有使用"
    engine.dispose()


def test_a_user_without_special_rights_can_read_the_replica(
    postgres_folder: Path, postgres_url: str, replica_folder: Path
):
    name = name_of(postgres_url)
    execute(postgres_folder, f'CREATE ROLE clerk_{name} LOGIN; ALTER DATABASE "{name}" OWNER TO clerk_{name}')
    user = f"clerk_{name}"
    engine = open_store(address(postgres_folder, name, user=user), read_url=address(replica_folder, name, user=user))
    append_tables(engine, a_project())
    _await_replica(engine)
    assert revision(engine) == 1
    engine.dispose()


def reads_replica(engine: Engine) -> bool:
    with reading(engine) as connection:
        return connection.execute(IS_REPLICA).scalar_one()


def _await_replica(engine: Engine) -> None:
    """Replication takes a moment."""
    the_replica(engine).pause_seconds = 0
    deadline = time.monotonic() + 30
    while not reads_replica(engine):
        assert time.monotonic() < deadline, "the replica is not read"
        time.sleep(0.02)


def the_replica(engine: Engine) -> Replica:
    found = replica_of(engine)
    assert found
    return found


def name_of(url: str) -> str:
    return str(make_url(url).database)
