"""The value grammar: from the spelling of an indicator value to what it says.

Never guesses: a comparator, unit or year that is not written stays missing, and a spelling that is not wholly
understood is given back as text for a person to read.
"""

import re
from calendar import monthrange
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import NamedTuple

from perfdata.core import value_patterns as patterns
from perfdata.core.model import IndicatorValue
from perfdata.core.terms import Comparator, ValueKind
from perfdata.core.text import SAYS_NOTHING, unify_width
from perfdata.core.value_spellings import plain_spelling

LONGEST_VALUE = 200
_LONGEST_UNIT = 30
_LEAP_YEAR = 2000
_RATE_STEP = Decimal("0.000001")
_LARGEST_ROUNDING = Decimal("0.5")
_Reading = tuple[ValueKind, Comparator | None, Decimal, Decimal | None]
_UPWARD = frozenset({Comparator.GE, Comparator.GT})


def parse_value(raw: str | None) -> IndicatorValue:
    """What an indicator value says: kind, comparator, number in the unit as written, period, and a note for the reader.

    Never raises. ``raw`` is kept verbatim ('' for None). A deadline's number is the last day of what is written, as
    YYYYMMDD, or MMDD where no year is written; of dates from–to it is the first day, and ``upper`` the last.
    以上 and 以下 are inclusive, 超过 and 低于 exclusive; a tolerance ±3% is LE 3.
    Text longer than ``LONGEST_VALUE`` characters is never read as a number.
    """
    if raw is None:
        return _read("")
    return _read(raw) if len(raw) <= LONGEST_VALUE else _read_as_text(raw, raw)


def parse_number(text: str) -> Decimal | None:
    """The number that the whole text spells (1,000 １２ -5 三 十二 两百), None for anything else. Never raises."""
    if len(text) > LONGEST_VALUE:
        return None
    unified = unify_width(text).strip()
    return patterns.decimal_of(unified) if patterns.NUMBER.fullmatch(unified) else patterns.chinese_number(unified)


@lru_cache(maxsize=65_536)
def _read(raw: str) -> IndicatorValue:
    text = patterns.LOOSE_SPACES.sub("", unify_width(raw).strip())
    if text in SAYS_NOTHING or patterns.DASHES.fullmatch(text):
        return IndicatorValue(raw=raw, kind=ValueKind.BLANK)
    text = text.rstrip("。;,、!")
    found = _read_plain(raw, text) or _read_deadline(raw, text) or _read_quantity(raw, text)
    if found is None and (plain := plain_spelling(text)) != text:
        found = _read_deadline(raw, plain) or _read_quantity(raw, plain)
    return found or ("/" in text and _read_rate_of(raw, text)) or _read_as_text(raw, text)


def _read_as_text(raw: str, text: str) -> IndicatorValue:
    if len(text) <= LONGEST_VALUE and patterns.PLACEHOLDER.search(text):
        return IndicatorValue(raw=raw, kind=ValueKind.PLACEHOLDER, note="未填具体数值")
    if patterns.ONLY_UNIT.fullmatch(text):
        return IndicatorValue(raw=raw, kind=ValueKind.PLACEHOLDER, note="只写了单位，没有数值")
    if patterns.SCALE.fullmatch(text):
        return IndicatorValue(raw=raw, kind=ValueKind.PLACEHOLDER, note="只写了等级范围，没有选定")
    if patterns.SUSPECT.search(text):
        return IndicatorValue(raw=raw, kind=ValueKind.UNRECOGNISED, note="疑似识别错误")
    has_digit = patterns.HAS_DIGIT.search(text)
    if not has_digit and patterns.HAS_IDEOGRAPH.search(text):
        return IndicatorValue(raw=raw, kind=ValueKind.QUALITATIVE)
    if has_digit and patterns.PROSE.match(text):
        return IndicatorValue(raw=raw, kind=ValueKind.TEXT_WITH_NUMBER, note="文字中含数字，需人工核对")
    return IndicatorValue(raw=raw, kind=ValueKind.UNRECOGNISED, note="未识别")


def _read_plain(raw: str, text: str) -> IndicatorValue | None:
    """Most values are ≥90% or 36人: the same reading as the full grammar gives, at half the time."""
    found = patterns.PLAIN_QUANTITY.fullmatch(text)
    if found is None:
        return None
    sign, number, unit = found.groups()
    comparator = patterns.COMPARATORS.get(sign)
    return IndicatorValue(
        raw=raw, kind=ValueKind.NUMBER, comparator=comparator, number=patterns.decimal_of(number), unit=unit
    )


def _read_rate_of(raw: str, text: str) -> IndicatorValue | None:
    """95%（19/20） and 19/20: a rate with what it was made of; a rate that they do not give is kept and told."""
    found = patterns.RATE_OF.fullmatch(text)
    if found is None:
        return None
    over, under = (patterns.decimal_of(found[name] or found[f"bare_{name}"]) for name in ("over", "under"))
    written = found["rate"] or found["after"]
    stated = _read(written) if written else None
    if not under or (stated is None and over > under) or (stated and (stated.unit != "%" or stated.number is None)):
        return None
    exact = over * 100 / under
    if stated is None:
        number = exact.quantize(_RATE_STEP, ROUND_FLOOR).normalize()
        return IndicatorValue(
            raw=raw, kind=ValueKind.NUMBER, number=number, unit="%", numerator=over, denominator=under
        )
    stated = replace(stated, raw=raw, numerator=over, denominator=under)
    if rate_of_parts(stated) is None:
        return stated
    return replace(stated, note=f"{over}/{under} 是 {exact:.2f}%，与所写的 {stated.number}% 不符")


def rate_of_parts(value: IndicatorValue) -> Decimal | None:
    """What 19/20 gives in %, where that is not the rate beside it, rounded as it is written; else None."""
    if not value.denominator or value.numerator is None or value.number is None:
        return None
    exact = value.numerator * 100 / value.denominator
    step = min(_LARGEST_ROUNDING, Decimal(1).scaleb(min(int(value.number.as_tuple().exponent), 0)))
    return None if abs(exact - value.number) < step else exact


def _read_quantity(raw: str, text: str) -> IndicatorValue | None:
    quantity = text if patterns.HAS_DIGIT.search(text) else patterns.count_in_digits(text)
    found = quantity and patterns.QUANTITY.fullmatch(quantity)
    if not found:
        return None
    measure = _measure(found)
    reading = _tolerance(found) if found["tolerance"] else _range(found) if found["to"] else _number(found)
    if measure is None or reading is None:
        return None
    kind, comparator, number, upper = reading
    unit, per = measure
    return IndicatorValue(
        raw=raw,
        kind=kind,
        comparator=comparator,
        number=number,
        upper=upper,
        unit=unit,
        per=per,
        is_approximate=_is_approximate(found),
        note=_quantity_note(found, unit, comparator),
    )


def _number(found: re.Match[str]) -> _Reading | None:
    if found["around"] == "之间" or _contradicts_itself(found):
        return None
    return ValueKind.NUMBER, _comparator(found), patterns.decimal_of(found["number"]), None


def _range(found: re.Match[str]) -> _Reading | None:
    lower, upper = patterns.decimal_of(found["number"]), patterns.decimal_of(found["upper"])
    is_one_sided = any(found[part] for part in ("sign", "sign_after", "bound", "included", "included_after"))
    is_doubtful = not found["upper_unit"].startswith(found["unit"]) or (found["to"] == "--" and lower < 0)
    if is_one_sided or is_doubtful or lower > upper:
        return None
    return ValueKind.RANGE, None, lower, upper


def _tolerance(found: re.Match[str]) -> _Reading | None:
    number = patterns.decimal_of(found["number"])
    is_doubtful = found["to"] or found["around"] or number < 0 or _is_approximate(found) or _contradicts_itself(found)
    if is_doubtful or _comparator(found) not in (None, Comparator.LE):
        return None
    return ValueKind.TOLERANCE, Comparator.LE, number, None


def _measure(found: re.Match[str]) -> tuple[str | None, str | None] | None:
    """Unit and period of 1000元/人/月 or 每人每月1000元; None where a period or the % is written twice."""
    written = (found["upper_unit"] if found["to"] else found["unit"]).replace("每", "")
    parts = patterns.PER_PERIOD.fullmatch(written)
    unit, per = (parts[1], parts[2]) if parts else (written, None)
    unit = unit.replace("百分比", "%")
    if found["percent"]:
        if unit[:1] not in ("", "/"):
            return None
        unit = f"%{unit}"
    for each in patterns.EACH.findall(found["each"]) if found["each"] else ():
        if each not in patterns.PERIODS:
            unit += f"/{each}"
        elif per is None:
            per = each
        else:
            return None
    return (unit or None, "年" if per == "年度" else per) if len(unit) <= _LONGEST_UNIT else None


def _comparator(found: re.Match[str]) -> Comparator | None:
    """A written sign goes before 以上 and the like, these before what the verb implies."""
    sign, bound, verb = found["sign"] or found["sign_after"], found["bound"], found["verb"]
    if sign:
        return patterns.COMPARATORS[sign]
    if bound:
        comparator = patterns.BOUNDS[bound]
        is_exclusive = "不含" in (found["included"] or found["included_after"] or "")
        return patterns.EXCLUSIVE[comparator] if is_exclusive else comparator
    return patterns.VERBS[verb] if verb else None


def _contradicts_itself(found: re.Match[str]) -> bool:
    """Two signs, （含） without 以上, or a sign against it: ≥5以下."""
    sign, bound = found["sign"] or found["sign_after"], found["bound"]
    if found["sign"] and found["sign_after"]:
        return True
    if not bound:
        return bool(found["included"] or found["included_after"])
    return bool(sign) and (patterns.COMPARATORS[sign] in _UPWARD) != (patterns.BOUNDS[bound] in _UPWARD)


def _is_approximate(found: re.Match[str]) -> bool:
    return bool(found["about"] or found["about_after"] or found["odd"] or found["around"] in ("左右", "上下"))


def _quantity_note(found: re.Match[str], unit: str | None, comparator: Comparator | None) -> str | None:
    verb, lead = found["verb"], found["lead"]
    if verb in patterns.CHANGES:
        return f"原文写“{verb}”，数值为变化幅度"
    if lead:
        return f"数值前有文字“{lead.rstrip(':')}”"
    if unit and unit.startswith("/"):
        return "单位不完整"
    if unit == "%" and comparator is None and patterns.SUSPECT_PERCENTAGE.fullmatch(found["number"]):
        return "疑似识别错误：“≥”可能被识别成“2”，请核对"
    return None


class _Date(NamedTuple):
    """A date as far as it is written; days are numbered YYYYMMDD, without a year MMDD."""

    year: int | None
    month: int | None
    day: int | None

    def first_day(self) -> Decimal:
        return Decimal((self.year or 0) * 10_000 + (self.month or 1) * 100 + (self.day or 1))

    def last_day(self) -> Decimal:
        month = self.month or 12
        return Decimal((self.year or 0) * 10_000 + month * 100 + (self.day or self.month_length()))

    def month_length(self) -> int:
        return monthrange(self.year or _LEAP_YEAR, self.month or 12)[1]


def _read_deadline(raw: str, text: str) -> IndicatorValue | None:
    found = patterns.HINT_OF_DATE.search(text) and patterns.DEADLINE.fullmatch(text)
    first = found and _date(found, "1")
    if not found or not first or (found["each"] and first.year):
        return None
    reading = _period(found, first) if found["to"] else _due_day(found, first)
    if reading is None:
        return None
    kind, comparator, number, upper = reading
    return IndicatorValue(
        raw=raw,
        kind=kind,
        comparator=comparator,
        number=number,
        upper=upper,
        per="年" if found["each"] == "每年" else None,
        note=None if first.year else "原文未写年份",
    )


def _due_day(found: re.Match[str], date: _Date) -> _Reading | None:
    sign, before = found["sign"], found["before"]
    comparator = patterns.COMPARATORS[sign] if sign else None
    is_length_of_time = date.year is None and before in patterns.BOUNDS
    is_plain_number = found["iso_sign1"] == "." and date.day is None
    if is_length_of_time or is_plain_number or (before and comparator in _UPWARD):
        return None
    if comparator is None and (before or (found["done"] and found["end1"])):
        comparator = Comparator.LE
    return ValueKind.DEADLINE, comparator, date.last_day(), None


def _period(found: re.Match[str], first: _Date) -> _Reading | None:
    second = _date(found, "2", after=first)
    if not second or bool(first.year) != bool(second.year) or found["sign"] or found["before"]:
        return None
    start, end = first.first_day(), second.last_day()
    return (ValueKind.DEADLINE, None, start, end) if start <= end else None


def _date(found: re.Match[str], which: str, *, after: _Date | None = None) -> _Date | None:
    """The first or second date; a second takes from the first what it does not repeat. None where it is no date."""
    year, month, day = (
        int(part) if part else None
        for part in (found[f"iso_{name}{which}"] or found[f"{name}{which}"] for name in ("year", "month", "day"))
    )
    end = found[f"end{which}"] or ""
    if month is None and end.startswith("年"):
        month, end = 12, ""
    if after and year is None and (month or day):
        year, month = after.year, month or after.month
    date = _Date(year, month, day)
    is_date = bool(year or month) and not (day and (end or not month)) and not (month and end.startswith("年"))
    return date if is_date and (day or 0) <= date.month_length() else None
