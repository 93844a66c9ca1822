"""成本指标衡量成本：单位成本、补助标准，而不是执行率、全部预算或一句话。

预算执行率在自评中单列 10 分，作为成本指标会重复计分；成本等于全部预算、写“控制在预算内”、成本控制率 100% 或 0 的，
都没有衡量成本。
依据：财预〔2020〕10号
不适用：
1. 没有成本指标；
2. 有单位成本或分项成本的，只核对执行率和 0；
3. 社会成本、生态环境成本的目标是 0。
正例：成本指标·补贴标准=1000元/人/月
反例：成本指标·预算执行率=≥90%
"""

import re
from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.assessing.execution import is_execution_indicator
from perfdata.core.amounts import YUAN_PER_UNIT
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level1, Level2, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE)
_CONTROL = re.compile("控制|预算内|执行率|支出进度|不超")
_OF_MONEY = (Level2.COST, Level2.ECONOMIC_COST, None)
_WHOLE = re.compile("总成本|总投资|总投入|总金额|总额|预算|项目成本|项目金额")
_NEAR = Decimal("0.01")


def check(table: Table) -> Verdict:
    costs = [item for item in table.indicators if item.level2 is Level2.COST or item.level1 is Level1.COST]
    if not costs:
        return Skip("没有成本指标")
    rates = [item for item in costs if is_execution_indicator(item)]
    zero = [item for item in costs if item.annual_target.number == 0 and item.level2 in _OF_MONEY]
    others = [item for item in costs if item not in rates and item not in zero]
    weak = [(item, reason) for item in others if (reason := _reason(item, table.project.budget_yuan))]
    if len(weak) < len(others):
        weak = []
    if not rates and not zero and not weak:
        return None
    alone = "，而且是唯一的成本指标" if len(rates) == len(costs) else ""
    said = [f"预算执行率列为成本指标{alone}"] if rates else []
    said += [f"“{item.indicator_name}”{item.annual_target.raw}：成本目标是 0" for item in zero]
    return RULE.asks(
        table,
        several(said + [f"“{item.indicator_name}”{item.annual_target.raw}：{reason}" for item, reason in weak]),
        expected="成本指标写单位成本、补助标准等",
        question="执行率在自评中单列 10 分，是否改用衡量成本的指标？"
        if rates
        else "每一个（每一项）的成本是多少，依据什么标准？",
        about=rates + zero + [item for item, _ in weak],
    )


def _reason(indicator: Indicator, budget_yuan: Decimal | None) -> str:
    """Why the target says nothing of costs; '' where it does."""
    target, name = indicator.annual_target, indicator.indicator_name
    if target.kind is ValueKind.QUALITATIVE:
        return "没有可以核对的数"
    if target.unit in ("%", "百分比") and _CONTROL.search(name):
        return "只说不超过预算"
    if target.number is None or not budget_yuan or "/" in (target.unit or "") or target.per:
        return ""
    scale = YUAN_PER_UNIT.get(target.unit or ("万元" if "万元" in name or _WHOLE.search(name) else ""), Decimal(0))
    is_whole = abs(target.number * scale - budget_yuan) <= budget_yuan * _NEAR
    return "就是全部预算" if is_whole else ""
