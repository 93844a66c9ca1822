"""Filled 自评表 against what is stored: what one file of them would store, and what is asked about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from perfdata.assessing.execution import budgeted, execution_ratio, is_execution_indicator
from perfdata.assessing.self_evaluation_form import FULL_POINTS, actual_text, read_actual
from perfdata.checking.funding_checks import budget_cell_of_form, form_spending, said_funding, unless_known
from perfdata.checking.money_checks import ask_about_budgets, contradicts_amounts, is_plausible
from perfdata.checking.open_questions import ask_open_questions
from perfdata.checking.renamed_indicators import under_stored_names
from perfdata.checking.result_values import sound_result
from perfdata.checking.results_draft import ResultsDraft
from perfdata.checking.sanity import ask_about_target, said_target
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Project, SelfEvaluation, Spending
from perfdata.core.official_forms import FormRecords, PublishedForm
from perfdata.core.text import listed, normalise_label
from perfdata.core.values import parse_value

Judge = Callable[[SelfEvaluation], Sequence[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored for the year: projects and indicators by id, results by (indicator, day), spending by project."""

    projects: Mapping[str, Project] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    results: Mapping[tuple[str, date], ActualResult] = field(default_factory=dict)
    spending: Mapping[str, Spending] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class SelfEvaluationDraft:
    """What would be stored; ``draft`` carries results, spending and findings as for any file of results."""

    draft: ResultsDraft
    projects: list[Project] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    published: list[PublishedForm] = field(default_factory=list)

    def records(self) -> FormRecords:
        return self.draft.records(
            projects=tuple(self.projects), indicators=tuple(self.indicators), published=tuple(self.published)
        )


def check_self_evaluations(
    evaluations: Iterable[SelfEvaluation], *, known: Known, judge: Judge, draft: ResultsDraft
) -> SelfEvaluationDraft:
    """Every form of the year is stored with its findings; one of another year, a second one, one with errors is held.

    ``judge`` compares the printed scores of a form with those of the scheme in use.
    """
    checked = SelfEvaluationDraft(draft=draft)
    seen: set[str] = set()
    for evaluation in evaluations:
        project = evaluation.project
        problem = _problem(project, draft.fiscal_year, seen) if evaluation.is_sound else None
        if problem:
            draft.ask("form_held", project.place, problem=problem, project=project)
        if problem or not evaluation.is_sound:
            draft.held_count += len(evaluation.indicators)
            continue
        seen.add(project.project_id)
        _check_form(checked, evaluation, known=known, judge=judge)
    return checked


def questions_of_forms(evaluations: Sequence[SelfEvaluation], *, file_name: str) -> list[Finding]:
    """What is asked about forms beside which nothing is stored, but for differences of scores."""
    year = next((year for item in evaluations if (year := item.project.fiscal_year) is not None), None)
    draft = ResultsDraft(file_name, fiscal_year=year)
    checked = check_self_evaluations(evaluations, known=Known(), judge=lambda _form: (), draft=draft)
    ask_open_questions(draft, {item.indicator_id: item for item in checked.indicators})
    return draft.findings


def _problem(project: Project, fiscal_year: int | None, seen: set[str]) -> str | None:
    name = project.project_name
    if project.fiscal_year != fiscal_year:
        return (
            f"“{name}”的自评表是 {project.fiscal_year} 年度的，与本文件的 {fiscal_year} 年度不同，未采用：请分开上传。"
        )
    if project.project_id in seen:
        return f"“{name}”在本文件中有不止一张自评表，只采用第一张，这一张未采用：请只保留一张。"
    return None


def _check_form(checked: SelfEvaluationDraft, evaluation: SelfEvaluation, *, known: Known, judge: Judge) -> None:
    draft, evaluation = checked.draft, said_funding(checked.draft, evaluation)
    spending = form_spending(draft, evaluation)
    if spending is not None and not _is_plausible(draft, spending, evaluation.project, known):
        draft.held_count += len(evaluation.indicators)
        return
    stored = [item for item in known.indicators.values() if item.project_id == evaluation.project.project_id]
    evaluation, missing = under_stored_names(draft, evaluation, stored)
    adopted = _adopted(draft, evaluation, known)
    results = _without_computed_rates(draft, adopted, spending, known)
    draft.as_of = max([draft.as_of, *(item.as_of for item in results)], key=lambda day: day or date.min)
    spent = unless_known(spending, adopted.project, known.spending.get(adopted.project.project_id))
    cell = budget_cell_of_form(evaluation)
    ask_about_budgets(draft, [adopted.project], held=known.projects.values(), cell_of=lambda _project: cell)
    for item in adopted.indicators:
        if item.indicator_id not in known.indicators:
            ask_about_target(draft, item)
    draft.findings += judge(adopted)
    _check_points(draft, adopted)
    draft.results += results
    if spent is not None:
        draft.spending.append(spent)
    if missing:
        _report_missing(draft, adopted.project, missing)
    checked.projects.append(adopted.project)
    checked.indicators += [*adopted.indicators, *missing]
    checked.published.append(_published(adopted))


def _is_plausible(draft: ResultsDraft, spending: Spending, project: Project, known: Known) -> bool:
    held = known.projects.get(project.project_id) or replace(project, budget_yuan=None)
    return is_plausible(draft, budgeted(spending, held), held, place_of=lambda _field: spending.place)


def _without_computed_rates(
    draft: ResultsDraft, evaluation: SelfEvaluation, spending: Spending | None, known: Known
) -> list[ActualResult]:
    """The results as reported; an execution rate that says what the amounts say is left to them, another is told."""
    spending = spending or known.spending.get(evaluation.project.project_id)
    ratio = None if spending is None else execution_ratio(budgeted(spending, evaluation.project))
    results = []
    for indicator, result in zip(evaluation.indicators, evaluation.results, strict=True):
        if result is None:
            continue
        is_computed = (
            ratio is not None
            and _is_new_rate(indicator, result, known)
            and not contradicts_amounts(draft, indicator, result, ratio)
        )
        results.append(replace(result, actual=parse_value("")) if is_computed else result)
    return results


def _is_new_rate(indicator: Indicator, result: ActualResult, known: Known) -> bool:
    stored = known.results.get((indicator.indicator_id, result.as_of))
    return is_execution_indicator(indicator) and (stored is None or stored.actual.raw != result.actual.raw)


def _adopted(draft: ResultsDraft, evaluation: SelfEvaluation, known: Known) -> SelfEvaluation:
    """The form with what only the goal table states, and with stored results where the form says the same."""
    project = evaluation.project
    stored = known.projects.get(project.project_id)
    indicators = [_adopted_indicator(draft, item, known) for item in evaluation.indicators]
    if not all(item.indicator_id in known.indicators for item in indicators):
        indicators = [item._replace(order=order) for order, item in enumerate(indicators, start=1)]
    return replace(
        evaluation,
        project=project if stored is None else _completed(project, stored),
        indicators=tuple(indicators),
        results=tuple(
            sound_result(draft, _adopted_result(result, indicator, known), indicator)
            for indicator, result in zip(indicators, evaluation.results, strict=True)
        ),
    )


def _completed(project: Project, stored: Project) -> Project:
    """The project of a form, which has no cycle, type or level, with those of the goal table."""
    names = (
        "project_type",
        "project_level",
        "competent_department",
        "spending_unit",
        "cycle_start_year",
        "cycle_end_year",
        "cycle_goal",
        "annual_goal",
    )
    blank = {name: getattr(stored, name) for name in names if getattr(project, name) in (None, "")}
    for name in ("project_name", "competent_department", "spending_unit", "annual_goal"):
        if _same_text(getattr(project, name), getattr(stored, name)):
            blank[name] = getattr(stored, name)
    return replace(project, **blank, budget_yuan=stored.budget_yuan or project.budget_yuan)


def _adopted_indicator(draft: ResultsDraft, indicator: Indicator, known: Known) -> Indicator:
    stored, indicator = known.indicators.get(indicator.indicator_id), said_target(draft, indicator)
    if stored is None:
        return indicator
    target = stored.annual_target
    if not _same_text(indicator.annual_target.raw, target.raw):
        target = indicator.annual_target
        draft.ask(
            "target_differs", indicator.place, observed=target.raw, indicator=indicator, stored=stored.annual_target.raw
        )
    return indicator._replace(
        indicator_name=stored.indicator_name,
        cycle_target=stored.cycle_target,
        annual_target=target,
        order=stored.order,
        is_recovered=stored.is_recovered,
    )


def _adopted_result(result: ActualResult | None, indicator: Indicator, known: Known) -> ActualResult | None:
    """The result of a form with its grade read; evidence and spelling of the stored one where both say the same."""
    if result is None:
        return None
    text, grade = read_actual(result.actual.raw)
    stored = known.results.get((indicator.indicator_id, result.as_of))
    if stored is not None and actual_text(indicator, stored, ratio=None).strip() == result.actual.raw.strip():
        reason = stored.deviation_reason if _same_text(result.deviation_reason, stored.deviation_reason) else None
        return replace(
            stored,
            given_points=result.given_points,
            deviation_reason=reason or result.deviation_reason,
            place=result.place,
        )
    if not result.actual.raw.strip() and result.attainment is None:
        return _with_latest(result, known)
    return replace(result, actual=parse_value(text), attainment=grade or result.attainment)


def _with_latest(result: ActualResult, known: Known) -> ActualResult:
    """Points or a reason without 实际完成值: what was last reported still holds, a blank cell takes nothing back."""
    earlier = [day for key, day in known.results if key == result.indicator_id and day <= result.as_of]
    if not earlier:
        return result
    stored = known.results[result.indicator_id, max(earlier)]
    return replace(result, actual=stored.actual, attainment=stored.attainment, evidence=stored.evidence)


def _check_points(draft: ResultsDraft, evaluation: SelfEvaluation) -> None:
    """分值 of the rows against the printed total, and rows without any."""
    project, total = evaluation.project, evaluation.total_points
    points = [item.weight_points for item in evaluation.indicators if item.weight_points is not None]
    blank = [item.indicator_name for item in evaluation.indicators if item.weight_points is None]
    added = sum(points, evaluation.execution_points or Decimal(0))
    if not points and any(result is not None and result.given_points is not None for result in evaluation.results):
        draft.ask("points_not_printed", project.place, project=project)
    elif points and blank and added not in (total or FULL_POINTS, FULL_POINTS):
        words = {"count": len(blank), "listed": listed([f"“{name}”" for name in blank]), "added": added}
        draft.ask("points_missing", project.place, project=project, observed=str(added), **words)
    elif points and total not in (None, added):
        draft.ask("published_points_differ", project.place, observed=str(total), project=project, added=added)


def _report_missing(draft: ResultsDraft, project: Project, missing: Sequence[Indicator]) -> None:
    """What the form leaves out; where a name of the form is near, it asks whether that is the one."""
    near = {item.indicator_id: item.indicator_name for item in reversed(draft.suggestions)}
    names = [
        f"“{item.indicator_name}”" + (f"（是否就是“{near[item.indicator_id]}”？）" if item.indicator_id in near else "")
        for item in missing
    ]
    draft.ask("goal_indicators_missing", project.place, count=len(missing), listed=listed(names), project=project)


def _published(evaluation: SelfEvaluation) -> PublishedForm:
    project = evaluation.project
    assert project.fiscal_year is not None
    return PublishedForm(
        project_id=project.project_id,
        fiscal_year=project.fiscal_year,
        execution_points=evaluation.execution_points,
        execution_score=evaluation.execution_score,
        total_points=evaluation.total_points,
        total_score=evaluation.total_score,
        actual_goal=evaluation.actual_goal,
        funding=evaluation.funding,
        place=project.place,
    )


def _same_text(one: str | None, other: str | None) -> bool:
    return normalise_label(one or "") == normalise_label(other or "")
