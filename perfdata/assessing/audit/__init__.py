"""Goal audit: every rule of the house over the goal tables of a year. A rule is a module with RULE and check.

The order of RULES is their weight: what a leader should ask first stands first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from types import ModuleType

from perfdata.assessing.audit.rule import Rule, Skip, Table
from perfdata.core.findings import AuditFinding, NotApplicable
from perfdata.core.model import Indicator, IndicatorValue, Project
from perfdata.core.terms import Severity

_BY_WEIGHT = """
budget_equals_subsidy_total unit_cost_same_basis coverage_fits_unit_cost full_delivery_spends_budget
execution_covers_entitlement cycle_not_ended budget_may_stay_unspent budget_share_explained goal_activity_measured
goal_counts_measured project_name_within_goal objects_counted_once cycle_count_above_annual cycle_covers_years
target_not_below_last_year goals_differ execution_rate_not_cost thresholds_strict timeliness_strict
execution_targets_alike percentage_meets_count rate_period_stated goal_number_exact comparator_direction unit_stated
target_filled placeholder_filled value_outside_name qualitative_value_checkable indicators_distinct
category_fits_indicator tables_distinct level1_complete labels_known goal_outcomes_measured goal_states_outcome
formula_leaves_room unit_cost_stated weights_stated satisfaction_sample_stated comparator_stated category_left_empty
legal_basis_in_force supervisor_differs document_numbers_styled quotes_balanced names_spelled_alike row_recovered
"""
RULES: tuple[ModuleType, ...] = tuple(import_module(f".{name}", __package__) for name in _BY_WEIGHT.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Every question, the weightiest first, and every rule that had nothing to say, with its reason."""

    findings: Sequence[AuditFinding]
    not_applicable: Sequence[NotApplicable]


def rule_of(module: ModuleType) -> Rule:
    """The identity of a rule's module."""
    return module.RULE


def audit(
    projects: Iterable[Project],
    indicators: Iterable[Indicator],
    *,
    previous: Mapping[str, IndicatorValue] | None = None,
) -> Audit:
    """All rules over all tables; ``previous`` are last year's results by indicator id.

    Rules about a year look at the tables of each fiscal year apart. Same input, same order.
    """
    tables = tables_of(projects, indicators, previous=previous)
    years: dict[int, list[Table]] = defaultdict(list)
    for table in tables:
        years[table.project.fiscal_year or 0].append(table)
    findings: list[AuditFinding] = []
    silent: list[NotApplicable] = []
    for module in RULES:
        rule, found = rule_of(module), []
        inputs = tables if rule.scope == "table" else [years[year] for year in sorted(years)]
        for looked_at in inputs:
            verdict = module.check(looked_at)
            if isinstance(verdict, Skip):
                silent.append(_not_applicable(rule, looked_at, verdict))
            else:
                found.extend(verdict)
        findings += sorted(found, key=lambda finding: -(finding.stake_yuan or Decimal(0)))
    rank = list(Severity)
    return Audit(findings=sorted(findings, key=lambda item: rank.index(item.severity)), not_applicable=silent)


def tables_of(
    projects: Iterable[Project],
    indicators: Iterable[Indicator],
    *,
    previous: Mapping[str, IndicatorValue] | None = None,
) -> list[Table]:
    """Projects with their own indicators of the same fiscal year, in the order of the projects."""
    own: dict[tuple[str, int | None], list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        own[indicator.project_id, indicator.fiscal_year].append(indicator)
    return [
        Table(project=item, indicators=own[item.project_id, item.fiscal_year], previous=previous or {})
        for item in projects
    ]


def _not_applicable(rule: Rule, looked_at: Table | list[Table], skip: Skip) -> NotApplicable:
    project = looked_at.project if isinstance(looked_at, Table) else None
    return NotApplicable(
        rule_id=rule.id,
        rule_version=rule.version,
        project_id=project and project.project_id,
        project_name=project and project.project_name,
        reason=skip.reason,
    )
