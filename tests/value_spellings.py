"""Canonical spellings of indicator values, for tests that read back what a value says."""

from __future__ import annotations

from decimal import Decimal

from perfdata.core.model import IndicatorValue
from perfdata.core.terms import Comparator, ValueKind


def format_value(value: IndicatorValue) -> str:
    """The canonical spelling: ``parse_value`` reads from it the same fields, all but ``raw`` and ``note``.

    Quantities are written sign, number with thousands separators, unit, period (≤1,000元/人/月); text stays as it was.
    """
    about = "约" if value.is_approximate else ""
    unit = (value.unit or "") + (f"/{value.per}" if value.per else "")
    match value.kind:
        case ValueKind.NUMBER:
            parts = "" if value.denominator is None else f"({value.numerator:f}/{value.denominator:f})"
            return f"{value.comparator.label if value.comparator else ''}{about}{value.number:,f}{unit}{parts}"
        case ValueKind.RANGE:
            return f"{about}{value.number:,f}~{value.upper:,f}{unit}"
        case ValueKind.TOLERANCE:
            return f"±{value.number:,f}{unit}"
        case ValueKind.DEADLINE:
            return _written_deadline(value)
        case _:
            return value.raw


def _written_deadline(value: IndicatorValue) -> str:
    each = f"每{value.per}" if value.per else ""
    first = _written_day(value.number)
    if value.upper is not None:
        return f"{each}{first}至{_written_day(value.upper)}"
    if value.comparator is Comparator.LE:
        return f"{each}{first}前"
    return f"{value.comparator.label if value.comparator else ''}{each}{first}"


def _written_day(number: Decimal | None) -> str:
    year, month_and_day = divmod(0 if number is None else int(number), 10_000)
    month, day = divmod(month_and_day, 100)
    return f"{year}年{month}月{day}日" if year else f"{month}月{day}日"
