"""Projects, indicators and results as scoring tests need them."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from perfdata.assessing.schemes import load_schemes
from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.terms import LEVEL1_OF, Attainment, Level1, Level2
from perfdata.core.values import parse_value
from perfdata.usecases.installation import HOUSE

PLACE = Place(source_file="自评表.xlsx", sheet="自评", cell="F11")
SCHEMES = load_schemes(HOUSE / "data" / "scoring_schemes.toml")


def a_project(*, budget: str | None = "100000", fiscal_year: int | None = 2024) -> Project:
    return Project(
        project_id="p1",
        project_name="助学补助",
        project_type=None,
        project_level=None,
        competent_department=None,
        spending_unit="某镇教育办",
        cycle_start_year=None,
        cycle_end_year=None,
        fiscal_year=fiscal_year,
        budget_yuan=None if budget is None else Decimal(budget),
        cycle_goal=None,
        annual_goal=None,
        place=PLACE,
    )


def an_indicator(
    target: str,
    *,
    name: str = "补助户数",
    level2: Level2 | None = Level2.QUANTITY,
    level1: Level1 | None = None,
    weight: str | None = None,
    indicator_id: str = "i1",
) -> Indicator:
    return Indicator(
        indicator_id=indicator_id,
        project_id="p1",
        fiscal_year=2024,
        level1=level1 or (LEVEL1_OF[level2] if level2 else None),
        level2=level2,
        indicator_name=name,
        cycle_target=parse_value(target),
        annual_target=parse_value(target),
        weight_points=None if weight is None else Decimal(weight),
        order=1,
        place=PLACE,
    )


def a_result(
    actual: str | None,
    *,
    grade: Attainment | None = None,
    given: str | None = None,
    evidence: str | None = None,
    indicator_id: str = "i1",
) -> ActualResult:
    return ActualResult(
        indicator_id=indicator_id,
        fiscal_year=2024,
        as_of=date(2024, 12, 31),
        actual=parse_value(actual),
        attainment=grade,
        given_points=None if given is None else Decimal(given),
        evidence=evidence,
        place=PLACE,
    )


def a_spending(spent: str | None, adjusted: str | None, initial: str | None = None) -> Spending:
    spent_yuan, adjusted_yuan, initial_yuan = (
        None if text is None else Decimal(text) for text in (spent, adjusted, initial)
    )
    return Spending(
        project_id="p1",
        fiscal_year=2024,
        as_of=date(2024, 12, 31),
        initial_budget_yuan=initial_yuan,
        adjusted_budget_yuan=adjusted_yuan,
        spent_yuan=spent_yuan,
        place=PLACE,
    )


def worked_out(formula: str, *, step: str = "0.01") -> Decimal:
    """What a formula of numbers with + − × ÷ and brackets gives, exactly, rounded half up; an evaluator of its own."""
    assert re.fullmatch(r"[\d. +−×÷()-]+", formula), formula
    python = re.sub(r"\d+(?:\.\d+)?", lambda found: f"Fraction('{found[0]}')", formula)
    exact = eval(python.replace("×", "*").replace("÷", "/").replace("−", "-"), {"Fraction": Fraction})
    scaled = Fraction(exact) / Fraction(step)
    return (Decimal(scaled.numerator) / Decimal(scaled.denominator)).quantize(Decimal(1), ROUND_HALF_UP) * Decimal(step)
