"""Records into pandas frames; pages and charts see frames only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

import pandas as pd

from perfdata.core.conclusions import is_computed
from perfdata.core.findings import Asked, AuditFinding, Finding
from perfdata.core.keys import spellings
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
from perfdata.core.terms import Severity, Term, ValueKind
from perfdata.presenting.schemas import SCHEMAS, FrameSchemaError, conform

ACROSS = "跨项目"
_FACTOR_LABELS = {"headcount": "人数", "rate_yuan": "标准", "periods": "期数"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What other records say of a project, by project_id, so that every frame can name it."""

    projects: Mapping[str, Project]
    short_names: Mapping[str, str]

    def of(self, owned: Any) -> dict[str, str | None]:
        """Of a project id, or of a record that has one."""
        project_id = getattr(owned, "project_id", owned) or ""
        project = self.projects.get(project_id)
        return {
            "project_id": project_id,
            "project_name": project.project_name if project else None,
            "short_name": self.short_names.get(project_id),
            "spending_unit": project.spending_unit if project else None,
        }


def name_projects(projects: Sequence[Any], *, among: Sequence[Any] | None = None) -> Names:
    """Names of the projects; a short name drops trailing brackets, or adds the unit, so that it stays unique.

    ``among`` are all projects among which it shall be unique, if there are more.
    """
    own = [spellings(project) for project in projects]
    counts = Counter(name for project in among or projects for name in set(spellings(project)))
    return Names(
        projects={project.project_id: project for project in projects},
        short_names={
            project.project_id: next((name for name in names if counts[name] == 1), names[-1])
            for project, names in zip(projects, own, strict=True)
        },
    )


def frame_of(schema: str, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """The schema's frame. Each row is some mappings and records, all rows alike: a column is of the first that has it.

    Amounts become floats, terms their labels, places and targets their text. Raises FrameSchemaError on a mismatch.
    """
    rows, names = list(rows), list(SCHEMAS[schema])
    if not rows:
        return conform(pd.DataFrame(columns=names), schema)
    getters = {name: _getter(name, rows[0]) for name in names}
    return conform(pd.DataFrame({name: [_cell(get(row)) for row in rows] for name, get in getters.items()}), schema)


def _getter(name: str, sources: Sequence[Any]) -> Callable[[Sequence[Any]], Any]:
    has = [name in source if isinstance(source, Mapping) else hasattr(source, name) for source in sources]
    if not any(has):
        raise FrameSchemaError(f"no column {name}")
    at = has.index(True)
    if isinstance(sources[at], Mapping):
        return lambda row: row[at][name]
    return lambda row: getattr(row[at], name)


def _cell(value: Any) -> Any:
    match value:
        case None | str() | int() | float():
            return value
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


def projects_frame(projects: Iterable[Project], names: Names) -> pd.DataFrame:
    """One row a project; its place is that of the budget."""
    return frame_of(
        "projects",
        (({"place": item.field_places.get("budget_yuan", item.place)}, item, names.of(item)) for item in projects),
    )


def indicators_frame(indicators: Iterable[Indicator], names: Names) -> pd.DataFrame:
    """One row an indicator: the targets as written, and what was read from the annual one."""
    return frame_of("indicators", ((item, names.of(item), _target_columns(item.annual_target)) for item in indicators))


def completions_frame(
    indicators: Iterable[Indicator],
    completions: Iterable[Completion],
    results: Mapping[str, ActualResult],
    names: Names,
) -> pd.DataFrame:
    """One row an indicator, always: its outcome and what was reported for it."""
    pairs = zip(indicators, completions, strict=True)
    return frame_of(
        "completions", ((_reported(item, stands, results), stands, item, names.of(item)) for item, stands in pairs)
    )


def reports_frame(reports: Iterable[tuple[Indicator, date, Completion]]) -> pd.DataFrame:
    """One row an indicator and reporting day, for trends."""
    return frame_of("reports", (({"as_of": day}, stands, item) for item, day, stands in reports))


def spending_frame(spending: Iterable[tuple[Spending, Decimal | None]], names: Names) -> pd.DataFrame:
    """One row a project and day in yuan, with its execution ratio."""
    return frame_of("spending", ((row, names.of(row), {"execution_ratio": ratio}) for row, ratio in spending))


def subsidies_frame(subsidies: Iterable[tuple[Subsidy, str, str]], names: Names) -> pd.DataFrame:
    """One row a formula; each subsidy comes with its formula and its readings as text."""
    return frame_of(
        "subsidies",
        (({"formula": formula, "readings": texts}, item, names.of(item)) for item, formula, texts in subsidies),
    )


def subsidy_basis_frame(subsidies: Iterable[Subsidy]) -> pd.DataFrame:
    """One row a place where a factor was read."""
    return frame_of(
        "subsidy_basis",
        (({"factor": _FACTOR_LABELS[basis.factor]}, basis, item) for item in subsidies for basis in item.basis),
    )


def unit_costs_frame(costs: Iterable[UnitCost], names: Names) -> pd.DataFrame:
    """One row a unit cost in yuan, to the fen."""
    return frame_of(
        "unit_costs",
        (
            ({"cost_yuan": round(cost.cost_yuan, 2)}, cost, names.of(cost), names.projects[cost.project_id])
            for cost in costs
        ),
    )


def findings_frame(findings: Iterable[Finding], names: Names) -> pd.DataFrame:
    """One row a finding, the most severe first."""
    rank = list(Severity)
    ordered = sorted(findings, key=lambda finding: rank.index(finding.severity))
    return frame_of("findings", ((finding, names.of(finding)) for finding in ordered))


def audit_frame(asked: Iterable[Asked], names: Names, *, names_units: bool) -> pd.DataFrame:
    """One row a question in the order of the audit, with what the office says of it.

    ``names_units`` tells of which unit a question across projects is.
    """

    def subject(item: AuditFinding) -> dict[str, str]:
        unit = item.spending_unit if names_units and not item.project_id else None
        return _subject(item, names) | ({"short_name": f"{unit}（{ACROSS}）"} if unit else {})

    def words(item: AuditFinding) -> dict[str, Any]:
        return {"question": item.suggestion, "place": item.place or ""}

    return frame_of("audit", ((words(one.finding), one, subject(one.finding), one.finding) for one in asked))


def _subject(item: AuditFinding, names: Names) -> dict[str, str]:
    project_id = item.project_id or ""
    return {"project_id": project_id, "short_name": names.short_names.get(project_id, ACROSS)}


def local_moment(moment: datetime, zone: tzinfo) -> pd.Timestamp:
    """The wall clock of the zone."""
    return pd.Timestamp(moment.astimezone(zone).replace(tzinfo=None))


def changes_frame(
    changes: Iterable[Any], projects: Sequence[Project], indicators: Iterable[Indicator], *, zone: tzinfo
) -> pd.DataFrame:
    """One row a change of a reported value, newest first, with its moment in the zone."""
    names = name_projects(projects)
    owners = {indicator.indicator_id: indicator for indicator in indicators}
    rows = []
    for change in changes:
        indicator = owners.get(change.subject_id)
        other = "项目支出" if change.subject_id in names.projects else "已不在目标表中"
        derived = {
            "indicator_name": indicator.indicator_name if indicator else other,
            "at": local_moment(change.at, zone),
            "place": " ".join(part for part in (change.file_name, change.cell) if part),
        }
        rows.append((derived, change, names.of(indicator or change.subject_id)))
    return frame_of("changes", reversed(rows))


def _reported(indicator: Indicator, completion: Completion, results: Mapping[str, ActualResult]) -> dict[str, Any]:
    result = results.get(indicator.indicator_id)
    return {
        "actual": (result.attainment or result.actual) if result else None,
        "deviation_reason": result.deviation_reason if result else None,
        "evidence": result.evidence if result else None,
        "numerator": result.actual.numerator if result else None,
        "denominator": result.actual.denominator if result else None,
        "as_of": result.as_of if result else None,
        "place": result.place if result else None,
        "is_computed": is_computed(completion, result),
    }


def _target_columns(target: IndicatorValue) -> dict[str, Any]:
    return {
        "value_kind": target.kind,
        "is_quantitative": target.is_quantitative,
        "comparator": target.comparator,
        "target_number": None if target.kind is ValueKind.DEADLINE else target.number,
        "target_unit": target.unit,
        "target_per": target.per,
    }
