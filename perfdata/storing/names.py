"""Which projects hold, by name and unit: by what is concluded, and by the uploads where that waits."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from perfdata.core.keys import NO_UNIT, name_key, spellings, unit_key, without_remarks
from perfdata.core.model import Project
from perfdata.storing.conclusion_tables import project_years, stale_projects, unit_years
from perfdata.storing.connecting import reading
from perfdata.storing.loading import projects_in
from perfdata.storing.rows import MANY
from perfdata.storing.scope import Scope
from perfdata.storing.tables import projects

_P = project_years.c
_WITH_UNIT = _P.project_name.concat("（").concat(func.coalesce(_P.spending_unit, _P.project_id)).concat("）")
_CROWD, _MOST_NAMED = 40, 1000


class NamedProject(NamedTuple):
    """A project of a year without its records."""

    fiscal_year: int
    project_id: str
    project_name: str
    spending_unit: str | None
    competent_department: str | None


_NAMED = select(*(_P[name] for name in NamedProject._fields))


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

    They bear one of the names without remarks; of a name that a crowd bears, those of the same units, those spelled
    alike and two others, so that what is not unique in the year is not unique among them.
    """
    if len(projects) > _MOST_NAMED:
        return projects_in_units(connection, fiscal_year, None)
    spelled, of_year = {spellings(project) for project in projects}, _P.fiscal_year == fiscal_year
    names = {bare for bare, _, _ in spelled}
    crowded = _crowded(connection, of_year, names)
    unit_keys = {unit_key(project.spending_unit or "") for project in projects}
    of_units = _P.short_name.in_(crowded) & _P.unit_key.in_(unit_keys)
    longer = {name for bare, *more in spelled if bare in crowded for name in more if name != bare}
    near = _P.short_name.in_(names - crowded) | of_units | _P.name_key.in_(map(name_key, longer))
    if remarked := {name for bare, name, _ in spelled if bare in crowded and name != bare}:
        near |= _P.short_name.in_(crowded) & _WITH_UNIT.in_(remarked)
    is_alike = lambda project: without_remarks(project.project_name) in names  # noqa: E731
    held = _held(connection, fiscal_year, [of_year, near], is_alike)
    known = {project.project_id for project in held}
    two = (_NAMED.where(of_year, _P.short_name == bare).limit(2) for bare in crowded)
    others = {row.project_id: NamedProject(*row) for query in two for row in connection.execute(query)}
    return [*held, *(others[project_id] for project_id in others.keys() - known)]


def projects_called(connection: Connection, fiscal_year: int, names: Collection[str]) -> list[NamedProject]:
    """Those in force of the year whose name, with or without remarks or with the unit behind, is one of these."""
    names, bare = set(names), {without_remarks(name) for name in names}
    is_called = _P.short_name.in_(names) | _P.project_name.in_(names) | _WITH_UNIT.in_(names)
    own = [_P.fiscal_year == fiscal_year, _P.short_name.in_(bare), is_called]
    return _held(connection, fiscal_year, own, lambda project: without_remarks(project.project_name) in bare)


def _crowded(connection: Connection, of_year: ColumnElement[bool], names: Collection[str]) -> set[str]:
    """Which of the names without remarks more projects bear than are worth reading."""
    borne = select(_P.short_name).where(of_year, _P.short_name.in_(names)).group_by(_P.short_name)
    return set(connection.scalars(borne.having(func.count() > _CROWD)))


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


def units(engine: Engine, fiscal_year: int) -> list[str]:
    """The units of the year under one name each, in the order of their keys; last NO_UNIT where projects have none."""
    with reading(engine) as connection:
        if _stale_ids(connection, fiscal_year):
            held = _held(connection, fiscal_year, [_P.fiscal_year == fiscal_year], lambda _: True)
            labels: dict[str, str] = {}
            for project in held:
                key, unit = name_key(project.spending_unit), project.spending_unit or ""
                labels[key] = max(unit, labels.get(key, ""))
        else:
            of = unit_years.c
            rows = connection.execute(select(of.unit_key, of.spending_unit).where(of.fiscal_year == fiscal_year))
            labels = {row.unit_key: row.spending_unit or "" for row in rows}
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
