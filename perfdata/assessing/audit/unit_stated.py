"""数值目标写明计量单位。

只有数字而没有单位时，无法判断是人、个还是百分比。
依据：财预〔2021〕101号
不适用：
1. 没有数值目标。
正例：数量指标·新建支部=≥5个
反例：数量指标·新建支部=≥5
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    numbers = [item for item in table.indicators if item.annual_target.kind in (ValueKind.NUMBER, ValueKind.RANGE)]
    if not numbers:
        return Skip("没有数值目标")
    silent = [item for item in numbers if not item.annual_target.unit and item.annual_target.number]
    if not silent:
        return None
    return RULE.asks(
        table,
        f"{len(silent)} 项数值目标没有计量单位",
        expected="数字之后写明单位",
        question="这些数字的单位是什么？",
        about=silent,
    )
