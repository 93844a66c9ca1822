"""What the number format of a cell adds to its number: 0.9 shown as 90%, 36 shown as 36人 or ≥36."""

from __future__ import annotations

import operator
import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

LONGEST_FORMAT = 255
_LITERAL = r'(?:"[^"]*"|[\\!].|[≥≤><=＝％ \u4e00-\u9fff])*'
_FORMAT = re.compile(rf"({_LITERAL})(?:General|G/通用格式|[#0,?]*[#0](?:[\\!]\.(0+)|\.[#0?]+)?(,*))(%?)({_LITERAL})")
_SECTION = re.compile(r'((?:"[^"]*"|[\\!].|[^;"])*);')
_NO_TEXT = re.compile(r'"[^"]*"|[\\!].|\[[^\]]*\]|_.|\*.')
_PADDING = re.compile(r'("[^"]*"|[\\!].)|\[[^\]]*\]|_.|\*.')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_HOLDS = {"<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq}
TELLING = re.compile(r"[≥≤><=＝%％‰℃㎡\u4e00-\u9fff]")


class _Affixes(NamedTuple):
    """What stands before and after the number, and the power of ten that it is shown in: -4 of 12.3万 for 123456."""

    before: str
    exponent: int
    after: str


def shown(number: float, number_format: str) -> str | None:
    """The number with what its format shows beside it; None where that is nothing but decimals or a currency sign.

    The 15 digits that Excel keeps are kept: 0.9555 as 0% is 95.55%.
    """
    if not adds_text(number_format):
        return None
    section, keeps_sign = _section(number, number_format)
    affixes = _affixes(section)
    if affixes is None:
        return None
    exact = Decimal(format(number if keeps_sign else abs(number), ".15g")).scaleb(affixes.exponent)
    return f"{affixes.before}{exact.normalize():f}{affixes.after}"


def adds_text(number_format: str) -> bool:
    """Whether a format shows more than a number for some numbers."""
    return len(number_format) <= LONGEST_FORMAT and any(map(_affixes, _SECTION.findall(f"{number_format};")))


def _section(number: float, number_format: str) -> tuple[str, bool]:
    """The part of a format that holds for the number, and whether the sign is shown beside it."""
    sections = _SECTION.findall(f"{number_format};")
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        holding = (
            section
            for section, stated in zip(sections, conditions, strict=True)
            if stated is None or _HOLDS[stated[1]](number, float(stated[2]))
        )
        return next(holding, ""), True
    if number < 0 and len(sections) > 1:
        return sections[1], False
    return sections[2] if number == 0 and len(sections) > 2 else sections[0], True


@lru_cache(maxsize=1024)
def _affixes(section: str) -> _Affixes | None:
    found = _FORMAT.fullmatch(_PADDING.sub(lambda part: part[1] or "", section).strip())
    if found is None:
        return _Affixes("", 2, "%") if "%" in _NO_TEXT.sub("", section) else None
    before, typed_decimals, commas, percent, after = found.groups(default="")
    exponent = (2 if percent else 0) - 3 * len(commas) - len(typed_decimals)
    affixes = _Affixes(_unquoted(before), exponent, percent + _unquoted(after))
    return affixes if typed_decimals or TELLING.search(affixes.before + affixes.after) else None


def _unquoted(literal: str) -> str:
    return re.sub(r"[\\!](.)|\s+", r"\1", literal.replace('"', ""))
