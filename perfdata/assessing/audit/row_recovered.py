"""指标行的单元格都在各自的栏里。

原表中错列的行已按表头归位，列出来供对照。仅作说明。
依据：经验规则
不适用：
1. 没有指标。
正例：数量指标·新建支部=≥5个
反例：错列·新建支部=≥5个
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    recovered = [item for item in table.indicators if item.is_recovered]
    if not recovered:
        return None
    return RULE.asks(
        table,
        several([f"指标“{item.indicator_name}”在原表中错列，已归位" for item in recovered]),
        observed="；".join(
            f"归入{item.level2.label if item.level2 else '未知类别'}，指标值 {item.annual_target.raw}（{item.place}）"
            for item in recovered
        ),
        expected="名称和指标值在各自的栏里",
        question="请对照原表核对类别与指标值。",
        about=recovered,
    )
