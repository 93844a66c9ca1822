"""定性目标值写明怎样算达到。

“有效提升”“长期”“可持续”一类的值，只有名称（知晓率）或“否”的值，以及只重复指标名称的值，没有写明达到的标准和
佐证。
依据：财预〔2015〕88号
不适用：
1. 没有定性目标值；
2. 成本指标的文字由成本指标的规则核对；“合格”“是”可以凭验收或材料核对；
3. 只有一项如此而另有可以核对的效益指标。
正例：社会效益指标·提升服务质量=建立服务台账并通过年度检查
反例：社会效益指标·提升服务质量=有效提升
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level1, Level2, ReviewDimension, ValueKind
from perfdata.core.text import normalise_label

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS, version=2)
_VAGUE = re.compile(
    "(?:有效|显著|明显|持续|不断|进一步|稳步|逐步|大幅|切实|充分|较|很|基本|有所|一定|积极|正面|有力|全面|更加|日益"
    "|提升|提高|增强|增加|改善|改进|保障|促进|推动|推进|巩固|支撑|完善|落实|加强|稳定|实现|发挥|服务|影响|作用|效果|效益|程度|条件|水平"
    "|长期|长远|可持续|良好|好|高|优|及时|规范|满意)+"
)
_CHECKABLE = ("合格", "达标", "合规", "验收合格")
_MEASURE = re.compile(r"^\D{2,12}(?<!效)率$")
_IN_TIME = re.compile("按期|按时|如期|时间内")


def check(table: Table) -> Verdict:
    texts = [item for item in table.indicators if item.annual_target.kind is ValueKind.QUALITATIVE]
    qualitative = [item for item in texts if Level2.COST is not item.level2 and item.level1 is not Level1.COST]
    if not qualitative:
        return Skip("没有定性目标值")
    vague = [item for item in qualitative if _is_no_value(item) or _is_vague(item)]
    benefits = (item for item in table.indicators if item.level1 is Level1.BENEFIT)
    if not vague or (len(vague) == 1 and not _is_no_value(vague[0]) and any(item not in vague for item in benefits)):
        return None
    return RULE.asks(
        table,
        f"{len(vague)} 项定性目标值没有写明怎样算达到",
        observed="；".join(f"{item.indicator_name}＝{item.annual_target.raw}" for item in vague),
        expected="写明可以核对的标准、次数或佐证材料",
        question="年底凭什么材料判断这些目标已达到？",
        about=vague,
    )


def _is_no_value(indicator: Indicator) -> bool:
    """Only what is to be measured (知晓率), or 否 as a benefit."""
    value = normalise_label(indicator.annual_target.raw)
    return bool(_MEASURE.search(value)) or (value in ("否", "无") and indicator.level1 is Level1.BENEFIT)


def _is_vague(indicator: Indicator) -> bool:
    value = normalise_label(indicator.annual_target.raw)
    is_name = len(value) > 1 and value in normalise_label(indicator.indicator_name)
    if indicator.level2 is Level2.TIMELINESS and _IN_TIME.search(value):
        return False
    return value not in _CHECKABLE and (is_name or bool(_VAGUE.fullmatch(value)))
