"""一级、二级指标的名称可以识别。

名称不在规定之内的指标无法归类，也就无法计分。
依据：财预〔2015〕88号
不适用：
1. 没有指标。
正例：数量指标·新建支部=≥5个
反例：其他指标·新建支部=≥5个
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import ReviewDimension, Severity

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    return [
        RULE.finding(
            table,
            f"“{item.indicator_name}”的一级或二级指标无法识别",
            observed=f"一级 {item.level1.label if item.level1 else '未知'}，二级 "
            f"{item.level2.label if item.level2 else '未知'}",
            expected="产出、效益、满意度、成本指标及其二级指标",
            question="这项指标属于哪一类？",
            about=[item],
        )
        for item in table.indicators
        if item.level1 is None or item.level2 is None
    ]
