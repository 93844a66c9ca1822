"""人均标准写明期间，固定标准不写成上限。

目标文字写“每年400元”，指标只写“400元/人”时缺少期间；文字写的是固定标准，指标写 ≤ 时含义不同。
依据：财预〔2021〕101号
不适用：
1. 目标文字没有写明带期间的人均标准；
2. 没有“元/人”的指标。
正例：年度目标=对749名党员按每人每年400元发放经费。；成本指标·发放标准=400元/人/年
反例：年度目标=对749名党员按每人每年400元发放经费。；成本指标·人均成本=≤400元/人
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.assessing.text_tokens import read_tokens
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import Comparator, ReviewDimension, Severity
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    stated = {token.value: token for token in read_tokens(table.goals) if token.kind == "rate" and token.period}
    rates = [item for item in table.indicators if (item.annual_target.unit or "").startswith("元/")]
    pairs = [(item, stated[number]) for item in rates if (number := item.annual_target.number) in stated and number]
    if not pairs:
        return Skip("目标文字没有写明带期间的人均标准，或没有金额相同的“元/人”指标")
    findings: list[AuditFinding] = []
    for item, token in pairs:
        target = item.annual_target
        problems = [] if target.per else [f"缺少期间：目标文字写的是每{token.period} {thousands(token.value)} 元"]
        if target.comparator in (Comparator.LE, Comparator.LT):
            problems.append("固定标准写成了上限")
        if problems:
            findings.append(
                RULE.finding(
                    table,
                    f"“{item.indicator_name}”{target.raw}：{'；'.join(problems)}",
                    expected=f"{thousands(token.value)}元/人/{token.period}",
                    question="请核对标准的期间，以及是固定标准还是上限。",
                    about=[item],
                )
            )
    return findings
