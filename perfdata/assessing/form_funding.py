"""The 项目资金 block of a filled 自评表 as spending: totals, or the sum of the parts where the total is left at 0."""

from collections.abc import Sequence
from datetime import date

from perfdata.core.fiscal_months import last_day
from perfdata.core.funding import funding_totals, without_empty_budgets
from perfdata.core.model import FundingRow, Place, Project, Spending


def spending_of_form(
    funding: Sequence[FundingRow], *, project: Project, fiscal_year: int, place: Place, as_of: date | None = None
) -> Spending | None:
    """The 项目资金 block as one spending, by default at the year's end; None without any amount."""
    stated = {name: total.amount for name, total in funding_totals(funding).items()}
    amounts, _ = without_empty_budgets(stated, name=project.project_name, place=place)
    if all(amount is None for amount in amounts.values()):
        return None
    day = as_of or last_day(fiscal_year)
    return Spending(project_id=project.project_id, fiscal_year=fiscal_year, as_of=day, place=place, **amounts)
