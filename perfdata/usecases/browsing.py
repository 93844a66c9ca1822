"""The door for browsing: what the dashboards and the command line ask of stored data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from perfdata.assessing.audit import Audit, audit
from perfdata.assessing.completion import assess_completion, assess_completions
from perfdata.assessing.execution import budgeted, execution_ratio, is_execution_indicator
from perfdata.assessing.subsidies import WhatIf, derive_money, formula_text, what_if
from perfdata.containers.sheets import read_sheets
from perfdata.core.funding import FUNDING_AMOUNTS
from perfdata.core.model import ActualResult, Completion, Indicator, Project, Spending, Subsidy
from perfdata.reading.forms import Reading, read_file
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from perfdata.storing import store
from perfdata.usecases.opening import DATA_FOLDER as DATA_FOLDER
from perfdata.usecases.opening import database_url as database_url
from perfdata.usecases.opening import open_with_bundled_tables as open_with_bundled_tables
from perfdata.usecases.opening import read_bytes as read_bytes

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from perfdata.presenting.charts.theme import Chart

_Dated = TypeVar("_Dated", ActualResult, Spending)


def read_files(paths: Iterable[Path], *, describe: Callable[[str, Reading], None] | None = None) -> GoalTables:
    """The goal tables of all files together; ``describe`` gets the name and reading of each.

    Raises UnusableFileError naming the file.
    """
    result = GoalTables()
    for path in paths:
        reading = read_file(read_sheets(read_bytes(path), file_name=path.name))
        if describe:
            describe(path.name, reading)
        tables = read_goal_tables(b"", file_name=path.name, reading=reading)
        result.tables.extend(tables.tables)
        result.findings.extend(tables.findings)
    return result


revision, fiscal_years = store.revision, store.fiscal_years


def current_projects(engine: Engine, *, fiscal_year: int) -> Sequence[Project]:
    """The projects of a year."""
    return store.current(engine, fiscal_year=fiscal_year).projects


def load_frames(engine: Engine, *, fiscal_year: int) -> dict[str, pd.DataFrame]:
    """Every frame of one fiscal year, assessed from the current records."""
    records, last_year = (store.current(engine, fiscal_year=year) for year in (fiscal_year, fiscal_year - 1))
    return frames_of(records, audited=audit_of(records, last_year=last_year))


def audit_of(records: store.Current, *, last_year: store.Current | None = None) -> Audit:
    """The goal audit of the records, with the results of the year and of the last one where they are known."""
    before = latest_results(last_year) if last_year else {}
    previous = {indicator_id: result.actual for indicator_id, result in before.items()}
    return audit(records.projects, records.indicators, results=latest_results(records), previous=previous)


def frames_of(records: store.Current, *, audited: Audit | None = None) -> dict[str, pd.DataFrame]:
    """Every frame of the given records; they are audited here unless they were before."""
    from perfdata.presenting import frames

    names = frames.name_projects(records.projects)
    subsidies, costs = derive_money(records.projects, records.indicators)
    results, completions = latest_results(records), completions_of(records)
    budgets = {project.project_id: project for project in records.projects}
    audited = audited or audit_of(records)
    return {
        "projects": frames.projects_frame(records.projects, names),
        "indicators": frames.indicators_frame(records.indicators, names),
        "completions": frames.completions_frame(records.indicators, completions, results, names),
        "reports": frames.reports_frame(_reports(records)),
        "spending": frames.spending_frame(
            (
                (row, execution_ratio(budgeted(row, budgets.get(project_id))))
                for project_id, rows in _spending_by_day(records).items()
                for row in rows
            ),
            names,
        ),
        "subsidies": frames.subsidies_frame(map(_with_texts, subsidies), names),
        "subsidy_basis": frames.subsidy_basis_frame(subsidies),
        "unit_costs": frames.unit_costs_frame(costs, names),
        "audit": frames.audit_frame(audited.findings, records.reviews, names),
        "audit_skips": frames.skips_frame(audited.not_applicable, names),
    }


def only(records: store.Current, *names: str, keep: Callable[[Any], bool]) -> store.Current:
    """The records with those of the named groups that are to be kept."""
    return replace(records, **{name: tuple(filter(keep, getattr(records, name))) for name in names})


def latest_results(records: store.Current) -> Mapping[str, ActualResult]:
    """The result of the latest day for each indicator."""
    return {result.indicator_id: result for result in sorted(records.actual_results, key=lambda item: item.as_of)}


def latest_spending(records: store.Current) -> Mapping[str, Spending]:
    """For each project the row of its latest day; an amount it leaves blank is the latest one reported before."""
    return {project_id: rows[-1] for project_id, rows in _spending_by_day(records).items()}


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
    return frames_of(records) | {"findings": findings_frame(read.findings, name_projects(read.projects))}


def completions_of(records: store.Current) -> list[Completion]:
    """How every indicator stands, in their order."""
    projects = {project.project_id: project for project in records.projects}
    spending = {key: budgeted(row, projects.get(key)) for key, row in latest_spending(records).items()}
    return assess_completions(records.indicators, results=latest_results(records), spending=spending)


def _spending_by_day(records: store.Current) -> dict[str, list[Spending]]:
    """Each project's rows from the earliest day on, blank amounts filled with the latest ones reported before."""
    days: dict[str, list[Spending]] = defaultdict(list)
    for row in sorted(records.spending, key=lambda item: item.as_of):
        rows = days[row.project_id]
        rows.append(_carried(row, rows[-1]) if rows else row)
    return days


def _carried(row: Spending, before: Spending) -> Spending:
    blank = [name for name in FUNDING_AMOUNTS if getattr(row, name) is None]
    return replace(row, **{name: getattr(before, name) for name in blank})


def _reports(records: store.Current) -> Iterator[tuple[Indicator, date, Completion]]:
    """How every indicator stood on each day it was reported; the execution rate on each day of spending as well."""
    projects = {project.project_id: project for project in records.projects}
    spending = _spending_by_day(records)
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

        return csv_bytes(chart.table)

    def workbook() -> bytes:
        from perfdata.presenting.exports.chart_workbook import chart_workbook

        return chart_workbook(chart.table, title=chart.title, note=chart.note, chart=chart.spec)

    def webpage() -> bytes:
        from perfdata.presenting.exports.webpage import figure_webpage

        return figure_webpage(chart.figure, title=chart.title, alt=chart.alt, table=chart.table, note=chart.note)

    return {".csv": csv, ".xlsx": workbook, ".html": webpage}


def _with_texts(subsidy: Subsidy) -> tuple[Subsidy, str, str]:
    formula = formula_text(subsidy.headcount, subsidy.rate_yuan, subsidy.periods, subsidy.period_unit)
    readings = "，或 ".join(formula_text(*reading, subsidy.period_unit) for reading in subsidy.readings)
    return subsidy, formula, readings
