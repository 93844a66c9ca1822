"""The 100-point self-evaluation of a project (财预〔2020〕10号), by a scheme that is data."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from perfdata.assessing.comparing import percent
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
_HARDLY = Decimal("0.0001")
_LEVELS = (*Level1, None)


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
    reported = [results.get(indicator.indicator_id) for indicator in indicators]
    if allotted.source is WeightSource.EQUAL_SPLIT:
        execution_points = None
        if why := _why_not_scored(reported, is_form_without_points):
            allotted = Weights([_ZERO] * len(indicators), WeightSource.NONE, (why,))
    notes, points = list(allotted.notes), scheme.execution_points if execution_points is None else execution_points
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
            result=result,
            spending=spending,
            scheme=scheme,
        )
        for indicator, weight, result in zip(indicators, allotted.points, reported, strict=True)
    ]
    if allotted.has_gaps or allotted.source is WeightSource.NONE:
        scores = [_left_open(*pair, allotted.source) for pair in zip(indicators, scores, strict=True)]
    execution = score_execution(spending, scheme=scheme, points=points)
    return total_up(project.project_id, scheme=scheme, execution=execution, scores=scores, notes=notes)


def _why_not_scored(reported: Iterable[ActualResult | None], is_form_without_points: bool) -> str:
    """Why points that are not printed are not shared out equally; '' where they are."""
    if [result for result in reported if result is not None and result.given_points is not None]:
        return "本表有得分而没有分值，不能复算，请在表中补填分值。"
    return "本表没有任何分值，不评分；需要评分时请选定计分方案。" if is_form_without_points else ""


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
    ratio = score = None
    formula, words = "", (_words_of_execution, spent_yuan, budget_yuan, basis, points, scheme)
    if points == 0:
        score, formula = _ZERO, "0"
    elif spent_yuan is not None and budget_yuan is not None and budget_yuan > 0:
        ratio = spent_yuan / budget_yuan
        if 0 <= ratio < 1:
            score = scheme.rounded(spent_yuan * points / budget_yuan)
            formula = f"{spent_yuan:f} ÷ {budget_yuan:f} × {points:f}"
        else:
            score = points if ratio >= 1 else _ZERO
            formula = f"{score:f}"
    return ExecutionScore(budget_yuan, spent_yuan, ratio, points, score, formula, words)


def _words_of_execution(
    spent_yuan: Decimal | None, budget_yuan: Decimal | None, basis: str, points: Decimal, scheme: Scheme
) -> str:
    if points == 0:
        return "预算执行率没有分值，不计分。"
    if spent_yuan is None:
        return "尚未填报全年执行数，不计分也不按 0 分。"
    if budget_yuan is None or budget_yuan <= 0:
        return f"{'没有预算数' if budget_yuan is None else '预算数为 0'}，无法计算执行率，不按 0 分。"
    ratio = spent_yuan / budget_yuan
    share = percent(ratio) if 0 < 1 - ratio < _HARDLY else f"{ratio:.2%}"
    words = f"全年执行数 {thousands(spent_yuan)} 元 ÷ {basis} {thousands(budget_yuan)} 元 = {share}"
    if not 0 <= ratio < 1:
        return (
            f"{words}，{'得满分' if ratio >= 1 else '执行数为负，按 0 计，得'} {points if ratio >= 1 else _ZERO:f} 分。"
        )
    score = scheme.rounded(spent_yuan * points / budget_yuan)
    reason = f"低于 {scheme.reason_below:.0%}，须说明原因。" if ratio < scheme.reason_below < 1 else ""
    equals = "≈" if score in (0, points) else "="
    return f"{words}，× {points:f} 分 {equals} {score:f} 分，扣 {points - score:f} 分。{reason}"


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
    total_points, reported_points, reported_score = execution.points, _ZERO, _ZERO
    for level in levels:
        total_points += level.points
        reported_points += level.reported_points
        reported_score += level.reported_score
    if execution.score is not None:
        reported_points, reported_score = reported_points + execution.points, reported_score + execution.score
    cap = scheme.cap_of(execution.ratio)
    is_whole = bool(scores) and execution.score is not None and None not in [score.score for score in scores]
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
    for score in scores:
        weight, points = score.weight_points, score.score
        own = sums.get(score.level1)
        if own is None:
            own = sums[score.level1] = [_ZERO, _ZERO, _ZERO]
        own[0] += weight
        if points is not None:
            own[1] += weight
            own[2] += points
    return [LevelScore(level, *sums[level]) for level in _LEVELS if level in sums]
