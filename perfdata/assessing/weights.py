"""分值 of indicators: from the table, set by a person, or split equally (always labelled 系统默认等权)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import NamedTuple

from perfdata.assessing.execution import is_execution_indicator
from perfdata.assessing.scheme import Part, Scheme
from perfdata.core.model import Indicator
from perfdata.core.terms import LEVEL1_OF, Level1, Level2, WeightSource

_ZERO, _HUNDRED = Decimal(0), Decimal(100)
USUAL_EXECUTION_POINTS = (Decimal(0), Decimal(10), Decimal(20))
# Parts and indicators share whole cents, so that 100 stays 100.
_STEP = Decimal("0.01")


class Weights(NamedTuple):
    """Points in the order of the indicators, where they come from, and what a reader must know about them.

    ``has_gaps`` says that rows without points have to get some before they count: the others do not add up.
    """

    points: list[Decimal]
    source: WeightSource
    notes: tuple[str, ...] = ()
    has_gaps: bool = False


def allot_weights(
    indicators: Sequence[Indicator], *, scheme: Scheme, manual: Mapping[str, Decimal] | None = None
) -> Weights:
    """What a person set, if it covers every indicator; else what the table states; else an equal split.

    Points that are printed stay as they are: rows without any weigh 0 beside those that add up.
    """
    notes = ()
    if manual and indicators:
        if all(indicator.indicator_id in manual for indicator in indicators):
            return Weights([manual[indicator.indicator_id] for indicator in indicators], WeightSource.MANUAL)
        notes = ("人工设定的分值没有包括全部指标，暂不采用，请重新设定。",)
    given = [indicator.weight_points for indicator in indicators]
    blank_count = given.count(None)
    if blank_count < len(given):
        points = [_ZERO if each is None else each for each in given]
        has_gaps = bool(blank_count) and has_point_gaps(indicators, scheme=scheme)
        if blank_count:
            what = "请补填；补填之前这些指标不计分" if has_gaps else "所在类别已经满分，按 0 分计"
            notes += (f"{blank_count} 项指标没有分值，已有分值合计 {sum(points):f} 分，{what}。",)
        return Weights(points, WeightSource.GOAL_TABLE, notes, has_gaps)
    return Weights(_equal_split(indicators, scheme), WeightSource.EQUAL_SPLIT, notes)


def has_point_gaps(indicators: Sequence[Indicator], *, scheme: Scheme) -> bool:
    """Whether some lack points though neither all printed points together nor those of their level are complete."""
    points: dict[int | None, Decimal] = {}
    for indicator in indicators:
        part = _part_of(indicator, scheme)
        points[part] = points.get(part, _ZERO) + (indicator.weight_points or _ZERO)
    total = sum(points.values())
    if not total or _HUNDRED - total in USUAL_EXECUTION_POINTS:
        return False
    full = {number for number, part in enumerate(scheme.parts) if points.get(number) == part.points}
    return any(item.weight_points is None and _part_of(item, scheme) not in full for item in indicators)


def scoring_level(level1: Level1 | None, level2: Level2 | None, scheme: Scheme) -> Level1 | None:
    """The level 1 an indicator is scored under: 成本指标 under 产出指标 may count as 成本 (财预〔2021〕101号)."""
    if scheme.cost_is_level1 and level2 is Level2.COST:
        return Level1.COST
    return LEVEL1_OF[level2] if level1 is None and level2 is not None else level1


def split_equally(points: Decimal, count: int) -> list[Decimal]:
    """Shares in cents by largest remainder: the first get a cent more, the sum is exact."""
    return _split_by(points, [Decimal(1)] * count)


def _equal_split(indicators: Sequence[Indicator], scheme: Scheme) -> list[Decimal]:
    skips = not scheme.counts_execution_rows
    levels = tuple([(item.level1, item.level2, skips and is_execution_indicator(item)) for item in indicators])
    return list(_split_over(scheme, levels))


_Levels = tuple[Level1 | None, Level2 | None, bool]


@lru_cache(maxsize=4096)
def _split_over(scheme: Scheme, levels: tuple[_Levels, ...]) -> tuple[Decimal, ...]:
    """Points of indicators of these levels; what belongs to no part gets none, nor does an execution rate left out."""
    parts = [None if is_left_out else _part_at(one, two, scheme) for one, two, is_left_out in levels]
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
    return _part_at(indicator.level1, indicator.level2, scheme)


def _part_at(level1: Level1 | None, level2: Level2 | None, scheme: Scheme) -> int | None:
    return _part_with(scoring_level(level1, level2, scheme), scheme.parts)


def _part_with(level: Level1 | None, parts: Sequence[Part]) -> int | None:
    for number, part in enumerate(parts):
        if level in part.levels:
            return number
    return None


def _points_of_parts(scheme: Scheme, members: Mapping[int, Sequence[int]]) -> dict[int, Decimal]:
    """The points of each part that has indicators, with those of the empty parts moved or spread over them."""
    stated = [part.points for part in scheme.parts]
    if scheme.without_cost and _part_with(Level1.COST, scheme.parts) not in members:
        stated = [scheme.without_cost.get(part.levels[0], _ZERO) for part in scheme.parts]
    points = {number: own for number, own in enumerate(stated) if number in members}
    spread = _ZERO
    for number, part in enumerate(scheme.parts):
        if number in members:
            continue
        heirs = [_part_with(scheme.empty_parts_to.get(level), scheme.parts) for level in part.levels]
        heir = next((heir for heir in heirs if heir in members), None)
        if heir is None:
            spread += stated[number]
        else:
            points[heir] += stated[number]
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
