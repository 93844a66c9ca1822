"""How a target is read that states no comparator: by its kind, its name, its unit and its category."""

import re
from dataclasses import dataclass
from functools import lru_cache

from perfdata.assessing.execution import is_execution_indicator
from perfdata.assessing.units import is_money
from perfdata.core.directions import is_paid_out, is_two_faced, tendency
from perfdata.core.model import Indicator
from perfdata.core.terms import LEVEL1_OF, Comparator, Level1, Level2, ValueKind
from perfdata.core.text import normalise_label

_COST_LEVELS = (Level1.COST, Level2.COST, *(level2 for level2, level1 in LEVEL1_OF.items() if level1 is Level1.COST))
_TIME_UNIT = re.compile("(?:个?工作|自然)?[日天时]|小时|个?钟头|分钟?|秒钟?|min|h|s|个?月|周")
_TEMPERATURES = ("℃", "°C")
_SUM = re.compile("总|合计|金额|资金|经费|规模")  # of amounts that are no standard
_SAVED = re.compile("节约|节省|降低|压减|压缩|下降|减少|到位|回收|收入")
_REMARK = re.compile(r"\([^()]*\)")
_OF_NATURE = re.compile("(?i:ph)值?|酸碱度|湿度|温度|水位|水温|室温")  # too much is as wrong as too little


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparatorRules:
    """An office's own words, which go before the vocabulary of ``directions``, and how money is read."""

    more_is_better_names: tuple[str, ...] = ()
    less_is_better_names: tuple[str, ...] = ()
    ceiling_names: tuple[str, ...] = ("成本", "费用", "支出", "造价")
    standard_names: tuple[str, ...] = ("标准",)
    cost_levels: tuple[Level1 | Level2, ...] = _COST_LEVELS
    pay_unit: re.Pattern[str] = re.compile(r"[万亿]?元/[人名位](?:[次年月日天]|/.*)?")
    equal_is_exact: bool = False


COMPARATOR_RULES = ComparatorRules()


def effective_comparator(indicator: Indicator, *, rules: ComparatorRules = COMPARATOR_RULES) -> tuple[Comparator, bool]:
    """The comparator of the annual target, and whether it is inferred because none is written.

    In this order: what the office said of the indicator; a deadline or a target of 0 is ≤; a pay standard is =; names
    say whether more or less is better; other costs and lengths of time are ≤; all else is ≥, see ``is_direction_open``.
    """
    target = indicator.annual_target
    if target.comparator is not None:
        return target.comparator, False
    if indicator.direction is not None:
        return indicator.direction, True
    if target.kind is ValueKind.DEADLINE or target.number == 0:
        return Comparator.LE, True
    is_cost = _is_cost(indicator, rules)
    if _is_standard(indicator, rules):
        return Comparator.EQ, True
    named = named_direction(indicator.indicator_name, rules)
    if named is not None and not (is_cost and is_money(target.unit) and _is_spent(indicator.indicator_name)):
        return named, True
    return (Comparator.LE if is_cost or is_length_of_time(indicator) else Comparator.GE), True


def is_direction_open(indicator: Indicator, *, rules: ComparatorRules = COMPARATOR_RULES) -> bool:
    """Whether nothing says that more is better of a bare target that is read as ≥: no name, unit or category.

    Counts under 数量指标, satisfaction, timeliness, money under 经济效益 and shares of 100 % are meant to be reached.
    """
    target, level2 = indicator.annual_target, indicator.level2
    if effective_comparator(indicator, rules=rules) != (Comparator.GE, True) or indicator.direction is not None:
        return False
    if target.kind is not ValueKind.NUMBER or named_direction(indicator.indicator_name, rules) is not None:
        return False
    if is_two_faced(indicator.indicator_name):
        return True
    is_share = (target.unit or "")[:1] in ("%", "‰")
    if level2 is Level2.QUANTITY or (level2 is None and indicator.level1 is not Level1.BENEFIT):
        return is_share and target.number != 100
    is_income = level2 is Level2.ECONOMIC and is_money(target.unit)
    is_reached = level2 is Level2.TIMELINESS or indicator.level1 is Level1.SATISFACTION or is_income
    return not (is_reached or (is_share and target.number == 100))


def used_comparator(
    indicator: Indicator, stated: Comparator, *, rules: ComparatorRules = COMPARATOR_RULES
) -> Comparator:
    """What a result is compared by: more than =64户 is met, more than =500元/户 is not; so with ranges.

    Only standards of money and physical measures are exact on both sides, or every = where the scheme says so; less
    than a cost of =50万元 or 100-120元 is met, and so is more than an income.
    """
    target, name = indicator.annual_target, indicator.indicator_name
    is_equal = stated is Comparator.EQ
    if not is_equal and target.kind is not ValueKind.RANGE:
        return stated
    if target.number is None or target.number < 0 or (is_equal and target.number == 0):
        return Comparator.EQ
    if target.unit in _TEMPERATURES or _OF_NATURE.search(name) or is_execution_indicator(indicator):
        return Comparator.EQ
    is_cost = _is_cost(indicator, rules)
    if is_money(target.unit):
        named = named_direction(name, rules)
        if is_cost and not _is_standard(indicator, rules) and (not is_equal or is_ceiling(indicator, rules=rules)):
            return Comparator.GE if named is Comparator.GE and not _is_spent(name) else Comparator.LE
        is_income = not is_equal and named is Comparator.GE and indicator.level1 is Level1.BENEFIT
        return Comparator.GE if is_income else Comparator.EQ
    if is_equal and (rules.equal_is_exact or (target.unit is None and (is_cost or _says_standard(name, rules)))):
        return Comparator.EQ
    return (named_direction(name, rules) or Comparator.GE) if is_equal else stated


def contradicts_its_name(indicator: Indicator) -> bool:
    """Whether the written comparator is the other one than the name says: 失业率 ≥4.5%, but not 救助标准 ≤5300元/户."""
    written, named = indicator.annual_target.comparator, tendency(indicator.indicator_name)
    upward, downward = (Comparator.GE, Comparator.GT), (Comparator.LE, Comparator.LT)
    is_number = indicator.annual_target.kind is ValueKind.NUMBER and indicator.annual_target.number != 0
    if named is Comparator.GE and (is_money(indicator.annual_target.unit) or is_length_of_time(indicator)):
        return False
    return is_number and written in (upward if named is Comparator.LE else downward if named else ())


def is_ceiling(indicator: Indicator, *, rules: ComparatorRules = COMPARATOR_RULES) -> bool:
    """Whether it is an amount of money called a cost among the cost indicators: 人均培训成本 400元/人."""
    return (
        is_money(indicator.annual_target.unit)
        and _is_cost(indicator, rules)
        and any(word in indicator.indicator_name for word in rules.ceiling_names)
    )


@lru_cache(maxsize=16_384)
def named_direction(name: str, rules: ComparatorRules = COMPARATOR_RULES) -> Comparator | None:
    """GE or LE as the office's own words or the vocabulary say; None where a name says neither."""
    label = normalise_label(name)
    if any(word in label for word in rules.more_is_better_names):
        return Comparator.GE
    if any(word in label for word in rules.less_is_better_names):
        return Comparator.LE
    return tendency(name)


def _is_cost(indicator: Indicator, rules: ComparatorRules) -> bool:
    return indicator.level1 in rules.cost_levels or indicator.level2 in rules.cost_levels


def _is_standard(indicator: Indicator, rules: ComparatorRules) -> bool:
    """1000元/人 as 补贴标准, 助学金 3000元/年: to pay more is no success. 人均成本 400元/人 and sums are ceilings."""
    target, name = indicator.annual_target, indicator.indicator_name
    unit, is_paid = target.unit or "", is_paid_out(name)
    if not is_money(unit) or is_paid is False:
        return False
    is_each = rules.pay_unit.fullmatch(unit) is not None
    if _says_standard(name, rules) or (is_each and any(word in name for word in rules.standard_names)):
        return True
    if not _is_cost(indicator, rules) or any(word in name for word in rules.ceiling_names):
        return False
    return is_each or (
        is_paid is True and ("/" in unit or target.per is not None or unit == "元") and not _SUM.search(name)
    )


def _is_spent(name: str) -> bool:
    """Whether money so named is paid out or buys something: 建设投入, but not 成本节约额."""
    return is_paid_out(name) is not None and not _SAVED.search(name)


def _says_standard(name: str, rules: ComparatorRules) -> bool:
    """Whether the name ends so: 补贴标准(每人每月), not 高标准农田."""
    return _REMARK.sub("", normalise_label(name)).endswith(rules.standard_names)


def is_length_of_time(indicator: Indicator) -> bool:
    """Days to wait under 时效指标; 12次 and 1次/月 are counts."""
    unit = indicator.annual_target.unit
    return indicator.level2 is Level2.TIMELINESS and unit is not None and _TIME_UNIT.fullmatch(unit) is not None
