"""Fifty users over 1,000 projects, each of whom chooses another unit every five seconds, against one user alone."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from perfdata.storing import store
from perfdata.storing.conclusions import conclude_with
from perfdata.usecases.concluding import catch_up, concluder
from tests.bench import servers
from tests.bench.city import PROJECTS_OF_UNIT, YEAR, fill_city, unit_name
from tests.bench.client import Client
from tests.bench.report import Target, print_targets, print_times

USERS, PROJECTS, THINK_SECONDS = 50, 1_000, 5
CLICKS, CLICKS_ALONE = 12, 9
MOST_TIMES = 12
_PAGES = ("", "budgets", "subsidies", "indicators", "self_evaluation", "monitoring", "findings")


def run() -> None:
    """One user without a pause, then all of them at once, each on a page of his own."""
    with TemporaryDirectory(prefix="bench-users-", ignore_cleanup_errors=True) as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        engine = store.open_store(url)
        conclude_with(engine, concluder)
        fill_city(engine, projects=PROJECTS)
        catch_up(engine)
        engine.dispose()
        servers.copy_app(Path(folder), ["bench_empty"])
        with servers.serve(Path(folder), servers.own_program, PERFDATA_DATABASE_URL=url) as server:
            _clicks(server.port, 0, clicks=len(_PAGES), think=0)  # imports what the pages need
            alone = [
                second
                for user in range(len(_PAGES))
                for second in _clicks(server.port, user, clicks=CLICKS_ALONE, think=0)
            ]
            with ThreadPoolExecutor(USERS) as users:
                found = users.map(
                    lambda user: _clicks(server.port, user, clicks=CLICKS, think=THINK_SECONDS), range(USERS)
                )
                together = [second for own in found for second in own]
    print_times({"alone": alone, f"{USERS} users": together})
    ratio = statistics.quantiles(together, n=20)[-1] / statistics.median(alone)
    print_targets([Target(f"p95 of {USERS} users ÷ p50 of one", ratio, MOST_TIMES)])


def _clicks(port: int, user: int, *, clicks: int, think: float) -> list[float]:
    """How long each choice of another unit took, after a pause of about the time to think."""
    random, page, seconds = Random(user), _PAGES[user % len(_PAGES)], list[float]()
    with Client(port) as visitor:
        visitor.rerun(servers.HOME)
        for _ in range(clicks):
            time.sleep(think * random.uniform(0.5, 1.5))
            unit = unit_name(random.randrange(PROJECTS // PROJECTS_OF_UNIT))
            seconds.append(visitor.rerun(page, query=f"year={YEAR}&unit={unit}").seconds)
            visitor.settle()  # what ran twice ends twice
    return seconds
