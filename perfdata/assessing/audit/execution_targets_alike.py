"""同一单位的执行率目标宽严一致，大项目不应更宽。

列出同一用款单位各项目的预算执行率目标；预算大的项目反而目标更低时提示。
依据：经验规则
不适用：
1. 没有同一单位的两个项目都写明执行率百分比。
正例：预算=2500；成本指标·预算执行率=≥90% ｜ 项目名称=乙；预算=504000；成本指标·预算执行率=≥90%
反例：预算=2500；成本指标·预算执行率=≥90% ｜ 项目名称=乙；预算=504000；成本指标·预算执行率=≥80%
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Tables, Verdicts, by_unit, percentage
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.SUITABILITY, scope="year")


def check(tables: Tables) -> Verdicts:
    units = [[table for table in unit if table.execution and table.project.budget_yuan] for unit in by_unit(tables)]
    several = [unit for unit in units if len(unit) > 1]
    if not several:
        return Skip("没有同一单位的两个项目都写明执行率百分比")
    return [finding for unit in several if (finding := _check_unit(unit))]


def _check_unit(tables: Tables) -> AuditFinding | None:
    ordered = sorted(tables, key=lambda table: table.project.budget_yuan or Decimal(0))
    targets = [(percentage(table.execution) or Decimal(0), table) for table in ordered if table.execution]
    small, large = targets[0], targets[-1]
    if large[0] >= small[0]:
        return None
    loose = [table for share, table in targets if share < small[0]]
    budget = sum((table.project.budget_yuan or Decimal(0) for table in loose), Decimal(0))
    listing = "；".join(
        f"{table.project.project_name} {thousands(table.project.budget_yuan or Decimal(0))} 元 ≥{thousands(share)}%"
        for share, table in targets[:8]
    )
    return RULE.asks(
        tables,
        f"预算大的项目执行率目标反而更低：{thousands(small[0])}% 与 {thousands(large[0])}%",
        observed=listing,
        expected=f"各项目一致，不低于 {thousands(small[0])}%",
        arithmetic=f"目标较低的项目预算合计 {thousands(budget)} 元",
        question="请核实执行率目标不一致的原因。",
        place=large[1].execution.place if large[1].execution else None,
        stake_yuan=budget,
    )
