"""Scores printed on a 自评表 beside those of the scheme: every difference is a question, none is overwritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Place, SelfEvaluation
from perfdata.core.scores import ProjectScore
from perfdata.core.terms import Severity

_ASK = "请核对打分依据；两个得分都会保留。"


def score_differences(evaluation: SelfEvaluation, score: ProjectScore) -> list[Finding]:
    """One finding for each printed score that differs from ours at its own precision, and for sums that do not add up.

    ``score`` is that of the evaluation's own indicators, in their order.
    """
    return [
        *_of_indicators(evaluation, score),
        *_of_execution(evaluation, score),
        *_of_totals(evaluation, score),
        *_of_sums(evaluation),
    ]


def agrees(printed: Decimal, computed: Decimal) -> bool:
    """Whether the computed score, rounded as the printed one is, is the printed one."""
    exponent = min(int(printed.as_tuple().exponent), 0)
    return computed.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP) == printed


def _of_indicators(evaluation: SelfEvaluation, score: ProjectScore) -> Iterator[Finding]:
    for indicator, result, scored in zip(evaluation.indicators, evaluation.results, score.scores, strict=True):
        if result is None or result.given_points is None:
            continue
        printed, points = result.given_points, indicator.weight_points
        name = f"“{indicator.indicator_name}”"
        subject = {"indicator_id": indicator.indicator_id, "project_id": indicator.project_id}
        if points is not None and printed > points:
            yield _finding(
                "score_above_points", f"{name}自评得分 {printed} 高于分值 {points}。", result.place, **subject
            )
        if scored.score is not None and not agrees(printed, scored.score):
            message = f"{name}自评得分 {printed}，按规则计算为 {scored.score}。{scored.explanation}"
            yield _finding(
                "published_score_differs",
                message,
                result.place,
                observed=str(printed),
                expected=str(scored.score),
                **subject,
            )


def _of_execution(evaluation: SelfEvaluation, score: ProjectScore) -> Iterator[Finding]:
    printed, computed, project = evaluation.execution_score, score.execution.score, evaluation.project
    if printed is None or computed is None or agrees(printed, computed):
        return
    yield _finding(
        "published_execution_differs",
        f"预算执行率自评得分 {printed}，按规则计算为 {computed}。{score.execution.explanation}",
        evaluation.funding[0].place if evaluation.funding else project.place,
        observed=str(printed),
        expected=str(computed),
        project_id=project.project_id,
    )


def _of_totals(evaluation: SelfEvaluation, score: ProjectScore) -> Iterator[Finding]:
    printed, computed, project = evaluation.total_score, score.total_score, evaluation.project
    if printed is None or computed is None or agrees(printed, computed):
        return
    yield _finding(
        "published_total_differs",
        f"“{project.project_name}”自评总分 {printed}，按规则计算为 {computed}。",
        project.place,
        observed=str(printed),
        expected=str(computed),
        project_id=project.project_id,
    )


def _of_sums(evaluation: SelfEvaluation) -> Iterator[Finding]:
    """分值 and 得分 of the form against its own totals."""
    project = evaluation.project
    points = [indicator.weight_points for indicator in evaluation.indicators]
    scores = [_given(result) for result in evaluation.results]
    for label, parts, extra, total in (
        ("分值", points, evaluation.execution_points, evaluation.total_points),
        ("得分", scores, evaluation.execution_score, evaluation.total_score),
    ):
        added = _sum([*parts, extra])
        if total is None or added is None or added == total:
            continue
        yield _finding(
            "published_sum_differs",
            f"“{project.project_name}”各项{label}之和为 {added}，表内总分栏为 {total}。",
            project.place,
            observed=str(total),
            expected=str(added),
            project_id=project.project_id,
        )


def _given(result: ActualResult | None) -> Decimal | None:
    return result.given_points if result else None


def _sum(parts: Sequence[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if known else None


def _finding(rule_id: str, message: str, place: Place, **texts: str | None) -> Finding:
    return Finding(rule_id=rule_id, severity=Severity.WARNING, message=message, place=place, suggestion=_ASK, **texts)
