"""定性目标值写明怎样算达到。

“有效提升”“长期”“可持续”一类的值，或只重复指标名称的值，没有写明达到的标准和佐证。
依据：财预〔2015〕88号
不适用：
1. 没有定性目标值。
正例：社会效益指标·提升服务质量=建立服务台账并通过年度检查
反例：社会效益指标·提升服务质量=有效提升
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.model import Indicator
from perfdata.core.terms import ReviewDimension, Severity, ValueKind
from perfdata.core.text import normalise_label

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.WARNING, dimension=ReviewDimension.COMPLETENESS)
_VAGUE = re.compile(
    r"^(?:有效|显著|明显|持续|不断|进一步|稳步|逐步|大幅|切实|充分|较|很|基本)*"
    r"(?:提升|提高|增强|改善|保障|促进|长期|长远|可持续|持续|良好|好|高|优|及时|合规|规范|明显|显著|有效|满意|落实|加强|稳定)$"
)


def check(table: Table) -> Verdict:
    qualitative = [item for item in table.indicators if item.annual_target.kind is ValueKind.QUALITATIVE]
    if not qualitative:
        return Skip("没有定性目标值")
    vague = [item for item in qualitative if _is_vague(item)]
    if not vague:
        return []
    return RULE.asks(
        table,
        f"{len(vague)} 项定性目标值没有写明怎样算达到",
        observed="；".join(f"{item.indicator_name}＝{item.annual_target.raw}" for item in vague),
        expected="写明可以核对的标准、次数或佐证材料",
        question="年底凭什么材料判断这些目标已达到？",
        about=[vague[0]],
    )


def _is_vague(indicator: Indicator) -> bool:
    value = normalise_label(indicator.annual_target.raw)
    return bool(_VAGUE.match(value)) or (len(value) > 1 and value in normalise_label(indicator.indicator_name))
