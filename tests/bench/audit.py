"""All rules of the goal audit over many tables on one core, each with texts of its own so that no cache helps."""

from __future__ import annotations

import re
import time

from perfdata.assessing.audit import audit
from perfdata.core.model import Indicator, Project
from perfdata.reading.goal_tables import read_goal_tables
from tests.bench.report import machine
from tests.builders import BUNDLED

TABLES = 6_000  # as many as one file may hold
MOST_READINGS = 3
TABLES_A_UNIT = 40


def run() -> None:
    """Print the milliseconds a table for ``TABLES`` tables, beside those of reading them from text."""
    started = time.process_time()
    projects, indicators = many_tables(TABLES)
    read = time.process_time()
    result = audit(projects, indicators)
    spent, reading = ((end - start) * 1000 / TABLES for start, end in ((read, time.process_time()), (started, read)))
    verdict = "met" if spent <= MOST_READINGS * reading else "MISSED"
    print(f"{TABLES} tables, {len(indicators)} indicators, {len(result.findings)} findings")
    print(f"{spent:.3f} ms a table, {spent / reading:.1f} readings (at most {MOST_READINGS}): {verdict}; {machine()}")


def many_tables(count: int) -> tuple[list[Project], list[Indicator]]:
    """The bundled tables over and over with other names, units and numbers."""
    text = BUNDLED.read_text("utf-8")
    copies = [_renamed(text, number) for number in range(count // 4)]
    read = read_goal_tables("\n".join(copies).encode(), file_name="many.txt")
    return read.projects, read.indicators


def _renamed(text: str, number: int) -> str:
    renamed = re.sub(r"(?m)^(项目名称\t)", rf"\g<1>{number}号", text)
    renamed = renamed.replace("749名", f"{700 + number}名").replace("36人", f"{30 + number}人")
    return renamed.replace("党建服务中心", f"党建服务中心{number // (TABLES_A_UNIT // 4)}")
