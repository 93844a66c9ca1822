"""A SQLite file is the one that was opened, or nothing is read and written: programs that sync folders replace it."""

import time
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event

from perfdata.core.errors import StorageError

BEGIN = "perfdata_begin"  # the execution option that says how a transaction begins
AT_ONCE = "BEGIN IMMEDIATE"
SIDE_FILES = ("-wal", "-shm", "-journal")
_SHARED_BYTES = (0x40000002, 510)  # where SQLite's readers hold their locks
_OPENING_SECONDS = 1.0  # others may be about to make or remove the files beside it
_Identity = tuple[int, int] | None


class DatabaseFile:
    """Device and inode of the file when the engine opened it; without them SQLite writes on into a file in the bin."""

    def __init__(self, path: Path):
        self._path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._opened: _Identity = None
        _of_this_process.add(self)

    def watch(self, engine: Engine) -> None:
        """Refuse to connect, to begin and to commit where the file is not the one that was opened."""
        event.listen(engine, "do_connect", self._refuse_another)
        event.listen(engine, "do_connect", lambda *_: refuse_without_index(self._path))
        event.listen(engine, "connect", self._note)
        event.listen(engine, "checkout", self._refuse_another)
        event.listen(engine, "begin", self._note_log)
        event.listen(engine, "commit", self._refuse_another_log)
        event.listen(engine, "engine_disposed", self._forget)

    def refuse_another(self) -> None:
        """Raise StorageError if the file was moved, deleted or replaced."""
        if self._opened is not None and identity(self._path) != self._opened:
            raise _moved(self._path)

    def is_of(self, path: Path) -> bool:
        """Whether the file is this one, and open."""
        return self._opened is not None and self._path == path

    def _refuse_another(self, *_: Any) -> None:
        self.refuse_another()

    def _note(self, *_: Any) -> None:
        self._opened = self._opened or identity(self._path)
        self.refuse_another()

    def _note_log(self, connection: Connection) -> None:
        """The write-ahead log belongs to the connection that has it open, from its first writing on."""
        if connection.get_execution_options().get(BEGIN) == AT_ONCE:
            connection.info["log"] = connection.info.get("log") or identity(self._log)

    def _refuse_another_log(self, connection: Connection) -> None:
        self.refuse_another()
        if (log := connection.info.get("log")) and identity(self._log) != log:
            raise _moved(self._log)

    def _forget(self, _engine: Engine) -> None:
        self._opened = None


_of_this_process: WeakSet[DatabaseFile] = WeakSet()


def refuse_without_index(path: Path) -> None:
    """Raise StorageError where the index of the log, -shm, was deleted under a program that has the database open.

    SQLite would make another one, and the two programs would overwrite what the other one stored. Connections of this
    process share the index, and looking would take their locks.
    """
    if any(each.is_of(path) for each in list(_of_this_process)):
        return
    log, index = (path.with_name(path.name + end) for end in SIDE_FILES[:2])
    deadline = time.monotonic() + _OPENING_SECONDS
    while log.exists() and not index.exists() and is_held(path):
        if time.monotonic() > deadline:
            raise StorageError(
                f"{index} 在数据库使用中被删除（常见于清理工具、网盘同步），为免丢失数据，没有打开数据库："
                f"请停止看板（按 Ctrl+C）和其他正在使用它的命令，再重新启动。"
            )
        time.sleep(0.05)


def is_held(path: Path) -> bool:
    """Whether another program reads the database, where the system tells; Windows does not let go of an open file."""
    try:
        import fcntl
    except ImportError:
        return False
    start, length = _SHARED_BYTES
    try:
        with path.open("r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def identity(path: Path) -> _Identity:
    """Device and inode (on Windows the file index); None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _moved(path: Path) -> StorageError:
    return StorageError(
        f"数据库文件 {path} 在使用中被移走、删除或替换（常见于网盘同步），为免丢失数据，没有读写："
        f"请把原来的文件放回原处再试；若是有意更换，请重新启动看板。"
    )
