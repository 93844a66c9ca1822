"""What a draft would change: old value, new value, for every accepted row."""

from __future__ import annotations

from collections.abc import Mapping

from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.model import ActualResult, Place, Spending
from perfdata.core.reports import ResultChange
from perfdata.core.terms import ChangeKind
from perfdata.core.text import thousands


def changes_against(
    draft: ResultsDraft, *, results: Mapping[str, ActualResult], spending: Mapping[str, Spending]
) -> list[ResultChange]:
    """One change a row of the draft, against the latest results by indicator and spending by project."""
    changes = [
        _change(item.indicator_id, _result_text(results.get(item.indicator_id)), _result_text(item), item.place)
        for item in draft.results
    ]
    return changes + [
        _change(item.project_id, _spending_text(spending.get(item.project_id)), _spending_text(item), item.place)
        for item in draft.spending
    ]


def _change(subject_id: str, old: str | None, new: str | None, place: Place) -> ResultChange:
    kind = ChangeKind.NEW if old is None else ChangeKind.UNCHANGED if old == new else ChangeKind.CHANGED
    return ResultChange(kind, subject_id, old, new or "", place)


def _result_text(result: ActualResult | None) -> str | None:
    if result is None:
        return None
    grade = result.attainment.label if result.attainment else None
    reason = f"原因：{result.deviation_reason}" if result.deviation_reason else None
    evidence = f"佐证：{result.evidence}" if result.evidence else None
    return "；".join(part for part in (result.actual.raw, grade, reason, evidence) if part)


def _spending_text(row: Spending | None) -> str | None:
    if row is None:
        return None
    amounts = {"年初预算": row.initial_budget_yuan, "全年预算": row.adjusted_budget_yuan, "执行": row.spent_yuan}
    return "；".join(f"{label} {thousands(amount)} 元" for label, amount in amounts.items() if amount is not None)
