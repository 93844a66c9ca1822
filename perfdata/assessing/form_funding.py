"""The 项目资金 block of a filled 自评表 as spending: totals, or the sum of the parts where the total is left at 0."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from perfdata.core.model import FundingRow, Place, Project, Spending
from perfdata.core.terms import FundingSource

FUNDING_AMOUNTS = {
    "initial_budget_yuan": "年初预算数",
    "adjusted_budget_yuan": "全年预算数",
    "spent_yuan": "全年执行数",
}


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
        for name in FUNDING_AMOUNTS
    }
