"""Units of indicator values: which are the same, and what one is in the other."""

from decimal import Decimal
from functools import lru_cache

from perfdata.core.amounts import SCALES

ONE = Decimal(1)
_PERCENT = ("个百分点", "百分点", "百分比")
_UNITS = {"名": "人", "场": "场次", "个月": "月", "个工作日": "工作日", **dict.fromkeys(_PERCENT, "%")}


@lru_cache(maxsize=4096)
def conversion_factor(target: str | None, actual: str | None) -> Decimal | None:
    """What an actual is multiplied by to stand in the unit of its target; None where the units differ."""
    (target_unit, target_scale), (actual_unit, actual_scale) = _base_unit(target), _base_unit(actual)
    if target == actual or (actual is None and target_unit):
        return ONE
    is_count = target is None and actual_scale == 1 and actual_unit[:1] not in "%‰" and "元" not in actual_unit
    if target_unit != actual_unit and not is_count:
        return None
    return ONE if target_scale == actual_scale else actual_scale / target_scale


def is_money(unit: str | None) -> bool:
    """元, 万元/人; not 吨标煤/万元."""
    return "元" in (unit or "").partition("/")[0]


def _base_unit(unit: str | None) -> tuple[str, Decimal]:
    """万元/人 is 元/人 and 10,000; 万 alone is a scale without a unit."""
    rest, scale = unit or "", ONE
    if rest == "‰":
        return "%", Decimal("0.1")
    while rest and rest[0] in SCALES:
        rest, scale = rest[1:], scale * SCALES[rest[0]]
    return _UNITS.get(rest, rest), scale
