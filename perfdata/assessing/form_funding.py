"""The 项目资金 block of a filled 自评表 as spending: totals, or the sum of the parts where the total is left at 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from perfdata.assessing.results_draft import ResultsDraft
from perfdata.assessing.self_evaluation_form import funding_rows
from perfdata.core.model import FundingRow, Project, SelfEvaluation, Spending
from perfdata.core.terms import FundingSource, Severity

_AMOUNTS = {"initial_budget_yuan": "年初预算数", "adjusted_budget_yuan": "全年预算数", "spent_yuan": "全年执行数"}


def form_spending(draft: ResultsDraft, evaluation: SelfEvaluation) -> Spending | None:
    """The totals of the 项目资金 block; a total of 0 or none above filled parts is their sum, and that is told."""
    rows = {row.source: row for row in evaluation.funding}
    total = rows.get(FundingSource.TOTAL)
    parts = [row for source, row in rows.items() if source is not FundingSource.TOTAL]
    amounts = {name: _total(draft, evaluation.project, total, parts, name) for name in _AMOUNTS}
    if all(amount is None for amount in amounts.values()):
        return None
    assert evaluation.project.fiscal_year is not None
    days = [result.as_of for result in evaluation.results if result is not None]
    return Spending(
        project_id=evaluation.project.project_id,
        fiscal_year=evaluation.project.fiscal_year,
        as_of=max(days, default=date(evaluation.project.fiscal_year, 12, 31)),
        place=(total or parts[0]).place,
        **amounts,
    )


def _total(
    draft: ResultsDraft, project: Project, total: FundingRow | None, parts: Sequence[FundingRow], name: str
) -> Decimal | None:
    stated: Decimal | None = getattr(total, name) if total else None
    known = [amount for row in parts if (amount := getattr(row, name)) is not None]
    added = sum(known, Decimal(0)) if known else None
    if not added or added == stated:
        return stated if stated is not None else added
    place, label = (total or parts[0]).place, _AMOUNTS[name]
    if not stated:
        written = "空白" if stated is None else "0"
        draft.report(
            "funding_total_derived",
            Severity.WARNING,
            place,
            f"“{project.project_name}”年度资金总额的{label}为{written}，分项合计 {added:,.2f} 元，按分项合计计算。",
            observed=written,
            expected=f"{added:,.2f} 元",
            suggestion="请在年度资金总额一行填写合计数。",
            project_id=project.project_id,
        )
        return added
    draft.report(
        "funding_parts_differ",
        Severity.WARNING,
        place,
        f"“{project.project_name}”的{label}总额 {stated:,.2f} 元，分项合计 {added:,.2f} 元，按总额计算。",
        observed=f"{stated:,.2f} 元",
        expected=f"{added:,.2f} 元",
        suggestion="请核对总额与各分项。",
        project_id=project.project_id,
    )
    return stated


def unless_known(spending: Spending | None, project: Project, stored: Spending | None) -> Spending | None:
    """None where the form only repeats the budget of the goal table; the stored row where it repeats that."""
    if spending is None:
        return None
    shown = funding_rows(project, stored)[0]
    if any(getattr(spending, name) != getattr(shown, name) for name in _AMOUNTS):
        return spending
    return None if stored is None else replace(stored, as_of=spending.as_of, place=spending.place)
