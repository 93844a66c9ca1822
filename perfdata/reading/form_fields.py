"""Labels with their values, and the goal texts of a form."""

from __future__ import annotations

from collections.abc import Sequence

from perfdata.containers.sheets import Row
from perfdata.core.cell_uses import CellRole
from perfdata.core.dates import label_year
from perfdata.core.terms import Severity
from perfdata.reading import form_labels as labels
from perfdata.reading.form_drafts import Form, Text
from perfdata.reading.form_funding import set_part
from perfdata.reading.row_kinds import FIELD_NAMES, Cell, RowFacts, label_kind, stated_pairs

_PROJECT_LABELS = frozenset({"项目名称", "项目(政策)名称", "专项名称"})


def read_fields(form: Form, row: Row, facts: RowFacts) -> None:
    """Pairs of label and value, several to a row; a goal heading opens the text beside or below it."""
    if facts.fields:
        _take_fields(form, row, facts)
        return
    goals = {cell.column: cell.goal for cell in facts.cells if cell.goal}
    pending: str | None = None
    for cell in facts.cells:
        if kind := label_kind(cell, form):
            pending = _open_label(form, row, cell, kind)
        elif _holds_goal(form, cell, goals, is_asked=pending is not None):
            if goals:
                _add_goal_text(form, row, cell, goals)
        elif found := stated_pairs(cell, form, is_asked=pending is not None):
            pending = None
            for name, text in found:
                _set(form, row, cell._replace(text=text), name)
        elif pending:
            _set(form, row, cell, pending)
            pending = None
    if goals:
        _open_goals(form, goals, facts.cells)
    else:
        form.open_goals.clear()
    _report_two_forms(form, row, facts.cells)
    form.started, form.funding_columns = True, None
    form.report_unread(row, facts.cells)


def _take_fields(form: Form, row: Row, facts: RowFacts) -> None:
    """A row that is nothing but labels with their values."""
    assert facts.uses
    form.account.uses[row.number] = facts.uses
    for name, column, text in facts.fields:
        form.set_text(name, Text(text, form.account.sheet.place_at(row.number, column)))
    form.open_goals.clear()
    form.started, form.funding_columns = True, None


def _holds_goal(form: Form, cell: Cell, goals: dict[int, str], *, is_asked: bool) -> bool:
    """Whether a cell stands beside a goal heading, or below one (see ``read_goal_text``), whatever it begins with."""
    own = goals or form.open_goals
    return bool(own) and not is_asked and (bool(goals) or cell.column >= min(own))


def _report_two_forms(form: Form, row: Row, cells: Sequence[Cell]) -> None:
    """Forms beside each other would become one."""
    names = [cell for cell in cells if cell.key.rstrip(":") in _PROJECT_LABELS]
    if len(names) > 1:
        form.report(
            "forms_side_by_side",
            Severity.ERROR,
            form.account.sheet.place(row, names[1].column),
            "这一行有两个“项目名称”，像是两张表左右并排，读出的内容可能混在一起。",
            observed=" | ".join(cell.text for cell in cells),
            expected="一张工作表里的各张表上下排列",
            suggestion="请把两张表上下放置，或分成两张工作表后再导入。",
        )


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
    elif kind == "section" and labels.FUNDING_SECTION.fullmatch(labels.label_key(cell.key)):
        form.note_unit(cell.key, name="funding")
    elif kind == "project_name":
        form.name_place = form.account.sheet.place(row, cell.column + 1)
    return None if kind in ("section", "goal") else kind


def _set(form: Form, row: Row, cell: Cell, name: str) -> None:
    if name.startswith("skip:"):
        form.mark(row, cell, CellRole.IGNORED, name.removeprefix("skip:"))
    elif name == "money_unit":
        form.take(row, cell, "金额单位")
        form.unit_line = form.unit_line or cell.text
    elif name == "title_year":
        form.take(row, cell, "年度")
        form.title_year = form.title_year or int(cell.text)
    elif name == "budget":
        text = form.take(row, cell, "预算金额")
        form.budget = form.budget or text
    elif name == "whole_budget":
        text = form.take(row, cell, "项目总预算")
        form.whole_budget = form.whole_budget or text
    elif name == "total_score":
        text = form.take(row, cell, "总得分")
        form.stated_score = form.stated_score or text
    elif name.startswith("part:"):
        set_part(form, row, cell, name.removeprefix("part:"))
    else:
        form.set_text(name, form.take(row, cell, FIELD_NAMES.get(name, name)))


def _open_goals(form: Form, goals: dict[int, str], cells: Sequence[Cell]) -> None:
    """A wide heading before others of its row is a section; the others own the columns below them."""
    first = min(goals)
    key = next(labels.label_key(cell.key) for cell in cells if cell.column == first)
    if len(goals) > 1 and (key in labels.WIDE_GOALS or list(goals.values()).count(goals[first]) > 1):
        goals.pop(first)
    form.open_goals = goals


def read_goal_text(form: Form, row: Row, facts: RowFacts) -> None:
    """Text below goal headings, each cell under the heading at or left of it."""
    for cell in facts.cells:
        _add_goal_text(form, row, cell, form.open_goals)


def _add_goal_text(form: Form, row: Row, cell: Cell, goals: dict[int, str]) -> None:
    left = [column for column in goals if column <= cell.column]
    goal = goals[max(left) if left else min(goals)]
    if goal == "ignore":
        form.mark(row, cell, CellRole.IGNORED, labels.UNUSED)
        return
    text = form.take(row, cell, FIELD_NAMES[goal])
    earlier = form.texts.get(goal)
    if earlier:
        form.texts[goal] = earlier._replace(text=f"{earlier.text}\n{text.text}")
    else:
        form.texts[goal] = text
