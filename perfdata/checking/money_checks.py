"""Is the money of a project plausible? One set of questions for every way in: goal table, template, 自评表, 监控表."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from perfdata.assessing.comparing import percent
from perfdata.assessing.execution import budget_of, contradiction
from perfdata.checking.result_values import Problem
from perfdata.checking.results_draft import ResultsDraft
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
_CHECK_UNIT = "请核对金额单位（元、万元）；如绩效目标表的预算有误，请先更正目标表。"


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
        draft.report(
            problem.rule_id,
            problem.severity,
            place_of(problem.field),
            f"“{project.project_name}”的{problem.message}",
            observed="空白" if amount is None else f"{thousands(amount)} 元",
            expected=problem.expected,
            suggestion=problem.suggestion,
            project_id=project.project_id,
        )
    return all(problem.severity is not Severity.ERROR for problem in problems)


def contradicts_amounts(draft: ResultsDraft, indicator: Indicator, result: ActualResult, ratio: Decimal) -> bool:
    """Whether a reported 预算执行率 differs from ``ratio``, that of the amounts; if so, it is told."""
    words = contradiction(result, ratio)
    if words:
        draft.report(
            "execution_rate_differs",
            Severity.WARNING,
            result.place,
            f"{indicator.indicator_name}：{words}",
            observed=result.actual.raw,
            expected=f"{percent(ratio)}（全年执行数 ÷ 全年预算数）",
            suggestion="请核对全年执行数与全年预算数；这一格可以留空，由系统计算。",
            indicator_id=indicator.indicator_id,
            project_id=indicator.project_id,
        )
    return bool(words)


def _budget_problems(spending: Spending, project: Project) -> Iterator[Problem]:
    initial, adjusted, known = spending.initial_budget_yuan, spending.adjusted_budget_yuan, project.budget_yuan
    if initial and known and (_is_far_above(initial, known) or _is_far_above(known, initial)):
        yield _far_off("initial_budget_yuan", initial, "绩效目标表的预算", known)
        return
    if initial is not None and known is not None and initial != known:
        yield Problem(
            "initial_budget_differs",
            Severity.WARNING,
            "initial_budget_yuan",
            f"年初预算数为 {thousands(initial)} 元，已入库的绩效目标表是 {thousands(known)} 元，请核对。",
            f"{thousands(known)} 元",
            "请核对金额单位（元、万元）和预算数。",
        )
    budget, name = (known, "绩效目标表的预算") if initial is None else (initial, "年初预算数")
    if adjusted and budget:
        yield from _scale_problems("adjusted_budget_yuan", adjusted, name, budget)


def _spent_problems(spending: Spending, without_budget: Severity) -> Iterator[Problem]:
    spent, (budget, name) = spending.spent_yuan, budget_of(spending)
    if not spent or spent < 0:
        return
    if not budget:
        yield Problem(
            "spent_without_budget",
            without_budget,
            "spent_yuan",
            f"全年执行数为 {thousands(spent)} 元，而没有全年预算数。",
            "有全年预算数（或年初预算数）才有执行数",
            "请补填全年预算数，或核对执行数。",
        )
        return
    if spent > budget and not _is_far_above(spent, budget):
        yield Problem(
            "spent_above_budget",
            Severity.WARNING,
            "spent_yuan",
            f"全年执行数 {thousands(spent)} 元大于{name} {thousands(budget)} 元。",
            f"不超过 {thousands(budget)} 元",
            "请核对执行数；如预算有调整，请改写全年预算数。",
        )
    yield from _scale_problems("spent_yuan", spent, name, budget)


def _scale_problems(field: str, amount: Decimal, name: str, budget: Decimal) -> Iterator[Problem]:
    """An amount far above its budget, or so far below that it would fit in 万元."""
    if _is_far_above(amount, budget):
        yield _far_off(field, amount, name, budget)
    elif 0 < amount < budget / _FAR and amount * _WAN <= budget * 2:
        yield Problem(
            f"{field.removesuffix('_yuan')}_far_below_budget",
            Severity.WARNING,
            field,
            f"{FUNDING_AMOUNTS[field]} {thousands(amount)} 元不到{name} {thousands(budget)} 元的 1%，是否按万元填写？",
            "以元为单位的金额",
            f"如果是 {thousands(amount)} 万元，请改写为 {thousands(amount * _WAN)} 元。",
        )


def _is_far_above(amount: Decimal, budget: Decimal) -> bool:
    return 0 < budget * _FAR <= amount


def _far_off(field: str, amount: Decimal, name: str, budget: Decimal) -> Problem:
    return Problem(
        "amount_far_off",
        Severity.ERROR,
        field,
        f"{FUNDING_AMOUNTS[field]}为 {thousands(amount)} 元，与{name} {thousands(budget)} 元相差 100 倍以上，未采用。",
        f"与 {thousands(budget)} 元相当的金额",
        _CHECK_UNIT,
    )


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
    return Finding(
        rule_id="budget_doubtful",
        severity=Severity.WARNING,
        project_id=project.project_id,
        place=project.field_places.get("budget_yuan", project.place),
        message=f"“{project.project_name}”的年度预算 {shown}{beside}，是否应为 {thousands(budget / _WAN)} 元？",
        observed=f"{thousands(budget)} 元",
        expected="与实际相符的预算",
        suggestion="请核对预算和金额单位（元、万元）；如无误，可以入库。",
    )
