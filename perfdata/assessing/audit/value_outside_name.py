"""目标值写在指标值栏，不写在指标名称里。

名称里写了“95%以上”“20万元”，指标值栏又写另一个数，两者可能矛盾。
依据：财预〔2015〕88号
不适用：
1. 没有指标。
正例：满意度指标·群众满意度=≥95%
反例：满意度指标·群众满意度95%以上=≥90%
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import ReviewDimension, Severity
from perfdata.core.text import unify_width

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)
_VALUE = re.compile(
    r"\d[\d,.]*\s*(?:%|万?元)|(?:≥|≤|不少于|不低于)\s*\d+|\d+\s*(?:人|名|个|次|场|户)(?:以上|以下|以内)?$"
)


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    return [
        RULE.finding(
            table,
            f"指标名称“{item.indicator_name}”里写了目标值 {found[0]}",
            expected="目标值只写在指标值栏",
            question="以名称里的数还是指标值栏的数为准？",
            about=[item],
        )
        for item in table.indicators
        if (found := _VALUE.search(unify_width(item.indicator_name)))
    ]
