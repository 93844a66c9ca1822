"""Which projects hold, by name and unit: by what is concluded, and by the uploads where that waits."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, select

from perfdata.core.keys import NO_UNIT, name_key, without_remarks
from perfdata.core.model import Project
from perfdata.storing.conclusion_tables import project_years, stale_projects, unit_years
from perfdata.storing.connecting import reading
from perfdata.storing.loading import MANY, projects_in
from perfdata.storing.scope import Scope
from perfdata.storing.tables import projects

_P = project_years.c


class NamedProject(NamedTuple):
    """A project of a year without its records."""

    fiscal_year: int
    project_id: str
    project_name: str
    spending_unit: str | None
    competent_department: str | None


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


def projects_alike(connection: Connection, fiscal_year: int, names: Collection[str]) -> list[NamedProject]:
    """Every project in force of the year whose name without remarks is one of these."""
    own = [_P.fiscal_year == fiscal_year, _P.short_name.in_(names)]
    return _held(connection, fiscal_year, own, lambda project: without_remarks(project.project_name) in names)


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
    columns = [_P[name] for name in NamedProject._fields]
    rows = (NamedProject(*row) for row in connection.execute(select(*columns).where(*where)))
    held = [row for row in rows if row.project_id not in stale]
    if stale:
        known = projects_in(connection, fiscal_year=fiscal_year, project_ids=stale if len(stale) < MANY else None)
        own = (project for project in known if project.project_id in stale and keep(project))
        held += [NamedProject(*(getattr(project, name) for name in NamedProject._fields)) for project in own]
    return sorted(held, key=lambda row: (name_key(row.spending_unit), row.project_name, row.project_id))


def _stale_ids(connection: Connection, fiscal_year: int) -> set[str]:
    of = stale_projects.c
    return set(connection.scalars(select(of.project_id).where(of.fiscal_year == fiscal_year).distinct()))
