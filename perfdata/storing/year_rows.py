"""Rows of project-years as reports list them: every project of a selection, the largest gaps, money by grade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from perfdata.storing.conclusion_tables import indicator_years, project_years
from perfdata.storing.scope import Scope
from perfdata.storing.unit_sums import summed

_P = project_years.c


def project_rows(connection: Connection, scope: Scope) -> Sequence[Any]:
    """The projects of the selection by unit, the largest budgets first."""
    order = _P.unit_key, func.coalesce(_P.budget_yuan, 0).desc(), _P.project_id
    return connection.execute(select(project_years).where(*scope.rows(_P)).order_by(*order)).all()


def largest_gaps(connection: Connection, scope: Scope, *, most: int) -> Sequence[Any]:
    """Projects whose budget is not what their formulas come to, the largest difference first."""
    query = select(project_years).where(*scope.rows(_P), _P.budget_gap_yuan != 0)
    return connection.execute(query.order_by(func.abs(_P.budget_gap_yuan).desc(), _P.project_id).limit(most)).all()


def money_by_grade(connection: Connection, scope: Scope) -> Sequence[Any]:
    """``grade`` (None without a whole score), ``project_count`` and ``budget_yuan`` of each."""
    count, budget = func.count().label("project_count"), summed(_P.budget_yuan).label("budget_yuan")
    return connection.execute(select(_P.grade, count, budget).where(*scope.rows(_P)).group_by(_P.grade)).all()


def indicator_rows(connection: Connection, scope: Scope) -> Sequence[Any]:
    """The indicators of the selection as they stand, in the order of their tables."""
    own = indicator_years.c
    query = select(indicator_years).where(*scope.rows(own)).order_by(own.unit_key, own.project_id, own.order)
    return connection.execute(query).all()
