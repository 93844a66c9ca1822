"""目标文字与指标值对同一数量的写法一致。

目标文字写“约N”，指标值写确切的N而没有比较符时，无法判断多少算完成。
依据：财预〔2021〕101号
不适用：
1. 目标文字没有写“约”“左右”一类的数量。
正例：年度目标=现有补贴人数约36人。；数量指标·补贴人数=≥36人
反例：年度目标=现有补贴人数约36人。；数量指标·补贴人数=36人
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.assessing.text_tokens import Token
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, ReviewDimension, ValueKind
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    about = [token for token in table.goal_tokens if token.is_about]
    if not about:
        return Skip("目标文字没有写“约”一类的数量")
    found = [(token, item) for token in about for item in table.indicators if _is_exact(item, token)]
    if not found:
        return None
    said = [
        f"目标文字写“约 {thousands(token.value)} {token.unit}”，指标值写“{item.annual_target.raw}”"
        for token, item in found
    ]
    return RULE.asks(
        table,
        several(said),
        observed="；".join(f"{item.indicator_name} {item.annual_target.raw}，没有比较符" for _, item in found),
        expected="写明 ≥ 或 =，与目标文字一致",
        question="这些数量是至少、正好，还是大约？",
        about=[item for _, item in found],
    )


def _is_exact(indicator: Indicator, token: Token) -> bool:
    target = indicator.annual_target
    is_same = target.number == token.value and target.unit and not target.is_approximate
    is_plain = target.comparator is None and target.kind is ValueKind.NUMBER and target.per is None
    return bool(is_same) and is_plain
