"""Scoring schemes are data: weights, bands and formulas with their reference, read from TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from perfdata.assessing.completion import COMPARATOR_RULES, ComparatorRules
from perfdata.core.terms import Attainment, Level1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Points shared by the indicators of one or several level 1."""

    levels: tuple[Level1, ...]
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One grade of a qualitative indicator: shares of its points, ``lower`` inclusive; the default without points."""

    attainment: Attainment
    lower: Decimal
    upper: Decimal
    default: Decimal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scheme:
    """How a project is scored. Shares are 0–1, points of 100; see data/scoring_schemes.toml for every field."""

    scheme_id: str
    title: str
    reference: str
    note: str
    first_year: int | None
    last_year: int | None
    execution_points: Decimal
    execution_denominator: Literal["adjusted", "initial"]
    parts: tuple[Part, ...]
    empty_parts_to: Mapping[Level1, Level1]
    cost_is_level1: bool
    counts_execution_rows: bool
    grades: tuple[tuple[str, Decimal], ...]
    qualitative: tuple[Band, ...]
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


def load_schemes(*paths: Path) -> Mapping[str, Scheme]:
    """Schemes by id, in the order of the files; a later file adds, and replaces what has the same id.

    Raises SchemeError in Chinese with file, line and reason.
    """
    raise NotImplementedError
