"""Lights of the monitoring as frames, and what a page tells about them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from perfdata.core.model import ActualResult, Indicator, MonitoredProject, Project
from perfdata.core.official_forms import Outlook
from perfdata.core.terms import Light
from perfdata.presenting.frames import frame_of, name_projects
from perfdata.presenting.summaries import Frames, in_order

_SHOWN = "short_name light indicator_name annual_target actual progress_ratio explanation likelihood reason".split()


def monitoring_frames(
    projects: Sequence[Project],
    indicators: Sequence[Indicator],
    monitored: Sequence[MonitoredProject],
    *,
    results: Mapping[str, ActualResult],
    outlooks: Mapping[str, Outlook],
    among: Sequence[Any] | None = None,
) -> dict[str, pd.DataFrame]:
    """One row a project and one row an indicator; short names are unique ``among`` the projects of the year."""
    names = name_projects(projects, among=among)
    items = {item.subject_id: item for project in monitored for item in project.indicators}
    rows = (
        (_reported(results.get(key), outlooks.get(key)), items[key], indicator, names.of(indicator))
        for indicator in indicators
        for key in [indicator.indicator_id]
    )
    return {
        "monitored_projects": frame_of(
            "monitored_projects", ((_project_columns(item), item, names.of(item)) for item in monitored)
        ),
        "monitored_indicators": frame_of("monitored_indicators", rows),
    }


def project_table(frames: Frames) -> pd.DataFrame:
    """The projects for reading, the most urgent first."""
    table = frames["monitored_projects"].sort_values("light", kind="stable")
    return table.drop(columns=["project_id", "project_name"]).reset_index(drop=True)


def indicator_table(frames: Frames, ids: Sequence[str]) -> pd.DataFrame:
    """The indicators of these ids, in their order."""
    return in_order(frames["monitored_indicators"], ids, column="indicator_id")[_SHOWN]


def _reported(result: ActualResult | None, outlook: Outlook | None) -> dict[str, Any]:
    return {
        "actual": (result.actual.raw or result.attainment) if result else None,
        "likelihood": outlook.likelihood if outlook else None,
        "reason": outlook.reason if outlook else None,
    }


def _project_columns(project: MonitoredProject) -> dict[str, Any]:
    counts, budget = Counter(item.light for item in project.indicators), project.budget
    return {
        "budget_light": budget.light,
        "due_ratio": budget.month and budget.month / 12,
        "budget_progress_ratio": budget.progress_ratio,
        **{light.value: counts[light] for light in Light},
        "as_of": budget.as_of,
        "explanation": budget.explanation,
    }
