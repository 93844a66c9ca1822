"""Goal tables of any lay-out: forms into projects and indicators, with what is missing in them as findings."""

from __future__ import annotations

from collections.abc import Iterator

from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Project
from perfdata.core.terms import FundingSource, Severity
from perfdata.reading.form_drafts import Form
from perfdata.reading.form_records import indicators_of, project_of


def read_goal_forms(forms: list[Form]) -> Iterator[tuple[Project | None, list[Indicator], list[Finding]]]:
    """Project, indicators and findings of each form; no project where a form names none, then findings only."""
    for form in forms:
        if "project_name" not in form.texts:
            yield None, [], form.findings
            continue
        _take_budget_of_funds(form)
        project = project_of(form)
        _report_missing(form, project)
        indicators = [indicator for indicator, _ in indicators_of(form, project)]
        yield project, indicators, form.findings


def _take_budget_of_funds(form: Form) -> None:
    """The year's budget of a funds block: 年初预算数 of its total row, else 全年预算数."""
    if form.budget is None:
        total = next((line.cells for line in form.funding if line.source is FundingSource.TOTAL), {})
        form.budget = total.get("initial") or total.get("adjusted")


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
