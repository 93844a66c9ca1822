"""每项指标都填写年度指标值，写法可以读懂。

年度指标值空白、疑似识别错误，或文字中夹着数字需要人工核对时提示。
依据：财预〔2015〕88号
不适用：
1. 没有指标。
正例：数量指标·新建支部=≥5个
反例：数量指标·补助标准=严格按照预算标准1000元/人发放
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import ReviewDimension, Severity, ValueKind

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)
_UNREADABLE = (ValueKind.BLANK, ValueKind.UNRECOGNISED, ValueKind.TEXT_WITH_NUMBER)


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    return [
        RULE.finding(
            table,
            f"“{item.indicator_name}”的年度指标值"
            f"{'空白' if item.annual_target.kind is ValueKind.BLANK else '需要核对'}",
            observed=item.annual_target.raw or "空白",
            expected="比较符 + 数值 + 单位，或可以核对的文字",
            question="请补填或改写年度指标值。",
            about=[item],
        )
        for item in table.indicators
        if item.annual_target.kind in _UNREADABLE
    ]
