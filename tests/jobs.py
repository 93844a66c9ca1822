"""What tests let a worker do; a worker imports it by name."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time

from perfdata.containers.grids import RawSheet
from perfdata.containers.isolated import tell_at
from perfdata.core.errors import UnusableFileError


def length(content: bytes, *, more: str = "") -> tuple[int, int, str]:
    return os.getpid(), len(content), more


def wait(content: bytes, *, seconds: float) -> bytes:
    time.sleep(seconds)
    return content


def compute(_: bytes, *, place: str = "") -> None:
    tell_at(place)
    while True:
        pass


def compute_for(_: bytes, *, seconds: float) -> int:
    ends_at = time.process_time() + seconds
    while time.process_time() < ends_at:
        pass
    return os.getpid()


def grow(_: bytes) -> None:
    """All the memory there is, as native code asks for it: without an exception of Python."""
    held = []
    while block := ctypes.CDLL(None).malloc(50_000_000):
        held.append(block)
    os.abort()


def grow_in_python(_: bytes) -> int:
    return len([bytes(10_000_000) for _ in range(1_000)])


def hold(_: bytes, *, byte_count: int) -> int:
    """Leaves memory behind."""
    globals()["held"] = b"x" * byte_count
    return os.getpid()


def talk(_: bytes, *, byte_count: int) -> bytes:
    return bytes(byte_count)


def refuse(_: bytes) -> None:
    raise UnusableFileError("没有表格。")


def fail(_: bytes) -> None:
    raise LookupError("a mistake of ours")


def print_much(_: bytes) -> str:
    print("x" * 100_000, flush=True)
    subprocess.run(["echo", "y"], check=True)
    return "done"


def die(_: bytes) -> None:
    os._exit(0)


def give_a_function(_: bytes) -> object:
    return os.system


def pid_of(_: list[RawSheet]) -> int:
    return os.getpid()


def fill_memory(_: list[RawSheet]) -> None:
    raise MemoryError
