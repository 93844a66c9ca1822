"""The score of one indicator: its completion, the rule that fits, and the inputs of that rule.

Which rule: 财预〔2020〕10号 (ratio, grades) and 财预〔2021〕101号 (satisfaction bands); the numbers are the scheme's.
Comparison itself is the work of ``completion``.
"""

from decimal import ROUND_FLOOR, Decimal

from perfdata.assessing.comparators import effective_comparator
from perfdata.assessing.completion import assess_completion
from perfdata.assessing.execution import budget_of, is_execution_indicator
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.weights import scoring_level
from perfdata.core.model import ActualResult, Completion, Indicator, Spending, new_record
from perfdata.core.scores import Score
from perfdata.core.terms import Attainment, Comparator, Level1, Outcome, ValueKind, WeightSource

_ZERO = Decimal(0)
_GRADE_OF = {Outcome[grade.name]: grade for grade in Attainment}
_Ruled = tuple[str, Decimal | None, dict[str, Decimal]]


_KNOWN: dict[tuple[object, ...], Score] = {}
_MOST_KNOWN = 32_768


def score_indicator(
    indicator: Indicator,
    *,
    weight_points: Decimal,
    weight_source: WeightSource,
    result: ActualResult | None,
    spending: Spending | None,
    scheme: Scheme,
) -> Score:
    """Completion, rule, score and what the form demands beside it. Never raises; missing stays missing.

    A city has few ways of saying 100 %: what the same target, result and points give is worked out once.
    """
    if result is None or is_execution_indicator(indicator):
        return _scored(indicator, weight_points, weight_source, result, spending, scheme)
    known_by = (
        *indicator[2:6],
        indicator.annual_target.raw,
        *indicator[12:],
        result.actual.raw,
        result.attainment,
        result.given_points,
        result.as_of,
        result.fiscal_year,
        weight_points,
        weight_source,
        scheme,
    )
    known = _KNOWN.get(known_by)
    if known is not None:
        return new_record(Score, (indicator.indicator_id, *known[1:]))
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    found = _KNOWN[known_by] = _scored(indicator, weight_points, weight_source, result, spending, scheme)
    return found


def _scored(
    indicator: Indicator,
    weight_points: Decimal,
    weight_source: WeightSource,
    result: ActualResult | None,
    spending: Spending | None,
    scheme: Scheme,
) -> Score:
    completion = assess_completion(
        indicator,
        result=result,
        spending=spending,
        rules=scheme.comparators,
        denominator=scheme.execution_denominator,
    )
    level1 = scoring_level(indicator.level1, indicator.level2, scheme)
    rule_id, score, inputs = _score(indicator, completion, weight_points, level1, result, spending, scheme)
    needs_reason, remark_id = False, None
    if weight_points and score is not None:
        needs_reason, remark_id = _demands(completion, score < weight_points, rule_id, scheme)
    values = (
        indicator.indicator_id,
        scheme.scheme_id,
        level1,
        weight_points,
        weight_source,
        score,
        rule_id,
        inputs,
        completion,
        needs_reason,
        remark_id,
    )
    return new_record(Score, values)


def _demands(completion: Completion, loses: bool, rule_id: str, scheme: Scheme) -> tuple[bool, str | None]:
    """Whether a reason is owed, and what is to be remarked."""
    outcome, ratio = completion.outcome, completion.completion_ratio
    if outcome is Outcome.MET:
        if ratio is None or ratio < scheme.exceeded_note:
            return loses, None
        is_far = ratio >= scheme.exceeded_reason
        return loses or is_far, "far_exceeded" if is_far else "exceeded"
    is_missed = outcome is Outcome.PARTLY_MET or outcome is Outcome.NOT_MET
    is_excused = ratio is not None and scheme.reason_below <= ratio < 1
    is_full = is_missed and not loses and rule_id == "satisfaction_band"
    return (loses or is_missed) and not is_excused, "full_by_band" if is_full else None


def _score(
    indicator: Indicator,
    completion: Completion,
    weight: Decimal,
    level1: Level1 | None,
    result: ActualResult | None,
    spending: Spending | None,
    scheme: Scheme,
) -> _Ruled:
    if not weight:
        is_double = not scheme.counts_execution_rows and is_execution_indicator(indicator)
        return "scored_as_execution" if is_double else "no_points", _ZERO, {"分值": _ZERO}
    outcome = completion.outcome
    if outcome is Outcome.NO_DATA:
        return "not_reported", None, {}
    if outcome is Outcome.NOT_COMPARABLE:
        return _as_given(result, weight)
    if completion.compared is not None:
        if level1 is Level1.SATISFACTION and scheme.satisfaction == "bands" and _is_rate(indicator, result, scheme):
            return _by_rate(completion.compared[0], weight, scheme)
        if outcome is Outcome.MET:
            return _of_met(completion, weight, scheme)
        if completion.from_spending and spending is not None:
            return _of_execution(completion, weight, spending, scheme)
        return _of_miss(*completion.compared, weight, scheme)
    if indicator.annual_target.kind is ValueKind.DEADLINE and result and result.actual.kind is ValueKind.DEADLINE:
        if outcome is Outcome.MET:
            return "met", weight, {"分值": weight}
        return "late", scheme.rounded(scheme.late_share * weight), {"逾期比例": scheme.late_share, "分值": weight}
    return _of_grade(_GRADE_OF[outcome], weight, result, scheme)


def _of_met(completion: Completion, weight: Decimal, scheme: Scheme) -> _Ruled:
    """Full points, but for what a scheme takes off a result far above its target."""
    deduction, ratio = scheme.exceeded_deduction, completion.completion_ratio
    if deduction is None or ratio is None or ratio < deduction[0]:
        return "met", weight, {"分值": weight}
    taken = min(deduction[1], weight)
    return "exceeded_deducted", weight - taken, {"分值": weight, "扣分": taken}


def _of_miss(actual: Decimal, bound: Decimal, weight: Decimal, scheme: Scheme) -> _Ruled:
    """An actual on the wrong side of the bound; what is at 0 or below is never divided by."""
    if bound <= 0 or actual <= 0:
        return "zero", _ZERO, {"分值": weight}
    if actual <= bound:
        return _ratio("ratio", actual, bound, weight, scheme)
    if scheme.over_limit == "ratio":
        return _ratio("reverse_ratio", bound, actual, weight, scheme)
    share = bound + bound - actual
    if share <= 0:
        return "zero", _ZERO, {"分值": weight}
    return "linear", scheme.rounded(share * weight / bound), {"实际": actual, "目标": bound, "分值": weight}


def _ratio(rule_id: str, dividend: Decimal, divisor: Decimal, weight: Decimal, scheme: Scheme) -> _Ruled:
    names = ("实际", "目标") if rule_id == "ratio" else ("目标", "实际")
    inputs = {names[0]: dividend, names[1]: divisor, "分值": weight}
    return rule_id, scheme.rounded(dividend * weight / divisor), inputs


def _of_execution(completion: Completion, weight: Decimal, spending: Spending, scheme: Scheme) -> _Ruled:
    """预算执行率 as an indicator: exact from the amounts, not from the long quotient."""
    assert completion.compared is not None
    actual, bound = completion.compared
    spent, (budget, _) = spending.spent_yuan, budget_of(spending, scheme.execution_denominator)
    if spent is None or budget is None or budget <= 0 or bound <= 0 or actual <= 0:
        return "zero", _ZERO, {"分值": weight}
    if actual > bound:
        return _ratio("reverse_ratio", bound, actual, weight, scheme)
    score = scheme.rounded(spent * 100 * weight / (budget * bound))
    return "execution_row", score, {"执行数": spent, "预算数": budget, "目标": bound, "分值": weight}


def _is_rate(indicator: Indicator, result: ActualResult | None, scheme: Scheme) -> bool:
    """Whether bands fit: a percentage of which more is better; of complaints (≤5%) less is."""
    comparator, _ = effective_comparator(indicator, rules=scheme.comparators)
    unit = indicator.annual_target.unit or (result.actual.unit if result else None)
    return unit == "%" and comparator in (Comparator.GE, Comparator.GT, Comparator.EQ)


def _by_rate(rate: Decimal, weight: Decimal, scheme: Scheme) -> _Ruled:
    share = next((share for lower, share in scheme.satisfaction_bands if rate >= lower), _ZERO)
    return "satisfaction_band", scheme.rounded(share * weight), {"所在档比例": share, "分值": weight}


def _of_grade(grade: Attainment, weight: Decimal, result: ActualResult | None, scheme: Scheme) -> _Ruled:
    """The grade opens an interval; the points the office gave count as far as they lie inside it."""
    band, given = scheme.qualitative[grade], result.given_points if result else None
    lower, upper = band.lower * weight, band.upper * weight
    if given is None:
        return "grade_default", scheme.rounded(band.default * weight), {"默认比例": band.default, "分值": weight}
    if lower <= given and (given < upper or given == upper == weight):
        return "grade_given", given, {"填报得分": given}
    if upper == weight and given > upper:
        return "grade_full", weight, {"分值": weight}
    highest = upper.quantize(scheme.rounding, ROUND_FLOOR)
    highest -= scheme.rounding if highest == upper else _ZERO
    if given < lower or highest < lower:
        return "grade_low", scheme.rounded(lower), {"下限比例": band.lower, "分值": weight}
    return "grade_high", highest, {"区间内最高分": highest}


def _as_given(result: ActualResult | None, weight: Decimal) -> _Ruled:
    """What cannot be compared is what the office says it is, as far as it can be; without points it stays open."""
    given = result.given_points if result else None
    if given is None or not 0 <= given <= weight:
        return "not_comparable", None, {}
    return "given", given, {"填报得分": given}
