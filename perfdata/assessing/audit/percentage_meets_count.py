"""百分比目标在写明的数量下有意义。

只有 1 至数笔时，差一笔就不达标，百分比目标等于要求 100%。
依据：经验规则
不适用：
1. 没有百分比的时效指标；
2. 没有可计数的数量指标；
3. 及时率说的是按测算式发放的补助。
正例：数量指标·新建支部=20个；时效指标·经费到位及时率=≥90%
反例：数量指标·新建支部=5个；时效指标·经费到位及时率=≥90%
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.subsidies import plain_count
from perfdata.core.terms import Level2, ReviewDimension, Severity
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.SUITABILITY)


def check(table: Table) -> Verdict:
    rates = [(item, share) for item, share in table.rates if item.level2 is Level2.TIMELINESS and share < 100]
    counts = [item.annual_target for item in table.indicators if plain_count(item)]
    if not rates or not counts or not counts[0].number:
        return Skip("没有百分比的时效指标或可计数的数量指标")
    indicator, share = rates[0]
    number, unit = counts[0].number, counts[0].unit
    if table.formula and re.search("补|发放|津贴", indicator.indicator_name):
        return Skip("及时率按发放人次计算，人次由测算式给出")
    second_best = (number - 1) / number * 100
    if second_best >= share:
        return []
    return RULE.asks(
        table,
        f"只有 {thousands(number)} {unit}时，{indicator.indicator_name} {indicator.annual_target.raw} 等于要求 100%",
        observed=f"数量 {counts[0].raw}；{indicator.indicator_name} {indicator.annual_target.raw}",
        expected="写 100%，或写允许迟延的个数",
        arithmetic=f"{thousands(number - 1)} ÷ {thousands(number)} = {thousands(second_best)}% < {thousands(share)}%",
        question="是否直接写明要求全部按时完成？",
        about=[indicator],
    )
