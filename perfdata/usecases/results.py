"""The door to 指标完成 and 绩效目标表: what indicators of a selection come to, and parts of their lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from perfdata.core.terms import Outcome
from perfdata.presenting import completion_summaries as summaries
from perfdata.presenting import indicator_summaries
from perfdata.storing import aggregates, rankings
from perfdata.storing.connecting import reading
from perfdata.storing.listings import Slice, list_projects
from perfdata.storing.scope import Scope
from perfdata.usecases.browsing import load_frames
from perfdata.usecases.listing import Part, in_parts, indicator_count, indicators_part, projects_part
from perfdata.usecases.money import short_names

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Engine

    from perfdata.presenting.charts.theme import Chart

MOST_INDICATORS, MOST_TABLES, MOST_POOLED = 100, 20, 200
_EVERY = 10**9


class Completion(NamedTuple):
    """What 指标完成 shows of a selection: counts by outcome label, charts (None while nothing is known), options."""

    totals: dict[str, int]
    outcomes: Chart
    gaps: Chart | None
    bands: Chart | None
    met_share: Chart | None
    pooled: pd.DataFrame
    options: dict[str, list[str]]


def completion(engine: Engine, scope: Scope) -> Completion:
    """The sums and charts of the selection, all of one moment."""
    from perfdata.presenting.charts import completions as charts

    with reading(engine) as connection:
        rows = aggregates.outcomes(connection, scope, "outcome")
        totals = summaries.outcome_totals(rows)
        bands = summaries.completion_bands(aggregates.outcomes(connection, scope, "band"))
        changes = aggregates.days(connection, scope)
        days = summaries.met_share_by_day(changes, indicator_count=sum(totals.values()))
        options = aggregates.outcomes(connection, scope, "level1", "level2", "value_kind", "outcome", "band")
        pooled = rankings.pooled_rates(connection, scope, most=MOST_POOLED)
        outcomes = _outcomes(connection, engine, scope, totals)
    is_reported = sum(totals.values()) > totals[Outcome.NO_DATA.label]
    return Completion(
        totals,
        outcomes,
        _gaps(engine, scope, count=int(bands["count"].sum())) if is_reported else None,
        charts.bands_of(bands) if is_reported else None,
        charts.met_share_of(days) if is_reported and len(days) > 1 else None,
        summaries.pooled_rates(pooled),
        indicator_summaries.filter_options(options),
    )


def _outcomes(connection: Connection, engine: Engine, scope: Scope, totals: Mapping[str, int]) -> Chart:
    from perfdata.presenting.charts import completions as charts
    from perfdata.presenting.charts.theme import MOST_BARS

    listed = list_projects(connection, scope, order="met", part=Slice(0, MOST_BARS))
    rows = rankings.projects_of(connection, scope, listed.ids)
    names = short_names(connection, rows, scope.fiscal_year)
    counts = summaries.outcome_counts(rows, [names[row.project_id] for row in rows])
    of = rankings.outcomes_of_projects(connection, scope, listed.ids)
    indicators = [(names[row.project_id], row.indicator_name, Outcome(row.outcome)) for row in of]
    complete = partial(_every_outcome, engine, scope) if listed.total > len(listed.ids) else None
    return charts.outcomes_of(counts, indicators, totals, project_count=listed.total, complete=complete)


def _every_outcome(engine: Engine, scope: Scope) -> pd.DataFrame:
    from perfdata.presenting.charts.completions import outcome_table

    with reading(engine) as connection:
        rows = rankings.largest_budgets(connection, scope, most=_EVERY)
        names = short_names(connection, rows, scope.fiscal_year)
    return outcome_table(summaries.outcome_counts(rows, [names[row.project_id] for row in rows]))


def _gaps(engine: Engine, scope: Scope, *, count: int) -> Chart | None:
    from perfdata.presenting.charts import completions as charts
    from perfdata.presenting.charts.theme import MOST_BARS
    from perfdata.presenting.summaries import in_order

    if not count:
        return None
    ids, owners = indicators_part(engine, scope, order="distance", part=Slice(0, MOST_BARS))
    frames = load_frames(engine, fiscal_year=owners.fiscal_year, projects=owners.projects)
    rows = in_order(summaries.with_execution(frames), ids, column="indicator_id")
    with reading(engine) as connection:
        shared = rankings.shared_names(connection, scope, set(rows["indicator_name"]))
    complete = partial(_every_gap, engine, scope) if count > len(rows) else None
    return charts.gaps_of(rows, count=count, shared=shared, complete=complete)


def _every_gap(engine: Engine, scope: Scope) -> pd.DataFrame:
    from perfdata.presenting.charts.completions import gap_table

    def reported(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        rows = summaries.with_execution(frames)
        return rows[(rows["outcome"] != Outcome.NO_DATA.label) & rows["completion_ratio"].notna()]

    return gap_table(in_parts(engine, scope, reported).sort_values("completion_ratio", kind="stable"))


def indicator_rows(
    engine: Engine, scope: Scope, *, wanted: tuple[tuple[str, tuple[str, ...]], ...] = (), start: int = 0
) -> tuple[int, pd.DataFrame]:
    """How many indicators have the wanted labels, and a part of them with target, result and completion."""
    values = indicator_summaries.wanted_values(dict(wanted))
    ids, owners = indicators_part(engine, scope, wanted=values, part=Slice(start, MOST_INDICATORS))
    frames = load_frames(engine, fiscal_year=owners.fiscal_year, projects=owners.projects)
    return indicator_count(engine, scope, values), indicator_summaries.indicator_rows(frames, ids)


def goal_tables(engine: Engine, scope: Scope, *, start: int = 0) -> tuple[Part, int]:
    """A part of the goal tables in the order of their files, and how many indicators all of them have."""
    with reading(engine) as connection:
        totals = aggregates.totals(connection, scope)
    return projects_part(engine, scope, order="file", part=Slice(start, MOST_TABLES)), totals.indicator_count
