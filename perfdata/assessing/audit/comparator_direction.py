"""比较符的方向与指标的含义一致。

投诉、差错和以金额计的成本越少越好，不应写 ≥；覆盖、完成、满意和投诉办结一类，以及建设、购置、服务的数量越多
越好，写 ≤ 时一项不做也算完成。
依据：财预〔2021〕101号
不适用：
1. 没有写明比较符的指标；
2. 期限、时长和补助标准的上限，会议、接待、用车一类要控制的数量。
正例：质量指标·差错率=≤1%；质量指标·合格率=≥95%
反例：质量指标·差错率=≥1%
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.comparators import contradicts_its_name, is_ceiling, is_length_of_time
from perfdata.assessing.units import is_money
from perfdata.core.directions import tendency
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, Level2, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS, version=3)
_LIMITED = re.compile("会议|接待|公务|出国|出境|用车|车辆保有|编制|在编|借调|控制|限额|用量|消耗|排放")
_UP, _DOWN = (Comparator.GE, Comparator.GT), (Comparator.LE, Comparator.LT)


def check(table: Table) -> Verdict:
    stated = [item for item in table.indicators if item.annual_target.comparator]
    if not stated:
        return Skip("没有写明比较符的指标")
    against = [item for item in stated if _is_against(item)]
    wishes = dict.fromkeys("多" if item.annual_target.comparator in _DOWN else "少" for item in against)
    return RULE.asks_of_each(
        table,
        [(item, f"“{item.indicator_name}”写 {item.annual_target.raw}，方向可能相反") for item in against],
        expected="；".join(f"越{wish}越好的指标" for wish in wishes),
        question="请核对比较符的方向。",
    )


def _is_against(indicator: Indicator) -> bool:
    """Whether the name, the cost or the count wants the other direction."""
    target = indicator.annual_target
    if contradicts_its_name(indicator) or (is_ceiling(indicator) and target.comparator in _UP):
        return True
    is_count = indicator.level2 is Level2.QUANTITY and target.kind is ValueKind.NUMBER and bool(target.number)
    is_neutral = is_count and tendency(indicator.indicator_name) is None and not is_money(target.unit)
    if _LIMITED.search(indicator.indicator_name):
        return False
    return is_neutral and target.comparator in _DOWN and not is_length_of_time(indicator)
