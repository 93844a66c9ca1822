"""Records of the field. Money is yuan as Decimal; missing is None, never 0; raw text is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from perfdata.core.terms import (
    QUANTITATIVE_KINDS,
    Attainment,
    Comparator,
    FundingSource,
    Level1,
    Level2,
    Light,
    OpenQuestion,
    Outcome,
    ResultBasis,
    ReviewStatus,
    ValueKind,
)
from perfdata.core.text import Words, told

new_record = tuple.__new__  # a named tuple from all its values, where there is one for every cell: a third of the time


class Place(NamedTuple):
    """Where something was read: a line of a text file, or a cell of a sheet. A tuple, as there is one for every row."""

    source_file: str
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        parts = [self.source_file, self.sheet, self.cell, None if self.line is None else f"第 {self.line} 行"]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """One indicator value: the raw text and what the value grammar read from it.

    ``number`` is the (lower) bound in the unit it was written in, ``upper`` the upper bound of a range.
    For a deadline both are ISO dates as integers YYYYMMDD. ``per`` is the period the value refers to (年 季 月 …).
    ``numerator`` and ``denominator`` are those of a rate where they are written: 95%（19/20）.
    """

    raw: str
    kind: ValueKind
    comparator: Comparator | None = None
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    per: str | None = None
    is_approximate: bool = False
    note: str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def __hash__(self) -> int:
        """That of the raw text, which a string keeps: what is read from it follows."""
        return hash(self.raw)

    @property
    def is_quantitative(self) -> bool:
        return self.kind in QUANTITATIVE_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project of one fiscal year, as its goal table states it."""

    project_id: str
    project_name: str
    project_type: str | None
    project_level: str | None
    competent_department: str | None
    spending_unit: str | None
    cycle_start_year: int | None
    cycle_end_year: int | None
    fiscal_year: int | None
    budget_yuan: Decimal | None
    cycle_goal: str | None
    annual_goal: str | None
    place: Place
    field_places: Mapping[str, Place] = field(default_factory=dict)


class Indicator(NamedTuple):
    """One level 3 indicator; ``is_recovered`` marks a row whose cells had to be put back. A tuple, as Place.

    ``direction`` and ``result_basis`` are what the office answered about a target that does not say it itself: which
    way is better, and whether a result counts the whole year or each period.
    """

    indicator_id: str
    project_id: str
    fiscal_year: int | None
    level1: Level1 | None
    level2: Level2 | None
    indicator_name: str
    cycle_target: IndicatorValue
    annual_target: IndicatorValue
    order: int
    place: Place
    weight_points: Decimal | None = None
    is_recovered: bool = False
    direction: Comparator | None = None
    result_basis: ResultBasis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActualResult:
    """The result reported for an indicator as of a day."""

    indicator_id: str
    fiscal_year: int
    as_of: date
    actual: IndicatorValue
    attainment: Attainment | None = None
    given_points: Decimal | None = None
    deviation_reason: str | None = None
    evidence: str | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Budget and expenditure reported for a project as of a day, in yuan."""

    project_id: str
    fiscal_year: int
    as_of: date
    initial_budget_yuan: Decimal | None
    adjusted_budget_yuan: Decimal | None
    spent_yuan: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingRow:
    """One row of the 项目资金 block of a self-evaluation form, in yuan; None where the form is blank."""

    source: FundingSource
    initial_budget_yuan: Decimal | None
    adjusted_budget_yuan: Decimal | None
    spent_yuan: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfEvaluation:
    """One filled 项目支出绩效自评表: what it states, and the scores printed on it, which are never overwritten.

    ``indicators`` carry the printed 分值 as ``weight_points``; ``results`` are in their order, None where nothing is
    reported, with the printed 得分 as ``given_points``. Printed figures are None where the form is blank; ``is_sound``
    is False where an error was found in the form.
    """

    project: Project
    indicators: tuple[Indicator, ...]
    results: tuple[ActualResult | None, ...]
    funding: tuple[FundingRow, ...] = ()
    execution_points: Decimal | None = None
    execution_score: Decimal | None = None
    total_points: Decimal | None = None
    total_score: Decimal | None = None
    actual_goal: str | None = None
    is_sound: bool = True

    @property
    def has_points(self) -> bool:
        """Whether any 分值 is printed: forms of 转移支付 have none."""
        stated = (self.execution_points, self.total_points, *(item.weight_points for item in self.indicators))
        return any(points is not None for points in stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where one factor of a formula was read: the factor, its value, the words, and their place."""

    factor: str
    value: Decimal
    quote: str
    place: Place
    is_approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy:
    """补贴人数 × 补贴标准 × 期数, derived from a goal table; amounts in yuan.

    ``budget_gap_yuan`` is budget minus total (None without a budget). ``readings`` are other whole-number factors,
    as (headcount, rate_yuan, periods), whose product is the budget exactly.
    """

    project_id: str
    headcount: Decimal
    rate_yuan: Decimal
    periods: Decimal
    period_unit: str
    basis: tuple[Basis, ...]
    total_yuan: Decimal
    budget_yuan: Decimal | None
    budget_gap_yuan: Decimal | None
    readings: tuple[tuple[Decimal, Decimal, Decimal], ...] = ()

    @property
    def is_approximate(self) -> bool:
        return any(basis.is_approximate for basis in self.basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """Budget ÷ target count, for a project whose goal table states no formula."""

    project_id: str
    indicator_id: str
    indicator_name: str
    target_count: Decimal
    unit: str
    cost_yuan: Decimal
    documents: frozenset[str]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What an office says of one question of the audit (核实意见), with its note and the words of the question."""

    finding_id: str
    fiscal_year: int
    status: ReviewStatus
    note: str | None
    place: Place
    question: str | None = None


class Completion(NamedTuple):
    """How an indicator stands: outcome, completion ratio and deviation are three separate things.

    ``completion_ratio`` and ``deviation_ratio`` are shares of the target (1 is 100 %), None where they cannot be
    computed. ``explanation`` is one Chinese sentence with the arithmetic, told when read. ``is_inferred``
    marks a target without a comparator, judged by its kind; ``from_spending`` marks 预算执行率 filled from spent ÷
    adjusted budget. ``compared`` are actual and bound as they were compared, in the unit of the target. ``question``
    is what only the office can answer before anything is judged.
    """

    outcome: Outcome
    completion_ratio: Decimal | None
    deviation_ratio: Decimal | None
    words: Words
    is_inferred: bool = False
    from_spending: bool = False
    compared: tuple[Decimal, Decimal] | None = None
    question: OpenQuestion | None = None

    @property
    def explanation(self) -> str:
        return told(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitored:
    """How one indicator, or the budget of a project, stands at the cut-off.

    ``progress_ratio`` is the share of what is due by then, None where nothing is computed; ``is_prorated`` says that
    the calendar counted, up to the ``month``. ``explanation`` is one Chinese sentence with the arithmetic.
    """

    subject_id: str
    light: Light
    progress_ratio: Decimal | None
    explanation: str
    is_prorated: bool = False
    month: int | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoredProject:
    """One project at the cut-off: its budget, its indicators in their order, and the worst of their lights."""

    project_id: str
    light: Light
    budget: Monitored
    indicators: tuple[Monitored, ...]
