"""backup, restore and check on SQLite and PostgreSQL: what was there comes back, what is there is never lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, make_url, text

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import connect, writing
from perfdata.storing.file_backups import back_up_file
from perfdata.storing.server_backups import back_up_server
from perfdata.storing.store import list_uploads, open_store
from perfdata.usecases import evidence, history, keeping, people
from tests.conftest import NewStore
from tests.durability.killing import ROOT
from tests.durability.uploader import append_numbered, content_of
from tests.evidence_files import PDF, PNG
from tests.people import CLERK, make_accounts, signed_in
from tests.storing.builders import a_project, an_indicator, append_tables

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


@pytest.fixture
def filled(copied: NewStore) -> str:
    """The address of a store with two uploads that nobody has open."""
    return copied(_two_uploads)


def _two_uploads(url: str) -> Engine:
    _append(url, 1, 2)
    return open_store(url)


@pytest.fixture
def backup(filled: str, tmp_path: Path) -> Path:
    """A backup of the two uploads."""
    path, _ = keeping.back_up(filled, tmp_path / "备份", who="王管理员")
    return path


def _append(url: str, *numbers: int) -> None:
    with _open(url) as engine:
        for number in numbers:
            append_numbered(engine, number, rows=5)


@contextmanager
def _open(url: str, *, by: Callable[[str], Engine] = open_store) -> Iterator[Engine]:
    """The store, closed at the end so that it is out of use."""
    engine = by(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _numbers(url: str) -> list[int]:
    with _open(url) as engine:
        return [_number(engine, item.upload_id) for item in reversed(list_uploads(engine))]


def _number(engine: Engine, upload_id: int) -> int:
    return int(history.file_of(engine, upload_id, who=None)[:20].split()[1])


def _hash(url: str) -> str:
    with _open(url) as engine:
        return history.state_hash(engine)


def _path(url: str) -> Path:
    return Path(str(make_url(url).database))


def _is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def test_evidence_comes_back_with_its_bytes_and_its_removal(database_url: str, tmp_path: Path) -> None:
    with _open(database_url) as engine:
        append_tables(engine, a_project(), an_indicator())
        own = {"indicator_id": "p1-i1", "fiscal_year": 2024, "who": "张会计"}
        for name, content in (("验收单.pdf", PDF), ("照片.png", PNG)):
            evidence.add(engine, content, file_name=name, **own)
        evidence.remove(engine, 2, why="传错了", who="李主任")
        before = evidence.list_files(engine)
    path, _ = keeping.back_up(database_url, tmp_path / "备份", who="王管理员")
    with _open(database_url) as engine:
        evidence.remove(engine, 1, why="备份之后", who="张会计")
    keeping.restore(database_url, path, who="王管理员", may_replace=True)
    with _open(database_url) as engine:
        assert evidence.list_files(engine) == before
        assert evidence.take(engine, 1, who="张会计") == PDF
    assert keeping.check(database_url).facts["佐证"] == "2 份，SHA-256 全部相符"
    assert keeping.check(database_url).problems == []


def test_what_was_backed_up_comes_back(filled: str, backup: Path) -> None:
    before = _hash(filled)
    _append(filled, 3)
    kept = keeping.restore(filled, backup, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2]
    assert _hash(filled) == before
    assert kept is not None
    assert keeping.check(filled).problems == []
    _append(filled, 4)
    assert _numbers(filled) == [1, 2, 4]


def test_no_session_of_a_backup_opens_what_was_restored(filled: str, tmp_path: Path) -> None:
    engine = open_store(filled)
    make_accounts(engine)
    cookie = signed_in(engine, CLERK)
    keeping.back_up(filled, tmp_path / "备份", who="王管理员")
    found = people.actor_of(engine, cookie)
    assert found is not None
    people.sign_out(engine, found)
    engine.dispose()
    keeping.restore(filled, tmp_path / "备份", may_replace=True, who="王管理员")
    engine = open_store(filled)
    assert people.actor_of(engine, cookie) is None
    assert people.actor_of(engine, signed_in(engine, CLERK)) is not None
    engine.dispose()


def test_the_old_database_is_kept_and_can_be_restored_in_turn(filled: str, backup: Path) -> None:
    _append(filled, 3)
    kept = keeping.restore(filled, backup, may_replace=True, who="王管理员")
    assert kept is not None
    keeping.restore(filled, kept, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2, 3]


def test_an_empty_place_needs_no_force(new_url: Callable[[], str], backup: Path) -> None:
    url = new_url()
    assert keeping.restore(url, backup, who="王管理员") is None
    assert _numbers(url) == [1, 2]


def test_a_database_is_not_replaced_without_force(filled: str, backup: Path) -> None:
    _append(filled, 3)
    with pytest.raises(StorageError, match=r"已有内容，没有恢复.*--force"):
        keeping.restore(filled, backup, who="王管理员")
    assert _numbers(filled) == [1, 2, 3]


def test_a_database_in_use_is_not_replaced(filled: str, backup: Path) -> None:
    with _open(filled) as engine:
        list_uploads(engine)
        with pytest.raises(StorageError, match="没有恢复：请先停止"):
            keeping.restore(filled, backup, may_replace=True, who="王管理员")
        append_numbered(engine, 3, rows=5)
    assert _numbers(filled) == [1, 2, 3]


def test_a_backup_is_made_while_another_writes_and_holds_what_was_committed(filled: str, tmp_path: Path) -> None:
    take = back_up_file if _is_sqlite(filled) else back_up_server
    with _open(filled) as engine, _open(filled) as other, writing(engine) as connection:
        connection.execute(text("UPDATE uploads SET uploaded_by = '李会计'"))
        take(other, tmp_path / "备份")
    keeping.restore(filled, tmp_path / "备份", may_replace=True, who="王管理员")
    with _open(filled) as engine:
        assert {upload.uploaded_by for upload in list_uploads(engine)} == {"张会计"}


def test_the_last_backup_is_remembered_and_shown(filled: str, backup: Path) -> None:
    with _open(filled) as engine:
        last = keeping.last_backup(engine)
    assert last is not None
    assert last.file == str(backup)
    found = keeping.check(filled)
    assert found.last_backup == last
    assert str(backup) in found.facts["上次备份"]
    keeping.restore(filled, backup, may_replace=True, who="王管理员")
    backup_again = keeping.check(filled).last_backup
    assert backup_again is not None
    assert (backup_again.file, backup_again.at > last.at) == (str(backup), True)
    backup.unlink()
    assert "文件已不在原处" in keeping.check(filled).facts["上次备份"]


def test_of_dated_backups_the_newest_are_kept(filled: str, tmp_path: Path) -> None:
    folder = tmp_path / "每日" / "备份"
    ending = ".db" if _is_sqlite(filled) else ".dump"
    folder.mkdir(parents=True)
    mine = [folder / name for name in ("笔记.txt", f"perfdata-重要{ending}", f"perfdata-20260101-000000{ending}.part")]
    old = [folder / f"perfdata-2026010{day}-020000{ending}" for day in range(1, 6)]
    of_a_wrong_clock = [folder / f"perfdata-209901{day}-020000{ending}" for day in range(10, 14)]
    for path in (*mine, *old, *of_a_wrong_clock):
        path.write_text("")
    made, removed = keeping.back_up(filled, folder, keep=3, who="王管理员")
    assert removed == 7
    assert sorted(folder.iterdir()) == sorted([*mine, *old[3:], made])


@pytest.mark.skipif(os.name == "nt", reason="a pipe of POSIX")
def test_a_backup_touches_nothing_but_files_of_its_own(filled: str, tmp_path: Path) -> None:
    target, of_another = tmp_path / "备份", tmp_path / "备份.part"
    of_another.write_text("另一个备份写到一半")
    keeping.back_up(filled, target, who="王管理员")
    assert of_another.read_text() == "另一个备份写到一半"
    os.mkfifo(tmp_path / "管道")
    with pytest.raises(StorageError, match="管道 不是普通文件"):
        keeping.back_up(filled, tmp_path / "管道", who="王管理员", may_replace=True)
    assert (tmp_path / "管道").is_fifo()


def test_no_old_backup_goes_when_the_new_one_fails(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = ".db" if _is_sqlite(filled) else ".dump"
    old = [tmp_path / f"perfdata-2026010{day}-020000{ending}" for day in range(1, 4)]
    for path in old:
        path.write_text("")
    if _is_sqlite(filled):
        _damage(_path(filled))
    else:
        monkeypatch.setenv("PATH", _programs_that_fail(tmp_path))
    with pytest.raises(StorageError):
        keeping.back_up(filled, tmp_path, keep=1, who="王管理员")
    assert [path for path in old if path.exists()] == old
    assert list(tmp_path.glob("*.part")) == []


def _damage(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 4))


def _programs_that_fail(folder: Path) -> str:
    (folder / "bin").mkdir()
    program = folder / "bin" / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump: error: out of luck' >&2\nexit 1\n")
    program.chmod(0o755)
    return str(folder / "bin")


def test_a_file_is_not_written_over_without_force(filled: str, backup: Path) -> None:
    content = backup.read_bytes()
    with pytest.raises(StorageError, match="文件已存在，没有覆盖"):
        keeping.back_up(filled, backup, who="王管理员")
    assert backup.read_bytes() == content
    keeping.back_up(filled, backup, may_replace=True, who="王管理员")


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nothing.db'}"
    for verb in (lambda: keeping.back_up(url, tmp_path / "b.db", who="王管理员"), lambda: keeping.check(url)):
        with pytest.raises(StorageError, match="找不到数据库文件"):
            verb()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "备份".encode(), b"SQLite format 3\0", b"PGDMP\x01\x0e\x00"])
def test_what_is_no_backup_is_refused(filled: str, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "不是备份"
    path.write_bytes(content)
    with pytest.raises(StorageError):
        keeping.restore(filled, path, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2]
    with pytest.raises(StorageError, match="找不到"):
        keeping.restore(filled, tmp_path / "没有", may_replace=True, who="王管理员")


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_half_a_backup_is_refused(filled: str, backup: Path, part: float) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(StorageError):
        keeping.restore(filled, backup, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2]
    assert keeping.check(filled).problems == []


def test_a_backup_of_a_newer_version_is_refused(filled: str, tmp_path: Path) -> None:
    with _open(filled) as engine, writing(engine) as connection:
        connection.execute(text("INSERT INTO schema_migrations VALUES ('tables_of_2030', CURRENT_TIMESTAMP)"))
    source = tmp_path / "新.db"
    if _is_sqlite(filled):
        shutil.copy(_path(filled), source)
    else:
        keeping.back_up(filled, source, who="王管理员")
    with _open(filled, by=connect) as engine, writing(engine) as connection:
        connection.execute(text("DELETE FROM schema_migrations WHERE name = 'tables_of_2030'"))
    with pytest.raises(StorageError, match=r"更新的版本.*tables_of_2030"):
        keeping.restore(filled, source, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2]


def test_a_backup_of_an_older_version_is_brought_up_to_date(filled: str, tmp_path: Path) -> None:
    with _open(filled, by=connect) as engine, writing(engine) as connection:
        connection.execute(text("DELETE FROM schema_migrations WHERE name = 'answers_of_tables'"))
    old, _ = keeping.back_up(filled, tmp_path / "旧", who="王管理员")
    assert keeping.check(filled).facts["结构"] == "较旧，下次启动时升级（1 项）"
    _append(filled, 3)
    keeping.restore(filled, old, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2]
    assert keeping.check(filled).facts["结构"] == "最新"


def test_check_names_an_original_that_changed_and_rows_without_upload(filled: str) -> None:
    with _open(filled) as engine, engine.connect() as connection:
        connection.execute(
            text("UPDATE uploads SET content = :content WHERE upload_id = 2"), {"content": content_of(9)}
        )
        connection.commit()
        _forget_references(connection)
        connection.execute(text("UPDATE spending SET upload_id = 77 WHERE upload_id = 1"))
        connection.execute(text("DELETE FROM audit_log WHERE upload_id = 1"))
        connection.commit()
    found = keeping.check(filled)
    assert found.problems == [
        "表 spending 有 1 行找不到所属的上传。",
        "第 1 号上传没有操作记录。",
        "第 2 号上传“完成情况.xlsx”的原件与入库时的 SHA-256 不符。",
    ]
    assert (found.counts["uploads"], found.counts["actual_results"]) == (2, 10)


def _forget_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        assert connection.connection.driver_connection is not None
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    else:
        connection.execute(text("ALTER TABLE spending DROP CONSTRAINT spending_upload_id_fkey"))


@on_sqlite
def test_a_log_left_by_a_crash_is_not_replayed_onto_the_backup(filled: str, backup: Path) -> None:
    """As it was: two uploads more, killed, the backup put back, and all four were there again."""
    path = _path(filled)
    code = (
        "import os, sys; from perfdata.storing.store import open_store; "
        "from tests.durability.uploader import append_numbered; engine = open_store(sys.argv[1]); "
        "[append_numbered(engine, number, rows=5) for number in (3, 4)]; os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, filled], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0
    kept = keeping.restore(filled, backup, may_replace=True, who="王管理员")
    assert kept is not None
    assert _numbers(filled) == [1, 2]
    keeping.restore(filled, kept, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2, 3, 4]


@on_sqlite
def test_a_log_beside_a_deleted_database_is_not_replayed(filled: str, backup: Path) -> None:
    path = _path(filled)
    log = path.with_name(f"{path.name}-wal")
    with _open(filled) as engine:
        append_numbered(engine, 3, rows=5)
        content = log.read_bytes()
    path.unlink()
    log.write_bytes(content)
    assert keeping.restore(filled, backup, who="王管理员") is None
    assert _numbers(filled) == [1, 2]


@on_sqlite
def test_a_damaged_database_is_replaced_and_kept(filled: str, backup: Path) -> None:
    path = _path(filled)
    _damage(path)
    damaged = path.read_bytes()
    with suppress(StorageError):  # where not even the version can be read
        assert keeping.check(filled).problems != []
    kept = keeping.restore(filled, backup, may_replace=True, who="王管理员")
    assert kept is not None
    assert kept.read_bytes()[100:] == damaged[100:]
    assert _numbers(filled) == [1, 2]


@on_sqlite
def test_a_damaged_database_that_a_process_has_open_is_not_replaced(filled: str, backup: Path) -> None:
    path = _path(filled)
    code = (
        "import sys; from perfdata.storing.store import open_store, revision; engine = open_store(sys.argv[1]); "
        "revision(engine); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, filled]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        with path.open("r+b") as file:
            file.write(b"\x00" * 4_096)
        with pytest.raises(StorageError, match="没有恢复：请先停止"):
            keeping.restore(filled, backup, may_replace=True, who="王管理员")
        process.communicate("")
    keeping.restore(filled, backup, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2]


@on_sqlite
def test_three_files_copied_by_hand_are_a_backup_too(filled: str, tmp_path: Path) -> None:
    path = _path(filled)
    copy = tmp_path / "手工" / "perfdata.db"
    copy.parent.mkdir()
    with _open(filled) as engine:
        append_numbered(engine, 3, rows=5)
        for end in ("", "-wal", "-shm"):
            shutil.copy(path.with_name(path.name + end), copy.with_name(copy.name + end))
    _append(filled, 4)
    keeping.restore(filled, copy, may_replace=True, who="王管理员")
    assert _numbers(filled) == [1, 2, 3]


@on_sqlite
def test_a_backup_on_a_read_only_medium_is_restored(filled: str, backup: Path, tmp_path: Path) -> None:
    medium = tmp_path / "光盘"
    medium.mkdir()
    source = Path(shutil.copy(backup, medium))
    source.chmod(0o400)
    medium.chmod(0o500)
    keeping.restore(filled, source, may_replace=True, who="王管理员")
    medium.chmod(0o700)
    assert list(medium.iterdir()) == [source]


@on_sqlite
def test_the_database_is_neither_its_own_backup_nor_restored_from_itself(filled: str) -> None:
    path = _path(filled)
    for verb in (
        lambda: keeping.back_up(filled, path, may_replace=True, who="王管理员"),
        lambda: keeping.restore(filled, path, may_replace=True, who="王管理员"),
    ):
        with pytest.raises(StorageError, match="就是正在使用的数据库"):
            verb()
    assert _numbers(filled) == [1, 2]


@on_sqlite
def test_a_database_behind_a_link_is_replaced_where_it_lies(filled: str, backup: Path, tmp_path: Path) -> None:
    path, link = _path(filled), tmp_path / "链接.db"
    link.symlink_to(path)
    _append(filled, 3)
    keeping.restore(f"sqlite:///{link}", backup, may_replace=True, who="王管理员")
    assert link.is_symlink()
    assert _numbers(filled) == [1, 2]


@on_postgresql
def test_no_password_shows_in_the_list_of_processes(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(database_url).dispose()
    seen = tmp_path / "seen"
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" > {seen}\necho "$PGPASSWORD" >> {seen}\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    for url in (database_url.replace("postgres@", "postgres:geheim@"), f"{database_url}&password=geheim"):
        with pytest.raises(StorageError, match="pg_dump 没有成功"):
            keeping.back_up(url, tmp_path / "b.dump", who="王管理员")
        arguments, secret = seen.read_text().splitlines()
        assert "geheim" not in arguments
        assert secret == "geheim"


@on_postgresql
def test_a_restore_that_breaks_off_changes_nothing(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _append(database_url, 1, 2)
    dump, _ = keeping.back_up(database_url, tmp_path / "b.dump", who="王管理员")
    _append(database_url, 3)
    real = shutil.which("pg_restore")
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "pg_restore"
    program.write_text(
        f'#!/bin/sh\n{real} "$@"\nfor word; do case "$word" in --file=*) echo "SELECT 1/0;" >> "${{word#--file=}}";; '
        "esac; done\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    with pytest.raises(StorageError, match=r"psql 没有成功，数据库没有改动：.*division by zero"):
        keeping.restore(database_url, dump, may_replace=True, who="王管理员")
    assert _numbers(database_url) == [1, 2, 3]
