"""项目的实施周期覆盖下一年度，或已安排到期评价。

实施周期在本年度或之前到期时，列出到期的预算：下一年度需要新的目标和周期。
依据：财预〔2020〕10号
不适用：
1. 没有写明到期年度。
正例：周期=2024-2026；预算=100000
反例：周期=2022-2024；预算=504000 ｜ 项目名称=乙；周期=2022-2024；预算=299600
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Tables, Verdict, by_unit
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import ReviewDimension, Severity
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.FEASIBILITY, scope="year")


def check(tables: Tables) -> Verdict:
    dated = [table for table in tables if table.project.cycle_end_year and table.project.fiscal_year]
    if not dated:
        return Skip("没有写明到期年度")
    return [finding for unit in by_unit(dated) if (finding := _finding(unit))]


def _finding(unit: Tables) -> AuditFinding | None:
    ending = [t for t in unit if (t.project.cycle_end_year or 0) <= (t.project.fiscal_year or 0)]
    if not ending:
        return None
    budgets = [table.project.budget_yuan for table in ending if table.project.budget_yuan]
    total, year = sum(budgets, Decimal(0)), ending[0].project.fiscal_year
    return RULE.finding(
        unit,
        f"{len(ending)} 个项目的实施周期到 {ending[0].project.cycle_end_year} 年为止，涉及预算 {thousands(total)} 元",
        observed="、".join(f"{table.project.project_name} {table.project.cycle_end_year}" for table in ending[:8]),
        expected="到期前安排评价，延续的项目另定周期和目标",
        arithmetic=f"{' + '.join(map(thousands, budgets))} = {thousands(total)} 元" if len(budgets) < 9 else None,
        question=f"{(year or 0) + 1} 年是否延续？到期评价由谁做？",
        place=ending[0].place_of("cycle_end_year"),
        stake_yuan=total,
    )
