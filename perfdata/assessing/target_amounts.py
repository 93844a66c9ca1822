"""Money in targets: each price (元/株, 万元/月, 人均) with the one count it fits, put together into one formula.

A price without a count of a fitting unit, or with two, leaves the whole table undecided.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from perfdata.assessing.text_amounts import NO_PRICE, Formula, Term
from perfdata.assessing.text_tokens import Token, read_tokens
from perfdata.assessing.units import in_unit
from perfdata.core.amounts import YUAN_PER_UNIT
from perfdata.core.model import Indicator
from perfdata.core.terms import Level1, Level2, ValueKind
from perfdata.core.text import unify_width

_TIMES_A_YEAR = {None: 1, "年": 1, "半年": 2, "学期": 2, "季": 4, "季度": 4, "月": 12}


class _Price(NamedTuple):
    yuan: Decimal
    unit: str | None
    per: str | None
    name: str


class _Count(NamedTuple):
    number: Decimal
    unit: str
    name: str


def read_target_formula(indicators: Sequence[Indicator], goal: Sequence[Token]) -> Formula | None:
    """What prices and counts of the targets come to in yuan; counts that only the goal states are taken from there."""
    prices = [price for indicator in indicators if (price := _price(indicator))]
    if not prices:
        return None
    counts = [count for indicator in indicators if (count := _count(indicator))]
    stated = [_Count(token.value, token.unit, "") for token in goal if token.kind == "count" and token.unit]
    months = _months(indicators)
    terms = [_term(price, counts, stated, months) for price in prices]
    return None if None in terms else Formula(terms=tuple(filter(None, terms)))


def _price(indicator: Indicator) -> _Price | None:
    target, name = indicator.annual_target, indicator.indicator_name
    if indicator.level1 in (Level1.BENEFIT, Level1.SATISFACTION) or NO_PRICE.search(name):
        return None
    head, _, unit = (target.unit or "").partition("/")
    scale = YUAN_PER_UNIT.get(head or "元") if unit or head else None
    if target.number is not None and scale is not None and (unit or target.per):
        return _Price(target.number * scale, unit or None, target.per, name)
    is_money = target.number is not None and scale is not None
    if not is_money and target.kind is not ValueKind.TEXT_WITH_NUMBER:
        return None
    said = f"{name}{target.number}{target.unit}" if is_money else target.raw
    rates = [token for token in read_tokens(unify_width(said)) if token.kind == "rate"]
    return _Price(rates[0].value, rates[0].unit, rates[0].period, name) if len(rates) == 1 else None


def _count(indicator: Indicator) -> _Count | None:
    target = indicator.annual_target
    is_plain = indicator.level2 is Level2.QUANTITY and target.kind is ValueKind.NUMBER and target.per is None
    if not (is_plain and target.number and target.unit) or "元" in target.unit:
        return None
    return _Count(target.number, target.unit, indicator.indicator_name)


def _months(indicators: Sequence[Indicator]) -> Decimal | None:
    """A stated number of months, or a span of months of one year: 2020年1月--2020年11月."""
    for indicator in indicators:
        target = indicator.annual_target
        if target.number is None or indicator.level1 is not Level1.OUTPUT:
            continue
        if target.kind is ValueKind.NUMBER and target.unit and (months := in_unit("月", target.number, target.unit)):
            return months
        if target.kind is ValueKind.DEADLINE and target.upper:
            start, end = (int(number) // 100 for number in (target.number, target.upper))
            if start // 100 == end // 100:
                return Decimal(end - start + 1)
    return None


def _term(price: _Price, counts: list[_Count], stated: list[_Count], months: Decimal | None) -> Term | None:
    times = months if price.per == "月" and months else _TIMES_A_YEAR.get(price.per)
    count = _counted(price, counts) or _counted(price, stated) if price.unit else None
    if times is None or (count is None if price.unit else not months or price.per != "月"):
        return None
    number, unit = count or (Decimal(1), None)
    return Term(count=number, unit=unit, rate_yuan=price.yuan, periods=Decimal(times), period=price.per)


def _counted(price: _Price, counts: list[_Count]) -> tuple[Decimal, str] | None:
    """The count in the unit of the price; of several the one whose name begins as that of the price does."""
    unit = price.unit or ""
    fitting = [(count, number) for count in counts if (number := in_unit(unit, count.number, count.unit))]
    if len(fitting) > 1:
        fitting = [item for item in fitting if item[0].name[:2] and item[0].name[:2] == price.name[:2]]
    return (fitting[0][1], unit) if len(fitting) == 1 else None
