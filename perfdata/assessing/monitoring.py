"""运行监控: goal progress and budget progress as lights (财预〔2019〕136号, 双监控).

What is due goes by a month: the one that each report goes up to, or a cut-off for all. Who has not reported since is
overdue, which is no lag: without a cut-off nothing is held against months that nobody told anything of.
Bands and pro-rating follow domain.md §1.5: defaults in use, not law. Only counts of things done in the course of the
year grow with the calendar; rates, headcounts, standards and values per period are compared with the whole target.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfdata.assessing.comparators import effective_comparator
from perfdata.assessing.comparing import amount, percent
from perfdata.assessing.completion import assess_completion
from perfdata.assessing.execution import budgeted, execution_ratio
from perfdata.core.fiscal_months import month_of
from perfdata.core.model import ActualResult, Completion, Indicator, Monitored, MonitoredProject, Project, Spending
from perfdata.core.terms import Comparator, Level1, Level2, Light, Outcome, ValueKind
from perfdata.core.text import thousands

_OF_OUTCOME = {
    Outcome.MET: Light.GREEN,
    Outcome.PARTLY_MET: Light.YELLOW,
    Outcome.NOT_MET: Light.RED,
    Outcome.NO_DATA: Light.NO_DATA,
    Outcome.NOT_COMPARABLE: Light.UNKNOWN,
}
_BY_LIMIT = (Level2.QUALITY, Level2.TIMELINESS, Level2.COST)
_URGENCY = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MonitoringRules:
    """Bands of the lights as shares, and the words by which a count is known to grow through the year."""

    red_below: Decimal = Decimal("0.6")
    yellow_below: Decimal = Decimal("0.8")
    blue_from: Decimal = Decimal("1.2")
    # 36人 are there from January on, and 12个月 are no work done; 人次 is counted anew each time.
    standing_units: frozenset[str] = frozenset(
        "人 名 位 户 口 岁 天 日 月 个月 年 小时 分钟 工作日 分 级 元/人".split()
    )
    standing_names: tuple[str, ...] = tuple("人均 平均 标准 单价 现有 在册 在岗 在校 存量 频率 天数".split())


MONITORING_RULES = MonitoringRules()


def monitor_projects(
    projects: Iterable[Project],
    indicators: Iterable[Indicator],
    *,
    results: Mapping[str, ActualResult],
    spending: Mapping[str, Spending],
    month: int | None,
    rules: MonitoringRules = MONITORING_RULES,
) -> list[MonitoredProject]:
    """Every project as of the end of a month, or by the months of its reports.

    ``results`` and ``spending`` are the newest ones until then.
    """
    owned: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        owned.setdefault(indicator.project_id, []).append(indicator)
    return [
        _monitor_project(
            project,
            owned.get(project.project_id, []),
            results=results,
            spending=(own := spending.get(project.project_id)) and budgeted(own, project),
            month=month,
            rules=rules,
        )
        for project in projects
    ]


def _monitor_project(
    project: Project,
    indicators: Iterable[Indicator],
    *,
    results: Mapping[str, ActualResult],
    spending: Spending | None,
    month: int | None,
    rules: MonitoringRules,
) -> MonitoredProject:
    budget = monitor_budget(project.project_id, spending, month=month, rules=rules)
    items = tuple(
        monitor_indicator(item, result=results.get(item.indicator_id), spending=spending, month=month, rules=rules)
        for item in indicators
    )
    light = worst_light([budget.light, *(item.light for item in items)])
    return MonitoredProject(project_id=project.project_id, light=light, budget=budget, indicators=items)


def worst_light(lights: Sequence[Light]) -> Light:
    """红 > 黄 > 绿 > 蓝; what is not reported does not hide what is, and is the answer where nothing is known."""
    known = [light for light in _URGENCY if light in lights]
    if known:
        return known[0]
    return Light.UNKNOWN if Light.UNKNOWN in lights else Light.NO_DATA


def monitor_budget(
    project_id: str, spending: Spending | None, *, month: int | None, rules: MonitoringRules = MONITORING_RULES
) -> Monitored:
    """执行率 ÷ 应达 (月 ÷ 12): below 60 % red, below 80 % yellow, else green; above the whole budget yellow."""
    if spending is None or spending.spent_yuan is None:
        return _judged(project_id, Light.NO_DATA, "尚未填报执行数。")
    adjusted, ratio = spending.adjusted_budget_yuan, execution_ratio(spending)
    budget_yuan = spending.initial_budget_yuan if adjusted is None else adjusted
    if ratio is None or budget_yuan is None:
        return _judged(project_id, Light.UNKNOWN, "没有大于 0 的预算数，无法计算执行进度。", as_of=spending.as_of)
    month = month or month_of(spending.as_of, fiscal_year=spending.fiscal_year)
    progress = ratio * 12 / month
    words = (
        f"执行 {thousands(spending.spent_yuan)} 元 ÷ 预算 {thousands(budget_yuan)} 元 = {percent(ratio)}；"
        f"÷ 应达 {month}/12 = {percent(progress)}。"
    )
    light = _band(progress, rules, with_blue=False)
    if ratio > 1:
        light = Light.YELLOW
        words += f"执行数比全年预算多 {thousands(spending.spent_yuan - budget_yuan)} 元，请核实。"
    return _judged(project_id, light, words, progress=progress, month=month, as_of=spending.as_of)


def light_of_pace(executed: Decimal, due: Decimal, *, rules: MonitoringRules = MONITORING_RULES) -> Light:
    """The light of a share spent against the share due, both of several projects together."""
    return Light.YELLOW if executed > 1 else _band(executed / due, rules, with_blue=False)


def monitor_indicator(
    indicator: Indicator,
    *,
    result: ActualResult | None,
    spending: Spending | None,
    month: int | None,
    rules: MonitoringRules = MONITORING_RULES,
) -> Monitored:
    """One light by the kind of the indicator: grade, limit, share of the target, or share of what is due by then."""
    completion = assess_completion(indicator, result=result, spending=spending)
    subject, as_of = indicator.indicator_id, _day(result, spending, completion)
    share = None if completion.deviation_ratio is None else completion.deviation_ratio + 1
    if completion.outcome in (Outcome.NO_DATA, Outcome.NOT_COMPARABLE) or completion.completion_ratio is None:
        return _judged(subject, _OF_OUTCOME[completion.outcome], completion.explanation, as_of=as_of)
    if completion.from_spending and spending is not None:
        return _execution(indicator, spending, completion, month=month, rules=rules)
    if share is not None and is_flow(indicator, rules=rules):
        month = month or month_of(as_of or date.max, fiscal_year=indicator.fiscal_year or 0)
        progress = share * 12 / month
        words = _flow_words(indicator, share=share, month=month)
        light = _band(progress, rules, with_blue=True)
        return _judged(subject, light, words, progress=progress, month=month, as_of=as_of)
    if _is_limit(indicator) or share is None:
        light = Light.GREEN if completion.outcome is Outcome.MET else Light.RED
        return _judged(subject, light, completion.explanation, progress=completion.completion_ratio, as_of=as_of)
    words = f"{completion.explanation}不按月份折算。"
    return _judged(subject, _band(share, rules, with_blue=True), words, progress=share, as_of=as_of)


def is_flow(indicator: Indicator, *, rules: MonitoringRules = MONITORING_RULES) -> bool:
    """Whether the target is a count that grows through the year: 5个, ≥2场次; not 36人, 90%, 1次/月, 400元/人."""
    target, name = indicator.annual_target, indicator.indicator_name
    if target.kind is not ValueKind.NUMBER or target.per or _is_limit(indicator):
        return False
    if indicator.level1 is Level1.SATISFACTION or any(word in name for word in rules.standing_names):
        return False
    unit = target.unit or ""
    if not unit:
        return name.rstrip("）)").endswith(("数", "数量", "次数", "场次"))
    return unit not in rules.standing_units and unit[0] not in "%‰℃°" and "/" not in unit and "百分" not in unit


def _is_limit(indicator: Indicator) -> bool:
    """Judged as inside or outside: quality, timeliness, cost, ceilings, pay standards, ranges and dates."""
    if indicator.level2 in _BY_LIMIT or indicator.level1 is Level1.COST:
        return True
    if indicator.annual_target.kind is not ValueKind.NUMBER:
        return True
    comparator, _ = effective_comparator(indicator)
    is_standard = comparator is Comparator.EQ and "元" in (indicator.annual_target.unit or "")
    return comparator in (Comparator.LE, Comparator.LT) or is_standard


def _execution(
    indicator: Indicator, spending: Spending, completion: Completion, *, month: int | None, rules: MonitoringRules
) -> Monitored:
    """预算执行率 grows with the calendar like the budget: measured against its target for the months gone by."""
    target, ratio = indicator.annual_target.number, execution_ratio(spending)
    if not target or ratio is None or target <= 0:
        return _judged(indicator.indicator_id, Light.UNKNOWN, completion.explanation, as_of=spending.as_of)
    month = month or month_of(spending.as_of, fiscal_year=spending.fiscal_year)
    progress = ratio * 100 / target * 12 / month
    due = percent(target / 100 * month / 12)
    words = (
        f"截至 {month} 月执行率 {percent(ratio)}；"
        f"应完成 {amount(target)}% × {month}/12 = {due}，为其 {percent(progress)}。"
    )
    light = _band(progress, rules, with_blue=False)
    return _judged(indicator.indicator_id, light, words, progress=progress, month=month, as_of=spending.as_of)


def _flow_words(indicator: Indicator, *, share: Decimal, month: int) -> str:
    target = indicator.annual_target
    assert target.number is not None
    done, whole = amount(round(target.number * share, 6), target.unit), amount(target.number, target.unit)
    due = amount(round(target.number * month / 12, 2), target.unit)
    return f"截至 {month} 月实际 {done}；应完成 {whole} × {month}/12 = {due}，为其 {percent(share * 12 / month)}。"


def _band(ratio: Decimal, rules: MonitoringRules, *, with_blue: bool) -> Light:
    if ratio < rules.red_below:
        return Light.RED
    if ratio < rules.yellow_below:
        return Light.YELLOW
    return Light.BLUE if with_blue and ratio >= rules.blue_from else Light.GREEN


def _day(result: ActualResult | None, spending: Spending | None, completion: Completion) -> date | None:
    if completion.from_spending and spending is not None:
        return spending.as_of
    return result.as_of if result is not None else None


def _judged(
    subject_id: str,
    light: Light,
    explanation: str,
    *,
    progress: Decimal | None = None,
    month: int | None = None,
    as_of: date | None = None,
) -> Monitored:
    return Monitored(
        subject_id=subject_id,
        light=light,
        progress_ratio=progress,
        explanation=explanation,
        is_prorated=month is not None,
        month=month,
        as_of=as_of,
    )


def light_meanings(rules: MonitoringRules = MONITORING_RULES) -> Mapping[Light, str]:
    """What each light says of an indicator."""
    red, yellow, blue = _shares(rules)
    return {
        Light.RED: f"低于应完成量的 {red}，或超出限值，或未达成",
        Light.YELLOW: f"应完成量的 {red}–{yellow}，或部分达成",
        Light.GREEN: f"应完成量的 {yellow}–{blue}，或在限值内，或达成",
        Light.BLUE: f"达到应完成量的 {blue} 及以上",
        Light.NO_DATA: "截至这个月还没有填报",
        Light.UNKNOWN: "填报值与目标不能比较，或没有预算数",
    }


def bands_sentence(rules: MonitoringRules = MONITORING_RULES) -> str:
    """The bands of indicators as one sentence."""
    red, yellow, blue = _shares(rules)
    return (
        f"红灯：低于应完成量 {red}，或超出限值；黄灯：{red}–{yellow}；"
        f"绿灯：{yellow}–{blue}，或在限值内；蓝灯：{blue} 及以上。"
        "质量、时效、成本、限额和标准只看是否达到目标，未达到即红灯。"
    )


def budget_bands(rules: MonitoringRules = MONITORING_RULES) -> str:
    """The bands of the budget progress, which has no blue light."""
    red, yellow, _ = _shares(rules)
    return f"低于 {red} 红灯，低于 {yellow} 或超过全年预算黄灯。"


def _shares(rules: MonitoringRules) -> tuple[str, str, str]:
    red, yellow, blue = (
        f"{thousands(share * 100)}%" for share in (rules.red_below, rules.yellow_below, rules.blue_from)
    )
    return red, yellow, blue
