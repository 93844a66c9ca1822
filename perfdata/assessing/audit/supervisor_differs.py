"""主管部门与用款单位分开。

两者相同时，监督与使用没有分开。仅作说明。
依据：经验规则
不适用：
1. 没有同时写明主管部门和用款单位。
正例：主管部门=乙部门；用款单位=甲单位
反例：主管部门=甲单位；用款单位=甲单位
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.keys import name_key
from perfdata.core.terms import ReviewDimension, Severity

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.NOTICE, dimension=ReviewDimension.FEASIBILITY)


def check(table: Table) -> Verdict:
    department, unit = table.project.competent_department, table.project.spending_unit
    if not department or not unit:
        return Skip("没有同时写明主管部门和用款单位")
    if name_key(department) != name_key(unit):
        return []
    return RULE.asks(
        table,
        "主管部门与用款单位是同一家",
        observed=unit,
        expected="由主管部门监督用款单位",
        question="由谁监督这个项目的资金使用？",
        place=table.place_of("spending_unit"),
    )
