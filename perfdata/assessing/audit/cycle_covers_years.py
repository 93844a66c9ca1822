"""周期值不小于年度值，也不小于各年度的合计。

按年产生的数量（个、场次、人次等），周期值等于年度值，意味着其他年度没有产出，或周期值没有累计；小于当年的年度值时必有
一处需要核对。
依据：财预〔2021〕101号
不适用：
1. 实施周期只有一年，或没有写明；
2. 没有可以累计的数量指标（人数、比率、每月次数等是状态，不累计）。
正例：周期=2022-2024；数量指标·培训场次=≥6场次→≥2场次
反例：周期=2022-2024；数量指标·培训场次=≥1场次→≥2场次
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.assessing.factors import PERSON_UNITS
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, Level2, ReviewDimension, ValueKind
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS, version=2)
_LIMITS = (Comparator.LE, Comparator.LT)


def check(table: Table) -> Verdict:
    start, end = table.project.cycle_start_year, table.project.cycle_end_year
    if start is None or end is None or end <= start:
        return Skip("实施周期只有一年，或没有写明")
    flows = [item for item in table.indicators if is_flow(item) and item.cycle_target.number is not None]
    if not flows:
        return Skip("没有可以累计的数量指标")
    years = end - start + 1
    below = [item for item in flows if _cycle(item) < _annual(item) * years]
    if not below:
        return None
    below.sort(key=lambda item: (_cycle(item) >= _annual(item), _cycle(item) != _annual(item)))
    equal = sum(item.cycle_target.raw == item.annual_target.raw for item in table.indicators)
    return RULE.asks(
        table,
        several([_said(item, years) for item in below]),
        observed=f"{years} 年周期；全表 {len(table.indicators)} 项中 {equal} 项两值相同",
        expected="周期值为各年度合计",
        arithmetic=several([_sum(item, years) for item in below]),
        question="周期值是否应为各年度的合计？其他年度有没有产出？",
        about=below,
    )


def is_flow(indicator: Indicator) -> bool:
    """Whether the target is a number that adds up over years: no persons, rates or frequencies."""
    target = indicator.annual_target
    is_plain = target.kind is ValueKind.NUMBER and target.per is None and bool(target.number)
    is_sum = target.unit not in {None, "%", *PERSON_UNITS} and "/" not in (target.unit or "")
    return indicator.level2 is Level2.QUANTITY and is_plain and is_sum and target.comparator not in _LIMITS


def _cycle(indicator: Indicator) -> Decimal:
    return indicator.cycle_target.number or Decimal(0)


def _annual(indicator: Indicator) -> Decimal:
    return indicator.annual_target.number or Decimal(0)


def _said(indicator: Indicator, years: int) -> str:
    if _cycle(indicator) == _annual(indicator):
        return f"“{indicator.indicator_name}”{years} 年的周期值与年度值相同：{indicator.annual_target.raw}"
    return f"“{indicator.indicator_name}”周期值 {indicator.cycle_target.raw}，年度值 {indicator.annual_target.raw}"


def _sum(indicator: Indicator, years: int) -> str:
    unit, total = indicator.annual_target.unit, _annual(indicator) * years
    return f"若每年 {thousands(_annual(indicator))}，{years} 年应为 {thousands(total)} {unit}"
