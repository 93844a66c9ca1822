"""Which stored indicator or project a reported row means: by id, else by names, else by a remembered choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from perfdata.core.model import Indicator, Project
from perfdata.core.text import normalise_label


class Suggestion(NamedTuple):
    """A row nobody could match: its key, its words, and the most similar indicator for the clerk to confirm."""

    row_key: str
    project_name: str
    indicator_name: str
    indicator_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What is stored for one fiscal year, indexed for matching; texts are what the template shows."""

    fiscal_year: int
    projects: Mapping[str, Project]
    indicators: Mapping[str, Indicator]
    texts: Mapping[str, dict[str, str]]
    project_ids: Mapping[str, list[str]] = field(default_factory=dict)
    indicator_ids: Mapping[tuple[str, str], list[str]] = field(default_factory=dict)


def build_reference(projects: Iterable[Project], indicators: Iterable[Indicator], *, fiscal_year: int) -> Reference:
    """The reference of one fiscal year."""
    by_id = {project.project_id: project for project in projects if project.fiscal_year == fiscal_year}
    own = {item.indicator_id: item for item in indicators if item.fiscal_year == fiscal_year}
    project_ids: dict[str, list[str]] = defaultdict(list)
    for project in by_id.values():
        project_ids[normalise_label(project.project_name)].append(project.project_id)
    texts = {item.indicator_id: _shown(item, by_id[item.project_id]) for item in own.values()}
    indicator_ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for indicator_id, shown in texts.items():
        indicator_ids[_names(shown)].append(indicator_id)
    return Reference(
        fiscal_year=fiscal_year,
        projects=by_id,
        indicators=own,
        texts=texts,
        project_ids=project_ids,
        indicator_ids=indicator_ids,
    )


def match_indicator(texts: Mapping[str, str], reference: Reference, *, remembered: Mapping[str, str]) -> str | None:
    """The indicator id of a row: its own id if known, else its names if they fit one only, else what was remembered."""
    written = texts.get("indicator_id", "")
    if written in reference.indicators:
        return written
    if (found := named_indicator(texts, reference)) is not None:
        return found
    known = remembered.get(row_key(texts))
    return known if known in reference.indicators else None


def named_indicator(texts: Mapping[str, str], reference: Reference) -> str | None:
    """The one indicator that carries the row's names; level 2 and unit decide between several."""
    candidates = reference.indicator_ids.get(_names(texts), [])
    for name in ("level2", "spending_unit"):
        if len(candidates) > 1 and texts.get(name):
            key = normalise_label(texts[name])
            candidates = [item for item in candidates if normalise_label(reference.texts[item][name]) == key]
    return candidates[0] if len(candidates) == 1 else None


def match_project(texts: Mapping[str, str], reference: Reference) -> str | None:
    """The project id of a row: its own id if known, else its name (and unit) if they fit one only."""
    if (written := texts.get("project_id", "")) in reference.projects:
        return written
    candidates = reference.project_ids.get(normalise_label(texts.get("project_name", "")), [])
    if len(candidates) > 1:
        unit = normalise_label(texts.get("spending_unit", ""))
        candidates = [
            item for item in candidates if normalise_label(reference.projects[item].spending_unit or "") == unit
        ]
    return candidates[0] if len(candidates) == 1 else None


def suggest_indicator(texts: Mapping[str, str], reference: Reference) -> Suggestion | None:
    """The indicator with the most similar names, or None where nothing is near."""
    spellings = {"".join(names): ids[0] for names, ids in reference.indicator_ids.items()}
    near = get_close_matches("".join(_names(texts)), spellings, n=1, cutoff=0.6)
    if not near:
        return None
    return Suggestion(
        row_key(texts), texts.get("project_name", ""), texts.get("indicator_name", ""), spellings[near[0]]
    )


def row_key(texts: Mapping[str, str]) -> str:
    """What a clerk's choice is remembered under: project and indicator as written."""
    return "｜".join(_names(texts))


def _names(texts: Mapping[str, str]) -> tuple[str, str]:
    return normalise_label(texts.get("project_name", "")), normalise_label(texts.get("indicator_name", ""))


def _shown(indicator: Indicator, project: Project) -> dict[str, str]:
    return {
        "project_name": project.project_name,
        "spending_unit": project.spending_unit or "",
        "level1": indicator.level1.label if indicator.level1 else "",
        "level2": indicator.level2.label if indicator.level2 else "",
        "indicator_name": indicator.indicator_name,
        "annual_target": indicator.annual_target.raw,
    }
