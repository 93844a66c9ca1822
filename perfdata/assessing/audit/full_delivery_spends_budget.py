"""目标全部完成时，预算应当大体用完。

按写明的算式全部发放之后仍有结余，而预算执行率指标已算达到，结余就没有指标约束。
依据：财预〔2020〕10号
不适用：
1. 没有预算金额或可以相乘的算式；
2. 没有百分比的预算执行率指标；
3. 测算不少于预算。
正例：预算=450000；年度目标=对36人按每人每月1000元发放补贴。；成本指标·预算执行率=≥98%
反例：预算=504000；年度目标=对36人按每人每月1000元发放补贴。；成本指标·预算执行率=≥80%
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, percentage
from perfdata.core.terms import ReviewDimension, Severity
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.SUITABILITY)


def check(table: Table) -> Verdict:
    budget, formula, execution = table.project.budget_yuan, table.formula, table.execution
    if not budget or formula is None:
        return Skip("没有预算金额或可以相乘的算式")
    share = percentage(execution) if execution else None
    if execution is None or share is None:
        return Skip("没有百分比的预算执行率指标")
    if formula.total_yuan >= budget:
        return Skip("测算不少于预算")
    spent = formula.total_yuan / budget
    if spent * 100 < share:
        return []
    left = budget - formula.total_yuan
    return RULE.asks(
        table,
        f"按测算全部发放后预算执行率为 {spent:.2%}，目标已达到，仍剩 {thousands(left)} 元",
        observed=f"{formula} = {thousands(formula.total_yuan)} 元，预算 {thousands(budget)} 元，"
        f"{execution.indicator_name} {execution.annual_target.raw}",
        expected="全部完成时预算大体用完，或另有指标约束其余资金",
        arithmetic=f"{thousands(formula.total_yuan)} ÷ {thousands(budget)} = {spent:.2%} ≥ {thousands(share)}%",
        question="请核实其余资金的用途，以及由哪一项指标衡量。",
        about=[execution],
        stake_yuan=left,
    )
