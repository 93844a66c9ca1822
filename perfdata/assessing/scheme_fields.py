"""The fields of a scoring scheme as TOML gives them, checked and turned into the values of a Scheme."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from perfdata.assessing.comparators import COMPARATOR_RULES, ComparatorRules
from perfdata.assessing.scheme import Band, Part
from perfdata.core.terms import Attainment, Level1

_LEVELS = {level.value: level for level in Level1}


class Problem(Exception):
    """What is wrong, and the key it stands under."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Problem(key, "应是文字，请加引号")
    return value


def _year(key: str, value: Any) -> int:
    if not isinstance(value, int) or not 1900 < value < 2200:
        raise Problem(key, "应是四位年份")
    return value


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Problem(key, "应是 true 或 false")
    return value


def _number(key: str, value: Any, *, lowest: int = 0, highest: int = 100) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise Problem(key, "应是数字，不加引号")
    number = Decimal(value)
    if not number.is_finite() or not lowest <= number <= highest:
        raise Problem(key, f"应在 {lowest} 与 {highest} 之间，现为 {value}")
    return number


def _share(key: str, value: Any) -> Decimal:
    return _number(key, value, highest=1)


def _ratio_above_one(key: str, value: Any) -> Decimal:
    return _number(key, value, lowest=1)


def _step(key: str, value: Any) -> Decimal:
    step = _number(key, value)
    if step not in (Decimal(1), Decimal("0.1"), Decimal("0.01"), Decimal("0.001")):
        raise Problem(key, "应是 1、0.1、0.01 或 0.001")
    return step


def _one_of(*choices: str) -> Callable[[str, Any], str]:
    def read(key: str, value: Any) -> str:
        if value not in choices:
            raise Problem(key, f"应是 {' 或 '.join(choices)}，现为 {value}")
        return value

    return read


def as_table(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Problem(key, "应写成 { 名称 = 值 }")
    return value


def _entries(key: str, value: Any, *names: str) -> Iterator[tuple[Any, ...]]:
    """The values under the names of every { … } of a list."""
    if not isinstance(value, list) or not value:
        raise Problem(key, "应是列表 [ … ]")
    for entry in value:
        if not isinstance(entry, dict) or set(entry) != set(names):
            raise Problem(key, f"每项应写成 {{ {', '.join(f'{name} = …' for name in names)} }}")
        yield tuple(entry[name] for name in names)


def _level(key: str, name: Any) -> Level1:
    if name not in _LEVELS:
        raise Problem(key, f"里的“{name}”不是一级指标（{'、'.join(_LEVELS)}）")
    return _LEVELS[name]


def _parts(key: str, value: Any) -> tuple[Part, ...]:
    parts = []
    for levels, points in _entries(key, value, "levels", "points"):
        if not isinstance(levels, list) or not levels:
            raise Problem(key, "的 levels 应是列表 [ … ]")
        parts.append(Part(levels=tuple(_level(key, name) for name in levels), points=_number(key, points)))
    return tuple(parts)


def _points_of_levels(key: str, value: Any) -> dict[Level1, Decimal]:
    return {_level(key, name): _number(key, points) for name, points in as_table(key, value).items()}


def _caps(key: str, value: Any) -> tuple[tuple[Decimal, Decimal], ...]:
    caps = tuple((_share(key, lower), _number(key, most)) for lower, most in _entries(key, value, "from", "most"))
    _descending(key, [lower for lower, _ in caps])
    return caps


def _deduction(key: str, value: Any) -> tuple[Decimal, Decimal]:
    table = as_table(key, value)
    if set(table) != {"from", "points"}:
        raise Problem(key, "应写成 { from = …, points = … }")
    return _ratio_above_one(key, table["from"]), _number(key, table["points"])


def _moves(key: str, value: Any) -> dict[Level1, Level1]:
    return {_level(key, source): _level(key, target) for source, target in as_table(key, value).items()}


def _descending(key: str, bounds: list[Decimal]) -> None:
    if any(first <= second for first, second in pairwise(bounds)) or bounds[-1] != 0:
        raise Problem(key, "的下限应从高到低，最后一档为 0")


def _grades(key: str, value: Any) -> tuple[tuple[str, Decimal], ...]:
    grades = tuple((_text(key, name), _number(key, lower)) for name, lower in _entries(key, value, "name", "from"))
    _descending(key, [lower for _, lower in grades])
    return grades


def _rate_bands(key: str, value: Any) -> tuple[tuple[Decimal, Decimal], ...]:
    bands = tuple((_number(key, lower), _share(key, share)) for lower, share in _entries(key, value, "from", "share"))
    _descending(key, [lower for lower, _ in bands])
    if any(first < second for (_, first), (_, second) in pairwise(bands)):
        raise Problem(key, "低档的比例不能高于高档")
    return bands


def _bands(key: str, value: Any) -> dict[Attainment, Band]:
    table, bands, upper = as_table(key, value), {}, Decimal(1)
    for grade in Attainment:
        entry = as_table(key, table.get(grade.value))
        if set(entry) != {"lower", "upper", "default"}:
            raise Problem(key, f"的 {grade.value} 应写成 {{ lower = …, upper = …, default = … }}")
        band = Band(**{name: _share(key, number) for name, number in entry.items()})
        if band.upper != upper or not band.lower <= band.default <= band.upper:
            raise Problem(key, f"的“{grade.label}”区间与相邻区间不衔接，或 default 不在区间内")
        bands[grade], upper = band, band.lower
    if upper != 0 or len(table) != len(Attainment):
        raise Problem(key, "应有 met、partly_met、not_met 三档，最低一档的下限为 0")
    return bands


def _words(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise Problem(key, '应是文字列表 ["…"]')
    return tuple(value)


def _comparators(key: str, value: Any) -> ComparatorRules:
    table = dict(as_table(key, value))
    fields: dict[str, Any] = {}
    for name, attribute in _WORD_LISTS.items():
        if name in table:
            fields[attribute] = _words(name, table.pop(name))
    if "pay_unit" in table:
        fields["pay_unit"] = _pattern("pay_unit", table.pop("pay_unit"))
    if not _flag("cost_is_ceiling", table.pop("cost_is_ceiling", True)):
        fields["cost_levels"] = ()
    if table:
        raise Problem(next(iter(table)), "不是 comparators 的项目，请核对拼写")
    return ComparatorRules(**fields) if fields else COMPARATOR_RULES


def _pattern(key: str, value: Any) -> re.Pattern[str]:
    try:
        return re.compile(_text(key, value))
    except re.error as error:
        raise Problem(key, "不是合格的正则表达式") from error


_WORD_LISTS = {
    "more_is_better": "more_is_better_names",
    "less_is_better": "less_is_better_names",
    "ceilings": "ceiling_names",
    "standards": "standard_names",
}
OPTIONAL = tuple(
    "first_year last_year note comparators without_cost execution_caps exceeded_deduction reason_below".split()
)
READERS: dict[str, Callable[[str, Any], Any]] = {
    "title": _text,
    "reference": _text,
    "note": _text,
    "first_year": _year,
    "last_year": _year,
    "execution_points": _number,
    "execution_denominator": _one_of("adjusted", "initial"),
    "parts": _parts,
    "empty_parts_to": _moves,
    "cost_is_level1": _flag,
    "counts_execution_rows": _flag,
    "grades": _grades,
    "qualitative": _bands,
    "over_limit": _one_of("ratio", "linear"),
    "equal_target": _one_of("both_sides", "at_least"),
    "late_share": _share,
    "satisfaction": _one_of("ratio", "bands"),
    "satisfaction_bands": _rate_bands,
    "exceeded_note": _ratio_above_one,
    "exceeded_reason": _ratio_above_one,
    "strict_no_evidence": _share,
    "strict_qualitative": _share,
    "strict_exceeded_floor": _share,
    "rounding": _step,
    "comparators": _comparators,
    "without_cost": _points_of_levels,
    "execution_caps": _caps,
    "exceeded_deduction": _deduction,
    "reason_below": _share,
}
