"""Labels with their values, and the goal texts of a form."""

from __future__ import annotations

import re

from perfdata.containers.sheets import Row
from perfdata.core.cell_uses import CellRole
from perfdata.core.terms import FundingSource, Severity
from perfdata.core.text import normalise_label, unify_width
from perfdata.reading import form_labels as labels
from perfdata.reading.form_drafts import Form
from perfdata.reading.form_funding import set_part
from perfdata.reading.form_headers import Cell

_BRACKETS = re.compile(r"\(.*\)$")
_NAMES = {
    "project_name": "项目名称",
    "project_type": "项目类型",
    "project_level": "项目等级",
    "competent_department": "主管部门",
    "reporting_unit": "填报单位",
    "spending_unit": "实施单位",
    "cycle_start_year": "起始年度",
    "cycle_end_year": "到期年度",
    "cycle": "实施周期",
    "fiscal_year": "年度",
    "cycle_goal": "实施周期总目标",
    "annual_goal": "年度目标",
    "actual_goal": "实际完成情况",
}
_PROJECT_LABELS = frozenset({"项目名称", "项目(政策)名称", "专项名称"})
_SUM = frozenset({"自评得分", "自评总分", "总得分", "总分"})
_STAMP = re.compile(r"\((?:公章|盖章|签章|签字)\)")


def read_fields(form: Form, row: Row, cells: list[Cell]) -> bool:
    """Pairs of label and value, several to a row; a goal heading opens the text beside or below it."""
    goals = {cell.column: goal for cell in cells if (goal := goal_of(form, cell))}
    pending: str | None = None
    understood = False
    for cell in cells:
        kind = "goal" if cell.column in goals else _label_kind(form, cell)
        if kind is not None:
            understood, pending = True, _open_label(form, row, cell, kind)
        elif _holds_goal(form, cell, goals, is_asked=pending is not None):
            if goals:
                _add_goal_text(form, row, cell, goals)
        elif found := _labels_and_values(form, cell):
            understood, pending = True, None
            for name, text in found:
                _set(form, row, Cell(cell.column, text, normalise_label(text)), name)
        elif pending:
            _set(form, row, cell, pending)
            pending = None
        elif found := _remarks(form, cell):
            understood = True
            for name, text in found:
                _set(form, row, Cell(cell.column, text, normalise_label(text)), name)
    if goals:
        _open_goals(form, goals, cells)
    elif understood:
        form.open_goals.clear()
    if understood:
        _report_two_forms(form, row, cells)
        form.started, form.funding_columns = True, None
        form.report_unread(row, cells)
    return understood


def _holds_goal(form: Form, cell: Cell, goals: dict[int, str], *, is_asked: bool) -> bool:
    """Whether a cell stands beside a goal heading, or below one (see ``read_goal_text``), whatever it begins with."""
    own = goals or form.open_goals
    return bool(own) and not is_asked and (bool(goals) or cell.column >= min(own))


def _report_two_forms(form: Form, row: Row, cells: list[Cell]) -> None:
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


def goal_of(form: Form, cell: Cell) -> str | None:
    chosen = form.corrections.meanings.get(cell.key)
    if chosen in labels.GOALS.values():
        return chosen
    key = labels.label_key(labels.YEAR_IN_LABEL.sub("", cell.key))
    if key == "目标":
        return "annual_goal"
    return labels.GOALS.get(key) or labels.GOALS.get(_BRACKETS.sub("", key))


def _label_kind(form: Form, cell: Cell) -> str | None:
    """What a label asks for: a field, the budget, a row of funds, a section, or something to ignore."""
    key = labels.label_key(cell.key)
    if chosen := form.corrections.meanings.get(cell.key):
        return "skip:按核对意见忽略" if chosen == "ignore" else chosen
    if name := labels.FIELDS.get(key) or labels.FIELDS.get(_BRACKETS.sub("", key)):
        return name
    if reason := labels.ignored_label(key):
        return f"skip:{reason}"
    if key in _SUM:
        return "total_score"
    if labels.BUDGET.fullmatch(key):
        return "budget"
    if labels.CYCLE_TOTAL.fullmatch(key):
        return "whole_budget"
    if labels.FUNDING_SECTION.fullmatch(key) or labels.is_section(key):
        return "section"
    source = labels.funding_source(key)
    if source is None or not form.label_unit_seen:
        return None
    return "budget" if source is FundingSource.TOTAL else "part:" + key


def _open_label(form: Form, row: Row, cell: Cell, kind: str) -> str | None:
    """Account for a label; the field that its value will give."""
    if found := labels.YEAR_IN_LABEL.match(cell.key) or re.match(r"(\d{4})年", cell.key):
        form.years.setdefault(int(found[1]), form.account.sheet.place(row, cell.column))
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


def _labels_and_values(form: Form, cell: Cell) -> list[tuple[str, str]]:
    """Labels with their values in one cell, such as 填报单位：某局    填报日期：1月15日; [] for anything else.

    What follows wide spaces without a colon still belongs to the value before; unknown labels and stamps do not.
    """
    found: list[tuple[str, str]] = []
    for part in labels.PARTS.split(cell.text):
        label, _, value = unify_width(part).partition(":")
        kind = _label_kind(form, Cell(cell.column, label, normalise_label(label))) if value.strip() else None
        if kind and kind not in ("section", "goal"):
            found.append((kind, part[len(label) + 1 :].strip()))
        elif remark := _remark(part):
            found.append(remark)
        elif not found:
            return []
        elif ":" not in unify_width(part) and not _STAMP.fullmatch(normalise_label(part)):
            found[-1] = found[-1][0], f"{found[-1][1]} {part.strip()}".strip()
    return found if any(kind not in ("money_unit", "title_year") for kind, _ in found) else []


def _remarks(form: Form, cell: Cell) -> list[tuple[str, str]]:
    """Year and money unit of the head of a form, such as （2025年度）    单位：万元; [] for anything else."""
    found = [_remark(part) for part in labels.PARTS.split(cell.text)]
    return [remark for remark in found if remark] if form.columns is None and all(found) else []


def _remark(part: str) -> tuple[str, str] | None:
    key = normalise_label(part)
    if unit := labels.UNIT_LINE.fullmatch(key):
        return "money_unit", unit[1]
    year = labels.YEAR_REMARK.fullmatch(key)
    return ("title_year", year[1] or year[2]) if year else None


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
        text = form.take(row, cell, _NAMES.get(name, name))
        if name == "competent_department" and form.texts.get(name, text) != text:
            name = "lower_department"
        form.texts.setdefault(name, text)


def _open_goals(form: Form, goals: dict[int, str], cells: list[Cell]) -> None:
    """A wide heading before others of its row is a section; the others own the columns below them."""
    first = min(goals)
    key = next(labels.label_key(cell.key) for cell in cells if cell.column == first)
    if len(goals) > 1 and (key in labels.WIDE_GOALS or list(goals.values()).count(goals[first]) > 1):
        goals.pop(first)
    form.open_goals = goals


def read_goal_text(form: Form, row: Row, cells: list[Cell]) -> bool:
    """Text below goal headings, each cell under the heading at or left of it."""
    if not form.open_goals or cells[0].column < min(form.open_goals):
        return False
    for cell in cells:
        _add_goal_text(form, row, cell, form.open_goals)
    return True


def _add_goal_text(form: Form, row: Row, cell: Cell, goals: dict[int, str]) -> None:
    left = [column for column in goals if column <= cell.column]
    goal = goals[max(left) if left else min(goals)]
    if goal == "ignore":
        form.mark(row, cell, CellRole.IGNORED, labels.UNUSED)
        return
    text = form.take(row, cell, _NAMES[goal])
    earlier = form.texts.get(goal)
    if earlier:
        form.texts[goal] = earlier._replace(text=f"{earlier.text}\n{text.text}")
    else:
        form.texts[goal] = text
