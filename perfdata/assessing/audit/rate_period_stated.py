"""人均标准写明期间，固定标准不写成上限。

目标文字写“每年400元”，指标只写“400元/人”时缺少期间；文字写的是固定标准，指标写 ≤ 时含义不同。
依据：财预〔2021〕101号
不适用：
1. 目标文字没有写明带期间的人均标准；
2. 没有“元/人”的指标。
正例：年度目标=对749名党员按每人每年400元发放经费。；成本指标·发放标准=400元/人/年
反例：年度目标=对749名党员按每人每年400元发放经费。；成本指标·人均成本=≤400元/人
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, trouble_of
from perfdata.assessing.text_tokens import Token, read_tokens
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    rates = [item for item in table.indicators if (item.annual_target.unit or "").startswith("元/")]
    tokens = read_tokens(table.goals) if rates else ()
    stated = {token.value: token for token in tokens if token.kind == "rate" and token.period}
    pairs = [(item, stated[number]) for item in rates if (number := item.annual_target.number) in stated and number]
    if not pairs:
        return Skip("目标文字没有写明带期间的人均标准，或没有金额相同的“元/人”指标")
    found = [(item, token, problems) for item, token in pairs if (problems := _problems(item, token))]
    return RULE.asks_of_each(
        table,
        [trouble_of(item, problems) for item, _, problems in found],
        expected="；".join(f"{thousands(token.value)}元/人/{token.period}" for _, token, _ in found),
        question="请核对标准的期间，以及是固定标准还是上限。",
    )


def _problems(indicator: Indicator, token: Token) -> str:
    target = indicator.annual_target
    period = f"缺少期间：目标文字写的是每{token.period} {thousands(token.value)} 元" if not target.per else ""
    ceiling = "固定标准写成了上限" if target.comparator in (Comparator.LE, Comparator.LT) else ""
    return "；".join(filter(None, (period, ceiling)))
