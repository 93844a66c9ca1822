"""The 项目资金 block of a filled 自评表 against what is stored: doubts about its totals, and what is new in it."""

from dataclasses import replace
from datetime import date

from perfdata.assessing.form_funding import spending_of_form
from perfdata.assessing.self_evaluation_form import funding_rows
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.funding import FUNDING_AMOUNTS, funding_totals, without_empty_budgets
from perfdata.core.model import Project, SelfEvaluation, Spending
from perfdata.core.terms import FundingSource


def form_spending(draft: ResultsDraft, evaluation: SelfEvaluation) -> Spending | None:
    """The totals of the 项目资金 block; a total of 0 or none above filled parts is their sum, and that is told."""
    project, rows = evaluation.project, evaluation.funding
    assert project.fiscal_year is not None
    place = next((row.place for row in rows if row.source is FundingSource.TOTAL), rows[0].place if rows else None)
    day = max((item.as_of for item in evaluation.results if item), default=date(project.fiscal_year, 12, 31))
    spending = spending_of_form(
        rows, project=project, fiscal_year=project.fiscal_year, place=place or project.place, as_of=day
    )
    totals, project_id = funding_totals(rows), project.project_id
    for name, total in totals.items():
        if finding := total.finding(
            FUNDING_AMOUNTS[name], name=project.project_name, place=place, project_id=project_id
        ):
            draft.findings.append(finding)
    amounts = {name: total.amount for name, total in totals.items()}
    _, finding = without_empty_budgets(amounts, name=project.project_name, place=place, project_id=project_id)
    if finding:
        draft.findings.append(finding)
    return spending


def unless_known(spending: Spending | None, project: Project, stored: Spending | None) -> Spending | None:
    """None where the form only repeats the budget of the goal table; the stored row where it repeats that."""
    if spending is None:
        return None
    shown = funding_rows(project, stored)[0]
    if any(getattr(spending, name) != getattr(shown, name) for name in FUNDING_AMOUNTS):
        return spending
    return None if stored is None else replace(stored, as_of=spending.as_of, place=spending.place)
