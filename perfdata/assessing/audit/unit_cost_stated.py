"""按数量给予补助的项目，写明单位成本。

资金按人数、个数给予而成本指标没有单位成本时，无法核对每一个的标准。
依据：财预〔2021〕101号
不适用：
1. 已写明人数 × 标准；
2. 没有预算金额，或数量指标不止一项：资金用于几件事，平均数没有意义；
3. 只有一个对象，也没有引用文件；
4. 数量是面积、长度、时间、比率、金额，不是可以逐个给予的对象。
正例：预算=25000；数量指标·新建支部=5个；成本指标·补助标准=5000元/支部
反例：预算=25000；数量指标·新建支部=5个；成本指标·预算执行率=≥90%
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.subsidies import cited_documents
from perfdata.assessing.units import is_money
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level2, ReviewDimension, ValueKind
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY, version=2)
_MEASURE = re.compile("[元%‰米亩㎡天日月年时吨]|公顷|[Mm]$")


def check(table: Table) -> Verdict:
    budget, counted = table.project.budget_yuan, _only_count(table)
    if not budget or table.formula or counted is None or not counted.annual_target.number:
        return Skip("没有预算金额，已写明算式，或没有唯一的可计数的数量指标")
    if any(_is_price(item) for item in table.indicators):
        return None
    if counted.annual_target.number == 1 and not cited_documents(table.project.annual_goal or ""):
        return Skip("只有一个对象，也没有引用标准的文件")
    number, unit = counted.annual_target.number, counted.annual_target.unit or _unit_of_name(counted)
    cost = f"{thousands(budget / number)} 元/{unit}"
    return RULE.asks(
        table,
        f"按数量给予的资金没有单位成本指标，推算为 {cost}",
        observed=f"{counted.indicator_name} {thousands(number)} {unit}，预算 {thousands(budget)} 元",
        expected="有一项成本指标写明每一个的标准",
        arithmetic=f"{thousands(budget)} ÷ {thousands(number)} = {cost}",
        question="请补充每一个的补助标准及其依据。",
        place=counted.place,
    )


def _only_count(table: Table) -> Indicator | None:
    """The quantity indicator, where there is one only and it counts persons or things."""
    quantities = [item for item in table.indicators if item.level2 is Level2.QUANTITY]
    target = quantities[0].annual_target if len(quantities) == 1 else None
    if target is None or target.kind is not ValueKind.NUMBER or target.per or _MEASURE.search(target.unit or ""):
        return None
    return quantities[0]


def _unit_of_name(indicator: Indicator) -> str:
    """个 of 开展修复工程（个）, else 项."""
    found = re.search(r"[(（](\w{1,3})[)）]$", indicator.indicator_name)
    return found[1] if found else "项"


def _is_price(indicator: Indicator) -> bool:
    target = indicator.annual_target
    is_standard = is_money(target.unit) and re.search("标准|单价|均|每", indicator.indicator_name)
    return "/" in (target.unit or "") or bool(is_standard) or (not target.number and "元" in target.raw)
