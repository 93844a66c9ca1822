"""What was concluded of a project and an indicator in a year: derived from the uploads, renewed when touched."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfdata.core.terms import Level1, Level2, Light, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectYear:
    """One project of one fiscal year; money in yuan, points and scores by the scheme that fits its form.

    ``execution_budget_yuan`` is what ``spent_yuan`` is a share of, None where nothing is spent or there is no budget.
    ``month`` is that of the latest report of spending, by which the budget's light stands; ``as_of`` is the day of the
    latest report of any kind.
    """

    fiscal_year: int
    unit_key: str
    project_id: str
    project_name: str
    spending_unit: str | None
    competent_department: str | None
    budget_yuan: Decimal | None
    budget_light: Light
    indicator_count: int
    execution_budget_yuan: Decimal | None = None
    spent_yuan: Decimal | None = None
    as_of: date | None = None
    month: int | None = None
    met_count: int = 0
    partly_met_count: int = 0
    not_met_count: int = 0
    no_data_count: int = 0
    not_comparable_count: int = 0
    total_score: Decimal | None = None
    grade: str | None = None
    scheme_id: str = ""
    formula_yuan: Decimal | None = None
    budget_gap_yuan: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorYear:
    """One indicator of one fiscal year: what was asked and reported as written, how it stands, what it scores."""

    fiscal_year: int
    unit_key: str
    project_id: str
    indicator_id: str
    order: int
    level1: Level1 | None
    level2: Level2 | None
    indicator_name: str
    target: str
    reported: str | None
    as_of: date | None
    outcome: Outcome
    completion_ratio: float | None
    weight_points: Decimal
    score: Decimal | None
