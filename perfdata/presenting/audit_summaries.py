"""Aggregates of the goal audit under the names that pages ask for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from perfdata.core.terms import FindingKind, ReviewDimension, ReviewStatus

SHOWN_AT_ONCE = 5
_OPEN = (ReviewStatus.OPEN.value, ReviewStatus.TO_AMEND.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """How many questions are open, in how many kinds, how many are answered, and the remarks on the form."""

    open_count: int
    kind_count: int
    answered_count: int
    remark_count: int


def questions(rows: Sequence[Any]) -> Questions:
    """The sums of rows with rule_id, kind, status and ``question_count``."""
    asked = [row for row in rows if row.kind == FindingKind.QUESTION.value]
    still_open = [row for row in asked if row.status in _OPEN]
    open_count, asked_count, count = (sum(row.question_count for row in part) for part in (still_open, asked, rows))
    return Questions(
        open_count=open_count,
        kind_count=len({row.rule_id for row in still_open}),
        answered_count=asked_count - open_count,
        remark_count=count - asked_count,
    )


def by_dimension(rows: Sequence[Any]) -> pd.DataFrame:
    """``dimension``, ``question_count`` and ``remark_count`` of what is still open, in the order of the review."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.status in _OPEN:
            counts[row.dimension, row.kind] += row.question_count
    kinds = (FindingKind.QUESTION.value, FindingKind.REMARK.value)
    made = [(each.label, *(counts[each.value, kind] for kind in kinds)) for each in ReviewDimension]
    return pd.DataFrame(made, columns=["dimension", "question_count", "remark_count"])


def said(count: int, remarks: int) -> str:
    """4 个问题，形式 7 处."""
    parts = [f"{count:,} 个问题"] if count else []
    return "，".join(parts + ([f"形式 {remarks:,} 处"] if remarks else []))


def projects_in_order(audit: pd.DataFrame) -> list[str]:
    """Names of the projects (and 跨项目) that have findings, the one with the weightiest question first."""
    return list(dict.fromkeys(audit["short_name"]))


def parts_of(audit: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The weightiest questions to be shown at once, the other questions, and the remarks on the form."""
    asked = rows_where(audit, "kind", FindingKind.QUESTION.label)
    return asked.head(SHOWN_AT_ONCE), asked.iloc[SHOWN_AT_ONCE:], rows_where(audit, "kind", FindingKind.REMARK.label)


def counted(audit: pd.DataFrame) -> str:
    """4 个问题，形式 7 处."""
    first, rest, remarks = parts_of(audit)
    return said(len(first) + len(rest), len(remarks))


def rows_where(audit: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    """The rows with this value in the column."""
    return audit[audit[column] == value]
