"""各项目的指标按各自的内容设定，不整表照抄。

同一单位两个项目的指标名称和目标值几乎相同时提示：指标可能没有反映项目的特点。
依据：经验规则
不适用：
1. 同一单位没有两个各有四项以上指标的项目。
正例：数量指标·新建支部=≥5个；质量指标·甲=≥95%；时效指标·乙=≥95%；社会效益指标·丙=≥4次 ｜
项目名称=乙；数量指标·培训场次=≥2场次；质量指标·丁=≥92%；时效指标·戊=≥93%；社会效益指标·己=≥7次
反例：数量指标·新建支部数=≥5个；质量指标·合格率=≥95%；时效指标·及时率=≥95%；满意度指标·满意度=≥90% ｜
项目名称=乙；数量指标·新建支部数量=≥1个；质量指标·合格率=≥95%；时效指标·及时率=≥95%；满意度指标·满意度=≥90%
"""

from collections import defaultdict

from perfdata.assessing.audit.rule import Rule, Skip, Table, Tables, Verdicts, by_unit, is_about, several
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, Level2, ReviewDimension
from perfdata.core.text import normalise_label

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE, scope="year")


def check(tables: Tables) -> Verdicts:
    units = [large for unit in by_unit(tables) if len(large := [t for t in unit if len(t.indicators) >= 4]) > 1]
    if not units:
        return Skip("同一单位没有两个各有四项以上指标的项目")
    groups = map(_alike, units)
    return [_finding(found) for found in groups if found]


def _alike(tables: Tables) -> list[list[Table]]:
    """Tables whose rows agree in category and target in all but one row."""
    groups: dict[tuple[object, ...], list[Table]] = defaultdict(list)
    for table in tables:
        rows = sorted(f"{i.level2}{i.annual_target.raw}" for i in table.indicators if i.level2 is not Level2.QUANTITY)
        if rows:
            groups[tuple(rows)].append(table)
    return [group for group in groups.values() if len(group) > 1 and _names_agree(group)]


def _names_agree(group: Tables) -> bool:
    first = [normalise_label(item.indicator_name) for item in group[0].indicators]
    others = {normalise_label(item.indicator_name) for item in group[-1].indicators}
    agreeing = sum(any(is_about(name, other, share=0.4) for other in others) for name in first)
    return agreeing >= 0.8 * len(first)


def _finding(groups: list[list[Table]]) -> AuditFinding:
    group = groups[0]
    first, second = group[0], group[1]
    names = {normalise_label(item.indicator_name) for item in second.indicators}
    same = [item for item in first.indicators if normalise_label(item.indicator_name) in names]
    return RULE.asks(
        group,
        f"{len(group)} 个项目的指标几乎相同：{len(first.indicators)} 项中 {len(same)} 项名称一字不差",
        observed=several(["、".join(table.project.project_name for table in alike[:5]) for alike in groups]),
        expected="指标反映各自项目的内容",
        question="这些项目能否合并，或按各自的内容设定指标？",
        place=second.project.place,
    )
