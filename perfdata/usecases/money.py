"""The door to 预算 and 补贴测算: rankings, sums and parts of the tables of a selection."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.core.keys import NO_UNIT
from perfdata.presenting import verdicts
from perfdata.presenting.formats import cycle_text
from perfdata.presenting.frames import name_projects
from perfdata.storing import aggregates, rankings
from perfdata.storing.connecting import reading
from perfdata.storing.listings import Slice
from perfdata.storing.names import projects_alike
from perfdata.storing.scope import Scope
from perfdata.usecases.listing import Part, in_parts, projects_part

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Engine

    from perfdata.presenting.charts.theme import Chart
    from perfdata.presenting.summaries import Grouping

MOST_PROJECTS = 50


def short_names(connection: Connection, rows: list[Any], fiscal_year: int) -> dict[str, str]:
    """The short names of projects by id, as they are unique in their year."""
    among = projects_alike(connection, fiscal_year, rows)
    return dict(name_projects(rows, among=among).short_names)


def budget_ranking(engine: Engine, scope: Scope, *, by: Grouping) -> Chart:
    """Budgets by project, spending unit or cycle, largest first."""
    from perfdata.presenting.charts import budgets
    from perfdata.presenting.charts.theme import MOST_BARS

    complete = None
    with reading(engine) as connection:
        totals = aggregates.totals(connection, scope)
        if by == "short_name":
            rows = rankings.largest_budgets(connection, scope, most=MOST_BARS)
            names = short_names(connection, rows, scope.fiscal_year)
            groups = [(names[row.project_id], row.budget_yuan) for row in rows]
            count = totals.project_count
        elif by == "spending_unit":
            rows = rankings.budgets_by_unit(connection, scope)
            groups = [(row.spending_unit or NO_UNIT, row.budget_yuan) for row in rows]
            count = len(groups)
        else:
            rows = rankings.budgets_by_cycle(connection, scope)
            groups = [(cycle_text(row.cycle_start_year, row.cycle_end_year), row.budget_yuan) for row in rows]
            groups, count = _same_joined(groups), len({name for name, _ in groups})
    if count > len(groups):
        complete = partial(_every_budget, engine, scope)
    total_yuan, left_out = totals.budget_yuan, verdicts.left_out(totals)
    return budgets.ranking_of(groups, by=by, total_yuan=total_yuan, count=count, left_out=left_out, complete=complete)


def _same_joined(groups: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Groups of one name as one, the largest first."""
    joined: dict[str, Any] = {}
    for name, yuan in groups:
        before = joined.get(name)
        joined[name] = yuan if before is None else before if yuan is None else before + yuan
    return sorted(joined.items(), key=lambda item: (item[1] is None, -(item[1] or 0)))


def _every_budget(engine: Engine, scope: Scope) -> pd.DataFrame:
    from perfdata.presenting.charts.budgets import ranking_table

    with reading(engine) as connection:
        totals = aggregates.totals(connection, scope)
        rows = rankings.largest_budgets(connection, scope, most=totals.project_count)
        names = short_names(connection, rows, scope.fiscal_year)
    groups = [(names[row.project_id], row.budget_yuan) for row in rows]
    return ranking_table(groups, by="short_name", total_yuan=totals.budget_yuan)


def progress(engine: Engine, scope: Scope) -> Chart:
    """Execution against the calendar."""
    from perfdata.presenting.charts import spending

    with reading(engine) as connection:
        return spending.progress_of(aggregates.days(connection, scope), fiscal_year=scope.fiscal_year)


def budget_table(engine: Engine, scope: Scope, *, start: int = 0) -> tuple[int, pd.DataFrame]:
    """How many projects there are, and a part of them by budget above a row with the totals of all."""
    from perfdata.presenting.summaries import budget_table as make

    part = projects_part(engine, scope, order="budget", part=Slice(start, MOST_PROJECTS))
    with reading(engine) as connection:
        totals = aggregates.totals(connection, scope)
    return part.total, make(part.frames, totals)


class Formulas(NamedTuple):
    """A part of the formulas, and its table above the sums of all."""

    part: Part
    table: pd.DataFrame


def formulas(engine: Engine, scope: Scope, *, start: int = 0) -> tuple[int, Formulas]:
    """How many projects have a formula, and a part of them, the largest gap first."""
    from perfdata.presenting.summaries import subsidy_totals

    part = _with_formula(engine, scope, Slice(start, MOST_PROJECTS))
    with reading(engine) as connection:
        sums = rankings.formula_sums(connection, scope)
        left_out_count = aggregates.totals(connection, scope).left_out_count
    return part.total, Formulas(part, subsidy_totals(part.frames, sums, left_out_count=left_out_count))


def _with_formula(engine: Engine, scope: Scope, part: Slice) -> Part:
    from perfdata.presenting.summaries import in_order

    found = projects_part(engine, scope, order="gap", part=part)
    own = in_order(found.frames["subsidies"], found.ids)
    return found._replace(frames={**found.frames, "subsidies": own})


def subsidy_chart(engine: Engine, scope: Scope) -> Chart | None:
    """The formulas with the largest gaps beside the budgets; None where there is no formula."""
    from perfdata.presenting.charts import subsidies as charts
    from perfdata.presenting.charts.theme import MOST_BARS
    from perfdata.presenting.summaries import subsidy_table

    part = _with_formula(engine, scope, Slice(0, MOST_BARS))
    complete = partial(in_parts, engine, scope, subsidy_table, order="gap") if part.total > MOST_BARS else None
    return charts.subsidies_of(part.frames["subsidies"], count=part.total, complete=complete) if part.total else None


def unit_costs(engine: Engine, scope: Scope, *, start: int = 0) -> tuple[int, pd.DataFrame]:
    """How many projects without a formula have unit costs, and those of a part of them, the largest budget first."""
    from perfdata.presenting.summaries import in_order, unit_cost_table

    part = projects_part(engine, scope, order="unit_cost", part=Slice(start, MOST_PROJECTS))
    return part.total, unit_cost_table({"unit_costs": in_order(part.frames["unit_costs"], part.ids)})
