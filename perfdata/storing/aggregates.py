"""What pages ask of the conclusions: sums, rankings and questions of a selection, added up by the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Executable,
    Float,
    FromClause,
    Integer,
    Row,
    cast,
    func,
    select,
)

from perfdata.core.conclusions import LIGHTS, place_of
from perfdata.core.fiscal_months import last_day
from perfdata.core.terms import Light
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import (
    indicator_years,
    project_days,
    project_scores,
    project_years,
    questions,
    unit_days,
    unit_grades,
    unit_lights,
    unit_outcomes,
    unit_years,
)
from perfdata.storing.rows import in_parts
from perfdata.storing.scope import Scope
from perfdata.storing.unit_sums import CHANGES, sums_by_project

_P = project_years.c
MOST_ROWS = 200
_ADDED = (
    *(column.name for column in unit_years.c if column.name.endswith("_count")),
    *"budget_yuan execution_budget_yuan spent_yuan due_months_yuan red_yuan".split(),
)


def _sums(units: FromClause) -> list[ColumnElement[Any]]:
    """What rows of units come to; of the money ``due_months_yuan`` is twelve times what is due by now."""
    of, counted = units.c, func.sum(units.c.score_count)
    return [
        func.max(of.fiscal_year).label("fiscal_year"),
        func.count(of.unit_key.distinct()).label("unit_count"),
        *(_added(of, name).label(name) for name in _ADDED),
        (cast(func.sum(of.score_sum), Float) / 100.0 / func.nullif(counted, 0)).label("mean_score"),
        func.max(of.as_of).label("as_of"),
        func.max(of.month).label("month"),
    ]


def _added(columns: Any, name: str) -> ColumnElement[Any]:
    whole = func.sum(columns[name])
    return cast(func.coalesce(whole, 0), Integer) if name.endswith("_count") else whole


def _units(scope: Scope) -> FromClause:
    """The rows of units: as kept, or of some of their projects alone."""
    if scope.projects:
        return sums_by_project(*scope.rows(_P)).subquery()
    return select(unit_years).where(*scope.rows(unit_years.c)).subquery()


def totals(connection: Connection, scope: Scope) -> Row[Any]:
    """The sums of the selection: money in yuan, None where nothing is known; the mean of whole scores."""
    return _rows(connection, select(*_sums(_units(scope))))[0]


def latest_day(connection: Connection, fiscal_year: int) -> date | None:
    """The last day that is reported of a year; None where nothing is."""
    of = unit_years.c
    return connection.scalar(select(func.max(of.as_of)).where(of.fiscal_year == fiscal_year))


def by_year(connection: Connection, scope: Scope) -> list[Row[Any]]:
    """The same sums of the selection's units or projects for each ``fiscal_year`` there is, the earliest first."""
    if scope.projects:
        units: FromClause = sums_by_project(*scope.rows_of_any_year(_P)).subquery()
    else:
        units = select(unit_years).where(*scope.rows_of_any_year(unit_years.c)).subquery()
    year = units.c.fiscal_year
    return _rows(connection, select(*_sums(units)).group_by(year).order_by(year))


def ranked(
    connection: Connection,
    scope: Scope,
    *,
    by: Literal["unit", "project"],
    most: int = MOST_ROWS,
    keys_of: Collection[str] | None = None,
) -> list[Row[Any]]:
    """The same sums of spending units, or of projects, with their names; first those that lag most behind the year.

    ``keys_of`` leaves only the units or projects of these keys.
    """
    if by == "unit":
        rows, keys = _units(scope), ("unit_key",)
    else:
        rows, keys = sums_by_project(*scope.rows(_P)).subquery(), ("unit_key", "project_id")
    of = rows.c
    names = ["spending_unit", *(["project_name"] if by == "project" else [])]
    labelled = [func.max(of[name]).label(name) for name in names]
    query = select(*(of[key] for key in keys), *labelled, *_sums(rows)).group_by(*(of[key] for key in keys))
    if keys_of is not None:
        query = query.where(of[keys[-1]].in_(keys_of))
    due, spent, budget = (
        cast(func.sum(of[name]), Float) for name in ("due_months_yuan", "spent_yuan", "execution_budget_yuan")
    )
    lag = (due / 12.0 - spent) / budget
    return _rows(connection, query.order_by(func.coalesce(lag, -9).desc(), *(of[key] for key in keys)).limit(most))


def grades(connection: Connection, scope: Scope, *, chosen: str = "") -> list[Row[Any]]:
    """``scheme_id``, ``grade`` and ``project_count`` by the chosen scheme, or each by the one that fits its form.

    The grade is '' for projects without one.
    """
    of = unit_grades.c
    if scope.projects:
        of = project_scores.c
        keys, count = (of.scheme_id, func.coalesce(of.grade, "").label("grade")), func.count()
    else:
        keys, count = (of.scheme_id, of.grade), cast(func.sum(of.project_count), Integer)
    query = select(*keys, count.label("project_count")).where(*scope.rows(of), of.chosen == chosen)
    return _rows(connection, query.group_by(*keys))


def outcomes(connection: Connection, scope: Scope, *names: str) -> list[Row[Any]]:
    """``indicator_count`` by the named ones of level1, level2, value_kind, outcome and band; '' and -1 are none."""
    if scope.projects:
        of: Any = indicator_years.c
        keys = [func.coalesce(of[name], -1 if name == "band" else "").label(name) for name in names]
        count: ColumnElement[Any] = func.count()
    else:
        of = unit_outcomes.c
        keys, count = [of[name] for name in names], _added(of, "indicator_count")
    return _rows(connection, select(*keys, count.label("indicator_count")).where(*scope.rows(of)).group_by(*keys))


def days(connection: Connection, scope: Scope) -> list[Row[Any]]:
    """``as_of`` and what the reports of each day changed, the earliest first; see ``ProjectDay``."""
    of = (project_days if scope.projects else unit_days).c
    changes = [
        (func.sum(of[name]) if name.endswith("_yuan") else cast(func.sum(of[name]), Integer)).label(name)
        for name in CHANGES
    ]
    return _rows(connection, select(of.as_of, *changes).where(*scope.rows(of)).group_by(of.as_of).order_by(of.as_of))


def lights(connection: Connection, scope: Scope, *, month: int | None) -> dict[Light, int]:
    """How many indicators have which light at the end of a month, or by the month of each report."""
    return _lights(connection, scope, month, indicator_years.c.lights, unit_lights.c.indicator_count)


def budget_lights(connection: Connection, scope: Scope, *, month: int | None) -> dict[Light, int]:
    """How many projects have a budget with which light, at the end of a month or by the month of each report."""
    return _lights(connection, scope, month, project_years.c.budget_lights, unit_lights.c.budget_count)


def _lights(
    connection: Connection, scope: Scope, month: int | None, letters: Column[str], counts_of_units: Column[int]
) -> dict[Light, int]:
    place = place_of(month)
    if scope.projects:
        letter, counted, own = func.substr(letters, place, 1), func.count(), scope.rows(letters.table.c)
    else:
        of = unit_lights.c
        letter, counted, own = of.light, func.sum(counts_of_units), [*scope.rows(of), of.month == place]
    query = select(letter.label("letter"), counted.label("held")).where(*own).group_by(letter)
    counts = {LIGHTS[row.letter]: int(row.held) for row in _rows(connection, query)}
    return {light: counts.get(light, 0) for light in Light}


def projects_behind(
    connection: Connection, scope: Scope, *, most: int, lights: Sequence[Light] = tuple(Light)
) -> list[Row[Any]]:
    """Of the projects that report spending those that lag most behind the year, in yuan; ``lag_yuan`` by the month.

    With ``lights`` only projects whose budget has one of them, in the order of these.
    """
    query = select(project_years).where(*scope.rows(_P), scope.by(_P.lag_yuan).is_not(None))
    if len(lights) == len(Light):
        return _rows(connection, query.order_by(scope.by(_P.lag_yuan).desc(), _P.project_id).limit(most))
    found: list[Row[Any]] = []
    for light in lights:
        own = query.where(_P.budget_light == light.value).order_by(scope.by(_P.lag_yuan).desc(), _P.project_id)
        found += _rows(connection, own.limit(most - len(found))) if len(found) < most else []
    return found


def projects_not_met(connection: Connection, scope: Scope, *, most: int) -> list[Row[Any]]:
    """Projects with indicators that were not met, once the year is reported to its end; the largest budgets first."""
    is_over = _P.as_of >= date(scope.fiscal_year, 12, 1)
    query = select(project_years).where(*scope.rows(_P), _P.not_met_count > 0, is_over)
    return _rows(connection, query.order_by(scope.by(_P.budget_yuan).desc().nulls_last(), _P.project_id).limit(most))


def projects_overdue(connection: Connection, scope: Scope, *, most: int) -> list[Row[Any]]:
    """Projects that reported nothing, or of an earlier month than others of the year, the largest budgets first."""
    latest = latest_day(connection, scope.fiscal_year)
    if latest is None:
        return []
    month = min(latest, last_day(scope.fiscal_year)).replace(day=1)
    query = select(project_years).where(*scope.rows(_P), _P.as_of.is_(None) | (_P.as_of < month))
    return _rows(connection, query.order_by(scope.by(_P.budget_yuan).desc().nulls_last(), _P.project_id).limit(most))


def open_questions(connection: Connection, scope: Scope, *, most: int) -> list[Row[Any]]:
    """Open questions of the audit, the most money at stake first, then the most certain."""
    own = questions.c
    rank = scope.by(own.open_rank)
    query = select(questions).where(*scope.rows(own), rank.is_not(None))
    return _rows(connection, query.order_by(rank, own.certainty, own.finding_id).limit(most))


def owners(connection: Connection, subject_ids: Collection[str]) -> list[str]:
    """The projects among the ids and those that own the indicators among them, now or in an older table."""
    of, found = tables.indicators.c, set[str]()
    for part in in_parts(subject_ids):
        for query in (
            select(of.project_id).where(of.indicator_id.in_(part)),
            select(tables.projects.c.project_id).where(tables.projects.c.project_id.in_(part)),
        ):
            found.update(connection.scalars(query.distinct()))
    return sorted(found)


def _rows(connection: Connection, query: Executable) -> list[Row[Any]]:
    return list(connection.execute(query))
