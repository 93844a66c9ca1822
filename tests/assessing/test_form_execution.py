"""预算执行率 on the forms to hand in: its value stands beside its score, whoever states the budget."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest

from perfdata.assessing.monitoring import monitor_projects
from perfdata.assessing.monitoring_form import monitoring_form
from perfdata.assessing.scoring import score_project
from perfdata.assessing.self_evaluation_form import self_evaluation_form
from perfdata.core.model import Spending
from perfdata.core.terms import Level2
from tests.score_builders import SCHEMES, a_project, a_spending, an_indicator

RATE = an_indicator("=100%", name="预算执行率", level2=Level2.COST, weight="10")
RAW = a_spending("85000", None)  # No budget of its own: 85,000 of the 100,000 of the goal table.


def actual_on_form(spending: Spending, *, denominator: Literal["adjusted", "initial"] = "adjusted") -> str:
    project, scheme = a_project(), replace(SCHEMES["ministry_2020"], execution_denominator=denominator)
    score = score_project(project, [RATE], results={}, spending=spending, scheme=scheme)
    return self_evaluation_form(project, [RATE], score=score, results={}, spending=spending).lines[0].actual


@pytest.mark.parametrize(
    ("spending", "denominator", "actual"),
    [
        (RAW, "adjusted", "85.0%"),  # 85,000 ÷ 100,000
        (a_spending("98", "200", "100"), "adjusted", "49.0%"),  # 98 ÷ 200
        (a_spending("98", "200", "100"), "initial", "98.0%"),  # 98 ÷ 100
    ],
)
def test_the_self_evaluation_shows_the_rate_it_scores(
    spending: Spending, denominator: Literal["adjusted", "initial"], actual: str
):
    assert actual_on_form(spending, denominator=denominator) == actual


def test_the_monitoring_form_shows_the_rate_by_the_budget_of_the_goal_table():
    project = a_project()
    (monitored,) = monitor_projects([project], [RATE], results={}, spending={"p1": RAW}, month=12)
    form = monitoring_form(
        project,
        [RATE],
        fiscal_year=2024,
        month=12,
        monitored=monitored,
        results={},
        spending=RAW,
        outlooks={},
        forecast=None,
    )
    assert form.lines[0].actual == "85.0%"
    assert Decimal(100_000) == form.initial_budget_yuan
