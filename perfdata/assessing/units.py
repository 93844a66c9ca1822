"""Units of indicator values: which are the same, and what one is in the other."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from perfdata.core.amounts import SCALES

_ONE = Fraction(1)
_PERCENT = ("个百分点", "百分点", "百分比")
_UNITS = {
    "名": "人",
    "生": "人",
    "场": "场次",
    "个工作日": "工作日",
    **dict.fromkeys(_PERCENT, "%"),
}
# Sizes in the smallest of each dimension; of areas in fifteenths of a square metre, as 15 亩 are a hectare.
_SIZES = """
毫米 毫米 mm 1 厘米 cm 10 米 m 1000 公里 千米 km 1000000
平方米 平方米 ㎡ m² m2 15 平方厘米 cm² 0.0015 亩 10000 公顷 ha 150000 平方公里 平方千米 km² km2 15000000
毫克 毫克 mg 1 克 g 1000 斤 500000 公斤 千克 kg 1000000 吨 t T 1000000000
毫升 毫升 ml mL 1 升 L 1000 立方米 方 m³ m3 1000000
秒 秒 s 1 分钟 分 min 60 小时 时 h 3600 天 日 86400 周 604800
月 月 个月 1 季度 季 个季度 3 半年 6 年 周年 12
瓦 瓦 W 1 千瓦 kW 1000 兆瓦 MW 1000000
千瓦时 千瓦时 kWh 度 1
"""


def _sizes() -> dict[str, tuple[str, Fraction]]:
    """The unit that a unit is measured in, and how many of them it is."""
    found = {}
    for line in _SIZES.strip().splitlines():
        base, *words = line.split()
        names: list[str] = []
        for word in words:
            if word[0].isdigit():
                found |= dict.fromkeys(names, (base, Fraction(word)))
                names = []
            else:
                names.append(word)
    return found


_MEASURED = _sizes()


def in_unit(target: str | None, number: Decimal, actual: str | None) -> Decimal | None:
    """A number of the unit ``actual`` in the unit of its target; None where the units differ."""
    if target == actual:
        return number
    factor = _factor(target, actual)
    if factor is None:
        return None
    return number if factor == 1 else number * factor.numerator / factor.denominator


@lru_cache(maxsize=4096)
def _factor(target: str | None, actual: str | None) -> Fraction | None:
    if actual is None and (target or "").lstrip("万亿"):
        return _ONE
    (target_unit, target_scale), (actual_unit, actual_scale) = _base_unit(target or ""), _base_unit(actual or "")
    if target is None and actual and actual[0] not in "%‰万亿" and "元" not in actual:
        return _ONE
    return actual_scale / target_scale if target_unit == actual_unit else None


def is_money(unit: str | None) -> bool:
    """元, 万元/人; not 吨标煤/万元."""
    return "元" in (unit or "").partition("/")[0]


def _base_unit(unit: str) -> tuple[str, Fraction]:
    """万元/人 is 元/人 and 10,000, 公里 is 毫米 and a million; 万 alone is a scale without a unit."""
    parts, scale = [], _ONE
    for number, part in enumerate(unit.split("/")):
        rest, own = ("%", Fraction(1, 10)) if part == "‰" else (part, _ONE)
        while rest and rest not in _MEASURED and rest[0] in SCALES:
            rest, own = rest[1:], own * Fraction(SCALES[rest[0]])
        base, size = _MEASURED.get(rest, (_UNITS.get(rest, rest), _ONE))
        parts.append(base)
        scale = scale / (own * size) if number else scale * own * size
    return "/".join(parts), scale
