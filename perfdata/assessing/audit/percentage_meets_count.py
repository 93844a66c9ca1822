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

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.subsidies import plain_count
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level2, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.SUITABILITY, version=2)
_FEW = 100


def check(table: Table) -> Verdict:
    rates = [(item, share) for item, share in table.rates if _is_of_all(item) and share < 100]
    counts = [item.annual_target for item in table.indicators if plain_count(item)]
    if not rates or not counts or not counts[0].number:
        return Skip("没有低于 100% 的时效、完成率指标或可计数的数量指标")
    indicator, share = rates[0]
    number, unit = counts[0].number, counts[0].unit
    if table.formula and re.search("补|发放|津贴", indicator.indicator_name):
        return Skip("及时率按发放人次计算，人次由测算式给出")
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
        observed=f"数量 {counts[0].raw}；{indicator.indicator_name} {indicator.annual_target.raw}",
        expected="写 100%，或写允许迟延的个数",
        arithmetic=f"{thousands(number - 1)} ÷ {thousands(number)} = {thousands(second_best)}% < {thousands(share)}%"
        if is_all
        else f"{thousands(number)} × {thousands(share)}% = {thousands(exact)} {unit}",
        question="是否直接写明要求全部按时完成？" if is_all else "按几个验收？",
        about=[indicator],
    )


def _is_of_all(indicator: Indicator) -> bool:
    return indicator.level2 is Level2.TIMELINESS or "完成率" in indicator.indicator_name
