"""What stands between a project and its next grade, and what a strict reviewer would leave of its score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from types import MappingProxyType

from perfdata.assessing.comparing import amount
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.scoring import total_up
from perfdata.core.evidence import evidence_of
from perfdata.core.model import ActualResult, Indicator
from perfdata.core.scores import ExecutionScore, ProjectScore, Score
from perfdata.core.terms import Attainment, Outcome, ValueKind
from perfdata.core.text import thousands

_CENT = Decimal("0.01")
_ONE = Decimal(1)
_EXECUTION = "预算执行率"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One step towards the next grade: ``indicator_id`` None is 预算执行率; ``effort`` is the change as a share."""

    indicator_id: str | None
    gained_points: Decimal
    effort: Decimal
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextGrade:
    """The next better grade: the points missing, the steps of which each alone is enough, and the shortest list of

    steps that are enough together where none is; both empty where even everything would not do.
    """

    grade: str
    missing_points: Decimal
    alone: tuple[Way, ...]
    together: tuple[Way, ...]


def next_grade(
    score: ProjectScore, indicators: Sequence[Indicator], *, results: Mapping[str, ActualResult], scheme: Scheme
) -> NextGrade | None:
    """The cheapest ways up: fewest indicators first, then the smallest change. None without a grade or at the top."""
    better = [(name, lower) for name, lower in scheme.grades if score.total_score is not None]
    better = [(name, lower) for name, lower in better if lower > (score.total_score or 0)]
    if score.grade is None or score.total_score is None or not better:
        return None
    grade, lower = better[-1]
    missing = lower - score.total_score
    named = {indicator.indicator_id: indicator for indicator in indicators}
    items = [item for item in (score.execution, *score.scores) if _lost(item) > 0]

    def way(item: ExecutionScore | Score, gain: Decimal) -> Way:
        if isinstance(item, ExecutionScore):
            return _way_of_execution(item, gain)
        return _way_of_indicator(item, gain, named[item.indicator_id], results.get(item.indicator_id), scheme)

    alone = sorted((way(item, missing) for item in items if _lost(item) >= missing), key=lambda step: step.effort)
    together: list[Way] = []
    if not alone and sum(map(_lost, items)) >= missing:
        for item in sorted(items, key=_lost, reverse=True):
            if missing <= 0:
                break
            gain = min(_lost(item), missing)
            together.append(way(item, gain))
            missing -= gain
    return NextGrade(
        grade=grade, missing_points=lower - score.total_score, alone=tuple(alone), together=tuple(together)
    )


def review_strictly(
    score: ProjectScore,
    *,
    results: Mapping[str, ActualResult],
    scheme: Scheme,
    file_counts: Mapping[tuple[str, int], int] = MappingProxyType({}),
) -> ProjectScore:
    """The same project as a strict reviewer may see it: no evidence, qualitative at 100 %, far beyond the target.

    ``file_counts`` are the files of evidence by indicator and year. Of several deductions of an indicator the largest
    counts. A simulation with the scheme's shares, not a rule of any regulation.
    """
    scores = [_strict(own, results.get(own.indicator_id), scheme, file_counts) for own in score.scores]
    return total_up(score.project_id, scheme=scheme, execution=score.execution, scores=scores, notes=score.notes)


def _lost(item: ExecutionScore | Score) -> Decimal:
    points = item.points if isinstance(item, ExecutionScore) else item.weight_points
    return Decimal(0) if item.score is None else points - item.score


def _way_of_execution(execution: ExecutionScore, gain: Decimal) -> Way:
    budget, spent = execution.budget_yuan or Decimal(0), execution.spent_yuan or Decimal(0)
    needed = (budget * ((execution.score or Decimal(0)) + gain) / execution.points).quantize(_CENT, ROUND_CEILING)
    more = needed - spent
    sentence = f"{_EXECUTION}：再执行 {thousands(more)} 元（执行数达到 {thousands(needed)} 元），可增加 {gain:f} 分。"
    return Way(indicator_id=None, gained_points=gain, effort=more / budget, sentence=sentence)


def _way_of_indicator(
    score: Score, gain: Decimal, indicator: Indicator, result: ActualResult | None, scheme: Scheme
) -> Way:
    needed = _needed(score, gain, indicator, result)
    if score.rule_id == "satisfaction_band" and (band := _band_of(score, gain, scheme)):
        needed, gain = band
    if needed is None:
        what, effort = _step_of_grade(score, gain)
    else:
        target = indicator.annual_target
        actual = (score.completion.compared or (needed, needed))[0]
        unit = target.unit or (result.actual.unit if result else None)
        # A tolerance compares without sign: −6 % of ±5 % as 6.
        is_below = target.kind is ValueKind.TOLERANCE and result is not None and (result.actual.number or 0) < 0
        old, new = (-actual, -needed) if is_below else (actual, needed)
        direction = "提高到" if new > old else "降到"
        what = f"由 {amount(old, unit, target.per)} {direction} {amount(new, unit, target.per)}"
        compared = score.completion.compared
        effort = abs(needed - actual) / abs(compared[1]) if compared and compared[1] else _ONE
    sentence = f"{indicator.indicator_name}：{what}，可增加 {gain:f} 分。"
    return Way(indicator_id=score.indicator_id, gained_points=gain, effort=effort, sentence=sentence)


def _needed(score: Score, gain: Decimal, indicator: Indicator, result: ActualResult | None) -> Decimal | None:
    """The actual, in the unit of the target, that gives the gain; whole where target and actual are counts."""
    if score.completion.compared is None or score.score is None or score.rule_id == "satisfaction_band":
        return None
    actual, bound = score.completion.compared
    wanted = (score.score + gain) / score.weight_points
    if bound <= 0 or score.rule_id == "zero":
        return bound
    if actual < bound:
        exact, rounding = bound * wanted, ROUND_CEILING
    elif score.rule_id == "linear":
        exact, rounding = bound * (2 - wanted), ROUND_FLOOR
    else:
        exact, rounding = bound / wanted, ROUND_FLOOR
    is_count = indicator.annual_target.unit != "%" and bound == bound.to_integral_value()
    is_count = is_count and result is not None and actual == actual.to_integral_value()
    return exact.quantize(_ONE if is_count else _CENT, rounding)


def _band_of(score: Score, gain: Decimal, scheme: Scheme) -> tuple[Decimal, Decimal] | None:
    """The lower bound of the nearest band that gives at least the gain, and what it gives; None if no band does."""
    own = score.score or Decimal(0)
    bands = [(lower, scheme.rounded(share * score.weight_points) - own) for lower, share in scheme.satisfaction_bands]
    return min((band for band in bands if band[1] >= gain), default=None)


def _step_of_grade(score: Score, gain: Decimal) -> tuple[str, Decimal]:
    wanted = (score.score or Decimal(0)) + gain
    if score.rule_id == "late":
        return "须按期完成（本年度已逾期的，下年度改进）", _ONE
    if score.completion.outcome is Outcome.MET and score.completion.compared is None:
        return f"在“{Attainment.MET.label}”区间内给足分（至 {wanted:f} 分），并备好佐证", gain / score.weight_points
    return f"完成程度提高到可得 {wanted:f} 分", gain / score.weight_points


def _strict(
    score: Score, result: ActualResult | None, scheme: Scheme, file_counts: Mapping[tuple[str, int], int]
) -> Score:
    if not score.score or result is None:
        return score
    file_count = file_counts.get((result.indicator_id, result.fiscal_year), 0)
    shares = list(_deductions(score, result, scheme, file_count=file_count))
    if not shares:
        return score
    rule_id, share, inputs = min(shares, key=lambda item: item[1])
    left = scheme.rounded(share * score.score)
    return score._replace(score=left, rule_id=rule_id, inputs=inputs | {"原得分": score.score}, needs_reason=True)


def _deductions(
    score: Score, result: ActualResult, scheme: Scheme, *, file_count: int
) -> Iterator[tuple[str, Decimal, dict[str, Decimal]]]:
    """Rule, share that is left, and the inputs of the rule's formula."""
    if not evidence_of(result.evidence, file_count=file_count):
        yield "strict_no_evidence", scheme.strict_no_evidence, {"无佐证比例": scheme.strict_no_evidence}
    is_graded = score.completion.compared is None and result.actual.kind is not ValueKind.DEADLINE
    if is_graded and score.score == score.weight_points:
        yield "strict_qualitative", scheme.strict_qualitative, {"定性比例": scheme.strict_qualitative}
    ratio = score.completion.completion_ratio
    if ratio is None or ratio <= scheme.exceeded_reason or score.completion.outcome is not Outcome.MET:
        return
    excess, floor = ratio - scheme.exceeded_reason, scheme.strict_exceeded_floor
    if 1 - excess > floor:
        inputs = {"完成率": ratio, "上限": scheme.exceeded_reason}
        yield "strict_exceeded", 1 - excess, inputs
    else:
        yield "strict_exceeded_floor", floor, {"底线": floor}
