"""What was concluded of a project and an indicator in a year: derived from the uploads, renewed when touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfdata.core.model import ActualResult, Completion
from perfdata.core.terms import Level1, Level2, Light, Outcome

# The lights of a year are kept as letters: at the end of each month, January first, and last by the month up to which
# each report goes.
LETTERS: Mapping[Light, str] = {
    Light.RED: "r",
    Light.YELLOW: "y",
    Light.GREEN: "g",
    Light.BLUE: "b",
    Light.NO_DATA: "n",
    Light.UNKNOWN: "u",
}
LIGHTS: Mapping[str, Light] = {letter: light for light, letter in LETTERS.items()}
AS_REPORTED = 13
# Completion ratios are counted in bands: below the first edge, from it to the next, from the last one on.
BAND_EDGES = (0.6, 0.8, 1.0, 1.2)
# Amounts from here on are beyond any budget of a state: a project with one is no part of sums of money, in which it
# would hide all others; ``left_out_count`` says of how many that is so.
TOO_MUCH_YUAN = Decimal(10) ** 13


def is_too_much(yuan: Decimal | None) -> bool:
    """Whether an amount is too large for sums."""
    return yuan is not None and abs(yuan) >= TOO_MUCH_YUAN


def place_of(month: int | None) -> int:
    """Where the letter of the end of a month stands, counted from 1; None is by the month of each report."""
    return month or AS_REPORTED


def is_computed(completion: Completion, result: ActualResult | None) -> bool:
    """Whether spending alone answers an indicator that nobody reported a value for."""
    return completion.from_spending and not (result and result.actual.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectYear:
    """One project of one fiscal year; money in yuan, points and scores by the scheme that fits its form.

    ``execution_budget_yuan`` is what ``spent_yuan`` is a share of, None where nothing is spent or there is no budget.
    ``lights`` are the worst of the project and ``budget_lights`` those of its budget, as letters by month, the last of
    which is ``budget_light``; ``computed_count`` the indicators that spending alone answers.
    ``lag_yuan`` is what is due by the month less what is spent. ``left_out_count`` is 1 where an amount is too large
    for sums, else 0.
    ``month`` is that of the latest report of spending, by which the budget's light stands; ``as_of`` is the day of the
    latest report of any kind.
    """

    fiscal_year: int
    unit_key: str
    project_id: str
    project_name: str
    name_key: str
    short_name: str
    spending_unit: str | None
    competent_department: str | None
    cycle_start_year: int | None
    cycle_end_year: int | None
    budget_yuan: Decimal | None
    budget_light: Light
    budget_lights: str
    lights: str
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
    computed_count: int = 0
    total_score: Decimal | None = None
    grade: str | None = None
    scheme_id: str = ""
    formula_yuan: Decimal | None = None
    budget_gap_yuan: Decimal | None = None
    lag_yuan: Decimal | None = None
    unit_cost_count: int = 0
    left_out_count: int = 0


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
    value_kind: str
    reported: str | None
    as_of: date | None
    outcome: Outcome
    lights: str
    completion_ratio: float | None
    band: int | None
    numerator: float | None
    denominator: float | None
    weight_points: Decimal
    score: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDay:
    """What a day of reports changed of a project: indicators met and reported; execution budget and spent in yuan.

    ``report_count`` are the indicators reported that day, the execution rate with each report of spending;
    ``due_months_change_yuan`` is of the budget times the months up to which it is reported.
    """

    fiscal_year: int
    unit_key: str
    project_id: str
    as_of: date
    met_change: int
    reported_change: int
    report_count: int
    spending_count: int
    budget_change_yuan: Decimal
    spent_change_yuan: Decimal
    due_months_change_yuan: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenScore:
    """The score of a project where ``chosen`` is the scheme, or '' where each form has the one that fits it."""

    fiscal_year: int
    unit_key: str
    project_id: str
    chosen: str
    scheme_id: str
    total_score: Decimal | None
    grade: str | None
    reported_points: Decimal
