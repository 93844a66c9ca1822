"""项目的实施周期覆盖下一年度，或已安排到期评价。

多年的实施周期在本年度或之前到期时，列出到期的预算：下一年度需要新的目标和周期。
依据：财预〔2020〕10号
不适用：
1. 没有写明起止年度；
2. 实施周期只有一年；
3. 已有年末完成结果（本年度已结束）的项目。
正例：周期=2024-2026；预算=100000
反例：周期=2022-2024；预算=504000 ｜ 项目名称=乙；周期=2022-2024；预算=299600
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Tables, Verdicts, by_unit
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(
    name=__name__,
    doc=__doc__,
    kind=FindingKind.QUESTION,
    dimension=ReviewDimension.FEASIBILITY,
    scope="year",
    version=2,
)


def check(tables: Tables) -> Verdicts:
    dated = [table for table in tables if _is_of_years(table)]
    if not dated:
        return Skip("没有写明多年的实施周期，或本年度已有年末结果")
    return [finding for unit in by_unit(dated) if (finding := _finding(unit))]


def _finding(unit: Tables) -> AuditFinding | None:
    ending = [t for t in unit if (t.project.cycle_end_year or 0) <= (t.project.fiscal_year or 0)]
    if not ending:
        return None
    budgets = [table.project.budget_yuan for table in ending if table.project.budget_yuan]
    total, year = sum(budgets, Decimal(0)), ending[0].project.fiscal_year
    money = f"，涉及预算 {thousands(total)} 元" if total else ""
    return RULE.asks(
        unit,
        f"{len(ending)} 个项目的实施周期到 {ending[0].project.cycle_end_year} 年为止{money}",
        observed="、".join(f"{table.project.project_name} {table.project.cycle_end_year}" for table in ending[:8]),
        expected="到期前安排评价，延续的项目另定周期和目标",
        arithmetic=f"{' + '.join(map(thousands, budgets))} = {thousands(total)} 元" if 0 < len(budgets) < 9 else None,
        question=f"{(year or 0) + 1} 年是否延续？到期评价由谁做？",
        place=ending[0].place_of("cycle_end_year"),
    )


def _is_of_years(table: Table) -> bool:
    start, end = table.project.cycle_start_year, table.project.cycle_end_year
    year = table.project.fiscal_year
    return bool(start and end and year) and start != end and not table.is_closed
