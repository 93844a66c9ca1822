"""The funds block of a form: rows under its header, amounts beside labels of their own, and what they add up to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from perfdata.containers.sheets import Row
from perfdata.core.amounts import YUAN_PER_UNIT, Amount, stated_amount, unit_in_label
from perfdata.core.cell_uses import CellRole
from perfdata.core.levels import LEVEL2, label_key, level_key
from perfdata.core.terms import FundingSource
from perfdata.reading import vocabulary as labels
from perfdata.reading.account import FundingLine, Text
from perfdata.reading.cells import Cell
from perfdata.reading.funds_headers import AMOUNT, funds_cells

if TYPE_CHECKING:
    from perfdata.reading.drafts import Form
    from perfdata.reading.row_kinds import RowFacts

_POINTS = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)分")
_WORD = re.compile(r"[\u4e00-\u9fff]")
FUNDING_NAMES = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "spent": "全年执行数",
    "spent_so_far": "截至月份执行数",
    "expected": "全年预计执行数",
    "weight": "执行率分值",
    "score": "执行率得分",
    "rate": "填报的执行率",
}


def with_units(form: Form, row: Row, cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells, amounts with the money unit that stands in the cell beside them: 38.25 | 万元 and 万元 | 38.25."""
    if not any(cell.key.endswith(("元", "元)")) for cell in cells):
        return cells
    read = list(cells)
    for at, cell in enumerate(cells):
        unit = cell.key.strip("()")
        beside = [side for side in (at - 1, at + 1) if 0 <= side < len(cells) and is_bare(cells[side])]
        if unit in YUAN_PER_UNIT and beside:
            read[beside[0]] = cells[beside[0]]._replace(text=f"{cells[beside[0]].text}{unit}")
            form.mark(row, cell, CellRole.LABEL, "金额单位")
    return [cell for cell in read if not form.is_marked(row, cell)]


def is_bare(cell: Cell) -> bool:
    amount = stated_amount(cell.text)
    return isinstance(amount, Amount) and amount.unit is None


def read_funds_header(form: Form, row: Row, facts: RowFacts) -> None:
    """Its columns, the money unit and the points that its labels state."""
    assert facts.funding
    form.started, form.funding_columns = True, facts.funding
    form.open_goals.clear()
    form.account.header_labels.extend(cell.key for cell in facts.cells)
    for cell in facts.cells:
        form.note_unit(cell.key, name="funding")
        if "weight" not in facts.funding.values() and (found := _POINTS.search(cell.key)):
            form.amounts.setdefault("weight", Text(found[1], form.account.sheet.place(row, cell.column)))
        key = label_key(cell.key)
        unit = unit_in_label(cell.key)
        if unit and cell.column in facts.funding:
            form.funding_units[facts.funding[cell.column]] = unit
        if (
            unit
            or cell.source
            or cell.column in facts.funding
            or labels.FUNDING_SECTION.fullmatch(key)
            or key == "资金来源"
        ):
            form.mark(row, cell, CellRole.LABEL, "项目资金表头")
    if corner := next((unit for cell in facts.cells if (unit := unit_in_label(cell.key))), None):
        for other in set(form.funding_units.values()) - {corner}:
            form.ask("money_unit_contradicts/label", form.account.sheet.place(row), label=other, line=corner)
    if unread := [
        cell for cell in facts.cells if not form.is_marked(row, cell) and labels.MONEY_COLUMN.search(cell.key)
    ]:
        texts = "、".join(cell.text for cell in unread)
        form.ask("column_not_understood", form.account.sheet.place(row, unread[0].column), observed=texts)
    else:
        report_unread(form, row, facts.cells)


def read_funding_row(form: Form, row: Row, facts: RowFacts) -> None:
    """A row under the header of the funds block: its label, and amounts under their columns."""
    columns = form.funding_columns
    assert columns
    cells = funds_cells(with_units(form, row, facts.cells))
    if cells[0].column in columns:  # the label of the only row stands in the header
        cells = [cells[0]._replace(text="", key="", source=FundingSource.TOTAL), *cells]
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
        if name in FUNDING_NAMES:
            text = form.take(row, cell, FUNDING_NAMES[name], cells[0].key)
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
        if left == cell.column or (left in named and AMOUNT.match(cell.key)):
            values[columns[left]] = cell
    return values


def set_part(form: Form, row: Row, cell: Cell, part: str, label: str) -> None:
    """A part of the year's budget: those of the whole project and of spending stand below these; 其中 of a part counts
    once."""
    left = [column for column in form.budget_columns if column < cell.column]
    is_other = bool(left) and form.budget_columns[max(left)] != "budget"
    is_within = part.startswith("其中") and any(not name.startswith("其中") for name, _ in form.parts)
    if is_other or is_within:
        form.mark(row, cell, CellRole.IGNORED, "资金来源构成，看板不使用")
    else:
        form.parts.append((part, form.take(row, cell, "资金来源构成", label)))


def set_amount(form: Form, row: Row, cell: Cell, name: str, label: str) -> None:
    """An amount of the year beside its own label, 执行数 | 9.5."""
    text = form.take(row, cell, FUNDING_NAMES[name], label)
    if (earlier := form.amounts.setdefault(name, text)) != text:
        form.ask_of_second(earlier, text, label=FUNDING_NAMES[name], rule_id="budget_repeated/total")


def note_budget(form: Form, text: Text, label: str) -> None:
    """Which amount of the year a budget is by its label: 预算数 beside 执行数 is 全年预算数."""
    if (name := labels.funding_column(label_key(label))) in ("initial", "adjusted"):
        form.amounts.setdefault(name, text)


def settle_funding(form: Form) -> None:
    """Amounts beside labels are the total of a form without a funds block. The only row of a block that holds an amount
    is its total, whatever it is called; a second one that differs is an error."""
    if not form.funding and (stated := {name: text for name, text in form.amounts.items() if name != "weight"}):
        if form.budget and stated.keys().isdisjoint(("initial", "adjusted")):
            stated["initial"] = form.budget
        form.funding.append(FundingLine(FundingSource.TOTAL, stated, next(iter(stated.values())).place))
    if not form.funding:
        return
    first, *more = [line.cells for line in form.funding if line.source is FundingSource.TOTAL] or [{}]
    for name, text in ((name, text) for cells in more for name, text in cells.items() if name in first):
        form.ask_of_second(first[name], text, label=FUNDING_NAMES[name], rule_id="budget_repeated/total")
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
    if len(unread) > 2 and any(level_key(cell.key) in LEVEL2 for cell in unread):
        form.ask("indicators_without_header", place, observed=raw)
        return
    is_money = (
        form.columns is None
        and form.label_unit_seen
        and any(isinstance(stated_amount(cell.text), Amount) for cell in unread)
    )
    form.ask("money_not_understood" if is_money else "row_not_understood", place, observed=raw)
