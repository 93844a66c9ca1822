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
    from sqlalchemy import Engine

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
    from perfdata.presenting.score_frames import grade_counts

    with reading(engine) as connection:
        totals = aggregates.totals(connection, scope)
        rows = aggregates.grades(connection, scope, chosen=scheme_id or "")
        grades = grade_counts(rows, names)
        rows_beside = aggregates.grades(connection, scope, chosen=beside_id) if beside_id else []
    beside = grade_counts(rows_beside, names_beside) if beside_id else None
    if not (totals.spending_count or totals.indicator_count > totals.no_data_count):
        return Scored(grades, beside, None)
    scored = sum(row.project_count for row in rows if row.grade)
    ids, count = _lowest_and_highest(engine, scope, scheme_id or "", scored)
    frames = score_frames(engine, of_projects(scope, ids), scheme_id=scheme_id)
    complete = partial(_every_score, engine, scope, scheme_id) if count > len(ids) else None
    return Scored(grades, beside, charts.grades_of(frames, bands, count=count, scored=scored, complete=complete))


def _lowest_and_highest(engine: Engine, scope: Scope, chosen: str, scored: int) -> tuple[list[str], int]:
    """Of the projects with a total the ids that the chart needs, see ``grades_of``, and how many projects there are."""
    from perfdata.presenting.charts.scores import HIGHEST, LOWEST
    from perfdata.presenting.charts.theme import MOST_BARS

    parts = [Slice(0, MOST_BARS)]
    if scored > MOST_BARS:
        parts = [Slice(0, LOWEST + 1), Slice(scored - HIGHEST - 1, HIGHEST + 1)]
    listed = [projects_listed(engine, scope, order="score", chosen=chosen, part=part) for part in parts]
    return list(dict.fromkeys(each for own in listed for each in own.ids)), listed[0].total


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
