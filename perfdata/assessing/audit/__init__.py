"""Goal audit: every rule of the house over the goal tables of a year. A rule is a module with RULE and check.

Questions stand before remarks, the most money at stake first; of equal stakes the order of RULES is their certainty.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdicts
from perfdata.core.collection import collection_paused
from perfdata.core.findings import AuditFinding, NotApplicable
from perfdata.core.model import ActualResult, Indicator, IndicatorValue, Project
from perfdata.core.terms import PROCESS_LEVELS, FindingKind

_BY_CERTAINTY = """
budget_equals_subsidy_total unit_cost_same_basis coverage_fits_unit_cost execution_covers_entitlement
costs_come_to_budget budget_and_goal_stated target_filled target_attainable comparator_direction named_once years_agree
result_not_copied target_far_below_results target_not_below_last_year value_outside_name goal_activity_measured
goal_counts_measured share_fits_name project_name_within_goal objects_counted_once cost_measured cycle_covers_years
goals_differ level1_complete qualitative_value_checkable unit_cost_stated budget_may_stay_unspent cycle_not_ended
tables_distinct thresholds_strict timeliness_strict percentage_meets_count rate_period_stated
goal_number_exact indicators_distinct category_fits_indicator goal_outcomes_measured goal_states_outcome
budget_share_explained formula_leaves_room unit_stated labels_known comparator_stated category_left_empty
weights_stated legal_basis_in_force document_numbers_styled quotes_balanced names_spelled_alike row_recovered
"""
RULES: tuple[ModuleType, ...] = tuple(import_module(f".{name}", __package__) for name in _BY_CERTAINTY.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Every finding, the weightiest first, and every rule that had nothing to say, with its reason."""

    findings: Sequence[AuditFinding]
    not_applicable: Sequence[NotApplicable]


def rule_of(module: ModuleType) -> Rule:
    """The identity of a rule's module."""
    return module.RULE


@collection_paused()
def audit(
    projects: Iterable[Project],
    indicators: Iterable[Indicator],
    *,
    results: Mapping[str, ActualResult] | None = None,
    previous: Mapping[str, IndicatorValue] | None = None,
    scopes: Collection[str] = ("table", "year"),
) -> Audit:
    """All rules over all tables; ``results`` are this year's and ``previous`` last year's, by indicator id.

    Rules about a year look at the tables of each fiscal year apart; ``scopes`` leaves only rules of these. Same input,
    same order.
    """
    tables = tables_of(projects, indicators, results=results, previous=previous)
    years: dict[int, list[Table]] = defaultdict(list)
    for table in tables:
        years[table.project.fiscal_year or 0].append(table)
    of_years = [years[year] for year in sorted(years)]
    found: dict[str, AuditFinding] = {}
    silent: list[NotApplicable] = []
    for module in RULES:
        rule, check = rule_of(module), module.check
        if rule.scope not in scopes:
            continue
        for looked_at in tables if rule.scope == "table" else of_years:
            if (verdict := check(looked_at)) is not None:
                _note(verdict, rule, looked_at, found, silent)
    return Audit(findings=sorted(found.values(), key=_weight), not_applicable=silent)


def _note(
    verdict: AuditFinding | Verdicts,
    rule: Rule,
    looked_at: Table | list[Table],
    found: dict[str, AuditFinding],
    silent: list[NotApplicable],
) -> None:
    """Of two findings of a rule about the same table the one with more money at stake stays."""
    if isinstance(verdict, Skip):
        project = looked_at.project if isinstance(looked_at, Table) else None
        subject = (project.project_id, project.project_name) if project else (None, None)
        silent.append(NotApplicable(rule.id, rule.version, *subject, verdict.reason))
        return
    for finding in [verdict] if isinstance(verdict, AuditFinding) else verdict:
        held = found.setdefault(finding.finding_id, finding)
        if (finding.stake_yuan or 0) > (held.stake_yuan or 0):
            found[finding.finding_id] = finding


def _weight(finding: AuditFinding) -> tuple[bool, object]:
    is_remark = finding.kind is FindingKind.REMARK
    return is_remark, 0 if is_remark else -(finding.stake_yuan or 0)


def tables_of(
    projects: Iterable[Project],
    indicators: Iterable[Indicator],
    *,
    results: Mapping[str, ActualResult] | None = None,
    previous: Mapping[str, IndicatorValue] | None = None,
) -> list[Table]:
    """Projects with their own indicators of the year, but for 决策 and 过程, in the order of the projects."""
    own: dict[tuple[str, int | None], list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        if indicator.level1 not in PROCESS_LEVELS:
            own[indicator.project_id, indicator.fiscal_year].append(indicator)
    return [
        Table(
            project=item,
            indicators=own[item.project_id, item.fiscal_year],
            results=results or {},
            previous=previous or {},
        )
        for item in projects
    ]
