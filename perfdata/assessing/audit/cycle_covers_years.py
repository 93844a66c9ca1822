"""周期值不小于年度值，也不小于各年度的合计。

周期值小于当年的年度值时必有一处需要核对；大于年度值但小于“年度值 × 年数”时作说明。
依据：财预〔2021〕101号
不适用：
1. 实施周期只有一年，或没有写明；
2. 没有可以累计的数量指标。
正例：周期=2022-2024；数量指标·培训场次=≥6场次→≥2场次
反例：周期=2022-2024；数量指标·培训场次=≥1场次→≥2场次
"""

from decimal import Decimal

from perfdata.assessing.audit.cycle_count_above_annual import is_flow
from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import ReviewDimension, Severity
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    start, end = table.project.cycle_start_year, table.project.cycle_end_year
    if start is None or end is None or end <= start:
        return Skip("实施周期只有一年，或没有写明")
    flows = [item for item in table.indicators if is_flow(item) and item.cycle_target.number is not None]
    if not flows:
        return Skip("没有可以累计的数量指标")
    years = end - start + 1
    found = ((item, item.cycle_target.number or Decimal(0), item.annual_target.number or Decimal(0)) for item in flows)
    return [
        RULE.finding(
            table,
            f"“{item.indicator_name}”周期值 {item.cycle_target.raw}，年度值 {item.annual_target.raw}",
            observed=f"{years} 年周期",
            expected=f"若每年相同，合计 {thousands(annual * years)} {item.annual_target.unit}",
            arithmetic=f"{thousands(annual)} × {years} = {thousands(annual * years)}",
            question="周期值是否为各年度的合计？",
            about=[item],
            severity=None if cycle < annual else Severity.NOTICE,
        )
        for item, cycle, annual in found
        if cycle != annual and cycle < annual * years
    ]
