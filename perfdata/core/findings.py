"""Findings: data problems as data. A finding asks (提示，供核实); it never accuses."""

from dataclasses import dataclass
from decimal import Decimal

from perfdata.core.model import Place
from perfdata.core.terms import ReviewDimension, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One question about the data: what was read, what was expected, what to do, and where."""

    rule_id: str
    severity: Severity
    message: str
    project_id: str | None = None
    indicator_id: str | None = None
    observed: str | None = None
    expected: str | None = None
    suggestion: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding(Finding):
    """A question of the goal audit: ``suggestion`` is the question, ``basis`` the rule's source (文号 or 经验规则).

    ``finding_id`` stands for exactly these words: when the figures change it is another question. ``stake_yuan`` is
    the money the question is about, None where it is about none.
    """

    finding_id: str
    rule_version: int
    dimension: ReviewDimension
    basis: str
    fiscal_year: int | None
    project_name: str | None = None
    indicator_name: str | None = None
    arithmetic: str | None = None
    stake_yuan: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    """Why a rule has nothing to say of a project, or of the year's projects together (None)."""

    rule_id: str
    rule_version: int
    project_id: str | None
    project_name: str | None
    reason: str
