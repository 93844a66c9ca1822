"""Aggregates of the goal audit under the names that pages ask for."""

from dataclasses import dataclass

import pandas as pd

from perfdata.core.terms import FindingKind, ReviewDimension, ReviewStatus
from perfdata.presenting.summaries import Frames

SHOWN_AT_ONCE = 5
_OPEN = (ReviewStatus.OPEN.label, ReviewStatus.TO_AMEND.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """How many questions are open, in how many kinds, and the weightiest ones (rows of the audit frame)."""

    open_count: int
    kind_count: int
    answered_count: int
    remark_count: int
    stake_yuan: float
    weightiest: pd.DataFrame


def questions(frames: Frames) -> Questions:
    """The open questions; of each rule the first one can be among the three weightiest."""
    audit = frames["audit"]
    asked = rows_where(audit, "kind", FindingKind.QUESTION.label)
    still_open = asked[asked["status"].isin(_OPEN)]
    gap = still_open[still_open["rule_id"] == "budget_equals_subsidy_total"]
    return Questions(
        open_count=len(still_open),
        kind_count=still_open["rule_id"].nunique(),
        answered_count=len(asked) - len(still_open),
        remark_count=len(audit) - len(asked),
        stake_yuan=float(gap["stake_yuan"].sum()),
        weightiest=still_open.drop_duplicates("rule_id").head(3),
    )


def filtered(
    frames: Frames,
    *,
    dimensions: tuple[str, ...] = (),
    statuses: tuple[str, ...] = (),
    rule: str | None = None,
) -> pd.DataFrame:
    """The audit frame under the page's filters; an empty choice means all."""
    audit = frames["audit"]
    chosen = {"dimension": dimensions, "status": statuses, "rule_id": (rule,) if rule else ()}
    for column, values in chosen.items():
        if values:
            audit = audit[audit[column].isin(values)]
    return audit


def by_dimension(frames: Frames) -> pd.DataFrame:
    """``dimension``, ``question_count`` and ``remark_count`` of what is still open, in the order of the review."""
    audit = frames["audit"]
    still_open = audit[audit["status"].isin(_OPEN)]
    counts = pd.crosstab(still_open["dimension"].astype("str"), still_open["kind"].astype("str"))
    counts = counts.reindex(index=ReviewDimension.labels(), columns=FindingKind.labels(), fill_value=0)
    return pd.DataFrame(
        {
            "dimension": ReviewDimension.labels(),
            "question_count": counts[FindingKind.QUESTION.label].to_numpy(),
            "remark_count": counts[FindingKind.REMARK.label].to_numpy(),
        }
    )


def projects_in_order(audit: pd.DataFrame) -> list[str]:
    """Names of the projects (and 跨项目) that have findings, the one with the weightiest question first."""
    return list(dict.fromkeys(audit["short_name"]))


def rules_in_order(audit: pd.DataFrame) -> list[str]:
    """Rule ids that have findings, in their order of weight."""
    return list(dict.fromkeys(audit["rule_id"]))


def parts_of(audit: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The weightiest questions to be shown at once, the other questions, and the remarks on the form."""
    asked = rows_where(audit, "kind", FindingKind.QUESTION.label)
    return asked.head(SHOWN_AT_ONCE), asked.iloc[SHOWN_AT_ONCE:], rows_where(audit, "kind", FindingKind.REMARK.label)


def counted(audit: pd.DataFrame) -> str:
    """4 个问题，形式 7 处."""
    first, rest, remarks = parts_of(audit)
    asked = len(first) + len(rest)
    parts = [f"{asked} 个问题"] if asked else []
    return "，".join(parts + ([f"形式 {len(remarks)} 处"] if len(remarks) else []))


def rows_where(audit: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    """The rows with this value in the column."""
    return audit[audit[column] == value]
