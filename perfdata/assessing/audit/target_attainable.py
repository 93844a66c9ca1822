"""目标值做得到：满意度不写满，比率不超过 100%，难以恰好的不写“=”。

满意度 100% 差一人就达不到；完成率、合格率一类不会超过 100%；满意度和游客、观众人次写“=”时，多一点也不算恰好。
依据：财预〔2021〕101号
不适用：
1. 没有数值目标；
2. 增长、提高一类的比率可以超过 100%。
正例：满意度指标·群众满意度=≥90%；数量指标·接待游客=≥20000人次
反例：满意度指标·群众满意度=100%
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, trouble_of
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, Level1, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.FEASIBILITY)
_GROWTH = re.compile("增|提高|提升|上升|超|翻|同比|环比|倍|杠杆|偿债|负债|入住|床位|使用率")
_VISITS = re.compile("游客|观众|读者|参观|访问|点击|浏览|客流|入园")
_CEILINGS = (Comparator.LE, Comparator.LT)


def check(table: Table) -> Verdict:
    numbers = [item for item in table.indicators if item.annual_target.kind is ValueKind.NUMBER]
    if not numbers:
        return Skip("没有数值目标")
    return RULE.asks_of_each(
        table,
        [trouble_of(item, trouble) for item in numbers if (trouble := _trouble(item))],
        expected="写得到、也能核对的目标值，满意度一般写 ≥90% 或 ≥95%",
        question="请核对目标值，是否写错或定得无法达到？",
    )


def _trouble(indicator: Indicator) -> str:
    target, name = indicator.annual_target, indicator.indicator_name
    number, is_satisfaction = target.number or 0, indicator.level1 is Level1.SATISFACTION or "满意" in name
    if target.unit == "%" and number > 100 and target.note and "识别" in target.note:
        return "疑似把“≥”识别成了数字"
    is_ceiling = target.comparator in _CEILINGS
    if target.unit == "%" and number > 100 and not is_ceiling and not _GROWTH.search(f"{name}{target.raw}"):
        return "比率超过 100%"
    if is_satisfaction and target.unit == "%" and number == 100 and not is_ceiling:
        return "有一人不满意就达不到"
    if target.comparator is Comparator.EQ and number and (is_satisfaction or _VISITS.search(name)):
        return "难以恰好等于，应写 ≥"
    return ""
