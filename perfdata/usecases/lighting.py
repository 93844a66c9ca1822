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
    for month in (*range(1, 13), None) if year else ():
        day = last_day(year or 0, month) if month else date.max
        monitored = monitor_projects(
            records.projects,
            records.indicators,
            results={item.indicator_id: item for item in results if item.as_of <= day},
            spending={item.project_id: item for item in spending if item.as_of <= day},
            month=month,
        )
        for project in monitored:
            found.projects[project.project_id] += LETTERS[project.light]
            found.budgets[project.project_id] += LETTERS[project.budget.light]
            for subject, light in {item.subject_id: item.light for item in project.indicators}.items():
                found.indicators[subject] += LETTERS[light]
    return found
