"""目标值写在指标值栏，不写在指标名称里。

名称里写了“95%以上”“20万元”，指标值栏又写另一个数，两者矛盾。
依据：财预〔2015〕88号
不适用：
1. 没有指标；
2. 名称里的数与指标值相同、单位不同，或指标值不是数值。
正例：满意度指标·群众满意度=≥95%
反例：满意度指标·群众满意度95%以上=≥90%
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import unify_width
from perfdata.core.values import parse_number

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS, version=2)
_DIGIT = re.compile(r"\d")
_VALUE = re.compile(
    r"(?P<number>\d[\d,.]*)\s*(?:%|万?元)|(?:≥|≤|不少于|不低于)\s*(?P<bound>\d+)"
    r"|(?P<count>\d+)\s*(?:人|名|个|次|场|户)(?:以上|以下|以内)?$"
)


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    found = [(item, said) for item in table.indicators if (said := _other_value(item))]
    return RULE.asks_of_each(
        table,
        [(item, f"指标名称“{item.indicator_name}”里写了目标值 {said}") for item, said in found],
        expected="目标值只写在指标值栏",
        question="以名称里的数还是指标值栏的数为准？",
    )


def _other_value(indicator: Indicator) -> str | None:
    """The value in the name, where the target is another number."""
    if indicator.annual_target.number is None or not _DIGIT.search(indicator.indicator_name):
        return None
    name, unit = unify_width(indicator.indicator_name), indicator.annual_target.unit or ""
    found = _VALUE.search(name)
    if found is None or not (found[0] == name or unit[-1:] in found[0]):
        return None
    number = parse_number(next(filter(None, found.groups())))
    return found[0] if indicator.annual_target.number != number else None
