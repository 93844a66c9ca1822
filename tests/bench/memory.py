"""Memory of the server over many reruns of many pages, filters and sessions. Needs Linux: reads /proc."""

from __future__ import annotations

import itertools
import random
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from tests.bench import servers
from tests.bench.client import Client
from tests.bench.report import Target, print_table, print_targets
from tests.bench.servers import Server

RERUNS, EARLY, STEP, SESSIONS, STAY = 1500, 250, 250, 6, 5
SETTLE_SECONDS = 1


def run() -> None:
    """Rerun pages in turn with ever other filters, and note the resident memory every ``STEP`` reruns."""
    if not Path("/proc/self/status").exists():
        print("  skipped: the resident memory is read from /proc/PID/status, which only Linux has")
        return
    with ExitStack() as stack:
        server = stack.enter_context(servers.serve_app([]))
        clients = [stack.enter_context(Client(server.port)) for _ in range(SESSIONS)]
        resident = {0: _resident_mebibytes(server)} | _rerun_all(clients, server)
    rows = [(f"after {count:,} reruns", f"{mebibytes:,.1f}") for count, mebibytes in resident.items()]
    print_table(("", "RSS MiB"), rows)
    name = f"RSS after {RERUNS:,} reruns ÷ after {EARLY}"
    print_targets([Target(name, resident[RERUNS] / resident[EARLY], 1.15)])


def _rerun_all(clients: list[Client], server: Server) -> dict[int, float]:
    """The sessions take turns; each stays ``STAY`` reruns on a page with other filters, then goes to the next page."""
    choices = random.Random(1)
    for client in clients:
        client.rerun(servers.HOME)
    pages = sorted(clients[0].pages)
    queries = _queries()
    resident = {}
    for count in range(1, RERUNS + 1):
        page = pages[count // (SESSIONS * STAY) % len(pages)]
        clients[count % SESSIONS].rerun(page, query=choices.choice(queries))
        if count % STEP == 0:
            time.sleep(SETTLE_SECONDS)
            resident[count] = _resident_mebibytes(server)
    return resident


def _queries() -> list[str]:
    """Query strings of every choice of the four bundled projects in every order, 65 in all."""
    names = ("社工委党建工作经费", "企业工委党建工作经费", "两新组织党员活动经费", "两新组织党务工作者补贴")
    return [
        urlencode([("year", 2024), *(("project", name) for name in chosen)])
        for size in range(len(names) + 1)
        for chosen in itertools.permutations(names, size)
    ]


def _resident_mebibytes(server: Server) -> float:
    status = Path(f"/proc/{server.pid}/status").read_text("utf-8")
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kibibytes) / 1024
