"""Hostile bytes are worked on in processes of their own: warm, two at most, every job bounded in time and memory."""

import atexit
import gc
import logging
import math
import os
import pickle
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread, Timer
from typing import IO, Any

from perfdata.core.collection import collection_paused
from perfdata.core.errors import PerfdataError

SECONDS = 8
MOST_AT_ONCE = 2
_WAITED_SECONDS = 30
_MEMORY_BYTES = 450_000_000
_NICE = 5  # who waits for a page goes first
_SPENT_BYTES = 150_000_000
_MOST_REPLY_BYTES = 100_000_000
_SLOW, _FULL, _FAILED = 64, 65, 66
_ROOT = Path(__file__).parents[2]
_SERVE = "import {}; from perfdata.containers.isolated import serve; serve()"
WARM = ["perfdata.containers.sheets"]  # modules that a process imports before it is asked
_QUIET = sum(getattr(subprocess, name, 0) for name in ("CREATE_NO_WINDOW", "BELOW_NORMAL_PRIORITY_CLASS"))
_ENDS_AT = [math.inf]
_OUT: Any = None  # where a process replies
_LOG = logging.getLogger(__name__)


@dataclass(eq=False, kw_only=True)
class Ended(Exception):
    """The job gave no result: it was too slow (``is_slow``), asked for too much memory or said too much
    (``is_full``), or failed; ``at`` is what it had last said to be at."""

    is_slow: bool = False
    is_full: bool = False
    at: str = ""


def run_isolated(
    job: Callable[[bytes], Any],
    content: bytes,
    *,
    seconds: float = SECONDS,
    waiting: Callable[[int], None] = lambda _ahead: None,
) -> Any:
    """What a function of a module, or a partial of one, makes of the content in another process.

    ``waiting`` hears from time to time how many jobs must end before this one begins. Raises the PerfdataError that the
    function raises, and Ended after ``seconds`` of its own computing (30 on the clock, where others keep the computer
    busy or native code cannot be counted), 450 MB (not bounded on Windows), or any other failure.
    """
    try:
        with _POOL.worker(waiting) as worker:
            return worker.run(job, content, seconds)
    except OSError as error:  # no process can be started
        _LOG.exception("No process can be started")
        raise Ended from error


class _Worker:
    """The parent's side of a process that does one job after the other, ``is_fit`` while it may get another."""

    def __init__(self) -> None:
        paths = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        open_to_all = {name: text for name, text in os.environ.items() if not name.startswith(("PERFDATA_", "PG"))}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE.format(", ".join(WARM))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**open_to_all, "PYTHONPATH": paths},
            creationflags=_QUIET,
        )
        assert self.process.stdin
        assert self.process.stdout
        self._jobs, self._replies = self.process.stdin, self.process.stdout
        self._is_late = False
        self.is_fit = True

    def run(self, job: Callable[[bytes], Any], content: bytes, seconds: float) -> Any:
        self.is_fit, at = False, ""
        timer = Timer(_WAITED_SECONDS, self._stop_late)
        timer.start()
        try:
            pickle.dump((job, seconds, len(content)), self._jobs)
            self._jobs.write(content)
            self._jobs.flush()
            with collection_paused():
                while (reply := _Replies(self._replies).load())[0] == "at":
                    at = reply[1]
            kind, value, self.is_fit = reply
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            raise self._ended(at) from error
        finally:
            timer.cancel()
        if kind == "refused":
            raise value
        if kind == "failed":
            _LOG.error("A job failed: %s", value)
            raise Ended(at=at)
        return value

    def _stop_late(self) -> None:
        self._is_late = True
        self.process.kill()

    def _ended(self, at: str) -> Ended:
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        code = self.process.returncode
        is_slow = self._is_late or code in (_SLOW, -getattr(signal, "SIGXCPU", _SLOW))
        return Ended(is_slow=is_slow, is_full=not is_slow and code not in (None, _FAILED), at=at)

    def close(self) -> None:
        self.process.kill()
        for stream in (self._jobs, self._replies):
            with suppress(OSError):
                stream.close()
        self.process.wait()


class _Replies(pickle.Unpickler):
    """Of a reply only values of classes of this package and of the standard library's dates and decimals are made."""

    def find_class(self, module: str, name: str, /) -> Any:
        is_own = module.startswith(("perfdata.", "datetime", "decimal")) and "." not in name
        found = super().find_class(module, name) if is_own else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


class _Pool:
    """Workers kept warm; who comes waits in a line, whose first two are at work."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._line: list[object] = []
        self._idle: list[_Worker] = []

    @contextmanager
    def worker(self, waiting: Callable[[int], None]) -> Iterator[_Worker]:
        place = object()
        with self._changed:
            self._line.append(place)
        try:
            self._await_turn(place, waiting)
            worker = self._taken()
            try:
                yield worker
            finally:
                self._give_back(worker)
        finally:
            with self._changed:
                self._line.remove(place)
                self._changed.notify_all()

    def _await_turn(self, place: object, waiting: Callable[[int], None]) -> None:
        while (ahead := self._line.index(place) - MOST_AT_ONCE + 1) > 0:
            waiting(ahead)
            with self._changed:
                self._changed.wait_for(lambda: self._line.index(place) < MOST_AT_ONCE, timeout=1)

    def _taken(self) -> _Worker:
        while worker := self._pop():
            if worker.process.poll() is None:
                return worker
            worker.close()
        return _Worker()

    def _give_back(self, worker: _Worker) -> None:
        """Into the place of a worker that is spent or was stopped comes a new one, which gets warm meanwhile."""
        if worker.is_fit:
            self._idle.append(worker)
            return
        worker.close()
        with suppress(OSError):
            self._idle.append(_Worker())

    def _pop(self) -> _Worker | None:
        with self._changed:
            return self._idle.pop() if self._idle else None

    def close(self) -> None:
        while worker := self._pop():
            worker.close()


_POOL = _Pool()
atexit.register(_POOL.close)


def serve() -> None:
    """Inside the process: jobs from standard input, replies to standard output, until the parent goes."""
    global _OUT
    logging.disable(logging.CRITICAL)
    if sys.platform != "win32":
        os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    jobs = sys.stdin.buffer
    _OUT = _Bounded(os.fdopen(os.dup(1), "wb"))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _bound_memory()
    gc.freeze()
    with suppress(EOFError):
        while True:
            _do(jobs)


def tell_at(place: str) -> None:
    """Inside a job: what it is at, for whom it may end; nothing elsewhere."""
    if _OUT is not None:
        _OUT.reply("at", place)


class _Bounded:
    """Replies to the parent, each no longer than it may be."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._room = out, _MOST_REPLY_BYTES

    def reply(self, kind: str, value: object, *, is_fit: bool = False) -> None:
        self._room = _MOST_REPLY_BYTES
        pickle.dump((kind, value, is_fit), self, pickle.HIGHEST_PROTOCOL)
        self._out.flush()

    def write(self, data: Any) -> None:
        self._room -= len(data)
        if self._room < 0:
            os._exit(_FULL)
        self._out.write(data)


def _do(jobs: IO[bytes]) -> None:
    job, seconds, byte_count = pickle.load(jobs)
    _bound_time(seconds)
    try:
        try:
            kind, value = "done", job(jobs.read(byte_count))
        except PerfdataError as error:
            kind, value = "refused", error
        _OUT.reply(kind, value, is_fit=_held_bytes() < _SPENT_BYTES)
    except MemoryError:
        os._exit(_FULL)
    except BaseException:
        _OUT.reply("failed", traceback.format_exc())
        os._exit(_FAILED)


def _bound_memory() -> None:
    """Where the system keeps no such bound, the process looks at itself."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY_BYTES, _MEMORY_BYTES))
    if sys.platform != "linux":
        Thread(target=_watch, daemon=True).start()


def _bound_time(seconds: float) -> None:
    _ENDS_AT[0] = time.process_time() + seconds
    with suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(_ENDS_AT[0]), hard))  # counted by ticks


def _watch() -> None:
    while True:
        time.sleep(0.1)
        if time.process_time() > _ENDS_AT[0]:
            os._exit(_SLOW)
        if _held_bytes() > _MEMORY_BYTES:
            os._exit(_FULL)


def _held_bytes() -> int:
    """The memory of the process; the most it ever had where the system tells no more; 0 where it tells nothing."""
    with suppress(ImportError, OSError):
        import resource

        with suppress(OSError):
            return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 0
