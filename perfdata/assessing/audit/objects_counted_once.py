"""同一文件支持的同类对象，在各项目之间不重复计数。

两个项目引用同一文件、按同一单位统计名称相近的对象时，合计数可能重复。
依据：经验规则
不适用：
1. 没有两个项目引用同一文件并统计同类对象。
正例：预算=2500；年度目标=根据某发〔2021〕12号给予补助。；数量指标·新建社会组织支部=1个 ｜
项目名称=乙；预算=25000；年度目标=根据某发〔2021〕12号给予补助。；数量指标·修缮活动阵地=5个
反例：预算=2500；年度目标=根据某发〔2021〕12号给予补助。；数量指标·新成立的“两新”党组织数=1个 ｜
项目名称=乙；预算=25000；年度目标=根据某发〔2021〕12号给予补助。；数量指标·创建“两新”党组织的数量=5个
"""

from collections import defaultdict
from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Tables, Verdicts, is_about, listed
from perfdata.assessing.subsidies import unit_costs
from perfdata.core.findings import AuditFinding
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import normalise_label, thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE, scope="year")
_Count = tuple[Table, Indicator, Decimal]


def check(tables: Tables) -> Verdicts:
    groups: dict[tuple[frozenset[str], str, str], list[_Count]] = defaultdict(list)
    for table in tables:
        for cost in unit_costs(table.project, table.indicators):
            if cost.documents:
                indicator = next(item for item in table.indicators if item.indicator_id == cost.indicator_id)
                key = (cost.documents, cost.unit, table.project.spending_unit or "")
                groups[key].append((table, indicator, cost.target_count))
    pairs = [group for group in groups.values() if len({item[0].project.project_id for item in group}) > 1]
    if not pairs:
        return Skip("没有两个项目引用同一文件并统计同类对象")
    return [finding for group in pairs if (finding := _finding(group))]


def _finding(group: list[_Count]) -> AuditFinding | None:
    table, indicator, _ = group[0]
    name = normalise_label(indicator.indicator_name)
    alike = [item for item in group if is_about(name, normalise_label(item[1].indicator_name), share=0.4)]
    if len(alike) < 2:
        return None
    numbers = [item[2] for item in alike]
    unit, total, largest = indicator.annual_target.unit, sum(numbers, Decimal(0)), max(numbers)
    return RULE.asks(
        table,
        f"{len(alike)} 个项目统计的对象名称相近，合计是 {thousands(total)} {unit}还是 {thousands(largest)} {unit}？",
        observed="；".join(f"{item[0].project.project_name}：{listed([item[1]])}" for item in alike[:5]),
        expected="各项目统计的对象不重复",
        arithmetic=f"{' + '.join(map(thousands, numbers))} = {thousands(total)} {unit}",
        question="请核实各项目统计的是否为同一批对象，有无重复计数。",
        about=[indicator],
    )
