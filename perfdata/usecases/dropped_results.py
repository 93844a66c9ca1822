"""New goal tables against reported results: what would not be seen any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Project
from perfdata.core.terms import Severity
from perfdata.core.text import listed
from perfdata.usecases.browsing import latest_results
from perfdata.usecases.demo import without_demo

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from perfdata.reading.goal_tables import GoalTables


def dropped_results(engine: Engine, tables: GoalTables) -> Iterator[Finding]:
    """A warning for every table that leaves out indicators with reported results: they would not be seen any more."""
    years = {year for table in tables.tables if (year := table.project.fiscal_year) is not None}
    reported: dict[tuple[str, int | None], list[Indicator]] = defaultdict(list)
    for year in years:
        records = without_demo(engine, fiscal_year=year)
        results = latest_results(records)
        for indicator in records.indicators:
            if indicator.indicator_id in results:
                reported[indicator.project_id, year].append(indicator)
    for table in tables.tables:
        project, kept = table.project, {indicator.indicator_id for indicator in table.indicators}
        own = reported.get((project.project_id, project.fiscal_year), [])
        if names := [indicator.indicator_name for indicator in own if indicator.indicator_id not in kept]:
            yield _dropped(project, names)


def _dropped(project: Project, names: Sequence[str]) -> Finding:
    shown = listed([f"“{name}”" for name in names])
    return Finding(
        rule_id="reported_indicators_dropped",
        severity=Severity.WARNING,
        project_id=project.project_id,
        message=f"{len(names)} 项已填报的指标在新表中没有对应：{shown}。入库后看板不再显示它们的结果。",
        suggestion="如指标只是改了写法，请沿用原来的名称和类别；如确已取消，可以入库。",
        place=project.place,
    )
