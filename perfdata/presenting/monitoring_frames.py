"""Lights of the monitoring as frames, and what a page tells about them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from perfdata.core.model import ActualResult, Indicator, MonitoredProject, Project
from perfdata.core.official_forms import Outlook
from perfdata.core.terms import Light
from perfdata.presenting.frames import frame_of, name_projects
from perfdata.presenting.summaries import Frames

_SHOWN = "short_name light indicator_name annual_target actual progress_ratio explanation likelihood reason".split()


def monitoring_frames(
    projects: Sequence[Project],
    indicators: Sequence[Indicator],
    monitored: Sequence[MonitoredProject],
    *,
    results: Mapping[str, ActualResult],
    outlooks: Mapping[str, Outlook],
) -> dict[str, pd.DataFrame]:
    """One row a project and one row an indicator; ``projects`` too, so that a selection can be made."""
    names = name_projects(projects)
    items = {item.subject_id: item for project in monitored for item in project.indicators}
    rows = (
        (_reported(results.get(key), outlooks.get(key)), items[key], indicator, names.of(indicator))
        for indicator in indicators
        for key in [indicator.indicator_id]
    )
    return {
        "projects": pd.DataFrame(map(names.of, projects), columns=["project_id", "spending_unit"]),
        "monitored_projects": frame_of(
            "monitored_projects", ((_project_columns(item), item, names.of(item)) for item in monitored)
        ),
        "monitored_indicators": frame_of("monitored_indicators", rows),
    }


def light_counts(frames: Frames) -> dict[str, int]:
    """Indicators by light, every light named."""
    counts = frames["monitored_indicators"]["light"].value_counts()
    return {light.label: int(counts.get(light.label, 0)) for light in Light}


def project_table(frames: Frames) -> pd.DataFrame:
    """The projects for reading, the most urgent first."""
    table = frames["monitored_projects"].sort_values("light", kind="stable")
    return table.drop(columns=["project_id", "project_name"]).reset_index(drop=True)


def indicator_table(frames: Frames, *, lights: Sequence[str] = ()) -> pd.DataFrame:
    """The indicators of the chosen lights, or all, the most urgent first."""
    table = frames["monitored_indicators"]
    if lights:
        table = table[table["light"].isin(lights)]
    return table.sort_values("light", kind="stable")[_SHOWN].reset_index(drop=True)


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
        "budget_progress_ratio": budget.progress_ratio,
        **{light.value: counts[light] for light in Light},
        "explanation": budget.explanation,
    }
