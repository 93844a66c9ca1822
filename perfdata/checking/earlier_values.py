"""Values beside those of before: totals that fall, values that leap from those of last year."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from statistics import median
from typing import NamedTuple, TypeVar

from perfdata.assessing.comparing import amount, percent
from perfdata.assessing.execution import budget_of, budgeted
from perfdata.assessing.monitoring import is_flow
from perfdata.checking.money_checks import budget_cell, spent_cell
from perfdata.checking.results_draft import Asked, Cell, ResultsDraft, yuan_text
from perfdata.checking.sanity import FAR_ABOVE, guess, moved_point, result_cell, target_cell
from perfdata.core.model import ActualResult, Indicator, IndicatorValue, Project, Spending
from perfdata.core.terms import ValueKind
from perfdata.core.values import parse_value

_FEWEST = 5  # rows of a unit that say what is usual
_WIDEST = 3.5  # spreads from the median; the spread is 1.4826 × MAD
_LEAST_SPREAD = 0.2  # where nearly all rows stayed as they were, not every change is a leap
_Dated = TypeVar("_Dated", ActualResult, Spending)


class Beside(NamedTuple):
    """A value of a unit beside the one of last year; is it one of the file, and what is it of."""

    group: tuple[str | None, int | None]
    cell: Cell
    now: IndicatorValue
    before: IndicatorValue
    is_own: bool
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
    known, named = {item.project_id: item for item in projects}, {item.indicator_id: item for item in indicators}
    held, year = list(results), draft.fiscal_year
    for item, before in _with_earlier(draft.results, held, lambda item: item.indicator_id):
        if is_flow(indicator := named[item.indicator_id]):
            cell, most = result_cell(indicator, item), indicator.annual_target.number
            words = {"day": before.as_of, "indicator": indicator}
            _ask_about_fall(draft, cell, item.actual, before.actual, most=most and most * FAR_ABOVE, **words)
    for item, before in _with_earlier(draft.spending, spending, lambda item: item.project_id):
        now, then = _money(item.spent_yuan), _money(before.spent_yuan)
        project = known[item.project_id]
        most = budget_of(budgeted(item, project))[0]
        _ask_about_fall(draft, spent_cell(item), now, then, most=most, day=before.as_of, project=project)
    last = {
        (item.indicator_id, item.as_of.month): item.actual
        for item in held
        if item.fiscal_year + 1 == year and item.as_of.year == item.fiscal_year
    }
    own = {(item.indicator_id, item.as_of): item for item in draft.results}
    now = {(item.indicator_id, item.as_of): item for item in held if last and item.fiscal_year == year} | own
    rows: list[Beside] = []
    for key, item in now.items():
        before, indicator = last.get((item.indicator_id, item.as_of.month)), named.get(item.indicator_id)
        if before and indicator and (project := known.get(indicator.project_id)):
            group, words = (project.spending_unit, year), {"indicator": indicator}
            rows.append(Beside(group, result_cell(indicator, item), item.actual, before, key in own, words))
    _ask_about_leaps(draft, rows)


def ask_about_last_year(
    asked: Asked,
    projects: Iterable[Project],
    indicators: Iterable[Indicator],
    *,
    held_projects: Iterable[Project],
    held_indicators: Iterable[Indicator],
) -> None:
    """Targets and budgets that leap from those of last year, beside what else holds of the unit."""
    own = {(item.project_id, item.fiscal_year or 0): item for item in projects}
    held = {(item.project_id, item.fiscal_year or 0): item for item in held_projects}
    own_targets = {(item.indicator_id, item.fiscal_year or 0): item for item in indicators}
    held_targets = {(item.indicator_id, item.fiscal_year or 0): item for item in held_indicators}
    known, budgets, targets = held | own, [], []
    for key, item in known.items():
        if before := held.get((key[0], key[1] - 1)):
            group, values = (item.spending_unit, key[1]), (_money(item.budget_yuan), _money(before.budget_yuan))
            budgets.append(Beside(group, budget_cell(item), *values, key in own, {"project": item}))
    for key, item in (held_targets | own_targets).items():
        before, project = held_targets.get((key[0], key[1] - 1)), known.get((item.project_id, key[1]))
        if before and project:
            group, values = (project.spending_unit, key[1]), (item.annual_target, before.annual_target)
            targets.append(Beside(group, target_cell(item), *values, key in own_targets, {"indicator": item}))
    for rows in (budgets, targets):
        _ask_about_leaps(asked, rows)


def _money(yuan: Decimal | None) -> IndicatorValue:
    return parse_value("" if yuan is None else yuan_text(yuan))


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
    draft: ResultsDraft,
    cell: Cell,
    now: IndicatorValue,
    before: IndicatorValue,
    *,
    most: Decimal | None,
    **words: object,
) -> None:
    """Less than before: the sum of both is offered where it is not above the ``most`` that is likely."""
    numbers = _alike_numbers(now, before)
    if not numbers or numbers[0] >= numbers[1]:
        return
    added, earlier = sum(numbers, Decimal(0)), _spelt(numbers[1], before)
    words |= {"name": cell.name, "earlier": earlier}
    if most is None or added <= most:
        total = _spelt(added, now)
        draft.ask_of_cell("total_falls", cell, [total], total=total, **words)
    else:
        draft.ask_of_cell("total_falls/no_sum", cell, [], **words)


def _alike_numbers(one: IndicatorValue, other: IndicatorValue) -> tuple[Decimal, Decimal] | None:
    """The two numbers where they are written alike: unit, period and comparator."""
    if one.number is None or other.number is None or not one.kind is other.kind is ValueKind.NUMBER:
        return None
    is_alike = (one.unit, one.per, one.comparator) == (other.unit, other.per, other.comparator)
    return (one.number, other.number) if is_alike else None


def _spelt(number: Decimal, like: IndicatorValue) -> str:
    return (like.comparator.label if like.comparator else "") + amount(number, like.unit, like.per)


def _ask_about_leaps(asked: Asked, rows: Iterable[Beside]) -> None:
    """Rows of the file whose change is far from the median change of the rows of their unit.

    Far is more than 3.5 × 1.4826 × the median absolute deviation of the logarithms; fewer than five rows say nothing.
    """
    groups: dict[object, list[tuple[float, Beside]]] = defaultdict(list)
    for row in rows:
        if (numbers := _alike_numbers(row.now, row.before)) and min(numbers) > 0:
            groups[row.group].append((math.log(numbers[0] / numbers[1]), row))
    for group in groups.values():
        middle = median(change for change, _ in group)
        spread = max(1.4826 * median(abs(change - middle) for change, _ in group), _LEAST_SPREAD) * _WIDEST
        for change, row in group if len(group) >= _FEWEST else ():
            if row.is_own and abs(change - middle) > spread:
                _ask_about_leap(asked, row, middle, spread, count=len(group))


def _ask_about_leap(asked: Asked, row: Beside, middle: float, spread: float, *, count: int) -> None:
    now, before = row.now.number or Decimal(0), row.before.number or Decimal(1)
    usual, low, high = (Decimal(math.exp(at)) for at in (middle, middle - spread, middle + spread))
    moved = moved_point(now, before * usual)
    readings = () if moved is None else (_spelt(moved, row.now),)
    words = {"name": row.cell.name, "before": _spelt(before, row.before), "share": percent(now / before)}
    words |= {"count": count, "usual": percent(usual), "low": percent(low), "high": percent(high)}
    asked.ask_of_cell("leaps_from_last_year", row.cell, readings, **words, guess=guess(readings), **row.words)
