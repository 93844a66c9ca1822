"""Subsidy arithmetic: headcount × rate × periods derived from goal text and indicators, and unit costs.

Nothing here knows a project: the factors come from ``factors`` with the words and the place they were read from.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple, TypeVar

from perfdata.assessing.factors import PERSON_UNITS, read_headcounts, read_periods, read_rates
from perfdata.core.model import Basis, Indicator, Project, Subsidy, UnitCost
from perfdata.core.terms import Level2, ValueKind
from perfdata.core.text import normalise_label, thousands

_DOCUMENT = re.compile(r"([\u4e00-\u9fff]{2,8}\(\d{4}\)\d+号)")
_T = TypeVar("_T")


class WhatIf(NamedTuple):
    """Answer of a what-if in yuan: new total, what remains of the budget, and the most people it pays for."""

    total_yuan: Decimal
    remainder_yuan: Decimal
    largest_headcount: int


def derive_subsidy(project: Project, indicators: Iterable[Indicator]) -> Subsidy | None:
    """The project's formula, or None where its table does not state exactly one headcount and one rate."""
    own = [indicator for indicator in indicators if indicator.project_id == project.project_id]
    rates = read_rates(project, own)
    if not rates:
        return None
    headcounts = read_headcounts(project, own)
    headcount = _only({basis.value for basis in headcounts})
    rate_yuan = _only({basis.value for basis, _ in rates})
    period = _only({period for _, period in rates if period})
    if headcount is None or rate_yuan is None or period is None:
        return None
    periods = read_periods(project, own, period, next(basis for basis, found in rates if found == period))
    if not periods:
        return None
    basis = (*headcounts, *(basis for basis, _ in rates), *periods)
    return _subsidy(project, headcount, rate_yuan, periods[0].value, period, basis)


def _subsidy(
    project: Project, headcount: Decimal, rate_yuan: Decimal, periods: Decimal, period: str, basis: tuple[Basis, ...]
) -> Subsidy:
    total_yuan = headcount * rate_yuan * periods
    budget_yuan = project.budget_yuan
    return Subsidy(
        project_id=project.project_id,
        headcount=headcount,
        rate_yuan=rate_yuan,
        periods=periods,
        period_unit=period,
        basis=basis,
        total_yuan=total_yuan,
        budget_yuan=budget_yuan,
        budget_gap_yuan=None if budget_yuan is None else budget_yuan - total_yuan,
        readings=() if budget_yuan is None else exact_readings(budget_yuan, headcount, rate_yuan, periods),
    )


def exact_readings(
    budget_yuan: Decimal, headcount: Decimal, rate_yuan: Decimal, periods: Decimal
) -> tuple[tuple[Decimal, Decimal, Decimal], ...]:
    """Formulas with one factor changed to another positive whole number whose product is the budget exactly."""
    factors = (headcount, rate_yuan, periods)
    product = headcount * rate_yuan * periods
    if product == budget_yuan or product <= 0 or budget_yuan <= 0:
        return ()
    readings = []
    for position in (0, 2, 1):
        others = product / factors[position]
        if budget_yuan % others == 0:
            changed = list(factors)
            changed[position] = budget_yuan // others
            readings.append((changed[0], changed[1], changed[2]))
    return tuple(readings)


def what_if(budget_yuan: Decimal, *, headcount: Decimal, rate_yuan: Decimal, periods: Decimal) -> WhatIf:
    """New total, remainder and largest headcount within the budget; all factors must be positive."""
    total_yuan = headcount * rate_yuan * periods
    return WhatIf(total_yuan, budget_yuan - total_yuan, int(budget_yuan // (rate_yuan * periods)))


def unit_costs(project: Project, indicators: Iterable[Indicator]) -> list[UnitCost]:
    """Budget ÷ target for each plain count among the quantity indicators (not persons, rates or frequencies)."""
    if project.budget_yuan is None:
        return []
    goals = f"{project.cycle_goal or ''}\n{project.annual_goal or ''}"
    return [
        UnitCost(
            project_id=project.project_id,
            indicator_id=indicator.indicator_id,
            indicator_name=indicator.indicator_name,
            target_count=number,
            unit=indicator.annual_target.unit or "",
            cost_yuan=project.budget_yuan / number,
            documents=cited_documents(goals),
            place=indicator.place,
        )
        for indicator in indicators
        if indicator.project_id == project.project_id and (number := plain_count(indicator))
    ]


def unlike_unit_costs(costs: Iterable[UnitCost]) -> list[list[UnitCost]]:
    """Groups of unit costs that cite the same document and count in the same unit, yet differ."""
    groups: dict[tuple[frozenset[str], str], list[UnitCost]] = defaultdict(list)
    for cost in costs:
        if cost.documents:
            groups[cost.documents, cost.unit].append(cost)
    return [group for group in groups.values() if len({cost.cost_yuan for cost in group}) > 1]


def cited_documents(text: str) -> frozenset[str]:
    """Document numbers in one spelling: 东组通【2021】12号 and 东组通（2021）12号 are the same."""
    return frozenset(
        re.sub(r"^(?:贯彻落实|根据|落实|按照|依据)", "", found) for found in _DOCUMENT.findall(normalise_label(text))
    )


def plain_count(indicator: Indicator) -> Decimal | None:
    """The target above 0 of a quantity indicator that counts things: no persons, rates or frequencies."""
    target = indicator.annual_target
    counts = (
        indicator.level2 is Level2.QUANTITY
        and target.kind is ValueKind.NUMBER
        and target.per is None
        and target.unit not in {None, "%", *PERSON_UNITS}
    )
    return target.number if counts and target.number and target.number > 0 else None


def _only(values: set[_T]) -> _T | None:
    return next(iter(values)) if len(values) == 1 else None


def formula_text(headcount: Decimal, rate_yuan: Decimal, periods: Decimal, period_unit: str) -> str:
    """36 人 × 1,000 元 × 12 个月; the last factor only where it is not 1 year."""
    text = f"{thousands(headcount)} 人 × {thousands(rate_yuan)} 元"
    counter = {"月": "个月", "季": "个季度"}.get(period_unit, period_unit)
    return text if (period_unit, periods) == ("年", 1) else f"{text} × {thousands(periods)} {counter}"


def derive_money(projects: Iterable[Project], indicators: Iterable[Indicator]) -> tuple[list[Subsidy], list[UnitCost]]:
    """The formulas that goal tables state, and unit costs for the projects that state none."""
    by_project: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        by_project.setdefault(indicator.project_id, []).append(indicator)
    subsidies, costs = [], []
    for project in projects:
        own = by_project.get(project.project_id, [])
        if subsidy := derive_subsidy(project, own):
            subsidies.append(subsidy)
        else:
            costs.extend(unit_costs(project, own))
    return subsidies, costs
