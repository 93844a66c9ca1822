"""The door to 运行监控: lights at a cut-off month as frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from perfdata.assessing.monitoring import cut_off, monitor_projects
from perfdata.core.model import MonitoredProject
from perfdata.core.official_forms import Outlook
from perfdata.storing import aggregates, store
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.usecases.concluding import keep_up
from perfdata.usecases.latest import latest_results, latest_spending, only, records_of

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine


def monitoring_frames(engine: Engine, scope: Scope, *, month: int) -> dict[str, pd.DataFrame]:
    """``monitored_projects`` and ``monitored_indicators`` as of the end of a month."""
    from perfdata.presenting import monitoring_frames as make

    records = until(records_of(engine, scope), cut_off(scope.fiscal_year, month))
    monitored = monitor(records, month=month)
    outlooks = latest_outlooks(records.outlooks)
    results = latest_results(records)
    return make.monitoring_frames(records.projects, records.indicators, monitored, results=results, outlooks=outlooks)


def default_month(engine: Engine, *, fiscal_year: int, today: date) -> int:
    """The month of the newest report of the year; else the last full month, or July of a year that is over."""
    keep_up(engine)
    with reading(engine) as connection:
        latest = aggregates.totals(connection, Scope(fiscal_year)).as_of
    if latest is not None:
        return latest.month if latest.year == fiscal_year else 12
    return max(today.month - 1, 1) if today.year == fiscal_year else 7


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
    reports = ("actual_results", "spending", "outlooks", "forecasts")
    return only(records, *reports, keep=lambda item: item.as_of <= day)


def latest_outlooks(outlooks: Iterable[Outlook]) -> Mapping[str, Outlook]:
    """The outlook of the latest day for each indicator."""
    return {item.indicator_id: item for item in sorted(outlooks, key=lambda item: item.as_of)}
