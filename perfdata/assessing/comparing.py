"""A reported value against a target value: whether it is met, by how much, and the arithmetic in words.

Pure functions on values that know no indicator. Shares are of the target, 1 is 100 %; only the words are rounded.
"""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from perfdata.assessing.units import in_unit
from perfdata.core.model import IndicatorValue, new_record
from perfdata.core.terms import Comparator, ValueKind
from perfdata.core.text import Words

ZERO, ONE = Decimal(0), Decimal(1)
UPWARD = (Comparator.GE, Comparator.GT)
_PERIODS = {"年度": "年", "季度": "季", "天": "日"}
_RISES = ("提升", "提高", "增长", "增加", "上升")
_FALLS = ("降低", "下降", "减少")


class Standing(NamedTuple):
    """Met or not, with the completion and the deviation as shares of the target; None where they mean nothing."""

    is_met: bool
    completion_ratio: Decimal | None
    deviation_ratio: Decimal | None


class Comparison(NamedTuple):
    """A standing and its arithmetic in Chinese; None where the two cannot be compared, and the words say why.

    ``compared`` is what was compared, in the unit of the target: the actual and the (nearest) bound; None for dates.
    The words are made when asked for: most are never read.
    """

    standing: Standing | None
    words: Words
    compared: tuple[Decimal, Decimal] | None = None


def compare_with_target(target: IndicatorValue, actual: IndicatorValue, comparator: Comparator) -> Comparison:
    """How two quantitative values compare; for dates there is ``compare_dates``.

    Of a range ``comparator`` says on which side it may be left: ≥ above, ≤ below, = on none. An actual without a raw
    text is computed: the words show it as a rounded share.
    """
    goal, number, kind = target.number, actual.number, target.kind
    if goal is None or number is None or not _is_same_sort(kind, actual.kind):
        return Comparison(None, (_words_of_kinds, target, actual))
    if target.unit != actual.unit or target.per != actual.per or target.note is not None or actual.note is not None:
        conflict, number = _bring_together(target, actual, number)
        if conflict:
            return Comparison(None, (str, conflict))
    if kind is ValueKind.NUMBER:
        standing, compared = compare_number(number, target=goal, comparator=comparator), (number, goal)
    elif kind is ValueKind.RANGE:
        upper = goal if target.upper is None else target.upper
        standing = compare_with_range(number, lower=goal, upper=upper, comparator=comparator)
        compared = number, goal if number < goal else upper
    else:
        compared = abs(number), goal
        standing = compare_with_range(abs(number), lower=ZERO, upper=goal)
    return new_record(Comparison, (standing, (_words, standing, target, actual, comparator, number), compared))


def compare_number(actual: Decimal, *, target: Decimal, comparator: Comparator) -> Standing:
    """≥ >: actual ÷ target, uncapped; ≤ <: 1 within the limit, beyond it target ÷ actual; =: the smaller of the two.

    The target itself is met under > and < too, as the ratio gives full points; the words ask about it. A target of 0
    or less is never divided by (domain.md §1.2, 5): 1 or 0. A negative actual counts as 0 in the ratio.
    """
    if target <= 0:
        is_met = _satisfies(actual, target, comparator)
        if comparator is Comparator.EQ and target == 0:
            is_met = actual <= 0
        return Standing(is_met, ONE if is_met else ZERO, None)
    deviation_ratio = (actual - target) / target
    if comparator is Comparator.GE or comparator is Comparator.GT:
        ratio = actual / target if actual > 0 else ZERO
        return new_record(Standing, (actual >= target, ratio, deviation_ratio))
    if actual > target:
        return Standing(False, target / actual, deviation_ratio)
    if comparator is Comparator.EQ:
        return Standing(actual == target, actual / target if actual > 0 else ZERO, deviation_ratio)
    return Standing(True, ONE, deviation_ratio)


def compare_with_range(
    actual: Decimal, *, lower: Decimal, upper: Decimal, comparator: Comparator = Comparator.EQ
) -> Standing:
    """Inside, or beyond it on the better side: met, 1; else the ratio and the deviation against the nearer bound."""
    if lower <= actual <= upper:
        return Standing(True, ONE, ZERO)
    bound = lower if actual < lower else upper
    deviation_ratio = (actual - bound) / bound if bound > 0 else None
    if comparator is (Comparator.LE if actual < lower else Comparator.GE):
        return Standing(True, ONE, deviation_ratio)
    if bound <= 0:
        return Standing(False, ZERO, None)
    if actual < lower:
        return Standing(False, actual / lower if actual > 0 else ZERO, deviation_ratio)
    return Standing(False, upper / actual, deviation_ratio)


@lru_cache(maxsize=65_536)
def amount(number: Decimal, unit: str | None = None, per: str | None = None) -> str:
    """1,000 元/人/月 or 85.5%, with all digits: rounded, 89.9999999 would read as the 90 that it misses."""
    text = f"{number or ZERO:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if unit:
        text += unit if unit[0] in "%‰℃°/" else f" {unit}"
    return f"{text}/{per}" if per else text


def percent(ratio: Decimal, *, beside: Decimal | None = None) -> str:
    """A share as 80.0% or 85.71%; never 100 % below 1, and with as many digits as tell it from the share ``beside``."""
    text = f"{ratio:.2%}"
    if beside is not None and ratio != beside:
        digits = next((places for places in range(2, 20, 2) if f"{ratio:.{places}%}" != f"{beside:.{places}%}"), 2)
        text = f"{ratio:.{digits}%}"
    if text == "100.00%" and ratio < 1:
        return "99.99%"
    return f"{text[:-2]}%" if text[-2] == "0" and text[-4] == "." else text


def _satisfies(actual: Decimal, target: Decimal, comparator: Comparator) -> bool:
    # Not a table: hashing an Enum member costs more than the comparison.
    if comparator is Comparator.GE:
        return actual >= target
    if comparator is Comparator.LE:
        return actual <= target
    if comparator is Comparator.EQ:
        return actual == target
    return actual > target if comparator is Comparator.GT else actual < target


def _is_same_sort(target: ValueKind, actual: ValueKind) -> bool:
    if target is ValueKind.TOLERANCE and actual is target:
        return True
    return actual is ValueKind.NUMBER and target is not ValueKind.DEADLINE


def _bring_together(target: IndicatorValue, actual: IndicatorValue, number: Decimal) -> tuple[str, Decimal]:
    """Why the two cannot be compared ('' if they can), and the number of the actual in the unit of the target."""
    if _may_be_a_share(target, actual):
        readings = f"{amount(number * 100)}% 还是 {amount(number)}%"
        return f"实际“{actual.raw}”没有写百分号，是 {readings}？不能比较，请补写百分号。", number
    converted = in_unit(target.unit, number, actual.unit)
    if converted is None:
        units = f"目标单位“{target.unit or '未写'}”与实际单位“{actual.unit or '未写'}”不同"
        return f"{units}，无法比较，请按目标单位填报。", number
    if target.per and actual.per and same_period(target.per) != same_period(actual.per):
        return f"目标按“{target.per}”计，实际按“{actual.per}”计，周期不同，无法比较，请核对。", number
    if target.note and _is_other_direction(target, actual):
        return f"目标“{target.raw}”与实际“{actual.raw}”的变化方向不同或不明，无法比较，请核对。", number
    return "", converted


def same_period(per: str) -> str:
    """One word for each period: 季度 is 季."""
    return _PERIODS.get(per, per)


def _is_other_direction(target: IndicatorValue, actual: IndicatorValue) -> bool:
    """A rise against a fall, or a fall of 10 % against -12 %, which may be written as a fall or mean a rise."""
    is_fall = any(word in target.raw for word in _FALLS)
    is_minus = actual.number is not None and actual.number < 0
    return (is_fall and is_minus) or any(word in actual.raw for word in (_RISES if is_fall else _FALLS))


def _notes_on_units(target: IndicatorValue, actual: IndicatorValue, number: Decimal) -> str:
    notes = ""
    if actual.number is not None and actual.number != number:
        shown = _shown(actual, number)
        equals = "=" if shown == number else "≈"
        notes = f"单位换算：{amount(actual.number, actual.unit)} {equals} {amount(shown, target.unit)}。"
    elif target.unit is None and actual.unit is not None:
        notes = f"目标未写单位，按实际的“{actual.unit}”比较。"
    if target.per and actual.unit and not actual.per:
        notes += f"实际未写周期，按每{target.per}比较。"
    elif actual.per and not target.per:
        notes += f"目标未写周期，实际按每{actual.per}计。"
    return notes


def _shown(actual: IndicatorValue, number: Decimal) -> Decimal:
    """The number as it is shown: what was converted from 100 minutes is rounded."""
    return number if number == actual.number else round(number, 6)


def _may_be_a_share(target: IndicatorValue, actual: IndicatorValue) -> bool:
    """0.95 without a unit against ≥90%."""
    is_bare = target.unit == "%" and actual.unit is None
    return is_bare and 0 < (actual.number or ZERO) <= 1 and (target.number or ZERO) >= 10


def _notes(target: IndicatorValue, actual: IndicatorValue) -> str:
    """What the spelling of the two values leaves open."""
    notes = ""
    if target.is_approximate:
        notes += f"目标为约数（{target.raw}），按其数值比较。"
    if actual.is_approximate:
        notes += f"实际为约数（{actual.raw}），按其数值比较。"
    if actual.comparator is not None and actual.kind is ValueKind.NUMBER:
        notes += f"实际写作“{actual.raw}”，按其数值比较。"
    if target.note:
        notes += f"目标值：{target.note}。"
    if actual.note:
        notes += f"实际值：{actual.note}。"
    return notes


def _words_of_kinds(target: IndicatorValue, actual: IndicatorValue) -> str:
    kinds = f"目标“{target.raw}”是{target.kind.label}，实际“{actual.raw}”是{actual.kind.label}"
    return f"{kinds}，无法比较，请核对填报值。"


def _words(
    standing: Standing,
    target: IndicatorValue,
    actual: IndicatorValue,
    comparator: Comparator,
    number: Decimal,
) -> str:
    """The arithmetic of a comparison, and what the spelling of the two values leaves open."""
    goal = target.number or ZERO
    written = amount(_shown(actual, number), target.unit or actual.unit, target.per or actual.per)
    if not actual.raw:
        written = percent(number / 100, beside=goal / 100)
    if actual.denominator is not None:
        written += f"（{amount(actual.numerator or ZERO)}/{amount(actual.denominator)}）"
    if target.kind is ValueKind.NUMBER:
        words = _words_of_number(standing, number, written, target, comparator)
    elif target.kind is ValueKind.RANGE:
        upper = goal if target.upper is None else target.upper
        words = _words_of_range(
            standing, number, goal, written, f"{amount(goal)}～{amount(upper, target.unit, target.per)}"
        )
    else:
        words = _words_of_range(standing, number, -goal, written, f"±{amount(goal, target.unit)}")
    notes = "" if (target.unit, target.per) == (actual.unit, actual.per) else _notes_on_units(target, actual, number)
    return words + notes + _notes(target, actual)


def _words_of_number(
    standing: Standing, number: Decimal, written: str, target: IndicatorValue, comparator: Comparator
) -> str:
    goal = target.number or ZERO
    limit = amount(goal, target.unit, target.per)
    verdict = "达到目标" if standing.is_met else "未达到目标"
    if goal <= 0 or standing.completion_ratio is None:
        sort = "为 0" if goal == 0 else "为负数"
        return f"实际 {written}，目标 {comparator.label} {limit}，{verdict}（目标{sort}，不作除法）。"
    share = percent(standing.completion_ratio)
    if number == goal and comparator in (Comparator.GT, Comparator.LT):
        return f"实际 {written}，等于目标 {limit}；目标写作“{comparator.label}”，等于时按达到目标计，请核对。"
    if comparator in UPWARD or (comparator is Comparator.EQ and number <= goal):
        if number < 0:
            return f"实际 {written} 为负数，按 0 计：0 ÷ 目标 {limit} = {share}，{verdict}。"
        return f"实际 {written} ÷ 目标 {limit} = {share}，{verdict}。"
    if standing.is_met:
        return f"实际 {written}，不超过目标 {limit}，{verdict}。"
    return f"实际 {written}，超过目标 {limit}，目标 ÷ 实际 = {share}，{verdict}。"


def _words_of_range(standing: Standing, number: Decimal, lower: Decimal, written: str, bounds: str) -> str:
    side, formula = ("低于", "实际 ÷ 下限") if number < lower else ("高于", "上限 ÷ 实际")
    if standing.is_met and standing.deviation_ratio == 0:
        return f"实际 {written}，在目标 {bounds} 之内，达到目标。"
    if standing.is_met:
        return f"实际 {written}，{side}目标 {bounds}，达到目标；超出区间，请核对。"
    if bounds[0] == "±":
        side, formula = "超出", "允许偏差 ÷ 实际偏差"
    share = percent(standing.completion_ratio or ZERO)
    return f"实际 {written}，{side}目标 {bounds}，{formula} = {share}，未达到目标。"
