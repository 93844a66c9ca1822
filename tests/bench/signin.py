"""What a password costs, and how honest people sign in while a thousand wrong ones a minute come from everywhere."""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle

from perfdata.serving.door import COOKIE
from perfdata.usecases.passwords import fits, hash_of
from tests.bench.guarded import Guest, serve_people
from tests.bench.report import Target, print_table, print_targets
from tests.people import BOSS, CLERK, OTHER, PASSWORD, VIEWER

TRIES_A_MINUTE, ADDRESSES, SECONDS, HONEST_EVERY = 1_000, 250, 60, 1.0
KNOWN, NEW, STRANGE = "known browser", "new browser at a known address", "new browser at a new address"
LEAST_COST, LONGEST = 0.05, 2.0
_SENDERS = 48
_NAMES = (BOSS, CLERK, OTHER, VIEWER)


@dataclass(slots=True)
class Siege:
    """What came of wrong passwords by status, and the seconds of honest sign-ins by kind of browser."""

    wrong: Counter[int] = field(default_factory=Counter)
    admitted: int = 0
    honest: dict[str, list[float]] = field(default_factory=lambda: {KNOWN: [], NEW: [], STRANGE: []})
    refused: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def run() -> None:
    """The cost alone, then a minute of siege against a server of its own."""
    cost = cost_of_a_try()
    with serve_people() as server:
        siege = besiege(server.port, seconds=SECONDS)
    times = siege.honest[KNOWN] + siege.honest[NEW]
    rows = [
        ("argon2, one try alone (median)", f"{cost * 1000:.0f} ms"),
        ("wrong passwords", f"{siege.wrong.total() * 60 / siege.seconds:.0f} a minute"),
        *((f"  answered {status}", str(count)) for status, count in sorted(siege.wrong.items())),
        *(
            (f"honest, {kind}: {_told(own)}", f"{len(own)}, refused {siege.refused[kind]}")
            for kind, own in siege.honest.items()
        ),
    ]
    print_table(("", ""), rows)
    print_targets(
        [
            Target("argon2, ms a try", cost * 1000, LEAST_COST * 1000, at_most=False),
            Target("admitted by a wrong password", siege.admitted, 0),
            Target("honest sign-ins refused", siege.refused[KNOWN] + siege.refused[NEW], 0),
            Target("honest sign-in, slowest, s", max(times), LONGEST),
        ]
    )


def cost_of_a_try() -> float:
    """Seconds of one check of a password, with nothing else to do."""
    stored, seconds = hash_of(PASSWORD), []
    for _ in range(20):
        start = time.perf_counter()
        fits("Wrong-horse-7", stored)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def besiege(port: int, *, seconds: float) -> Siege:
    """Wrong passwords from many addresses for so long, and meanwhile an honest sign-in every two seconds."""
    siege, chance = Siege(), random.Random(15)
    known = {name: _known(port, name, number) for number, name in enumerate(_NAMES)}
    guests = [Guest(port, address=f"172.16.{number // 250}.{number % 250}") for number in range(ADDRESSES)]
    with ThreadPoolExecutor(_SENDERS) as pool:
        list(pool.map(Guest.open_form, guests))
        start, order = time.monotonic(), cycle(guests)
        honest = pool.submit(_come_honestly, port, siege, known, start + seconds)
        while (now := time.monotonic()) < start + seconds:
            name = chance.choice([*_NAMES, f"用户{chance.randrange(1_000)}"])
            pool.submit(_try, siege, next(order), name, f"Wrong-horse-{chance.random()}")
            time.sleep(max(0.0, now + 60 / TRIES_A_MINUTE - time.monotonic()))
        honest.result()
    siege.seconds = time.monotonic() - start
    return siege


def _try(siege: Siege, guest: Guest, name: str, password: str) -> None:
    siege.wrong[guest.sign_in(name, password)] += 1
    siege.admitted += COOKIE in guest.cookies


def _come_honestly(port: int, siege: Siege, known: dict[str, Guest], until: float) -> None:
    for number, name in enumerate(cycle(_NAMES)):
        if (now := time.monotonic()) > until:
            return
        kind = (KNOWN, NEW, STRANGE)[number % 3]
        address = f"10.30.0.{number % len(_NAMES)}" if kind == NEW else f"10.20.{number // 250}.{number % 250}"
        guest = known[name] if kind == KNOWN else Guest(port, address=address)
        guest.cookies.pop(COOKIE, None)
        guest.open_form()
        siege.refused[kind] += guest.sign_in(name, PASSWORD) != 303
        siege.honest[kind].append(time.monotonic() - now)
        time.sleep(max(0.0, now + HONEST_EVERY - time.monotonic()))


def _known(port: int, name: str, number: int) -> Guest:
    guest = Guest(port, address=f"10.30.0.{number}")
    guest.open_form()
    assert guest.sign_in(name, PASSWORD) == 303
    return guest


def _told(seconds: list[float]) -> str:
    slow = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
    return f"median {statistics.median(seconds):.2f} s, p95 {slow:.2f} s, slowest {max(seconds):.2f} s"
