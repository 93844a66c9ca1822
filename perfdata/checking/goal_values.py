"""Targets of goal tables that no reported value will be compared with by itself."""

from __future__ import annotations

from collections.abc import Sequence

from perfdata.core.findings import Finding
from perfdata.core.model import Indicator
from perfdata.core.terms import Severity, ValueKind

_NOT_COMPARED = (ValueKind.TEXT_WITH_NUMBER, ValueKind.UNRECOGNISED)
_MOST_NAMED = 5


def values_not_compared(indicators: Sequence[Indicator]) -> list[Finding]:
    """One notice for all annual targets of a file that are neither a value nor words to be graded; none without."""
    found = [item for item in indicators if item.annual_target.kind in _NOT_COMPARED]
    if not found:
        return []
    listed = "、".join(f"{item.indicator_name}“{item.annual_target.raw}”" for item in found[:_MOST_NAMED])
    more = "等" if len(found) > _MOST_NAMED else ""
    return [
        Finding(
            rule_id="values_not_compared",
            severity=Severity.NOTICE,
            place=found[0].place,
            message=f"这 {len(found)} 项指标值不能自动比较：{listed}{more}。",
            expected="一个数值、区间、日期，或定性的文字",
            suggestion="可以照常入库，填报时须选完成等级；也可改写为一个数值后重新导入。",
        )
    ]
