"""Aggregates of the goal audit under the names that pages ask for."""

from dataclasses import dataclass

import pandas as pd

from perfdata.core.terms import ReviewDimension, ReviewStatus, Severity
from perfdata.presenting.summaries import Frames

_OPEN = (ReviewStatus.OPEN.label, ReviewStatus.TO_AMEND.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """How many questions are open, in how many kinds, and the weightiest ones (rows of the audit frame)."""

    open_count: int
    kind_count: int
    answered_count: int
    notice_count: int
    stake_yuan: float
    weightiest: pd.DataFrame


def questions(frames: Frames) -> Questions:
    """The open questions above notices; of each rule the first one can be among the three weightiest."""
    audit = frames["audit"]
    asked = audit[audit["severity"] != Severity.NOTICE.label]
    still_open = asked[asked["status"].isin(_OPEN)]
    gap = still_open[still_open["rule_id"] == "budget_equals_subsidy_total"]
    return Questions(
        open_count=len(still_open),
        kind_count=still_open["rule_id"].nunique(),
        answered_count=len(asked) - len(still_open),
        notice_count=int((audit["severity"] == Severity.NOTICE.label).sum()),
        stake_yuan=float(gap["stake_yuan"].sum()),
        weightiest=still_open.drop_duplicates("rule_id").head(3),
    )


def filtered(
    frames: Frames,
    *,
    severities: tuple[str, ...] = (),
    dimensions: tuple[str, ...] = (),
    statuses: tuple[str, ...] = (),
    rule: str | None = None,
) -> pd.DataFrame:
    """The audit frame under the page's filters; an empty choice means all."""
    audit = frames["audit"]
    chosen = {"severity": severities, "dimension": dimensions, "status": statuses, "rule_id": (rule,) if rule else ()}
    for column, values in chosen.items():
        if values:
            audit = audit[audit[column].isin(values)]
    return audit


def by_dimension(frames: Frames) -> pd.DataFrame:
    """``dimension``, ``warning_count`` and ``notice_count`` of what is still open, in the order of the review."""
    audit = frames["audit"]
    still_open = audit[audit["status"].isin(_OPEN)]
    counts = pd.crosstab(still_open["dimension"].astype("str"), still_open["severity"].astype("str"))
    counts = counts.reindex(index=ReviewDimension.labels(), columns=Severity.labels(), fill_value=0)
    return pd.DataFrame(
        {
            "dimension": ReviewDimension.labels(),
            "warning_count": counts[Severity.WARNING.label].to_numpy(),
            "notice_count": counts[Severity.NOTICE.label].to_numpy(),
        }
    )


def projects_in_order(audit: pd.DataFrame) -> list[str]:
    """Names of the projects (and 跨项目) that have questions, the most questions first."""
    return list(audit.groupby("short_name", sort=False).size().sort_values(ascending=False, kind="stable").index)


def rules_in_order(audit: pd.DataFrame) -> list[str]:
    """Rule ids that have findings, in their order of weight."""
    return list(dict.fromkeys(audit["rule_id"]))


def rows_where(audit: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    """The rows with this value in the column."""
    return audit[audit[column] == value]
