"""Scoring per indicator on one core: comparison in words, rule, score and totals, beyond reading the records."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from perfdata.assessing.completion import assess_completions
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.schemes import load_schemes
from perfdata.assessing.scoring import score_project
from perfdata.core.collection import collection_paused
from perfdata.core.model import ActualResult, Indicator, Project, Spending
from perfdata.core.scores import ProjectScore
from perfdata.core.terms import Attainment, ValueKind
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import read_goal_tables
from tests.bench.report import Target, print_table, print_targets
from tests.bench.servers import ROOT

INDICATORS, ROUNDS = 100_000, 5
_Table = tuple[Project, list[Indicator]]


def run() -> None:
    """Score the bundled tables with invented results, over and over with other numbers, till there are 100,000."""
    tables, results, spending = _records()
    scheme = next(iter(load_schemes(ROOT / "data" / "scoring_schemes.toml").values()))
    flat = [indicator for _, indicators in tables for indicator in indicators]

    def score() -> object:
        return [_scored(table, results, spending, scheme) for table in tables]

    def compare() -> object:
        return assess_completions(flat, results=results, spending=spending)

    def explain() -> object:
        return [own.explanation for table in tables[:500] for own in _scored(table, results, spending, scheme).scores]

    count = len(flat)
    explained = sum(len(indicators) for _, indicators in tables[:500])
    measured = {
        "score_project, with the comparison": _microseconds(score, count),
        "the comparison alone (assess_completions)": _microseconds(compare, count),
        "score_project and every explanation read": _microseconds(explain, explained),
    }
    print(f"  {count:,} indicators in {len(tables):,} projects; medians of {ROUNDS} rounds, CPU time")
    print_table(("", "µs an indicator"), [(name, f"{value:.1f}") for name, value in measured.items()])
    print_targets([Target("µs an indicator", measured["score_project, with the comparison"], 10, at_most=True)])


def _records() -> tuple[list[_Table], dict[str, ActualResult], dict[str, Spending]]:
    """Copies of the bundled tables; half of the results fall short, and every copy has numbers of its own."""
    path = next((ROOT / "data" / "goal_tables" / "2024").glob("*.txt"))
    source = read_goal_tables(path.read_bytes(), file_name=path.name).tables
    tables: list[_Table] = []
    results: dict[str, ActualResult] = {}
    spending: dict[str, Spending] = {}
    for number in range(INDICATORS // sum(len(table.indicators) for table in source) + 1):
        for table in source:
            project = replace(table.project, project_id=f"{table.project.project_id}-{number}")
            own = [
                each._replace(indicator_id=f"{each.indicator_id}-{number}", project_id=project.project_id)
                for each in table.indicators
            ]
            tables.append((project, own))
            results |= {each.indicator_id: _result(each, number) for each in own}
            spending[project.project_id] = _spending(project, number)
    return tables, results, spending


def _result(indicator: Indicator, number: int) -> ActualResult:
    target = indicator.annual_target
    is_graded = target.kind is ValueKind.QUALITATIVE
    share = Decimal(75 + number % 50) / 100
    actual = "" if is_graded or target.number is None else f"{target.number * share}{target.unit or ''}"
    return ActualResult(
        indicator_id=indicator.indicator_id,
        fiscal_year=2024,
        as_of=date(2024, 12, 31),
        actual=parse_value(actual),
        attainment=list(Attainment)[number % 3] if is_graded else None,
        place=indicator.place,
    )


def _spending(project: Project, number: int) -> Spending:
    budget_yuan = project.budget_yuan or Decimal(0)
    return Spending(
        project_id=project.project_id,
        fiscal_year=2024,
        as_of=date(2024, 12, 31),
        initial_budget_yuan=budget_yuan,
        adjusted_budget_yuan=budget_yuan,
        spent_yuan=budget_yuan - number,
        place=project.place,
    )


def _scored(
    table: _Table, results: dict[str, ActualResult], spending: dict[str, Spending], scheme: Scheme
) -> ProjectScore:
    project, indicators = table
    return score_project(project, indicators, results=results, spending=spending[project.project_id], scheme=scheme)


def _microseconds(task: Callable[[], object], count: int) -> float:
    """CPU time without cyclic collection, as ``evaluating.evaluate`` scores the projects of a year."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        begin = time.process_time()
        with collection_paused():
            made = task()
        times.append(time.process_time() - begin)
        del made
    return statistics.median(times) / count * 1e6
