"""Rankings and pooled sums for the dashboards, added up by the database."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from perfdata.core.terms import Outcome
from perfdata.storing.conclusion_tables import indicator_years, project_years, unit_years
from perfdata.storing.scope import Scope
from perfdata.storing.unit_sums import summed, sums_by_project

_P, _I = project_years.c, indicator_years.c


def projects_of(connection: Connection, scope: Scope, ids: Collection[str]) -> list[Any]:
    """What is concluded of these projects of the scope, in the order of the ids."""
    rows = connection.execute(select(project_years).where(*scope.rows(_P), _P.project_id.in_(ids)))
    found = {row.project_id: row for row in rows}
    return [found[each] for each in ids if each in found]


def largest_budgets(connection: Connection, scope: Scope, *, most: int) -> list[Any]:
    """Projects by budget, the largest first."""
    largest_first = scope.by(_P.budget_yuan).desc().nulls_last()
    query = select(project_years).where(*scope.rows(_P)).order_by(largest_first, _P.upload_id, _P.row_number)
    return list(connection.execute(query.limit(most)))


def budgets_by_unit(connection: Connection, scope: Scope) -> list[Any]:
    """``spending_unit`` and ``budget_yuan`` of each unit, the largest first."""
    of: Any = unit_years.c
    if scope.projects:
        of = sums_by_project(*scope.rows(_P)).subquery().c
    yuan = func.sum(of.budget_yuan).label("budget_yuan")
    query = select(func.max(of.spending_unit).label("spending_unit"), yuan).group_by(of.unit_key)
    own = [] if scope.projects else scope.rows(of)
    return list(connection.execute(query.where(*own).order_by(yuan.desc().nulls_last(), of.unit_key)))


def budgets_by_cycle(connection: Connection, scope: Scope) -> list[Any]:
    """``cycle_start_year``, ``cycle_end_year`` and ``budget_yuan``."""
    yuan = summed(_P.budget_yuan).label("budget_yuan")
    keys = _P.cycle_start_year, _P.cycle_end_year
    return list(connection.execute(select(*keys, yuan).where(*scope.rows(_P)).group_by(*keys)))


def formula_sums(connection: Connection, scope: Scope) -> Row[Any]:
    """What formulas, the budgets of their projects and the gaps between them come to in yuan."""
    sums = {"formula_yuan": _P.formula_yuan, "budget_yuan": _P.budget_yuan, "budget_gap_yuan": _P.budget_gap_yuan}
    labelled = [summed(column).label(name) for name, column in sums.items()]
    return connection.execute(select(*labelled).where(*scope.rows(_P), _P.formula_yuan.is_not(None))).one()


def outcomes_of_projects(connection: Connection, scope: Scope, ids: Collection[str]) -> list[Any]:
    """``project_id``, ``indicator_name`` and ``outcome`` of the indicators of these projects."""
    query = select(_I.project_id, _I.indicator_name, _I.outcome).where(*scope.rows(_I), _I.project_id.in_(ids))
    return list(connection.execute(query.order_by(_I.project_id, _I.order)))


def shared_names(connection: Connection, scope: Scope, names: Collection[str]) -> set[str]:
    """Which of the names several indicators have that can be compared with their target."""
    name = _name(scope)
    own = [*scope.rows(_I), name.in_(names), _I.band.is_not(None)]
    query = select(name).where(*own).group_by(name).having(func.count() > 1)
    return set(connection.scalars(query))


def pooled_rates(connection: Connection, scope: Scope, *, most: int) -> list[Any]:
    """Numerators and denominators of rates of one name that two indicators and more have reported with both.

    ``indicator_name``, ``indicator_count``, ``numerator``, ``denominator``, and ``reported_count``: how many have
    reported the name at all. The most first.
    """
    own = [*scope.rows(_I), _I.outcome != Outcome.NO_DATA.value]
    is_stated = _I.numerator.is_not(None) & _I.denominator.is_not(None)
    count = func.count().label("indicator_count")
    parts = [func.sum(column).label(column.name) for column in (_I.numerator, _I.denominator)]
    name = _name(scope)
    stated = select(name.label("indicator_name"), count, *parts).where(*own, is_stated).group_by(name)
    shown = stated.having(count > 1).order_by(count.desc(), name).limit(most).subquery()
    reported = (
        select(func.count()).where(*own, name == shown.c.indicator_name).scalar_subquery().label("reported_count")
    )
    return list(
        connection.execute(select(*shown.c, reported).order_by(shown.c.indicator_count.desc(), shown.c.indicator_name))
    )


def _name(scope: Scope) -> ColumnElement[str]:
    """The name of an indicator: of few units or projects not by its index, which leads through all others."""
    return _I.indicator_name.concat("") if scope.is_part else _I.indicator_name
