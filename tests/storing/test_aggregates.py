"""What the database adds up is what the conclusions say one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from perfdata.core.terms import Outcome
from perfdata.storing import aggregates, rankings
from perfdata.storing.conclusion_tables import indicator_years, project_years
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.connecting import reading
from perfdata.storing.marks import stale_count
from perfdata.storing.scope import Scope
from perfdata.storing.store import open_store
from perfdata.usecases.concluding import concluder
from perfdata.usecases.money import budget_ranking
from perfdata.usecases.town import overview
from perfdata.usecases.years import years_of
from tests.storing.builders import a_project, a_spending, append_report, append_tables
from tests.town import fill_town

UNIT = "某市某某镇交通分局"


@pytest.fixture(scope="module")
def town(shared_url: str) -> Iterator[Engine]:
    """Five units of three projects in two years, on either database."""
    opened = open_store(shared_url)
    conclude_with(opened, concluder)
    fill_town(opened, units=5, projects=3)
    yield opened
    opened.dispose()


def asked_of(engine: Engine, ask: Callable[..., Any], *scope: Scope, **options: Any) -> Any:
    with reading(engine) as connection:
        return ask(connection, *scope, **options)


def rows_of(engine: Engine, *, year: int = 2024, unit: str | None = None) -> list:
    with engine.connect() as connection:
        rows = connection.execute(select(project_years).where(project_years.c.fiscal_year == year)).all()
    return [row for row in rows if unit is None or row.spending_unit == unit]


@pytest.mark.parametrize("scope", [Scope(2024), Scope(2023), Scope(2024, (UNIT,))])
def test_totals_are_the_sums_of_the_projects(town: Engine, scope: Scope):
    rows = rows_of(town, year=scope.fiscal_year, unit=scope.units[0] if scope.units else None)
    totals = asked_of(town, aggregates.totals, scope)
    assert (totals.project_count, totals.unit_count) == (len(rows), len({row.unit_key for row in rows}))
    assert totals.budget_yuan == sum(row.budget_yuan for row in rows)
    spent = [row for row in rows if row.execution_budget_yuan is not None]
    assert totals.spent_yuan == sum(row.spent_yuan for row in spent)
    assert totals.execution_budget_yuan == sum(row.execution_budget_yuan for row in spent)
    for outcome in Outcome:
        name = f"{outcome.value}_count"
        assert getattr(totals, name) == sum(getattr(row, name) for row in rows)
    scores = [row.total_score for row in rows if row.total_score is not None]
    assert totals.score_count == len(scores)
    assert round(totals.mean_score, 6) == round(float(sum(scores) / len(scores)), 6)
    assert totals.as_of == max(row.as_of for row in rows if row.as_of)


def test_rows_of_units_and_of_projects_add_up_to_the_totals(town: Engine):
    totals = asked_of(town, aggregates.totals, Scope(2024))
    units, projects = (asked_of(town, aggregates.ranked, Scope(2024), by=by) for by in ("unit", "project"))
    assert (len(units), len(projects)) == (5, 15)
    for rows in (units, projects):
        assert sum(row.budget_yuan for row in rows) == totals.budget_yuan
        assert sum(row.met_count for row in rows) == totals.met_count
    assert {row.spending_unit for row in units} >= {UNIT}


def test_a_selection_without_projects_has_no_money_and_not_zero(town: Engine):
    totals = asked_of(town, aggregates.totals, Scope(2024, ("没有的单位",)))
    assert (totals.project_count, totals.budget_yuan, totals.met_count) == (0, None, 0)


def test_the_project_that_lags_most_in_yuan_comes_first(town: Engine):
    behind = asked_of(town, aggregates.projects_behind, Scope(2024), most=20)
    lags = [row.execution_budget_yuan * row.month / 12 - row.spent_yuan for row in behind]
    assert lags == sorted(lags, reverse=True)
    assert round(Decimal(behind[0].lag_yuan), 2) == round(lags[0], 2)
    assert all(row.execution_budget_yuan is not None for row in behind)


def test_who_reported_less_far_than_others_is_overdue(town: Engine):
    latest = asked_of(town, aggregates.totals, Scope(2024)).as_of
    late = {row.project_id for row in rows_of(town) if row.as_of is None or row.as_of.month < latest.month}
    assert {row.project_id for row in asked_of(town, aggregates.projects_overdue, Scope(2024), most=99)} == late


def test_open_questions_come_by_the_money_at_stake(town: Engine):
    asked = asked_of(town, aggregates.open_questions, Scope(2024), most=999)
    stakes = [row.stake_yuan or 0 for row in asked]
    assert stakes == sorted(stakes, reverse=True)
    assert len(asked) == asked_of(town, aggregates.totals, Scope(2024)).question_count
    assert {row.kind for row in asked} == {"question"}


def test_what_is_due_goes_by_the_months_of_the_spending_of_each_project(engine: Engine):
    conclude_with(engine, concluder)
    append_tables(engine, a_project("p1", budget_yuan=Decimal(100)), a_project("p2", budget_yuan=Decimal(300)))
    append_report(engine, a_spending("p1", "100", as_of=date(2024, 12, 31), initial_budget_yuan=Decimal(100)))
    append_report(engine, a_spending("p2", "150", as_of=date(2024, 6, 30), initial_budget_yuan=Decimal(300)))
    totals = asked_of(engine, aggregates.totals, Scope(2024))
    assert (totals.spent_yuan, totals.execution_budget_yuan) == (Decimal(250), Decimal(400))
    assert totals.due_months_yuan / 12 == Decimal(250)
    assert [row.project_id for row in asked_of(engine, aggregates.ranked, Scope(2024), by="project")] == ["p1", "p2"]


def test_budgets_beyond_any_state_do_not_keep_the_sums_of_others_away(engine: Engine):
    conclude_with(engine, concluder)
    large = [a_project(f"p{number}", budget_yuan=Decimal(9) * 10**15) for number in range(12)]
    append_tables(engine, a_project("p99", budget_yuan=Decimal(7)), *large)
    totals = asked_of(engine, aggregates.totals, Scope(2024))
    assert (totals.budget_yuan, totals.left_out_count) == (Decimal(7), 12)
    assert max(row.budget_yuan for row in rows_of(engine)) == Decimal(9) * 10**15  # as stated, for lists
    [unit] = asked_of(engine, rankings.budgets_by_unit, Scope(2024))
    [cycle] = asked_of(engine, rankings.budgets_by_cycle, Scope(2024))
    assert (unit.budget_yuan, cycle.budget_yuan) == (Decimal(7), Decimal(7))
    left_out = "12 个项目的金额过大（10 万亿元及以上），没有计入金额合计，请核实。"
    found = overview(engine, Scope(2024))
    assert found is not None
    assert found.scope.endswith(left_out)
    ranking = budget_ranking(engine, Scope(2024), by="short_name")
    assert left_out in ranking.note
    assert ranking.table["占比"].isna().all()
    assert years_of(engine, Scope(2024)).left_out == f"2024 年度{left_out}"


def test_owners_of_more_subjects_than_a_query_may_bind_are_found(town: Engine):
    project = rows_of(town)[0].project_id
    with town.connect() as connection:
        owner, known = connection.execute(
            select(indicator_years.c.project_id, indicator_years.c.indicator_id).limit(1)
        ).one()
    ids = [project, *(f"unknown {number}" for number in range(70_000)), known]
    with reading(town) as connection:
        assert aggregates.owners(connection, ids) == sorted({project, owner})


def test_spending_beyond_any_state_keeps_no_project_from_being_judged(engine: Engine):
    conclude_with(engine, concluder)
    append_tables(engine, a_project("p1", budget_yuan=Decimal(100)), a_project("p2"))
    append_report(engine, a_spending("p1", "50", initial_budget_yuan=Decimal(100)))
    append_report(engine, a_spending("p2", "60000000000000", initial_budget_yuan=Decimal(7) * 10**13))
    totals = asked_of(engine, aggregates.totals, Scope(2024))
    assert (totals.spent_yuan, totals.execution_budget_yuan, totals.spending_count) == (50, 100, 1)
    assert (totals.budget_yuan, totals.left_out_count) == (100, 1)
    days = asked_of(engine, aggregates.days, Scope(2024))
    assert [(day.spent_change_yuan, day.spending_count) for day in days] == [(50, 2)]
    assert stale_count(engine) == 0


def test_a_question_about_more_than_any_state_has_is_open_and_comes_first(engine: Engine):
    conclude_with(engine, concluder)
    goal = "补贴36人，每人每月1000元，按月发放。"
    for project_id, yuan in (("p1", Decimal(5) * 10**13), ("p2", Decimal(500_000))):
        append_tables(engine, a_project(project_id, budget_yuan=yuan, annual_goal=goal))
    asked = asked_of(engine, aggregates.open_questions, Scope(2024), most=99)
    assert [row.project_id for row in asked if row.rule_id == "budget_equals_subsidy_total"] == ["p1", "p2"]
    assert len(asked) == asked_of(engine, aggregates.totals, Scope(2024)).question_count
