"""What pages ask of the conclusions: sums, rankings and questions of a selection, added up by the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Float,
    Row,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
    union,
)

from perfdata.core.findings import Asked
from perfdata.core.terms import FindingKind, Light, Outcome, ReviewStatus
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import Fen, indicator_years, project_years, questions
from perfdata.storing.rows import asked_from
from perfdata.storing.scope import Scope

_P = project_years.c
_COUNTS = ("indicator_count", *(f"{outcome.value}_count" for outcome in Outcome))
_OPEN = (ReviewStatus.OPEN.value, ReviewStatus.TO_AMEND.value)


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _sum_if(condition: ColumnElement[bool], column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(case((condition, column)))


MOST_ROWS = 200
# Twelve times what is due of a budget by the month of its latest spending.
_DUE = type_coerce(_P.execution_budget_yuan * _P.month, Fen())
_KNOWN_BUDGET = func.coalesce(_P.budget_yuan, _P.execution_budget_yuan, type_=Fen())
_SPENT = case((_P.execution_budget_yuan.is_not(None), _P.spent_yuan))
_IS_SPENT = _P.execution_budget_yuan.is_not(None)
_SUMS = (
    func.count().label("project_count"),
    func.count(_P.unit_key.distinct()).label("unit_count"),
    func.sum(_P.budget_yuan).label("budget_yuan"),
    func.sum(_P.execution_budget_yuan).label("execution_budget_yuan"),
    func.sum(_SPENT).label("spent_yuan"),
    func.count(_P.execution_budget_yuan).label("spending_count"),
    *(func.coalesce(func.sum(_P[name]), 0).label(name) for name in _COUNTS),
    func.avg(cast(_P.total_score, Float)).label("mean_score"),
    func.count(_P.total_score).label("score_count"),
    _count_if(_P.budget_light == Light.RED.value).label("red_count"),
    _sum_if(_P.budget_light == Light.RED.value, _KNOWN_BUDGET).label("red_yuan"),
    func.max(_P.as_of).label("as_of"),
    func.max(_P.month).label("month"),
    func.sum(_DUE).label("due_months_yuan"),
)


def totals(connection: Connection, scope: Scope) -> Row[Any]:
    """The sums of the selection: money in yuan, None where nothing is known; the mean of whole scores."""
    return _rows(connection, select(*_SUMS).where(*scope.rows(_P)))[0]


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
    names = (_P.spending_unit, _P.project_id, _P.project_name)
    labelled = [func.max(column).label(column.name) for column in names]
    keys = (_P.unit_key,) if by == "unit" else (_P.unit_key, _P.project_id)
    query = select(_P.unit_key, *labelled, *_SUMS).where(*scope.rows(_P)).group_by(*keys)
    if keys_of is not None:
        query = query.where(keys[-1].in_(keys_of))
    due, spent, budget = (cast(func.sum(column), Float) for column in (_DUE, _SPENT, _P.execution_budget_yuan))
    lag = (due / 12.0 - spent) / budget
    return _rows(connection, query.order_by(func.coalesce(lag, -9).desc(), *keys).limit(most))


def grades(connection: Connection, scope: Scope) -> list[Row[Any]]:
    """``scheme_id``, ``grade`` and ``project_count``, of the projects that have a grade."""
    keys = _P.scheme_id, _P.grade
    count = func.count().label("project_count")
    return _rows(connection, select(*keys, count).where(*scope.rows(_P), _P.grade.is_not(None)).group_by(*keys))


def outcomes_by_category(connection: Connection, scope: Scope) -> list[Row[Any]]:
    """``level1``, ``level2``, ``outcome`` and ``indicator_count``."""
    own = indicator_years.c
    keys = (own.level1, own.level2, own.outcome)
    count = func.count().label("indicator_count")
    return _rows(connection, select(*keys, count).where(*scope.rows(own)).group_by(*keys))


def projects_behind(
    connection: Connection, scope: Scope, *, most: int, lights: Sequence[Light] = tuple(Light)
) -> list[Row[Any]]:
    """Of the projects that report spending those that lag most behind the year, in yuan; ``lag_yuan`` by the month.

    With ``lights`` only projects whose budget has one of them, the red ones first.
    """
    lag = (cast(_P.execution_budget_yuan, Float) * _P.month / 12.0 - cast(_P.spent_yuan, Float)) / 100.0
    is_meant = _P.budget_light.in_([light.value for light in lights])
    query = select(project_years, lag.label("lag_yuan")).where(*scope.rows(_P), _IS_SPENT, is_meant)
    urgency = case((_P.budget_light == Light.RED.value, 0), else_=1) if len(lights) < len(Light) else literal(0)
    return _rows(connection, query.order_by(urgency, lag.desc(), _P.project_id).limit(most))


def projects_not_met(connection: Connection, scope: Scope, *, most: int) -> list[Row[Any]]:
    """Projects with indicators that were not met, once the year is reported to its end; the largest budgets first."""
    is_over = _P.as_of >= date(scope.fiscal_year, 12, 1)
    query = select(project_years).where(*scope.rows(_P), _P.not_met_count > 0, is_over)
    return _rows(connection, query.order_by(_largest_first(_P.budget_yuan), _P.project_id).limit(most))


def projects_overdue(connection: Connection, scope: Scope, *, most: int) -> list[Row[Any]]:
    """Projects that reported nothing, or of an earlier month than others of the year, the largest budgets first."""
    latest = totals(connection, Scope(scope.fiscal_year)).as_of
    if latest is None:
        return []
    month = min(latest, date(scope.fiscal_year, 12, 31)).replace(day=1)
    query = select(project_years).where(*scope.rows(_P), _P.as_of.is_(None) | (_P.as_of < month))
    return _rows(connection, query.order_by(_largest_first(_P.budget_yuan), _P.project_id).limit(most))


def open_questions(connection: Connection, scope: Scope, *, most: int) -> list[Row[Any]]:
    """Open questions of the audit, the most money at stake first, then the most certain."""
    own = questions.c
    query = select(questions).where(*scope.rows(own), own.kind == FindingKind.QUESTION.value, own.status.in_(_OPEN))
    return _rows(connection, query.order_by(_largest_first(own.stake_yuan), own.certainty, own.finding_id).limit(most))


def open_question_count(connection: Connection, scope: Scope) -> int:
    """How many questions of the audit are open."""
    own = questions.c
    is_open = own.kind == FindingKind.QUESTION.value, own.status.in_(_OPEN)
    return _rows(connection, select(func.count()).select_from(questions).where(*scope.rows(own), *is_open))[0][0]


def owners(connection: Connection, subject_ids: Collection[str]) -> list[str]:
    """The projects among the ids and those that own the indicators among them, now or in an older table."""
    own = tables.indicators.c
    query = select(own.project_id).where(own.indicator_id.in_(subject_ids)).distinct()
    projects = select(tables.projects.c.project_id).where(tables.projects.c.project_id.in_(subject_ids)).distinct()
    return sorted({*(row.project_id for row in _rows(connection, union(query, projects)))})


def asked(connection: Connection, scope: Scope) -> list[Asked]:
    """All that the audit asks of the selection, the questions first, of them those with the most money at stake."""
    own = questions.c
    is_remark = own.kind == FindingKind.REMARK.value
    stake = case((is_remark, 0), else_=func.coalesce(own.stake_yuan, 0)).desc()
    order = is_remark, stake, own.certainty, own.unit_key, own.project_id, own.finding_id
    return asked_from(_rows(connection, select(questions).where(*scope.rows(own)).order_by(*order)))


def _largest_first(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(column, 0).desc()


def _rows(connection: Connection, query: Executable) -> list[Row[Any]]:
    return list(connection.execute(query))
