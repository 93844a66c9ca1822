"""Backup and restore of a SQLite database: a copy is whole or absent, and so is the database it is put in place of.

A kill at any moment leaves at the database's path the old or the new one, and beside it at most files ``.part``.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Engine

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import WAIT_SECONDS, connect, reading, storage_error
from perfdata.storing.database_file import SIDE_FILES, is_held, refuse_without_index
from perfdata.storing.inspecting import damage, dangling_rows
from perfdata.storing.migrations import migrate, missing_migrations

_MAGIC = b"SQLite format 3\0"
_OF_SOURCE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_BUSY", "SQLITE_LOCKED")


def database_path(engine: Engine) -> Path:
    """The file itself, also where the address names a link to it."""
    return Path(str(engine.url.database)).resolve()


def back_up_file(engine: Engine, target: Path) -> None:
    """Copy the database as it is at one moment, also while others write. StorageError; then there is no new file."""
    source = database_path(engine)
    _refuse_itself(target, source)
    refuse_without_index(source)
    with _part_of(target) as part:
        _copy(engine, source, part, mode="rw" if os.access(source, os.W_OK) else "ro")
        _refuse_unsound(part, source)
        with files_told(target):
            keep_on_disk(part)
            part.replace(target)


def restore_file(engine: Engine, source: Path, *, aside: Path | None) -> None:
    """Put what a backup holds in the place of the database; the old one stays at ``aside``, None where there is none.

    Raises StorageError where the backup is not whole or of a newer version, or where a program has the database open.
    """
    source, target = source.resolve(), database_path(engine)
    _refuse_itself(source, target)
    _refuse_other_kinds(source)
    is_alone = not any(_beside(source, end).exists() for end in SIDE_FILES)
    with _part_of(target) as part:
        _copy(engine, source, part, mode="ro&immutable=1" if is_alone else "ro")
        _refuse_unsound(part, source, then=migrate)
        if aside is not None:
            _let_go(engine, target)
        with files_told(target):
            keep_on_disk(part)
            _put_away(target, aside)
            part.replace(target)
            keep_on_disk(target.parent)


def _copy(engine: Engine, source: Path, part: Path, *, mode: str) -> None:
    """All pages of the source at one moment with its log folded in: one file that can lie anywhere."""
    needed, free = source.stat().st_size, shutil.disk_usage(part.parent).free
    if free < needed:
        raise StorageError(f"{part.parent} 所在的磁盘只剩 {free:,} 字节，放不下 {needed:,} 字节：请清理磁盘后再试。")
    address = f"{source.as_uri()}?mode={mode}"
    try:
        with (
            closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)) as old,
            closing(sqlite3.connect(part, isolation_level=None)) as new,
        ):
            old.execute("BEGIN")
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()  # waits for others; the copying would for ever
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        is_source = _code(error).startswith(_OF_SOURCE)
        raise storage_error(error, engine, where=str(source if is_source else part).removesuffix(_part())) from error


def _refuse_unsound(copy: Path, origin: Path, *, then: Callable[[Engine], None] = lambda _engine: None) -> None:
    """StorageError where a copy is damaged, holds rows without their upload, is no store or of a newer version."""
    engine = connect(URL.create("sqlite", database=str(copy)))
    try:
        with reading(engine) as connection:
            missing_migrations(connection)
            if damage(connection) or dangling_rows(connection):
                raise StorageError("数据库已损坏，内容不可靠，没有继续：请改用一份完好的备份。")
        then(engine)
    except StorageError as error:
        raise StorageError(f"{origin}：{str(error).replace(str(copy), '')}") from error
    finally:
        engine.dispose()


def _let_go(engine: Engine, path: Path) -> None:
    """Fold the log into the old database. StorageError where another program has it open."""
    try:
        with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as old:
            old.execute("PRAGMA journal_mode=DELETE")
            old.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if _code(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or is_held(path):
            raise _in_use(path) from error
        if not _code(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise storage_error(error, engine) from error


def _put_away(database: Path, aside: Path | None) -> None:
    """Give the old file a second name, or copy it where the disk knows no second names; move away what lies beside it.

    A log that a crash or a deleted database left would be replayed by SQLite onto whatever stands there next.
    """
    if aside is not None:
        try:
            os.link(database, aside)
        except OSError:
            with _part_of(aside) as copied:
                shutil.copy2(database, copied)
                copied.replace(aside)
    for end in SIDE_FILES:
        with suppress(FileNotFoundError):
            _beside(database, end).replace(_beside(aside or _beside(database, ".left"), end))


def _refuse_other_kinds(source: Path) -> None:
    with files_told(source), source.open("rb") as file:
        start = file.read(len(_MAGIC))
    if start.startswith(b"PGDMP"):
        raise StorageError(f"{source} 是 PostgreSQL 的备份，而现在的数据库是 SQLite：请改用 .db 备份。")
    if start != _MAGIC:
        raise StorageError(f"{source} 不是本系统的备份：请选择用 backup 命令生成的文件。")


def _refuse_itself(path: Path, database: Path) -> None:
    if path.resolve() in {_beside(database, end) for end in ("", *SIDE_FILES)}:
        raise StorageError(f"{path} 就是正在使用的数据库：请换一个文件名。")


def _in_use(path: Path) -> StorageError:
    return StorageError(f"数据库 {path} 正被看板或别的程序打开，没有恢复：请先停止它们（看板按 Ctrl+C），再恢复。")


@contextmanager
def files_told(path: Path) -> Iterator[None]:
    """Trouble with files as StorageError."""
    try:
        yield
    except FileNotFoundError as error:
        raise StorageError(f"{path}：找不到这个文件或文件夹，请检查路径。") from error
    except OSError as error:
        raise StorageError(
            f"{path}：读写不了（{error.strerror}），请检查权限、磁盘空间，以及是否被别的程序打开。"
        ) from error


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """The name of an empty file beside the path to make ready what will stand there; gone at the end."""
    part = part_name(path)
    try:
        with files_told(path):
            _remove(part)
            part.touch()
        yield part
    finally:
        with files_told(path):
            _remove(part)


def part_name(path: Path) -> Path:
    """Of this process alone: another one may be making ready the same file."""
    return _beside(path, _part())


def _part() -> str:
    return f".{os.getpid()}.part"


def _remove(part: Path) -> None:
    for end in ("", *SIDE_FILES):
        _beside(part, end).unlink(missing_ok=True)


def keep_on_disk(path: Path) -> None:
    """Have the system write a file, or the names in a folder where it can, before going on."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _code(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", None) or ""
