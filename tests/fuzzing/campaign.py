"""Run as a process: `python -m tests.fuzzing.campaign FIRST COUNT` reads broken files and prints what came of it.

A file that takes longer than a reader may, 30 seconds on the clock, ends the process with a trace of where it hung.
"""

from __future__ import annotations

import faulthandler
import json
import re
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from perfdata.containers.sheets import work_on_sheets
from perfdata.core.errors import PerfdataError
from perfdata.usecases.statements import Told, read_statements
from tests.fuzzing.mutating import mutant

MOST_SECONDS = 35
MOST_MIB = 512
_ADDRESS_BYTES = 4 << 30


def run(numbers: range) -> dict[str, object]:
    """Counts of files read and refused, the failures, the file that took this process the most seconds of computing,
    and the most memory in MiB; what its readers compute is bounded by themselves."""
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    slowest, slowest_label = 0.0, ""
    for number in numbers:
        label, content = mutant(number)
        print(label, file=sys.stderr, flush=True)
        started = time.process_time()
        try:
            outcomes[_outcome(content)] += 1
        except BaseException:
            failures.append(f"{label}\n{traceback.format_exc(limit=-4)}")
        seconds = time.process_time() - started
        if seconds > slowest:
            slowest, slowest_label = seconds, label
    return {
        "files": len(numbers),
        **outcomes,
        "failures": failures,
        "slowest_seconds": round(slowest, 2),
        "slowest": slowest_label,
        "peak_mib": _peak_mib(),
    }


@contextmanager
def _bounded() -> Iterator[None]:
    faulthandler.dump_traceback_later(MOST_SECONDS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def _outcome(content: bytes) -> str:
    read = partial(read_statements, file_name="表.dat", told=Told())
    try:
        with _bounded():
            statements = work_on_sheets(read, content, file_name="表.dat")
    except PerfdataError as error:
        faulthandler.cancel_dump_traceback_later()
        if "写法特殊，无法读出" in str(error) and not content.startswith(b"\xd0\xcf"):
            raise RuntimeError("a mistake of ours ended the job") from error
        return "refused" if str(error).count("。") == 1 else "refused in other than one sentence"
    return "read without a goal table" if isinstance(statements.content, PerfdataError) else "read"


def _peak_mib() -> int:
    """The most memory of this process and of the readers it started; what its parent once held is not counted."""
    status = Path("/proc/self/status")
    held = re.search(r"VmHWM:\s*(\d+)", status.read_text()) if status.exists() else None
    own = int(held[1]) if held else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_BYTES, _ADDRESS_BYTES))
    first, count = map(int, sys.argv[1:3])
    print(json.dumps(run(range(first, first + count)), ensure_ascii=False, indent=1))
