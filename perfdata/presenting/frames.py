"""Records into pandas frames; pages and charts see frames only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from perfdata.core.findings import Finding
from perfdata.core.model import (
    ActualResult,
    Completion,
    Indicator,
    IndicatorValue,
    Place,
    Project,
    Spending,
    Subsidy,
    UnitCost,
)
from perfdata.core.terms import Severity, Term
from perfdata.presenting.schemas import SCHEMAS, conform

_TRAILING_NOTES = re.compile(r"(?:[（(][^（）()]*[）)]\s*)+$")
_FACTOR_LABELS = {"headcount": "人数", "rate_yuan": "标准", "periods": "期数"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What other records say of a project, by project_id, so that every frame can name it."""

    projects: Mapping[str, Project]
    short_names: Mapping[str, str]

    def of(self, project_id: str | None) -> dict[str, str | None]:
        project = self.projects.get(project_id or "")
        return {
            "project_name": project.project_name if project else None,
            "short_name": self.short_names.get(project_id or ""),
            "spending_unit": project.spending_unit if project else None,
        }


def name_projects(projects: Sequence[Project]) -> Names:
    """Names of the projects; a short name drops trailing brackets, or adds the unit, so that it stays unique."""
    spellings = [_spellings(project) for project in projects]
    counts = Counter(name for names in spellings for name in set(names))
    return Names(
        projects={project.project_id: project for project in projects},
        short_names={
            project.project_id: next((name for name in names if counts[name] == 1), names[-1])
            for project, names in zip(projects, spellings, strict=True)
        },
    )


def _spellings(project: Project) -> tuple[str, str, str]:
    name = project.project_name
    return _TRAILING_NOTES.sub("", name) or name, name, f"{name}（{project.spending_unit or project.project_id}）"


def projects_frame(projects: Iterable[Project], names: Names) -> pd.DataFrame:
    """One row a project; its place is that of the budget."""
    return _frame(
        "projects",
        (
            (
                project,
                names.of(project.project_id) | {"place": str(project.field_places.get("budget_yuan", project.place))},
            )
            for project in projects
        ),
    )


def indicators_frame(indicators: Iterable[Indicator], names: Names) -> pd.DataFrame:
    """One row an indicator: the targets as written, and what was read from the annual one."""
    return _frame(
        "indicators",
        (
            (indicator, names.of(indicator.project_id) | _target_columns(indicator.annual_target))
            for indicator in indicators
        ),
    )


def completions_frame(
    indicators: Iterable[Indicator],
    completions: Iterable[Completion],
    results: Mapping[str, ActualResult],
    names: Names,
) -> pd.DataFrame:
    """One row an indicator, always: its outcome and what was reported for it."""
    return _frame(
        "completions",
        (
            (indicator, names.of(indicator.project_id) | _completion_columns(completion, results))
            for indicator, completion in zip(indicators, completions, strict=True)
        ),
    )


def reports_frame(reports: Iterable[tuple[Indicator, date, Completion]]) -> pd.DataFrame:
    """One row an indicator and reporting day, for trends."""
    return _frame(
        "reports",
        ((indicator, {"as_of": _cell(day)} | _judged(completion)) for indicator, day, completion in reports),
    )


def spending_frame(spending: Iterable[tuple[Spending, Decimal | None]], names: Names) -> pd.DataFrame:
    """One row a project and day in yuan, with its execution ratio."""
    return _frame(
        "spending",
        ((row, names.of(row.project_id) | {"execution_ratio": _cell(ratio)}) for row, ratio in spending),
    )


def subsidies_frame(subsidies: Iterable[tuple[Subsidy, str, str]], names: Names) -> pd.DataFrame:
    """One row a formula; each subsidy comes with its formula and its readings as text."""
    return _frame(
        "subsidies",
        (
            (subsidy, names.of(subsidy.project_id) | {"formula": formula, "readings": readings})
            for subsidy, formula, readings in subsidies
        ),
    )


def subsidy_basis_frame(subsidies: Iterable[Subsidy]) -> pd.DataFrame:
    """One row a place where a factor was read."""
    return _frame(
        "subsidy_basis",
        (
            (basis, {"project_id": subsidy.project_id, "factor": _FACTOR_LABELS[basis.factor]})
            for subsidy in subsidies
            for basis in subsidy.basis
        ),
    )


def unit_costs_frame(costs: Iterable[UnitCost], names: Names) -> pd.DataFrame:
    """One row a unit cost in yuan."""
    return _frame(
        "unit_costs",
        (
            (cost, names.of(cost.project_id) | {"budget_yuan": _cell(names.projects[cost.project_id].budget_yuan)})
            for cost in costs
        ),
    )


def findings_frame(findings: Iterable[Finding], names: Names) -> pd.DataFrame:
    """One row a finding, the most severe first."""
    rank = list(Severity)
    ordered = sorted(findings, key=lambda finding: rank.index(finding.severity))
    return _frame("findings", ((finding, names.of(finding.project_id)) for finding in ordered))


def changes_frame(changes: Iterable[Any], projects: Sequence[Project], indicators: Iterable[Indicator]) -> pd.DataFrame:
    """One row a change of a reported value, newest first; times in the machine's zone."""
    names = name_projects(projects)
    owners = {indicator.indicator_id: indicator for indicator in indicators}
    rows = []
    for change in changes:
        indicator = owners.get(change.subject_id)
        other = "项目支出" if change.subject_id in names.projects else "已不在目标表中"
        derived = names.of(indicator.project_id if indicator else change.subject_id) | {
            "indicator_name": indicator.indicator_name if indicator else other,
            "at": pd.Timestamp(change.at.astimezone().replace(tzinfo=None)),
            "place": " ".join(part for part in (change.file_name, change.cell) if part),
        }
        rows.append((change, derived))
    return _frame("changes", reversed(rows))


def _frame(schema: str, records: Iterable[tuple[Any, Mapping[str, Any]]]) -> pd.DataFrame:
    """Each record's fields under the schema's names, with the given derived columns over them."""
    names = list(SCHEMAS[schema])
    rows = [
        [derived[name] if name in derived else _cell(getattr(record, name)) for name in names]
        for record, derived in records
    ]
    return conform(pd.DataFrame(rows, columns=names), schema)


def _cell(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value)
        case Term():
            return value.label
        case Place():
            return str(value)
        case IndicatorValue():
            return value.raw
        case date():
            return pd.Timestamp(value)
    return value


def _judged(completion: Completion) -> dict[str, Any]:
    return {"outcome": completion.outcome.label, "completion_ratio": _cell(completion.completion_ratio)}


def _completion_columns(completion: Completion, results: Mapping[str, ActualResult]) -> dict[str, Any]:
    result = results.get(completion.indicator_id)
    reported = {
        "actual": (result.attainment.label if result.attainment else result.actual.raw) if result else None,
        "deviation_reason": result.deviation_reason if result else None,
        "evidence": result.evidence if result else None,
        "as_of": _cell(result.as_of) if result else None,
        "place": str(result.place) if result else None,
    }
    judged = _judged(completion) | {"deviation_ratio": _cell(completion.deviation_ratio)}
    is_computed = completion.from_spending and not (result and result.actual.raw)
    return reported | judged | {"explanation": completion.explanation, "is_computed": is_computed}


def _target_columns(target: IndicatorValue) -> dict[str, Any]:
    return {
        "value_kind": target.kind.label,
        "is_quantitative": target.is_quantitative,
        "comparator": _cell(target.comparator),
        "target_number": _cell(target.number),
        "target_unit": target.unit,
        "target_per": target.per,
    }
