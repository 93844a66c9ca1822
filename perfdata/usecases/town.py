"""The door to 总览: what the conclusions of a selection come to, as verdicts, issues, a table and two charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.assessing.monitoring import budget_bands, light_of_pace
from perfdata.assessing.scheme import Scheme
from perfdata.core.terms import Light
from perfdata.presenting import verdicts
from perfdata.presenting.charts.pace import categories_of, pace_of
from perfdata.presenting.charts.theme import MOST_BARS, leading
from perfdata.presenting.formats import wan
from perfdata.presenting.frames import name_projects
from perfdata.presenting.league import league, names_by_unit, why_they_differ
from perfdata.storing import aggregates
from perfdata.storing import names as names_of_year
from perfdata.storing.connecting import reading
from perfdata.storing.names import project_names, projects_alike, units, units_called
from perfdata.storing.scope import Scope
from perfdata.usecases.evaluating import sound_schemes

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    from sqlalchemy import Connection, Engine

    from perfdata.presenting.charts.theme import Chart

__all__ = [
    "Overview",
    "Scope",
    "overview",
    "project_of_id",
    "projects_by_short_name",
    "projects_called",
    "units",
    "units_called",
]
_MOST_ISSUES, _MOST_LOOKED_AT, MOST_NAMES = 5, 40, 300


class Overview(NamedTuple):
    """What 总览 shows of a selection; ``table`` has a row a unit (``by_unit``) or a row a project."""

    totals: Any
    scope: str
    cards: tuple[verdicts.Verdict, ...]
    issues: list[verdicts.Issue]
    table: pd.DataFrame
    why_they_differ: str
    by_unit: bool
    pace: Chart | None
    categories: Chart | None

    @property
    def budget_yuan(self) -> float | None:
        """The budgets of the goal tables, None where none is known."""
        return None if self.totals.budget_yuan is None else float(self.totals.budget_yuan)

    @property
    def left_out(self) -> str:
        """Which amounts the sums of money have not; '' where they have all."""
        return verdicts.left_out(self.totals)

    @property
    def executed(self) -> float | None:
        """The share spent (0–1) of the budgets of those that report, None while nobody does."""
        return pace_of_sums(self.totals).executed


def as_of(engine: Engine, scope: Scope) -> date | None:
    """The last day that is reported of the selection; None where nothing is."""
    with reading(engine) as connection:
        return aggregates.totals(connection, scope).as_of


def overview(engine: Engine, scope: Scope) -> Overview | None:
    """The overview of the selection, all of one moment; None where it has no project."""
    with reading(engine) as connection:
        return overview_of(connection, scope)


def overview_of(connection: Connection, scope: Scope) -> Overview | None:
    """The overview as the connection sees it; None where the selection has no project."""
    totals = aggregates.totals(connection, scope)
    if not totals.project_count:
        return None
    before_scope = scope._replace(fiscal_year=scope.fiscal_year - 1)
    before = aggregates.totals(connection, before_scope)
    is_last_year = bool(before.project_count)
    scheme, grades = grading(connection, scope)
    cards = (
        verdicts.money_verdict(totals, pace_of_sums(totals), pace_of_sums(before)),
        verdicts.goal_verdict(totals, before if is_last_year else None),
        verdicts.score_verdict(totals, grades, before if is_last_year else None, grade_of=scheme.grade_of),
        verdicts.attention_verdict(totals, totals.question_count),
    )
    by, key = ("unit", "unit_key") if totals.unit_count > 1 else ("project", "project_id")
    rows = aggregates.ranked(connection, scope, by=by)
    earlier = aggregates.ranked(connection, before_scope, by=by, keys_of=[getattr(row, key) for row in rows])
    reported = totals.indicator_count > totals.no_data_count
    table = league(rows, earlier, key=key, pace_of=pace_of_sums)
    return Overview(
        totals,
        _scope_sentence(totals),
        cards,
        _issues(connection, scope),
        table,
        why_they_differ(table, grade_of=scheme.grade_of),
        by == "unit",
        _pace_chart(connection, scope, totals) if totals.spending_count else None,
        categories_of(aggregates.outcomes(connection, scope, "level1", "level2", "outcome")) if reported else None,
    )


def projects_by_short_name(engine: Engine, scope: Scope) -> dict[str, Any] | None:
    """Id, name and unit of each project of the selection by a short name that is its alone in the year.

    None where they are more than anyone picks from a list.
    """
    with reading(engine) as connection:
        if aggregates.totals(connection, scope).project_count > MOST_NAMES:
            return None
    return _by_short_name(engine, scope.fiscal_year, project_names(engine, scope))


def projects_called(engine: Engine, fiscal_year: int, names: Sequence[str]) -> dict[str, Any]:
    """The projects of the year that have one of the short names."""
    with reading(engine) as connection:
        rows = names_of_year.projects_called(connection, fiscal_year, names)
    found = _by_short_name(engine, fiscal_year, rows)
    return {name: project for name, project in found.items() if name in names}


def project_of_id(engine: Engine, fiscal_year: int, project_id: str) -> tuple[str, Any] | None:
    """The short name of a project that is its alone in the year, and its row; None where there is no such project."""
    rows = project_names(engine, Scope(fiscal_year, projects=(project_id,)))
    return next(iter(_by_short_name(engine, fiscal_year, rows).items()), None)


def _by_short_name(engine: Engine, fiscal_year: int, rows: Sequence[Any]) -> dict[str, Any]:
    with reading(engine) as connection:
        among = projects_alike(connection, fiscal_year, rows)
    names = name_projects(rows, among=among).short_names
    return {names[row.project_id]: row for row in rows}


def _scope_sentence(totals: Any) -> str:
    """31 个单位，124 个项目，1,116 项指标，数据截至 2024-10-31."""
    until = f"数据截至 {totals.as_of:%Y-%m-%d}" if totals.as_of else "实际结果尚未填报"
    units = f"{totals.unit_count} 个单位，" if totals.unit_count > 1 else ""
    counted = f"{units}{totals.project_count:,} 个项目，{totals.indicator_count:,} 项指标，{until}"
    return "。".join(filter(None, [counted, verdicts.left_out(totals)]))


def pace_of_sums(row: Any) -> verdicts.Pace:
    """How far the money of a row of sums is, against what is due by the months of the latest spending."""
    if not row.execution_budget_yuan or row.spent_yuan is None:
        return verdicts.Pace(None, None, Light.NO_DATA, None)
    executed, due = (yuan / row.execution_budget_yuan for yuan in (row.spent_yuan, row.due_months_yuan / 12))
    return verdicts.Pace(float(executed), float(due), light_of_pace(executed, due), row.month)


def pace_of_project(row: Any) -> verdicts.Pace:
    """How far the money of a project that reports spending is."""
    executed = float(row.spent_yuan / row.execution_budget_yuan)
    return verdicts.Pace(executed, row.month / 12, Light(row.budget_light), row.month)


def grading(connection: Connection, scope: Scope) -> tuple[Scheme, dict[str, int]]:
    """The scheme that scored most projects, and how many projects got each of its grades, best first."""
    rows, known = [row for row in aggregates.grades(connection, scope) if row.grade], sound_schemes()
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.scheme_id] += row.project_count
    scheme = known.get(counts.most_common(1)[0][0]) if counts else None
    scheme = scheme or next(iter(known.values()))
    own = {row.grade: row.project_count for row in rows if row.scheme_id == scheme.scheme_id}
    return scheme, {name: own.get(name, 0) for name, _ in scheme.grades}


def _issues(connection: Connection, scope: Scope) -> list[verdicts.Issue]:
    late = (Light.RED, Light.YELLOW)
    behind = aggregates.projects_behind(connection, scope, most=_MOST_LOOKED_AT, lights=late)
    lagging = [
        verdicts.lagging(row, pace, lag_yuan=Decimal(row.lag_yuan).quantize(Decimal("0.01")))
        for row in behind
        if (pace := pace_of_project(row)) and row.lag_yuan > 0
    ]
    more = {
        verdicts.not_met: aggregates.projects_not_met,
        verdicts.overdue: aggregates.projects_overdue,
        verdicts.question: aggregates.open_questions,
    }
    kinds = [[make(row) for row in find(connection, scope, most=_MOST_LOOKED_AT)] for make, find in more.items()]
    return verdicts.weightiest([lagging, *kinds], most=_MOST_ISSUES)


def _pace_chart(connection: Connection, scope: Scope, totals: Any) -> Chart:
    rows = aggregates.projects_behind(connection, scope, most=MOST_BARS)
    paces = [pace_of_project(row) for row in rows]
    left = totals.spending_count - len(rows)
    drawn_yuan = sum(row.execution_budget_yuan for row in rows)
    rest = f"其余 {left} 个，预算合计 {wan(totals.execution_budget_yuan - drawn_yuan)}。" if left else ""
    own = [row.project_name for row in rows]
    names = names_by_unit((row.spending_unit for row in rows), own, alone=own)
    title = "落后金额最大的项目" if left else "各项目执行与应达"
    leads_to = leading("id", [row.project_id for row in rows])
    note = f"按应达金额减执行数排列，差额最大的在前。{verdicts.due_rule()}{budget_bands()}"
    lags = [row.lag_yuan for row in rows]
    return pace_of(names, paces, title=title, rest=rest, note=note, leads_to=leads_to, lags_yuan=lags)
