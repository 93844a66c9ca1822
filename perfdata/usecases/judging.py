"""What the rules come to for each project of a year, in the rows that are kept of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from types import SimpleNamespace
from typing import Any

from perfdata.assessing.completion import assess_completions
from perfdata.assessing.execution import budget_of, budgeted, execution_ratio, is_execution_indicator
from perfdata.assessing.subsidies import derive_subsidy, unit_costs
from perfdata.core.conclusions import (
    AS_REPORTED,
    BAND_EDGES,
    LETTERS,
    LIGHTS,
    ChosenScore,
    IndicatorYear,
    ProjectDay,
    ProjectYear,
    is_computed,
    is_too_much,
)
from perfdata.core.findings import AuditFinding
from perfdata.core.fiscal_months import month_of
from perfdata.core.keys import name_key, without_remarks
from perfdata.core.model import ActualResult, Completion, Indicator, Project, Spending
from perfdata.core.terms import Light, Outcome
from perfdata.storing import store
from perfdata.storing.conclusions import Conclusions
from perfdata.usecases.evaluating import Evaluated, chosen_scores, evaluate, sound_schemes
from perfdata.usecases.latest import completions_of, grouped_results, latest_results, spending_by_day
from perfdata.usecases.lighting import Lights, lights_of

_ZERO = Decimal(0)
_NO_LIGHTS = LETTERS[Light.NO_DATA] * AS_REPORTED  # of a table without a year


def judged(records: store.Current, findings: Sequence[AuditFinding]) -> Conclusions:
    """The conclusions of the projects, beside what the audit found."""
    results, spending = latest_results(records), spending_by_day(records)
    days, lights = grouped_results(records), lights_of(records)
    stands = dict(zip(map(_key, records.indicators), completions_of(records), strict=True))
    every = [
        Known(
            item,
            [stands[_key(indicator)] for indicator in item.indicators],
            [results.get(indicator.indicator_id) for indicator in item.indicators],
            [days.get(indicator.indicator_id, []) for indicator in item.indicators],
            spending.get(item.project.project_id, []),
            lights,
        )
        for item in evaluate(records, known=sound_schemes())
    ]
    return Conclusions(
        projects=list(map(_project_year, every)),
        indicators=list(chain.from_iterable(map(_indicator_years, every))),
        findings=findings,
        days=list(chain.from_iterable(map(_project_days, every))),
        scores=list(_scores(records)),
    )


def sums_of(own: ProjectYear) -> SimpleNamespace:
    """What one project comes to, in the fields of ``aggregates.totals`` that its cards are made of; money in yuan."""
    is_spent = own.execution_budget_yuan is not None
    names = "fiscal_year budget_yuan execution_budget_yuan as_of month indicator_count left_out_count".split()
    return SimpleNamespace(
        **{name: getattr(own, name) for name in (*names, *(f"{outcome.value}_count" for outcome in Outcome))},
        project_count=1,
        spending_count=int(is_spent),
        spent_yuan=own.spent_yuan if is_spent else None,
        due_months_yuan=own.execution_budget_yuan * own.month if own.execution_budget_yuan and own.month else None,
        mean_score=None if own.total_score is None else float(own.total_score),
    )


def _scores(records: store.Current) -> Iterator[ChosenScore]:
    for chosen, project, score in chosen_scores(records, known=sound_schemes()):
        yield ChosenScore(
            **_keys(project),
            chosen=chosen,
            scheme_id=score.scheme_id,
            total_score=score.total_score,
            grade=score.grade,
            reported_points=score.reported_points,
        )


@dataclass(frozen=True, eq=False)
class Known:
    """A project with what holds of it: completions, results and days in the order of its indicators."""

    evaluated: Evaluated
    completions: Sequence[Completion]
    results: Sequence[ActualResult | None]
    days: Sequence[Sequence[ActualResult]]
    spending: Sequence[Spending]
    lights: Lights

    @property
    def project(self) -> Project:
        return self.evaluated.project

    @property
    def spent(self) -> Spending | None:
        """What was spent by the latest report."""
        return self.spending[-1] if self.spending else None

    @cached_property
    def month(self) -> int | None:
        """The month of the latest spending, December where it came after the year; None without one."""
        last = self.spent.as_of if self.spent else None
        return last and month_of(last, fiscal_year=self.project.fiscal_year or 0)


def stated(project: Project) -> dict[str, Any]:
    """What the goal table says of the project."""
    return {
        **_keys(project),
        "project_name": project.project_name,
        "name_key": name_key(project.project_name),
        "short_name": without_remarks(project.project_name),
        "spending_unit": project.spending_unit,
        "competent_department": project.competent_department,
        "cycle_start_year": project.cycle_start_year,
        "cycle_end_year": project.cycle_end_year,
        "budget_yuan": project.budget_yuan,
    }


def _keys(project: Project) -> dict[str, Any]:
    year, unit = project.fiscal_year or 0, name_key(project.spending_unit)
    return {"fiscal_year": year, "unit_key": unit, "project_id": project.project_id}


def _key(indicator: Indicator) -> tuple[str, int]:
    return indicator.indicator_id, indicator.order


def _project_year(known: Known) -> ProjectYear:
    project, score, indicators = known.project, known.evaluated.score, known.evaluated.indicators
    spending = known.spent and budgeted(known.spent, project)
    subsidy = derive_subsidy(project, indicators)
    outcomes = Counter(completion.outcome for completion in known.completions)
    counts: dict[str, Any] = {f"{outcome.value}_count": outcomes[outcome] for outcome in Outcome}
    reports = (*known.results, known.spent)
    budget_lights = known.lights.budgets[project.project_id] or _NO_LIGHTS
    budget_yuan, _ = _executed(spending)
    spent_yuan = spending.spent_yuan if spending else None
    stated_yuan = (spending.initial_budget_yuan, spending.adjusted_budget_yuan, spent_yuan) if spending else ()
    amounts = (project.budget_yuan, *stated_yuan, *((subsidy.total_yuan, subsidy.budget_gap_yuan) if subsidy else ()))
    due_yuan = budget_yuan * known.month / 12 if budget_yuan is not None and known.month else None
    return ProjectYear(
        **stated(project),
        execution_budget_yuan=budget_yuan,
        spent_yuan=spent_yuan,
        lag_yuan=due_yuan - spent_yuan if due_yuan is not None and spent_yuan is not None else None,
        as_of=max((report.as_of for report in reports if report), default=None),
        month=known.month,
        budget_light=LIGHTS[budget_lights[-1]],
        budget_lights=budget_lights,
        lights=known.lights.projects[project.project_id],
        indicator_count=len(indicators),
        **counts,
        computed_count=sum(map(is_computed, known.completions, known.results)),
        total_score=score.total_score,
        grade=score.grade,
        scheme_id=score.scheme_id,
        formula_yuan=subsidy.total_yuan if subsidy else None,
        budget_gap_yuan=subsidy.budget_gap_yuan if subsidy else None,
        unit_cost_count=0 if subsidy else len(unit_costs(project, indicators)),
        left_out_count=int(any(map(is_too_much, amounts))),
    )


def _indicator_years(known: Known) -> Iterator[IndicatorYear]:
    item = known.evaluated
    rows = zip(item.indicators, item.score.scores, known.completions, known.results, strict=True)
    for indicator, score, stands, result in rows:
        given = result and (result.actual.raw or (result.attainment.label if result.attainment else None))
        ratio = None if stands.completion_ratio is None else float(stands.completion_ratio)
        is_counted = ratio is not None and stands.outcome is not Outcome.NO_DATA
        yield IndicatorYear(
            **_keys(known.project),
            indicator_id=indicator.indicator_id,
            order=indicator.order,
            level1=indicator.level1,
            level2=indicator.level2,
            indicator_name=indicator.indicator_name,
            target=indicator.annual_target.raw,
            value_kind=indicator.annual_target.kind.value,
            reported=given or None,
            as_of=result.as_of if result else None,
            outcome=stands.outcome,
            lights=known.lights.indicators[indicator.indicator_id],
            completion_ratio=ratio,
            band=bisect_right(BAND_EDGES, ratio) if ratio is not None and is_counted else None,
            numerator=_float(result.actual.numerator) if result else None,
            denominator=_float(result.actual.denominator) if result else None,
            weight_points=score.weight_points,
            score=score.score,
        )


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _project_days(known: Known) -> Iterator[ProjectDay]:
    """How the project stood on each day of reports, less how it stood before."""
    spending = [budgeted(row, known.project) for row in known.spending]
    every_day = {row.as_of for row in spending} | {item.as_of for own in known.days for item in own}
    before = (0, 0, _ZERO, _ZERO, _ZERO)
    for day in sorted(every_day):
        now = _standing_on(known, spending, day)
        met, reported, budget, spent, due = (value - earlier for value, earlier in zip(now, before, strict=True))
        before = now
        yield ProjectDay(
            **_keys(known.project),
            as_of=day,
            met_change=int(met),
            reported_change=int(reported),
            report_count=_report_count(known, day),
            spending_count=sum(row.as_of == day for row in spending),
            budget_change_yuan=Decimal(budget),
            spent_change_yuan=Decimal(spent),
            due_months_change_yuan=Decimal(due),
        )


def _report_count(known: Known, day: date) -> int:
    is_spending_day = any(row.as_of == day for row in known.spending)
    return sum(
        any(item.as_of == day for item in own) or (is_spending_day and is_execution_indicator(indicator))
        for indicator, own in zip(known.evaluated.indicators, known.days, strict=True)
    )


def _standing_on(known: Known, spending: Sequence[Spending], day: date) -> tuple[int, int, Decimal, Decimal, Decimal]:
    """By the reports up to a day: indicators met, reported; execution budget, what is spent of it, budget × months."""
    row = last_until(spending, day)
    latest = {item.indicator_id: result for own in known.days if (result := last_until(own, day)) for item in [result]}
    completions = assess_completions(
        known.evaluated.indicators, results=latest, spending={known.project.project_id: row} if row else {}
    )
    budget_yuan, spent_yuan = _executed(row)
    return (
        sum(item.outcome is Outcome.MET for item in completions),
        sum(item.outcome is not Outcome.NO_DATA for item in completions),
        budget_yuan or _ZERO,
        spent_yuan or _ZERO,
        budget_yuan * month_of(row.as_of, fiscal_year=row.fiscal_year) if row and budget_yuan else _ZERO,
    )


def _executed(spending: Spending | None) -> tuple[Decimal | None, Decimal | None]:
    """The execution budget and what is spent of it, as sums have them; None where they cannot be compared."""
    budget_yuan = budget_of(spending)[0] if spending and execution_ratio(spending) is not None else None
    spent_yuan = spending.spent_yuan if spending else None
    if budget_yuan is None or spent_yuan is None or is_too_much(budget_yuan) or is_too_much(spent_yuan):
        return None, None
    return budget_yuan, spent_yuan


def last_until(items: Sequence[Any], day: date) -> Any | None:
    """Of items in the order of their days the last one up to a day."""
    return next((item for item in reversed(items) if item.as_of <= day), None)
