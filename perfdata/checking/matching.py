"""Which stored indicator or project a reported row means: by id, else by names, else by a remembered choice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import NamedTuple

from perfdata.core.keys import indicator_name_key, name_key
from perfdata.core.model import Indicator, Project
from perfdata.core.reports import IndicatorCells, ReportedRow, SpendingCells
from perfdata.core.text import normalise_label

IndicatorRow = ReportedRow[IndicatorCells]
SpendingRow = ReportedRow[SpendingCells]

_LONGEST_NAME = 200


class Suggestion(NamedTuple):
    """A row nobody could match: its key, its words, and the most similar indicator for the clerk to confirm."""

    row_key: str
    project_name: str
    indicator_name: str
    indicator_id: str


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What is stored for one fiscal year; ``shown`` is what the template shows of each indicator."""

    fiscal_year: int
    projects: Mapping[str, Project]
    indicators: Mapping[str, Indicator]
    shown: Mapping[str, IndicatorCells]

    @cached_property
    def project_ids(self) -> dict[str, list[str]]:
        """Project ids by normalised name."""
        ids: dict[str, list[str]] = defaultdict(list)
        for project in self.projects.values():
            ids[name_key(project.project_name)].append(project.project_id)
        return dict(ids)

    @cached_property
    def indicator_ids(self) -> dict[str, dict[str, list[str]]]:
        """Indicator ids by normalised project name and indicator name; most files carry ids and never need them."""
        ids: dict[str, dict[str, list[str]]] = {}
        for cells in self.shown.values():
            names = ids.setdefault(name_key(cells.project_name), {})
            names.setdefault(indicator_name_key(cells.indicator_name), []).append(cells.indicator_id)
        return ids


def build_reference(projects: Iterable[Project], indicators: Iterable[Indicator], *, fiscal_year: int) -> Reference:
    """The reference of one fiscal year."""
    by_id = {project.project_id: project for project in projects if project.fiscal_year == fiscal_year}
    own = {item.indicator_id: item for item in indicators if item.fiscal_year == fiscal_year}
    shown = {item.indicator_id: _shown(item, by_id[item.project_id]) for item in own.values()}
    return Reference(fiscal_year=fiscal_year, projects=by_id, indicators=own, shown=shown)


def match_indicator(row: IndicatorRow, reference: Reference, *, remembered: Mapping[str, str]) -> str | None:
    """The indicator id of a row: its own id if known, else its names if they fit one only, else what was remembered."""
    written = row.cells.indicator_id.strip()
    if written in reference.indicators:
        return written
    if (found := named_indicator(row, reference)) is not None:
        return found
    known = remembered.get(row_key(row))
    return known if known in reference.indicators else None


def named_indicator(row: IndicatorRow, reference: Reference) -> str | None:
    """The one indicator that carries the row's names; levels, target and unit decide between several.

    A unit that is written must be the project's: the same names under another unit are another indicator.
    """
    candidates = similar_named(row, reference)
    if unit := name_key(row.cells.spending_unit):
        candidates = [item for item in candidates if name_key(reference.shown[item].spending_unit) == unit]
    for name in ("level2", "level1", "annual_target"):
        if len(candidates) > 1 and (key := normalise_label(row.text(name))):
            candidates = [item for item in candidates if normalise_label(getattr(reference.shown[item], name)) == key]
    return candidates[0] if len(candidates) == 1 else None


def similar_named(row: IndicatorRow, reference: Reference) -> list[str]:
    """The indicators with the row's project name and indicator name."""
    project_name, indicator_name = _names(row)
    return reference.indicator_ids.get(project_name, {}).get(indicator_name, [])


def match_project(row: SpendingRow, reference: Reference) -> str | None:
    """The project id of a row: its own id if known, else its name (and unit, if written) if they fit one only."""
    written = row.cells.project_id.strip()
    return written if written in reference.projects else named_project(row, reference)


def named_project(row: SpendingRow, reference: Reference) -> str | None:
    """The one project that carries the row's name and, if it is written, unit."""
    candidates = reference.project_ids.get(name_key(row.cells.project_name), [])
    if unit := name_key(row.cells.spending_unit):
        candidates = [item for item in candidates if name_key(reference.projects[item].spending_unit) == unit]
    return candidates[0] if len(candidates) == 1 else None


def suggest_indicator(row: IndicatorRow, reference: Reference) -> Suggestion | None:
    """The indicator with the most similar name in the project with the most similar name, or None if nothing is near.

    Compares with every name: not for thousands of rows.
    """
    project_name, indicator_name = _names(row)
    if max(len(project_name), len(indicator_name)) > _LONGEST_NAME:
        return None
    if project_name not in reference.indicator_ids:
        project_name = _nearest(project_name, tuple(reference.indicator_ids))
    names = reference.indicator_ids.get(project_name, {})
    near = _nearest(indicator_name, tuple(names))
    if not near:
        return None
    return Suggestion(row_key(row), row.cells.project_name, row.cells.indicator_name, names[near][0])


@lru_cache(maxsize=1024)
def _nearest(name: str, names: tuple[str, ...]) -> str:
    """The most similar of the names, '' if none is near."""
    return name if name in names else next(iter(get_close_matches(name, names, n=1, cutoff=0.6)), "")


def row_key(row: IndicatorRow) -> str:
    """What a clerk's choice is remembered under: project and indicator as written."""
    return "｜".join(_names(row))


def suggest_among(project: Project, name: str, indicators: Iterable[Indicator]) -> Suggestion:
    """The indicator of the project with the most similar name, for a name that fits none; its id is '' if none is."""
    ids = {indicator_name_key(item.indicator_name): item.indicator_id for item in indicators}
    key = indicator_name_key(name)
    near = _nearest(key, tuple(ids)) if len(key) <= _LONGEST_NAME else ""
    return Suggestion(f"{name_key(project.project_name)}｜{key}", project.project_name, name, ids.get(near, ""))


def _names(row: IndicatorRow) -> tuple[str, str]:
    return name_key(row.cells.project_name), indicator_name_key(row.cells.indicator_name)


def _shown(indicator: Indicator, project: Project) -> IndicatorCells:
    return IndicatorCells(
        indicator_id=indicator.indicator_id,
        project_name=project.project_name,
        spending_unit=project.spending_unit or "",
        level1=indicator.level1.label if indicator.level1 else "",
        level2=indicator.level2.label if indicator.level2 else "",
        indicator_name=indicator.indicator_name,
        annual_target=indicator.annual_target.raw,
    )
