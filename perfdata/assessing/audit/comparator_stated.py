"""数值目标写明比较符。

“5个”“100%”没有写 ≥、= 或 ≤ 时，多于或少于算不算完成要靠推断。仅作说明。
依据：财预〔2021〕101号
不适用：
1. 没有数值目标。
正例：数量指标·新建支部=≥5个
反例：数量指标·新建支部=5个
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    numbers = [item for item in table.indicators if item.annual_target.kind is ValueKind.NUMBER]
    if not numbers:
        return Skip("没有数值目标")
    silent = [item for item in numbers if item.annual_target.comparator is None]
    if not silent:
        return None
    return RULE.asks(
        table,
        f"{len(silent)} 项数值目标没有比较符",
        expected="写明 ≥、= 或 ≤",
        question="这些数值是至少、正好，还是至多？",
        about=silent,
    )
