"""成本指标的各项金额合起来与预算相当。

各项成本合计超过预算，预算就不够；全部成本都写明而合计不到预算的九成，其余的钱没有成本目标。
依据：财预〔2021〕101号
不适用：
1. 没有填写预算金额；
2. 没有写明金额的成本指标；
3. 有一项就是全部预算（总成本与其中各项并列）；
4. 标准、单价、人均一类的金额，不是全年的合计；
5. 另有单位成本或文字的成本指标：合计不全，只核对是否超过预算。
正例：预算=648000；成本指标·办公成本=≤15万元；成本指标·维修成本=≤49.8万元
反例：预算=300000；成本指标·设备成本=≤2万元
"""

import re
from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, listed
from perfdata.assessing.execution import is_execution_indicator
from perfdata.core.amounts import YUAN_PER_UNIT
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level1, Level2, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY)
_PRICE = re.compile("标准|单价|均|每|单位成本|定额")


def check(table: Table) -> Verdict:
    budget = table.project.budget_yuan
    costs = [item for item in table.indicators if item.level2 is Level2.COST or item.level1 is Level1.COST]
    stated = [(item, amount) for item in costs if (amount := _amount(item))]
    if not budget or not stated:
        return Skip("没有预算金额，或没有写明金额的成本指标")
    total = sum((amount for _, amount in stated), Decimal(0))
    if len(stated) > 1 and any(abs(amount - budget) * 100 <= budget for _, amount in stated):
        return None
    is_all = len(stated) == sum(not is_execution_indicator(item) for item in costs)
    if total * 100 <= budget * 101 and not (is_all and total * 10 < budget * 9):
        return None
    more_or_less = "多" if total > budget else "少"
    about = [item for item, _ in stated]
    return RULE.asks(
        table,
        f"成本指标合计 {thousands(total)} 元，比预算{more_or_less} {thousands(abs(total - budget))} 元",
        observed=f"{listed(about)}；预算 {thousands(budget)} 元",
        expected="各项成本合计与预算相当",
        arithmetic=f"{' + '.join(thousands(amount) for _, amount in stated)} = {thousands(total)} 元，"
        f"为预算的 {total / budget:.2%}",
        question="预算是否够用？" if total > budget else "其余的钱用于什么，成本目标是多少？",
        about=about,
        stake_yuan=abs(total - budget),
    )


def _amount(indicator: Indicator) -> Decimal | None:
    """The cost target as yuan, None where it is no amount of the whole year."""
    target = indicator.annual_target
    scale = YUAN_PER_UNIT.get(target.unit or "")
    is_price = target.per or _PRICE.search(indicator.indicator_name)
    return target.number * scale if target.number and scale and not is_price else None
