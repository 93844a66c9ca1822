"""A read-only replica of a PostgreSQL database: reads go there while it has all that may be asked for.

What this process wrote, and what the primary held a few seconds ago, must have arrived at the replica; until then, and
while the replica does not answer, the primary is read. A position is one in the log of the primary (LSN).
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from perfdata.core.errors import StorageError
from perfdata.storing.sight import whole

_LOG = logging.getLogger("perfdata")
_WRITTEN = text("SELECT (pg_current_wal_lsn() - '0/0')::bigint")
_ARRIVED = text("SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint >= :position")
_WHO = text("SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()), current_database()")


@dataclass(eq=False, slots=True)
class Replica:
    """The replica of one engine; ``down_since`` is when it last stopped answering, ``trouble`` why it is not read.

    What is read is never older than ``oldest_seconds``; one that did not answer is left alone for ``pause_seconds``.
    """

    engine: Engine
    oldest_seconds: float = 3
    pause_seconds: float = 10
    trouble: str = ""
    down_since: datetime | None = None
    _needed: int = 0
    _has_needed: bool = False
    _asked_at: float = 0.0
    _tried_at: float = 0.0
    _is_proved: bool = False
    _lock: Lock = field(default_factory=Lock)

    def require(self, position: int) -> None:
        """From now on only a replica that has come this far is read."""
        with self._lock:
            self._asked_at = time.monotonic()
            if position > self._needed:
                self._needed, self._has_needed = position, False

    def connected(self, primary: Engine) -> Connection | None:
        """A connection to the replica; None where the primary is to be read."""
        if self.down_since and time.monotonic() - self._tried_at < self.pause_seconds:
            return None
        if time.monotonic() - self._asked_at > self.oldest_seconds:
            self._ask(primary)
        try:
            connection = self.engine.connect()
        except (SQLAlchemyError, StorageError) as error:
            self.fail(error)
            return None
        try:
            is_fit = self._is_fit(primary, connection)
        except SQLAlchemyError as error:
            self.fail(error)
            is_fit = False
        if is_fit:
            return connection
        with suppress(SQLAlchemyError):
            connection.close()
        return None

    def fail(self, error: Exception) -> None:
        """The replica does not answer: for a while it is not asked."""
        self._tried_at, self._is_proved = time.monotonic(), False
        if self.down_since is None:
            self.down_since = datetime.now(UTC)
            _LOG.warning("the replica does not answer, the primary is read instead: %s", error)

    def _ask(self, primary: Engine) -> None:
        """How far the primary is now; while it does not answer, what the replica has is read."""
        self._asked_at = time.monotonic()
        try:
            with primary.connect() as connection:
                position = connection.execute(_WRITTEN).scalar_one()
        except SQLAlchemyError as error:
            _LOG.warning("the primary does not answer: %s", error)
            return
        self.require(position)

    def _is_fit(self, primary: Engine, connection: Connection) -> bool:
        """Whether it is the replica of the primary and has what is needed."""
        if not self._is_proved and not self._prove(primary, connection):
            return False
        if self.down_since is not None:
            _LOG.warning("the replica answers again")
            self.down_since = None
        position = self._needed
        if self._has_needed:
            return True
        has_needed = bool(connection.execute(_ARRIVED, {"position": position}).scalar_one())
        connection.rollback()
        with self._lock:
            self._has_needed = self._has_needed or (has_needed and position == self._needed)
        return has_needed

    def _prove(self, primary: Engine, connection: Connection) -> bool:
        is_replica, system, name = connection.execute(_WHO).one()
        connection.rollback()
        with primary.connect() as own:
            _, own_system, own_name = own.execute(_WHO).one()
        self._is_proved = is_replica and (system, name) == (own_system, own_name)
        self.trouble = "" if self._is_proved else "它不是这个数据库的只读副本，没有使用"
        if not self._is_proved:
            self._tried_at, self.down_since = time.monotonic(), self.down_since or datetime.now(UTC)
            _LOG.warning("the database to read from is no replica of the primary and is not used")
        return self._is_proved


_replicas: WeakKeyDictionary[Engine, Replica] = WeakKeyDictionary()


def attach(engine: Engine, replica: Engine) -> None:
    """From now on what is read of the engine may come from the replica."""
    _replicas[engine] = Replica(replica)
    event.listen(engine, "engine_disposed", lambda _engine: replica.dispose())


def replica_of(engine: Engine) -> Replica | None:
    """The replica that is read, where there is one."""
    return _replicas.get(whole(engine))


@contextmanager
def connected_to_read(engine: Engine) -> Iterator[Connection]:
    """A connection to the replica where it has what is needed, else to the engine itself."""
    replica = _replicas.get(engine)
    connection = replica.connected(engine) if replica else None
    if replica is None or connection is None:
        with engine.connect() as own:
            yield own
        return
    with connection:
        try:
            yield connection
        except (OperationalError, InterfaceError) as error:
            replica.fail(error)
            raise


def note_written(engine: Engine, connection: Connection) -> None:
    """After a commit: who reads next must see it."""
    if replica := _replicas.get(engine):
        try:
            replica.require(connection.execute(_WRITTEN).scalar_one())
            connection.rollback()
        except DBAPIError as error:  # it is stored all the same
            replica.fail(error)
