"""各项目的执行率目标合起来，不让大量预算闲置。

把各项目预算乘以执行率下限相加，就是全部目标都达到时至少要支出的金额；其余可以闲置。预算大的项目目标反而更低时一并列出。
依据：财预〔2021〕101号
不适用：
1. 没有同时写明预算金额和执行率百分比的项目；
2. 可以闲置的部分不超过一成。
正例：预算=100000；成本指标·预算执行率=≥95%
反例：预算=504000；成本指标·预算执行率=≥80% ｜ 项目名称=乙；预算=299600；成本指标·预算执行率=≥80%
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Tables, Verdicts, by_unit, percentage
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY, scope="year")


def check(tables: Tables) -> Verdicts:
    units = [unit for unit in by_unit(tables) if any(table.execution and table.project.budget_yuan for table in unit)]
    if not units:
        return Skip("没有执行率百分比")
    return [finding for unit in units if (finding := _check_unit(unit))]


def _check_unit(tables: Tables) -> AuditFinding | None:
    floors = [
        (budget, budget * share / 100, share)
        for table in tables
        if (budget := table.project.budget_yuan) and table.execution and (share := percentage(table.execution))
    ]
    budget = sum((item[0] for item in floors), Decimal(0))
    floor = sum((item[1] for item in floors), Decimal(0))
    if floor * 10 >= budget * 9:
        return None
    sums = " + ".join(thousands(item[1]) for item in floors)
    return RULE.asks(
        tables,
        f"执行率目标全部达到时，仍可有 {thousands(budget - floor)} 元没有支出",
        observed=f"{len(floors)} 个项目预算合计 {thousands(budget)} 元，执行率下限合计 {thousands(floor)} 元"
        f"{_uneven(floors)}",
        expected="可以闲置的部分不超过一成",
        arithmetic=f"{sums} = {thousands(floor)} 元，占 {floor / budget:.2%}",
        question="请核实执行率的目标值能否提高。",
        place=next(table.execution.place for table in tables if table.execution),
    )


def _uneven(floors: list[tuple[Decimal, Decimal, Decimal]]) -> str:
    """；预算大的项目执行率目标反而更低：90% 与 80%，目标较低的项目预算合计 803,600 元."""
    small, large = min(floors), max(floors)
    if large[2] >= small[2]:
        return ""
    loose = sum((budget for budget, _, share in floors if share < small[2]), Decimal(0))
    shares = f"{thousands(small[2])}% 与 {thousands(large[2])}%"
    return f"；预算大的项目执行率目标反而更低：{shares}，目标较低的项目预算合计 {thousands(loose)} 元"
