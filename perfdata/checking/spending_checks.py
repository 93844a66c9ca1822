"""Reported spending of projects: amounts in yuan, checked against the budget."""

from decimal import Decimal
from typing import Any, NamedTuple

from perfdata.checking.matching import Reference, SpendingRow, match_project, named_project
from perfdata.checking.money_checks import is_plausible
from perfdata.checking.results_draft import ResultsDraft, yuan_text
from perfdata.core.amounts import Amount, is_blank_amount, stated_amount
from perfdata.core.funding import FUNDING_AMOUNTS
from perfdata.core.keys import name_key
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.model import Project, Spending
from perfdata.core.reports import AMOUNT_FIELDS, AMOUNTS, ReportedSheets
from perfdata.core.terms import Severity
from perfdata.core.text import normalise_label

_LOCKED = {name: FIELD_LABELS[name] for name in ("project_name", "spending_unit")}
_LABELS = _LOCKED | FUNDING_AMOUNTS


class _Case(NamedTuple):
    """One row of a known project, and what it is checked with."""

    draft: ResultsDraft
    report: ReportedSheets
    row: SpendingRow
    project: Project


class _Amount(NamedTuple):
    """What one cell says in yuan (None where it is blank), and whether it can be used; if not, that is reported."""

    yuan: Decimal | None
    is_sound: bool = True


def check_spending(draft: ResultsDraft, report: ReportedSheets, reference: Reference) -> None:
    """Append the spending of every sound row to the draft; a project listed twice is held."""
    matched: dict[str, list[SpendingRow]] = {}
    for row in report.spending:
        if not any(row.cells[AMOUNTS]) and not report.uncalculated_of(row, AMOUNT_FIELDS):
            continue
        project_id = match_project(row, reference)
        if project_id is None:
            _report_unknown(draft, row)
        else:
            matched.setdefault(project_id, []).append(row)
    for project_id, rows in matched.items():
        if len(rows) > 1:
            _report_duplicates(draft, rows, reference.projects[project_id])
        else:
            _check_row(_Case(draft, report, rows[0], reference.projects[project_id]), reference)


def _check_row(case: _Case, reference: Reference) -> None:
    draft, row, project = case.draft, case.row, case.project
    is_sound = _check_identity(case, reference)
    amounts = [_amount(case, name) for name in AMOUNT_FIELDS]
    initial, adjusted, spent = (amount.yuan for amount in amounts)
    spending = Spending(
        project_id=project.project_id,
        **draft.period,
        initial_budget_yuan=initial,
        adjusted_budget_yuan=adjusted,
        spent_yuan=spent,
        place=row.place("spent_yuan"),
    )
    is_sound = is_sound and all(amount.is_sound for amount in amounts)
    if not is_sound or not is_plausible(draft, spending, project, place_of=row.place, without_budget=Severity.ERROR):
        draft.held_count += 1
    elif spent is not None or {initial, adjusted} - {None, project.budget_yuan}:
        draft.spending.append(spending)


def _check_identity(case: _Case, reference: Reference) -> bool:
    """Name and unit must be the project's; a row whose id and name mean different projects is held."""
    row, project = case.row, case.project
    stored = {"project_name": project.project_name, "spending_unit": project.spending_unit or ""}
    changed = [
        name for name in _LOCKED if name in row.layout.columns and name_key(row.text(name)) != name_key(stored[name])
    ]
    if changed and named_project(row, reference) not in (None, project.project_id):
        _ask(
            case,
            "id_name_conflict",
            "project_name",
            kind="项目",
            own=f"“{project.project_name}”",
            written=f"“{row.text('project_name')}”",
            stored=project.project_name,
        )
        return False
    for name in changed:
        _ask(case, "locked_cell_changed", name, stored=stored[name] or "空白")
    return True


def _amount(case: _Case, name: str) -> _Amount:
    """The amount of a cell; a file without a column for the initial budget leaves it to the goal table."""
    report, row = case.report, case.row
    if report.uncalculated_of(row, [name]):
        label = f"“{case.project.project_name}”的{_LABELS[name]}"
        return _refuse(case, name, "formula_without_value", label=label)
    if report.is_shared(row, name):
        return _refuse(case, name, "amount_merged")
    raw = row.text(name)
    if is_blank_amount(raw):
        _report_blank_mark(case, name)
        is_stated_elsewhere = name == "initial_budget_yuan" and name not in row.layout.columns
        return _Amount(case.project.budget_yuan if is_stated_elsewhere else None)
    written, unit = stated_amount(raw), report.spending_units.get(name, "元")
    if fault := written if isinstance(written, str) else written.fault(unit):
        is_precise = not isinstance(written, str) and "小数" in fault
        return _refuse(case, name, "amount_precision" if is_precise else "amount_unreadable", fault=fault)
    assert isinstance(written, Amount)
    yuan = written.yuan(unit)
    amount = case.draft.amount_of(_LABELS[name], yuan, row.place(name))
    if amount < 0:
        _ask(case, "amount_negative", name, kind="金额" if name == "spent_yuan" else "预算")
    if written.unit not in (None, "元", unit):
        _ask(case, "unit_converted", name, unit="元", converted=yuan_text(yuan))
    return _Amount(amount)


def _refuse(case: _Case, name: str, rule_id: str, **words: str) -> _Amount:
    _ask(case, rule_id, name, **words)
    return _Amount(None, is_sound=False)


def _report_blank_mark(case: _Case, name: str) -> None:
    """无 may mean that nothing was spent; other marks mean what a blank cell means."""
    if raw := case.row.text(name):
        may_be_zero = normalise_label(raw) == "无"
        mend = "如果是指 0 元，请填写 0。" if may_be_zero else "如有金额，请补填。"
        _ask(case, "amount_blank", name, mend=mend, severity=None if may_be_zero else Severity.NOTICE)


def _ask(case: _Case, rule_id: str, name: str, **words: Any) -> None:
    told = {"observed": case.row.text(name) or "空白", "project": case.project, "label": _LABELS[name], **words}
    case.draft.ask(rule_id, case.row.place(name), **told)


def _report_unknown(draft: ResultsDraft, row: SpendingRow) -> None:
    draft.held_count += 1
    name = row.cells.project_name or "空白"
    draft.ask("project_unknown", row.place("project_name"), observed=name, name=name, near="", year=draft.fiscal_year)


def _report_duplicates(draft: ResultsDraft, rows: list[SpendingRow], project: Project) -> None:
    draft.held_count += len(rows)
    for row in rows:
        draft.ask(
            "project_duplicate", row.place("spent_yuan"), observed=row.cells.spent_yuan or "空白", project=project
        )
