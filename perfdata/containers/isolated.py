"""Readers in a process of their own: what hangs, fills the memory or aborts ends there."""

import contextlib
import logging
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 8
_WAITED_SECONDS = 30
_MEMORY_BYTES = 450_000_000
_FAILED = 1
_ROOT = Path(__file__).parents[2]


@dataclass(eq=False, kw_only=True)
class Ended(Exception):
    """The process gave no result: it was too slow (``is_slow``), asked for too much memory (``is_full``), or failed."""

    is_slow: bool = False
    is_full: bool = False


def run_isolated(module: str, content: bytes) -> Any:
    """What the module's reader makes of the content. Raises Ended after 8 seconds of its own computing
    (30 on the clock, where others keep the computer busy or the system does not count), 450 MB, or any failure."""
    paths = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": paths}
    command = [sys.executable, "-m", module]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_WAITED_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Ended(is_slow=True) from error
    if done.returncode == -getattr(signal, "SIGXCPU", 0) != 0:
        raise Ended(is_slow=True)
    if done.returncode != 0:
        raise Ended(is_full=done.returncode != _FAILED)
    return pickle.loads(done.stdout)


def serve(read: Callable[[bytes], Any]) -> None:
    """Inside the process: standard input to ``read``, its result to standard output."""
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    try:
        result = pickle.dumps(read(sys.stdin.buffer.read()))
    except MemoryError:
        os.abort()
    except BaseException:
        os._exit(_FAILED)
    sys.stdout.buffer.write(result)
