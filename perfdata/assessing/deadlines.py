"""A day on which something was done against the day by which it was due."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from perfdata.assessing.comparing import UPWARD, Comparison, Standing
from perfdata.core.model import IndicatorValue
from perfdata.core.terms import Comparator
from perfdata.core.text import unify_width


def compare_dates(
    target: IndicatorValue, actual: IndicatorValue, comparator: Comparator, fiscal_year: int
) -> Comparison:
    """Done on or before the last day of the target is met; a late day has no ratio.

    ``fiscal_year`` is the year of dates that are written without one.
    """
    if comparator in UPWARD:
        return Comparison(None, (str, f"时限写作“{target.raw}”，不能按“不晚于”判断，请核对目标值。"))
    due, done = _last_day(target, fiscal_year), _last_day(actual, fiscal_year)
    notes = "" if target.number and target.number > 9999 else f"目标未写年份，按 {due.year} 年比较。"
    if not actual.number or actual.number <= 9999:
        notes += f"实际未写年份，按 {done.year} 年比较。"
    is_strict = comparator is Comparator.LT
    if done < due or (done == due and not is_strict):
        words = f"完成时间 {_written_day(done)}，不晚于 {_written_day(due)}，达到目标。{notes}"
        return Comparison(Standing(True, Decimal(1), None), (str, words))
    earliest = _earliest_day(actual, done)
    if earliest < due or (earliest == due and not is_strict):
        words = f"实际“{actual.raw}”没有写到日，无法判断是否不晚于 {_written_day(due)}，请补写日期。{notes}"
        return Comparison(None, (str, words))
    late = f"晚于 {_written_day(due)} {(done - due).days} 天" if done > due else f"须早于 {_written_day(due)}"
    words = f"完成时间 {_written_day(done)}，{late}，未达到目标。{notes}"
    return Comparison(Standing(False, None, None), (str, words))


def _last_day(value: IndicatorValue, fiscal_year: int) -> date:
    """YYYYMMDD, or MMDD of the fiscal year, as a date; 29 February is the 28th where the year has no such day."""
    number = value.number if value.upper is None else value.upper
    year, month_and_day = divmod(int(number or 0), 10_000)
    month, day = divmod(month_and_day, 100)
    year = year or fiscal_year
    return date(year, month, min(day, monthrange(year, month)[1]))


def _earliest_day(value: IndicatorValue, last: date) -> date:
    """The first day that the words may mean: 2024年12月 begins on the 1st, 年底 and a written day mean one day."""
    text = unify_width(value.raw).replace(str(last.year), "")
    if str(last.day) in text or "底" in text or "末" in text:
        return last
    return date(last.year, last.month if str(last.month) in text else 1, 1)


def _written_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
