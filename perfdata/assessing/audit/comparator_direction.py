"""比较符的方向与指标的含义一致。

投诉、差错、成本一类越少越好，不应写 ≥；覆盖、完成、满意一类越多越好，不应写 ≤。
依据：财预〔2021〕101号
不适用：
1. 没有写明比较符、又能按名称判断方向的指标。
正例：质量指标·差错率=≤1%；质量指标·合格率=≥95%
反例：质量指标·差错率=≥1%
"""

from __future__ import annotations

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, listed
from perfdata.core.terms import Comparator, ReviewDimension, Severity

RULE = Rule(
    id="comparator_direction",
    version=1,
    severity=Severity.WARNING,
    dimension=ReviewDimension.COMPLETENESS,
    basis="财预〔2021〕101号",
)
_LESS = re.compile(r"投诉|差错|误差|事故|超支|成本|发案|流失|返工|纠纷|超标")
_MORE = re.compile(r"覆盖率|完成率|满意|及时率|合格率|达标率|准确率|参与率|到位率|执行率")
_UP, _DOWN = (Comparator.GE, Comparator.GT), (Comparator.LE, Comparator.LT)


def check(table: Table) -> Verdict:
    known = [item for item in table.indicators if item.annual_target.comparator and _wanted(item.indicator_name)]
    if not known:
        return Skip("没有写明比较符、又能按名称判断方向的指标")
    return [
        RULE.finding(
            table,
            f"“{item.indicator_name}”写 {item.annual_target.raw}，方向可能相反",
            observed=listed([item]),
            expected=f"越{'少' if _wanted(item.indicator_name) == _DOWN else '多'}越好的指标",
            question="请核对比较符的方向。",
            indicator=item,
        )
        for item in known
        if item.annual_target.comparator in (_UP if _wanted(item.indicator_name) == _DOWN else _DOWN)
    ]


def _wanted(name: str) -> tuple[Comparator, Comparator] | None:
    """Which comparators fit the name; None where it says neither or both (投诉处理及时率)."""
    less, more = bool(_LESS.search(name)), bool(_MORE.search(name)) or name.endswith(("节约率", "降低率", "下降率"))
    return None if less == more else (_DOWN if less else _UP)
