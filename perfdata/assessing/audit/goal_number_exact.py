"""目标文字与指标值对同一数量的写法一致。

目标文字写“约N”，指标值写确切的N而没有比较符时，无法判断多少算完成。
依据：财预〔2021〕101号
不适用：
1. 目标文字没有写“约”“左右”一类的数量。
正例：年度目标=现有补贴人数约36人。；数量指标·补贴人数=≥36人
反例：年度目标=现有补贴人数约36人。；数量指标·补贴人数=36人
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.text_tokens import read_tokens
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import ReviewDimension, Severity, ValueKind
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    about = [token for token in read_tokens(table.annual_goal) if token.is_about]
    if not about:
        return Skip("目标文字没有写“约”一类的数量")
    findings: list[AuditFinding] = []
    for token in about:
        for indicator in table.indicators:
            target = indicator.annual_target
            is_same = target.number == token.value and target.unit and not target.is_approximate
            if is_same and target.comparator is None and target.kind is ValueKind.NUMBER and target.per is None:
                findings.append(
                    RULE.finding(
                        table,
                        f"目标文字写“约 {thousands(token.value)} {token.unit}”，指标值写“{target.raw}”",
                        observed=f"{indicator.indicator_name} {target.raw}，没有比较符",
                        expected=f"写明 ≥{target.raw} 或 ={target.raw}，与目标文字一致",
                        question=f"“{target.raw}”是至少、正好，还是大约？",
                        about=[indicator],
                    )
                )
    return findings
