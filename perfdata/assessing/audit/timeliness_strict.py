"""按月、按季发放的补助，及时率从严设定。

及时率的余量乘以全年人次，就是可以迟发而仍算达到目标的人次；超过 5% 时列出。
依据：财预〔2021〕101号
不适用：
1. 不是按月、按季发放的补助；
2. 没有百分比的及时率指标。
正例：预算=432000；年度目标=对36人按每人每月1000元发放补贴。；时效指标·补贴及时率=≥98%
反例：预算=432000；年度目标=对36人按每人每月1000元发放补贴。；时效指标·补贴及时率=≥80%
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.SUITABILITY)


def check(table: Table) -> Verdict:
    formula = table.formula
    if formula is None or len(formula.terms) != 1 or formula.terms[0].period not in ("月", "季", "半年"):
        return Skip("不是按月、按季发放的补助")
    term = formula.terms[0]
    rates = [(item, share) for item, share in table.rates if "及时" in item.indicator_name]
    if not rates:
        return Skip("没有百分比的及时率指标")
    indicator, share = next((rate for rate in rates if "补" in rate[0].indicator_name), rates[-1])
    if share >= 95:
        return None
    times = term.count * term.periods
    late = times * (100 - share) / 100
    return RULE.asks(
        table,
        f"{indicator.indicator_name} {indicator.annual_target.raw}：{late:,.1f} 人次迟发仍算达到目标",
        observed=f"{formula}；{indicator.indicator_name} {indicator.annual_target.raw}",
        expected="按期发放的补助，及时率不低于 95%",
        arithmetic=f"{thousands(term.count)} × {thousands(term.periods)} = {thousands(times)} 人次，"
        f"其中 {thousands(100 - share)}% 为 {late:,.1f} 人次",
        question="请核实能否提高及时率的目标值。",
        about=[indicator],
    )
