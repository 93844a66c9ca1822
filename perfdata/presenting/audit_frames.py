"""The goal audit as frames: one row a question with its status, one row a rule that had nothing to say."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from perfdata.core.findings import AuditFinding, NotApplicable
from perfdata.core.model import Review
from perfdata.core.terms import ReviewStatus
from perfdata.presenting.frames import Names
from perfdata.presenting.schemas import frame_of

ACROSS = "跨项目"


def audit_frame(findings: Iterable[AuditFinding], reviews: Iterable[Review], names: Names) -> pd.DataFrame:
    """One row a question in the order of the audit, with what the office says of it."""
    reviewed = {review.finding_id: review for review in reviews}
    rows = [_row(finding, reviewed.get(finding.finding_id), names) for finding in findings]
    return frame_of("audit", rows)


def _row(finding: AuditFinding, review: Review | None, names: Names) -> dict[str, object]:
    plain = "finding_id rule_id rule_version indicator_name message observed expected arithmetic basis".split()
    return {
        **{name: getattr(finding, name) for name in plain},
        "severity": finding.severity.label,
        "dimension": finding.dimension.label,
        "status": (review.status if review else ReviewStatus.OPEN).label,
        "note": review.note if review else None,
        "project_id": finding.project_id or "",
        "short_name": names.short_names.get(finding.project_id or "", ACROSS),
        "question": finding.suggestion,
        "stake_yuan": None if finding.stake_yuan is None else float(finding.stake_yuan),
        "place": str(finding.place or ""),
    }


def skips_frame(skips: Iterable[NotApplicable], names: Names) -> pd.DataFrame:
    """One row a rule and project (or the year) the rule had nothing to say of."""
    rows = [
        {
            "rule_id": skip.rule_id,
            "project_id": skip.project_id or "",
            "short_name": names.short_names.get(skip.project_id or "", ACROSS),
            "reason": skip.reason,
        }
        for skip in skips
    ]
    return frame_of("audit_skips", rows)
