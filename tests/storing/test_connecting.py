"""Opening, waiting, failing: trouble is one Chinese sentence, and processes do not step on each other."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, make_url, text

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import reading, writing
from perfdata.storing.store import current, list_uploads, open_store, revision
from tests.storing.builders import a_project, an_indicator, append_tables
from tests.storing.postgres import admitted, create_database, every_connection_taken
from tests.storing.processes import at_the_same_time, first_start, twenty_uploads


def test_two_first_starts_import_the_bundled_file_once(database_url: str) -> None:
    stored = at_the_same_time(first_start, database_url, processes=3)
    assert sorted(one.is_new for one in stored) == [False, False, True]
    assert len({one.upload_id for one in stored}) == 1
    engine = open_store(database_url)
    assert len(list_uploads(engine)) == 1
    assert current(engine).indicators == (an_indicator(),)
    engine.dispose()


def test_two_processes_write_without_losing_or_reordering(database_url: str) -> None:
    seen = at_the_same_time(twenty_uploads, database_url)
    ids = sorted(upload_id for one in seen for upload_id, _ in one)
    assert len(set(ids)) == 40
    for one in seen:
        revisions = [revision for _, revision in one]
        assert revisions == sorted(set(revisions))
    engine = open_store(database_url)
    assert revision(engine) == 40
    engine.dispose()


def test_a_reader_sees_one_moment_while_another_writes(engine: Engine) -> None:
    count = text("SELECT count(*) FROM uploads")
    with reading(engine) as reader:
        before = reader.execute(count).scalar_one()
        append_tables(engine, a_project())
        assert reader.execute(count).scalar_one() == before == 0
    with reading(engine) as reader:
        assert reader.execute(count).scalar_one() == 1


def test_a_writer_waits_for_the_writer_before_it(engine: Engine) -> None:
    second = threading.Thread(target=append_tables, args=(engine, a_project()))
    with writing(engine):
        second.start()
        time.sleep(0.3)
        assert second.is_alive()
        assert revision(engine) == 0
    second.join(timeout=30)
    assert revision(engine) == 1


def test_threads_share_one_store(engine: Engine) -> None:
    def work(number: int) -> None:
        append_tables(engine, a_project(f"p{number}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(current(engine).projects) == 8


def test_an_address_without_a_driver_reaches_postgresql(postgres_url: str) -> None:
    engine = open_store(postgres_url.replace("postgresql://", "postgres://"))
    assert engine.url.drivername == "postgresql+psycopg"
    engine.dispose()


def test_postgresql_compiles_no_query_of_ours(postgres_url: str) -> None:
    engine = open_store(postgres_url)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SHOW jit").scalar_one() == "off"
    engine.dispose()


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/数据 一/b/perfdata.db").dispose()
    assert (tmp_path / "数据 一" / "b" / "perfdata.db").is_file()


def test_a_sqlite_store_is_durable_and_patient(sqlite_url: str) -> None:
    engine = open_store(sqlite_url)
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 30_000, "foreign_keys": 1}


@pytest.mark.parametrize(
    "url", ["", "perfdata.db", "sqlite://", "sqlite:///:memory:", "mysql://u:geheim@h/d", "postgresql://u:p@h:x/d"]
)
def test_an_address_that_cannot_be_understood_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match="看不懂数据库地址") as caught:
        open_store(url)
    assert "geheim" not in _chain(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("这不是数据库。" * 200)
    with pytest.raises(StorageError, match=r"notes.db 不是可用的数据库文件：请"):
        open_store(f"sqlite:///{path}")
    assert path.read_text() == "这不是数据库。" * 200


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="无法打开数据库文件"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"无法建立数据库文件 .* 所在的文件夹"):
        open_store(f"sqlite:///{tmp_path}/file/sub/perfdata.db")


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(StorageError, match=r"连接不上数据库 127.0.0.1:1/perf：请确认") as caught:
        open_store("postgresql://clerk:geheim@127.0.0.1:1/perf")
    assert "geheim" not in _chain(caught.value)


def test_a_database_that_is_not_there_is_refused(postgres_url: str) -> None:
    with pytest.raises(StorageError, match=r"连接不上数据库 .*/nowhere：请确认"):
        open_store(str(make_url(postgres_url).set(database="nowhere")))


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "EUC_CN"])
def test_a_database_in_another_encoding_is_one_sentence(postgres_folder: Path, encoding: str) -> None:
    url = create_database(postgres_folder, f"in_{encoding}", encoding=encoding)
    for _ in range(2):
        with pytest.raises(StorageError, match=f"^数据库 in_{encoding} 的编码是 {encoding}.*UTF-8：请用 createdb"):
            open_store(url)


@pytest.mark.parametrize("limited", ["ROLE clerk", "DATABASE {name}"])
def test_connections_that_are_all_taken_read_as_such(postgres_folder: Path, postgres_url: str, limited: str) -> None:
    name = make_url(postgres_url).database
    with admitted(postgres_folder, "clerk", limit=limited.format(name=name)):
        url = postgres_url.replace("postgres@", "clerk@")
        with pytest.raises(StorageError, match=f"/{name} 的连接已全部被占用：请稍后再试"):
            open_store(url)


def test_a_full_server_reads_as_such(postgres_folder: Path, postgres_url: str) -> None:
    open_store(postgres_url).dispose()
    with every_connection_taken(postgres_folder), pytest.raises(StorageError, match="的连接已全部被占用"):
        open_store(postgres_url)


def test_connections_of_this_program_that_are_all_in_use_read_as_such(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_store(database_url)
    monkeypatch.setattr(engine.pool, "_timeout", 0.1)
    with ExitStack() as held:
        for _ in range(15):
            held.enter_context(engine.connect())
        with pytest.raises(StorageError, match="连接都在使用中：请稍后再试"):
            revision(engine)
    engine.dispose()


@pytest.mark.parametrize(("start", "length"), [(4_096, 80_000), (4_096, 40_000), (30_000, 60_000)])
def test_a_file_damaged_while_it_is_open_reads_as_damaged(sqlite_url: str, start: int, length: int) -> None:
    engine = open_store(sqlite_url)
    append_tables(engine, a_project(), *(an_indicator(order=order) for order in range(1, 200)))
    engine.dispose()
    revision(engine)
    with Path(str(engine.url.database)).open("r+b") as file:
        file.seek(start)
        file.write(Random(1).randbytes(length))
    with pytest.raises(StorageError, match=r"perfdata.db 已损坏：请用备份恢复"):
        [read(engine) for read in (list_uploads, current)]
    engine.dispose()


def test_a_locked_sqlite_file_is_reported_after_waiting(sqlite_url: str) -> None:
    engine = open_store(f"{sqlite_url}?timeout=0.1")
    holder = sqlite3.connect(str(engine.url.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="正被另一个程序占用：请稍后再试"):
        append_tables(engine, a_project())
    holder.execute("ROLLBACK")
    holder.close()
    assert append_tables(engine, a_project()).is_new
    engine.dispose()


def test_opening_waits_for_a_program_that_writes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "perfdata.db"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, holder.execute, ["COMMIT"])
    release.start()
    engine = open_store(f"sqlite:///{path}")
    release.join()
    holder.close()
    assert revision(engine) == 0
    engine.dispose()


def _chain(error: BaseException | None) -> str:
    """Every message from the error to its first cause."""
    return "" if error is None else f"{error!r} {error} {_chain(error.__cause__ or error.__context__)}"
