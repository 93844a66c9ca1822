"""比较符的方向与指标的含义一致。

投诉、差错和以金额计的成本越少越好，不应写 ≥；覆盖、完成、满意和投诉办结一类越多越好，不应写 ≤。
依据：财预〔2021〕101号
不适用：
1. 没有写明比较符、又能按名称判断方向的指标。
正例：质量指标·差错率=≤1%；质量指标·合格率=≥95%
反例：质量指标·差错率=≥1%
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.comparators import is_ceiling
from perfdata.core.directions import tendency
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, ReviewDimension, Severity

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS, version=2)
_UP, _DOWN = (Comparator.GE, Comparator.GT), (Comparator.LE, Comparator.LT)


def check(table: Table) -> Verdict:
    stated = [item for item in table.indicators if item.annual_target.comparator]
    known = [(item, wanted) for item in stated if (wanted := _wanted(item))]
    if not known:
        return Skip("没有写明比较符、又能按名称判断方向的指标")
    return [
        RULE.finding(
            table,
            f"“{item.indicator_name}”写 {item.annual_target.raw}，方向可能相反",
            expected=f"越{'少' if wanted is Comparator.LE else '多'}越好的指标",
            question="请核对比较符的方向。",
            about=[item],
        )
        for item, wanted in known
        if item.annual_target.comparator in (_UP if wanted is Comparator.LE else _DOWN)
    ]


def _wanted(indicator: Indicator) -> Comparator | None:
    """GE or LE, whichever fits the name; None where it says neither."""
    return tendency(indicator.indicator_name) or (Comparator.LE if is_ceiling(indicator) else None)
