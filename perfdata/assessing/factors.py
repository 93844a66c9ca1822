"""Factors of subsidy formulas, found by their units in goal text and indicator targets, with words and place."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from perfdata.core.amounts import YUAN_PER_UNIT
from perfdata.core.model import Basis, Indicator, Place, Project
from perfdata.core.terms import Level2
from perfdata.core.text import unify_width

_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_PERIOD = r"(季度|月|季|年|次)"
_HEADCOUNT = re.compile(rf"(约|大约|近)?{_NUMBER}\s*(余|多)?(?:名|人|位)(?!次|均|/)(左右)?")
_VERBS = r"(?:补助|补贴|发放|给予|标准|按|为|是)*"
_RATE_BEFORE = re.compile(
    rf"(?:每(?:人|名|位)每?{_PERIOD}?|每{_PERIOD}每(?:人|名|位)|每{_PERIOD}|人均){_VERBS}{_NUMBER}\s*(万)?元"
)
_RATE_AFTER = re.compile(rf"{_NUMBER}\s*(万)?元/(?:人|名|位)(?:[/·每]?{_PERIOD})?")
_MONTHS = re.compile(rf"{_NUMBER}\s*个月")
_CLAUSE_ENDS = re.compile(r"[，。；！？\n]|[,;](?!\d)")
_PERIODS_A_YEAR = {"年": 1, "季": 4, "月": 12}
PERSON_UNITS = frozenset({"人", "名", "位"})


class Rate(NamedTuple):
    """A rate in yuan and the period it is paid for (年 季 月 次), None where the words do not say."""

    basis: Basis
    period: str | None


def _goal_texts(project: Project) -> list[tuple[str, Place]]:
    """The annual goal before the cycle goal, each with its place."""
    return [
        (text, project.field_places.get(name, project.place))
        for name, text in (("annual_goal", project.annual_goal), ("cycle_goal", project.cycle_goal))
        if text
    ]


def _matches(
    pattern: re.Pattern[str], project: Project, needed: str = ""
) -> Iterator[tuple[re.Match[str], str, Place]]:
    """Matches with their clause and place: those of the annual goal, else those of the cycle goal.

    Nothing is looked for in a text without the sign that every match holds: 元 of rates.
    """
    for text, place in _goal_texts(project):
        if needed and needed not in text:
            continue
        unified = unify_width(text)
        words = text if len(text) == len(unified) else unified
        found = list(pattern.finditer(unified))
        yield from ((match, _clause(words, match), place) for match in found)
        if found:
            return


def _clause(text: str, match: re.Match[str]) -> str:
    start = max((end.end() for end in _CLAUSE_ENDS.finditer(text, 0, match.start())), default=0)
    stop = _CLAUSE_ENDS.search(text, match.end())
    return text[start : stop.start() if stop else len(text)].strip()


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def read_headcounts(project: Project, indicators: Sequence[Indicator]) -> list[Basis]:
    """Every stated number of persons: in the goals (not 人次), then as targets of quantity indicators."""
    found = [
        Basis(
            factor="headcount",
            value=_number(match[2]),
            quote=quote,
            place=place,
            is_approximate=any(match.group(1, 3, 4)),
        )
        for match, quote, place in _matches(_HEADCOUNT, project)
    ]
    return found + [
        _indicator_basis("headcount", number, indicator)
        for indicator in indicators
        if indicator.level2 is Level2.QUANTITY
        and indicator.annual_target.unit in PERSON_UNITS
        and indicator.annual_target.per is None
        and (number := indicator.annual_target.number) is not None
    ]


def _indicator_basis(factor: str, value: Decimal, indicator: Indicator) -> Basis:
    target = indicator.annual_target
    return Basis(
        factor=factor,
        value=value,
        quote=f"{indicator.indicator_name}：{target.raw}",
        place=indicator.place,
        is_approximate=target.is_approximate,
    )


def read_rates(project: Project, indicators: Sequence[Indicator]) -> list[Rate]:
    """Every stated rate per person in yuan: in the goals, then as targets of indicators."""
    rates = [
        Rate(_rate_basis(match[4], match[5], quote, place), _period(match[1] or match[2] or match[3]))
        for match, quote, place in _matches(_RATE_BEFORE, project, "元")
    ]
    rates += [
        Rate(_rate_basis(match[1], match[2], quote, place), _period(match[3]))
        for match, quote, place in _matches(_RATE_AFTER, project, "元")
    ]
    for indicator in indicators:
        target = indicator.annual_target
        unit, _, person = (target.unit or "").partition("/")
        if target.number is not None and unit in YUAN_PER_UNIT and person in PERSON_UNITS:
            basis = _indicator_basis("rate_yuan", target.number * YUAN_PER_UNIT[unit], indicator)
            rates.append(Rate(basis, _period(target.per)))
    return rates


def _rate_basis(digits: str, ten_thousand: str | None, quote: str, place: Place) -> Basis:
    value = _number(digits) * YUAN_PER_UNIT["万元" if ten_thousand else "元"]
    return Basis(factor="rate_yuan", value=value, quote=quote, place=place)


def _period(word: str | None) -> str | None:
    return {"季度": "季", None: None}.get(word, word)


def read_periods(project: Project, indicators: Sequence[Indicator], period: str, rate: Basis) -> list[Basis]:
    """How often the rate is paid in the year: stated months, a stated frequency, else the calendar."""
    if period == "月" and (stated := next(_matches(_MONTHS, project), None)):
        match, quote, place = stated
        return [Basis(factor="periods", value=_number(match[1]), quote=quote, place=place)]
    frequencies = [
        _indicator_basis("periods", target.number * _PERIODS_A_YEAR[per], indicator)
        for indicator in indicators
        if (target := indicator.annual_target).unit == "次"
        and target.number is not None
        and (per := _period(target.per)) in _PERIODS_A_YEAR
        and per is not None
        and period in {per, "次"}
    ]
    if frequencies:
        return frequencies[:1]
    if period not in _PERIODS_A_YEAR:
        return []
    return [Basis(factor="periods", value=Decimal(_PERIODS_A_YEAR[period]), quote=rate.quote, place=rate.place)]
