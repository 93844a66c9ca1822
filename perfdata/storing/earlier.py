"""A store as it stood by the reports of a day: a copy, without what is reported of later days.

Goal tables, weights and answers are copied as they hold now. The bytes of files, the log, accounts, evidence, tasks and
closings are not: nothing that is concluded is made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, delete, exists, literal, or_, select

from perfdata.core.fiscal_months import last_day
from perfdata.core.keys import unit_key
from perfdata.storing import tables
from perfdata.storing.connecting import reading, writing
from perfdata.storing.inserting import insert_rows
from perfdata.storing.marks import mark_every_project
from perfdata.storing.scope import Scope
from perfdata.storing.sight import whole
from perfdata.storing.tables import indicators, name_matches, projects, uploads

_OF_YEARS = (
    projects,
    indicators,
    tables.actual_results,
    tables.spending,
    tables.outlooks,
    tables.spending_forecasts,
    tables.published_forms,
    tables.funding_rows,
    tables.weights,
    tables.reviews,
)
_OF_YEARS_END = (tables.published_forms, tables.funding_rows)  # a 自评表 says how its year ended
_AT_ONCE, _IDS_AT_ONCE = 5_000, 1_000


def copy_until(engine: Engine, target: Engine, scope: Scope, *, day: date) -> None:
    """Into an empty store: of the year and the one before all rows in force that are of the day or of none.

    Of a part of a year, or for whom the engine shows a part, the units that the selection touches, each whole, so that
    the rules which compare its projects see all of them. All is to be concluded anew.
    """
    years = (scope.fiscal_year - 1, scope.fiscal_year)
    ids = _chosen(engine, scope, years)
    with reading(whole(engine)) as source, writing(target) as copy:
        plain = [column for column in uploads.c if column.name != "content"]
        in_force = select(*plain, literal(b"").label("content")).where(uploads.c.voided_at.is_(None))
        _copy(source, copy, uploads, in_force)
        for table in _OF_YEARS:
            rows = _in_force(table).where(table.c.fiscal_year.in_(_years_known(table, years, day)))
            if "as_of" in table.c:
                rows = rows.where(table.c.as_of <= day)
            for part in _of_projects(table, rows, ids):
                _copy(source, copy, table, part)
        _copy(source, copy, name_matches, _in_force(name_matches))
        is_used = (exists().where(table.c.upload_id == uploads.c.upload_id) for table in (*_OF_YEARS, name_matches))
        copy.execute(delete(uploads).where(~or_(*is_used)))
        mark_every_project(copy)


def _chosen(engine: Engine, scope: Scope, years: Sequence[int]) -> list[str] | None:
    """The ids of all projects of the units of the selection, as the engine sees them; None where that is everything."""
    if engine is whole(engine) and not (scope.units or scope.projects):
        return None
    own = select(projects.c.project_id, projects.c.spending_unit).where(projects.c.fiscal_year.in_(years)).distinct()
    with reading(engine) as connection:
        units = {row.project_id: unit_key(row.spending_unit) for row in connection.execute(own)}
    wanted = set(units.values())
    if scope.units:
        wanted &= set(scope.unit_keys)
    if scope.projects:
        wanted &= {units[key] for key in scope.projects if key in units}
    return [key for key, unit in units.items() if unit in wanted]


def _in_force(table: Table) -> Select[Any]:
    return select(table).join(uploads).where(uploads.c.voided_at.is_(None))


def _years_known(table: Table, years: Sequence[int], day: date) -> list[int]:
    return [year for year in years if table not in _OF_YEARS_END or last_day(year) <= day]


def _of_projects(table: Table, rows: Select[Any], ids: Sequence[str] | None) -> list[Select[Any]]:
    """The select of what the projects own, in parts that a query may have; reviews, which are few, whole."""
    if ids is None or table is tables.reviews:
        return [rows]
    parts = [ids[start : start + _IDS_AT_ONCE] for start in range(0, len(ids), _IDS_AT_ONCE)]
    if "project_id" in table.c:
        return [rows.where(table.c.project_id.in_(part)) for part in parts]
    owned = (select(indicators.c.indicator_id).where(indicators.c.project_id.in_(part)) for part in parts)
    return [rows.where(table.c.indicator_id.in_(own)) for own in owned]


def _copy(source: Connection, target: Connection, table: Table, rows: Select[Any]) -> None:
    found = source.execute(rows, execution_options={"yield_per": _AT_ONCE})
    for part in found.mappings().partitions():
        insert_rows(target, table, list(map(dict, part)))
