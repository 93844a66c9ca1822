"""按确切人数编的预算，说明人数变化时怎么办。

测算与预算完全相等时没有余地：多一人就不够。仅作说明。
依据：经验规则
不适用：
1. 没有预算金额或可以相乘的算式；
2. 测算与预算不相等。
正例：预算=300000；年度目标=对749名党员每年400元的标准发放经费，人数变化时据实调整。
反例：预算=299600；年度目标=对749名党员每年400元的标准发放经费。
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.FEASIBILITY)


def check(table: Table) -> Verdict:
    budget, formula = table.project.budget_yuan, table.formula
    if not budget or formula is None:
        return Skip("没有预算金额或可以相乘的算式")
    term = formula.terms[0]
    if formula.total_yuan != budget or "据实" in table.goals or term.unit is None:
        return None
    more = term.rate_yuan * term.periods
    return RULE.asks(
        table,
        f"测算与预算正好相等，没有余地：多 1 {term.unit}就超出 {thousands(more)} 元",
        observed=f"{formula} = {thousands(budget)} 元",
        expected="说明人数变化时由谁承担",
        arithmetic=f"{thousands(term.count + 1)} {term.unit} 需 {thousands(budget + more)} 元",
        question="人数在核定之后增加时，由什么资金承担？",
        place=table.place_of("budget_yuan"),
        stake_yuan=more,
    )
