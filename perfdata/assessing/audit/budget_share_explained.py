"""预算金额都有写明的算式可以说明。

把各项目写明的算式相加，与预算合计比较，列出没有算式说明的部分。
依据：财预〔2015〕88号
不适用：
1. 没有一个项目填写预算金额；
2. 没有一个项目写明可以相乘的算式（逐项核实即可）。
正例：预算=299600；年度目标=对749名党员每年400元的标准发放经费。
反例：预算=299600；年度目标=对749名党员每年400元的标准发放经费。 ｜ 项目名称=乙；预算=25000；年度目标=开展党建工作。
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Tables, Verdicts, by_unit
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.SUITABILITY, scope="year")


def check(tables: Tables) -> Verdicts:
    budgeted = [table for table in tables if table.project.budget_yuan]
    if not any(table.formula for table in budgeted):
        return Skip("没有一个项目写明预算金额和可以相乘的算式")
    findings = (_check_unit(unit) for unit in by_unit(budgeted) if any(table.formula for table in unit))
    return [finding for finding in findings if finding]


def _check_unit(tables: Tables) -> AuditFinding | None:
    budget = sum((table.project.budget_yuan or Decimal(0) for table in tables), Decimal(0))
    parts = [
        min(table.formula.total_yuan, table.project.budget_yuan or Decimal(0)) for table in tables if table.formula
    ]
    explained = sum(parts, Decimal(0))
    if explained == budget:
        return None
    silent = [table.project.project_name for table in tables if not table.formula]
    names = f"；没有写明算式的项目：{'、'.join(silent[:5])}" if silent else ""
    return RULE.asks(
        tables,
        f"预算 {thousands(budget)} 元中有 {thousands(budget - explained)} 元没有写明算式",
        observed=f"有算式说明的为 {thousands(explained)} 元，占 {explained / budget:.2%}{names}",
        expected="每一笔预算都有数量 × 标准的算式",
        arithmetic=f"{' + '.join(map(thousands, parts))} = {thousands(explained)} 元；"
        f"{thousands(budget)} − {thousands(explained)} = {thousands(budget - explained)} 元",
        question="请各项目补充说明预算的测算过程。",
        place=tables[0].place_of("budget_yuan"),
        stake_yuan=budget - explained,
    )
