"""目标文字中的数量，都有指标衡量。

年度目标写明的人数、个数等，应有年度值、周期值或名称与之相同的指标；一个也没有时提示。
依据：财预〔2015〕88号
不适用：
1. 年度目标没有写明数量，或没有指标；
2. 有指标的二级指标没有识别；
3. 背景里的数（辖、已建、目前有）和用汉字写的数。
正例：年度目标=对749名党员发放经费。；数量指标·党员人数=749人
反例：年度目标=对749名党员发放经费。；数量指标·培训场次=≥2场次
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, listed
from perfdata.assessing.text_tokens import Token, read_tokens
from perfdata.core.amounts import SCALES
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level2, ReviewDimension
from perfdata.core.text import thousands, unify_width

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE, version=2)
_CLAUSE, _SENTENCE = re.compile("[,。;、]"), re.compile("[。;\n]")
_PARTS = re.compile("其中|包括|分别|分为|涉及")
_BACKGROUND = re.compile("全[国省市县区镇乡].{0,4}[有共]|辖|总人口|目前|原有|已建|已有|截至|截止|历年|上年|去年")


def check(table: Table) -> Verdict:
    tokens = [token for token in table.goal_tokens if _is_goal(token, table.annual_goal)]
    if not tokens or not table.indicators:
        return Skip("年度目标没有写明数量，或没有指标")
    if any(item.level2 is None for item in table.indicators):
        return Skip("有指标的二级指标没有识别")
    measured = {number for item in table.indicators for number in _numbers(item)}
    missing = [token for token in tokens if token.value not in measured]
    named = _named(table) if missing else set()
    missing = [token for token in missing if token.value not in named]
    missing = [token for token in missing if not _is_part(token, tokens, measured, table.annual_goal)]
    if not missing:
        return None
    listing = "、".join(f"{thousands(token.value)} {token.unit}" for token in missing)
    listing = "、".join(dict.fromkeys(listing.split("、")))
    quantities = [item for item in table.indicators if item.level2 is Level2.QUANTITY]
    return RULE.asks(
        table,
        f"年度目标写明 {listing}，没有指标衡量",
        observed=f"数量指标：{listed(quantities) or '没有'}",
        expected=f"有指标衡量 {listing}",
        question="请核实是否应增加相应的数量指标。",
        place=table.place_of("annual_goal"),
    )


def _is_goal(token: Token, text: str) -> bool:
    """A count above 1 in digits (两个维护 is none) that is no background: 全县现有65个村."""
    lead = _CLAUSE.split(text[: token.start])[-1]
    is_count = token.kind == "count" and token.unit is not None and token.value > 1
    return is_count and bool(re.search(r"\d", text[token.start : token.end])) and not _BACKGROUND.search(lead)


def _is_part(token: Token, tokens: Sequence[Token], measured: set[Decimal], text: str) -> bool:
    """Whether it is said to be part of a count that is measured: 300户，其中一类200户."""
    lead = _SENTENCE.split(text[: token.start])[-1]
    wholes = (other.value for other in tokens if other.unit == token.unit and other.value in measured)
    return bool(_PARTS.search(lead)) and any(whole > token.value for whole in wholes)


def _named(table: Table) -> set[Decimal]:
    names = "；".join(item.indicator_name for item in table.indicators)
    return {token.value for token in read_tokens(unify_width(names))}


def _numbers(indicator: Indicator) -> set[Decimal]:
    """The numbers of both targets, as written and with the scale of their unit (3万条 is 30,000)."""
    found: set[Decimal] = set()
    for target in (indicator.annual_target, indicator.cycle_target):
        if target.number is not None:
            found |= {target.number, target.number * SCALES.get((target.unit or "")[:1], 1)}
    return found
