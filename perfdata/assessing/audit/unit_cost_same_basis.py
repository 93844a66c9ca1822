"""同一单位、同一文件依据下，同样的对象单位成本一致。

引用同一文件、按同一单位计数的项目，预算 ÷ 数量应当相同；不同时列出互换标准的结果。
依据：财预〔2015〕88号
不适用：
1. 没有两个项目引用同一文件并按同一单位计数；
2. 已写明人数 × 标准的项目，由测算式核对。
正例：项目名称=甲；预算=5000；年度目标=根据某发〔2021〕12号，新建立1个支部。；数量指标·新建支部=1个 ｜
项目名称=乙；预算=25000；年度目标=根据某发〔2021〕12号，新建立5个支部。；数量指标·新建支部=5个
反例：项目名称=甲；预算=2500；年度目标=根据某发〔2021〕12号，新建立1个支部。；数量指标·新建支部=1个 ｜
项目名称=乙；预算=25000；年度目标=根据某发〔2021〕12号，新建立5个支部。；数量指标·新建支部=5个
"""

from collections.abc import Iterator
from decimal import Decimal

from perfdata.assessing.audit.rule import Rule, Skip, Table, Tables, Verdicts, by_unit
from perfdata.assessing.subsidies import unit_costs, unlike_unit_costs
from perfdata.core.findings import AuditFinding
from perfdata.core.model import UnitCost
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY, scope="year")


def check(tables: Tables) -> Verdicts:
    costs = [list(_costs(unit)) for unit in by_unit(tables)]
    if not any(cost.documents for own in costs for cost in own):
        return Skip("没有引用文件并按数量计数的项目")
    owners = {table.project.project_id: table for table in tables}
    return [_finding(group, owners) for own in costs for group in unlike_unit_costs(own)]


def _costs(unit: Tables) -> Iterator[UnitCost]:
    return (cost for table in unit if not table.formula for cost in unit_costs(table.project, table.indicators))


def _finding(group: list[UnitCost], owners: dict[str, Table]) -> AuditFinding:
    ordered = sorted(group, key=lambda cost: cost.cost_yuan)
    least, most = ordered[0], ordered[-1]
    owner = owners[least.project_id]
    indicator = next(item for item in owner.indicators if item.indicator_id == least.indicator_id)
    amounts = "与 ".join(f"{thousands(cost.cost_yuan)} 元/{cost.unit} " for cost in (least, most)).strip()
    at_least, at_most = least.cost_yuan * most.target_count, most.cost_yuan * least.target_count
    names = [owners[cost.project_id].project.project_name for cost in (least, most)]
    difference = most.cost_yuan * most.target_count - at_least
    return RULE.asks(
        owner,
        f"同一文件依据下单位成本不同：{amounts}",
        observed="；".join(_division(cost, owners) for cost in ordered),
        expected="引用同一文件、按同一单位计数的项目单位成本相同",
        arithmetic=f"按 {thousands(least.cost_yuan)} 元/{least.unit}，“{names[1]}”为 {thousands(at_least)} 元；"
        f"按 {thousands(most.cost_yuan)} 元/{most.unit}，“{names[0]}”为 {thousands(at_most)} 元",
        question="请核实各项目的补助标准是否一致，原表均未写明标准。",
        about=[indicator],
        stake_yuan=difference,
    )


def _division(cost: UnitCost, owners: dict[str, Table]) -> str:
    budget = owners[cost.project_id].project.budget_yuan or Decimal(0)
    return f"{cost.indicator_name}：{thousands(budget)} ÷ {thousands(cost.target_count)} {cost.unit}"
