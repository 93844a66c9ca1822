"""比较符的方向与指标的含义一致。

投诉、差错和以金额计的成本越少越好，不应写 ≥；覆盖、完成、满意和投诉办结一类，以及建设、购置、服务的数量越多
越好，写 ≤ 时一项不做也算完成。
依据：财预〔2021〕101号
不适用：
1. 没有写明比较符、又能按名称判断方向的指标。
正例：质量指标·差错率=≤1%；质量指标·合格率=≥95%
反例：质量指标·差错率=≥1%
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.assessing.comparators import is_ceiling
from perfdata.core.directions import tendency
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, Level2, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS, version=3)
_UP, _DOWN = (Comparator.GE, Comparator.GT), (Comparator.LE, Comparator.LT)


def check(table: Table) -> Verdict:
    stated = [item for item in table.indicators if item.annual_target.comparator]
    known = [(item, wanted) for item in stated if (wanted := _wanted(item))]
    if not known:
        return Skip("没有写明比较符、又能按名称判断方向的指标")
    against = [
        (item, wanted)
        for item, wanted in known
        if item.annual_target.comparator in (_UP if wanted is Comparator.LE else _DOWN)
    ]
    if not against:
        return None
    wishes = dict.fromkeys("少" if wanted is Comparator.LE else "多" for _, wanted in against)
    return RULE.asks(
        table,
        several([f"“{item.indicator_name}”写 {item.annual_target.raw}，方向可能相反" for item, _ in against]),
        expected="；".join(f"越{wish}越好的指标" for wish in wishes),
        question="请核对比较符的方向。",
        about=[item for item, _ in against],
    )


def _wanted(indicator: Indicator) -> Comparator | None:
    """GE or LE, whichever fits the name, the cost or the count; None where they say neither."""
    named = tendency(indicator.indicator_name)
    if named or is_ceiling(indicator):
        return named or Comparator.LE
    is_count = indicator.level2 is Level2.QUANTITY and indicator.annual_target.kind is ValueKind.NUMBER
    return Comparator.GE if is_count and "元" not in (indicator.annual_target.unit or "") else None
