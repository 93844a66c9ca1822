"""The material of a meeting as a scheduler makes it: CPU seconds and peak memory of each command with all it starts.

CPU seconds (user and system) say on a busy machine what seconds say on a quiet one. Needs a POSIX system.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.report import Target, print_table, print_targets

TOWN, CITY = 124, 10_000
MOST_SECONDS = {"report": 3.0, "slides": 2.0, "workbook": 4.0, "pack": 15.0}
MOST_MEBIBYTES, TIMES_OF_A_CITY = 400.0, 3
DAY = "2024-10-28"


def run(arguments: Sequence[str] = ()) -> None:
    """Each product of a town (31 units, 124 projects) or of a city of that many projects."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench meeting", description=__doc__)
    parser.add_argument("--projects", type=int, default=TOWN, metavar="N")
    parser.add_argument("--as-of", action="store_true", help="report and pack of an earlier day as well")
    options = parser.parse_args(arguments)
    times = 1 if options.projects <= TOWN else TIMES_OF_A_CITY
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'meeting.db'}"
        _spent("-m", "tests.bench.meeting", url, str(options.projects), url=url)  # so that this process stays small
        rows, targets = [], []
        for product, seconds in MOST_SECONDS.items():
            spent, mebibytes, size = _made(product, folder, url)
            rows.append((product, f"{spent:.2f}", f"{mebibytes:.0f}", f"{size / 1024:,.0f}"))
            targets += [
                Target(f"{product}, CPU seconds", spent, seconds * times),
                Target(f"{product}, MiB at most", mebibytes, MOST_MEBIBYTES),
            ]
        for product in ("report", "pack") if options.as_of else ():
            spent, mebibytes, size = _made(product, folder, url, "--as-of", DAY)
            rows.append((f"{product} as of a day", f"{spent:.2f}", f"{mebibytes:.0f}", f"{size / 1024:,.0f}"))
    print(f"  {options.projects:,} projects")
    print_table(("", "CPU seconds", "MiB at most", "KiB written"), rows)
    print_targets(targets)


def _made(product: str, folder: str, url: str, *more: str) -> tuple[float, float, int]:
    target = Path(folder) / f"{product}{len(more)}"
    spent = _spent("-m", "perfdata", "export", product, "--year", "2024", "-o", str(target), *more, url=url)
    return *spent, sum(path.stat().st_size for path in target.iterdir())


def _spent(*arguments: str, url: str) -> tuple[float, float]:
    """CPU seconds and MiB at most of a Python with these arguments. RuntimeError where it fails."""
    environment = os.environ | {"PERFDATA_DATABASE_URL": url}
    child = subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{arguments} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _fill(url: str, projects: int) -> None:
    from perfdata.usecases import opening
    from perfdata.usecases.concluding import catch_up
    from tests.bench.city import fill_city
    from tests.town import fill_town

    engine = opening.open_with_bundled_tables(url)
    if projects == TOWN:
        fill_town(engine)
    else:
        fill_city(engine, projects=projects)
    catch_up(engine)
    engine.dispose()


if __name__ == "__main__":
    _fill(sys.argv[1], int(sys.argv[2]))
