"""The value grammar: from the spelling of an indicator value to what it says, and back.

Never guesses: a comparator, unit or year that is not written stays missing, and a spelling that is not wholly
understood is given back as text for a person to read.
"""

from __future__ import annotations

import re
from calendar import monthrange
from decimal import Decimal
from functools import lru_cache

from perfdata.core import value_patterns as patterns
from perfdata.core.model import IndicatorValue
from perfdata.core.terms import Comparator, ValueKind
from perfdata.core.text import unify_width

LONGEST_VALUE = 200
_LEAP_YEAR = 2000
_NO_YEAR = "原文未写年份"
_PLACEHOLDER_NOTE = "未填具体数值"
_TEXT_NOTE = "文字中含数字，需人工核对"
_UNRECOGNISED_NOTE = "未识别"
_SUSPECT_NOTE = "疑似识别错误"
_SUSPECT_PERCENTAGE_NOTE = "疑似识别错误：“≥”可能被识别成“2”，请核对"


def parse_value(raw: str | None) -> IndicatorValue:
    """What an indicator value says: kind, comparator, number in the unit as written, period, and a note for the reader.

    Never raises. ``raw`` is kept verbatim ('' for None). A deadline's number is the last day of what is written, as
    YYYYMMDD, or MMDD where no year is written; a period's number is its first day and ``upper`` its last. 以上 and 以下
    are inclusive, 超过 and 低于 exclusive. Text longer than ``LONGEST_VALUE`` characters is never read as a number.
    """
    if raw is None:
        return _read("")
    return _read(raw) if len(raw) <= LONGEST_VALUE else _read_as_text(raw, raw)


def parse_number(text: str) -> Decimal | None:
    """The number that the whole text spells (1,000 １２ -5 三 十二 两百), None for anything else. Never raises."""
    if len(text) > LONGEST_VALUE:
        return None
    unified = unify_width(text).strip()
    if patterns.NUMBER.fullmatch(unified):
        return _decimal(unified)
    return _chinese_number(unified)


def format_value(value: IndicatorValue) -> str:
    """The canonical spelling: ``parse_value`` reads from it the same fields, all but ``raw`` and ``note``.

    Quantities are written sign, number with thousands separators, unit, period (≤400元/人/年); text stays as it was.
    """
    match value.kind:
        case ValueKind.NUMBER:
            return f"{_sign(value)}{_about(value)}{_digits(value.number)}{_written_unit(value)}"
        case ValueKind.RANGE:
            return f"{_about(value)}{_digits(value.number)}~{_digits(value.upper)}{_written_unit(value)}"
        case ValueKind.TOLERANCE:
            return f"±{_digits(value.number)}{_written_unit(value)}"
        case ValueKind.DEADLINE:
            return _written_deadline(value)
        case _:
            return value.raw


@lru_cache(maxsize=65_536)
def _read(raw: str) -> IndicatorValue:
    text = patterns.LOOSE_SPACES.sub("", unify_width(raw).strip()).rstrip("。;,、!")
    if text in patterns.BLANKS or patterns.DASHES.fullmatch(text):
        return IndicatorValue(raw=raw, kind=ValueKind.BLANK)
    quantity = text if patterns.HAS_DIGIT.search(text) else _count_in_digits(text)
    return _read_deadline(raw, text) or (quantity and _read_quantity(raw, quantity)) or _read_as_text(raw, text)


def _read_as_text(raw: str, text: str) -> IndicatorValue:
    if len(text) <= LONGEST_VALUE and patterns.PLACEHOLDER.search(text):
        return IndicatorValue(raw=raw, kind=ValueKind.PLACEHOLDER, note=_PLACEHOLDER_NOTE)
    if patterns.SUSPECT.search(text):
        return IndicatorValue(raw=raw, kind=ValueKind.UNRECOGNISED, note=_SUSPECT_NOTE)
    has_digit = patterns.HAS_DIGIT.search(text)
    if not has_digit and patterns.HAS_IDEOGRAPH.search(text):
        return IndicatorValue(raw=raw, kind=ValueKind.QUALITATIVE)
    if has_digit and patterns.PROSE.match(text):
        return IndicatorValue(raw=raw, kind=ValueKind.TEXT_WITH_NUMBER, note=_TEXT_NOTE)
    return IndicatorValue(raw=raw, kind=ValueKind.UNRECOGNISED, note=_UNRECOGNISED_NOTE)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("−", "-"))


def _chinese_number(text: str) -> Decimal | None:
    if not patterns.CHINESE_NUMERAL.fullmatch(text):
        return None
    total = digit = 0
    for sign in text:
        scale = patterns.NUMERAL_SCALES.get(sign)
        if scale is None:
            digit = patterns.NUMERAL_VALUES[sign]
        else:
            total, digit = total + (digit or 1) * scale, 0
    return Decimal(total + digit)


def _count_in_digits(text: str) -> str | None:
    """三次以上 as 3次以上 and 百分之九十 as 百分之90; None where the words are not such a count."""
    count = patterns.COUNT_IN_WORDS.fullmatch(text)
    if count is None:
        return None
    number = _chinese_number(count["share"] or count["count"])
    if number is None:
        return None
    return f"{count['before']}{count['percent'] or ''}{number}{count['unit'] or ''}{count['after'] or ''}"


def _read_quantity(raw: str, text: str) -> IndicatorValue | None:
    found = patterns.QUANTITY.fullmatch(text)
    if found is None:
        return None
    if found["tolerance"]:
        return _read_tolerance(raw, found)
    if found["to"]:
        return _read_range(raw, found)
    return _read_number(raw, found)


def _read_number(raw: str, found: re.Match[str]) -> IndicatorValue | None:
    measure = _measure(found, found["unit"])
    if measure is None or found["around"] == "之间" or _contradicts_itself(found):
        return None
    comparator = _comparator(found)
    unit, per = measure
    return IndicatorValue(
        raw=raw,
        kind=ValueKind.NUMBER,
        comparator=comparator,
        number=_decimal(found["number"]),
        unit=unit,
        per=per,
        is_approximate=_is_approximate(found),
        note=_note(found, unit, comparator),
    )


def _read_range(raw: str, found: re.Match[str]) -> IndicatorValue | None:
    lower_unit, upper_unit = found["unit"], found["upper_unit"]
    measure = _measure(found, upper_unit)
    number, upper = _decimal(found["number"]), _decimal(found["upper"])
    is_two_signed = found["to"] == "--" and number < 0
    if measure is None or number > upper or is_two_signed or not upper_unit.startswith(lower_unit):
        return None
    if found["sign"] or found["sign_after"] or found["bound"] or found["included"] or found["included_after"]:
        return None
    return IndicatorValue(
        raw=raw,
        kind=ValueKind.RANGE,
        number=number,
        upper=upper,
        unit=measure[0],
        per=measure[1],
        is_approximate=_is_approximate(found),
        note=_note(found, measure[0], None),
    )


def _read_tolerance(raw: str, found: re.Match[str]) -> IndicatorValue | None:
    measure = _measure(found, found["unit"])
    number = _decimal(found["number"])
    if measure is None or found["to"] or found["around"] or number < 0 or _is_approximate(found):
        return None
    if _comparator(found) not in (None, Comparator.LE) or _contradicts_itself(found):
        return None
    return IndicatorValue(
        raw=raw,
        kind=ValueKind.TOLERANCE,
        comparator=Comparator.LE,
        number=number,
        unit=measure[0],
        per=measure[1],
        note=_note(found, measure[0], Comparator.LE),
    )


def _measure(found: re.Match[str], written: str) -> tuple[str | None, str | None] | None:
    """Unit and period of 1000元/人/月 or 每人每月1000元; None where the period is written twice or the unit doubtful."""
    unit, per = _split_period(written.replace("每", ""))
    if unit == "百分比":
        unit = "%"
    if found["percent"]:
        if unit:
            return None
        unit = "%"
    for each in _EACH.findall((found["each"] or "").replace("全年", "每年")):
        if each not in patterns.PERIODS or unit == each:
            unit += f"/{each}"
        elif per is None:
            per = _period(each)
        else:
            return None
    return unit or None, per


_EACH = re.compile("每([^每]+)")
_LAST_SEGMENT = re.compile(r"(.*)[/·•、.*]([^/·•、.*]+)", re.DOTALL)


def _split_period(written: str) -> tuple[str, str | None]:
    parts = _LAST_SEGMENT.fullmatch(written)
    if parts is None or parts[2] not in patterns.PERIODS:
        return written, None
    return parts[1], _period(parts[2])


def _period(word: str) -> str:
    return "年" if word == "年度" else word


def _comparator(found: re.Match[str]) -> Comparator | None:
    """A written sign before 以上 and the like, these before what the verb implies."""
    sign, bound, verb = found["sign"] or found["sign_after"], found["bound"], found["verb"]
    if sign:
        return patterns.COMPARATORS[sign]
    if bound:
        comparator = patterns.BOUNDS[bound]
        is_exclusive = "不含" in (found["included"] or found["included_after"] or "")
        return patterns.EXCLUSIVE[comparator] if is_exclusive else comparator
    return patterns.VERBS[verb] if verb else None


def _contradicts_itself(found: re.Match[str]) -> bool:
    """≥5以下, two signs, or （含） without 以上."""
    sign, bound = found["sign"] or found["sign_after"], found["bound"]
    if found["sign"] and found["sign_after"]:
        return True
    if not bound:
        return bool(found["included"] or found["included_after"])
    return bool(sign) and (sign in _UPWARD) != (patterns.BOUNDS[bound] is Comparator.GE)


_UPWARD = frozenset(
    word for word, sign in patterns.COMPARATORS.items() if sign in (Comparator.GE, Comparator.GT)
)


def _is_approximate(found: re.Match[str]) -> bool:
    return bool(found["about"] or found["about_after"] or found["odd"] or found["around"] in ("左右", "上下"))


def _note(found: re.Match[str], unit: str | None, comparator: Comparator | None) -> str | None:
    verb, lead = found["verb"], found["lead"]
    if verb in patterns.CHANGES:
        return f"原文写“{verb}”，数值为变化幅度"
    if lead:
        return f"数值前有文字“{lead.rstrip(':')}”"
    if unit and unit.startswith("/"):
        return "单位不完整"
    if unit == "%" and comparator is None and patterns.SUSPECT_PERCENTAGE.fullmatch(found["number"]):
        return _SUSPECT_PERCENTAGE_NOTE
    return None


def _read_deadline(raw: str, text: str) -> IndicatorValue | None:
    found = patterns.DEADLINE.fullmatch(text)
    first = found and _date(found, "1")
    if not found or not first or (found["each"] and first.year):
        return None
    if found["to"]:
        return _read_period(raw, found, first)
    if found["iso_sign1"] == "." and first.day is None:
        return None
    comparator = _deadline_comparator(found)
    is_within = (found["before"] or "").endswith("内")
    if (found["before"] and comparator in _UPWARD) or (is_within and not first.year):
        return None
    return _deadline(raw, found, first, comparator=comparator, number=first.last_day())


def _read_period(raw: str, found: re.Match[str], first: _Date) -> IndicatorValue | None:
    second = _date(found, "2", after=first)
    if not second or bool(first.year) != bool(second.year) or found["sign"] or found["before"]:
        return None
    start, end = first.first_day(), second.last_day()
    return _deadline(raw, found, first, number=start, upper=end) if start <= end else None
