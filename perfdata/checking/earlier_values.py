"""Values beside those of before: totals that fall, values that leap from those of last year."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from statistics import median
from typing import NamedTuple, TypeVar

from perfdata.assessing.comparing import amount, percent
from perfdata.assessing.monitoring import is_flow
from perfdata.checking.money_checks import budget_cell, spent_cell
from perfdata.checking.results_draft import Asked, Cell, ResultsDraft, yuan_text
from perfdata.checking.sanity import guess, moved_point, result_cell, target_cell
from perfdata.core.model import ActualResult, Indicator, IndicatorValue, Project, Spending
from perfdata.core.terms import ValueKind

_FEWEST = 5  # rows of a unit that say what is usual
_WIDEST = 3.5  # spreads from the median; the spread is 1.4826 × MAD
_LEAST_SPREAD = 0.2  # where nearly all rows stayed as they were, not every change is a leap
_Dated = TypeVar("_Dated", ActualResult, Spending)
_Spell = Callable[[Decimal], str]


class Pair(NamedTuple):
    """A number beside that of last year: the unit and year it is of, whether the file states it, and its cell."""

    group: tuple[str | None, int | None]
    is_own: bool
    cell: Cell
    now: Decimal
    before: Decimal
    spell: _Spell
    words: Mapping[str, object]


def ask_about_earlier(
    draft: ResultsDraft,
    *,
    projects: Iterable[Project],
    indicators: Iterable[Indicator],
    results: Iterable[ActualResult],
    spending: Iterable[Spending],
) -> None:
    """The rows of a draft beside the ``results`` and ``spending`` that hold, of its year and the year before.

    A count that grows through the year, or the money spent, is less than on an earlier day; or a result leaps from
    that of the same month of last year.
    """
    known, named, held = (
        {item.project_id: item for item in projects},
        {i.indicator_id: i for i in indicators},
        list(results),
    )
    for item, before in _with_earlier(draft.results, held, lambda item: item.indicator_id):
        indicator = named[item.indicator_id]
        if _are_alike(item.actual, before.actual) and is_flow(indicator):
            numbers, spell = (item.actual.number, before.actual.number), _speller(item.actual)
            _ask_about_fall(draft, result_cell(indicator, item), *numbers, spell, day=before.as_of, indicator=indicator)
    for item, before in _with_earlier(draft.spending, spending, lambda item: item.project_id):
        numbers, owner = (item.spent_yuan, before.spent_yuan), known[item.project_id]
        _ask_about_fall(draft, spent_cell(item), *numbers, yuan_text, day=before.as_of, project=owner)
    last = {
        (item.indicator_id, item.as_of.year + 1, item.as_of.month): item.actual
        for item in held
        if item.fiscal_year + 1 == draft.fiscal_year
    }
    own = {(item.indicator_id, item.as_of): item for item in draft.results}
    now = {(item.indicator_id, item.as_of): item for item in held if item.fiscal_year == draft.fiscal_year} | own
    pairs: list[Pair] = []
    for key, item in now.items():
        value, indicator = (
            last.get((item.indicator_id, item.as_of.year, item.as_of.month)),
            named.get(item.indicator_id),
        )
        if value and indicator and (project := known.get(indicator.project_id)):
            group, cell = (project.spending_unit, draft.fiscal_year), result_cell(indicator, item)
            pairs += _value_pair(group, key in own, cell, item.actual, value, indicator)
    _ask_about_leaps(draft, pairs)


def ask_about_last_year(
    asked: Asked,
    projects: Iterable[Project],
    indicators: Iterable[Indicator],
    *,
    held_projects: Iterable[Project],
    held_indicators: Iterable[Indicator],
) -> None:
    """Targets and budgets that leap from those of last year, beside what else holds of the unit."""
    held = {(item.project_id, item.fiscal_year or 0): item for item in held_projects}
    own = {(item.project_id, item.fiscal_year or 0): item for item in projects}
    held_targets = {(item.indicator_id, item.fiscal_year or 0): item for item in held_indicators}
    own_targets = {(item.indicator_id, item.fiscal_year or 0): item for item in indicators}
    known, budgets, targets = held | own, [], []
    for (key, year), item in known.items():
        before, now = held.get((key, year - 1)), item.budget_yuan
        if before and before.budget_yuan and now and min(now, before.budget_yuan) > 0:
            group, cell, is_own = (item.spending_unit, year), budget_cell(item), (key, year) in own
            budgets.append(Pair(group, is_own, cell, now, before.budget_yuan, yuan_text, {"project": item}))
    for (key, year), item in (held_targets | own_targets).items():
        before, project = held_targets.get((key, year - 1)), known.get((item.project_id, year))
        if before and project:
            group, cell, is_own = (project.spending_unit, year), target_cell(item), (key, year) in own_targets
            targets += _value_pair(group, is_own, cell, item.annual_target, before.annual_target, item)
    _ask_about_leaps(asked, budgets)
    _ask_about_leaps(asked, targets)


def _with_earlier(
    own: Iterable[_Dated], held: Iterable[_Dated], key: Callable[[_Dated], str]
) -> Iterator[tuple[_Dated, _Dated]]:
    """Each row with that of the latest day before it in its fiscal year."""
    days: dict[tuple[str, int], list[_Dated]] = defaultdict(list)
    for item in sorted(held, key=lambda item: item.as_of):
        days[key(item), item.fiscal_year].append(item)
    for item in own:
        if earlier := [old for old in days.get((key(item), item.fiscal_year), ()) if old.as_of < item.as_of]:
            yield item, earlier[-1]


def _ask_about_fall(
    draft: ResultsDraft, cell: Cell, now: Decimal | None, before: Decimal | None, spell: _Spell, **words: object
) -> None:
    if now is not None and before is not None and now < before:
        total = spell(now + before)
        draft.ask_of_cell("total_falls", cell, [total], name=cell.name, earlier=spell(before), total=total, **words)


def _value_pair(
    group: tuple[str | None, int | None],
    is_own: bool,
    cell: Cell,
    now: IndicatorValue,
    before: IndicatorValue,
    indicator: Indicator,
) -> list[Pair]:
    if not (_are_alike(now, before) and now.number and before.number and min(now.number, before.number) > 0):
        return []
    return [Pair(group, is_own, cell, now.number, before.number, _speller(now), {"indicator": indicator})]


def _are_alike(one: IndicatorValue, other: IndicatorValue) -> bool:
    is_number = one.kind is other.kind is ValueKind.NUMBER
    return is_number and (one.unit, one.per, one.comparator) == (other.unit, other.per, other.comparator)


def _speller(value: IndicatorValue) -> _Spell:
    sign = value.comparator.label if value.comparator else ""
    return lambda number: sign + amount(number, value.unit, value.per)


def _ask_about_leaps(asked: Asked, pairs: Iterable[Pair]) -> None:
    """Rows of the file whose change is far from the median change of the rows of their unit.

    Far is more than 3.5 × 1.4826 × the median absolute deviation of the logarithms; fewer than five rows say nothing.
    """
    groups: dict[object, list[tuple[float, Pair]]] = defaultdict(list)
    for pair in pairs:
        groups[pair.group].append((math.log(pair.now / pair.before), pair))
    for group in groups.values():
        middle = median(change for change, _ in group)
        spread = max(1.4826 * median(abs(change - middle) for change, _ in group), _LEAST_SPREAD) * _WIDEST
        for change, pair in group if len(group) >= _FEWEST else ():
            if pair.is_own and abs(change - middle) > spread:
                _ask_about_leap(asked, pair, middle, spread, count=len(group))


def _ask_about_leap(asked: Asked, pair: Pair, middle: float, spread: float, *, count: int) -> None:
    usual, low, high = (Decimal(math.exp(at)) for at in (middle, middle - spread, middle + spread))
    moved = moved_point(pair.now, pair.before * usual)
    readings = () if moved is None else (pair.spell(moved),)
    words = {"name": pair.cell.name, "before": pair.spell(pair.before), "share": percent(pair.now / pair.before)}
    words |= {"count": count, "usual": percent(usual), "low": percent(low), "high": percent(high)}
    asked.ask_of_cell("leaps_from_last_year", pair.cell, readings, **words, guess=guess(readings), **pair.words)
