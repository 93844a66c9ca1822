"""一个名称只作一项指标，两项指标不写同一个数。

同一名称放在两个二级指标下、或同名而目标值不同，笼统的“满意度”与具体的满意度目标值不同，两项经济效益写同一金额（产值即增收）时提示。
依据：财预〔2015〕88号
不适用：
1. 没有两项指标。
正例：质量指标·验收合格率=≥95%；社会效益指标·受益人数=≥500人
反例：质量指标·为民办实事=100%；可持续影响指标·为民办实事=长期
"""

import re
from collections import defaultdict
from itertools import combinations

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, listed, several
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level1, Level2, ReviewDimension
from perfdata.core.text import normalise_label

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE)
_LABEL = re.compile(r"^(?:指标\d*[:：.、]?|[★☆*]+)+|[(（][^()（）]*[)）]$")
_ANYBODY = re.compile("(?:服务对象|受益对象|群众|社会公众)?(?:的)?满意(?:度|率|程度)")


def check(table: Table) -> Verdict:
    if len(table.indicators) < 2:
        return Skip("没有两项指标")
    groups: dict[str, list[Indicator]] = defaultdict(list)
    for item in table.indicators:
        groups[_LABEL.sub("", normalise_label(item.indicator_name))].append(item)
    found = [same for name, same in groups.items() if name and len(same) > 1 and _differ(same)]
    compared = [item for item in table.indicators if _is_compared(item)]
    found += [[one, other] for one, other in combinations(compared, 2) if _say_one_thing(one, other)]
    if not found:
        return None
    return RULE.asks(
        table,
        several([f"{_reason(same)}：{listed(same)}" for same in found]),
        expected="一件事一项指标、一个目标值",
        question="这些指标衡量的是否为同一件事，以哪一个目标值为准？",
        about=[item for same in found for item in same],
    )


def _differ(same: list[Indicator]) -> bool:
    return len({(item.level2, item.annual_target.raw) for item in same}) > 1


def _is_compared(indicator: Indicator) -> bool:
    is_money = indicator.level2 is Level2.ECONOMIC and "元" in (indicator.annual_target.unit or "")
    return is_money or indicator.level1 is Level1.SATISFACTION


def _say_one_thing(one: Indicator, other: Indicator) -> bool:
    """Two amounts of economic benefit that are the same, or satisfaction of nobody in particular beside another."""
    if one.level1 is not other.level1:
        return False
    if one.level1 is Level1.BENEFIT:
        return one.indicator_name != other.indicator_name and _key(one) == _key(other)
    is_general = any(_ANYBODY.fullmatch(_LABEL.sub("", item.indicator_name)) for item in (one, other))
    is_named_alike = _LABEL.sub("", one.indicator_name) == _LABEL.sub("", other.indicator_name)
    return is_general and not is_named_alike and _key(one) != _key(other)


def _key(indicator: Indicator) -> tuple[object, ...]:
    return indicator.annual_target.number, indicator.annual_target.unit


def _reason(same: list[Indicator]) -> str:
    if len({_LABEL.sub("", normalise_label(item.indicator_name)) for item in same}) > 1:
        return "两项数额相同" if same[0].level1 is Level1.BENEFIT else "满意度的目标值不一"
    return "同一名称在几个类别里" if len({item.level2 for item in same}) > 1 else "同一名称有几个目标值"
