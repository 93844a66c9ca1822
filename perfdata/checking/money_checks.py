"""Is the money of a project plausible? One set of questions for every way in: goal table, template, 自评表, 监控表."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from perfdata.assessing.comparing import percent
from perfdata.assessing.execution import budget_of, contradiction
from perfdata.checking.result_values import Problem
from perfdata.checking.results_draft import ResultsDraft
from perfdata.checking.words import CHECKS
from perfdata.core.amounts import YUAN_PER_UNIT
from perfdata.core.findings import Finding
from perfdata.core.funding import FUNDING_AMOUNTS
from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.terms import Severity
from perfdata.core.text import thousands

_FAR = 100
_WAN = YUAN_PER_UNIT["万元"]
_LARGE_YUAN = Decimal(100_000_000)
_ODD_YUAN = Decimal(1_000_000)


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
    problems = list(_budget_problems(spending, project))
    if all(problem.rule_id != "amount_far_off" for problem in problems):
        problems += _spent_problems(spending, without_budget)
    for problem in problems:
        amount = getattr(spending, problem.field)
        draft.ask(
            problem.rule_id,
            place_of(problem.field),
            severity=problem.severity,
            observed="空白" if amount is None else f"{thousands(amount)} 元",
            project=project,
            label=FUNDING_AMOUNTS[problem.field],
            **problem.words,
        )
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


def _budget_problems(spending: Spending, project: Project) -> Iterator[Problem]:
    initial, adjusted, known = spending.initial_budget_yuan, spending.adjusted_budget_yuan, project.budget_yuan
    if initial and known and (_is_far_above(initial, known) or _is_far_above(known, initial)):
        yield _beside("amount_far_off", "initial_budget_yuan", "绩效目标表的预算", known)
        return
    if initial is not None and known is not None and initial != known:
        yield _beside("initial_budget_differs", "initial_budget_yuan", "绩效目标表的预算", known)
    budget, name = (known, "绩效目标表的预算") if initial is None else (initial, "年初预算数")
    if adjusted and budget:
        yield from _scale_problems("adjusted_budget_yuan", adjusted, name, budget)


def _spent_problems(spending: Spending, without_budget: Severity) -> Iterator[Problem]:
    spent, (budget, name) = spending.spent_yuan, budget_of(spending)
    if not spent or spent < 0:
        return
    if not budget:
        yield Problem("spent_without_budget", "spent_yuan", own_severity=without_budget)
        return
    if spent > budget and not _is_far_above(spent, budget):
        yield _beside("spent_above_budget", "spent_yuan", name, budget)
    yield from _scale_problems("spent_yuan", spent, name, budget)


def _scale_problems(field: str, amount: Decimal, name: str, budget: Decimal) -> Iterator[Problem]:
    """An amount far above its budget, or so far below that it would fit in 万元."""
    if _is_far_above(amount, budget):
        yield _beside("amount_far_off", field, name, budget)
    elif 0 < amount < budget / _FAR and amount * _WAN <= budget * 2:
        rule_id = "spent_far_below_budget" if field == "spent_yuan" else "adjusted_budget_far_below_budget"
        yield _beside(rule_id, field, name, budget, amount=thousands(amount), times_wan=thousands(amount * _WAN))


def _is_far_above(amount: Decimal, budget: Decimal) -> bool:
    return 0 < budget * _FAR <= amount


def _beside(rule_id: str, field: str, name: str, budget: Decimal, **words: str) -> Problem:
    """An amount beside the budget of that ``name``."""
    return Problem(rule_id, field, {"name": name, "budget": thousands(budget), **words})


def doubtful_budgets(projects: Sequence[Project], *, held: Iterable[Project]) -> Iterator[Finding]:
    """A warning for every budget above 1 亿元, or from 100 万元 on 100 times the median of the unit's other projects.

    ``held`` are the stored projects; a budget that holds already is not asked about again.
    """
    known = {(item.project_id, item.fiscal_year): item for item in held}
    merged = {**known, **{(item.project_id, item.fiscal_year): item for item in projects}}
    by_unit = _budgets_by_unit(merged)
    for project in projects:
        key, budget = (project.project_id, project.fiscal_year), project.budget_yuan
        if budget is None or (key in known and known[key].budget_yuan == budget):
            continue
        own = by_unit.get((project.spending_unit, project.fiscal_year), {})
        others = [amount for other, amount in own.items() if other != project.project_id]
        usual = Decimal(median(others)) if others else None
        if budget > _LARGE_YUAN or (usual and budget >= _ODD_YUAN and _is_far_above(budget, usual)):
            yield _doubtful_budget(project, budget, usual)


def _budgets_by_unit(
    projects: Mapping[tuple[str, int | None], Project],
) -> Mapping[tuple[str | None, int | None], Mapping[str, Decimal]]:
    budgets: dict[tuple[str | None, int | None], dict[str, Decimal]] = {}
    for item in projects.values():
        if item.budget_yuan:
            own = budgets.setdefault((item.spending_unit, item.fiscal_year), {})
            own[item.project_id] = item.budget_yuan
    return budgets


def _doubtful_budget(project: Project, budget: Decimal, usual: Decimal | None) -> Finding:
    in_wan = f"{thousands(budget / _WAN)} 万元"
    shown = f"{in_wan} = {thousands(budget / _LARGE_YUAN)} 亿元" if budget >= _LARGE_YUAN else in_wan
    beside = f"（本单位其他项目多为 {thousands(usual)} 元）" if usual and _is_far_above(budget, usual) else ""
    return CHECKS["budget_doubtful"].finding(
        project.field_places.get("budget_yuan", project.place),
        observed=f"{thousands(budget)} 元",
        project=project,
        shown=shown,
        beside=beside,
        wanted=thousands(budget / _WAN),
    )
