"""What of the store a file can be about: the projects it names or may mean, and the others of their units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from perfdata.checking.matching import row_key
from perfdata.checking.near_projects import project_row_key, question_about, question_among
from perfdata.core.keys import name_key, project_key
from perfdata.core.reports import ReportedSheets
from perfdata.storing import aggregates, store
from perfdata.storing.connecting import reading
from perfdata.storing.names import NamedProject, projects_by_id, projects_in_units, projects_named
from perfdata.storing.rows import MANY

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

Mentioned = tuple[str, str | None]
_NEAREST, _LEAST_ALIKE = 3, 0.6


def held_for(
    engine: Engine,
    mentioned: Iterable[Mentioned],
    *,
    years: Collection[int],
    answers: Mapping[str, str],
    ids: Collection[str] = (),
    is_of_rows: bool = False,
) -> store.Current:
    """The records in force, of every year, that a file can be about which mentions projects by name and unit.

    ``ids`` are those of indicators and projects that stand in the file. Names that no project has are compared with
    all names of the ``years``, and those of a form without a unit, that may be of several; records of other projects
    than those of the units concerned are never read. A row (``is_of_rows``) whose name some project has means no other.
    """
    at_revision = store.revision(engine)  # first: what changes meanwhile is noticed at the confirmation
    names = set(mentioned)
    said = {answers[key] for key in (project_row_key(*each) for each in names) if key in answers}
    with reading(engine) as connection:
        own = {*aggregates.owners(connection, {*ids, *said}), *(project_key(*each) for each in names)}
        found: dict[str, NamedProject] = {}
        for year in years:
            known = projects_by_id(connection, year, own)
            have = {item.project_id for item in known}
            keys = {name_key(name) for name, unit in names if project_key(name, unit) not in have}
            named = [*known, *projects_named(connection, year, keys)]
            known_names = {name_key(item.project_name) for item in named} if is_of_rows else set[str]()
            strange = {(name, unit) for name, unit in names if unit or name_key(name) not in known_names}
            near = _near(connection, year, strange, {item.project_id for item in named}, stated=names)
            units = {name_key(item.spending_unit) for item in (*named, *near)}
            units |= {name_key(unit) for _, unit in names if unit}
            found |= {item.project_id: item for item in projects_in_units(connection, year, units)}
    own |= found.keys()
    records = store.current(engine, project_ids=own) if len(own) < MANY else store.current(engine)
    return replace(records, revision=at_revision)


def held_for_report(engine: Engine, report: ReportedSheets, *, answers: Mapping[str, str]) -> store.Current:
    """What the rows of a report can be about, in the year it states or in any."""
    ids, mentioned = set[str](), set[Mentioned]()
    for row in report.indicators:
        ids |= {row.cells.indicator_id.strip(), answers.get(row_key(row), "")}
        mentioned.add((row.cells.project_name, row.cells.spending_unit or None))
    for row in report.spending:
        ids.add(row.cells.project_id.strip())
        mentioned.add((row.cells.project_name, row.cells.spending_unit or None))
    every_year = store.fiscal_years(engine)
    years = [year for year in every_year if report.fiscal_year in (None, year)]
    return held_for(engine, mentioned, years=years, answers=answers, ids=ids, is_of_rows=True)


def _near(
    connection: Connection, year: int, names: set[Mentioned], known: set[str], *, stated: set[Mentioned]
) -> list[NamedProject]:
    """The projects of the year that a name may mean which is none of the known projects; ``stated`` are all names."""
    strange = [(name, unit) for name, unit in names if name and project_key(name, unit) not in known]
    if not strange:
        return []
    every: list[Any] = projects_in_units(connection, year, None)
    stated_ids = frozenset(project_key(*each) for each in stated)
    by_name: dict[str, list[NamedProject]] = {}
    for item in every:
        by_name.setdefault(name_key(item.project_name), []).append(item)
    near: list[Any] = []
    for name, unit in strange:
        asked = (
            question_about(name, unit, every, stated=stated_ids),
            question_about(name, unit, every, stated=stated_ids, reports=True),
            question_among(name, unit, every),
        )
        near += [item for question in asked if question for item in question.candidates]
        alike = get_close_matches(name_key(name)[:200], by_name, n=_NEAREST, cutoff=_LEAST_ALIKE)
        near += [item for key in alike for item in by_name[key]]
    return near
