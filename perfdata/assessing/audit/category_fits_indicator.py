"""指标放在合适的二级指标下。

覆盖率、参与率说的是数量，宽度、规格说的是质量，资金使用合规率说的是过程，及时率说的是时效；放在别处时提示。
依据：财预〔2021〕101号
不适用：
1. 没有可以按名称判断类别的指标。
正例：质量指标·培训合格率=≥95%；时效指标·发放及时率=100%
反例：质量指标·培训覆盖率=≥80%
"""

import re
from functools import lru_cache

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, listed
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level2, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.RELEVANCE, version=2)
_USUAL = (
    (re.compile("覆盖率|参与率|参加率|参训率"), {Level2.QUANTITY}, "说的是数量（覆盖面）"),
    (re.compile("资金使用合规|资金合规|专款专用"), set[Level2](), "说的是资金管理过程，不是产出"),
    (re.compile("及时率|按时|按期|准时"), {Level2.TIMELINESS}, "说的是时效"),
    (re.compile("满意度|满意率"), {Level2.BENEFICIARY_SATISFACTION}, "说的是满意度"),
    (re.compile("[宽高厚]度|型号|规格|射程"), {Level2.QUALITY}, "说的是规格（质量）"),
    (re.compile("合格率|达标率|准确率|优良率"), {Level2.QUALITY}, "说的是质量"),
)
_BENEFITS = {Level2.ECONOMIC, Level2.SOCIAL, Level2.ECOLOGICAL, Level2.SUSTAINABILITY}


def check(table: Table) -> Verdict:
    known = [(item, usual) for item in table.indicators if item.level2 and (usual := _usual(item.indicator_name))]
    if not known:
        return Skip("没有可以按名称判断类别的指标")
    doubtful = [(item, words) for item, (levels, words) in known if _is_elsewhere(item, levels)]
    if not doubtful:
        return None
    reasons = "；".join(dict.fromkeys(words for _, words in doubtful))
    return RULE.asks(
        table,
        f"{len(doubtful)} 项指标的类别需要核对："
        + "、".join(f"{item.indicator_name}（{item.level2.label if item.level2 else ''}）" for item, _ in doubtful),
        observed=listed([item for item, _ in doubtful]),
        expected=reasons,
        question="请核实这些指标归入的二级指标是否合适。",
        about=[doubtful[0][0]],
    )


@lru_cache(maxsize=16_384)
def _usual(name: str) -> tuple[set[Level2], str] | None:
    return next(((levels, words) for pattern, levels, words in _USUAL if pattern.search(name)), None)


def _is_elsewhere(indicator: Indicator, levels: set[Level2]) -> bool:
    return indicator.level2 not in levels and indicator.level2 not in _BENEFITS
