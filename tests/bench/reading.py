"""Text goal tables read per second on one core, against a parser that only splits lines and cells."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from perfdata.reading.goal_tables import read_goal_tables
from tests.bench.report import Target, print_table, print_targets
from tests.bench.servers import ROOT

COPIES, ROUNDS = 500, 7
MOST_TIMES = 4.5
TABLES = 4 * COPIES

READER = "read_goal_tables"
READER_ALL_NEW = "read_goal_tables, every goal text new too"
SPLIT_ONLY = "split only"

_NAME = re.compile(r"(?m)^(项目名称\t[^\t\n]*)")
_NUMBER = re.compile(r"(?m)^(\t产出指标\t数量指标\t[^\t]*\t.*\t≥?)\d+")
_GOAL = re.compile(r"(?m)^(\t[^\t\n]{30,})")


def run() -> None:
    """Read the bundled tables ``COPIES`` times over in one file, caches empty before each reading."""
    few_new = _many_tables(goals_too=False)
    measured = _measure(
        {
            READER: partial(_read, few_new),
            READER_ALL_NEW: partial(_read, _many_tables(goals_too=True)),
            SPLIT_ONLY: partial(_split, few_new),
        }
    )
    rates = {name: TABLES / statistics.median(cpu for _, cpu in pairs) for name, pairs in measured.items()}
    rows = [(name, *_figures(pairs), f"{rates[SPLIT_ONLY] / rates[name]:.1f}") for name, pairs in measured.items()]
    print(f"  {TABLES:,} tables, {len(few_new) / 1024:,.0f} KiB; medians of {ROUNDS} readings, interleaved")
    print_table(("", "tables/s (CPU)", "tables/s (wall)", "× split only"), rows)
    print_targets([Target("read, × splitting lines and cells", rates[SPLIT_ONLY] / rates[READER], MOST_TIMES)])


def _measure(tasks: dict[str, Callable[[], None]]) -> dict[str, list[tuple[float, float]]]:
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            _empty_caches()
            wall, cpu = time.perf_counter(), time.process_time()
            task()
            measured[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return measured


def _figures(pairs: list[tuple[float, float]]) -> tuple[str, str]:
    wall, cpu = (statistics.median(column) for column in zip(*pairs, strict=True))
    return f"{TABLES / cpu:,.0f}", f"{TABLES / wall:,.0f}"


def _many_tables(*, goals_too: bool) -> bytes:
    """Copies of the bundled tables; project name, one target and (``goals_too``) the goal texts differ in each."""
    sources = sorted((ROOT / "data" / "goal_tables" / "2024").glob("*.txt"))
    source = "\n".join(path.read_bytes().decode("utf-8") for path in sources)
    copies = []
    for number in range(1, COPIES + 1):
        copy, names = _NAME.subn(rf"\g<1>之{number}", source)
        copy, targets = _NUMBER.subn(rf"\g<1>{number}", copy)
        if (names, targets) != (4, 4):
            raise RuntimeError(f"expected 4 names and 4 targets in the bundled tables, found {names} and {targets}")
        copies.append(_GOAL.sub(rf"\g<1>{number}", copy) if goals_too else copy)
    return "\n".join(copies).encode()


def _read(content: bytes) -> None:
    tables = read_goal_tables(content, file_name="bench.txt").tables
    if len({table.project.project_id for table in tables}) != TABLES:
        raise RuntimeError(f"read {len(tables)} tables instead of {TABLES}")


def _split(content: bytes) -> None:
    [line.split("\t") for line in content.decode("utf-8").split("\n")]


def _empty_caches() -> None:
    """Every lru_cache of perfdata, so that each reading does all its work."""
    for name, module in list(sys.modules.items()):
        if name.startswith("perfdata."):
            for member in list(vars(module).values()):
                if hasattr(member, "cache_clear"):
                    member.cache_clear()
