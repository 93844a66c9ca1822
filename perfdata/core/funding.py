"""The 项目资金 block of any form: its total against its parts, and what counts where they differ."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from perfdata.core.findings import Finding
from perfdata.core.model import FundingRow, Place
from perfdata.core.terms import FundingSource
from perfdata.core.text import thousands
from perfdata.core.words import WORDS

FUNDING_AMOUNTS = {
    "initial_budget_yuan": "年初预算数",
    "adjusted_budget_yuan": "全年预算数",
    "spent_yuan": "全年执行数",
}
_MOST_PARTS = 8
Parts = Sequence[tuple[FundingSource, Decimal | None]]


class FundingTotal(NamedTuple):
    """One amount of the total row and the sum of the other rows, in yuan; None where nothing is written."""

    stated: Decimal | None
    added: Decimal | None
    is_explained: bool = False

    @property
    def amount(self) -> Decimal | None:
        """What counts. Published forms do print a total of 0 over filled parts."""
        return self.stated if self.stated or self.added is None else self.added

    def finding(self, label: str, *, name: str, place: Place | None, project_id: str | None = None) -> Finding | None:
        """What is asked about the total that ``label`` names of the project ``name``."""
        if not self.added or (self.stated and self.is_explained):
            return None
        written = f"{thousands(self.stated)} 元" if self.stated else "空白" if self.stated is None else "0"
        rule = WORDS["funding_parts_differ" if self.stated else "funding_total_derived"]
        added = thousands(self.added)
        return rule.finding(place, project_id=project_id, observed=written, name=name, label=label, added=added)


def funding_total(stated: Decimal | None, parts: Parts, *, may_be_partial: bool = False) -> FundingTotal:
    """A total with the sum of its parts; a subtotal of 财政拨款 above its own parts is added once.

    A total is explained where some of the parts make it up; of a goal table (``may_be_partial``) also where it lists
    one smaller part only.
    """
    fiscal = [yuan for source, yuan in parts if source is FundingSource.FISCAL and yuan is not None]
    amounts = [yuan for _, yuan in parts if yuan is not None]
    added = sum(amounts, Decimal(0)) if amounts else None
    if added is not None and len(fiscal) > 1 and fiscal[0] == sum(fiscal[1:]) and added != stated:
        within = added - fiscal[0]
        added = within if len(fiscal) > 2 or within == stated else added
    subsets = (some for count in range(len(amounts)) for some in combinations(amounts, count + 1))
    is_single = may_be_partial and len(amounts) == 1 and amounts[0] < (stated or 0)
    is_explained = is_single or len(amounts) > _MOST_PARTS or any(sum(some) == stated for some in subsets)
    return FundingTotal(stated, added, is_explained)


def funding_totals(rows: Sequence[FundingRow]) -> dict[str, FundingTotal]:
    """Initial budget, adjusted budget and spending of a 项目资金 block, by field."""
    totals = [row for row in rows if row.source is FundingSource.TOTAL]
    parts = [row for row in rows if row.source is not FundingSource.TOTAL]
    return {
        name: funding_total(
            next((yuan for row in totals if (yuan := getattr(row, name)) is not None), None),
            [(row.source, getattr(row, name)) for row in parts],
        )
        for name in FUNDING_AMOUNTS
    }


def without_empty_budgets(
    amounts: dict[str, Decimal | None], *, name: str, place: Place | None, project_id: str | None = None
) -> tuple[dict[str, Decimal | None], Finding | None]:
    """Amounts of a block by field; budgets of 0 beside spending are not filled in and left out, which is told."""
    budgets = amounts.get("initial_budget_yuan"), amounts.get("adjusted_budget_yuan")
    spent = amounts.get("spent_yuan")
    if not spent or any(budgets) or budgets == (None, None):
        return amounts, None
    finding = WORDS["budget_zero_beside_spending"].finding(
        place, project_id=project_id, observed="0", name=name, spent=thousands(spent)
    )
    return {**amounts, "initial_budget_yuan": None, "adjusted_budget_yuan": None}, finding
