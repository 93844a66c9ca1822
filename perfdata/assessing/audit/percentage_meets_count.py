"""百分比目标在写明的数量下有意义。

只有 1 至数笔时，差一笔就不达标，百分比目标等于要求 100%；百分比乘以数量不是整数时，按几个验收要说明。
依据：经验规则
不适用：
1. 没有低于 100% 的时效或完成率指标；
2. 没有可计数的数量指标；
3. 及时率说的是按测算式发放的补助。
正例：数量指标·新建支部=20个；时效指标·经费到位及时率=≥90%
反例：数量指标·新建支部=5个；时效指标·经费到位及时率=≥90%
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, is_about, listed
from perfdata.assessing.subsidies import plain_count
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level1, Level2, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.SUITABILITY, version=3)
_FEW = 100


def check(table: Table) -> Verdict:
    rates = [(item, share) for item, share in table.rates if share < 100 and item.annual_target.number]
    counts = [item for item in table.indicators if plain_count(item)]
    pairs = [(*rate, count) for rate in rates if (count := _count_of(rate[0], counts))]
    if not pairs:
        return Skip("没有低于 100% 的时效、完成率指标或可计数的数量指标")
    if table.formula:
        pairs = [pair for pair in pairs if not re.search("补|发放|津贴", pair[0].indicator_name)]
        if not pairs:
            return Skip("及时率按发放人次计算，人次由测算式给出")
    found = (_finding(table, *pair) for pair in pairs)
    return next((finding for finding in found if finding), None)


def _count_of(rate: Indicator, counts: Sequence[Indicator]) -> Indicator | None:
    """The count that a share of things done is of: the one of a like name or of things that the rate names (村), else
    the only one."""
    name, is_of_all = rate.indicator_name, _is_of_all(rate)
    if rate.level1 is not Level1.OUTPUT:
        return None
    like = [item for item in counts if (item.annual_target.unit or "")[-1:] in name]
    like = like or [item for item in counts if is_about(name[:-1], item.indicator_name, share=0.3)]
    if like:
        return like[0]
    return counts[0] if is_of_all and len({item.annual_target.unit for item in counts}) == 1 else None


def _finding(table: Table, indicator: Indicator, share: Decimal, count: Indicator) -> Verdict:
    number, unit = count.annual_target.number or Decimal(0), count.annual_target.unit
    exact = number * share / 100
    is_whole = exact == exact.to_integral_value()
    second_best = (number - 1) / number * 100
    if second_best >= share and (is_whole or number > _FEW):
        return None
    is_all = second_best < share
    equal = "等于要求 100%" if is_all else f"是 {thousands(exact)} {unit}，不是整数"
    return RULE.asks(
        table,
        f"只有 {thousands(number)} {unit}时，{indicator.indicator_name} {indicator.annual_target.raw} {equal}",
        observed=listed([count, indicator]),
        expected="写 100%，或写允许迟延的个数",
        arithmetic=f"{thousands(number - 1)} ÷ {thousands(number)} = {thousands(second_best)}% < {thousands(share)}%"
        if is_all
        else f"{thousands(number)} × {thousands(share)}% = {thousands(exact)} {unit}",
        question="是否直接写明要求全部按时完成？" if is_all else "按几个验收？",
        about=[indicator],
    )


def _is_of_all(indicator: Indicator) -> bool:
    return indicator.level2 is Level2.TIMELINESS or "完成率" in indicator.indicator_name
