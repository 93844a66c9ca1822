"""Filled official forms among the uploads: what they would store, checked against what holds now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from perfdata.assessing.published_scores import findings_of_form
from perfdata.checking.earlier_values import ask_about_earlier
from perfdata.checking.matching import build_reference
from perfdata.checking.monitoring_checks import Held, check_monitoring, period_of
from perfdata.checking.open_questions import ask_open_questions
from perfdata.checking.project_identity import identities_of, settled_evaluations
from perfdata.checking.results_draft import ResultsDraft
from perfdata.checking.self_evaluation_checks import Known, check_self_evaluations
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.fiscal_months import last_day
from perfdata.core.model import Indicator, Project, SelfEvaluation
from perfdata.core.official_forms import FilledMonitoring
from perfdata.reading.goal_tables import GoalTable
from perfdata.reading.self_evaluations import SelfEvaluations
from perfdata.storing import store
from perfdata.usecases.demo import drop_demo, without_demo
from perfdata.usecases.evaluating import scored
from perfdata.usecases.held import Mentioned, held_for
from perfdata.usecases.latest import latest_results, latest_spending, only
from perfdata.usecases.monitoring import until
from perfdata.usecases.preview import GivenFile, MonitoringPreview, SelfEvaluationPreview, changes_of_day
from perfdata.usecases.statements import Statements
from perfdata.usecases.understanding import facts_of

if TYPE_CHECKING:
    from sqlalchemy import Engine


def preview_self_evaluations(given: GivenFile, read: Statements, stated: SelfEvaluations) -> SelfEvaluationPreview:
    engine = given.engine
    at_revision = store.revision(engine)
    year = next((year for item in stated.evaluations if (year := item.project.fiscal_year) is not None), None)
    mentioned = [(item.project.project_name, item.project.spending_unit) for item in stated.evaluations]
    records = None if year is None else _held(given, year, mentioned)
    identities = identities_of(
        records.projects if records else (),
        answers=given.answers,
        stated=[item.project for item in stated.evaluations],
    )
    evaluations = [
        replace(item, indicators=given.answered(item.indicators))
        for item in settled_evaluations(stated.evaluations, identities, fiscal_year=year)
    ]
    checked = check_self_evaluations(
        evaluations,
        known=Known() if records is None else _known(records),
        judge=_judge,
        draft=ResultsDraft(given.file_name, fiscal_year=year, answers=given.answers),
    )
    ask_open_questions(checked.draft, {item.indicator_id: item for item in checked.indicators})
    checked.draft.findings[:0] = [*stated.findings, *identities.findings]
    if records is not None:
        _ask_about_earlier(engine, checked.draft, records, checked.projects, checked.indicators)
    return SelfEvaluationPreview(
        revision=at_revision,
        findings=checked.draft.findings,
        held_count=checked.draft.held_count,
        suggestions=checked.draft.suggestions,
        records=checked.records(),
        changes=changes_of_day(records, checked.draft),
        read_tables=[GoalTable(item.project, list(item.indicators), item.is_sound) for item in evaluations],
        **facts_of(given, read, identities, checked.draft, findings=stated.findings),
    )


def _held(given: GivenFile, fiscal_year: int, mentioned: Sequence[Mentioned]) -> store.Current:
    """What holds for the year of what the file can be about, invented results left out."""
    held = held_for(given.engine, mentioned, years=[fiscal_year], answers=given.answers)
    records = given.following(drop_demo(given.engine, held))
    names = "projects", "indicators", "actual_results", "spending"
    return only(records, *names, keep=lambda item: item.fiscal_year == fiscal_year)


def _judge(evaluation: SelfEvaluation) -> Sequence[Finding]:
    return findings_of_form(scored(evaluation))


def _known(records: store.Current) -> Known:
    return Known(
        projects={project.project_id: project for project in records.projects},
        indicators={indicator.indicator_id: indicator for indicator in records.indicators},
        results={(item.indicator_id, item.as_of): item for item in records.actual_results},
        spending=latest_spending(records),
    )


def _ask_about_earlier(
    engine: Engine,
    draft: ResultsDraft,
    records: store.Current,
    projects: Sequence[Project] = (),
    indicators: Sequence[Indicator] = (),
) -> None:
    """What is asked beside earlier records; ``projects`` and ``indicators`` are those that the file brings."""
    assert draft.fiscal_year is not None
    ids = [project.project_id for project in (*records.projects, *projects)]
    last_year = without_demo(engine, fiscal_year=draft.fiscal_year - 1, project_ids=ids)
    ask_about_earlier(
        draft,
        projects=(*records.projects, *projects),
        indicators=(*records.indicators, *indicators),
        results=(*records.actual_results, *last_year.actual_results),
        spending=records.spending,
    )


def preview_monitoring(given: GivenFile, read: Statements, forms: Sequence[FilledMonitoring]) -> MonitoringPreview:
    engine, file_name = given.engine, given.file_name
    at_revision = store.revision(engine)
    year, month = _past_period(forms, file_name=file_name, today=given.today)
    records = _held(given, year, [(form.project_name, form.spending_unit or None) for form in forms])
    earlier = until(records, last_day(year, month))
    identities = identities_of(records.projects, answers=given.answers)
    reference = build_reference(records.projects, given.answered(records.indicators), fiscal_year=year)
    checked = check_monitoring(
        forms,
        identities=identities,
        reference=reference,
        held=Held(results=latest_results(earlier), spending=latest_spending(earlier)),
        month=month,
        draft=ResultsDraft(file_name, fiscal_year=year, answers=given.answers),
    )
    draft = checked.draft
    _ask_about_earlier(engine, draft, records)
    ask_open_questions(draft, reference.indicators)
    return MonitoringPreview(
        revision=at_revision,
        findings=draft.findings,
        held_count=draft.held_count,
        suggestions=draft.suggestions,
        records=draft.records(outlooks=tuple(checked.outlooks), forecasts=tuple(checked.forecasts)),
        changes=changes_of_day(records, draft),
        **facts_of(given, read, identities, draft, findings=draft.findings),
    )


def _past_period(forms: Sequence[FilledMonitoring], *, file_name: str, today: date) -> tuple[int, int]:
    """The year and cut-off month of the forms. Raises UnusableFileError where none is stated or it is to come."""
    year, month = period_of(forms)
    if year is None or month is None:
        raise UnusableFileError(
            f"{file_name}：监控表没有写明年度或截至月份，请在标题下写明，如“（2024 年度，1-7月）”。"
        )
    if last_day(year, month).replace(day=1) > today:
        raise UnusableFileError(
            f"{file_name}：监控表截至 {year} 年 {month} 月，这个月还没有到，请核对标题下的年度和月份。"
        )
    return year, month
