"""What deserves a look, as questions (提示，供核实); the arithmetic is decided on records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perfdata.assessing.subsidies import formula_text, unlike_unit_costs
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Project, Subsidy, UnitCost
from perfdata.core.terms import Severity
from perfdata.core.text import thousands


def open_questions(
    projects: Mapping[str, Project],
    indicators: Iterable[Indicator],
    subsidies: Iterable[Subsidy],
    costs: Iterable[UnitCost],
) -> list[Finding]:
    """What deserves a look: gaps in the money, unlike unit costs, rows put back in place."""
    gaps = (subsidy_question(subsidy, projects[subsidy.project_id]) for subsidy in subsidies)
    return [
        *(gap for gap in gaps if gap),
        *(unit_cost_question(group) for group in unlike_unit_costs(costs)),
        *(_recovered(indicator) for indicator in indicators if indicator.is_recovered),
    ]


def subsidy_question(subsidy: Subsidy, project: Project) -> Finding | None:
    """The question to ask where the formula does not give the budget; None where it does."""
    if not subsidy.budget_gap_yuan or subsidy.budget_yuan is None:
        return None
    more_or_less = "多" if subsidy.budget_gap_yuan > 0 else "少"
    formula = formula_text(subsidy.headcount, subsidy.rate_yuan, subsidy.periods, subsidy.period_unit)
    readings = "，或 ".join(formula_text(*reading, subsidy.period_unit) for reading in subsidy.readings)
    return Finding(
        rule_id="budget_equals_subsidy_total",
        severity=Severity.WARNING,
        project_id=subsidy.project_id,
        message=f"预算 {thousands(subsidy.budget_yuan)} 元比测算 {thousands(subsidy.total_yuan)} 元"
        f"{more_or_less} {thousands(abs(subsidy.budget_gap_yuan))} 元",
        observed=f"{formula} = {thousands(subsidy.total_yuan)} 元，预算 {thousands(subsidy.budget_yuan)} 元",
        expected=f"预算正好等于 {readings}" if readings else None,
        suggestion="请核实差额的用途：是人数、标准或期数有变化，还是另有其他支出？",
        place=project.field_places.get("budget_yuan", project.place),
    )


def unit_cost_question(costs: list[UnitCost]) -> Finding:
    """The question to ask where one document leads to different unit costs."""
    ordered = sorted(costs, key=lambda cost: cost.cost_yuan)
    amounts = "与 ".join(f"{thousands(cost.cost_yuan)} 元/{cost.unit} " for cost in ordered).strip()
    return Finding(
        rule_id="unit_cost_same_basis",
        severity=Severity.WARNING,
        project_id=ordered[0].project_id,
        indicator_id=ordered[0].indicator_id,
        message=f"同一文件依据下单位成本不同：{amounts}",
        observed="；".join(f"{cost.indicator_name} {thousands(cost.target_count)} {cost.unit}" for cost in ordered),
        suggestion="请核实各项目的补助标准是否一致，原表均未写明标准。",
        place=ordered[0].place,
    )


def _recovered(indicator: Indicator) -> Finding:
    category = indicator.level2.label if indicator.level2 else "未知类别"
    return Finding(
        rule_id="row_recovered",
        severity=Severity.NOTICE,
        project_id=indicator.project_id,
        indicator_id=indicator.indicator_id,
        message=f"指标“{indicator.indicator_name}”在原表中错列，已归位",
        observed=f"归入{category}，指标值 {indicator.annual_target.raw}",
        suggestion="请对照原表核对类别与指标值。",
        place=indicator.place,
    )
