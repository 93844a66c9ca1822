"""目标文字中的数量，都有指标衡量。

年度目标写明的人数、个数等，应有数值相同的指标；一个也没有时提示。
依据：财预〔2015〕88号
不适用：
1. 年度目标没有写明数量。
正例：年度目标=对749名党员发放经费。；数量指标·党员人数=749人
反例：年度目标=对749名党员发放经费。；数量指标·培训场次=≥2场次
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, listed
from perfdata.assessing.text_tokens import read_tokens
from perfdata.core.terms import Level2, ReviewDimension, Severity
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.RELEVANCE)


def check(table: Table) -> Verdict:
    tokens = [token for token in read_tokens(table.annual_goal) if token.kind == "count" and token.unit]
    if not tokens:
        return Skip("年度目标没有写明数量")
    measured = {item.annual_target.number for item in table.indicators}
    missing = [token for token in tokens if token.value not in measured and token.value > 1]
    if not missing:
        return []
    listing = "、".join(f"{thousands(token.value)} {token.unit}" for token in missing)
    quantities = [item for item in table.indicators if item.level2 is Level2.QUANTITY]
    return RULE.asks(
        table,
        f"年度目标写明 {listing}，没有指标衡量",
        observed=f"数量指标：{listed(quantities) or '没有'}",
        expected=f"有指标衡量 {listing}",
        question="请核实是否应增加相应的数量指标。",
        place=table.place_of("annual_goal"),
    )
