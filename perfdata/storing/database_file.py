"""A SQLite file is the one that was opened, or nothing is read and written: programs that sync folders replace it."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from perfdata.core.errors import StorageError

BEGIN = "perfdata_begin"  # the execution option that says how a transaction begins
AT_ONCE = "BEGIN IMMEDIATE"
SIDE_FILES = ("-wal", "-shm", "-journal")
_Identity = tuple[int, int] | None


class DatabaseFile:
    """Device and inode of the file when the engine opened it; without them SQLite writes on into a file in the bin."""

    def __init__(self, path: Path):
        self._path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._opened: _Identity = None

    def watch(self, engine: Engine) -> None:
        """Refuse to connect, to begin and to commit where the file is not the one that was opened."""
        event.listen(engine, "do_connect", self._refuse_another)
        event.listen(engine, "connect", self._note)
        event.listen(engine, "checkout", self._refuse_another)
        event.listen(engine, "begin", self._note_log)
        event.listen(engine, "commit", self._refuse_another_log)
        event.listen(engine, "engine_disposed", self._forget)

    def refuse_another(self) -> None:
        """Raise StorageError if the file was moved, deleted or replaced."""
        if self._opened is not None and identity(self._path) != self._opened:
            raise _moved(self._path)

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
