"""A workbook of 1,000 forms with merged cells: read and parsed, against python-calamine alone for its cells."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from perfdata.containers.sheets import read_sheets
from perfdata.reading.goal_tables import read_goal_tables
from tests.bench.report import Target, print_table, print_targets
from tests.builders import BUNDLED

FORMS, ROUNDS = 1_000, 7
MOST_TIMES, MOST_TIMES_NEW = 3.0, 4.0


def run() -> None:
    """Medians of interleaved rounds, in seconds of CPU, that of the warm process which reads files included (on Linux);
    also for forms that share no goal and no indicator name, which no round has read before."""
    bundled = _compare("forms as bundled", [forms_workbook()])
    new = _compare("all goals and names new", [forms_workbook(partial(_distinct, at)) for at in range(ROUNDS)])
    print_targets(
        [
            Target("read and parsed, × calamine", bundled, MOST_TIMES),
            Target("all goals and names new, × calamine", new, MOST_TIMES_NEW),
        ]
    )


def _compare(title: str, contents: list[bytes]) -> float:
    tasks = {"calamine": _cells, "sheets": _sheets, "records": _read}
    seconds = _measure(tasks, contents)
    rows = [(name, f"{value:.3f}", f"{value / seconds['calamine']:.2f}") for name, value in seconds.items()]
    print(f"  {title}: {FORMS:,} forms, {len(contents[0]) / 1024:,.0f} KiB; medians of {ROUNDS} rounds, interleaved")
    print_table(("", "seconds (CPU)", "× calamine"), rows)
    return seconds["records"] / seconds["calamine"]


def _named_apart(cells: list[str], copy: int) -> list[str]:
    return [cells[0], f"{cells[1]}之{copy}", *cells[2:]] if cells[0] == "项目名称" else cells


@cache
def _indicator_names() -> frozenset[str]:
    tables = [read_goal_tables(path.read_bytes(), file_name=path.name) for path in BUNDLED.parent.glob("*.txt")]
    return frozenset(indicator.indicator_name for table in tables for indicator in table.indicators)


def _distinct(number: int, cells: list[str], copy: int) -> list[str]:
    """As ``_named_apart``, with goals and indicator names that no other form and no other workbook has."""
    if len(cells) == 1 and len(cells[0]) > 40:
        return [f"{cells[0]}（第 {number}-{copy} 号）"]
    return [f"{text}之{number}-{copy}" if text in _indicator_names() else text for text in _named_apart(cells, copy)]


def forms_workbook(vary: Callable[[list[str], int], list[str]] = _named_apart) -> bytes:
    """The bundled forms 250 times over, one below the other in one sheet, level labels merged down as in the form."""
    texts = [path.read_text("utf-8") for path in sorted(BUNDLED.parent.glob("*.txt"))]
    lines = [line.split("\t") for text in texts for line in text.splitlines()]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("目标表")
        for copy in range(FORMS // 4):
            for at, cells in enumerate(lines):
                row = copy * len(lines) + at
                sheet.write_row(row, 0, vary(cells, copy))
                if len(cells) == 1 and cells[0].strip():
                    sheet.merge_range(row, 0, row, 5, cells[0])
                elif len(cells) > 1 and cells[1] == "产出指标":
                    sheet.merge_range(row, 1, row + 1, 1, cells[1])
    return buffer.getvalue()


def _measure(tasks: dict[str, Callable[[bytes], None]], contents: list[bytes]) -> dict[str, float]:
    measured: dict[str, list[float]] = {name: [] for name in tasks}
    _sheets(forms_workbook())
    for at in range(ROUNDS):
        for name, task in tasks.items():
            started = _cpu_seconds()
            task(contents[at % len(contents)])
            measured[name].append(_cpu_seconds() - started)
    return {name: statistics.median(values) for name, values in measured.items()}


def _cpu_seconds() -> float:
    """Of this process and of those it started, which live on."""
    pids = " ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children")).split()
    nanoseconds = sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids)
    return time.process_time() + nanoseconds / 1e9


def _cells(content: bytes) -> None:
    with CalamineWorkbook.from_object(io.BytesIO(content)) as workbook:
        for position in range(len(workbook.sheet_names)):
            workbook.get_sheet_by_index(position).to_python(skip_empty_area=False)


def _sheets(content: bytes) -> None:
    read_sheets(content, file_name="bench.xlsx")


def _read(content: bytes) -> None:
    tables = read_goal_tables(content, file_name="bench.xlsx").tables
    if len(tables) != FORMS:
        raise RuntimeError(f"read {len(tables)} tables instead of {FORMS}")
