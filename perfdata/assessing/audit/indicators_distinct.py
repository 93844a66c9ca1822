"""同一项目的指标各衡量一件事。

同一二级指标下名称相近，或“参与率/覆盖率”“及时率/按期完成率”“准确率/到位率/合规率”一类目标值又相同时提示。
依据：财预〔2015〕88号
不适用：
1. 同一二级指标下没有两项指标；
2. 开工和完工是两件事。
正例：质量指标·发放准确率=100%；质量指标·培训合格率=≥95%
反例：时效指标·任务完成及时率=≥80%；时效指标·补贴及时率=≥80%
"""

import re
from collections import defaultdict

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import normalise_label

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.RELEVANCE, version=2)
_ALIKE = (
    re.compile("参与率|覆盖率|参训率|到课率|参加率"),
    re.compile("^(?!.*开工)(?:.*(?:及时率|按时|按期|准时率))"),
    re.compile("准确率|合规率|到位率|正确率|足额"),
)


def check(table: Table) -> Verdict:
    groups: dict[object, list[Indicator]] = defaultdict(list)
    for indicator in table.indicators:
        if indicator.level2 is not None:
            groups[indicator.level2].append(indicator)
    if not any(len(group) > 1 for group in groups.values()):
        return Skip("同一二级指标下没有两项指标")
    alike = [found for group in groups.values() if len(group) > 1 for found in _alike(group)]
    if not alike:
        return None
    return RULE.asks(
        table,
        several([f"{len(same)} 项指标相近：{'、'.join(item.indicator_name for item in same)}" for same in alike]),
        expected="各衡量一件事，或合并为一项",
        question="这些指标衡量的是否为同一件事？",
        about=[item for same in alike for item in same],
    )


def _alike(group: list[Indicator]) -> list[list[Indicator]]:
    found = [
        same
        for pattern in _ALIKE
        if len(same := [item for item in group if pattern.search(item.indicator_name)]) > 1
        and len({item.annual_target.raw for item in same}) == 1
    ]
    names: dict[str, list[Indicator]] = defaultdict(list)
    for item in group:
        names["".join(sorted(set(normalise_label(item.indicator_name)) - set("的之及和与")))].append(item)
    twins = (same for same in names.values() if len({normalise_label(item.indicator_name) for item in same}) > 1)
    return found + [same for same in twins if same not in found]
