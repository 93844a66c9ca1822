"""覆盖率、人均成本上限与预算可以同时达到。

只按覆盖率下限完成、又把预算用完时，人均成本不应超过成本指标的上限。
依据：财预〔2021〕101号
不适用：
1. 没有覆盖率（参与率）百分比指标，或没有“元/人”的成本上限；
2. 目标文字没有写明人数，或没有填写预算金额。
正例：预算=299600；年度目标=对749名党员每年400元的标准发放经费。；质量指标·培训覆盖率=≥100%；成本指标·人均培训成本=≤400元/人
反例：预算=299600；年度目标=对749名党员每年400元的标准发放经费。；质量指标·培训覆盖率=≥80%；成本指标·人均培训成本=≤400元/人
"""

from decimal import ROUND_CEILING

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.factors import PERSON_UNITS
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, ReviewDimension, ValueKind
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY)
_CEILINGS = (Comparator.LE, Comparator.LT, Comparator.EQ)


def check(table: Table) -> Verdict:
    coverage = next(((item, share) for item, share in table.rates if "覆盖率" in item.indicator_name), None)
    coverage = coverage or next(((item, share) for item, share in table.rates if "参与率" in item.indicator_name), None)
    ceiling = next((item for item in table.indicators if _is_ceiling(item)), None)
    if coverage is None or ceiling is None:
        return Skip("没有覆盖率百分比或“元/人”的成本上限")
    people = next((term.count for term in table.formula.terms if term.unit == "人"), None) if table.formula else None
    budget, limit = table.project.budget_yuan, ceiling.annual_target.number
    if not people or not budget or not limit:
        return Skip("没有写明人数或预算金额")
    indicator, share = coverage
    exact = people * share / 100
    least = exact.to_integral_value(rounding=ROUND_CEILING)
    most = least * limit
    if most >= budget:
        return None
    floor = f"，预算执行率下限为 {table.execution.annual_target.raw}" if table.execution else ""
    return RULE.asks(
        table,
        f"只覆盖 {thousands(least)} 人而用完预算时，人均 {thousands(budget / least)} 元，超过 {thousands(limit)} 元",
        observed=f"{indicator.indicator_name} {indicator.annual_target.raw}；"
        f"{ceiling.indicator_name} {ceiling.annual_target.raw}；预算 {thousands(budget)} 元",
        expected=f"按下限覆盖时，合规支出至多 {thousands(most)} 元，占预算 {most / budget:.2%}{floor}",
        arithmetic=f"{thousands(people)} 人 × {thousands(share)}% = {exact:,.1f}，至少 {thousands(least)} 人；"
        f"{thousands(least)} 人 × {thousands(limit)} 元 = {thousands(most)} 元；"
        f"{thousands(budget)} ÷ {thousands(least)} = {budget / least:,.2f} 元/人",
        question="请核实覆盖率、人均成本和预算三项目标能否同时达到。",
        about=[ceiling],
        stake_yuan=budget - most,
    )


def _is_ceiling(indicator: Indicator) -> bool:
    target = indicator.annual_target
    return (
        target.kind is ValueKind.NUMBER
        and target.comparator in _CEILINGS
        and (target.unit or "").startswith("元/")
        and (target.unit or "").removeprefix("元/") in PERSON_UNITS
    )
