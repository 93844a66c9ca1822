"""预算执行率的下限不低于应发的金额。

按执行率下限支出时，写明的补助应当能够全部发放；否则少发也算达到目标。
差额在应发的 5% 以内的不提示，留作人员变动。
依据：财预〔2021〕101号
不适用：
1. 没有预算金额或可以相乘的算式；
2. 没有百分比的预算执行率指标。
正例：预算=432000；年度目标=对36人按每人每月1000元发放补贴。；成本指标·预算执行率=100%
反例：预算=504000；年度目标=对36人按每人每月1000元发放补贴。；成本指标·预算执行率=≥80%
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, percentage
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY)


def check(table: Table) -> Verdict:
    budget, formula, execution = table.project.budget_yuan, table.formula, table.execution
    if not budget or formula is None:
        return Skip("没有预算金额或可以相乘的算式")
    share = percentage(execution) if execution else None
    if execution is None or share is None:
        return Skip("没有百分比的预算执行率指标")
    floor = budget * share / 100
    due = min(formula.total_yuan, budget)
    if floor * 100 >= due * 95:
        return None
    return RULE.asks(
        table,
        f"执行率只到 {execution.annual_target.raw} 时支出 {thousands(floor)} 元，比应发少 {thousands(due - floor)} 元",
        observed=f"{execution.indicator_name} {execution.annual_target.raw}，应发 {formula}",
        expected=f"执行率下限不低于 {due / budget:.2%}",
        arithmetic=f"{thousands(budget)} × {thousands(share)}% = {thousands(floor)} 元 < {thousands(due)} 元"
        f"{_unpaid(table, due - floor)}",
        question="请核实执行率的目标值是否过低：少发也会算作达到。",
        about=[execution],
        stake_yuan=due - floor,
    )


def _unpaid(table: Table, missing: Decimal) -> str:
    """；相当于 28.8 人·月未发."""
    terms = table.formula.terms if table.formula else ()
    if len(terms) != 1 or terms[0].unit is None or not terms[0].rate_yuan:
        return ""
    period = f"·{terms[0].period}" if terms[0].period else ""
    return f"；相当于 {thousands(missing / terms[0].rate_yuan)} {terms[0].unit}{period}未发"
