"""目标值接近实际做得到的水平。

实际完成值达到目标的一倍半以上，说明目标定得过低；上年也是如此的尤其要调高（按财预〔2020〕10号，偏离过大的要调减得分）。
依据：财预〔2020〕10号
不适用：
1. 没有本年的实际完成值；
2. 越少越好的指标，和目标为 0 的指标。
正例：数量指标·培训场次=≥8场次；实际·培训场次=10场次
反例：数量指标·培训场次=≥8场次；实际·培训场次=140场次；上年·培训场次=120场次
"""

from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.assessing.comparators import effective_comparator
from perfdata.assessing.units import in_unit
from perfdata.core.model import Indicator, IndicatorValue
from perfdata.core.terms import Comparator, FindingKind, ReviewDimension, ValueKind
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY)
_FAR = Decimal("1.5")


def check(table: Table) -> Verdict:
    reported = [item for item in table.indicators if item.indicator_id in table.results]
    if not reported:
        return Skip("没有本年的实际完成值")
    far = [
        (item, times) for item in reported if (times := _times(item, table.results[item.indicator_id].actual)) >= _FAR
    ]
    if not far:
        return None
    again = [item for item, _ in far if _times(item, table.previous.get(item.indicator_id)) >= _FAR]
    years = "，上年也是如此" if again else ""
    return RULE.asks(
        table,
        f"{len(far)} 项实际远超目标{years}："
        + several([f"{item.indicator_name} {item.annual_target.raw}，实际 {_actual(item, table)}" for item, _ in far]),
        observed=several([f"{item.indicator_name} 为目标的 {times:.0%}" for item, times in far]),
        expected=f"目标不低于实际的 {1 / _FAR:.0%}",
        arithmetic=several([_division(item, table) for item, _ in far]),
        question="目标是否定得过低，下年是否调高？",
        about=[item for item, _ in far],
    )


def _times(indicator: Indicator, actual: IndicatorValue | None) -> Decimal:
    """How many times the target the result is; 0 where they cannot be compared or less is better."""
    target = indicator.annual_target
    if actual is None or actual.kind is not ValueKind.NUMBER or target.kind is not ValueKind.NUMBER:
        return Decimal(0)
    if not target.number or actual.number is None or target.per != actual.per:
        return Decimal(0)
    number = in_unit(target.unit, actual.number, actual.unit)
    is_more_better = effective_comparator(indicator)[0] in (Comparator.GE, Comparator.GT)
    return number / target.number if number is not None and is_more_better else Decimal(0)


def _actual(indicator: Indicator, table: Table) -> str:
    return table.results[indicator.indicator_id].actual.raw


def _division(indicator: Indicator, table: Table) -> str:
    actual, target = table.results[indicator.indicator_id].actual, indicator.annual_target
    return f"{thousands(actual.number or Decimal(0))} ÷ {thousands(target.number or Decimal(0))}"
