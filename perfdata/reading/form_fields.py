"""Labels with their values, the funds block, and the goal texts of a form."""

from __future__ import annotations

import re

from perfdata.containers.sheets import Row
from perfdata.core.cell_uses import CellRole
from perfdata.core.dates import label_year
from perfdata.core.terms import FundingSource, Severity
from perfdata.core.text import normalise_label, unify_width
from perfdata.reading import form_labels as labels
from perfdata.reading.form_drafts import Form, FundingLine
from perfdata.reading.form_headers import Cell

_AMOUNT = re.compile(r"-?\d")
PART = "skip:资金来源构成，用于核对总额"
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
_FUNDING_NAMES = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "spent": "全年执行数",
    "weight": "执行率分值",
    "score": "执行率得分",
}
_PROJECT_LABELS = frozenset({"项目名称", "项目(政策)名称", "专项名称"})
_STAMP = re.compile(r"\((?:公章|盖章|签章|签字)\)")
_WIDE_GOALS = frozenset({"年度总体目标", "总体目标", "总体绩效目标", "年度总体绩效目标", "项目总体目标"})


def read_fields(form: Form, row: Row, cells: list[Cell]) -> bool:
    """Pairs of label and value, several to a row; a goal heading opens the text beside or below it."""
    goals = {cell.column: goal for cell in cells if (goal := _goal(form, cell))}
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
        _report_rest(form, row, cells)
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


def _goal(form: Form, cell: Cell) -> str | None:
    chosen = form.corrections.meanings.get(cell.key)
    if chosen in labels.GOALS.values():
        return chosen
    key = label_year(cell.key)[1].rstrip(":")
    if key == "目标":
        return "annual_goal"
    return labels.GOALS.get(key) or labels.GOALS.get(_BRACKETS.sub("", key))


def _label_kind(form: Form, cell: Cell) -> str | None:
    """What a label asks for: a field, the budget, a row of funds, a section, or something to ignore."""
    key = cell.key.rstrip(":")
    if chosen := form.corrections.meanings.get(cell.key):
        return "skip:按核对意见忽略" if chosen == "ignore" else chosen
    if name := labels.FIELDS.get(key) or labels.FIELDS.get(_BRACKETS.sub("", key)):
        return name
    if reason := labels.IGNORED_LABELS.get(key):
        return f"skip:{reason}"
    if labels.BUDGET.fullmatch(label_year(key)[1]):
        return "budget"
    if labels.CYCLE_TOTAL.fullmatch(key):
        return "skip:实施周期资金，看板不使用"
    if labels.FUNDING_SECTION.fullmatch(key) or labels.is_section(key):
        return "section"
    source = labels.funding_source(key)
    if source is FundingSource.TOTAL:
        return "budget"
    return PART if source and form.label_unit_seen else None


def _open_label(form: Form, row: Row, cell: Cell, kind: str) -> str | None:
    """Account for a label; the field that its value will give."""
    if year := label_year(cell.key)[0]:
        form.years.setdefault(year, form.account.sheet.place(row, cell.column))
    source = labels.funding_source(cell.key) if kind == PART else None
    form.open_part = (source, cell.column) if source else None
    if kind.startswith("skip:"):
        form.mark(row, cell, CellRole.IGNORED, kind.removeprefix("skip:"))
        return kind
    form.mark(row, cell, CellRole.LABEL, "标签")
    if kind == "budget":
        form.note_unit(cell.key, name="budget")
        form.budget_column = cell.column if form.budget is None else form.budget_column
    if kind == "section":
        form.note_unit(cell.key, name="funding" if labels.FUNDING_SECTION.fullmatch(cell.key) else "")
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
    year, rest = label_year(key)
    return ("title_year", str(year)) if year and not rest else None


def _set(form: Form, row: Row, cell: Cell, name: str) -> None:
    if name.startswith("skip:"):
        form.mark(row, cell, CellRole.IGNORED, name.removeprefix("skip:"))
        if name == PART and form.open_part:
            form.parts.append((*form.open_part, form.text_at(row, cell)))
            form.open_part = None
    elif name == "money_unit":
        form.take(row, cell, "金额单位")
        form.unit_line = form.unit_line or cell.text
    elif name == "title_year":
        form.take(row, cell, "年度")
        form.title_year = form.title_year or int(cell.text)
    elif name == "budget":
        text = form.take(row, cell, "预算金额")
        form.budget = form.budget or text
    else:
        text = form.take(row, cell, _NAMES.get(name, name))
        form.texts.setdefault(name, text)


def _open_goals(form: Form, goals: dict[int, str], cells: list[Cell]) -> None:
    """A wide heading before others of its row is a section; the others own the columns below them."""
    first = min(goals)
    key = next(cell.key for cell in cells if cell.column == first)
    if len(goals) > 1 and key in _WIDE_GOALS:
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
    text = form.take(row, cell, _NAMES[goal])
    earlier = form.texts.get(goal)
    if earlier:
        form.texts[goal] = earlier._replace(text=f"{earlier.text}\n{text.text}")
    else:
        form.texts[goal] = text


def read_funding_row(form: Form, row: Row, cells: list[Cell]) -> bool:
    """A row under the header of the funds block: its label, and amounts under their columns."""
    columns = form.funding_columns
    if columns is None:
        return False
    rest = [cell for cell in cells if not labels.FUNDING_SECTION.fullmatch(cell.key) or labels.funding_source(cell.key)]
    if not rest or _goal(form, rest[0]) or labels.FIELDS.get(rest[0].key):
        return False
    source = labels.funding_source(rest[0].key)
    values = {name: cell for cell in rest[1:] if (name := columns.get(cell.column))}
    if source is None:
        if rest[0].column >= min(columns) or not any(_AMOUNT.match(cell.key) for cell in values.values()):
            return False
        source = FundingSource.OTHER
        _report_source(form, row, rest[0])
    for cell in cells:
        form.mark(row, cell, CellRole.LABEL, source.label)
    texts = {}
    for name, cell in values.items():
        if name in _FUNDING_NAMES:
            texts[name] = form.take(row, cell, _FUNDING_NAMES[name])
        else:
            reason = "执行率由看板按执行数和预算数计算" if name == "rate" else "看板不使用"
            form.mark(row, cell, CellRole.IGNORED, reason)
    for cell in rest[1:]:
        if cell.column not in columns:
            form.account.uses.pop((row.number, cell.column))
    form.funding.append(FundingLine(source, texts, form.account.sheet.place(row, rest[0].column)))
    _report_rest(form, row, cells)
    return True


def _report_source(form: Form, row: Row, cell: Cell) -> None:
    form.report(
        "funding_source_unknown",
        Severity.WARNING,
        form.account.sheet.place(row, cell.column),
        f"资金来源“{cell.text}”不是已知名称，按其他资金读入，请核对。",
        observed=cell.text,
    )


def _report_rest(form: Form, row: Row, cells: list[Cell]) -> None:
    unread = [cell for cell in cells if (row.number, cell.column) not in form.account.uses]
    if unread:
        raw = " | ".join(cell.text for cell in unread)
        form.report(
            "row_not_understood",
            Severity.NOTICE,
            form.account.sheet.place(row, unread[0].column),
            f"“{raw}”不是表格的已知内容，未采用。",
            observed=raw,
            suggestion="如有用，请核对其标签写法。",
        )
