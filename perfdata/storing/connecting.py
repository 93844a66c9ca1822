"""Connections and transactions: readers see one moment, writers stand in one line, trouble speaks Chinese."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError, TimeoutError

from perfdata.core.errors import StorageError
from perfdata.storing.database_file import AT_ONCE, BEGIN, DatabaseFile
from perfdata.storing.limiting import watch
from perfdata.storing.replicas import connected_to_read, note_written
from perfdata.storing.sight import restrict, whole

WAIT_SECONDS = 30
_CONNECT_SECONDS = 10
_WRITER_LOCK = 7_273_836_341  # any number that no other program locks in the same PostgreSQL database
RE_ASSESSING = _WRITER_LOCK + 1

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
    "40001": "读库 {where} 正在跟上主库，这次读取被它中断：请再试一次，随后会改读主库。",
    "53300": "数据库 {where} 的连接已全部被占用：请稍后再试，或让管理员关闭多余的连接、调大 max_connections。",
    "XX001": "数据库 {where} 已损坏：请让管理员用备份恢复。",
    "XX002": "数据库 {where} 的索引已损坏：请让管理员重建索引，或用备份恢复。",
}
# A server that refuses a connection says so in words alone, in its own language.
_NO_CONNECTION_LEFT = (
    "too many c",
    "remaining connection slots",
    "太多的客户",
    "的连接太多",
    "连接槽",
    "保留的连接位置",
)
_POOL_EMPTY = "本系统的数据库连接都在使用中：请稍后再试。"
_ANY_TROUBLE = {
    "sqlite": "数据库文件 {where} 无法使用：请检查文件是否完好、是否有读写权限。",
    "postgresql": "连接不上数据库 {where}：请确认服务器已启动，地址、库名、用户名和密码都正确。",
}


def connect(url: str | URL) -> Engine:
    """An engine for a SQLite file (folder made, WAL) or a PostgreSQL server; nothing is created in it yet.

    Raises StorageError when the address cannot be understood or the folder cannot be made.
    """
    target = _understood(url)
    return _connect_sqlite(target) if target.get_backend_name() == "sqlite" else _connect_postgresql(target)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction in which every query sees the same moment, on a replica where there is one that is up to date.

    Of a person's engine (see ``sight``) it sees what the person may see.
    """
    with told_in_chinese(engine), connected_to_read(whole(engine)) as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        restrict(connection, engine)
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is alone in writing and sees all: ids follow the order of commits. All or nothing is kept."""
    engine = whole(engine)
    with told_in_chinese(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="READ COMMITTED")
        else:
            connection.execution_options(**{BEGIN: AT_ONCE})
        with connection.begin():
            if engine.dialect.name == "postgresql":
                _wait_for_other_writers(connection)
            yield connection
        note_written(engine, connection)


@contextmanager
def supposing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is alone in writing, and of which nothing is kept: what would be, if."""
    with writing(engine) as connection:
        supposed = connection.begin_nested()
        try:
            yield connection
        finally:
            supposed.rollback()


@contextmanager
def alone(engine: Engine, work: int, *, waits: bool = True) -> Iterator[bool]:
    """Whether this process alone does the work of that number now; it may wait for another one to end it.

    SQLite has no such lock: there the transactions of the work stand in line.
    """
    engine = whole(engine)
    if engine.dialect.name != "postgresql":
        yield True
        return
    with told_in_chinese(engine), engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        lock = "SELECT pg_advisory_lock(:work)" if waits else "SELECT pg_try_advisory_lock(:work)"
        is_alone = connection.execute(text(lock), {"work": work}).scalar_one() is not False
        try:
            yield is_alone
        finally:
            if is_alone:
                connection.execute(text("SELECT pg_advisory_unlock(:work)"), {"work": work})


def use_write_ahead_log(engine: Engine) -> None:
    """On SQLite, let readers read while one writes. SQLite does not wait for the lock this takes, so wait here."""
    if engine.dialect.name != "sqlite":
        return
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with engine.connect() as connection:
                connection.execution_options(**{BEGIN: None}).exec_driver_sql("PRAGMA journal_mode=WAL")
            return
        except OperationalError as error:
            if not _code(error.orig).startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def refresh_statistics(engine: Engine) -> None:
    """On SQLite, tell its planner how many rows a unit has; PostgreSQL sees to that by itself."""
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            connection.exec_driver_sql("PRAGMA analysis_limit=400")
            connection.exec_driver_sql("ANALYZE")


@contextmanager
def told_in_chinese(engine: Engine) -> Iterator[None]:
    """Trouble of the database as StorageError; breaches of our own rules (constraints, wrong SQL) stay bugs."""
    try:
        yield
    except TimeoutError as error:
        raise StorageError(_POOL_EMPTY) from error
    except DBAPIError as error:
        if _is_trouble(error):
            raise storage_error(error.orig, engine) from error
        raise


def storage_error(error: BaseException | None, engine: Engine, *, where: str | None = None) -> StorageError:
    """One sentence on what the driver said and what to do, without the password; of another file ``where`` names it."""
    code, backend = _code(error), engine.dialect.name
    known = _SQLITE_TROUBLE if backend == "sqlite" else _POSTGRESQL_TROUBLE
    sentence = next((known[start] for start in known if code.startswith(start)), _ANY_TROUBLE[backend])
    return StorageError(sentence.format(where=where or where_of(engine)))


def _understood(url: str | URL) -> URL:
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
    DatabaseFile(Path(str(url.database))).watch(engine)
    watch(engine)
    return engine


def _connect_postgresql(url: URL) -> Engine:
    asked = {"connect_timeout": _CONNECT_SECONDS, "application_name": "perfdata"}
    asked = {name: value for name, value in asked.items() if name not in url.query} | {"client_encoding": "utf8"}
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=asked)
    except ImportError as error:
        raise StorageError("缺少连接 PostgreSQL 的组件：请运行 pip install 'psycopg[binary]'。") from error
    watch(engine)
    event.listen(engine, "connect", _refuse_other_encodings, insert=True)  # before SQLAlchemy asks for the version
    event.listen(engine, "connect", _compile_nothing)
    return engine


def _refuse_other_encodings(connection: Any, _record: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StorageError(
            f"数据库 {connection.info.dbname} 的编码是 {encoding}，存不全中文，本系统需要 UTF-8："
            f"请用 createdb -E UTF8 -T template0 新建一个库，再把地址改为它。"
        )


def _compile_nothing(connection: Any, _record: object) -> None:
    """What limits a query to a person's rows is read in milliseconds, and would be compiled for seconds before."""
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    """SQLite's driver begins transactions late and not for every statement; here each begins at once."""
    if statement := connection.get_execution_options().get(BEGIN, "BEGIN"):
        connection.exec_driver_sql(statement)


def _wait_for_other_writers(connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})"))


def _code(error: BaseException | None) -> str:
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
    return code or ("53300" if any(words in str(error) for words in _NO_CONNECTION_LEFT) else "")


def _is_trouble(error: DBAPIError) -> bool:
    code = _code(error.orig)
    if code == "SQLITE_ERROR":
        return False
    return type(error) in {DatabaseError, InterfaceError, OperationalError} or code in _POSTGRESQL_TROUBLE


def where_of(engine: Engine) -> str:
    """The file, or server and database."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    port = f":{url.port}" if url.port else ""
    return f"{url.host or url.query.get('host') or '本机'}{port}/{url.database or ''}"
