"""一级、二级指标的名称可以识别。

名称不在规定之内的指标无法归类，也就无法计分。
依据：财预〔2015〕88号
不适用：
1. 没有指标。
正例：数量指标·新建支部=≥5个
反例：其他指标·新建支部=≥5个
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    unknown = [item for item in table.indicators if item.level1 is None or item.level2 is None]
    if not unknown:
        return None
    return RULE.asks(
        table,
        f"{len(unknown)} 项指标的一级或二级指标无法识别：{several([item.indicator_name for item in unknown])}",
        expected="产出、效益、满意度、成本指标及其二级指标",
        question="这些指标属于哪一类？",
        about=unknown,
    )
