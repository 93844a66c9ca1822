"""Labels with their values, the funds block, and the goal texts of a form; what nothing claimed."""

import re
from collections.abc import Container, Sequence

from perfdata.containers.sheets import Row
from perfdata.core.amounts import YUAN_PER_UNIT, unit_in_label
from perfdata.core.cell_uses import CellRole
from perfdata.core.dates import label_year, stated_year
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.model import new_record
from perfdata.core.text import normalise_label
from perfdata.reading import vocabulary as labels
from perfdata.reading.account import Text
from perfdata.reading.cells import Cell, label_kind, stated_pairs
from perfdata.reading.drafts import Form
from perfdata.reading.funds import is_bare, note_budget, report_unread, set_amount, set_part, with_units
from perfdata.reading.row_kinds import PlainFields, RowFacts, goals_of

_YEAR_HEADS = (None, "fiscal_year", "funds", "budget", "whole_budget")
_MONEY_KINDS = re.compile("budget|whole_budget|(?:part|amount):.*")


def read_fields(form: Form, row: Row, facts: RowFacts) -> None:
    """Pairs of label and value, several to a row; a goal heading opens the text beside or below it."""
    goals = {cell.column: cell.goal for cell in facts.cells if cell.goal}
    pending, label = None, ""
    skipped = _take_years(form, row, facts.cells)
    for cell in with_units(form, row, facts.cells):
        if cell.column in skipped:
            continue
        if kind := label_kind(cell, form):
            pending, label = _open_label(form, row, cell, kind), cell.key
        elif _holds_goal(form, cell, goals, is_asked=pending is not None):
            if goals:
                _add_goal_text(form, row, cell, goals)
        elif found := stated_pairs(cell, form, is_asked=pending is not None):
            pending = None
            for name, text, own in found:
                _set(form, row, cell._replace(text=text), name, own)
        elif pending:
            _set(form, row, cell, pending, label)
            pending = pending if pending == f"skip:{labels.PERSONAL}" else None
    if goals:
        form.open_goals = goals_of(facts.cells)
    else:
        form.open_goals.clear()
    _report_two_forms(form, row, facts.cells)
    form.started, form.funding_columns = True, None
    report_unread(form, row, facts.cells)


def _take_years(form: Form, row: Row, cells: Sequence[Cell]) -> Container[int]:
    """Columns that a row of years heads, 2024年 | 2025年; of a row of amounts below it those of other years than the
    form's, which stay unread where that is none of them."""
    kind = label_kind(cells[0], form)
    years = {cell.column: year for cell in cells if kind in _YEAR_HEADS and (year := _headed_year(cell, kind))}
    if len(set(years.values())) > 1 and all(cell.column in years for cell in cells if cell.column >= min(years)):
        form.year_columns = years
        form.account.uses[row.number] = dict.fromkeys(years, (CellRole.LABEL, "年度"))
        return years
    if not form.year_columns or not _MONEY_KINDS.fullmatch(kind or ""):
        return ()
    own = stated_year_of(form)
    skipped = [cell for cell in cells[1:] if form.year_columns.get(cell.column, own) != own]
    for cell in skipped if own in form.year_columns.values() else ():
        form.mark(row, cell, CellRole.IGNORED, "其他年度的金额")
    return {cell.column for cell in skipped}


def stated_year_of(form: Form) -> int | None:
    """The year that the clerk, a field or the title says above a table."""
    field = form.texts.get("fiscal_year")
    return form.corrections.fiscal_year or (field and stated_year(field.text)) or form.title_year


def _headed_year(cell: Cell, kind: str | None) -> int | None:
    year, rest = label_year(f"{cell.key}年" if kind == "fiscal_year" and cell.key.isdecimal() else cell.key)
    return year if year and (not rest or cell.kind == "budget") else None


def take_plain_fields(form: Form, row: Row, plain: PlainFields) -> None:
    """A row that means the same wherever it stands above a table."""
    fields, years, budgets, goals, uses = plain
    account, number = form.account, row.number
    account.uses[number] = uses
    place_at = account.sheet.place_at
    for name, column, text in fields:
        place = place_at(number, column)
        if name == "budget":
            budget = Text(text, place, unit_in_label(budgets[0][1]))
            form.set_budget(budget, years[0][0] if years else None, label=budgets[0][1])
            note_budget(form, budget, budgets[0][1])
        else:
            form.set_text(name, new_record(Text, (text, place, None)))
    for year, column in years:
        form.years.setdefault(year, place_at(number, column))
    for column, label in budgets:
        form.budget_columns[column] = "budget"
        form.note_unit(label, name="budget")
    if goals or form.open_goals:
        form.open_goals = goals.copy()
    form.started = True


def _holds_goal(form: Form, cell: Cell, goals: dict[int, str], *, is_asked: bool) -> bool:
    """Whether a cell stands beside a goal heading, or below one (see ``read_goal_text``), whatever it begins with."""
    own = goals or form.open_goals
    return bool(own) and not is_asked and (bool(goals) or cell.column >= min(own))


def _report_two_forms(form: Form, row: Row, cells: Sequence[Cell]) -> None:
    """Forms beside each other would become one."""
    names = [cell for cell in cells if cell.kind == "project_name" and "二级" not in cell.key]
    if len(names) > 1:
        place = form.account.sheet.place(row, names[1].column)
        form.ask("forms_side_by_side", place, observed=" | ".join(cell.text for cell in cells))


def _open_label(form: Form, row: Row, cell: Cell, kind: str) -> str | None:
    """Account for a label; the field that its value will give."""
    if year := label_year(cell.key)[0]:
        form.years.setdefault(year, form.account.sheet.place(row, cell.column))
    if kind.startswith("skip:"):
        form.mark(row, cell, CellRole.IGNORED, kind.removeprefix("skip:"))
        return kind
    form.mark(row, cell, CellRole.LABEL, "标签")
    if kind in ("budget", "whole_budget"):
        form.note_unit(cell.key, name=kind)
        form.budget_columns[cell.column] = kind
    elif kind == "funds" or kind.startswith(("part:", "amount:")):
        form.note_unit(cell.key, name="funding")
        if kind.startswith("amount:"):
            form.budget_columns[cell.column] = kind
    elif kind == "project_name":
        form.name_place = form.account.sheet.place(row, cell.column + 1)
    elif kind == "section":
        form.sections.append((row.number, cell.key))
    return None if kind in ("section", "goal") else kind


def _set(form: Form, row: Row, cell: Cell, name: str, label: str) -> None:
    if name.startswith("skip:"):
        form.mark(row, cell, CellRole.IGNORED, name.removeprefix("skip:"))
    elif name == "money_unit":
        if (unit := normalise_label(cell.text).removeprefix("人民币")) in YUAN_PER_UNIT:
            form.take(row, cell, "金额单位")
            form.unit_lines.append(unit)
    elif name == "title_year":
        form.take(row, cell, "年度")
        form.title_year = form.title_year or int(cell.text)
    elif name == "budget":
        form.set_budget(text := form.take(row, cell, "预算金额", label), label_year(label)[0], label=label)
        note_budget(form, text, label)
    elif name == "funds" and not is_bare(cell):
        return
    elif name in ("whole_budget", "funds"):
        text = form.take(row, cell, "项目总预算", label)
        form.whole_budget = form.whole_budget or text
    elif name == "total_score":
        text = form.take(row, cell, "总得分")
        form.stated_score = form.stated_score or text
    elif name.startswith("amount:"):
        set_amount(form, row, cell, name.removeprefix("amount:"), label)
    elif name.startswith("part:"):
        set_part(form, row, cell, name.removeprefix("part:"), label)
    else:
        form.set_text(name, form.take(row, cell, FIELD_LABELS.get(name, name)))


def read_goal_text(form: Form, row: Row, facts: RowFacts) -> None:
    """Text below goal headings, each cell under the heading at or left of it."""
    for cell in facts.cells:
        _add_goal_text(form, row, cell, form.open_goals)


def _add_goal_text(form: Form, row: Row, cell: Cell, goals: dict[int, str]) -> None:
    left = [column for column in goals if column <= cell.column]
    goal = goals[max(left) if left else min(goals)]
    if goal == "goal_rate":
        form.mark(row, cell, CellRole.IGNORED, labels.UNUSED)
        return
    text = form.take(row, cell, FIELD_LABELS[goal])
    earlier = form.texts.get(goal)
    if earlier:
        form.texts[goal] = earlier._replace(text=f"{earlier.text}\n{text.text}")
    else:
        form.texts[goal] = text
