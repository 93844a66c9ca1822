"""目标表写明预算金额。

没有预算金额或金额为 0 时，目标与钱无从对照。
依据：财预〔2015〕88号
不适用：
1. 没有指标。
正例：预算=25000；数量指标·新建支部=≥5个
反例：数量指标·新建支部=≥5个
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    budget = table.project.budget_yuan
    if budget:
        return None
    return RULE.asks(
        table,
        "预算金额没有填写" if budget is None else "预算金额是 0",
        observed="空白" if budget is None else "0 元",
        expected="年度预算金额及其来源",
        question="这个项目本年安排多少资金，来自哪里？",
        place=table.place_of("budget_yuan"),
    )
