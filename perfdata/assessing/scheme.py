"""Scoring schemes are data: weights, bands and formulas with their reference, read from TOML by ``schemes``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from perfdata.assessing.comparators import COMPARATOR_RULES, ComparatorRules
from perfdata.assessing.execution import Denominator
from perfdata.core.terms import Attainment, Level1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Points shared by the indicators of one or several level 1."""

    levels: tuple[Level1, ...]
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One grade of a qualitative indicator as shares of its points.

    ``lower`` belongs to the band, ``upper`` only where it is 1; ``default`` is the share where no points were given.
    """

    lower: Decimal
    upper: Decimal
    default: Decimal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scheme:
    """How a project is scored. Shares are 0–1, points of 100; data/scoring_schemes.toml explains every field."""

    scheme_id: str
    title: str
    reference: str
    note: str = ""
    first_year: int | None = None
    last_year: int | None = None
    execution_points: Decimal
    execution_denominator: Denominator
    parts: tuple[Part, ...]
    empty_parts_to: Mapping[Level1, Level1]
    cost_is_level1: bool
    counts_execution_rows: bool
    grades: tuple[tuple[str, Decimal], ...]
    qualitative: Mapping[Attainment, Band]
    over_limit: Literal["ratio", "linear"]
    equal_target: Literal["both_sides", "at_least"]
    late_share: Decimal
    satisfaction: Literal["ratio", "bands"]
    satisfaction_bands: tuple[tuple[Decimal, Decimal], ...]
    exceeded_note: Decimal
    exceeded_reason: Decimal
    strict_no_evidence: Decimal
    strict_qualitative: Decimal
    strict_exceeded_floor: Decimal
    rounding: Decimal
    comparators: ComparatorRules = COMPARATOR_RULES
    without_cost: Mapping[Level1, Decimal] = field(default_factory=dict)
    execution_caps: tuple[tuple[Decimal, Decimal], ...] = ()
    exceeded_deduction: tuple[Decimal, Decimal] | None = None
    reason_below: Decimal = Decimal(1)

    def covers(self, fiscal_year: int | None) -> bool:
        """Whether the scheme is meant for the year; an unknown year is covered."""
        if fiscal_year is None:
            return True
        return (self.first_year or fiscal_year) <= fiscal_year <= (self.last_year or fiscal_year)

    def has_level(self, level: Level1) -> bool:
        return any(level in part.levels for part in self.parts)

    def cap_of(self, execution_ratio: Decimal | None) -> Decimal | None:
        """The most that a total may be at an execution rate; None where nothing caps it."""
        if execution_ratio is None:
            return None
        return next((most for lower, most in self.execution_caps if execution_ratio >= lower), None)

    def grade_of(self, total: Decimal) -> str:
        """The grade of a total, never rounded before: 89.995 is below 90."""
        return next(name for name, lower in self.grades if total >= lower)

    def rounded(self, points: Decimal) -> Decimal:
        """Points in steps of ``rounding``, halves up."""
        return points.quantize(self.rounding, ROUND_HALF_UP)
