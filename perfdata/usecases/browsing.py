"""The door for browsing: what the dashboards and the command line ask of stored data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from perfdata.assessing.completion import assess_completion, assess_completions, execution_ratio, is_execution_indicator
from perfdata.assessing.questions import open_questions
from perfdata.assessing.subsidies import WhatIf, derive_money, formula_text, what_if
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import ActualResult, Completion, Indicator, Spending, Subsidy
from perfdata.reading.goal_tables import GoalTables, read_goal_tables

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from perfdata.presenting.charts.theme import Chart
    from perfdata.storing.store import Current

DATA_FOLDER = Path(__file__).parents[2] / "data"


def database_url(configured: str | None = None) -> str:
    """PERFDATA_DATABASE_URL, else the configured URL, else SQLite in the data folder."""
    return os.environ.get("PERFDATA_DATABASE_URL") or configured or f"sqlite:///{DATA_FOLDER / 'perfdata.db'}"


def open_with_bundled_tables(url: str) -> Engine:
    """The store behind the URL, with the bundled goal tables imported if they never were.

    Raises StorageError if the database cannot be opened.
    """
    from perfdata.storing.store import append_goal_tables, open_store

    engine = open_store(url)
    for path in sorted((DATA_FOLDER / "goal_tables").rglob("*.txt")):
        content = path.read_bytes()
        tables = read_goal_tables(content, file_name=path.name)
        append_goal_tables(
            engine,
            file_name=path.name,
            content=content,
            uploaded_by="随系统提供",
            projects=tables.projects,
            indicators=tables.indicators,
            once=True,
        )
    return engine


def read_files(paths: Iterable[Path]) -> GoalTables:
    """The goal tables of all files together. Raises UnusableFileError naming the file."""
    result = GoalTables()
    for path in paths:
        tables = read_goal_tables(read_bytes(path), file_name=path.name)
        result.tables.extend(tables.tables)
        result.findings.extend(tables.findings)
    return result


def revision(engine: Engine) -> int:
    """A number that changes whenever the stored data does."""
    from perfdata.storing import store

    return store.revision(engine)


def fiscal_years(engine: Engine) -> list[int]:
    """Fiscal years in the store, newest first."""
    from perfdata.storing import store

    return store.fiscal_years(engine)


def load_frames(engine: Engine, *, fiscal_year: int) -> dict[str, pd.DataFrame]:
    """Every frame of one fiscal year, assessed from the current records."""
    from perfdata.storing.store import current

    return frames_of(current(engine, fiscal_year=fiscal_year))


def frames_of(records: Current) -> dict[str, pd.DataFrame]:
    """Every frame of the given records."""
    from perfdata.presenting import frames

    names = frames.name_projects(records.projects)
    subsidies, costs = derive_money(records.projects, records.indicators)
    results, spending = latest_results(records), latest_spending(records)
    completions = assess_completions(records.indicators, results=results, spending=spending)
    findings = open_questions(names.projects, records.indicators, subsidies, costs)
    return {
        "projects": frames.projects_frame(records.projects, names),
        "indicators": frames.indicators_frame(records.indicators, names),
        "completions": frames.completions_frame(records.indicators, completions, results, names),
        "reports": frames.reports_frame(_reports(records)),
        "spending": frames.spending_frame(((row, execution_ratio(row)) for row in records.spending), names),
        "subsidies": frames.subsidies_frame(map(_with_texts, subsidies), names),
        "subsidy_basis": frames.subsidy_basis_frame(subsidies),
        "unit_costs": frames.unit_costs_frame(costs, names),
        "findings": frames.findings_frame(findings, names),
    }


def latest_results(records: Current) -> Mapping[str, ActualResult]:
    """The result of the latest day for each indicator."""
    return {result.indicator_id: result for result in sorted(records.actual_results, key=lambda item: item.as_of)}


def latest_spending(records: Current) -> Mapping[str, Spending]:
    """The spending of the latest day for each project."""
    return {row.project_id: row for row in sorted(records.spending, key=lambda item: item.as_of)}


def _reports(records: Current) -> Iterator[tuple[Indicator, ActualResult, Completion]]:
    """Every reported result with its indicator and how it stood on its own day."""
    indicators = {indicator.indicator_id: indicator for indicator in records.indicators}
    for result in records.actual_results:
        if indicator := indicators.get(result.indicator_id):
            spending = _spending_by(result, indicator, records)
            yield indicator, result, assess_completion(indicator, result=result, spending=spending)


def _spending_by(result: ActualResult, indicator: Indicator, records: Current) -> Spending | None:
    """What was spent by the day of a result, so that an old report does not show a newer execution rate."""
    if not is_execution_indicator(indicator):
        return None
    until = [row for row in records.spending if row.project_id == indicator.project_id and row.as_of <= result.as_of]
    return max(until, key=lambda row: row.as_of, default=None)


def try_subsidy(budget_yuan: float, *, headcount: int, rate_yuan: float, periods: int) -> WhatIf:
    """The what-if in exact arithmetic; factors must be positive, amounts in yuan."""
    return what_if(
        Decimal(str(budget_yuan)),
        headcount=Decimal(headcount),
        rate_yuan=Decimal(str(rate_yuan)),
        periods=Decimal(periods),
    )


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


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises UnusableFileError in Chinese when it cannot be opened."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnusableFileError(f"{path}：找不到这个文件，请检查路径。") from error
    except OSError as error:
        raise UnusableFileError(f"{path}：打不开这个文件（{error.strerror}），请检查权限或是否被占用。") from error
