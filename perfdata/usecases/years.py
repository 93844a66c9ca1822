"""The door to 年度对比: the sums of every year of a selection, indicators that come back, and revised targets."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, NamedTuple

from perfdata.core.clock import BEIJING, told_moment
from perfdata.presenting import verdicts
from perfdata.presenting import years as presented
from perfdata.presenting.charts.years import charts_of
from perfdata.storing import aggregates, years
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.usecases.concluding import keep_up
from perfdata.usecases.town import pace_of_sums

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from perfdata.presenting.charts.theme import Chart

MOST_INDICATORS, MOST_REVISIONS = 60, 100


class Years(NamedTuple):
    """What 年度对比 shows; ``left_out`` says which amounts the sums have not.

    ``repeated`` and ``revisions`` have the ids of their projects as index.
    """

    table: pd.DataFrame
    left_out: str
    charts: list[Chart]
    repeated: pd.DataFrame
    revisions: pd.DataFrame


def years_of(engine: Engine, scope: Scope, *, zone: tzinfo = BEIJING) -> Years:
    """The selection's units or projects in its year and all before it, with moments by the clock of the zone."""
    keep_up(engine)
    with reading(engine) as connection:
        rows = [row for row in aggregates.by_year(connection, scope) if row.fiscal_year <= scope.fiscal_year]
        repeated = years.repeated_indicators(connection, scope, most=MOST_INDICATORS)
        revised = years.revisions(connection, scope, most=MOST_REVISIONS)
    table = presented.years_table(rows, pace_of_sums)
    return Years(
        table,
        "".join(f"{row.fiscal_year} 年度{verdicts.left_out(row)}" for row in rows if row.left_out_count),
        charts_of(table) if len(table) > 1 else [],
        presented.repeated_table(repeated),
        presented.revisions_table(revised, lambda moment: told_moment(moment, zone)),
    )
