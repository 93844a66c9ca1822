"""预算执行率: spent ÷ 全年预算数, and the indicators that are named so."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from perfdata.assessing.comparing import amount, percent
from perfdata.core.model import ActualResult, Indicator, Project, Spending
from perfdata.core.terms import ValueKind
from perfdata.core.text import normalise_label

Denominator = Literal["adjusted", "initial"]
# Percentage points by which a clerk's 85.7% may differ from 85.714…% by rounding alone.
LARGEST_ROUNDING_POINTS = Decimal("0.05")
_EXECUTION = re.compile(
    r"(?=.*(?:预算|资金|经费|支出))(?:(?:20\d\d)?年度?|全年|当年|本年度?|部门|项目|整体|总|预算|资金|经费|支出)+"
    r"执行率(?:\(%\)|\(百分比\)|%)?"
)


def is_execution_indicator(indicator: Indicator) -> bool:
    """Whether the indicator is the budget execution rate of the whole project, by its name."""
    return _is_execution_name(indicator.indicator_name)


def execution_ratio(spending: Spending, *, denominator: Denominator = "adjusted") -> Decimal | None:
    """Spent ÷ 全年预算数 (adjusted or initial; 财预〔2020〕10号) as a share; None if unknown or no budget."""
    budget_yuan, _ = budget_of(spending, denominator)
    if spending.spent_yuan is None or budget_yuan is None or budget_yuan <= 0:
        return None
    return spending.spent_yuan / budget_yuan


def contradiction(result: ActualResult | None, ratio: Decimal) -> str:
    """The sentence where a clerk's own execution rate is not the computed one; '' where they agree or none is given."""
    actual = result.actual if result is not None else None
    if actual is None or actual.kind is not ValueKind.NUMBER or actual.number is None:
        return ""
    if actual.unit in ("%", None) and abs(actual.number - ratio * 100) <= LARGEST_ROUNDING_POINTS:
        return ""
    given = amount(actual.number, actual.unit, actual.per)
    return f"填报 {given} 与按执行数计算的 {percent(ratio)} 不一致，以计算值为准。"


def budget_of(spending: Spending, denominator: Denominator = "adjusted") -> tuple[Decimal | None, str]:
    """The budget to divide by in yuan, and its name: the one a scheme asks for, else the other one."""
    adjusted, initial = (spending.adjusted_budget_yuan, "全年预算数"), (spending.initial_budget_yuan, "年初预算数")
    first, second = (adjusted, initial) if denominator == "adjusted" else (initial, adjusted)
    return first if first[0] is not None else second


def budgeted(spending: Spending, project: Project | None) -> Spending:
    """The spending with the budget of the goal table where it states none itself."""
    if project is None or spending.initial_budget_yuan is not None or spending.adjusted_budget_yuan is not None:
        return spending
    return replace(spending, initial_budget_yuan=project.budget_yuan)


def why_no_ratio(spending: Spending) -> str:
    """Why there is no execution ratio, as one sentence."""
    if spending.spent_yuan is None:
        return "未填全年执行数，无法计算执行率。"
    return "没有预算数，无法计算执行率。" if budget_of(spending)[0] is None else "预算数为 0，无法计算执行率。"


@lru_cache(maxsize=16_384)
def _is_execution_name(name: str) -> bool:
    return _EXECUTION.fullmatch(normalise_label(name)) is not None
