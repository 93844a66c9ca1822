"""What the gate adds to a request: the same requests to a server with accounts and to one without, side by side."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from contextlib import ExitStack

from tests.bench.guarded import Guest, serve_people
from tests.bench.report import Target, print_table, print_targets
from tests.people import CLERK, PASSWORD

ROUNDS, MOST_MS = 300, 2.0


def run() -> None:
    """Each request by turns to the one and the other, over a connection that is kept; medians."""
    with ExitStack() as stack:
        open_port = stack.enter_context(serve_people(with_accounts=False)).port
        guarded_port = stack.enter_context(serve_people()).port
        guest = Guest(guarded_port, address="10.20.0.1")
        guest.open_form()
        assert guest.sign_in(CLERK, PASSWORD) == 303
        jar = "; ".join(f"{name}={value}" for name, value in guest.cookies.items())
        script = re.findall(rb'src="[./]*(static/[^"]+print[^"]+)"', guest.ask("GET", "/")[1])[0].decode()
        paths = {"static file": f"/{script}", "/healthz": "/healthz", "page": "/overview"}
        rows, added = [], {}
        for name, path in paths.items():
            without, with_gate = _side_by_side(open_port, guarded_port, path, {"Cookie": jar, "Accept": "text/html"})
            added[name] = (with_gate - without) * 1000
            rows.append((name, f"{without * 1000:.2f}", f"{with_gate * 1000:.2f}", f"{added[name]:+.2f}"))
    print_table(("request, ms (median)", "without accounts", "with", "added"), rows)
    print_targets([Target(f"the gate adds, ms, {name}", value, MOST_MS) for name, value in added.items()])


def _side_by_side(first: int, second: int, path: str, headers: dict[str, str]) -> tuple[float, float]:
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for port in (first, second)]
    seconds: tuple[list[float], list[float]] = [], []
    for _ in range(ROUNDS):
        for connection, own in zip(connections, seconds, strict=True):
            start = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            own.append(time.perf_counter() - start)
            assert answer.status == 200, (path, answer.status)
    for connection in connections:
        connection.close()
    return statistics.median(seconds[0]), statistics.median(seconds[1])
