"""预算执行率不作成本指标。

预算执行率在自评中单列 10 分，作为成本指标会重复计分，也没有衡量成本。
依据：财预〔2020〕10号
不适用：
1. 没有成本指标。
正例：成本指标·补贴标准=1000元/人/月
反例：成本指标·预算执行率=≥90%
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.execution import is_execution_indicator
from perfdata.core.terms import Level1, Level2, ReviewDimension, Severity

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.RELEVANCE)


def check(table: Table) -> Verdict:
    costs = [item for item in table.indicators if item.level2 is Level2.COST or item.level1 is Level1.COST]
    if not costs:
        return Skip("没有成本指标")
    rates = [item for item in costs if is_execution_indicator(item)]
    if not rates:
        return []
    alone = "，而且是唯一的成本指标" if len(rates) == len(costs) else ""
    return RULE.asks(
        table,
        f"预算执行率列为成本指标{alone}",
        expected="成本指标写单位成本、补助标准等",
        question="执行率在自评中单列 10 分，是否改用衡量成本的指标？",
        about=rates,
    )
