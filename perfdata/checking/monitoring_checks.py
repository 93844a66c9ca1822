"""Filled monitoring forms against what is stored: which rows hold, and what is asked about the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from perfdata.assessing.execution import budgeted, execution_ratio
from perfdata.assessing.monitoring import monitor_indicator
from perfdata.assessing.monitoring_form import outlook_remark
from perfdata.assessing.self_evaluation_form import actual_text, read_actual
from perfdata.checking.matching import Reference
from perfdata.checking.money_checks import is_plausible, likely_amount
from perfdata.checking.project_identity import Identities
from perfdata.checking.renamed_indicators import said_indicator
from perfdata.checking.result_values import sound_result
from perfdata.checking.results_draft import Cell, ResultsDraft, yuan_text
from perfdata.core.fiscal_months import last_day
from perfdata.core.funding import FUNDING_AMOUNTS
from perfdata.core.keys import indicator_name_key, name_key
from perfdata.core.model import ActualResult, Indicator, Project, Spending
from perfdata.core.official_forms import FilledMonitoring, MonitoringRow, Outlook, SpendingForecast
from perfdata.core.terms import DeviationCause
from perfdata.core.text import normalise_label, thousands
from perfdata.core.values import parse_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The newest records of one fiscal year up to the cut-off, by indicator_id and project_id."""

    results: Mapping[str, ActualResult] = field(default_factory=dict)
    spending: Mapping[str, Spending] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class MonitoringDraft:
    """What a file of monitoring forms would store, with its findings in ``draft``."""

    draft: ResultsDraft
    outlooks: list[Outlook] = field(default_factory=list)
    forecasts: list[SpendingForecast] = field(default_factory=list)


def check_monitoring(
    forms: Sequence[FilledMonitoring],
    *,
    reference: Reference,
    identities: Identities,
    held: Held,
    month: int,
    draft: ResultsDraft,
) -> MonitoringDraft:
    """Every row of the forms of one year and cut-off month is stored, unchanged, or held with a finding."""
    fiscal_year, checked = reference.fiscal_year, MonitoringDraft(draft=draft)
    draft.as_of = day = last_day(fiscal_year, month)
    for form in forms:
        checked.draft.findings += form.findings
        problem = _problem(form, fiscal_year, month)
        if problem:
            checked.draft.ask("form_held", form.place, problem=problem)
        if problem or form.lacks_unit:
            checked.draft.held_count += len(form.rows)
            continue
        project, waits = _project(form, reference, identities)
        if project is None:
            if not waits:
                name = form.project_name
                near = identities.near(name, form.spending_unit, fiscal_year=fiscal_year)
                words = {"year": fiscal_year, "name": name or "（未写项目名称）", "near": near}
                checked.draft.ask("project_unknown", form.place, observed=name or None, **words)
            checked.draft.held_count += len(form.rows)
            continue
        form = _said_amounts(checked.draft, form)
        if not _check_money(checked, form, project, held, day):
            checked.draft.held_count += len(form.rows)
            continue
        own = [item for item in reference.indicators.values() if item.project_id == project.project_id]
        for row, indicator in zip(form.rows, _indicators(draft, form.rows, own, project), strict=True):
            _check_row(checked, row, indicator, project, held=held, month=month)
    checked.draft.findings += identities.findings
    return checked


def period_of(forms: Iterable[FilledMonitoring]) -> tuple[int | None, int | None]:
    """The fiscal year and the cut-off month that the forms state; the first that states one decides."""
    forms = list(forms)
    year = next((form.fiscal_year for form in forms if form.fiscal_year is not None), None)
    return year, next((form.month for form in forms if form.month is not None), None)


def _problem(form: FilledMonitoring, fiscal_year: int, month: int) -> str | None:
    """Why a form is no part of this file's year and cut-off month; one that states none follows the others."""
    stated = form.fiscal_year or fiscal_year, form.month or month
    if stated == (fiscal_year, month):
        return None
    name = form.project_name or "（未写项目名称）"
    return (
        f"“{name}”的监控表截至 {stated[0]} 年 {stated[1]} 月，本文件的第一张截至 {fiscal_year} 年 {month} 月，未采用："
        "请分开上传。"
    )


def _project(form: FilledMonitoring, reference: Reference, identities: Identities) -> tuple[Project | None, bool]:
    """The project of the form, and whether a clerk is asked first; without a unit it is the only one of its name."""
    name, unit = form.project_name, form.spending_unit
    named = reference.project_ids.get(name_key(name), [])
    if not name_key(unit) and len(named) == 1:
        return reference.projects[named[0]], False
    return identities.find(name, unit, fiscal_year=reference.fiscal_year, place=form.place)


def _indicators(
    draft: ResultsDraft, rows: Sequence[MonitoringRow], own: Sequence[Indicator], project: Project
) -> list[Indicator | None]:
    """The indicator of each row: by its name, else the one that a clerk said it is."""
    named = [_indicator(row, own) for row in rows]
    taken = {item.indicator_id for item in named if item}
    found: list[Indicator | None] = []
    for row, indicator in zip(rows, named, strict=True):
        free = [item for item in own if item.indicator_id not in taken]
        indicator = indicator or said_indicator(draft, project, row.name, free, row.place)
        taken |= {indicator.indicator_id} if indicator else set()
        found.append(indicator)
    return found


def _indicator(row: MonitoringRow, own: Sequence[Indicator]) -> Indicator | None:
    found = [item for item in own if indicator_name_key(item.indicator_name) == indicator_name_key(row.name)]
    for written, of in ((row.level2, _level2), (row.target, lambda item: item.annual_target.raw)):
        if len(found) > 1:
            found = [item for item in found if normalise_label(of(item)) == normalise_label(written)]
    return found[0] if len(found) == 1 else None


def _level2(indicator: Indicator) -> str:
    return indicator.level2.label if indicator.level2 else ""


def _check_row(
    checked: MonitoringDraft,
    row: MonitoringRow,
    indicator: Indicator | None,
    project: Project,
    *,
    held: Held,
    month: int,
) -> None:
    draft = checked.draft
    if indicator is None:
        draft.ask(
            "indicator_unknown",
            row.place,
            observed=row.name,
            owner=project.project_name,
            name=row.name,
            what="在目标表中没有唯一对应的指标",
            near="",
            mend="只是名称不同的，请在下面确认；否则请沿用目标表的指标名称，或先导入新的绩效目标表。",
        )
        draft.held_count += 1
        return
    known = held.spending.get(project.project_id)
    spending = known and budgeted(known, project)
    stated = _result(draft, row, indicator, held.results.get(indicator.indicator_id), spending)
    result = sound_result(draft, stated, indicator)
    if stated is not None and result is None:
        return
    outlook = _outlook(draft, row, indicator)
    current = result or held.results.get(indicator.indicator_id)
    light = monitor_indicator(indicator, result=current, spending=spending, month=month).light
    if not _is_sound(draft, row, outlook, outlook_remark(row.name, outlook, light)):
        draft.held_count += 1
        return
    if result is not None:
        draft.results.append(result)
    if outlook is not None:
        checked.outlooks.append(outlook)


def _result(
    draft: ResultsDraft,
    row: MonitoringRow,
    indicator: Indicator,
    known: ActualResult | None,
    spending: Spending | None,
) -> ActualResult | None:
    """The reported state; None where the cell is blank or says what is known already."""
    if not row.actual or row.actual == actual_text(indicator, known, ratio=spending and execution_ratio(spending)):
        return None
    text, attainment = read_actual(row.actual)
    return ActualResult(
        indicator_id=indicator.indicator_id,
        **draft.period,
        actual=parse_value(text),
        attainment=attainment,
        place=row.place,
    )


def _outlook(draft: ResultsDraft, row: MonitoringRow, indicator: Indicator) -> Outlook | None:
    if not (row.likelihoods or row.causes or row.reason or row.forecast or row.remark):
        return None
    return Outlook(
        indicator_id=indicator.indicator_id,
        **draft.period,
        likelihood=row.likelihoods[0] if len(row.likelihoods) == 1 else None,
        causes=tuple(cause for cause in DeviationCause if cause in row.causes),
        reason=row.reason or None,
        forecast=row.forecast or None,
        remark=row.remark or None,
        place=row.place,
    )


def _is_sound(draft: ResultsDraft, row: MonitoringRow, outlook: Outlook | None, remark: str | None) -> bool:
    if len(row.likelihoods) > 1:
        ticked = "、".join(term.label for term in row.likelihoods)
        draft.ask("likelihood_ambiguous", row.place, observed=ticked, name=row.name)
        return False
    if outlook is not None and remark:
        lacks = outlook.lacks_reason
        draft.ask("outlook_reason_missing" if lacks else "outlook_contradicts_light", row.place, remark=remark)
        return not lacks
    return True


def _said_amounts(draft: ResultsDraft, form: FilledMonitoring) -> FilledMonitoring:
    """The form with the amounts that a clerk said."""
    labels = {**FUNDING_AMOUNTS, "expected_yuan": "全年预计执行数"}
    stated = {name: yuan for name in labels if (yuan := getattr(form, name)) is not None}
    return replace(form, **{name: draft.amount_of(labels[name], yuan, form.place) for name, yuan in stated.items()})


def _check_money(checked: MonitoringDraft, form: FilledMonitoring, project: Project, held: Held, day: date) -> bool:
    """Whether spending and forecast of a form are plausible; what equals the stored amounts is no new row."""
    known = held.spending.get(project.project_id)
    amounts = {name: getattr(form, name) for name in FUNDING_AMOUNTS}
    stated = Spending(project_id=project.project_id, fiscal_year=day.year, as_of=day, place=form.place, **amounts)
    if known is not None and known.initial_budget_yuan is not None:
        project = replace(project, budget_yuan=known.initial_budget_yuan)
    if not is_plausible(checked.draft, budgeted(stated, project), project, place_of=lambda _field: form.place):
        return False
    if spending := _spending(stated, known):
        checked.draft.spending.append(spending)
    if form.expected_yuan is not None:
        _ask_forecast(checked.draft, form, project, form.expected_yuan)
        checked.forecasts.append(
            SpendingForecast(
                project_id=project.project_id,
                fiscal_year=day.year,
                as_of=day,
                expected_yuan=form.expected_yuan,
                place=form.place,
            )
        )
    return True


def _ask_forecast(draft: ResultsDraft, form: FilledMonitoring, project: Project, expected: Decimal) -> None:
    """A forecast below what is spent already, or 100 times the budget."""
    spent, budget = form.spent_yuan, form.adjusted_budget_yuan or form.initial_budget_yuan or project.budget_yuan
    is_below = spent is not None and expected < spent
    if is_below or (budget and expected >= abs(budget) * 100):
        why = f"小于已执行的 {thousands(spent)} 元" if is_below and spent is not None else "是预算的 100 倍以上"
        meant = likely_amount(expected, budget) if budget else None
        cell = Cell("全年预计执行数", yuan_text(expected), form.place)
        readings = [yuan_text(meant)] if meant else []
        draft.ask_of_cell("forecast_doubtful", cell, readings, name=project.project_name, why=why)


def _spending(stated: Spending, known: Spending | None) -> Spending | None:
    """The amounts of a form; what it leaves blank stays as it is stored for the day. None where nothing is new."""
    if all(
        getattr(stated, name) in (None, getattr(known, name, None)) for name in ("adjusted_budget_yuan", "spent_yuan")
    ):
        return None
    if known is None or known.as_of != stated.as_of:
        return stated
    blank = [name for name in FUNDING_AMOUNTS if getattr(stated, name) is None]
    return replace(stated, **{name: getattr(known, name) for name in blank})
