"""Scores of a self-evaluation, each with the arithmetic that gives it. Points are Decimal; missing is None, never 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from perfdata.core.model import Completion
from perfdata.core.terms import Level1, WeightSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one indicator gets of its 分值, None while nothing that can be scored is reported.

    ``formula`` is plain arithmetic on ``inputs`` (81 ÷ 90 × 10) that gives ``score`` when rounded as the scheme says;
    '' without a score. ``explanation`` is one Chinese sentence. ``needs_reason`` is true where the form demands a
    reason: points lost, or a target exceeded beyond the scheme's limit.
    """

    indicator_id: str
    scheme_id: str
    level1: Level1 | None
    weight_points: Decimal
    weight_source: WeightSource
    score: Decimal | None
    rule_id: str
    formula: str
    inputs: Mapping[str, Decimal]
    explanation: str
    needs_reason: bool
    completion: Completion

    @property
    def lost_points(self) -> Decimal | None:
        return None if self.score is None else self.weight_points - self.score


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionScore:
    """The 预算执行率 row: amounts in yuan, ``ratio`` a share of the budget, uncapped; None where not computable."""

    budget_yuan: Decimal | None
    spent_yuan: Decimal | None
    ratio: Decimal | None
    points: Decimal
    score: Decimal | None
    formula: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelScore:
    """Points of one level 1: all, those of the scored indicators, and what these got."""

    level1: Level1
    points: Decimal
    reported_points: Decimal
    reported_score: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectScore:
    """The self-evaluation of one project. ``total_score`` and ``grade`` are None until everything can be scored;

    till then 「已填报部分得分 ``reported_score`` / 应得 ``reported_points``」 is all that can be said. ``grade`` is None
    as well where the points do not add up to 100; ``notes`` say so in Chinese. ``scores`` are in indicator order.
    """

    project_id: str
    scheme_id: str
    weight_source: WeightSource
    execution: ExecutionScore
    scores: tuple[Score, ...]
    levels: tuple[LevelScore, ...]
    total_points: Decimal
    total_score: Decimal | None
    reported_points: Decimal
    reported_score: Decimal
    grade: str | None
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualWeight:
    """The 分值 a person set for an indicator; the newest set of a project and year holds as a whole."""

    project_id: str
    fiscal_year: int
    indicator_id: str
    weight_points: Decimal
