"""按数量给予补助的项目，写明单位成本。

资金按个数给予而成本指标没有单位成本时，无法核对每一个的标准。
依据：财预〔2021〕101号
不适用：
1. 已写明人数 × 标准；
2. 没有可计数的数量指标或预算金额。
正例：预算=25000；数量指标·新建支部=5个；成本指标·每个支部补助标准=5000元/个
反例：预算=25000；数量指标·新建支部=5个；成本指标·预算执行率=≥90%
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.subsidies import unit_costs
from perfdata.core.terms import ReviewDimension, Severity
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.NOTICE, dimension=ReviewDimension.SUITABILITY)


def check(table: Table) -> Verdict:
    costs = [] if table.formula else unit_costs(table.project, table.indicators)
    if not costs:
        return Skip("已写明算式，或没有可计数的数量指标")
    if any((item.annual_target.unit or "").startswith(("元/", "万元/")) for item in table.indicators):
        return []
    cost = costs[0]
    return RULE.asks(
        table,
        f"按数量给予的资金没有单位成本指标，推算为 {thousands(cost.cost_yuan)} 元/{cost.unit}",
        observed=f"{cost.indicator_name} {thousands(cost.target_count)} {cost.unit}，"
        f"预算 {thousands(table.project.budget_yuan or Decimal(0))} 元",
        expected="有一项成本指标写明每一个的标准",
        arithmetic=f"{thousands(table.project.budget_yuan or Decimal(0))} ÷ {thousands(cost.target_count)}"
        f" = {thousands(cost.cost_yuan)} 元/{cost.unit}",
        question="请补充每一个的补助标准及其依据。",
        place=cost.place,
    )
