"""产出、效益和满意度指标都有。

缺少产出或效益指标时，看不出花钱做了什么、有什么用；有服务对象的项目应有满意度指标。
依据：财预〔2021〕101号
不适用：
1. 没有指标；
2. 有指标的一级指标没有识别；
3. 满意度放在别的一级指标下的，算作有满意度指标。
正例：数量指标·新建支部=≥5个；社会效益指标·服务人次=≥500人次；满意度指标·满意度=≥90%
反例：数量指标·新建支部=≥5个
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, Level1, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS, version=2)


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    present = {item.level1 for item in table.indicators}
    if any("满意" in item.indicator_name for item in table.indicators):
        present.add(Level1.SATISFACTION)
    if None in present:
        return Skip("有指标的一级指标没有识别")
    missing = [level.label for level in (Level1.OUTPUT, Level1.BENEFIT, Level1.SATISFACTION) if level not in present]
    if not missing:
        return None
    return RULE.asks(
        table,
        f"没有{'、'.join(missing)}",
        observed="有：" + "、".join(level.label for level in Level1 if level in present),
        expected="产出、效益指标都有，满意度指标按需",
        question=f"是否需要补充{'、'.join(missing)}？",
    )
