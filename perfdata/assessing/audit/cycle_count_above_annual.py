"""多年项目的数量目标，周期值大于年度值。

按年产生的数量（个、场次、人次等），周期值等于年度值，意味着其他年度没有产出，或周期值没有累计。
依据：财预〔2021〕101号
不适用：
1. 实施周期只有一年，或没有写明；
2. 没有可以累计的数量指标（人数、比率、每月次数等是状态，不累计）。
正例：周期=2022-2024；数量指标·培训场次=≥6场次→≥2场次
反例：周期=2022-2024；数量指标·培训场次=≥2场次→≥2场次
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.factors import PERSON_UNITS
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, Level2, ReviewDimension, Severity, ValueKind
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)

_LIMITS = (Comparator.LE, Comparator.LT)


def check(table: Table) -> Verdict:
    start, end = table.project.cycle_start_year, table.project.cycle_end_year
    flows = [item for item in table.indicators if is_flow(item)]
    if start is None or end is None or end <= start:
        return Skip("实施周期只有一年，或没有写明")
    if not flows:
        return Skip("没有可以累计的数量指标")
    same = [item for item in flows if item.cycle_target.number == item.annual_target.number]
    equal = sum(item.cycle_target.raw == item.annual_target.raw for item in table.indicators)
    years = end - start + 1
    return [
        RULE.finding(
            table,
            f"“{item.indicator_name}”{years} 年的周期值与年度值相同：{item.annual_target.raw}",
            observed=f"周期值 {item.cycle_target.raw}，年度值 {item.annual_target.raw}；"
            f"全表 {len(table.indicators)} 项中 {equal} 项两值相同",
            expected="周期值为各年度合计",
            arithmetic=f"若每年 {thousands(item.annual_target.number or Decimal(0))}，{years} 年应为 "
            f"{thousands((item.annual_target.number or Decimal(0)) * years)} {item.annual_target.unit}",
            question="周期值是否应为各年度的合计？其他年度有没有产出？",
            about=[item],
        )
        for item in same
    ]


def is_flow(indicator: Indicator) -> bool:
    """Whether the target is a number that adds up over years: no persons, rates or frequencies."""
    target = indicator.annual_target
    is_plain = target.kind is ValueKind.NUMBER and target.per is None and bool(target.number)
    is_sum = target.unit not in {None, "%", *PERSON_UNITS} and "/" not in (target.unit or "")
    return indicator.level2 is Level2.QUANTITY and is_plain and is_sum and target.comparator not in _LIMITS
