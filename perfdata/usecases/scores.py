"""The door to 绩效自评 of a selection: grades as they are kept, and parts of the projects by a scheme."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.storing import aggregates
from perfdata.storing.connecting import reading
from perfdata.storing.listings import Slice
from perfdata.storing.scope import Scope
from perfdata.usecases.evaluating import score_frames
from perfdata.usecases.listing import every_part, of_projects, projects_listed

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Engine

    from perfdata.presenting.charts.theme import Chart

MOST_PROJECTS = 50


class Scored(NamedTuple):
    """How many projects have each grade, by another scheme too, and the chart; None while nothing is reported."""

    grades: dict[str, int]
    grades_beside: dict[str, int] | None
    dots: Chart | None


def scored(
    engine: Engine,
    scope: Scope,
    *,
    scheme_id: str | None,
    names: Sequence[str],
    bands: Sequence[tuple[str, float]],
    beside_id: str | None = None,
    names_beside: Sequence[str] = (),
) -> Scored:
    """The whole selection by the scheme, or each form by the one that fits it; ``names`` are the grades, best first.

    ``bands`` are those of the chart with the score that each begins at.
    """
    from perfdata.presenting.charts import scores as charts
    from perfdata.presenting.charts.theme import MOST_BARS

    with reading(engine) as connection:
        totals = aggregates.totals(connection, scope)
        grades = _grades(connection, scope, scheme_id or "", names)
        beside = _grades(connection, scope, beside_id, names_beside) if beside_id else None
    if not (totals.spending_count or totals.indicator_count > totals.no_data_count):
        return Scored(grades, beside, None)
    lowest = projects_listed(engine, scope, order="score", chosen=scheme_id or "", part=Slice(0, MOST_BARS))
    frames = score_frames(engine, of_projects(scope, lowest.ids), scheme_id=scheme_id)
    complete = partial(_every_score, engine, scope, scheme_id) if lowest.total > MOST_BARS else None
    return Scored(grades, beside, charts.grades_of(frames, bands, count=lowest.total, complete=complete))


def _grades(connection: Connection, scope: Scope, chosen: str, names: Sequence[str]) -> dict[str, int]:
    from perfdata.presenting.score_frames import grade_counts

    return grade_counts(aggregates.grades(connection, scope, chosen=chosen), names)


def _every_score(engine: Engine, scope: Scope, scheme_id: str | None) -> pd.DataFrame:
    from perfdata.presenting.charts.scores import score_table

    def table_of(own: Scope) -> pd.DataFrame:
        return score_table(score_frames(engine, own, scheme_id=scheme_id))

    return every_part(engine, scope, table_of, order="score", chosen=scheme_id or "")


def part_of_projects(
    engine: Engine, scope: Scope, *, scheme_id: str | None, is_lowest_first: bool = False, start: int = 0
) -> tuple[int, tuple[str, ...], dict[str, Any]]:
    """How many projects there are, the ids of a part of them, and its frames by the scheme."""
    order: dict[str, Any] = {"order": "score", "chosen": scheme_id or ""} if is_lowest_first else {"order": "file"}
    listed = projects_listed(engine, scope, part=Slice(start, MOST_PROJECTS), **order)
    frames = score_frames(engine, of_projects(scope, listed.ids), scheme_id=scheme_id)
    return listed.total, listed.ids, frames
