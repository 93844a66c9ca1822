"""The 项目资金 block of a filled 自评表 against what is stored: doubts about its totals, and what is new in it."""

from dataclasses import replace
from decimal import Decimal

from perfdata.assessing.form_funding import spending_of_form
from perfdata.assessing.self_evaluation_form import funding_rows
from perfdata.checking.results_draft import Cell, ResultsDraft, yuan_text
from perfdata.core.fiscal_months import last_day
from perfdata.core.funding import FUNDING_AMOUNTS, funding_totals, without_empty_budgets
from perfdata.core.model import FundingRow, Place, Project, SelfEvaluation, Spending
from perfdata.core.terms import FundingSource


def said_funding(draft: ResultsDraft, evaluation: SelfEvaluation) -> SelfEvaluation:
    """The form with the amounts that a clerk said, its budget among them."""
    rows, project = evaluation.funding, evaluation.project
    for name, label in FUNDING_AMOUNTS.items():
        if not (total := funding_totals(rows)[name].amount):
            continue
        said = draft.amount_of(label, total, _place(evaluation))
        if said != total:
            rows = _moved(rows, name, total, said)
            if project.budget_yuan == total and name != "spent_yuan":
                project = replace(project, budget_yuan=said)
    return replace(evaluation, funding=rows, project=project)


def budget_cell_of_form(evaluation: SelfEvaluation) -> Cell:
    """Where the budget of a form without a goal table stands: 年初预算数, else 全年预算数."""
    budget = evaluation.project.budget_yuan or Decimal(0)
    names = (name for name, total in funding_totals(evaluation.funding).items() if total.amount == budget)
    return Cell(FUNDING_AMOUNTS[next(names, "initial_budget_yuan")], yuan_text(budget), _place(evaluation))


def _moved(rows: tuple[FundingRow, ...], name: str, total: Decimal, said: Decimal) -> tuple[FundingRow, ...]:
    """The block with another total; parts that add up to the old one are in the wrong unit with it."""
    ratio, is_total = said / total, [row.source is FundingSource.TOTAL for row in rows]
    with_parts = not any(is_total) or (abs(ratio).log10() % 1 == 0 and funding_totals(rows)[name].added == total)
    return tuple(
        replace(row, **{name: said if is_own else (amount * ratio).quantize(Decimal("0.01"))})
        if (amount := getattr(row, name)) is not None and (is_own or with_parts)
        else row
        for row, is_own in zip(rows, is_total, strict=True)
    )


def _place(evaluation: SelfEvaluation) -> Place:
    rows = evaluation.funding
    first = rows[0].place if rows else evaluation.project.place
    return next((row.place for row in rows if row.source is FundingSource.TOTAL), first)


def form_spending(draft: ResultsDraft, evaluation: SelfEvaluation) -> Spending | None:
    """The totals of the 项目资金 block; a total of 0 or none above filled parts is their sum, and that is told."""
    project, rows = evaluation.project, evaluation.funding
    assert project.fiscal_year is not None
    place = _place(evaluation)
    day = max((item.as_of for item in evaluation.results if item), default=last_day(project.fiscal_year))
    spending = spending_of_form(rows, project=project, fiscal_year=project.fiscal_year, place=place, as_of=day)
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
