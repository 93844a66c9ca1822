"""指标衡量的事，就是目标文字和项目名称所说的事。

名称和目标说的是一件事（如活动），指标衡量的却是另一件事（如培训）时提示。
依据：财预〔2015〕88号
不适用：
1. 名称和目标文字没有写明做什么；
2. 没有指标。
正例：项目名称=党员活动经费；年度目标=发放党员活动经费。；数量指标·开展活动场次=≥2场次
反例：项目名称=党员活动经费；预算=299600；年度目标=发放党员活动经费。；数量指标·开展党员培训的场次=≥2场次
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level2, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE)
_ACTIVITIES = ("培训", "活动", "慰问", "修缮", "购置", "宣传", "救助", "巡查", "体检", "演练")


def check(table: Table) -> Verdict:
    said = f"{table.project.project_name}{table.goals}"
    stated = [word for word in _ACTIVITIES if word in said]
    if not stated or not table.indicators:
        return Skip("名称和目标文字没有写明做什么，或没有指标")
    names = "".join(item.indicator_name for item in table.indicators)
    if any(word in names for word in stated):
        return None
    about = [item for item in table.indicators if any(word in item.indicator_name for word in _ACTIVITIES)]
    if not about:
        return None
    measured = next(word for word in _ACTIVITIES if word in names)
    return RULE.asks(
        table,
        f"名称和目标写的是“{stated[0]}”，{len(about)} 项指标衡量的是“{measured}”",
        expected=f"有指标衡量“{stated[0]}”",
        arithmetic=_per_session(table, about),
        question=f"请核实资金是用于{stated[0]}还是{measured}，指标与资金用途是否一致。",
        about=about,
    )


def _per_session(table: Table, about: list[Indicator]) -> str | None:
    """299,600 ÷ 2 场次 = 149,800 元/场次."""
    budget = table.project.budget_yuan
    counts = [item.annual_target for item in about if item.level2 is Level2.QUANTITY and item.annual_target.number]
    if not budget or not counts or not counts[0].number:
        return None
    number, unit = counts[0].number, counts[0].unit or ""
    return f"{thousands(budget)} ÷ {thousands(number)} {unit} = {thousands(budget / number)} 元/{unit}"
