"""Findings: data problems as data. A finding asks (提示，供核实); it never accuses."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from perfdata.core.model import Place, Review
from perfdata.core.terms import FindingKind, ReviewDimension, ReviewStatus, Severity

_FACTS = re.compile(r"“[^”]*”|\d[\d,.]*")


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

    ``finding_id`` stands for the rule and the table (or the unit) whatever the words; see ``is_answered_by``.
    ``stake_yuan`` is the money the question is about, None where it is about none.
    """

    finding_id: str
    rule_version: int
    kind: FindingKind
    dimension: ReviewDimension
    basis: str
    fiscal_year: int | None
    spending_unit: str | None
    project_name: str | None = None
    indicator_name: str | None = None
    arithmetic: str | None = None
    stake_yuan: Decimal | None = None

    def is_answered_by(self, review: Review) -> bool:
        """Whether the question answered had the same figures and names, in whatever words: else it is asked anew."""
        return review.question is None or _FACTS.findall(review.question) == _FACTS.findall(self.message)

    def answered(self, review: Review | None) -> tuple[ReviewStatus, str | None]:
        """Status and note by what the office says; of an answer to other figures the note of an open question tells."""
        if review is None:
            return ReviewStatus.OPEN, None
        if self.is_answered_by(review):
            return review.status, review.note
        said = f"（{review.note}）" if review.note else ""
        return ReviewStatus.OPEN, f"原答复“{review.status.label}”{said}针对：{review.question}"


class Asked(NamedTuple):
    """A finding with what the office says of it."""

    finding: AuditFinding
    status: ReviewStatus
    note: str | None


class NotApplicable(NamedTuple):
    """Why a rule has nothing to say of a project, or of the year's projects together (None)."""

    rule_id: str
    rule_version: int
    project_id: str | None
    project_name: str | None
    reason: str
