"""Targets per period (1次/月) against results that count the year: how many periods have gone by, and what is known."""

from datetime import date

from perfdata.assessing.comparing import same_period
from perfdata.assessing.units import is_money
from perfdata.core.fiscal_months import last_day
from perfdata.core.model import Indicator, IndicatorValue
from perfdata.core.terms import ResultBasis

# Periods of which a year has several, as a reader counts them.
PERIODS_OF_YEAR = {
    "半年": "个半年",
    "季": "个季度",
    "季度": "个季度",
    "双月": "个双月",
    "双周": "个双周",
    "月": "个月",
    "周": "周",
    "日": "天",
    "天": "天",
}
_MONTHS = {"半年": 6, "季": 3, "双月": 2, "月": 1}
_DAYS = {"双周": 14, "周": 7}


def elapsed_periods(per: str, day: date, *, fiscal_year: int) -> int:
    """Whole periods of the fiscal year that have gone by at the end of the day; all of them after the year."""
    day = min(day, last_day(fiscal_year))
    if day.year < fiscal_year:
        return 0
    if months := _MONTHS.get(same_period(per)):
        is_last_day = (date.fromordinal(day.toordinal() + 1)).day == 1
        return (day.month - (not is_last_day)) // months
    days = day.toordinal() - date(fiscal_year, 1, 1).toordinal() + 1
    return days // _DAYS.get(per, 1)


def result_basis(indicator: Indicator, actual: IndicatorValue) -> ResultBasis | None:
    """What a result counts of a target per period; None where only the office can say.

    A written period says it, 年 that it is the year's; a price equal to the target's is a price: 1000元/人.
    """
    target = indicator.annual_target
    if actual.per is not None:
        return ResultBasis.TOTAL if same_period(actual.per) == "年" else ResultBasis.EACH
    if indicator.result_basis is not None:
        return indicator.result_basis
    is_price = is_money(target.unit) and (actual.unit or target.unit) == target.unit
    return ResultBasis.EACH if is_price and actual.number == target.number else None
