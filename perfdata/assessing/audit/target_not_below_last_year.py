"""年度目标不低于上年的实际完成值。

上年已经做到的，当年目标写得更低时提示（越少越好的指标相反；没有写比较符的按名称和类别推断）。
写“=”的目标不比较。
依据：财预〔2021〕101号
不适用：
1. 没有上年的实际完成值。
正例：数量指标·培训场次=≥5场次；上年·培训场次=4场次
反例：数量指标·培训场次=≥2场次；上年·培训场次=4场次
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.assessing.comparators import effective_comparator
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY, version=2)


def check(table: Table) -> Verdict:
    known = [item for item in table.indicators if item.indicator_id in table.previous]
    if not known:
        return Skip("没有上年的实际完成值")
    weaker = [item for item in known if _is_weaker(item, table)]
    if not weaker:
        return None
    said = [
        f"“{item.indicator_name}”目标 {item.annual_target.raw}，上年实际 {table.previous[item.indicator_id].raw}"
        for item in weaker
    ]
    bounds = dict.fromkeys("高" if _is_less_better(item) else "低" for item in weaker)
    return RULE.asks(
        table,
        several(said),
        observed=several([f"上年实际 {table.previous[item.indicator_id].raw}" for item in weaker]),
        expected="；".join(f"不{bound}于上年的实际完成值" for bound in bounds),
        question="目标不如上年已做到的水平，原因是什么？",
        about=weaker,
    )


def _is_weaker(indicator: Indicator, table: Table) -> bool:
    target, last = indicator.annual_target, table.previous[indicator.indicator_id]
    if target.kind is not ValueKind.NUMBER or target.number is None or last.number is None:
        return False
    if last.unit not in (None, target.unit) or effective_comparator(indicator)[0] is Comparator.EQ:
        return False
    return last.number < target.number if _is_less_better(indicator) else last.number > target.number


def _is_less_better(indicator: Indicator) -> bool:
    return effective_comparator(indicator)[0] in (Comparator.LE, Comparator.LT)
