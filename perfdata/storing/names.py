"""Which projects hold, by name and unit: by what is concluded, and by the uploads where that waits."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, ScalarSelect, Select, func, select

from perfdata.core.keys import NO_UNIT, name_key, spellings, unit_key, without_remarks
from perfdata.core.model import Project
from perfdata.storing.conclusion_tables import project_years, stale_projects, unit_years
from perfdata.storing.connecting import reading
from perfdata.storing.loading import projects_in
from perfdata.storing.rows import MANY
from perfdata.storing.scope import Scope
from perfdata.storing.tables import projects

_P, _U = project_years.c, unit_years.c
_WITH_UNIT = _P.project_name.concat("（").concat(func.coalesce(_P.spending_unit, _P.project_id)).concat("）")
_MOST_NAMED = 1000


class NamedProject(NamedTuple):
    """A project of a year without its records."""

    fiscal_year: int
    project_id: str
    project_name: str
    spending_unit: str | None
    competent_department: str | None


_NAMED = select(*(_P[name] for name in NamedProject._fields))
_OTHER = project_years.alias("other").c


def _another(*names: str) -> ScalarSelect[str]:
    """The id of another project of the year that has the same of these, None where there is none."""
    is_same = (_OTHER[name] == _P[name] for name in ("fiscal_year", *names))
    return select(_OTHER.project_id).where(*is_same, _OTHER.project_id != _P.project_id).limit(1).scalar_subquery()


_WITH_OTHERS = _NAMED.add_columns(
    _another("short_name").label("of_short_name"), _another("name_key", "project_name").label("of_name")
)


def project_names(engine: Engine, scope: Scope) -> list[NamedProject]:
    """Every project in force of the selection, by unit and name."""

    def is_own(project: Project) -> bool:
        is_of_unit = not scope.units or name_key(project.spending_unit) in scope.unit_keys
        return is_of_unit and (not scope.projects or project.project_id in scope.projects)

    with reading(engine) as connection:
        return _held(connection, scope.fiscal_year, scope.rows(_P), is_own)


def project_ids(engine: Engine) -> set[str]:
    """The id of every project that ever was in a goal table."""
    with reading(engine) as connection:
        return set(connection.scalars(select(projects.c.project_id).distinct()))


def projects_alike(connection: Connection, fiscal_year: int, projects: Sequence[Any]) -> list[NamedProject]:
    """Those in force of the year that one of the projects may be mistaken for, themselves among them.

    Of each name that a project may go by another project that bears it: what is not unique in the year is not unique
    among them, and however many bear a name, one is read.
    """
    if len(projects) > _MOST_NAMED:
        return projects_in_units(connection, fiscal_year, None)
    of_year, own = _P.fiscal_year == fiscal_year, {project.project_id: project for project in projects}
    found = {row.project_id: row for row in connection.execute(_WITH_OTHERS.where(of_year, _P.project_id.in_(own)))}
    others = {other for row in found.values() for other in (row.of_short_name, row.of_name) if other}
    queries = [_NAMED.where(of_year, _P.project_id.in_(others - found.keys()))]
    strange = {name for key in own.keys() - found.keys() for name in spellings(own[key])[:2]}
    queries += [query for name in strange for query in _bearing(of_year, name)]
    queries += _with_unit_behind(of_year, [project.project_name for project in projects])
    near = {row.project_id: NamedProject(*row) for query in queries for row in connection.execute(query)}
    kept = (NamedProject(*(getattr(found.get(key, own[key]), name) for name in NamedProject._fields)) for key in own)
    return [*kept, *(project for key, project in near.items() if key not in own)]


def projects_called(connection: Connection, fiscal_year: int, names: Collection[str]) -> list[NamedProject]:
    """Those in force of the year whose name, with or without remarks or with the unit behind, is one of these.

    Of several that share a name two are enough.
    """
    of_year, bare = _P.fiscal_year == fiscal_year, {without_remarks(name) for name in names}
    queries = [*(query for name in names for query in _bearing(of_year, name)), *_with_unit_behind(of_year, names)]
    ids = {row.project_id for query in queries for row in connection.execute(query)}
    own = [of_year, _P.project_id.in_(ids)]
    return _held(connection, fiscal_year, own, lambda project: without_remarks(project.project_name) in bare)


def _bearing(of_year: ColumnElement[bool], name: str) -> list[Select[Any]]:
    """Two projects with this name, and two with it but for remarks."""
    is_named = [[_P.name_key == name_key(name), _P.project_name == name], [_P.short_name == name]]
    return [_NAMED.where(of_year, *own).limit(2) for own in is_named]


def _with_unit_behind(of_year: ColumnElement[bool], names: Collection[str]) -> list[Select[Any]]:
    """The projects that with their unit behind have one of these names, sought in the units in their brackets."""
    behind = {
        name[at + 1 : -1] for name in names if name.endswith("）") for at, sign in enumerate(name) if sign == "（"
    }
    is_there = _P.unit_key.in_(map(unit_key, behind)), _P.project_id.in_(behind)
    return [_NAMED.where(of_year, own, _WITH_UNIT.in_(names)) for own in is_there] if behind else []


def projects_in_units(
    connection: Connection, fiscal_year: int, unit_keys: Collection[str] | None
) -> list[NamedProject]:
    """The projects in force of the year of the units with these keys, or of all."""
    own = [_P.fiscal_year == fiscal_year, *([] if unit_keys is None else [_P.unit_key.in_(unit_keys)])]
    return _held(
        connection,
        fiscal_year,
        own,
        lambda project: unit_keys is None or name_key(project.spending_unit) in unit_keys,
    )


def projects_by_id(connection: Connection, fiscal_year: int, ids: Collection[str]) -> list[NamedProject]:
    """The projects in force of the year with these ids."""
    own = [_P.fiscal_year == fiscal_year, _P.project_id.in_(ids)]
    return _held(connection, fiscal_year, own, lambda project: project.project_id in ids)


def projects_named(connection: Connection, fiscal_year: int, names: Collection[str]) -> list[NamedProject]:
    """Every project in force of the year whose name has one of these keys."""
    own = [_P.fiscal_year == fiscal_year, _P.name_key.in_(names)]
    return _held(connection, fiscal_year, own, lambda project: name_key(project.project_name) in names)


def units(engine: Engine, fiscal_year: int, *, most: int | None = None) -> list[str] | None:
    """The units of the year under one name each, in the order of their keys; last NO_UNIT where projects have none.

    None where there are more than ``most``.
    """
    of_year = _U.fiscal_year == fiscal_year
    with reading(engine) as connection:
        if most is not None and connection.scalar(select(_U.unit_key).where(of_year).offset(most).limit(1)) is not None:
            return None
        return _in_order(_labels(connection, fiscal_year))


def units_called(engine: Engine, fiscal_year: int, names: Collection[str]) -> list[str]:
    """Of the units of the year those that one of the names means, as ``units``."""
    with reading(engine) as connection:
        return _in_order(_labels(connection, fiscal_year, set(map(unit_key, names))))


def _labels(connection: Connection, fiscal_year: int, keys: Collection[str] | None = None) -> dict[str, str]:
    """The units of the year with these keys, or all, by their key."""
    if _stale_ids(connection, fiscal_year):
        labels: dict[str, str] = {}
        for project in projects_in_units(connection, fiscal_year, keys):
            key, unit = name_key(project.spending_unit), project.spending_unit or ""
            labels[key] = max(unit, labels.get(key, ""))
        return labels
    own = [_U.fiscal_year == fiscal_year, *([] if keys is None else [_U.unit_key.in_(keys)])]
    rows = connection.execute(select(_U.unit_key, _U.spending_unit).where(*own))
    return {row.unit_key: row.spending_unit or "" for row in rows}


def _in_order(labels: Mapping[str, str]) -> list[str]:
    return [*(labels[key] for key in sorted(labels) if key), *([NO_UNIT] if "" in labels else [])]


def _held(
    connection: Connection, fiscal_year: int, where: Sequence[ColumnElement[bool]], keep: Callable[[Project], bool]
) -> list[NamedProject]:
    stale = _stale_ids(connection, fiscal_year)
    rows = (NamedProject(*row) for row in connection.execute(_NAMED.where(*where)))
    held = [row for row in rows if row.project_id not in stale]
    if stale:
        known = projects_in(connection, fiscal_year=fiscal_year, project_ids=stale if len(stale) < MANY else None)
        own = (project for project in known if project.project_id in stale and keep(project))
        held += [NamedProject(*(getattr(project, name) for name in NamedProject._fields)) for project in own]
    return sorted(held, key=lambda row: (name_key(row.spending_unit), row.project_name, row.project_id))


def _stale_ids(connection: Connection, fiscal_year: int) -> set[str]:
    of = stale_projects.c
    return set(connection.scalars(select(of.project_id).where(of.fiscal_year == fiscal_year).distinct()))
