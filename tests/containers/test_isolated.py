"""Jobs in processes of their own: what hangs, fills the memory or fails ends there; the next job finds a sound one."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from perfdata.containers import isolated
from perfdata.containers.isolated import MOST_AT_ONCE, Ended, run_isolated
from perfdata.core.errors import UnusableFileError
from tests import jobs

ROOT = Path(__file__).parents[2]
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="the system bounds no memory of native code")


def pid_of_worker() -> int:
    return run_isolated(jobs.length, b"")[0]


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_job_gets_the_content_and_its_arguments_and_is_done_elsewhere():
    pid, *told = run_isolated(partial(jobs.length, more="甲"), b"abc" * 1_000_000)
    assert told == [3_000_000, "甲"]
    assert pid != os.getpid()


def test_one_process_does_one_job_after_the_other():
    assert len({pid_of_worker() for _ in range(5)}) == 1


def test_a_job_that_waits_longer_than_it_may_compute_gives_its_result():
    assert run_isolated(partial(jobs.wait, seconds=1.5), b"x", seconds=1) == b"x"


@pytest.mark.skipif(sys.platform == "win32", reason="counts no seconds of native code")
def test_a_job_that_computes_too_long_is_slow_and_says_where_it_was():
    before, started = pid_of_worker(), time.monotonic()
    with pytest.raises(Ended) as ended:
        run_isolated(partial(jobs.compute, place="乙.pdf"), b"x", seconds=1)
    assert (ended.value.is_slow, ended.value.is_full, ended.value.at) == (True, False, "乙.pdf")
    assert time.monotonic() - started < isolated._WAITED_SECONDS
    assert pid_of_worker() != before


def test_each_job_has_seconds_of_its_own():
    assert len({run_isolated(partial(jobs.compute_for, seconds=0.9), b"", seconds=3) for _ in range(5)}) == 1


def test_a_job_that_never_answers_is_slow_by_the_clock(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(isolated, "_WAITED_SECONDS", 1)
    with pytest.raises(Ended) as ended:
        run_isolated(partial(jobs.wait, seconds=60), b"x")
    assert ended.value.is_slow


@needs_limits
@pytest.mark.parametrize("job", [jobs.grow, jobs.grow_in_python])
def test_a_job_that_asks_for_too_much_memory_is_ended(job):
    with pytest.raises(Ended) as ended:
        run_isolated(job, b"x")
    assert (ended.value.is_slow, ended.value.is_full) == (False, True)
    assert run_isolated(partial(jobs.wait, seconds=0), b"y") == b"y"


def test_a_job_that_says_too_much_is_ended():
    with pytest.raises(Ended) as ended:
        run_isolated(partial(jobs.talk, byte_count=isolated._MOST_REPLY_BYTES + 1), b"")
    assert ended.value.is_full


def test_a_process_that_a_job_left_large_is_replaced():
    first = run_isolated(partial(jobs.hold, byte_count=isolated._SPENT_BYTES), b"")
    assert pid_of_worker() != first


def test_a_sentence_of_ours_comes_back_and_the_process_stays():
    before = pid_of_worker()
    with pytest.raises(UnusableFileError, match="没有表格。"):
        run_isolated(jobs.refuse, b"")
    assert pid_of_worker() == before


def test_a_mistake_of_ours_ends_the_job_alone_and_is_logged(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR), pytest.raises(Ended) as ended:
        run_isolated(jobs.fail, b"")
    assert (ended.value.is_slow, ended.value.is_full) == (False, False)
    assert "LookupError: a mistake of ours" in caplog.text


def test_what_a_job_prints_is_no_part_of_its_result():
    assert run_isolated(jobs.print_much, b"") == "done"


def test_a_reply_that_names_a_function_is_not_followed():
    with pytest.raises(Ended):
        run_isolated(jobs.give_a_function, b"")


def test_a_process_that_ended_between_two_jobs_is_replaced():
    os.kill(pid_of_worker(), signal.SIGTERM)
    time.sleep(0.2)
    assert run_isolated(partial(jobs.wait, seconds=0), b"y") == b"y"


def test_two_jobs_at_most_are_done_at_once_and_the_others_hear_how_many_come_before():
    heard: dict[int, list[int]] = {number: [] for number in range(5)}
    spans: list[tuple[float, float]] = []

    def ask(number: int) -> None:
        run_isolated(partial(jobs.wait, seconds=0.6), b"", waiting=heard[number].append)
        ended = time.monotonic()
        spans.append((ended - 0.6, ended))

    threads = [threading.Thread(target=ask, args=[number]) for number in heard]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    ahead = [told[0] if told else 0 for told in heard.values()]
    assert ahead == [0, 0, 1, 2, 3]
    assert max(sum(start <= at < end for start, end in spans) for at, _ in spans) <= MOST_AT_ONCE


def test_who_leaves_the_line_makes_room():
    class Left(Exception):
        pass

    def leave(_: int) -> None:
        raise Left

    threads = [
        threading.Thread(target=run_isolated, args=(partial(jobs.wait, seconds=0.5), b"")) for _ in range(MOST_AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    with pytest.raises(Left):
        run_isolated(partial(jobs.wait, seconds=0), b"", waiting=leave)
    for thread in threads:
        thread.join()
    assert run_isolated(partial(jobs.wait, seconds=0), b"y") == b"y"


@pytest.mark.skipif(sys.platform == "win32", reason="reads /proc")
@pytest.mark.parametrize("end", ["pass", "os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(1)"])
def test_no_process_outlives_its_parent(end: str):
    code = f"""
import os, signal, threading
from perfdata.containers.isolated import run_isolated
from tests import jobs
if __name__ == "__main__":
    print(run_isolated(jobs.length, b"")[0], flush=True)
    {end}
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    pid, deadline = int(done.stdout), time.monotonic() + 5
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)


@pytest.mark.skipif(sys.platform == "win32", reason="counts no memory")
@pytest.mark.parametrize(("job", "code"), [("compute", isolated._SLOW), ("grow_in_python", isolated._FULL)])
def test_where_the_system_bounds_nothing_the_process_looks_at_itself(job: str, code: int):
    program = f"""
import resource, sys
from threading import Thread
from perfdata.containers import isolated
from tests import jobs
resource.setrlimit = lambda *_: None
sys.platform = "elsewhere"
isolated._MEMORY_BYTES = 100_000_000
isolated._bound_memory()
isolated._bound_time(1)
held = jobs.compute(b"") if {job!r} == "compute" else [bytearray(b"x" * 1_000_000) for _ in range(1_000)]
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
