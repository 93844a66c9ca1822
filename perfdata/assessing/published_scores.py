"""A filled 自评表 scored by our rules, beside the scores printed on it; a difference is told, never settled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from perfdata.assessing.form_funding import spending_of_form
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.scoring import score_project
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Place, SelfEvaluation
from perfdata.core.scores import ProjectScore, Score
from perfdata.core.terms import WeightSource
from perfdata.core.words import WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure that is printed otherwise than our rules give it; either may be None. ``item`` names it in Chinese."""

    item: str
    indicator_id: str | None
    published: Decimal | None
    computed: Decimal | None
    reason: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredForm:
    """One form with our scores and every difference from what is printed on it."""

    evaluation: SelfEvaluation
    score: ProjectScore
    differences: tuple[Difference, ...]


def score_form(evaluation: SelfEvaluation, *, scheme: Scheme, is_chosen: bool = False) -> ScoredForm:
    """Score what the form states, with its printed 分值; the printed scores are only compared with ours.

    A form without any points is only scored where someone chose the scheme.
    """
    project = evaluation.project
    results = {result.indicator_id: result for result in evaluation.results if result is not None}
    # Only the day of the amounts depends on the year; the score does not.
    year = project.fiscal_year or next((result.fiscal_year for result in results.values()), date.min.year)
    spending = spending_of_form(evaluation.funding, project=project, fiscal_year=year, place=project.place)
    score = score_project(
        project,
        evaluation.indicators,
        results=results,
        spending=spending,
        scheme=scheme,
        execution_points=evaluation.execution_points,
        is_form_without_points=not is_chosen and not evaluation.has_points,
    )
    return ScoredForm(evaluation=evaluation, score=score, differences=tuple(differences_of(evaluation, score)))


def findings_of_form(form: ScoredForm) -> list[Finding]:
    """A warning for each difference, with both numbers."""
    project_id = form.evaluation.project.project_id
    return [finding_of(difference, project_id=project_id) for difference in form.differences]


def finding_of(difference: Difference, *, project_id: str) -> Finding:
    """The warning that a figure is printed otherwise than our rules give it."""
    return WORDS["published_score_differs"].finding(
        difference.place,
        project_id=project_id,
        indicator_id=difference.indicator_id,
        item=difference.item,
        observed=_points(difference.published),
        computed=_points(difference.computed),
        reason=difference.reason,
    )


def differences_of(evaluation: SelfEvaluation, score: ProjectScore) -> Iterator[Difference]:
    """What is printed on a form and differs from ``score``, that of its own indicators in their order."""
    project, execution = evaluation.project, score.execution
    if not _agree(evaluation.execution_score, execution.score):
        yield Difference(
            item="预算执行率",
            indicator_id=None,
            published=evaluation.execution_score,
            computed=execution.score,
            reason=execution.explanation,
            place=evaluation.funding[0].place if evaluation.funding else project.place,
        )
    for indicator, result, own in zip(evaluation.indicators, evaluation.results, score.scores, strict=True):
        yield from _of_indicator(indicator, result, own)
    yield from _of_total(evaluation, score)


def _of_indicator(indicator: Indicator, result: ActualResult | None, own: Score) -> Iterator[Difference]:
    published = result.given_points if result else None
    if indicator.weight_points is not None and not _agree(published, own.score):
        yield Difference(
            item=indicator.indicator_name,
            indicator_id=indicator.indicator_id,
            published=published,
            computed=own.score,
            reason=own.explanation,
            place=result.place if result else indicator.place,
        )


def _of_total(evaluation: SelfEvaluation, score: ProjectScore) -> Iterator[Difference]:
    """The printed total against ours, and against the printed scores it should be the sum of."""
    published, place = evaluation.total_score, evaluation.project.place
    printed = [evaluation.execution_score, *(result.given_points if result else None for result in evaluation.results)]
    known = [points for points in printed if points is not None]
    partly = f"已填报部分得分 {score.reported_score:f} / 满分 {score.reported_points:f}。"
    total = score.total_score
    if total is None and _agree(published, score.reported_score):
        total = published  # A form printed before all was reported shows the sum of what is.
    is_recomputed = score.weight_source is not WeightSource.NONE
    ours = [("总分", total, partly + "".join(score.notes))] if is_recomputed else []
    if known and None not in printed:
        ours.append(("各项得分之和", sum(known, Decimal(0)), "表中总分应等于各项得分之和。"))
    for item, computed, reason in ours:
        if not _agree(published, computed):
            yield Difference(
                item=item, indicator_id=None, published=published, computed=computed, reason=reason, place=place
            )


def _agree(published: Decimal | None, computed: Decimal | None) -> bool:
    """Equal at the printed decimals, exactly where none are printed: 9 is not 8.62. Nothing printed, nothing to say."""
    if published is None or computed is None:
        return published is None
    decimals = len(format(published, "f").partition(".")[2])
    return published == (computed.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) if decimals else computed)


def _points(points: Decimal | None) -> str:
    return "暂不能计算" if points is None else f"{points:f} 分"
