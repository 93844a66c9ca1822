"""Is the money of a project plausible? One set of questions for every way in: goal table, template, 自评表, 监控表."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from perfdata.assessing.comparing import percent
from perfdata.assessing.execution import budget_of, contradiction
from perfdata.checking.results_draft import Asked, Cell, ResultsDraft, yuan_text
from perfdata.checking.sanity import Problem, moved_point
from perfdata.core.amounts import YUAN_PER_UNIT
from perfdata.core.funding import FUNDING_AMOUNTS
from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.terms import Severity
from perfdata.core.text import thousands

_FAR = 100
_WAN = YUAN_PER_UNIT["万元"]
_LARGE_YUAN = Decimal(100_000_000)
_SMALL_YUAN = Decimal(100)
_ODD_YUAN = Decimal(1_000_000)
BUDGET = "年度预算"
_OF_GOAL_TABLE = "绩效目标表的预算"


def is_plausible(
    draft: ResultsDraft,
    spending: Spending,
    project: Project,
    *,
    place_of: Callable[[str], Place],
    without_budget: Severity = Severity.WARNING,
) -> bool:
    """Whether the amounts may be stored; what is asked about them is reported, at the place of each field.

    ``project`` carries the budget of the goal table; an amount that is 100 times a budget or more is an error,
    ``without_budget`` how severe spending without any budget is.
    """
    problems = list(_amount_problems(spending, project, without_budget))
    for problem in problems:
        amount, label = getattr(spending, problem.field), FUNDING_AMOUNTS[problem.field]
        written = "空白" if amount is None else yuan_text(amount)
        cell = Cell(label, written, place_of(problem.field))
        words = {"severity": problem.severity, "project": project, "label": label, **problem.words}
        draft.ask_of_cell(problem.rule_id, cell, problem.readings, **words)
    return all(problem.severity is not Severity.ERROR for problem in problems)


def contradicts_amounts(draft: ResultsDraft, indicator: Indicator, result: ActualResult, ratio: Decimal) -> bool:
    """Whether a reported 预算执行率 differs from ``ratio``, that of the amounts; if so, it is told."""
    difference = contradiction(result, ratio)
    if difference:
        rate, observed = percent(ratio), result.actual.raw
        draft.ask(
            "execution_rate_differs",
            result.place,
            observed=observed,
            indicator=indicator,
            difference=difference,
            rate=rate,
        )
    return bool(difference)


def spent_cell(spending: Spending) -> Cell:
    """Where the money spent was reported."""
    return Cell(FUNDING_AMOUNTS["spent_yuan"], yuan_text(spending.spent_yuan or Decimal(0)), spending.place)


def budget_cell(project: Project) -> Cell:
    """Where the budget of a goal table stands."""
    place = project.field_places.get("budget_yuan", project.place)
    return Cell(BUDGET, yuan_text(project.budget_yuan or Decimal(0)), place)


def _amount_problems(spending: Spending, project: Project, without_budget: Severity) -> Iterator[Problem]:
    """Each amount beside the budget above it that is sound: of the goal table, 年初预算数, 全年预算数."""
    initial, adjusted, known = spending.initial_budget_yuan, spending.adjusted_budget_yuan, project.budget_yuan
    base, name = known, _OF_GOAL_TABLE
    if initial and known and (_is_far_above(initial, known) or _is_far_above(known, initial)):
        yield _beside("amount_far_off", "initial_budget_yuan", initial, name, known)
    elif initial is not None:
        if known is not None and initial != known:
            differs = _beside("initial_budget_differs", "initial_budget_yuan", initial, name, known)
            yield differs._replace(readings=(yuan_text(known),))
        base, name = initial, "年初预算数"
    found = _scale_problem("adjusted_budget_yuan", adjusted, name, base) if adjusted and base else None
    if found:
        yield found
    elif adjusted is not None:
        base, name = adjusted, "全年预算数"
    yield from _spent_problems(spending, base, name, without_budget)


def _spent_problems(spending: Spending, base: Decimal | None, name: str, without_budget: Severity) -> Iterator[Problem]:
    spent = spending.spent_yuan
    if not spent or spent < 0:
        return
    if not base or not budget_of(spending)[0]:
        yield Problem("spent_without_budget", "spent_yuan", own_severity=without_budget)
    elif found := _scale_problem("spent_yuan", spent, name, base):
        yield found
    elif spent > base:
        yield _beside("spent_above_budget", "spent_yuan", spent, name, base)


def _scale_problem(field: str, amount: Decimal, name: str, budget: Decimal) -> Problem | None:
    """An amount far above its budget, or far below it; of money spent only if it would fit in 万元."""
    if _is_far_above(amount, budget):
        return _beside("amount_far_off", field, amount, name, budget)
    if 0 < amount < budget / _FAR and (field != "spent_yuan" or amount * _WAN <= budget * 2):
        return _beside("amount_far_below_budget", field, amount, name, budget)
    return None


def _is_far_above(amount: Decimal, budget: Decimal) -> bool:
    return 0 < budget * _FAR <= amount


def _beside(rule_id: str, field: str, amount: Decimal, name: str, budget: Decimal) -> Problem:
    """An amount beside the budget of that ``name``, and what it may have been meant to be."""
    meant = likely_amount(amount, budget)
    readings = () if meant is None else (yuan_text(meant),)
    words = {"name": name, "budget": thousands(budget), "guess": f"是否应为 {readings[0]}？" if readings else ""}
    words |= {"amount": thousands(amount), "times_wan": thousands(amount * _WAN)}
    return Problem(rule_id, field, words, readings=readings)


def likely_amount(amount: Decimal, budget: Decimal) -> Decimal | None:
    """The amount if it was typed in 元 for 万元 or the reverse, else with its point moved; near the budget or None."""
    in_wan = (amount * _WAN, amount / _WAN)
    return next((meant for meant in in_wan if budget / _FAR < meant <= budget * 2), moved_point(amount, budget))


def ask_about_budgets(
    asked: Asked,
    projects: Sequence[Project],
    *,
    held: Iterable[Project],
    cell_of: Callable[[Project], Cell] = budget_cell,
) -> None:
    """A warning for every budget out of proportion, by what is stored of it and by the unit's other projects.

    100 times the stored budget or the median of the others, from 100 万元 on, or less than a hundredth if 万元 fits;
    in any case above 1 亿元 or below 100 元. A budget that holds already is not asked about again.
    """
    known = {(item.project_id, item.fiscal_year): item for item in held}
    by_unit: dict[tuple[str | None, int | None], dict[str, Decimal]] = defaultdict(dict)
    for item in (known | {(item.project_id, item.fiscal_year): item for item in projects}).values():
        if item.budget_yuan:
            by_unit[item.spending_unit, item.fiscal_year][item.project_id] = item.budget_yuan
    ordered = {unit: sorted(own.values()) for unit, own in by_unit.items()}
    for project in projects:
        budget, stored = project.budget_yuan, known.get((project.project_id, project.fiscal_year))
        if not budget or budget < 0 or (stored and stored.budget_yuan == budget):
            continue
        unit = project.spending_unit, project.fiscal_year
        least, usual = _others(ordered[unit], by_unit[unit].get(project.project_id))
        was = stored.budget_yuan if stored else None
        if was and (_is_far_above(budget, was) or _is_far_above(was, budget)):
            beside, base = f"（已入库的是 {thousands(was)} 元）", was
        elif least and usual and _is_odd(budget, usual, least=least):
            beside, base = f"（本单位其他项目多为 {thousands(usual)} 元）", usual
        elif _SMALL_YUAN <= budget <= _LARGE_YUAN:
            continue
        else:
            beside, base = "", None
        _ask_about_budget(asked, project, cell_of(project), base, beside)


def _others(ordered: Sequence[Decimal], own: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The least and the median of amounts in their order but for ``own``; None where no other is left."""
    left_out = len(ordered) if own is None else bisect_left(ordered, own)
    count = len(ordered) - (own is not None)
    least, low, high = (ordered[at + (at >= left_out)] if count else None for at in (0, (count - 1) // 2, count // 2))
    return least, None if low is None or high is None else (low + high) / 2


def _is_odd(budget: Decimal, usual: Decimal, *, least: Decimal) -> bool:
    """100 times what is usual and a lot of money, or a hundredth of the least at most and usual in 万元."""
    if _is_far_above(budget, usual):
        return budget >= _ODD_YUAN
    return _is_far_above(least, budget) and usual / 10 <= budget * _WAN <= usual * 10


def _ask_about_budget(asked: Asked, project: Project, cell: Cell, base: Decimal | None, beside: str) -> None:
    budget = project.budget_yuan or Decimal(0)
    in_wan = f"{thousands(budget / _WAN)} 万元" if budget >= _WAN else yuan_text(budget)
    shown = f"{in_wan} = {thousands(budget / _LARGE_YUAN)} 亿元" if budget >= _LARGE_YUAN else in_wan
    meant = (base and likely_amount(budget, base)) or (budget / _WAN if budget >= _WAN else budget * _WAN)
    words = {"project": project, "shown": shown, "beside": beside, "wanted": thousands(meant)}
    asked.ask_of_cell("budget_doubtful", cell, [yuan_text(meant)], **words)
