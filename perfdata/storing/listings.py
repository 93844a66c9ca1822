"""Which projects and indicators a part of a list shows: sorted and filtered by the database, never more than asked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Float, Select, case, cast, func, select

from perfdata.core.conclusions import LETTERS, place_of
from perfdata.core.fiscal_months import last_day
from perfdata.core.terms import Light, Outcome
from perfdata.storing.aggregates import lights
from perfdata.storing.conclusion_tables import indicator_years, project_days, project_scores, project_years
from perfdata.storing.scope import Scope

ProjectOrder = Literal["file", "budget", "gap", "unit_cost", "light", "pace", "score", "met"]
IndicatorOrder = Literal["file", "light", "distance"]
_P, _I = project_years.c, indicator_years.c


class Slice(NamedTuple):
    """From which row on, and how many."""

    start: int = 0
    most: int = 200


class Listed(NamedTuple):
    """How many there are, and the ids of those that are shown, in their order."""

    total: int
    ids: tuple[str, ...]


def list_projects(
    connection: Connection,
    scope: Scope,
    *,
    order: ProjectOrder = "file",
    part: Slice,
    month: int | None = None,
    chosen: str = "",
) -> Listed:
    """The projects in the order of their goal tables, or what is most or worst first; nothing known comes last.

    ``gap`` leaves those with a formula, ``unit_cost`` those with a unit cost; ``light`` and ``pace`` are of the end of
    the ``month``, or by that of each report; ``score`` is by the ``chosen`` scheme.
    """
    own = scope.rows(_P)
    query, total = select(_P.project_id), select(func.count()).select_from(project_years)
    if order == "score":
        of = project_scores.c
        is_same = [of[name] == _P[name] for name in ("fiscal_year", "unit_key", "project_id")]
        query = query.join(project_scores, (of.chosen == chosen) & is_same[0] & is_same[1] & is_same[2])
        sort = _nothing_last(cast(of.total_score, Float))
    elif order == "pace" and month is None:
        sort = _nothing_last(cast(_P.spent_yuan, Float) / func.nullif(_P.execution_budget_yuan * _P.month, 0))
    elif order == "pace" and month:
        pace = _spent_until(scope, last_day(scope.fiscal_year, month)).subquery()
        query = query.outerjoin(pace, pace.c.project_id == _P.project_id)
        sort = _nothing_last(pace.c.ratio)
    elif order == "light":
        sort = [_urgency(func.substr(_P.lights, place_of(month), 1))]
    elif order == "met":
        reported = _P.indicator_count - _P.no_data_count
        sort = _nothing_last(cast(_P.met_count, Float) / func.nullif(reported, 0))
    elif order == "gap":
        own, sort = [*own, _P.formula_yuan.is_not(None)], [func.coalesce(func.abs(_P.budget_gap_yuan), 0).desc()]
    else:
        own = [*own, _P.unit_cost_count > 0] if order == "unit_cost" else own
        sort = [scope.by(_P.budget_yuan).desc().nulls_last()] if order == "budget" else []
    shown = query.where(*own).order_by(*sort, *_file(scope)).offset(part.start).limit(part.most)
    return Listed(connection.execute(total.where(*own)).scalar_one(), tuple(connection.scalars(shown)))


def list_indicators(
    connection: Connection,
    scope: Scope,
    *,
    order: IndicatorOrder = "file",
    part: Slice,
    wanted: Mapping[str, Collection[Any]] | None = None,
    month: int | None = None,
) -> list[tuple[str, str]]:
    """Project and indicator ids in the order of their goal tables, or the most urgent, or the furthest below target.

    ``wanted`` are values of level1, level2, value_kind, outcome, band, or with the order ``light`` of it: those of the
    end of the month, or by that of each report. ``distance`` leaves the reported ones with a completion ratio.
    """
    wanted = wanted or {}
    if order == "light":
        return _by_light(connection, scope, part, wanted.get("light", ()), month=month)
    own = [_I[name].in_(values) for name, values in wanted.items() if values]
    if order == "file":
        return _in_file_order(connection, scope, part, own)
    query = select(_I.project_id, _I.indicator_id).where(*scope.rows(_I), *own)
    ratio = scope.by(_I.completion_ratio)
    query = query.where(ratio.is_not(None), _I.outcome != Outcome.NO_DATA.value)
    query = query.order_by(ratio, _I.unit_key, _I.project_id, _I.order)
    return _ids(connection, query.offset(part.start).limit(part.most))


def _by_light(
    connection: Connection, scope: Scope, part: Slice, wanted: Collection[str], *, month: int | None
) -> list[tuple[str, str]]:
    """One light after the other, until there are enough."""
    letter, (start, left), found = func.substr(_I.lights, place_of(month), 1), part, []
    counts = lights(connection, scope, month=month)
    for light in (each for each in Light if counts[each] and (not wanted or each.value in wanted)):
        if left and counts[light] > start:
            found += _in_file_order(connection, scope, Slice(start, left), [letter == LETTERS[light]])
            left = part.most - len(found)
        start = max(start - counts[light], 0)
    return found


def _in_file_order(
    connection: Connection, scope: Scope, part: Slice, own: Sequence[ColumnElement[bool]]
) -> list[tuple[str, str]]:
    """Project by project, so that no more of them are read than are shown."""
    is_of_project = (_I.project_id == _P.project_id) & (_I.fiscal_year + 0 == _P.fiscal_year)
    query = select(_I.project_id, _I.indicator_id).join(project_years, is_of_project).where(*scope.rows(_P), *own)
    return _ids(connection, query.order_by(*_file(scope), _I.order).offset(part.start).limit(part.most))


def _ids(connection: Connection, query: Select[Any, Any]) -> list[tuple[str, str]]:
    return [(row.project_id, row.indicator_id) for row in connection.execute(query)]


def _file(scope: Scope) -> tuple[ColumnElement[Any], ...]:
    return scope.by(_P.upload_id), _P.row_number


def _nothing_last(column: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [column.is_(None), column]


def _urgency(letter: ColumnElement[Any]) -> ColumnElement[int]:
    return case({LETTERS[light]: at for at, light in enumerate(Light)}, value=letter, else_=len(Light))


def _spent_until(scope: Scope, day: date) -> Select[Any, Any]:
    """The share spent of each project's budget by the reports up to a day."""
    of = project_days.c
    spent, budget = (func.sum(cast(column, Float)) for column in (of.spent_change_yuan, of.budget_change_yuan))
    ratio = (spent / func.nullif(budget, 0)).label("ratio")
    return select(of.project_id, ratio).where(*scope.rows(of), of.as_of <= day).group_by(of.project_id)
