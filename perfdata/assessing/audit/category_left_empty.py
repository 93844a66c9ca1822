"""二级指标留空的，属于不适用。

经济效益、生态效益等二级指标没有三级指标时列出；党建等项目可以不设，不算未完成。
依据：财预〔2015〕88号
不适用：
1. 没有指标，或有指标的二级指标没有识别。
正例：数量指标·甲=≥5个；质量指标·乙=≥95%；时效指标·丙=≥95%；成本指标·丁=≤5万元；经济效益指标·戊=≥1万元；社会效益指标·己=≥4次；生态效益指标·庚=≥1亩；可持续影响指标·辛=≥2年；满意度指标·壬=≥90%
反例：数量指标·甲=≥5个
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, Level1, Level2, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS, version=2)
_USUAL = tuple(Level2)[3:]


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    if any(item.level2 is None for item in table.indicators):
        return Skip("有指标的二级指标没有识别")
    present = {item.level2 for item in table.indicators}
    if any(item.level1 is Level1.COST for item in table.indicators):
        present.add(Level2.COST)
    missing = [level.label for level in _USUAL if level not in present]
    if not missing:
        return None
    return RULE.asks(
        table,
        f"{len(missing)} 个二级指标没有三级指标：{'、'.join(missing)}",
        observed="留空",
        expected="不适用的可以不设",
        question="确认这些二级指标对本项目不适用？",
    )
