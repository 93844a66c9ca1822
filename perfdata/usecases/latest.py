"""Of the records in force what is the latest: results and spending by indicator and project, and how they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.assessing.completion import assess_completions
from perfdata.assessing.execution import budget_of, budgeted
from perfdata.core.conclusions import is_computed
from perfdata.core.funding import FUNDING_AMOUNTS
from perfdata.core.model import ActualResult, Completion, Spending
from perfdata.core.terms import Outcome
from perfdata.storing import store
from perfdata.storing.connecting import reading
from perfdata.storing.names import project_names, projects_alike
from perfdata.storing.scope import Scope

if TYPE_CHECKING:
    from sqlalchemy import Engine


def records_of(engine: Engine, scope: Scope) -> store.Current:
    """The records in force of the selection; of a part of a year only its own are read."""
    if not (scope.units or scope.projects):
        return store.current(engine, fiscal_year=scope.fiscal_year)
    chosen = [row.project_id for row in project_names(engine, scope)]
    return store.current(engine, fiscal_year=scope.fiscal_year, project_ids=chosen)


def alike(engine: Engine, records: store.Current, fiscal_year: int) -> Sequence[Any]:
    """The projects of the year that one of the records may be mistaken for, itself among them."""
    with reading(engine) as connection:
        return projects_alike(connection, fiscal_year, records.projects)


def only(records: store.Current, *names: str, keep: Callable[[Any], bool]) -> store.Current:
    """The records with those of the named groups that are to be kept."""
    return replace(records, **{name: tuple(filter(keep, getattr(records, name))) for name in names})


def latest_results(records: store.Current) -> Mapping[str, ActualResult]:
    """The result of the latest day for each indicator."""
    return {result.indicator_id: result for result in sorted(records.actual_results, key=lambda item: item.as_of)}


def grouped_results(records: store.Current) -> Mapping[str, Sequence[ActualResult]]:
    """The results of each indicator from the earliest day on."""
    days: dict[str, list[ActualResult]] = defaultdict(list)
    for result in sorted(records.actual_results, key=lambda item: item.as_of):
        days[result.indicator_id].append(result)
    return days


def latest_spending(records: store.Current) -> Mapping[str, Spending]:
    """For each project the row of its latest day; an amount it leaves blank is the latest one reported before."""
    return {project_id: rows[-1] for project_id, rows in spending_by_day(records).items()}


def completions_of(records: store.Current) -> list[Completion]:
    """How every indicator stands, in their order."""
    projects = {project.project_id: project for project in records.projects}
    spending = {key: budgeted(row, projects.get(key)) for key, row in latest_spending(records).items()}
    return assess_completions(records.indicators, results=latest_results(records), spending=spending)


def spending_by_day(records: store.Current) -> dict[str, list[Spending]]:
    """Each project's rows from the earliest day on, blank amounts filled with the latest ones reported before."""
    days: dict[str, list[Spending]] = defaultdict(list)
    for row in sorted(records.spending, key=lambda item: item.as_of):
        rows = days[row.project_id]
        rows.append(_carried(row, rows[-1]) if rows else row)
    return days


def _carried(row: Spending, before: Spending) -> Spending:
    blank = [name for name in FUNDING_AMOUNTS if getattr(row, name) is None]
    return replace(row, **{name: getattr(before, name) for name in blank})


_ZERO = Decimal(0)


class Progress(NamedTuple):
    """How far records are: indicators, reported, of them computed from spending, met; share spent, None if unknown."""

    indicator_count: int
    reported_count: int
    computed_count: int
    met_count: int
    execution_ratio: Decimal | None


def progress_of(records: store.Current) -> Progress:
    """How far the records are."""
    completions, reported = completions_of(records), latest_results(records)
    projects = {project.project_id: project for project in records.projects}
    spent = [budgeted(row, projects.get(key)) for key, row in latest_spending(records).items() if key in projects]
    known = [(row.spent_yuan, budget) for row in spent if row.spent_yuan is not None and (budget := budget_of(row)[0])]
    return Progress(
        indicator_count=len(completions),
        reported_count=sum(item.outcome is not Outcome.NO_DATA for item in completions),
        computed_count=sum(
            is_computed(item, reported.get(indicator.indicator_id))
            for indicator, item in zip(records.indicators, completions, strict=True)
        ),
        met_count=sum(item.outcome is Outcome.MET for item in completions),
        execution_ratio=sum((yuan for yuan, _ in known), _ZERO) / sum((budget for _, budget in known), _ZERO)
        if known
        else None,
    )
