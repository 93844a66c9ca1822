"""预算等于目标文字写明的人数 × 标准 × 期数。

目标文字或指标（数量 × 单价、月数 × 每月费用）写明的各项算式相加，应当等于年度预算金额；不等时列出差额，以及只改一个
因素即可整除的读法。测算少于预算、按测算全部发放又已达到预算执行率指标时，一并列出剩余。
依据：财预〔2015〕88号
不适用：
1. 没有填写预算金额；
2. 目标文字和指标没有写明可以相乘的人数（数量）和标准，或单价对应不到唯一的数量；
3. 只有指标写明、不足预算三分之一的算式（其余是别的支出）。
正例：预算=299600；年度目标=对749名党员每年400元的标准发放活动经费。
反例：预算=504000；年度目标=现有补贴人数约36人，按每人每月1000元的标准发放岗位津贴。
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, percentage
from perfdata.assessing.subsidies import exact_readings, formula_text
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY, version=2)


def check(table: Table) -> Verdict:
    budget, formula = table.project.budget_yuan, table.formula
    if not budget:
        return Skip("没有填写预算金额")
    if formula is None:
        return Skip("没有写明可以相乘的人数（数量）和标准")
    gap = budget - formula.total_yuan
    if gap == 0:
        return None
    more_or_less = "多" if gap > 0 else "少"
    share = f"差额占预算 {abs(gap) / budget:.2%}"
    if formula.total_yuan:
        share += f"，为测算的 {abs(gap) / formula.total_yuan:.2%}"
    readings = _readings(table)
    total = thousands(formula.total_yuan)
    return RULE.asks(
        table,
        f"预算 {thousands(budget)} 元比测算 {total} 元{more_or_less} {thousands(abs(gap))} 元",
        observed=f"{formula} = {total} 元，预算 {thousands(budget)} 元",
        expected=f"预算正好等于 {readings}" if readings else f"预算等于 {total} 元",
        arithmetic=f"{thousands(budget)} − {total} = {thousands(gap)} 元；{share}{_left(table, budget)}",
        question="请核实差额的用途：是人数、标准或期数有变化，还是另有其他支出？",
        place=table.place_of("budget_yuan"),
        stake_yuan=abs(gap),
    )


def _left(table: Table, budget: Decimal) -> str:
    """What is left, with the execution target met, once all is paid as stated."""
    spent = table.formula.total_yuan if table.formula else budget
    share = percentage(table.execution) if table.execution else None
    if share is None or spent >= budget or spent * 100 < share * budget:
        return ""
    return (
        f"；按测算全部发放后预算执行率为 {thousands(spent)} ÷ {thousands(budget)} = {spent / budget:.2%} ≥ "
        f"{thousands(share)}%，目标已达到，仍剩 {thousands(budget - spent)} 元"
    )


def _readings(table: Table) -> str:
    """Formulas with one factor changed whose product is the budget exactly."""
    formula = table.formula
    if formula is None or len(formula.terms) != 1 or not table.project.budget_yuan:
        return ""
    term = formula.terms[0]
    readings = exact_readings(table.project.budget_yuan, term.count, term.rate_yuan, term.periods)
    return "，或 ".join(formula_text(*reading, term.period or "年") for reading in readings)
