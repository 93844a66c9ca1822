"""Labels with their values, the funds block, and the goal texts of a form."""

from __future__ import annotations

from collections.abc import Sequence

from perfdata.containers.sheets import Row
from perfdata.core.cell_uses import CellRole
from perfdata.core.dates import label_year
from perfdata.core.terms import FundingSource, Severity
from perfdata.reading import form_labels as labels
from perfdata.reading.form_drafts import Form, FundingLine, Text
from perfdata.reading.row_kinds import FIELD_NAMES, PART, Cell, RowFacts, funds_cells, label_kind, stated_pairs

_FUNDING_NAMES = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "spent": "全年执行数",
    "weight": "执行率分值",
    "score": "执行率得分",
}
_PROJECT_LABELS = frozenset({"项目名称", "项目(政策)名称", "专项名称"})
_WIDE_GOALS = frozenset({"年度总体目标", "总体目标", "总体绩效目标", "年度总体绩效目标", "项目总体目标"})


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
    report_unread(form, row, facts.cells)


def _take_fields(form: Form, row: Row, facts: RowFacts) -> None:
    """A row that is nothing but labels with their values."""
    assert facts.uses
    form.account.uses[row.number] = facts.uses
    for name, column, text in facts.fields:
        form.texts.setdefault(name, Text(text, form.account.sheet.place_at(row.number, column)))
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
    form.open_part = (cell.source, cell.column) if kind == PART and cell.source else None
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
        text = form.take(row, cell, FIELD_NAMES.get(name, name))
        form.texts.setdefault(name, text)


def _open_goals(form: Form, goals: dict[int, str], cells: Sequence[Cell]) -> None:
    """A wide heading before others of its row is a section; the others own the columns below them."""
    first = min(goals)
    key = next(cell.key for cell in cells if cell.column == first)
    if len(goals) > 1 and key in _WIDE_GOALS:
        goals.pop(first)
    form.open_goals = goals


def read_goal_text(form: Form, row: Row, facts: RowFacts) -> None:
    """Text below goal headings, each cell under the heading at or left of it."""
    for cell in facts.cells:
        _add_goal_text(form, row, cell, form.open_goals)


def _add_goal_text(form: Form, row: Row, cell: Cell, goals: dict[int, str]) -> None:
    left = [column for column in goals if column <= cell.column]
    goal = goals[max(left) if left else min(goals)]
    text = form.take(row, cell, FIELD_NAMES[goal])
    earlier = form.texts.get(goal)
    if earlier:
        form.texts[goal] = earlier._replace(text=f"{earlier.text}\n{text.text}")
    else:
        form.texts[goal] = text


def read_funding_row(form: Form, row: Row, facts: RowFacts) -> None:
    """A row under the header of the funds block: its label, and amounts under their columns."""
    columns = form.funding_columns
    assert columns
    head, *rest = funds_cells(facts.cells)
    if head.source is None:
        _report_source(form, row, head)
    source = head.source or FundingSource.OTHER
    for cell in facts.cells:
        if cell.column <= head.column:
            form.mark(row, cell, CellRole.LABEL, source.label)
    texts = {}
    for cell in rest:
        name = columns.get(cell.column)
        if name in _FUNDING_NAMES:
            texts[name] = form.take(row, cell, _FUNDING_NAMES[name])
        elif name:
            reason = "执行率由看板按执行数和预算数计算" if name == "rate" else "看板不使用"
            form.mark(row, cell, CellRole.IGNORED, reason)
    form.funding.append(FundingLine(source, texts, form.account.sheet.place(row, head.column)))
    report_unread(form, row, facts.cells)


def _report_source(form: Form, row: Row, cell: Cell) -> None:
    form.report(
        "funding_source_unknown",
        Severity.WARNING,
        form.account.sheet.place(row, cell.column),
        f"资金来源“{cell.text}”不是已知名称，按其他资金读入，请核对。",
        observed=cell.text,
    )


def report_unread(form: Form, row: Row, cells: Sequence[Cell]) -> None:
    """Cells that nothing claimed are reported once, with their text; indicators without a header are an error."""
    unread = [cell for cell in cells if not form.is_marked(row, cell)]
    if not unread:
        return
    raw = " | ".join(cell.text for cell in unread)
    place = form.account.sheet.place(row, unread[0].column)
    if len(unread) > 2 and any(labels.level_key(cell.key) in labels.LEVEL2 for cell in unread):
        form.report(
            "indicators_without_header",
            Severity.ERROR,
            place,
            f"“{raw}”像是指标行，但上方没有表头（一级指标、三级指标……），未采用。",
            observed=raw,
            suggestion="请补上表头，或把这些行接到上一张表后再导入。",
        )
        return
    form.report(
        "row_not_understood",
        Severity.NOTICE,
        place,
        f"“{raw}”不是表格的已知内容，未采用。",
        observed=raw,
        suggestion="如有用，请核对其标签写法。",
    )
