"""Does a value make sense? One set of questions for results and targets, whatever file they come in.

Pure functions: each problem is a rule with its words and what the cell may have been meant to say, likeliest first.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from perfdata.assessing.comparators import contradicts_its_name
from perfdata.assessing.comparing import amount, compare_with_target, percent, same_period
from perfdata.assessing.units import in_unit
from perfdata.checking.results_draft import Asked, Cell
from perfdata.checking.words import CHECKS
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, IndicatorValue, Project
from perfdata.core.terms import Comparator, Level1, Level2, Severity, ValueKind
from perfdata.core.text import listed, unify_width
from perfdata.core.values import parse_value, rate_of_parts

# As programs write days and times, not as people write deadlines.
_MADE_DATE = re.compile(r"(?:\d{4}[-/]|(?=\d+月))0?(\d\d?)[-/月]0?(\d\d?)日?(?: \d\d?:\d\d(?::\d\d)?)?")
_MADE_TIME = re.compile(r"\d\d?:\d\d(?::\d\d)?")
_OF_TIME = re.compile("时间|日期|时限|期限|时点|截止|完工|竣工|开工|按期|及时")
_DAYS_OF_WORKBOOK, _FIRST_DAY = re.compile("4[1-9]\\d{3}|5[01]\\d{3}"), date(1899, 12, 30)  # of 2012 to 2042
_YEAR_AND_MONTH = re.compile(r"(20\d\d)\.(0?[1-9]|1[0-2])")
_SHARE = re.compile("率|比例|比重|占比|满意度|进度|知晓度|认可度|参与度")
# What is measured as a change may well be negative.
_CHANGES = re.compile("增长|增加|增幅|增速|涨幅|变化|变动|下降|降低|减少|提高|提升|同比|环比")
_NOT_COMPARED = (ValueKind.TEXT_WITH_NUMBER, ValueKind.UNRECOGNISED)
_TURNED = {
    Comparator.GE: Comparator.LE,
    Comparator.LE: Comparator.GE,
    Comparator.GT: Comparator.LT,
    Comparator.LT: Comparator.GT,
}
FAR_ABOVE = Decimal("1.5")
_TOLERANCE = ValueKind.TOLERANCE
_USUAL_POINTS = (80, 90, 100)  # what the execution rate leaves to the indicators, or all
_NEAR = Decimal("0.5"), Decimal("1.2")


class Problem(NamedTuple):
    """A rule to be told of the cell of ``field``, with its words and, where it is not the usual one, its severity."""

    rule_id: str
    field: str = "actual"
    words: Mapping[str, object] = {}
    own_severity: Severity | None = None
    readings: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.own_severity or CHECKS[self.rule_id].severity


def guess(readings: Iterable[str]) -> str:
    """The end of a sentence: ，是否应为 95%？ or ，请核对。"""
    first = next(iter(readings), None)
    return f"，是否应为 {first}？" if first else "，请核对。"


def moved_point(number: Decimal, usual: Decimal) -> Decimal | None:
    """The number with its point so many places further that it is near the usual one; None where there is none."""
    places = (number.scaleb(count) for count in (-1, 1, -2, 2, -3, 3, -4, 4))
    return next((moved for moved in places if _NEAR[0] * usual <= moved <= _NEAR[1] * usual), None)


def number_problems(target: IndicatorValue, actual: IndicatorValue, *, is_share: bool) -> Iterator[Problem]:
    """Problems of a number reported for a quantity, a range or a tolerance; ``is_share``: named a rate or the like."""
    number, goal = actual.number or Decimal(0), target.number or Decimal(0)
    if number < 0 <= goal and target.kind is not ValueKind.TOLERANCE:
        yield Problem("actual_negative", readings=(amount(-number, actual.unit, actual.per),))
    if (exact := rate_of_parts(actual)) is not None:
        yield _parts_differ(actual, exact)
    is_percent = target.unit == "%" or (target.unit is None and is_share)
    if is_percent and actual.unit is None and (0 < number <= 1 < goal or 1 < number <= 2 <= goal / 25):
        yield _fraction(target, number)
        return
    is_of_year = bool(target.per and actual.per) and same_period(actual.per or "") == "年" and number != goal
    share = share_of(target, replace(actual, per=target.per) if is_of_year else actual)
    if share is None:
        yield _unit_differs(target, actual)
        return
    if actual.unit and (converted := in_unit(target.unit, number, actual.unit)) not in (None, number):
        words = {"unit": target.unit, "converted": amount(round(converted or Decimal(0), 6), target.unit, target.per)}
        yield Problem("unit_converted", words=words)
    upper = goal if target.upper is None else target.upper
    if is_percent and number > 100 >= goal:
        yield _too_much("rate_above_100", target, actual, number, min(upper, Decimal(100)))
    elif share > FAR_ABOVE and not is_of_year and (actual.per or not target.per) and target.kind is not _TOLERANCE:
        yield _too_much("far_above_target", target, actual, share * upper, upper)


def share_of(target: IndicatorValue, actual: IndicatorValue) -> Decimal | None:
    """Actual ÷ target (its upper bound) in one unit, 0 where the target is 0; None where unit or period differ."""
    goal, number = target.number if target.upper is None else target.upper, actual.number or Decimal(0)
    if goal is None or target.unit is None or (target.unit, target.per) == (actual.unit, actual.per):
        return number / goal if goal and goal > 0 else Decimal(0)
    plain = replace(target, kind=ValueKind.NUMBER, number=goal, upper=None, note=None)
    standing = compare_with_target(plain, actual, Comparator.GE).standing
    return standing and standing.completion_ratio


def _fraction(target: IndicatorValue, number: Decimal) -> Problem:
    """0.95 for ≥90%; the percent is likelier unless the bare number is nearer to the target."""
    percent, literal = (amount(value, target.unit) for value in (number * 100, number))
    goal = target.number or Decimal(1)
    is_literal = number * number * 100 > goal * goal
    words = {"percent": percent, "literal": literal}
    return Problem(
        "percent_as_fraction", "actual", words, None, (literal, percent) if is_literal else (percent, literal)
    )


def _parts_differ(actual: IndicatorValue, exact: Decimal) -> Problem:
    """90%（19/20）: the parts may be right, or the rate."""
    parts = f"{amount(actual.numerator or Decimal(0))}/{amount(actual.denominator or Decimal(0))}"
    computed, stated = amount(round(exact, 2), "%"), amount(actual.number or Decimal(0), actual.unit)
    words = {"parts": parts, "computed": computed, "stated": stated}
    return Problem("rate_differs_from_parts", words=words, readings=(f"{computed}（{parts}）", stated))


def _too_much(rule_id: str, target: IndicatorValue, actual: IndicatorValue, number: Decimal, usual: Decimal) -> Problem:
    """A number in the unit of its target, far above the ``usual`` one."""
    moved, unit = moved_point(number, usual), actual.unit and target.unit
    if moved is not None and usual == int(usual) != 0 and moved != int(moved) and unit not in ("%", "‰"):
        moved = None  # half a meeting is no better guess than six
    readings = () if moved is None else (amount(moved, unit, actual.per),)
    words = {"guess": guess(readings), "share": percent(number / usual)}
    return Problem(rule_id, words=words, readings=readings)


def _unit_differs(target: IndicatorValue, actual: IndicatorValue) -> Problem:
    words = {
        "written": unit_text(actual),
        "wanted": unit_text(target),
        "example": f"{target.number:f}{unit_text(target)}",
    }
    return Problem("unit_differs", "actual", words)


def unit_text(value: IndicatorValue) -> str:
    """元/人/月."""
    return "/".join(part for part in (value.unit, value.per) if part)


@lru_cache(maxsize=65_536)
def is_share(name: str) -> bool:
    """Whether what is named so is measured in percent."""
    return _SHARE.search(name) is not None


def is_change(indicator: Indicator) -> bool:
    """Whether a change is measured, which may be negative."""
    return _CHANGES.search(f"{indicator.indicator_name}{indicator.annual_target.raw}") is not None


def before_excel(text: str) -> tuple[str, ...]:
    """What a spreadsheet program may have made this date of: 1-2 and 1/2 of 2025-01-02; empty for other texts."""
    found = _MADE_DATE.fullmatch(unify_width(text).strip())
    return (f"{found[1]}-{found[2]}", f"{found[1]}/{found[2]}") if found else ()


def ask_about_target(asked: Asked, indicator: Indicator) -> None:
    """A warning where the annual target is not likely: a date, a fraction, no value, the wrong comparator, negative."""
    cell = target_cell(indicator)
    for problem in _target_problems(indicator):
        label = f"{indicator.indicator_name}：年度指标值"
        words = {"severity": problem.severity, "indicator": indicator, "label": label, **problem.words}
        asked.ask_of_cell(problem.rule_id, cell, problem.readings, **words)


def result_cell(indicator: Indicator, result: ActualResult) -> Cell:
    """Where a result was reported."""
    return Cell(f"{indicator.indicator_name}：实际完成值", result.actual.raw, result.place)


def target_cell(indicator: Indicator) -> Cell:
    """Where the annual target of an indicator stands."""
    return Cell(f"{indicator.indicator_name}：年度指标值", indicator.annual_target.raw, indicator.place)


def said_target(asked: Asked, indicator: Indicator) -> Indicator:
    """The indicator with the target that a clerk said; a cycle target of the same text says the same."""
    cycle, annual = indicator.cycle_target, indicator.annual_target
    if not asked.answers or (said := asked.value_of(target_cell(indicator), annual)) is annual:
        return indicator
    return indicator._replace(annual_target=said, cycle_target=said if cycle.raw == annual.raw else cycle)


def _target_problems(item: Indicator) -> Iterator[Problem]:
    target, text = item.annual_target, unify_width(item.annual_target.raw).strip()
    is_of_time = item.level2 is Level2.TIMELINESS or _OF_TIME.search(item.indicator_name)
    if _MADE_TIME.fullmatch(text) or (_MADE_DATE.fullmatch(text) and not is_of_time):
        meant = tuple(reading for reading in before_excel(text) if _is_value(reading, item.indicator_name))
        yield Problem("target_read_as_date", words={"text": text, "guess": guess(meant)}, readings=meant)
    elif is_of_time and (meant := _day_in_digits(text)):
        yield Problem("target_is_day_in_digits", words={"text": text, "guess": guess(meant)}, readings=meant)
    elif target.kind is ValueKind.PLACEHOLDER:
        yield Problem("target_without_value", words={"why": target.note})
    elif percent := _meant_percent(item):
        sign = target.comparator.label if target.comparator else ""
        yield Problem("target_as_fraction", words={"percent": percent}, readings=(sign + percent,))
    elif contradicts_its_name(item) and target.comparator:
        other = _TURNED[target.comparator]
        better = "小" if other in (Comparator.LE, Comparator.LT) else "大"
        turned = other.label + amount(target.number or Decimal(0), target.unit, target.per)
        yield Problem("comparator_contradicts_name", words={"better": better}, readings=(turned,))
    elif target.kind is ValueKind.NUMBER and (target.number or 0) < 0 and not is_change(item):
        readings = (text.replace("-", "", 1),)
        yield Problem("actual_negative", own_severity=Severity.WARNING, readings=readings)


def _day_in_digits(text: str) -> tuple[str, ...]:
    """The day that a number of something that is due most likely is: the days of a workbook, 46022, and 2025.12."""
    if _DAYS_OF_WORKBOOK.fullmatch(text):
        return ((_FIRST_DAY + timedelta(days=int(text))).isoformat(),)
    found = _YEAR_AND_MONTH.fullmatch(text)
    return (f"{found[1]}年{int(found[2])}月",) if found else ()


def _is_value(text: str, name: str) -> bool:
    """Whether the text is a quantity; 1/2 is one of a rate only."""
    value = parse_value(text)
    return value.is_quantitative and (value.denominator is None or is_share(name))


def _meant_percent(item: Indicator) -> str:
    """100 times a fraction of something that is measured in percent; 1% of what should be whole is 100%."""
    target = item.annual_target
    is_rate = item.level1 is Level1.SATISFACTION or is_share(item.indicator_name)
    if target.number is None or target.upper is not None or target.per or not is_rate:
        return ""
    is_fraction = target.unit is None and 0 < target.number < 1
    is_whole = target.unit == "%" and target.number == 1 and target.comparator in (Comparator.EQ, Comparator.GE)
    return amount(target.number * 100, "%") if is_fraction or is_whole else ""


def values_not_compared(indicators: Sequence[Indicator]) -> list[Finding]:
    """One notice for all annual targets of a file that are neither a value nor words to be graded; none without."""
    found = [item for item in indicators if item.annual_target.kind in _NOT_COMPARED]
    if not found:
        return []
    names = listed([f"{item.indicator_name}“{item.annual_target.raw}”" for item in found])
    return [CHECKS["values_not_compared"].finding(found[0].place, count=len(found), listed=names)]


def ask_about_points(asked: Asked, project: Project, points: Sequence[Decimal | None]) -> None:
    """分值 of a goal table add up to 100, or to what the execution rate leaves of it (财预〔2020〕10号)."""
    known = [value for value in points if value is not None]
    added = sum(known, Decimal(0))
    if added > 100 or (len(known) == len(points) > 0 and added not in _USUAL_POINTS):
        asked.ask("points_sum_doubtful", project.place, project=project, observed=str(added))
