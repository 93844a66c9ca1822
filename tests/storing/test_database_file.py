"""A SQLite file that was moved, deleted or replaced is not written to; put back, it is used again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import writing
from perfdata.storing.store import list_uploads, open_store, revision
from tests.storing.builders import a_project, append_tables
from tests.storing.processes import at_the_same_time, refusals

MOVED = "被移走、删除或替换"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "数据" / "perfdata.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    """An open store with one upload."""
    opened = open_store(f"sqlite:///{path}")
    append_tables(opened, a_project())
    yield opened
    opened.dispose()


def _move(path: Path) -> None:
    path.rename(path.with_name("别处.db"))


def _move_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("别处"))


def _replace_by_older(path: Path) -> None:
    """As a program does that syncs folders: a new file under the old name."""
    shutil.copy(path, path.with_name("旧.db"))
    os.replace(path.with_name("旧.db"), path)


def _replace_by_rename(path: Path) -> None:
    path.rename(path.with_name("perfdata（冲突）.db"))
    shutil.copy(path.with_name("perfdata（冲突）.db"), path)


@pytest.mark.parametrize("happens", [Path.unlink, _move, _move_folder, _replace_by_older, _replace_by_rename])
def test_nothing_is_written_once_the_file_is_another(engine: Engine, path: Path, happens) -> None:
    happens(path)
    with pytest.raises(StorageError, match=MOVED):
        append_tables(engine, a_project("p2"))
    with pytest.raises(StorageError, match=MOVED):
        list_uploads(engine)
    with pytest.raises(StorageError, match=f"{path.name}.*放回原处"):
        append_tables(engine, a_project("p3"))


@pytest.mark.parametrize("happens", [Path.unlink, _move, _replace_by_older])
def test_a_file_that_goes_during_the_transaction_is_not_committed_to(engine: Engine, path: Path, happens) -> None:
    def name_another_clerk() -> None:
        with writing(engine) as connection:
            connection.exec_driver_sql("UPDATE uploads SET uploaded_by = '李会计'")
            happens(path)

    with pytest.raises(StorageError, match=MOVED):
        name_another_clerk()


def test_a_deleted_file_is_not_made_anew(engine: Engine, path: Path) -> None:
    path.unlink()
    with pytest.raises(StorageError, match=MOVED):
        revision(engine)
    assert not path.exists()


def test_more_readers_than_connections_do_not_make_an_empty_file(engine: Engine, path: Path) -> None:
    with engine.connect():
        path.unlink()
        with pytest.raises(StorageError, match=MOVED):
            revision(engine)
    assert not path.exists()


def test_a_file_put_back_is_used_again_with_all_it_held(engine: Engine, path: Path) -> None:
    _move(path)
    with pytest.raises(StorageError, match=MOVED):
        append_tables(engine, a_project("p2"))
    path.with_name("别处.db").rename(path)
    assert append_tables(engine, a_project("p2")).is_new
    engine.dispose()
    again = open_store(f"sqlite:///{path}")
    assert [upload.upload_id for upload in list_uploads(again)] == [2, 1]
    again.dispose()


def test_a_log_that_was_deleted_is_not_written_to(engine: Engine, path: Path) -> None:
    path.with_name("perfdata.db-wal").unlink()
    with pytest.raises(StorageError, match=f"perfdata.db-wal.*{MOVED}"):
        append_tables(engine, a_project("p2"))


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no file that is open")
def test_nobody_else_opens_a_database_whose_index_of_the_log_was_deleted(engine: Engine, path: Path) -> None:
    path.with_name("perfdata.db-shm").unlink()
    refused = at_the_same_time(refusals, str(engine.url), processes=1)
    assert ["perfdata.db-shm 在数据库使用中被删除" in sentence for sentence in refused[0]] == [True, True]
    append_tables(engine, a_project("p2"))
    engine.dispose()
    again = open_store(engine.url.render_as_string())
    assert len(list_uploads(again)) == 2
    again.dispose()


def test_two_engines_on_one_file_do_not_disturb_each_other(engine: Engine, path: Path) -> None:
    for number in range(3):
        other = open_store(f"sqlite:///{path}")
        append_tables(other, a_project(f"o{number}"))
        other.dispose()
        append_tables(engine, a_project(f"e{number}"))
    assert revision(engine) == 7


def test_the_only_connection_may_be_given_up_between_uploads(engine: Engine, path: Path) -> None:
    engine.dispose()
    assert not path.with_name("perfdata.db-wal").exists()
    assert append_tables(engine, a_project("p2")).is_new
