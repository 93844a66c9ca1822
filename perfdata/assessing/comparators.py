"""How a target is read that states no comparator: by its kind, its name and its unit, as rules that are data."""

import re
from dataclasses import dataclass
from functools import lru_cache

from perfdata.core.model import Indicator
from perfdata.core.terms import LEVEL1_OF, Comparator, Level1, Level2, ValueKind
from perfdata.core.text import normalise_label

_COST_LEVELS = (Level1.COST, Level2.COST, *(level2 for level2, level1 in LEVEL1_OF.items() if level1 is Level1.COST))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparatorRules:
    """How a target without a comparator is read; the first rule that applies decides, see ``effective_comparator``."""

    more_is_better_names: tuple[str, ...] = tuple(
        "执行率 完成率 到位率 及时率 发放率 足额率 覆盖率 达标率 合规率 准确率 合格率 满意 节约 下降 降低 减少".split()
    )
    less_is_better_names: tuple[str, ...] = ("投诉", "事故", "误差", "差错", "争议", "违规", "超支")
    # 投诉处理率 and 零事故天数: more is better again.
    answered_names: tuple[str, ...] = tuple("处理 办结 查处 整改 回复 答复 解决 处置 化解 调解 受理 零 无".split())
    ceiling_names: tuple[str, ...] = ("成本", "费用", "支出", "造价")
    standard_names: tuple[str, ...] = ("标准",)
    cost_levels: tuple[Level1 | Level2, ...] = _COST_LEVELS
    pay_unit: re.Pattern[str] = re.compile(r"[万亿]?元/[人名位](?:[次年月日天]|/.*)?")


COMPARATOR_RULES = ComparatorRules()


def effective_comparator(indicator: Indicator, *, rules: ComparatorRules = COMPARATOR_RULES) -> tuple[Comparator, bool]:
    """The comparator of the annual target, and whether it is inferred because none is written.

    In this order: a deadline or a target of 0 is ≤; names say whether more or less is better; a pay standard is =;
    other costs are ≤; rates, counts and all else are ≥.
    """
    target = indicator.annual_target
    if target.comparator is not None:
        return target.comparator, False
    if target.kind is ValueKind.DEADLINE or target.number == 0:
        return Comparator.LE, True
    named = tendency(indicator.indicator_name, rules)
    if named is not None:
        return named, True
    is_cost = _is_cost(indicator, rules)
    if target.unit and _is_pay_standard(indicator.indicator_name, target.unit, is_cost, rules):
        return Comparator.EQ, True
    return (Comparator.LE if is_cost else Comparator.GE), True


def is_ceiling(indicator: Indicator, *, rules: ComparatorRules = COMPARATOR_RULES) -> bool:
    """Whether it is an amount of money called a cost among the cost indicators: 人均培训成本 400元/人."""
    is_money = "元" in (indicator.annual_target.unit or "")
    return (
        is_money
        and _is_cost(indicator, rules)
        and any(word in indicator.indicator_name for word in rules.ceiling_names)
    )


@lru_cache(maxsize=16_384)
def tendency(name: str, rules: ComparatorRules = COMPARATOR_RULES) -> Comparator | None:
    """GE where the name says that more is better, LE where less is, None where it says neither."""
    label = normalise_label(name)
    if any(f"{no}{word}" in label for no in "不未" for word in rules.more_is_better_names):
        return Comparator.LE  # 不满意率, 未完成率
    if any(word in label for word in rules.more_is_better_names):
        return Comparator.GE
    if not any(word in label for word in rules.less_is_better_names):
        return None
    return Comparator.GE if any(word in label for word in rules.answered_names) else Comparator.LE


def _is_cost(indicator: Indicator, rules: ComparatorRules) -> bool:
    return indicator.level1 in rules.cost_levels or indicator.level2 in rules.cost_levels


def _is_pay_standard(name: str, unit: str, is_cost: bool, rules: ComparatorRules) -> bool:
    """1000元/人 as 补贴标准: to pay more is no success. 人均培训成本 400元/人 is a ceiling."""
    if not rules.pay_unit.fullmatch(unit):
        return False
    if any(word in name for word in rules.standard_names):
        return True
    return is_cost and not any(word in name for word in rules.ceiling_names)
