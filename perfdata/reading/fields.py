"""Labels with their values, the funds block, and the goal texts of a form; what nothing claimed."""

import re
from collections.abc import Container, Sequence

from perfdata.containers.sheets import Row
from perfdata.core.amounts import YUAN_PER_UNIT, Amount, stated_amount
from perfdata.core.cell_uses import CellRole
from perfdata.core.dates import label_year, stated_year
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.levels import LEVEL2
from perfdata.core.model import new_record
from perfdata.core.terms import FundingSource
from perfdata.reading import vocabulary as labels
from perfdata.reading.cells import Cell, label_kind, stated_pairs
from perfdata.reading.drafts import Form, FundingLine, Text
from perfdata.reading.funds_headers import funds_cells
from perfdata.reading.row_kinds import PlainFields, RowFacts, goals_of

_AMOUNT = re.compile(r"-?\d")
_YEAR_HEADS = (None, "fiscal_year", "funds", "budget", "whole_budget")
_MONEY_KINDS = re.compile("budget|whole_budget|part:.*")
_WORD = re.compile(r"[\u4e00-\u9fff]")
_FUNDING_NAMES = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "spent": "全年执行数",
    "spent_so_far": "截至月份执行数",
    "expected": "全年预计执行数",
    "weight": "执行率分值",
    "score": "执行率得分",
    "rate": "填报的执行率",
}


def read_fields(form: Form, row: Row, facts: RowFacts) -> None:
    """Pairs of label and value, several to a row; a goal heading opens the text beside or below it."""
    goals = {cell.column: cell.goal for cell in facts.cells if cell.goal}
    pending, label = None, ""
    skipped = _take_years(form, row, facts.cells)
    for cell in _with_units(form, row, facts.cells):
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


def _with_units(form: Form, row: Row, cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells, amounts with the money unit that stands in the cell beside them: 38.25 | 万元 and 万元 | 38.25."""
    if not any(cell.key.endswith(("元", "元)")) for cell in cells):
        return cells
    read = list(cells)
    for at, cell in enumerate(cells):
        unit = cell.key.strip("()")
        beside = [side for side in (at - 1, at + 1) if 0 <= side < len(cells) and _is_bare(cells[side])]
        if unit in YUAN_PER_UNIT and beside:
            read[beside[0]] = cells[beside[0]]._replace(text=f"{cells[beside[0]].text}{unit}")
            form.mark(row, cell, CellRole.LABEL, "金额单位")
    return [cell for cell in read if not form.is_marked(row, cell)]


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


def _is_bare(cell: Cell) -> bool:
    amount = stated_amount(cell.text)
    return isinstance(amount, Amount) and amount.unit is None


def take_plain_fields(form: Form, row: Row, plain: PlainFields) -> None:
    """A row that means the same wherever it stands above a table."""
    fields, years, budgets, goals, uses = plain
    account, number = form.account, row.number
    account.uses[number] = uses
    place_at = account.sheet.place_at
    for name, column, text in fields:
        place = place_at(number, column)
        if name == "budget":
            form.set_budget(Text(text, place, budgets[0][1]), years[0][0] if years else None)
        else:
            form.set_text(name, new_record(Text, (text, place, None)))
    for year, column in years:
        form.years.setdefault(year, place_at(number, column))
    for column, unit in budgets:
        form.budget_columns[column] = "budget"
        if unit:
            form.units.setdefault("budget", unit)
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
    elif kind == "funds" or kind.startswith("part:"):
        form.note_unit(cell.key, name="funding")
    elif kind == "project_name":
        form.name_place = form.account.sheet.place(row, cell.column + 1)
    elif kind == "section":
        form.sections.append((row.number, cell.key))
    return None if kind in ("section", "goal") else kind


def _set(form: Form, row: Row, cell: Cell, name: str, label: str) -> None:
    if name.startswith("skip:"):
        form.mark(row, cell, CellRole.IGNORED, name.removeprefix("skip:"))
    elif name == "money_unit":
        form.take(row, cell, "金额单位")
        form.unit_lines.append(cell.text)
    elif name == "title_year":
        form.take(row, cell, "年度")
        form.title_year = form.title_year or int(cell.text)
    elif name == "budget":
        form.set_budget(form.take(row, cell, "预算金额", label), label_year(label)[0])
    elif name == "funds" and not _is_bare(cell):
        return
    elif name in ("whole_budget", "funds"):
        text = form.take(row, cell, "项目总预算", label)
        form.whole_budget = form.whole_budget or text
    elif name == "total_score":
        text = form.take(row, cell, "总得分")
        form.stated_score = form.stated_score or text
    elif name.startswith("part:"):
        _set_part(form, row, cell, name.removeprefix("part:"), label)
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


def read_funding_row(form: Form, row: Row, facts: RowFacts) -> None:
    """A row under the header of the funds block: its label, and amounts under their columns."""
    columns = form.funding_columns
    assert columns
    cells = funds_cells(_with_units(form, row, facts.cells))
    source = cells[0].source
    if source is None:
        is_heading = labels.FUNDING_SECTION.fullmatch(cells[0].key)
        source = FundingSource.TOTAL if is_heading else FundingSource.OTHER
        if not is_heading:
            place = form.account.sheet.place(row, cells[0].column)
            form.ask("funding_source_unknown", place, observed=cells[0].text)
    for cell in facts.cells:
        if cell.column <= cells[0].column or (cell.column in columns and _WORD.match(cell.key)):
            form.mark(row, cell, CellRole.LABEL, source.label)
    texts = {}
    for name, cell in _amounts_by_column(cells, columns).items():
        if name in _FUNDING_NAMES:
            text = form.take(row, cell, _FUNDING_NAMES[name], cells[0].key)
            texts[name] = text._replace(unit=form.funding_units.get(name, text.unit))
        else:
            form.mark(row, cell, CellRole.IGNORED, labels.UNUSED)
    form.funding.append(FundingLine(source, texts, form.account.sheet.place(row, cells[0].column)))
    report_unread(form, row, facts.cells)


def _amounts_by_column(cells: list[Cell], columns: dict[int, str]) -> dict[str, Cell]:
    """Cells by the header above them; one right of a label (执行数 | 6.84) belongs to the label's header."""
    named = {cell.column for cell in cells if cell.column in columns and _WORD.match(cell.key)}
    values: dict[str, Cell] = {}
    for cell in cells[1:]:
        left = max((column for column in columns if column <= cell.column), default=-1)
        if left == cell.column or (left in named and _AMOUNT.match(cell.key)):
            values[columns[left]] = cell
    return values


def _set_part(form: Form, row: Row, cell: Cell, part: str, label: str) -> None:
    """A part of the year's budget, one of the whole project's stands below the whole; 其中 of a part counts once."""
    left = [column for column in form.budget_columns if column < cell.column]
    is_whole = bool(left) and form.budget_columns[max(left)] == "whole_budget"
    is_within = part.startswith("其中") and any(not name.startswith("其中") for name, _ in form.parts)
    if is_whole or is_within:
        form.mark(row, cell, CellRole.IGNORED, "资金来源构成，看板不使用")
    else:
        form.parts.append((part, form.take(row, cell, "资金来源构成", label)))


def settle_funding(form: Form) -> None:
    """The only row of a funds block that holds an amount is its total, whatever it is called; a second one that differs
    is an error."""
    if not form.funding:
        return
    first, *more = [line.cells for line in form.funding if line.source is FundingSource.TOTAL] or [{}]
    for name, text in ((name, text) for cells in more for name, text in cells.items() if name in first):
        form.ask_of_second(first[name], text, label=_FUNDING_NAMES[name], rule_id="budget_repeated/total")
    filled = [line for line in form.funding if not line.cells.keys().isdisjoint(("initial", "adjusted", "spent"))]
    if len(filled) == 1 and not any(line.source is FundingSource.TOTAL for line in form.funding):
        filled[0].source = FundingSource.TOTAL


def report_unread(form: Form, row: Row, cells: Sequence[Cell]) -> None:
    """Cells that nothing claimed are reported once, with their text; an amount in the funds block is a warning,
    indicators without a header are an error."""
    unread = [cell for cell in cells if not form.is_marked(row, cell)]
    if not unread:
        return
    form.note_units(unread)
    raw = " | ".join(cell.text for cell in unread)
    place = form.account.sheet.place(row, unread[0].column)
    if len(unread) > 2 and any(labels.level_key(cell.key) in LEVEL2 for cell in unread):
        form.ask("indicators_without_header", place, observed=raw)
        return
    is_money = (
        form.columns is None
        and form.label_unit_seen
        and any(isinstance(stated_amount(cell.text), Amount) for cell in unread)
    )
    form.ask("money_not_understood" if is_money else "row_not_understood", place, observed=raw)
