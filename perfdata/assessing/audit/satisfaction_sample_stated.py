"""满意度目标写明调查的对象和样本。

只有“≥90%”而没有调查人数时，样本很小也能得出结论。仅作说明。
依据：财预〔2021〕101号
不适用：
1. 没有百分比的满意度指标。
正例：满意度指标·抽样调查50人的满意度=≥90%
反例：满意度指标·党员满意度=≥90%
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import Level1, ReviewDimension, Severity

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.NOTICE, dimension=ReviewDimension.FEASIBILITY)


def check(table: Table) -> Verdict:
    rates = [item for item, _ in table.rates if item.level1 is Level1.SATISFACTION]
    if not rates:
        return Skip("没有百分比的满意度指标")
    silent = [item for item in rates if not re.search(r"\d|抽样|问卷|全体", item.indicator_name)]
    if not silent:
        return []
    return RULE.asks(
        table,
        "满意度目标没有写明调查的样本",
        expected="写明调查对象、人数和方式",
        question="向多少人、用什么方式调查？",
        about=silent,
    )
