"""The lights of projects, of their budgets and of their indicators by month, as they are kept."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from perfdata.assessing.monitoring import monitor_projects
from perfdata.core.conclusions import LETTERS
from perfdata.core.fiscal_months import last_day
from perfdata.storing import store
from perfdata.usecases.latest import spending_by_day


class Lights(NamedTuple):
    """The letters of lights by id of their project or indicator."""

    projects: defaultdict[str, str]
    budgets: defaultdict[str, str]
    indicators: defaultdict[str, str]


def lights_of(records: store.Current) -> Lights:
    """The lights of every project, its budget and its indicators by month, January first, and by their own months."""
    year = next((project.fiscal_year for project in records.projects), None)
    found = Lights(defaultdict(str), defaultdict(str), defaultdict(str))
    results = sorted(records.actual_results, key=lambda item: item.as_of)
    spending = [row for rows in spending_by_day(records).values() for row in rows]
    first, words = _first_days(records), {"results": {}, "spending": {}, "month": None}
    unreported = {item.project_id: item for item in monitor_projects(records.projects, records.indicators, **words)}
    for month in (*range(1, 13), None) if year else ():
        day = last_day(year or 0, month) if month else date.max
        reported = {key for key, own in first.items() if own <= day}
        monitored = monitor_projects(
            [item for item in records.projects if item.project_id in reported],
            [item for item in records.indicators if item.project_id in reported],
            results={item.indicator_id: item for item in results if item.as_of <= day},
            spending={item.project_id: item for item in spending if item.as_of <= day},
            month=month,
        )
        for project in (unreported | {item.project_id: item for item in monitored}).values():
            found.projects[project.project_id] += LETTERS[project.light]
            found.budgets[project.project_id] += LETTERS[project.budget.light]
            for subject, light in {item.subject_id: item.light for item in project.indicators}.items():
                found.indicators[subject] += LETTERS[light]
    return found


def _first_days(records: store.Current) -> dict[str, date]:
    """The first day that each project reports of; until then its lights are the same at the end of every month."""
    owners = {item.indicator_id: item.project_id for item in records.indicators}
    days = [(owners[item.indicator_id], item.as_of) for item in records.actual_results if item.indicator_id in owners]
    days += [(item.project_id, item.as_of) for item in records.spending]
    return dict(sorted(days, key=lambda own: own[1], reverse=True))
