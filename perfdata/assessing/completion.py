"""How far each indicator stands: reported result, or expenditure, against the annual target.

Missing is an outcome of its own. What a target leaves open is judged by stated rules, and the explanation says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from perfdata.assessing.comparators import (
    COMPARATOR_RULES,
    ComparatorRules,
    effective_comparator,
    is_direction_open,
    used_comparator,
)
from perfdata.assessing.comparing import Standing, amount, compare_with_target, percent
from perfdata.assessing.deadlines import compare_dates
from perfdata.assessing.execution import (
    Denominator,
    budget_of,
    contradiction,
    execution_ratio,
    is_execution_indicator,
    why_no_ratio,
)
from perfdata.assessing.periods import PERIODS_OF_YEAR, elapsed_periods, result_basis
from perfdata.core.attainments import as_number, is_said_alike, read_attainment
from perfdata.core.directions import is_two_faced
from perfdata.core.fiscal_months import last_day
from perfdata.core.model import ActualResult, Completion, Indicator, IndicatorValue, Spending, new_record
from perfdata.core.terms import Attainment, Comparator, OpenQuestion, Outcome, ResultBasis, ValueKind
from perfdata.core.text import Words, normalise_label, shortened, thousands, told

# 财预〔2020〕10号 grades 部分达成 at 80–60 % (含); a quantitative miss is named by the same lower bound.
PARTLY_MET_FROM = Decimal("0.6")

_OUTCOME_OF = {grade: Outcome[grade.name] for grade in Attainment}
_UNFILLED = (ValueKind.BLANK, ValueKind.PLACEHOLDER)


def assess_completions(
    indicators: Iterable[Indicator],
    *,
    results: Mapping[str, ActualResult],
    spending: Mapping[str, Spending],
) -> list[Completion]:
    """One completion per indicator, in order; ``results`` by indicator_id, ``spending`` by project_id."""
    return [
        assess_completion(
            indicator, result=results.get(indicator.indicator_id), spending=spending.get(indicator.project_id)
        )
        for indicator in indicators
    ]


def assess_completion(
    indicator: Indicator,
    *,
    result: ActualResult | None,
    spending: Spending | None,
    rules: ComparatorRules = COMPARATOR_RULES,
    denominator: Denominator = "adjusted",
) -> Completion:
    """The annual target against the result; 预算执行率 is computed from spending where spending is known.

    Never raises and never guesses: what cannot be compared is NOT_COMPARABLE with the reason, what is not reported
    is NO_DATA. Source of the arithmetic: 财预〔2020〕10号, as domain.md §1.2 gives it.
    """
    without_rate = ""
    if spending is not None and is_execution_indicator(indicator):
        ratio = execution_ratio(spending, denominator=denominator)
        if ratio is not None and indicator.annual_target.kind in (ValueKind.NUMBER, ValueKind.RANGE):
            return _assess_execution(indicator, result, spending, ratio, rules, denominator)
        without_rate = "" if ratio is not None else why_no_ratio(spending)
    if result is None:
        return _conclude(Outcome.NO_DATA, f"尚未填报实际完成值。{without_rate}")
    completion = _assess_result(indicator, result, rules)
    return _with_words(completion, after=without_rate) if without_rate else completion


def _assess_result(indicator: Indicator, result: ActualResult, rules: ComparatorRules) -> Completion:
    target, actual = indicator.annual_target, result.actual
    is_number = target.number is not None and actual.number is not None
    if not is_number and result.attainment is None:
        if meant := as_number(target, actual):
            found = _assess_number(indicator._replace(annual_target=meant), result, rules)
            after = f"目标“{shortened(target.raw)}”按 {amount(meant.number or Decimal(0), meant.unit)} 比较。"
            return _with_words(found, after=after)
        if _is_alike(target, actual):
            return _conclude(Outcome.MET, _words_of_alike(target, actual))
    if actual.kind in _UNFILLED and result.attainment is None:
        return _conclude(Outcome.NO_DATA, _why_unfilled(target, actual))
    if target.kind in _UNFILLED:
        why = "没有年度指标值" if target.kind is ValueKind.BLANK else f"年度指标值“{target.raw}”{target.note}"
        return _conclude(Outcome.NOT_COMPARABLE, f"{why}，无法比较。")
    if is_number:
        completion = _assess_number(indicator, result, rules)
        if result.attainment is not None:
            is_open = completion.question is OpenQuestion.DIRECTION
            return _assess_grade(indicator, result) if is_open else _with_grade(completion, result.attainment)
        if completion.outcome is Outcome.MET or completion.question or target.number != actual.number:
            return completion
        return _conclude(Outcome.MET, _words_of_alike(target, actual)) if _is_alike(target, actual) else completion
    return _assess_grade(indicator, result)


def _is_alike(target: IndicatorValue, actual: IndicatorValue) -> bool:
    """Whether a result that states no grade says what its target does."""
    return read_attainment(actual.raw) is None and is_said_alike(target, actual)


def _words_of_alike(target: IndicatorValue, actual: IndicatorValue) -> str:
    wanted, said = (shortened(value.raw.rstrip("。")) for value in (target, actual))
    how = "与目标一致" if wanted == said else f"符合目标“{wanted}”"
    return f"实际“{said}”{how}，按“达成”认定，不计算完成率。"


def _assess_number(indicator: Indicator, result: ActualResult, rules: ComparatorRules) -> Completion:
    """Two values; what a target per period means for the year is settled first."""
    target, actual = indicator.annual_target, result.actual
    year = indicator.fiscal_year or result.fiscal_year
    if target.per not in PERIODS_OF_YEAR or target.kind is not ValueKind.NUMBER:
        return _assess_value(indicator, actual, fiscal_year=year, rules=rules)
    basis = result_basis(indicator, actual)
    if basis is None:
        words = (
            f"目标“{target.raw}”按{target.per}计，实际“{actual.raw}”没有写周期：是全年合计还是每{target.per}？"
            "请确认，确认之前不判断。"
        )
        return _conclude(Outcome.NOT_COMPARABLE, words, question=OpenQuestion.PERIOD)
    if basis is ResultBasis.EACH:
        return _assess_value(indicator, actual, fiscal_year=year, rules=rules)
    day = last_day(year) if actual.per else result.as_of
    count = elapsed_periods(target.per, day, fiscal_year=year)
    if not count:
        words = f"截至 {day:%Y-%m-%d} 还没有满一{PERIODS_OF_YEAR[target.per]}，暂不能比较。"
        return _conclude(Outcome.NOT_COMPARABLE, words)
    assert target.number is not None
    whole = replace(target, number=target.number * count, per=None)
    own = indicator._replace(annual_target=whole)
    completion = _assess_value(own, replace(actual, per=None), fiscal_year=year, rules=rules)
    return completion._replace(words=(_words_of_periods, target, whole, count, day, completion.words))


def _words_of_periods(target: IndicatorValue, whole: IndicatorValue, count: int, day: date, words: Words) -> str:
    each = amount(target.number or Decimal(0), target.unit, target.per)
    total = amount(whole.number or Decimal(0), whole.unit)
    return f"截至 {day:%Y-%m-%d} 应为 {each} × {count} = {total}；{told(words)}"


def _assess_value(
    indicator: Indicator,
    actual: IndicatorValue,
    *,
    fiscal_year: int,
    rules: ComparatorRules,
) -> Completion:
    target, name = indicator.annual_target, indicator.indicator_name
    if target.unit is None and actual.unit == "%" and _is_percentage(target, name):
        target = replace(target, unit="%")
    stated, is_inferred = target.comparator, False
    if stated is None:
        stated, is_inferred = effective_comparator(indicator, rules=rules)
    comparator = stated
    if stated is Comparator.EQ or target.kind is ValueKind.RANGE:
        comparator = used_comparator(indicator, stated, rules=rules)
    if target.kind is ValueKind.DEADLINE and actual.kind is ValueKind.DEADLINE:
        standing, words, compared = compare_dates(target, actual, comparator, fiscal_year)
    else:
        standing, words, compared = compare_with_target(target, actual, comparator)
    if standing is None:
        return Completion(Outcome.NOT_COMPARABLE, None, None, words)
    if is_inferred:
        is_inferred = target.upper is None and target.kind is not ValueKind.RANGE
        is_doubtful = is_inferred and (not standing.is_met or (standing.deviation_ratio and is_two_faced(name)))
        if is_doubtful and is_direction_open(indicator, rules=rules):
            words = _words_of_direction, indicator, actual, "高于" if standing.is_met else "低于"
            return Completion(Outcome.NOT_COMPARABLE, None, None, words, question=OpenQuestion.DIRECTION)
    if is_inferred or stated is not comparator:
        words = _words_of_comparator, words, indicator, stated, standing
    is_met, ratio, deviation = standing
    outcome = Outcome.MET if is_met else _outcome_of_miss(ratio)
    return new_record(Completion, (outcome, ratio, deviation, words, is_inferred, False, compared, None))


def _words_of_comparator(own: Words, indicator: Indicator, stated: Comparator, standing: Standing) -> str:
    """How a target was read that leaves it open, or says = and may be exceeded."""
    target, words = indicator.annual_target, told(own)
    if target.comparator is Comparator.EQ:
        side = "超过" if (standing.deviation_ratio or 0) > 0 else "低于"
        is_beyond = standing.is_met and standing.deviation_ratio
        return f"{words}目标写作“=”，{side}按达到目标计，请核对。" if is_beyond else words
    if target.comparator is not None or target.kind is ValueKind.RANGE:
        return words
    if target.kind is ValueKind.DEADLINE:
        return f"{words}原文无比较符，按“不晚于”比较。"
    how = "按确认的方向" if indicator.direction else "原文无比较符，按"
    return f"{words}{how}“{stated.label}”比较。"


def _words_of_direction(indicator: Indicator, actual: IndicatorValue, side: str) -> str:
    target, shown = indicator.annual_target, shortened(actual.raw)
    return (
        f"方向不明，请确认：“{indicator.indicator_name}”的目标“{target.raw}”没有比较符，从名称、单位和类别也看不出越大越好"
        f"还是越小越好，实际“{shown}”{side}目标，确认之前不判断。"
    )


def _is_percentage(target: IndicatorValue, name: str) -> bool:
    """A bare 80 of a 满意度 is 80 %, but a bare 0.8 or 1 may be a share: only （%） in the name settles that."""
    label = normalise_label(name)
    if label.endswith("(%)"):
        return True
    return target.number is not None and target.number > 1 and label.endswith(("率", "度", "比例", "占比"))


def _assess_execution(
    indicator: Indicator,
    result: ActualResult | None,
    spending: Spending,
    ratio: Decimal,
    rules: ComparatorRules,
    denominator: Denominator,
) -> Completion:
    """预算执行率 from the accounts; a value that the clerk gave as well is only compared with it."""
    computed = IndicatorValue(raw="", kind=ValueKind.NUMBER, number=ratio * 100, unit="%")
    found = _assess_value(indicator, computed, fiscal_year=spending.fiscal_year, rules=rules)
    words = _words_of_execution, found.words, indicator, result, spending, denominator
    return Completion(*found[:3], words, found.is_inferred, True, found.compared, found.question)


def _words_of_execution(
    words: Words, indicator: Indicator, result: ActualResult | None, spending: Spending, denominator: Denominator
) -> str:
    budget_yuan, basis = budget_of(spending, denominator)
    wanted = "全年预算数" if denominator == "adjusted" else "年初预算数"
    basis += "" if basis == wanted else f"（未填{wanted}）"
    spent, budget = spending.spent_yuan or Decimal(0), budget_yuan or Decimal(0)
    share = percent(spent / budget, beside=(indicator.annual_target.number or Decimal(0)) / 100)
    formula = f"执行数 ÷ {basis} = {thousands(spent)} ÷ {thousands(budget)} = {share}。"
    return f"{formula}{told(words)}{contradiction(result, spent / budget)}"


def _assess_grade(indicator: Indicator, result: ActualResult) -> Completion:
    """A qualitative target, or a result in words: the office's grade decides, nothing is computed."""
    target, actual = indicator.annual_target, result.actual
    is_readable = target.is_quantitative or target.kind is ValueKind.QUALITATIVE
    grade = result.attainment
    if grade is not None:
        words = f"填报完成等级“{grade.label}”，不计算完成率。"
    elif not is_readable:
        why = f"年度指标值“{shortened(target.raw)}”{target.note or target.kind.label}"
        return _conclude(Outcome.NOT_COMPARABLE, f"{why}，不能自动比较，请填报完成等级。")
    elif (grade := read_attainment(actual.raw)) is not None:
        words = f"实际填报“{shortened(actual.raw)}”，按等级“{grade.label}”认定，不计算完成率。"
    else:
        return _conclude(Outcome.NOT_COMPARABLE, _why_no_grade(target, actual))
    return _conclude(_OUTCOME_OF[grade], words)


def _why_no_grade(target: IndicatorValue, actual: IndicatorValue) -> str:
    reported = shortened(actual.raw)
    if target.kind is ValueKind.QUALITATIVE:
        return f"定性指标，实际“{reported}”不是完成等级，请填报达成、部分达成或未达成。"
    wanted = "日期" if target.kind is ValueKind.DEADLINE else "数值"
    return f"目标“{target.raw}”须按{wanted}比较，实际“{reported}”不是{wanted}，无法比较，请填报{wanted}。"


def _why_unfilled(target: IndicatorValue, actual: IndicatorValue) -> str:
    if actual.kind is ValueKind.PLACEHOLDER:
        return f"尚未填报实际完成值：“{shortened(actual.raw)}”不是具体内容。"
    zero = "“无”若指 0，请填 0。" if actual.raw.strip() == "无" and target.number is not None else ""
    return f"尚未填报实际完成值。{zero}"


def _outcome_of_miss(ratio: Decimal | None) -> Outcome:
    return Outcome.PARTLY_MET if ratio is not None and ratio >= PARTLY_MET_FROM else Outcome.NOT_MET


def _conclude(outcome: Outcome, words: str, *, question: OpenQuestion | None = None) -> Completion:
    return Completion(outcome, None, None, (str, words), question=question)


def _with_words(completion: Completion, *, before: str = "", after: str = "") -> Completion:
    """The completion with more words around its own."""
    return completion._replace(words=(_around, before, completion.words, after))


def _around(before: str, words: Words, after: str) -> str:
    return f"{before}{told(words)}{after}"


def _with_grade(completion: Completion, grade: Attainment) -> Completion:
    """Numbers decide; a grade that says otherwise is told to the reader."""
    if completion.outcome in (_OUTCOME_OF[grade], Outcome.NOT_COMPARABLE):
        return completion
    words = f"填报完成等级“{grade.label}”与按数值得出的“{completion.outcome.label}”不一致，以数值为准。"
    return _with_words(completion, after=words)
