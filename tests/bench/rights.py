"""Reading by rights: reruns of 总览 by who has every unit against who sees all, and what statements cost."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine

from perfdata.core.people import Actor
from perfdata.core.terms import Role
from perfdata.serving.door import COOKIE
from perfdata.storing import accounts, store
from perfdata.storing.scope import Scope
from perfdata.usecases import browsing, history, listing, opening, people, town
from perfdata.usecases.concluding import catch_up
from tests.bench import servers
from tests.bench.client import Client, Rerun
from tests.bench.report import Target, median_ratio, print_table, print_targets, print_times
from tests.people import signed_in
from tests.town import fill_town

ROUNDS, WARM_UP, PAUSE_SECONDS = 200, 10, 0.02
ASKED, YEAR = 30, 2024
ALL, BY_UNITS = "who sees all", "who has every unit"
BOSS, REVIEWER = "李主任", "钱科长"


def run() -> None:
    """Measure reruns of both in turn, then statements of both in turn."""
    _reruns()
    _statements()


def _reruns() -> None:
    cookies: dict[str, str] = {}

    def prepare(engine: Engine) -> None:
        catch_up(engine)
        hashed, units = people.hash_of("Correct-horse-7"), town.units(engine, YEAR) or []
        for name, role, own in ((BOSS, Role.ADMINISTRATOR, ()), (REVIEWER, Role.REVIEWER, units)):
            accounts.add_account(engine, name=name, role=role, units=own, password_hash=hashed, who="命令行")
            accounts.set_password(engine, name, password_hash=hashed, must_change=False, who=name)
            cookies[name] = f"{COOKIE}={signed_in(engine, name)}"

    with ExitStack() as stack:
        server = stack.enter_context(servers.serve_town([], prepare=prepare, is_open=False))
        clients = {
            label: stack.enter_context(Client(server.port, cookie=cookies[name]))
            for label, name in ((ALL, BOSS), (BY_UNITS, REVIEWER))
        }
        measured: dict[str, list[Rerun]] = {label: [] for label in clients}
        for client in clients.values():
            client.rerun(servers.HOME)
            client.settle()
        for round_ in range(-WARM_UP, ROUNDS):
            for label, client in clients.items():
                time.sleep(PAUSE_SECONDS)
                rerun = client.rerun(servers.HOME)
                if round_ >= 0:
                    measured[label].append(rerun)
    seconds = {label: [rerun.seconds for rerun in reruns] for label, reruns in measured.items()}
    sizes = {label: statistics.median(rerun.bytes_received for rerun in reruns) for label, reruns in measured.items()}
    print_times(seconds, extra={label: f"{size / 1024:,.1f}" for label, size in sizes.items()})
    print_targets([Target("总览 with rights ÷ without", median_ratio(seconds[BY_UNITS], seconds[ALL]), 1.1)])


def _statements() -> None:
    asked: dict[str, Callable[[Engine], Any]] = {
        "总览, all of it": lambda engine: town.overview(engine, Scope(YEAR)),
        "records of a year": lambda engine: store.current(engine, fiscal_year=YEAR),
        "list of projects": lambda engine: listing.projects_listed(engine, Scope(YEAR), part=listing.Slice()),
        "uploads": history.list_uploads,
        "fiscal years": browsing.fiscal_years,
    }
    with TemporaryDirectory(prefix="bench-rights-") as folder:
        whole = opening.open_with_bundled_tables(f"sqlite:///{Path(folder) / 'town.db'}")
        fill_town(whole)
        catch_up(whole)
        units = tuple(town.units(whole, YEAR) or [])
        engines = {ALL: whole, BY_UNITS: _as(whole, units), "a clerk of one unit": _as(whole, units[:1], Role.CLERK)}
        rows = [(name, *_milliseconds(list(engines.values()), ask)) for name, ask in asked.items()]
        whole.dispose()
    print_table(("ms a call, median", *engines), rows)


def _as(engine: Engine, units: tuple[str, ...], role: Role = Role.REVIEWER) -> Engine:
    actor = Actor(account_id=1, session_id=1, name=REVIEWER, role=role, units=units, address="")
    return people.seen_by(engine, actor)


def _milliseconds(engines: list[Engine], ask: Callable[[Engine], Any]) -> list[str]:
    measured: list[list[float]] = [[] for _ in engines]
    for round_ in range(-2, ASKED):
        for engine, times in zip(engines, measured, strict=True):
            started = time.perf_counter()
            ask(engine)
            if round_ >= 0:
                times.append(1000 * (time.perf_counter() - started))
    return [f"{statistics.median(times):.1f}" for times in measured]
