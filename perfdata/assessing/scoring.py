"""The 100-point self-evaluation of a project (财预〔2020〕10号), by a scheme that is data."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from perfdata.assessing.execution import budget_of, budgeted
from perfdata.assessing.indicator_scoring import score_indicator
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.weights import USUAL_EXECUTION_POINTS, Weights, allot_weights
from perfdata.core.model import ActualResult, Indicator, Project, Spending
from perfdata.core.scores import ExecutionScore, LevelScore, ProjectScore, Score
from perfdata.core.terms import Level1, WeightSource
from perfdata.core.text import thousands

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def score_project(
    project: Project,
    indicators: Sequence[Indicator],
    *,
    results: Mapping[str, ActualResult],
    spending: Spending | None,
    scheme: Scheme,
    weights: Mapping[str, Decimal] | None = None,
    execution_points: Decimal | None = None,
    is_form_without_points: bool = False,
) -> ProjectScore:
    """Score every indicator and the execution; ``results`` and manual ``weights`` by indicator_id. Never raises.

    ``execution_points`` are those printed on a form; without them the scheme's count, or what points that were set
    leave of 100 where that is a usual figure. Spending without a budget takes that of the goal table. A form with 得分
    but without 分值, or without any points, is not scored anew.
    """
    allotted = allot_weights(indicators, scheme=scheme, manual=weights)
    if allotted.source is WeightSource.EQUAL_SPLIT:
        why = "本表有得分而没有分值，不能复算，请在表中补填分值。" if _states_scores(indicators, results) else ""
        why = why or ("本表没有任何分值，不评分；需要评分时请选定计分方案。" if is_form_without_points else "")
        if why:
            allotted = Weights([_ZERO] * len(indicators), WeightSource.NONE, (why,))
    is_printed = execution_points is not None and allotted.source is not WeightSource.EQUAL_SPLIT
    notes, points = list(allotted.notes), execution_points if is_printed else scheme.execution_points
    if execution_points is None and allotted.source in (WeightSource.GOAL_TABLE, WeightSource.MANUAL):
        rest = _HUNDRED - sum(allotted.points)
        if rest != points and rest in USUAL_EXECUTION_POINTS:
            points = rest
            notes.append(f"指标分值合计 {_HUNDRED - rest:f} 分，预算执行率按其余 {rest:f} 分计。")
    spending = spending and budgeted(spending, project)
    scores = [
        score_indicator(
            indicator,
            weight_points=weight,
            weight_source=allotted.source,
            result=results.get(indicator.indicator_id),
            spending=spending,
            scheme=scheme,
        )
        for indicator, weight in zip(indicators, allotted.points, strict=True)
    ]
    if allotted.has_gaps or allotted.source is WeightSource.NONE:
        scores = [_left_open(*pair, allotted.source) for pair in zip(indicators, scores, strict=True)]
    execution = score_execution(spending, scheme=scheme, points=points)
    return total_up(project.project_id, scheme=scheme, execution=execution, scores=scores, notes=notes)


def _states_scores(indicators: Iterable[Indicator], results: Mapping[str, ActualResult]) -> bool:
    own = (results.get(indicator.indicator_id) for indicator in indicators)
    return any(result is not None and result.given_points is not None for result in own)


def _left_open(indicator: Indicator, score: Score, source: WeightSource) -> Score:
    """A row that weighs nothing because its points are not known gets no score, not 0."""
    if source is not WeightSource.NONE and indicator.weight_points is not None:
        return score
    rule_id = "not_recomputed" if source is WeightSource.NONE else "points_missing"
    return score._replace(score=None, rule_id=rule_id, inputs={}, needs_reason=False)


def score_execution(spending: Spending | None, *, scheme: Scheme, points: Decimal) -> ExecutionScore:
    """执行率 = 全年执行数 ÷ 全年预算数 (by the scheme 年初预算数), times the points, not above them, not below 0."""
    budget_yuan, basis = budget_of(spending, scheme.execution_denominator) if spending else (None, "")
    spent_yuan = spending.spent_yuan if spending else None
    ratio, score, formula = None, None, ""
    if points == 0:
        score, formula, words = _ZERO, "0", "预算执行率没有分值，不计分。"
    elif spent_yuan is None:
        words = "尚未填报全年执行数，不计分也不按 0 分。"
    elif budget_yuan is None or budget_yuan <= 0:
        words = f"{'没有预算数' if budget_yuan is None else '预算数为 0'}，无法计算执行率，不按 0 分。"
    else:
        ratio = spent_yuan / budget_yuan
        words = f"全年执行数 {thousands(spent_yuan)} 元 ÷ {basis} {thousands(budget_yuan)} 元 = {ratio:.2%}"
        if 0 <= ratio < 1:
            score = scheme.rounded(spent_yuan * points / budget_yuan)
            formula = f"{spent_yuan:f} ÷ {budget_yuan:f} × {points:f}"
            words += f"，× {points:f} 分 = {score:f} 分，扣 {points - score:f} 分。"
            words += f"低于 {scheme.reason_below:.0%}，须说明原因。" if ratio < scheme.reason_below < 1 else ""
        else:
            score = points if ratio >= 1 else _ZERO
            formula = f"{score:f}"
            words += f"，{'得满分' if ratio >= 1 else '执行数为负，按 0 计，得'} {score:f} 分。"
    return ExecutionScore(
        budget_yuan=budget_yuan,
        spent_yuan=spent_yuan,
        ratio=ratio,
        points=points,
        score=score,
        formula=formula,
        explanation=words,
    )


def total_up(
    project_id: str,
    *,
    scheme: Scheme,
    execution: ExecutionScore,
    scores: Sequence[Score],
    notes: Iterable[str] = (),
) -> ProjectScore:
    """Sums over the execution and the indicators; a total and a grade only where everything is scored."""
    levels = _levels(scores)
    total_points = execution.points + sum(level.points for level in levels)
    reported_points = sum((level.reported_points for level in levels), _ZERO)
    reported_score = sum((level.reported_score for level in levels), _ZERO)
    if execution.score is not None:
        reported_points, reported_score = reported_points + execution.points, reported_score + execution.score
    cap = scheme.cap_of(execution.ratio)
    is_whole = bool(scores) and execution.score is not None and all(score.score is not None for score in scores)
    is_weighed = not scores or scores[0].weight_source is not WeightSource.NONE
    if total_points != _HUNDRED and is_weighed:
        notes = (*notes, f"分值合计 {total_points:f} 分，不是 100 分，不评等级，请核对分值。")
    total = reported_score if is_whole else None
    if total is not None and cap is not None and total > cap:
        notes = (*notes, f"预算执行率 {execution.ratio:.2%}，按方案总分最高 {cap:f} 分（各项合计 {total:f} 分）。")
        total = cap
    return ProjectScore(
        project_id=project_id,
        scheme_id=scheme.scheme_id,
        weight_source=scores[0].weight_source if scores else WeightSource.EQUAL_SPLIT,
        execution=execution,
        scores=tuple(scores),
        levels=tuple(levels),
        total_points=total_points,
        total_score=total,
        reported_points=reported_points,
        reported_score=reported_score,
        grade=scheme.grade_of(total) if total is not None and total_points == _HUNDRED else None,
        notes=tuple(notes),
    )


def _levels(scores: Sequence[Score]) -> list[LevelScore]:
    """Sums by level 1, in the order of the field; those of indicators without a level come last."""
    sums: dict[Level1 | None, list[Decimal]] = {}
    level, own = None, [_ZERO, _ZERO, _ZERO]
    for score in scores:
        if level is not score.level1 or not sums:
            level = score.level1
            own = sums.setdefault(level, [_ZERO, _ZERO, _ZERO])
        own[0] += score.weight_points
        if score.score is not None:
            own[1] += score.weight_points
            own[2] += score.score
    return [
        LevelScore(level1=level, points=own[0], reported_points=own[1], reported_score=own[2])
        for level in (*Level1, None)
        if (own := sums.get(level))
    ]
