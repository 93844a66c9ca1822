"""分值 of indicators: from the table, set by a person, or split equally (always labelled 系统默认等权)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import NamedTuple

from perfdata.assessing.execution import is_execution_indicator
from perfdata.assessing.scheme import Part, Scheme
from perfdata.core.model import Indicator
from perfdata.core.terms import LEVEL1_OF, Level1, Level2, WeightSource

_ZERO = Decimal(0)
# Parts and indicators share whole cents, so that 100 stays 100.
_STEP = Decimal("0.01")


class Weights(NamedTuple):
    """Points in the order of the indicators, where they come from, and what a reader must know about them."""

    points: list[Decimal]
    source: WeightSource
    notes: tuple[str, ...] = ()


def allot_weights(
    indicators: Sequence[Indicator], *, scheme: Scheme, manual: Mapping[str, Decimal] | None = None
) -> Weights:
    """What a person set, if it covers every indicator; else what the table states, if it does; else an equal split."""
    notes = ()
    if manual and indicators:
        if all(indicator.indicator_id in manual for indicator in indicators):
            return Weights([manual[indicator.indicator_id] for indicator in indicators], WeightSource.MANUAL)
        notes = ("人工设定的分值没有包括全部指标，暂不采用，请重新设定。",)
    given = [indicator.weight_points for indicator in indicators if indicator.weight_points is not None]
    if given and len(given) == len(indicators):
        return Weights(given, WeightSource.GOAL_TABLE, notes)
    if given:
        notes += (f"{len(indicators) - len(given)} 项指标没有分值，全部指标按系统默认等权。",)
    return Weights(_equal_split(indicators, scheme), WeightSource.EQUAL_SPLIT, notes)


def scoring_level(indicator: Indicator, scheme: Scheme) -> Level1 | None:
    """The level 1 an indicator is scored under: 成本指标 under 产出指标 may count as 成本 (财预〔2021〕101号)."""
    if scheme.cost_is_level1 and indicator.level2 is Level2.COST:
        return Level1.COST
    if indicator.level1 is None and indicator.level2 is not None:
        return LEVEL1_OF[indicator.level2]
    return indicator.level1


def split_equally(points: Decimal, count: int) -> list[Decimal]:
    """Shares in cents by largest remainder: the first get a cent more, the sum is exact."""
    return _split_by(points, [Decimal(1)] * count)


def _equal_split(indicators: Sequence[Indicator], scheme: Scheme) -> list[Decimal]:
    return list(_split_over(scheme, tuple(_part_of(indicator, scheme) for indicator in indicators)))


@lru_cache(maxsize=4096)
def _split_over(scheme: Scheme, parts: tuple[int | None, ...]) -> tuple[Decimal, ...]:
    """Points of indicators that belong to these parts; None belongs to none and gets none."""
    members: dict[int, list[int]] = {}
    for position, part in enumerate(parts):
        if part is not None:
            members.setdefault(part, []).append(position)
    weights = [_ZERO] * len(parts)
    for part, points in _points_of_parts(scheme, members).items():
        for position, share in zip(members[part], split_equally(points, len(members[part])), strict=True):
            weights[position] = share
    return tuple(weights)


def _part_of(indicator: Indicator, scheme: Scheme) -> int | None:
    if not scheme.counts_execution_rows and is_execution_indicator(indicator):
        return None
    return _part_with(scoring_level(indicator, scheme), scheme.parts)


def _part_with(level: Level1 | None, parts: Sequence[Part]) -> int | None:
    for number, part in enumerate(parts):
        if level in part.levels:
            return number
    return None


def _points_of_parts(scheme: Scheme, members: Mapping[int, Sequence[int]]) -> dict[int, Decimal]:
    """The points of each part that has indicators, with those of the empty parts moved or spread over them."""
    points = {number: part.points for number, part in enumerate(scheme.parts) if number in members}
    spread = _ZERO
    for number, part in enumerate(scheme.parts):
        if number in members:
            continue
        heirs = [_part_with(scheme.empty_parts_to.get(level), scheme.parts) for level in part.levels]
        heir = next((heir for heir in heirs if heir in members), None)
        if heir is None:
            spread += part.points
        else:
            points[heir] += part.points
    shares = _split_by(spread, list(points.values()))
    return {number: own + share for (number, own), share in zip(points.items(), shares, strict=True)}


def _split_by(points: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """The points in proportion to the shares, in cents, the cents left over to the largest remainders."""
    total = sum(shares)
    if not total:
        return [_ZERO] * len(shares)
    exact = [points * share / total for share in shares]
    split = [each.quantize(_STEP, ROUND_FLOOR) for each in exact]
    left = int((points - sum(split)) / _STEP)
    order = sorted(range(len(shares)), key=lambda position: (split[position] - exact[position], position))
    for position in order[:left]:
        split[position] += _STEP
    return split
