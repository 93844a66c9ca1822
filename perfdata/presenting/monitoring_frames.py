"""Lights of the monitoring as frames, and what a page tells about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from perfdata.core.model import ActualResult, Indicator, Project
from perfdata.core.monitored import MonitoredProject
from perfdata.core.official_forms import Outlook
from perfdata.core.terms import Light
from perfdata.presenting.frames import Names, name_projects
from perfdata.presenting.schemas import SCHEMAS, conform
from perfdata.presenting.summaries import Frames

_SHOWN = (
    "short_name",
    "light",
    "indicator_name",
    "annual_target",
    "actual",
    "progress_ratio",
    "explanation",
    "likelihood",
    "reason",
)


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
    rows = list(_indicator_rows(indicators, monitored, results, outlooks, names))
    projects_rows = [_project_row(item, names) for item in monitored]
    units = [{"project_id": item.project_id, "spending_unit": item.spending_unit} for item in projects]
    return {
        "projects": pd.DataFrame(units, columns=["project_id", "spending_unit"]),
        "monitored_projects": _frame("monitored_projects", projects_rows),
        "monitored_indicators": _frame("monitored_indicators", rows),
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
    return table.sort_values("light", kind="stable")[list(_SHOWN)].reset_index(drop=True)


def _indicator_rows(
    indicators: Sequence[Indicator],
    monitored: Sequence[MonitoredProject],
    results: Mapping[str, ActualResult],
    outlooks: Mapping[str, Outlook],
    names: Names,
) -> Iterator[dict[str, Any]]:
    items = {item.subject_id: item for project in monitored for item in project.indicators}
    for indicator in indicators:
        item, outlook = items[indicator.indicator_id], outlooks.get(indicator.indicator_id)
        yield {
            "indicator_id": indicator.indicator_id,
            "project_id": indicator.project_id,
            **_named(names, indicator.project_id),
            "light": item.light.label,
            "level1": indicator.level1.label if indicator.level1 else None,
            "level2": indicator.level2.label if indicator.level2 else None,
            "indicator_name": indicator.indicator_name,
            "annual_target": indicator.annual_target.raw,
            "actual": _actual(results.get(indicator.indicator_id)),
            "progress_ratio": _number(item.progress_ratio),
            "is_prorated": item.is_prorated,
            "explanation": item.explanation,
            "likelihood": outlook.likelihood.label if outlook and outlook.likelihood else None,
            "reason": outlook.reason if outlook else None,
            "as_of": pd.Timestamp(item.as_of) if item.as_of else pd.NaT,
        }


def _project_row(project: MonitoredProject, names: Names) -> dict[str, Any]:
    counts = Counter(item.light for item in project.indicators)
    return {
        "project_id": project.project_id,
        **_named(names, project.project_id),
        "spending_unit": names.of(project.project_id)["spending_unit"],
        "light": project.light.label,
        "budget_light": project.budget.light.label,
        "budget_progress_ratio": _number(project.budget.progress_ratio),
        **{light.value: counts[light] for light in Light},
        "explanation": project.budget.explanation,
    }


def _named(names: Names, project_id: str) -> dict[str, str | None]:
    found = names.of(project_id)
    return {"project_name": found["project_name"], "short_name": found["short_name"]}


def _actual(result: ActualResult | None) -> str | None:
    if result is None:
        return None
    grade = result.attainment.label if result.attainment else None
    return result.actual.raw or grade


def _number(ratio: Any) -> float | None:
    return None if ratio is None else float(ratio)


def _frame(schema: str, rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    return conform(pd.DataFrame(rows, columns=list(SCHEMAS[schema])), schema)
