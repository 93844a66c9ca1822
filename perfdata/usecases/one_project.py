"""The door to 项目一页: everything known of one project in one year, read by its id alone."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.core.clock import BEIJING
from perfdata.core.findings import Asked
from perfdata.presenting import project_tables, project_verdicts, score_frames
from perfdata.presenting.charts import one_project as charts
from perfdata.presenting.verdicts import Verdict
from perfdata.storing import aggregates, question_lists, store, years
from perfdata.storing.changes import list_changes
from perfdata.storing.conclusion_tables import questions
from perfdata.storing.connecting import reading
from perfdata.storing.loading import reviews_in
from perfdata.storing.marks import is_waiting
from perfdata.storing.scope import Scope
from perfdata.usecases.browsing import frames_of
from perfdata.usecases.concluding import conclude_projects, keep_up
from perfdata.usecases.evaluating import evaluate, sound_schemes
from perfdata.usecases.judging import sums_of
from perfdata.usecases.latest import latest_results
from perfdata.usecases.town import pace_of_sums

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from perfdata.presenting.charts.theme import Chart

_MOST_CHANGES = 200


class ProjectPage(NamedTuple):
    """What 项目一页 shows; ``project`` is a row of the projects frame, ``asked`` the frame of the audit.

    ``indicator_ids`` go with the rows of ``indicators``.
    """

    project: Any
    cards: tuple[Verdict, ...]
    verdict: Verdict
    why_they_differ: str
    course: Chart | None
    formula: Chart | None
    readings: str
    basis: pd.DataFrame
    indicators: pd.DataFrame
    indicator_ids: tuple[str, ...]
    parts: Chart | None
    asked: pd.DataFrame
    sources: pd.DataFrame
    goal_place: str
    table_file: str
    month: int | None
    original: Any


def years_of_project(engine: Engine, project_id: str) -> list[int]:
    """The years in which there is a project of this id, the newest first."""
    with reading(engine) as connection:
        return years.years_of(connection, project_id)


def project_page(engine: Engine, project_id: str, *, fiscal_year: int) -> ProjectPage | None:
    """The page of a project; None where the year has no project of this id."""
    keep_up(engine)
    scope = Scope(fiscal_year, (), (project_id,))
    records = store.current(engine, fiscal_year=fiscal_year, project_ids=[project_id])
    if not records.projects:
        return None
    totals, asked = _concluded(engine, scope)
    before, _ = _concluded(engine, scope._replace(fiscal_year=fiscal_year - 1))
    with reading(engine) as connection:
        tables = years.goal_tables_of(connection, project_id, fiscal_year=fiscal_year)
    frames = frames_of(records, asked=asked)
    evaluated = evaluate(records, known=sound_schemes())
    scores = score_frames.score_frames(evaluated, latest_results(records))
    pace, earlier = pace_of_sums(totals), before if before.project_count else None
    own = evaluated[0]
    cards = (
        project_verdicts.money_card(totals, pace, pace_of_sums(before)),
        project_verdicts.goal_card(totals, earlier),
        project_verdicts.score_card(own.score, totals, earlier, scheme=own.scheme.title),
        project_verdicts.formula_card(next(frames["subsidies"].itertuples(), None), own.project.budget_yuan),
    )
    subsidies = frames["subsidies"]
    places, file = own.project.field_places, own.project.place.source_file
    return ProjectPage(
        project=next(frames["projects"].itertuples()),
        cards=cards,
        verdict=project_verdicts.gravest(cards),
        why_they_differ=project_verdicts.why_they_differ(cards),
        course=charts.course_of(frames, pace=pace, fiscal_year=fiscal_year),
        formula=charts.formula_of(frames),
        readings=subsidies["readings"].iloc[0] if len(subsidies) else "",
        basis=project_tables.project_basis(frames, file=file),
        indicators=project_tables.project_indicators(frames, scores, file=file),
        indicator_ids=tuple(frames["indicators"]["indicator_id"]),
        parts=charts.parts_of(scores),
        asked=frames["audit"],
        sources=project_tables.project_sources(frames, file=file),
        goal_place=project_tables.in_table(str(places.get("annual_goal") or own.project.place), file),
        table_file=file,
        month=pace.month,
        original=tables[-1] if tables and store.to_give(engine, [tables[-1].upload_id]) else None,
    )


def _concluded(engine: Engine, scope: Scope) -> tuple[Any, list[Asked]]:
    """What the project comes to and what is asked of it; at sight as long as it waits to be concluded."""
    year, project_id = scope.fiscal_year, scope.projects[0]
    with reading(engine) as connection:
        totals, asked = aggregates.totals(connection, scope), question_lists.asked(connection, scope)
        if not is_waiting(connection, fiscal_year=year, project_id=project_id):
            return totals, asked
        compared = question_lists.asked(connection, scope, [questions.c.is_of_unit])
    records, before = (store.current(engine, fiscal_year=each, project_ids=[project_id]) for each in (year, year - 1))
    if not records.projects:
        return totals, asked
    found = conclude_projects(records, before)
    with reading(engine) as connection:
        reviews = reviews_in(connection, [item.finding_id for item in found.findings])
    now = [Asked(item, *item.answered(reviews.get((item.finding_id, year)))) for item in found.findings]
    return sums_of(found.projects[0]), [*now, *compared]


def project_history(engine: Engine, project_id: str, *, fiscal_year: int, zone: tzinfo = BEIJING) -> pd.DataFrame:
    """What was uploaded, reported and revised of the project in the year, the latest first."""
    keep_up(engine)
    scope = Scope(fiscal_year, (), (project_id,))
    records = store.current(engine, fiscal_year=fiscal_year, project_ids=[project_id])
    names = {item.indicator_id: item.indicator_name for item in records.indicators}
    with reading(engine) as connection:
        revised = years.revisions(connection, scope, most=_MOST_CHANGES)
        tables = years.goal_tables_of(connection, project_id, fiscal_year=fiscal_year)
    changes = list_changes(engine, fiscal_year=fiscal_year, subject_ids=[project_id, *names])
    return project_tables.project_history(changes, revised, tables, indicators=names, zone=zone)
