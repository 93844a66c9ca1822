"""The 项目资金 block of a filled 自评表 as spending: totals, or the sum of the parts where the total is left at 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from perfdata.assessing.results_draft import ResultsDraft
from perfdata.assessing.self_evaluation_form import funding_rows
from perfdata.core.model import FundingRow, Place, Project, SelfEvaluation, Spending
from perfdata.core.terms import FundingSource, Severity

_AMOUNTS = {"initial_budget_yuan": "年初预算数", "adjusted_budget_yuan": "全年预算数", "spent_yuan": "全年执行数"}


def form_spending(draft: ResultsDraft, evaluation: SelfEvaluation) -> Spending | None:
    """The totals of the 项目资金 block; a total of 0 or none above filled parts is their sum, and that is told."""
    project, rows = evaluation.project, evaluation.funding
    assert project.fiscal_year is not None
    place = next((row.place for row in rows if row.source is FundingSource.TOTAL), rows[0].place if rows else None)
    day = max((item.as_of for item in evaluation.results if item), default=date(project.fiscal_year, 12, 31))
    spending = spending_of_form(
        rows, project=project, fiscal_year=project.fiscal_year, place=place or project.place, as_of=day
    )
    for name, total in funding_totals(rows).items():
        _report_total(draft, project, total, name, place)
    return spending


def spending_of_form(
    funding: Sequence[FundingRow], *, project: Project, fiscal_year: int, place: Place, as_of: date | None = None
) -> Spending | None:
    """The 项目资金 block as one spending, by default at the year's end; None without any amount."""
    amounts = {name: total.amount for name, total in funding_totals(funding).items()}
    if all(amount is None for amount in amounts.values()):
        return None
    day = as_of or date(fiscal_year, 12, 31)
    return Spending(project_id=project.project_id, fiscal_year=fiscal_year, as_of=day, place=place, **amounts)


class FundingTotal(NamedTuple):
    """One amount of the total row and the sum of the other rows, in yuan; None where nothing is written."""

    stated: Decimal | None
    added: Decimal | None

    @property
    def amount(self) -> Decimal | None:
        """What counts. Published forms do print a total of 0 over filled parts."""
        return self.stated if self.stated or self.added is None else self.added


def funding_totals(rows: Sequence[FundingRow]) -> dict[str, FundingTotal]:
    """Initial budget, adjusted budget and spending of a 项目资金 block, by field; all rows but the total are added."""

    def amounts(name: str, *, of_total: bool) -> list[Decimal]:
        own = (getattr(row, name) for row in rows if (row.source is FundingSource.TOTAL) is of_total)
        return [amount for amount in own if amount is not None]

    return {
        name: FundingTotal(
            next(iter(amounts(name, of_total=True)), None),
            sum(parts, Decimal(0)) if (parts := amounts(name, of_total=False)) else None,
        )
        for name in _AMOUNTS
    }


def _report_total(draft: ResultsDraft, project: Project, total: FundingTotal, name: str, place: Place | None) -> None:
    stated, added, label = total.stated, total.added, _AMOUNTS[name]
    if not added or added == stated:
        return
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
        return
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


def unless_known(spending: Spending | None, project: Project, stored: Spending | None) -> Spending | None:
    """None where the form only repeats the budget of the goal table; the stored row where it repeats that."""
    if spending is None:
        return None
    shown = funding_rows(project, stored)[0]
    if any(getattr(spending, name) != getattr(shown, name) for name in _AMOUNTS):
        return spending
    return None if stored is None else replace(stored, as_of=spending.as_of, place=spending.place)
