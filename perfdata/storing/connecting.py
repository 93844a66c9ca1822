"""Connections and transactions: readers see one moment, writers stand in one line, trouble speaks Chinese."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError

from perfdata.core.errors import StorageError

WAIT_SECONDS = 30
_CONNECT_SECONDS = 10
_BEGIN = "perfdata_begin"
_WRITER_LOCK = 7_273_836_341  # any number that no other program locks in the same PostgreSQL database

_SQLITE_TROUBLE = {
    "SQLITE_BUSY": "数据库正被另一个程序占用：请稍后再试，或关闭占用它的程序。",
    "SQLITE_LOCKED": "数据库正被另一个程序占用：请稍后再试，或关闭占用它的程序。",
    "SQLITE_FULL": "磁盘已满，数据没有保存：请清理磁盘后再试。",
    "SQLITE_READONLY": "数据库文件 {where} 只能读、不能写：请检查文件和所在文件夹的写权限。",
    "SQLITE_NOTADB": "{where} 不是可用的数据库文件：请改用其他路径，或把该文件移走后重新启动。",
    "SQLITE_CORRUPT": "数据库文件 {where} 已损坏：请用备份恢复该文件后重新启动。",
    "SQLITE_CANTOPEN": "无法打开数据库文件 {where}：请检查路径是否正确、是否有读写权限。",
    "SQLITE_IOERR": "读写数据库文件 {where} 时磁盘出错：请检查磁盘后重新启动。",
}
_POSTGRESQL_TROUBLE = {
    "42501": "数据库 {where} 的用户没有足够的权限：请让管理员授予建表和读写的权限。",
    "55P03": "数据库正被另一个程序占用：请稍后再试，或关闭占用它的程序。",
    "53100": "数据库服务器磁盘已满，数据没有保存：请清理磁盘后再试。",
}
_ANY_TROUBLE = {
    "sqlite": "数据库文件 {where} 无法使用：请检查文件是否完好、是否有读写权限。",
    "postgresql": "连接不上数据库 {where}：请确认服务器已启动，地址、库名、用户名和密码都正确。",
}


def connect(url: str) -> Engine:
    """An engine for a SQLite file (folder made, WAL) or a PostgreSQL server; nothing is created in it yet.

    Raises StorageError when the address cannot be understood or the folder cannot be made.
    """
    target = _understood(url)
    return _connect_sqlite(target) if target.get_backend_name() == "sqlite" else _connect_postgresql(target)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction in which every query sees the same moment."""
    with told_in_chinese(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is alone in writing: ids follow the order of commits. All or nothing is kept."""
    with told_in_chinese(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="READ COMMITTED")
        else:
            connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        with connection.begin():
            if engine.dialect.name == "postgresql":
                _wait_for_other_writers(connection)
            yield connection


def use_write_ahead_log(engine: Engine) -> None:
    """On SQLite, let readers read while one writes. SQLite does not wait for the lock this takes, so wait here."""
    if engine.dialect.name != "sqlite":
        return
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with engine.connect() as connection:
                connection.execution_options(**{_BEGIN: None}).exec_driver_sql("PRAGMA journal_mode=WAL")
            return
        except OperationalError as error:
            if not _code(error).startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def told_in_chinese(engine: Engine) -> Iterator[None]:
    """Trouble of the database as StorageError; breaches of our own rules (constraints, wrong SQL) stay bugs."""
    try:
        yield
    except DBAPIError as error:
        if _is_trouble(error):
            raise storage_error(error, engine) from error
        raise


def storage_error(error: DBAPIError, engine: Engine) -> StorageError:
    """One sentence on what happened and what to do, without the password."""
    code, backend = _code(error), engine.dialect.name
    known = _SQLITE_TROUBLE if backend == "sqlite" else _POSTGRESQL_TROUBLE
    sentence = next((known[start] for start in known if code.startswith(start)), _ANY_TROUBLE[backend])
    return StorageError(sentence.format(where=_where(engine.url)))


def _understood(url: str) -> URL:
    try:
        target = make_url(url)
    except (ArgumentError, ValueError):
        target = None
    backend = target.get_backend_name() if target else ""
    if target and backend in {"postgresql", "postgres"}:
        return target.set(drivername="postgresql+psycopg")
    if target and backend == "sqlite" and _is_file(target):
        return target.set(drivername="sqlite")
    raise StorageError("看不懂数据库地址：请写成 sqlite:///文件路径 或 postgresql://用户名:密码@服务器/库名。")


def _is_file(url: URL) -> bool:
    name = url.database or ""
    return bool(name) and not name.startswith((":memory:", "file:")) and not url.host


def _connect_sqlite(url: URL) -> Engine:
    try:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"无法建立数据库文件 {url.database} 所在的文件夹：请检查路径和写权限。") from error
    patience = {} if "timeout" in url.query else {"timeout": WAIT_SECONDS}
    engine = create_engine(url, hide_parameters=True, connect_args={"isolation_level": None, **patience})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _connect_postgresql(url: URL) -> Engine:
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    try:
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=patience)
    except ImportError as error:
        raise StorageError("缺少连接 PostgreSQL 的组件：请运行 pip install 'psycopg[binary]'。") from error


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    """SQLite's driver begins transactions late and not for every statement; here each begins at once."""
    if statement := connection.get_execution_options().get(_BEGIN, "BEGIN"):
        connection.exec_driver_sql(statement)


def _wait_for_other_writers(connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})"))


def _code(error: DBAPIError) -> str:
    original = error.orig
    return getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None) or ""


def _is_trouble(error: DBAPIError) -> bool:
    if _code(error) == "SQLITE_ERROR":
        return False
    return type(error) in {DatabaseError, InterfaceError, OperationalError} or _code(error) in _POSTGRESQL_TROUBLE


def _where(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    port = f":{url.port}" if url.port else ""
    return f"{url.host or url.query.get('host') or '本机'}{port}/{url.database or ''}"
