"""The door for browsing: what the dashboards and the command line ask of stored data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from perfdata.assessing.audit import Audit, audit
from perfdata.assessing.completion import assess_completion
from perfdata.assessing.execution import budgeted, execution_ratio, is_execution_indicator
from perfdata.assessing.subsidies import WhatIf, derive_money, formula_text, what_if
from perfdata.containers.sheets import read_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Asked
from perfdata.core.model import ActualResult, Completion, Indicator, Project, Spending, Subsidy
from perfdata.core.terms import ReviewStatus
from perfdata.reading.forms import Reading, read_file
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from perfdata.storing import question_lists, store
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.usecases.latest import alike, completions_of, latest_results, records_of, spending_by_day
from perfdata.usecases.opening import read_bytes, refuse

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from perfdata.presenting.charts.theme import Chart

_Dated = TypeVar("_Dated", ActualResult, Spending)


def read_files(
    paths: Iterable[Path],
    *,
    describe: Callable[[str, Reading], None] | None = None,
    refused: Callable[[Path, UnusableFileError], None] = refuse,
) -> GoalTables:
    """The goal tables of all files together; ``describe`` gets the name and reading of each that can be used.

    Raises UnusableFileError naming the file, unless ``refused`` takes note of it.
    """
    result = GoalTables()
    for path in paths:
        try:
            reading = read_file(read_sheets(read_bytes(path), file_name=path.name))
            tables = read_goal_tables(b"", file_name=path.name, reading=reading)
        except UnusableFileError as error:
            refused(path, error)
            continue
        if describe:
            describe(path.name, reading)
        result.tables.extend(tables.tables)
        result.findings.extend(tables.findings)
    return result


revision, fiscal_years = store.revision, store.fiscal_years


def current_projects(engine: Engine, *, fiscal_year: int) -> Sequence[Project]:
    """The projects of a year."""
    return store.current(engine, fiscal_year=fiscal_year).projects


def load_frames(
    engine: Engine, *, fiscal_year: int, units: Sequence[str] = (), projects: Sequence[str] = ()
) -> dict[str, pd.DataFrame]:
    """Every frame of one fiscal year, or of some spending units or project ids of it; a choice of none means all."""
    scope = Scope(fiscal_year, tuple(units), tuple(projects))
    records = records_of(engine, scope)
    with reading(engine) as connection:
        asked = question_lists.asked(connection, scope)
    return frames_of(records, asked=asked, whole=alike(engine, records, fiscal_year))


def audit_of(records: store.Current) -> Audit:
    """The goal audit of the records with their results."""
    return audit(records.projects, records.indicators, results=latest_results(records))


def frames_of(
    records: store.Current, *, asked: Sequence[Asked], whole: Sequence[Any] | None = None
) -> dict[str, pd.DataFrame]:
    """Every frame of the given records and of what is asked of them; names stay clear among ``whole`` projects."""
    from perfdata.presenting import frames

    names = frames.name_projects(records.projects, among=whole)
    units = {project.spending_unit for project in records.projects}
    subsidies, costs = derive_money(records.projects, records.indicators)
    results, completions = latest_results(records), completions_of(records)
    budgets = {project.project_id: project for project in records.projects}
    return {
        "projects": frames.projects_frame(records.projects, names),
        "indicators": frames.indicators_frame(records.indicators, names),
        "completions": frames.completions_frame(records.indicators, completions, results, names),
        "reports": frames.reports_frame(_reports(records)),
        "spending": frames.spending_frame(
            (
                (row, execution_ratio(budgeted(row, budgets.get(project_id))))
                for project_id, rows in spending_by_day(records).items()
                for row in rows
            ),
            names,
        ),
        "subsidies": frames.subsidies_frame(map(_with_texts, subsidies), names),
        "subsidy_basis": frames.subsidy_basis_frame(subsidies),
        "unit_costs": frames.unit_costs_frame(costs, names),
        "audit": frames.audit_frame(asked, names, names_units=len(units) > 1),
    }


def frames_of_files(paths: Iterable[Path]) -> dict[str, pd.DataFrame]:
    """Every frame of the sound goal tables of files, and what was found. Raises UnusableFileError."""
    from perfdata.presenting.frames import findings_frame, name_projects

    read = read_files(paths)
    sound = {(item.project.project_id, item.project.fiscal_year): item for item in read.tables if item.is_sound}
    records = store.Current(
        revision=0,
        projects=tuple(item.project for item in sound.values()),
        indicators=tuple(indicator for item in sound.values() for indicator in item.indicators),
        actual_results=(),
        spending=(),
    )
    asked = [Asked(finding, ReviewStatus.OPEN, None) for finding in audit_of(records).findings]
    return frames_of(records, asked=asked) | {"findings": findings_frame(read.findings, name_projects(read.projects))}


def _reports(records: store.Current) -> Iterator[tuple[Indicator, date, Completion]]:
    """How every indicator stood on each day it was reported; the execution rate on each day of spending as well."""
    projects = {project.project_id: project for project in records.projects}
    spending = spending_by_day(records)
    results: dict[str, list[ActualResult]] = defaultdict(list)
    for result in sorted(records.actual_results, key=lambda item: item.as_of):
        results[result.indicator_id].append(result)
    for indicator in records.indicators:
        own, rows = results.get(indicator.indicator_id, []), []
        if is_execution_indicator(indicator):
            project = projects.get(indicator.project_id)
            rows = [budgeted(row, project) for row in spending.get(indicator.project_id, [])]
        for day in sorted({item.as_of for item in (*own, *rows)}):
            yield (
                indicator,
                day,
                assess_completion(indicator, result=_last_until(own, day), spending=_last_until(rows, day)),
            )


def _last_until(items: Sequence[_Dated], day: date) -> _Dated | None:
    """Of items in the order of their days the last one up to a day."""
    return next((item for item in reversed(items) if item.as_of <= day), None)


def try_subsidy(budget_yuan: float, *, headcount: float, rate_yuan: float, periods: float) -> WhatIf:
    """The what-if in exact arithmetic; factors must be positive, amounts in yuan."""
    budget, people, rate, count = (Decimal(str(number)) for number in (budget_yuan, headcount, rate_yuan, periods))
    return what_if(budget, headcount=people, rate_yuan=rate, periods=count)


def chart_files(chart: Chart) -> dict[str, Callable[[], bytes]]:
    """Makers of the files people take along from a chart, by file ending."""

    def csv() -> bytes:
        from perfdata.presenting.exports.csv_text import csv_bytes

        return csv_bytes(chart.whole_table)

    def workbook() -> bytes:
        from perfdata.presenting.exports.chart_workbook import chart_workbook

        return chart_workbook(chart.whole_table, title=chart.title, note=chart.note, chart=chart.spec)

    def webpage() -> bytes:
        from perfdata.presenting.exports.webpage import figure_webpage

        return figure_webpage(chart.figure, title=chart.title, alt=chart.alt, table=chart.whole_table, note=chart.note)

    return {".csv": csv, ".xlsx": workbook, ".html": webpage}


def _with_texts(subsidy: Subsidy) -> tuple[Subsidy, str, str]:
    formula = formula_text(subsidy.headcount, subsidy.rate_yuan, subsidy.periods, subsidy.period_unit)
    readings = "，或 ".join(formula_text(*reading, subsidy.period_unit) for reading in subsidy.readings)
    return subsidy, formula, readings
