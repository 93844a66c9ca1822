"""Server side: warm reruns of pages of the app against an empty page of it, and that against a stock empty page."""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack

from tests.bench import servers
from tests.bench.client import Client, Rerun
from tests.bench.report import Target, median_ratio, print_table, print_targets, print_times

ROUNDS, WARM_UP = 200, 10
PAUSE_SECONDS = 0.02
"""Between two reruns, as between two clicks, so that no rerun pays for what the one before left to do."""

STOCK, STOCK_WITH_EXTRAS, EMPTY, OVERVIEW = "stock empty", "stock empty + extras", "empty page", "总览"
PAGES = {
    EMPTY: "bench_empty",
    OVERVIEW: servers.HOME,
    "预算": "budgets",
    "补贴测算": "subsidies",
    "绩效目标表": "goal_tables",
}


def run() -> None:
    """Measure one rerun of everything in turn, ``ROUNDS`` times."""
    with ExitStack() as stack:
        stock = stack.enter_context(servers.serve_stock(with_extras=False))
        stock_with_extras = stack.enter_context(servers.serve_stock(with_extras=True))
        app = stack.enter_context(servers.serve_app(["bench_empty"]))
        clients: dict[str, tuple[Client, str | None]] = {
            STOCK: (stack.enter_context(Client(stock.port)), None),
            STOCK_WITH_EXTRAS: (stack.enter_context(Client(stock_with_extras.port)), None),
        }
        clients |= {name: (stack.enter_context(Client(app.port)), page) for name, page in PAGES.items()}
        measured = _measure(clients)
        _print(measured)
        loaded = [(name, str(server.has_loaded("uvloop"))) for name, server in ((STOCK, stock), ("app", app))]
        print_table(("uvloop in the server's memory", ""), loaded)


def _measure(clients: dict[str, tuple[Client, str | None]]) -> dict[str, list[Rerun]]:
    measured: dict[str, list[Rerun]] = {name: [] for name in clients}
    for round_ in range(-WARM_UP, ROUNDS):
        for name, (client, page) in clients.items():
            time.sleep(PAUSE_SECONDS)
            rerun = client.rerun(page)
            if round_ >= 0:
                measured[name].append(rerun)
    return measured


def _print(measured: dict[str, list[Rerun]]) -> None:
    seconds = {name: [rerun.seconds for rerun in reruns] for name, reruns in measured.items()}
    print_times(seconds, extra={name: _traffic(reruns) for name, reruns in measured.items()})
    print_targets(
        [
            Target("empty page ÷ stock empty", median_ratio(seconds[EMPTY], seconds[STOCK]), 0.2),
            Target("empty page ÷ stock empty + extras", median_ratio(seconds[EMPTY], seconds[STOCK_WITH_EXTRAS]), 0.2),
            Target("总览 ÷ empty page", median_ratio(seconds[OVERVIEW], seconds[EMPTY]), 4),
        ]
    )


def _traffic(reruns: list[Rerun]) -> str:
    kibibytes = statistics.median(rerun.bytes_received for rerun in reruns) / 1024
    return f"{kibibytes:,.1f}, {statistics.median(rerun.message_count for rerun in reruns):.0f}"
