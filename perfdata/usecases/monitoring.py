"""The door to 运行监控: lights by the month of each report, or at a cut-off month, as frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from perfdata.assessing.monitoring import budget_bands, monitor_projects
from perfdata.core.fiscal_months import last_day, month_of
from perfdata.core.model import MonitoredProject
from perfdata.core.official_forms import Outlook
from perfdata.core.terms import Light
from perfdata.storing import aggregates, store
from perfdata.storing.connecting import reading
from perfdata.storing.listings import ProjectOrder, Slice
from perfdata.storing.scope import Scope
from perfdata.usecases.latest import alike, latest_results, latest_spending, only, records_of
from perfdata.usecases.listing import every_part, indicators_part, of_projects, projects_listed

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from perfdata.presenting.charts.theme import Chart

MOST_PROJECTS, MOST_INDICATORS = 50, 100


def monitoring_frames(engine: Engine, scope: Scope, *, month: int | None = None) -> dict[str, pd.DataFrame]:
    """``monitored_projects`` and ``monitored_indicators`` as of the end of a month, or by the month of each report."""
    from perfdata.presenting import monitoring_frames as make

    records = records_of(engine, scope)
    if month:
        records = until(records, last_day(scope.fiscal_year, month))
    monitored = monitor(records, month=month)
    outlooks = latest_outlooks(records.outlooks)
    results = latest_results(records)
    among = alike(engine, records, scope.fiscal_year)
    words = {"results": results, "outlooks": outlooks, "among": among}
    return make.monitoring_frames(records.projects, records.indicators, monitored, **words)


class Lights(NamedTuple):
    """What 运行监控 shows of a selection: indicators, and projects by that of their budget, by light label; and charts.

    ``as_reported`` are the projects by the month of each report, as on 总览. Charts are None while nothing is reported.
    """

    counts: dict[str, int]
    budgets: dict[str, int]
    as_reported: dict[str, int]
    lights: Chart | None
    progress: Chart | None


def lights(engine: Engine, scope: Scope, *, month: int | None = None) -> Lights:
    """The lights of the selection at the end of a month, or by the month of each report."""
    from perfdata.presenting.charts import monitoring as charts
    from perfdata.presenting.charts.theme import MOST_BARS

    with reading(engine) as connection:
        found = aggregates.lights(connection, scope, month=month)
        budgets, as_reported = (aggregates.budget_lights(connection, scope, month=each) for each in (month, None))
    told = Lights(_labelled(found), _labelled(budgets), _labelled(as_reported), None, None)
    if found[Light.NO_DATA] == sum(found.values()):
        return told
    count, frames = _projects(engine, scope, month=month, order="light", part=Slice(0, MOST_BARS))
    complete = partial(_every_project, engine, scope, month=month) if count > MOST_BARS else None
    _, slow = _projects(engine, scope, month=month, order="pace", part=Slice(0, MOST_BARS))
    progress = charts.budget_progress_of(slow, month=month, bands=budget_bands(), count=count)
    lit = charts.lights_of(frames, month=month, count=count, complete=complete)
    return told._replace(lights=lit, progress=progress)


def _labelled(counts: Mapping[Light, int]) -> dict[str, int]:
    return {light.label: count for light, count in counts.items()}


def _projects(
    engine: Engine, scope: Scope, *, month: int | None, order: ProjectOrder, part: Slice
) -> tuple[int, dict[str, pd.DataFrame]]:
    listed = projects_listed(engine, scope, order=order, month=month, part=part)
    return listed.total, monitoring_frames(engine, of_projects(scope, listed.ids), month=month)


def _every_project(engine: Engine, scope: Scope, *, month: int | None) -> pd.DataFrame:
    from perfdata.presenting.charts.monitoring import light_table

    def table_of(own: Scope) -> pd.DataFrame:
        return light_table(monitoring_frames(engine, own, month=month)["monitored_projects"])

    return every_part(engine, scope, table_of, order="light", month=month)


def project_rows(engine: Engine, scope: Scope, *, month: int | None = None, start: int = 0) -> tuple[int, pd.DataFrame]:
    """How many projects there are, and a part of them with their lights, the most urgent first."""
    from perfdata.presenting.monitoring_frames import project_table

    part = Slice(start, MOST_PROJECTS)
    total, frames = _projects(engine, scope, month=month, order="light", part=part)
    return total, project_table(frames)


def indicator_rows(
    engine: Engine, scope: Scope, *, month: int | None = None, wanted: tuple[str, ...] = (), start: int = 0
) -> tuple[int, pd.DataFrame]:
    """How many indicators have the wanted lights, or any, and a part of them, the most urgent first."""
    from perfdata.presenting.monitoring_frames import indicator_table

    chosen = [Light.of(label).value for label in wanted]
    part = Slice(start, MOST_INDICATORS)
    ids, owners = indicators_part(engine, scope, order="light", month=month, wanted={"light": chosen}, part=part)
    with reading(engine) as connection:
        counts = aggregates.lights(connection, scope, month=month)
    total = sum(count for light, count in counts.items() if not chosen or light.value in chosen)
    return total, indicator_table(monitoring_frames(engine, owners, month=month), ids)


def default_month(engine: Engine, *, fiscal_year: int, today: date) -> int:
    """The month of the newest report of the year; else the last full month, or July of a year that is over."""
    with reading(engine) as connection:
        latest = aggregates.latest_day(connection, fiscal_year)
    if latest is not None:
        return month_of(latest, fiscal_year=fiscal_year)
    return max(today.month - 1, 1) if today.year == fiscal_year else 7


def monitor(records: store.Current, *, month: int | None) -> list[MonitoredProject]:
    """Every project of the records, which end at the cut-off where there is one."""
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
