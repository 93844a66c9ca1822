"""百分比目标从严设定，不明显低于同单位其他项目和同表其他指标。

低于 90%，又比同单位同类指标的最高目标低 10 个百分点以上的百分比目标列出来核实（满意度除外）。
依据：财预〔2021〕101号
不适用：
1. 没有百分比目标。
正例：质量指标·达标率=≥95%；时效指标·及时率=≥95%
反例：质量指标·准确率=100%；时效指标·及时率=≥80%
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Tables, Verdicts, by_unit
from perfdata.assessing.execution import is_execution_indicator
from perfdata.core.findings import AuditFinding
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, Level1, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.SUITABILITY, scope="year")


def check(tables: Tables) -> Verdicts:
    if not any(table.rates for table in tables):
        return Skip("没有百分比目标")
    units = ((unit, _strictest(unit)) for unit in by_unit(tables))
    found = [_finding(table, strictest) for unit, strictest in units if strictest for table in unit]
    return [finding for finding in found if finding]


def _strictest(unit: Tables) -> dict[bool, Decimal]:
    """The highest percentage among the unit's execution rates (True) and its other rates (False)."""
    highest: dict[bool, Decimal] = {}
    for table in unit:
        for indicator, share in table.rates:
            if _is_judged(indicator):
                kind = is_execution_indicator(indicator)
                highest[kind] = max(share, highest.get(kind, share))
    return highest


def _is_judged(indicator: Indicator) -> bool:
    is_upward = indicator.annual_target.comparator not in (Comparator.LE, Comparator.LT)
    return indicator.level1 is Level1.OUTPUT and is_upward


def _finding(table: Table, strictest: dict[bool, Decimal]) -> AuditFinding | None:
    lenient = [
        indicator
        for indicator, share in table.rates
        if _is_judged(indicator)
        and share < 90
        and share + 10 <= strictest.get(is_execution_indicator(indicator), Decimal(0))
    ]
    if not lenient:
        return None
    best = "、".join(f"{thousands(share)}%" for share in sorted(set(strictest.values()), reverse=True))
    return RULE.asks(
        table,
        f"{len(lenient)} 项百分比目标偏低：{'、'.join(sorted({item.annual_target.raw for item in lenient}))}",
        expected=f"从严设定；同单位同类指标的最高目标为 {best}",
        question="请核实这些目标值偏低的理由。",
        about=lenient,
    )
