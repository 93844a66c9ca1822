"""What goes into a monitoring form, and what is asked about the outlook an office gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from perfdata.assessing.execution import budgeted, execution_ratio
from perfdata.assessing.self_evaluation_form import actual_text
from perfdata.core.fiscal_months import last_day
from perfdata.core.model import ActualResult, Indicator, MonitoredProject, Project, Spending
from perfdata.core.official_forms import MonitoringForm, MonitoringLine, Outlook, SpendingForecast
from perfdata.core.terms import Light, Likelihood


def monitoring_form(
    project: Project,
    indicators: Sequence[Indicator],
    *,
    fiscal_year: int,
    month: int,
    monitored: MonitoredProject,
    results: Mapping[str, ActualResult],
    spending: Spending | None,
    outlooks: Mapping[str, Outlook],
    forecast: SpendingForecast | None,
) -> MonitoringForm:
    """The form of one project; results, spending, outlooks and forecast are the newest ones up to the cut-off."""
    initial_yuan = None if spending is None else spending.initial_budget_yuan
    ratio = None if spending is None else execution_ratio(budgeted(spending, project))
    own = [indicator.indicator_id for indicator in indicators]
    lines = tuple(
        MonitoringLine(
            indicator=indicator,
            actual=actual_text(indicator, results.get(indicator.indicator_id), ratio=ratio),
            outlook=outlooks.get(indicator.indicator_id),
        )
        for indicator in indicators
    )
    return MonitoringForm(
        project=project,
        fiscal_year=fiscal_year,
        month=month,
        initial_budget_yuan=project.budget_yuan if initial_yuan is None else initial_yuan,
        spent_yuan=spending.spent_yuan if spending else None,
        expected_yuan=forecast.expected_yuan if forecast else None,
        lines=lines,
        remarks=(
            *_ages(
                [results[item] for item in own if item in results],
                spending,
                month_start=last_day(fiscal_year, month).replace(day=1),
            ),
            *_remarks(lines, monitored),
        ),
    )


def outlook_remark(name: str, outlook: Outlook | None, light: Light) -> str | None:
    """What the outlook of an indicator leaves open, as one sentence; None where it is complete."""
    if outlook is None or outlook.likelihood is None:
        return None
    if outlook.lacks_reason:
        return f"“{name}”的完成目标可能性为“{outlook.likelihood.label}”，须写明原因和改进措施。"
    if light is Light.RED and outlook.likelihood is Likelihood.CERTAIN:
        return f"“{name}”亮红灯而完成目标可能性为“确定能”，请核对两者。"
    return None


def _ages(results: Iterable[ActualResult], spending: Spending | None, *, month_start: date) -> Iterator[str]:
    """How old the reports are where none came in the month that the form is written for."""
    if spending is not None and spending.spent_yuan is not None and spending.as_of < month_start:
        yield f"执行数是截至 {spending.as_of} 填报的，{month_start.month} 月没有新的填报。"
    if earlier := [item.as_of for item in results if item.as_of < month_start]:
        yield f"{len(earlier)} 项指标的执行情况是截至 {max(earlier)} 或更早填报的，{month_start.month} 月没有新的填报。"


def _remarks(lines: Sequence[MonitoringLine], monitored: MonitoredProject) -> Iterator[str]:
    if missing := sum(not line.actual for line in lines):
        yield f"{missing} 项指标尚未填报执行情况。"
    if open_count := sum(line.outlook is None or line.outlook.likelihood is None for line in lines):
        yield f"{open_count} 项指标尚未选择完成目标可能性。"
    for line, item in zip(lines, monitored.indicators, strict=True):
        if remark := outlook_remark(line.indicator.indicator_name, line.outlook, item.light):
            yield remark
