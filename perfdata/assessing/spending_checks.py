"""Reported spending of projects: amounts in yuan, checked against the budget."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from perfdata.assessing.matching import Reference, match_project
from perfdata.assessing.results_draft import ResultsDraft
from perfdata.core.model import Project, Spending
from perfdata.core.reports import ReportedRow, ReportedSheets
from perfdata.core.terms import Severity, ValueKind
from perfdata.core.text import thousands
from perfdata.core.values import parse_value

AMOUNTS = {
    "initial_budget_yuan": "年初预算数",
    "adjusted_budget_yuan": "全年预算数",
    "spent_yuan": "全年执行数",
}
_YUAN_PER_UNIT = {"元": Decimal(1), "万元": Decimal(10_000), "万": Decimal(10_000), "亿元": Decimal(100_000_000)}
_CENT = Decimal("0.01")


def check_spending(draft: ResultsDraft, report: ReportedSheets, reference: Reference) -> None:
    """Append the spending of every sound row to the draft; a project listed twice is held."""
    matched = [(row, match_project(row.texts, reference)) for row in report.spending]
    counts = Counter(project_id for row, project_id in matched if project_id and row.text("spent_yuan"))
    for row, project_id in matched:
        if project_id is None:
            _report_unknown(draft, row)
        elif row.text("spent_yuan") and counts[project_id] > 1:
            _report_duplicate(draft, row, project_id)
        elif spending := _check_row(draft, report, row, reference.projects[project_id]):
            draft.spending.append(spending)


def _check_row(draft: ResultsDraft, report: ReportedSheets, row: ReportedRow, project: Project) -> Spending | None:
    assert draft.fiscal_year is not None
    assert draft.as_of is not None
    errors = sum(finding.severity is Severity.ERROR for finding in draft.findings)
    amounts = {name: _amount(draft, report, row, project, name) for name in AMOUNTS}
    initial, spent = amounts["initial_budget_yuan"], amounts["spent_yuan"]
    adjusted = amounts["adjusted_budget_yuan"] if amounts["adjusted_budget_yuan"] is not None else initial
    if spent is not None:
        _check_against_budget(draft, row, project, spent, adjusted)
    if sum(finding.severity is Severity.ERROR for finding in draft.findings) > errors:
        draft.held_count += 1
        return None
    if spent is None and adjusted in (None, project.budget_yuan) and initial in (None, project.budget_yuan):
        return None
    return Spending(
        project_id=project.project_id,
        fiscal_year=draft.fiscal_year,
        as_of=draft.as_of,
        initial_budget_yuan=initial,
        adjusted_budget_yuan=adjusted,
        spent_yuan=spent,
        place=row.origin.place("spent_yuan"),
    )


def _amount(
    draft: ResultsDraft, report: ReportedSheets, row: ReportedRow, project: Project, name: str
) -> Decimal | None:
    """The amount in yuan, or None where the cell is blank or unreadable (which is reported)."""
    raw = row.text(name)
    cell = (row.origin.sheet or "", row.origin.place(name).cell or "")
    if name in row.origin.columns and cell in report.uncalculated:
        _report_amount(draft, row, project, name, "formula_without_value", "是公式，但文件里没有保存计算结果")
        return None
    value = parse_value(raw)
    if value.kind is ValueKind.BLANK:
        return None
    written = value.unit or report.spending_units.get(name, "元")
    if value.kind is not ValueKind.NUMBER or value.number is None or written not in _YUAN_PER_UNIT or value.per:
        _report_amount(draft, row, project, name, "amount_unreadable", f"“{raw}”不是金额")
        return None
    amount = value.number * _YUAN_PER_UNIT[written]
    if amount < 0:
        _report_amount(draft, row, project, name, "amount_negative", f"“{raw}”是负数")
        return None
    if amount != amount.quantize(_CENT):
        _report_amount(draft, row, project, name, "amount_precision", f"“{raw}”的小数超过两位（分）")
        return None
    if value.unit in ("万元", "万", "亿元"):
        draft.report(
            "unit_converted",
            Severity.WARNING,
            row.origin.place(name),
            f"{AMOUNTS[name]}“{raw}”已换算为 {thousands(amount)} 元。",
            project_id=project.project_id,
            observed=raw,
            expected="以元为单位的金额",
            suggestion="建议改用元填写。",
        )
    return amount


def _check_against_budget(
    draft: ResultsDraft, row: ReportedRow, project: Project, spent: Decimal, adjusted: Decimal | None
) -> None:
    if spent > 0 and not adjusted:
        _report_amount(
            draft, row, project, "spent_yuan", "spent_without_budget", f"为 {thousands(spent)} 元，而没有全年预算数"
        )
    elif adjusted is not None and spent > adjusted:
        draft.report(
            "spent_above_budget",
            Severity.WARNING,
            row.origin.place("spent_yuan"),
            f"全年执行数 {thousands(spent)} 元大于全年预算数 {thousands(adjusted)} 元。",
            project_id=project.project_id,
            observed=row.text("spent_yuan"),
            expected=f"不超过 {thousands(adjusted)} 元",
            suggestion="请核对执行数；如预算有调整，请改写全年预算数。",
        )


def _report_amount(draft: ResultsDraft, row: ReportedRow, project: Project, name: str, rule_id: str, what: str) -> None:
    draft.report(
        rule_id,
        Severity.ERROR,
        row.origin.place(name),
        f"“{project.project_name}”的{AMOUNTS[name]}{what}。",
        project_id=project.project_id,
        observed=row.text(name),
        expected="以元为单位、不小于 0、至多两位小数的金额",
        suggestion="请改写为金额，如 432000。",
    )


def _report_unknown(draft: ResultsDraft, row: ReportedRow) -> None:
    if not any(row.text(name) for name in AMOUNTS):
        return
    draft.held_count += 1
    draft.report(
        "project_unknown",
        Severity.ERROR,
        row.origin.place("project_name"),
        f"目标表中找不到项目“{row.text('project_name')}”。",
        observed=row.text("project_name"),
        expected="目标表中已有的项目名称",
        suggestion="请改回模板中的项目名称。",
    )


def _report_duplicate(draft: ResultsDraft, row: ReportedRow, project_id: str) -> None:
    draft.held_count += 1
    draft.report(
        "project_duplicate",
        Severity.ERROR,
        row.origin.place("spent_yuan"),
        f"项目“{row.text('project_name')}”填写了多行执行数，均未采用。",
        project_id=project_id,
        observed=row.text("spent_yuan"),
        expected="每个项目一行",
        suggestion="请删除多余的行。",
    )
