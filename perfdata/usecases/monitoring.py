"""The door to 运行监控: lights at a cut-off month as frames, and the monitoring form to hand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from perfdata.assessing.monitoring import cut_off, monitor_projects
from perfdata.assessing.monitoring_form import monitoring_form
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import ActualResult, Spending
from perfdata.core.monitored import MonitoredProject
from perfdata.core.official_forms import MonitoringForm, Outlook, SpendingForecast
from perfdata.storing import store
from perfdata.usecases.browsing import latest_results, latest_spending
from perfdata.usecases.demo import without_demo

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

_Dated = TypeVar("_Dated", ActualResult, Spending, Outlook, SpendingForecast)


def monitoring_frames(engine: Engine, *, fiscal_year: int, month: int) -> dict[str, pd.DataFrame]:
    """``monitored_projects`` and ``monitored_indicators`` as of the end of a month."""
    from perfdata.presenting import monitoring_frames as make

    records = until(store.current(engine, fiscal_year=fiscal_year), cut_off(fiscal_year, month))
    monitored = monitor(records, month=month)
    outlooks = latest_outlooks(records.outlooks)
    results = latest_results(records)
    return make.monitoring_frames(records.projects, records.indicators, monitored, results=results, outlooks=outlooks)


def default_month(engine: Engine, *, fiscal_year: int, today: date) -> int:
    """The month of the newest report of the year; else the last full month, or July of a year that is over."""
    records = store.current(engine, fiscal_year=fiscal_year)
    days = [item.as_of for item in (*records.actual_results, *records.spending) if item.as_of.year == fiscal_year]
    if days:
        return max(days).month
    return max(today.month - 1, 1) if today.year == fiscal_year else 7


def monitoring_file(
    engine: Engine, *, fiscal_year: int, month: int, project_ids: Sequence[str] = (), as_document: bool = False
) -> bytes:
    """The monitoring forms of the chosen projects, or of all, as one workbook or Word document.

    Invented results are never written. Raises UnusableFileError where there is no project.
    """
    from perfdata.presenting.exports.form_document import form_document
    from perfdata.presenting.exports.form_workbook import form_workbook
    from perfdata.presenting.exports.monitoring_form import monitoring_grids

    forms = monitoring_forms(without_demo(engine, fiscal_year=fiscal_year), fiscal_year=fiscal_year, month=month)
    chosen = [form for form in forms if not project_ids or form.project.project_id in project_ids]
    if not chosen:
        raise UnusableFileError(f"{fiscal_year} 年度没有可以导出的项目，请先导入绩效目标表。")
    grids = monitoring_grids(chosen)
    return form_document(grids) if as_document else form_workbook(grids)


def monitoring_forms(records: store.Current, *, fiscal_year: int, month: int) -> list[MonitoringForm]:
    """One form a project, from what was reported until the end of the month."""
    records = until(records, cut_off(fiscal_year, month))
    results, spending, outlooks = latest_results(records), latest_spending(records), latest_outlooks(records.outlooks)
    forecasts = {item.project_id: item for item in sorted(records.forecasts, key=lambda item: item.as_of)}
    return [
        monitoring_form(
            project,
            [item for item in records.indicators if item.project_id == project.project_id],
            fiscal_year=fiscal_year,
            month=month,
            monitored=monitored,
            results=results,
            spending=spending.get(project.project_id),
            outlooks=outlooks,
            forecast=forecasts.get(project.project_id),
        )
        for project, monitored in zip(records.projects, monitor(records, month=month), strict=True)
    ]


def monitor(records: store.Current, *, month: int) -> list[MonitoredProject]:
    """Every project of the records, which end at the cut-off."""
    return monitor_projects(
        records.projects,
        records.indicators,
        results=latest_results(records),
        spending=latest_spending(records),
        month=month,
    )


def until(records: store.Current, day: date) -> store.Current:
    """The records with reports up to a day only."""
    return replace(
        records,
        actual_results=_up_to(records.actual_results, day),
        spending=_up_to(records.spending, day),
        outlooks=_up_to(records.outlooks, day),
        forecasts=_up_to(records.forecasts, day),
    )


def latest_outlooks(outlooks: Iterable[Outlook]) -> Mapping[str, Outlook]:
    """The outlook of the latest day for each indicator."""
    return {item.indicator_id: item for item in sorted(outlooks, key=lambda item: item.as_of)}


def _up_to(items: Iterable[_Dated], day: date) -> tuple[_Dated, ...]:
    return tuple(item for item in items if item.as_of <= day)
