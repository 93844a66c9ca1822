"""指标放在合适的二级指标下。

覆盖率、参与率说的是数量，宽度、规格说的是质量，资金使用合规率说的是过程，及时率说的是时效，满意度说的是满意度，金额说的是成本；放在别处时提示。
依据：财预〔2021〕101号
不适用：
1. 没有写明二级指标的指标。
正例：质量指标·培训合格率=≥95%；时效指标·发放及时率=100%
反例：质量指标·培训覆盖率=≥80%
"""

import re
from functools import lru_cache

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, listed
from perfdata.assessing.units import is_money
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
_SATISFIED = re.compile("满意(?:度|率|程度)")
_OPINION = re.compile("满意|认可|认同|评价|好评|口碑|信任|支持|欢迎|感|投诉")


def check(table: Table) -> Verdict:
    known = [item for item in table.indicators if item.level2]
    if not known:
        return Skip("没有写明二级指标的指标")
    doubtful = [(item, words) for item in known if (words := _doubt_about(item))]
    if not doubtful:
        return None
    return RULE.asks(
        table,
        f"{len(doubtful)} 项指标的类别需要核对："
        + "、".join(f"{item.indicator_name}（{item.level2.label if item.level2 else ''}）" for item, _ in doubtful),
        observed=listed([item for item, _ in doubtful]),
        expected="；".join(dict.fromkeys(words for _, words in doubtful)),
        question="请核实这些指标归入的二级指标是否合适。",
        about=[item for item, _ in doubtful],
    )


def _doubt_about(indicator: Indicator) -> str:
    return _doubt(indicator.indicator_name, indicator.level2, is_money(indicator.annual_target.unit))


@lru_cache(maxsize=16_384)
def _doubt(name: str, level2: Level2, is_amount: bool) -> str:
    """What the name or the unit speak of that is no matter of the category; '' where they fit."""
    if level2 is Level2.BENEFICIARY_SATISFACTION and not _OPINION.search(name):
        return "满意度指标衡量满意、认可，不放别的"
    if level2 in _BENEFITS:
        return "说的是满意度" if _SATISFIED.search(name) else ""
    if level2 is Level2.QUANTITY and is_amount:
        return "金额说的是成本或效益，不是数量"
    usual = ((levels, words) for pattern, levels, words in _USUAL if pattern.search(name))
    levels, words = next(usual, ({level2}, ""))
    return "" if level2 in levels else words
