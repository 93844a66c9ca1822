"""A hundred visitors at work: no error meanwhile, and nothing of them is left in the server a while after they went."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.bench.client import Client
from tests.bench.servers import serve_app
from tests.serving.test_serve_command import serving

VISITORS, VISITS, THINK_SECONDS = 100, 8, (1.0, 6.0)
KEPT_SECONDS = 150  # Streamlit lets a visitor come back for two minutes
KEPT_SESSIONS = 128  # of visitors who may come back, by Streamlit
PAGES = ("", "budgets", "subsidies", "indicators", "self_evaluation", "monitoring", "findings", "upload", "history")


@dataclass
class Crowd:
    """How long each rerun took, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def visit(self, port: int, number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.uniform(0, THINK_SECONDS[1]))
        try:
            with Client(port) as client:
                self.seconds.append(client.rerun().seconds)
                for _ in range(VISITS):
                    client.settle()  # a page that ran twice ends twice
                    time.sleep(chance.uniform(*THINK_SECONDS))
                    self.seconds.append(client.rerun(chance.choice(PAGES)).seconds)
        except Exception as error:
            self.errors.append(f"{type(error).__name__}: {error}"[:300])


@dataclass(frozen=True, slots=True)
class Use:
    """What a process holds."""

    descriptors: int
    threads: int
    megabytes: float

    @classmethod
    def of(cls, pid: int) -> Use:
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        memory = int(status["VmRSS"].split()[0]) / 1024
        return cls(len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"]), memory)


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts descriptors in /proc")
def test_a_hundred_visitors_meet_no_error_and_leave_nothing_behind(tmp_path: Path) -> None:
    left: list[Use] = []
    with serving(tmp_path) as (process, port, log):
        for _ in range(3):
            crowd = Crowd()
            with ThreadPoolExecutor(VISITORS) as pool:
                waiting = [pool.submit(crowd.visit, port, number) for number in range(VISITORS)]
                time.sleep(THINK_SECONDS[1])
                during = Use.of(process.pid)
                for visit in waiting:
                    visit.result()
            time.sleep(KEPT_SECONDS)
            with Client(port) as late:  # whose leaving lets Streamlit forget those whose time is over
                late.rerun()
            time.sleep(2)
            left.append(Use.of(process.pid))
            slow = quantiles(crowd.seconds, n=20)[-1]
            print(f"{len(crowd.seconds)} reruns, median {median(crowd.seconds):.2f} s, p95 {slow:.2f} s, {during=}")
            print(f"{left[-1]=}", crowd.errors[:3])
            assert crowd.errors == []
            assert len(crowd.seconds) == VISITORS * (1 + VISITS)
    assert left[2].descriptors <= left[1].descriptors + 5
    assert left[2].megabytes <= left[1].megabytes * 1.05 + 10
    assert "Traceback" not in log.read_text("utf-8")


COUNTING = """
import gc, json
from collections import Counter
from pathlib import Path

gc.collect()
counts = Counter(type(item).__qualname__ for item in gc.get_objects())
Path({path!r}).write_text(json.dumps(counts))
"""
FREED_IN_BULK = {"ReferenceType"}  # pandas drops the dead ones of its cached frames by the hundred


def _counts_after(port: int, told: Path, *, visits: int) -> Counter[str]:
    chance = random.Random(1)
    for _ in range(visits):
        with Client(port) as visitor:
            for page in chance.sample(PAGES, 3):
                visitor.rerun(page)
    told.unlink(missing_ok=True)
    with Client(port) as last:
        last.rerun()
        last.rerun("count")
        deadline = time.monotonic() + 30
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
    time.sleep(0.2)
    return Counter(json.loads(told.read_text()))


@pytest.mark.soak
def test_sessions_are_kept_up_to_a_bound_and_later_visitors_leave_no_objects(tmp_path: Path) -> None:
    told = tmp_path / "counts.json"
    with serve_app([], scripts={"count": COUNTING.format(path=str(told))}) as server:
        first, second = (_counts_after(server.port, told, visits=KEPT_SESSIONS + 12) for _ in range(2))
    assert first["AppSession"] == second["AppSession"] == KEPT_SESSIONS + 1
    grown = {name: more for name, more in (second - first).items() if name not in FREED_IN_BULK}
    assert {name: more for name, more in grown.items() if more > second["AppSession"] * 4} == {}
