"""目标值和指标名称都已填写，没有留下占位符。

“**人”“XX”“指标1”“……”一类是模板里的占位符。
依据：财预〔2015〕88号
不适用：
1. 没有指标。
正例：数量指标·新建支部=≥5个
反例：数量指标·指标1=≥**个
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import ReviewDimension, Severity, ValueKind
from perfdata.core.text import unify_width

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)
_NAME = re.compile(r"^指标\d*[:：]?$|…|^\.{2,}$|[*＊×]{2,}|[XxＸ]{2,}")


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    return [
        RULE.finding(
            table,
            f"“{item.indicator_name}”的名称或目标值还是占位符：{item.annual_target.raw or '空白'}",
            expected="填写具体的名称和数值",
            question="请补填，或删去这一行。",
            about=[item],
        )
        for item in table.indicators
        if ValueKind.PLACEHOLDER in (item.annual_target.kind, item.cycle_target.kind)
        or _NAME.search(unify_width(item.indicator_name))
    ]
