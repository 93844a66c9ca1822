"""What a draft would change: old value, new value, for every accepted row."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.model import ActualResult, Spending
from perfdata.core.reports import ResultChange, result_text, spending_text
from perfdata.core.terms import ChangeKind

Row = TypeVar("Row", ActualResult, Spending)


def changes_against(
    draft: ResultsDraft, *, results: Mapping[str, ActualResult], spending: Mapping[str, Spending]
) -> list[ResultChange]:
    """One change a row of the draft, against the latest results by indicator and spending by project."""
    changes = [_change(item.indicator_id, results.get(item.indicator_id), item, result_text) for item in draft.results]
    return changes + [
        _change(item.project_id, spending.get(item.project_id), item, spending_text) for item in draft.spending
    ]


def _change(subject_id: str, held: Row | None, row: Row, text_of: Callable[[Row], str]) -> ResultChange:
    old, new = None if held is None else text_of(held), text_of(row)
    kind = ChangeKind.NEW if old is None else ChangeKind.UNCHANGED if old == new else ChangeKind.CHANGED
    return ResultChange(kind, subject_id, old, new, row.place)
