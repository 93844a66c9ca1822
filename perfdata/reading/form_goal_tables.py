"""Goal tables of any lay-out: forms into projects and indicators, with what is missing in them as findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from perfdata.core.amounts import is_blank_amount
from perfdata.core.findings import Finding
from perfdata.core.funding import funding_total
from perfdata.core.model import Indicator, Project
from perfdata.core.terms import FundingSource, Severity
from perfdata.reading.form_drafts import Form, Text
from perfdata.reading.form_records import indicators_of, known_yuan, project_of


def read_goal_forms(forms: list[Form]) -> Iterator[tuple[Project | None, list[Indicator], list[Finding]]]:
    """Project, indicators and findings of each form; no project where a form names none, then findings only."""
    for form in forms:
        if "project_name" not in form.texts:
            yield None, [], form.findings
            continue
        _take_budget_of_funds(form)
        project = _with_total(form, project_of(form))
        _report_missing(form, project)
        indicators = [indicator for indicator, _ in indicators_of(form, project)]
        yield project, indicators, form.findings


def _take_budget_of_funds(form: Form) -> None:
    """The year's budget of a funds block: 年初预算数 of its total row, else 全年预算数."""
    if form.budget is None:
        total = next((line.cells for line in form.funding if line.source is FundingSource.TOTAL), {})
        form.budget = total.get("initial") or total.get("adjusted")


def _with_total(form: Form, project: Project) -> Project:
    """The project with the sum of its funds where their total is blank or 0; parts that do not add up are told."""
    parts = [(source, known_yuan(form, text), text) for source, text in _parts(form)]
    read = [(form.budget, project.budget_yuan), *((text, yuan) for _, yuan, text in parts)]
    if not parts or any(text and yuan is None and not is_blank_amount(text.text) for text, yuan in read):
        return project
    total = funding_total(project.budget_yuan, [(source, yuan) for source, yuan, _ in parts])
    place = form.budget.place if form.budget else parts[0][2].place
    if finding := total.finding("预算", name=project.project_name, place=place, project_id=project.project_id):
        form.findings.append(finding)
    places = {"budget_yuan": place, **project.field_places}
    return replace(project, budget_yuan=total.amount, field_places=places)


def _parts(form: Form) -> list[tuple[FundingSource, Text]]:
    """The parts under the total: those whose labels stand below its label, or in the column it is taken from."""
    lines = [line for line in form.funding if line.source is not FundingSource.TOTAL]
    column = "initial" if any("initial" in line.cells for line in form.funding) else "adjusted"
    if lines:
        return [(line.source, text) for line in lines if (text := line.cells.get(column))]
    return [(source, text) for source, at, text in form.parts if at == form.budget_column]


def _report_missing(form: Form, project: Project) -> None:
    place = project.place
    if form.budget is None and project.budget_yuan is None:
        form.report(
            "budget_missing",
            Severity.ERROR,
            place,
            f"项目“{project.project_name}”没有预算金额一行。",
            expected="如“2024年预算金额（元）”",
            suggestion="请在原表中补写预算金额后重新导入。",
        )
    if project.fiscal_year is None:
        form.report(
            "fiscal_year_missing",
            Severity.ERROR,
            place,
            f"项目“{project.project_name}”没有写明年度，不知道是哪一年的目标表。",
            expected="如“2024年预算金额（元）”，或标题中的“（2024年度）”",
            suggestion="请在核对页填写年度，或在标题中补写后重新导入。",
        )
    if len(form.years) > 1 and form.corrections.fiscal_year is None:
        years = "、".join(map(str, form.years))
        form.report(
            "fiscal_year_inconsistent",
            Severity.WARNING,
            place,
            f"同一张表里出现多个年度（{years}），按第一个采用，请核对。",
            observed=years,
        )
    if not form.lines:
        form.report("indicators_missing", Severity.WARNING, place, "这张表没有读到任何三级指标，请核对。")
