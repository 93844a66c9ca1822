"""The funds block of a form: its rows under a header, and the parts of a budget beside their labels."""

from __future__ import annotations

import re

from perfdata.containers.sheets import Row
from perfdata.core.cell_uses import CellRole
from perfdata.core.terms import FundingSource, Severity
from perfdata.reading import form_labels as labels
from perfdata.reading.form_drafts import Form, FundingLine
from perfdata.reading.form_headers import Cell

_AMOUNT = re.compile(r"-?\d")
_WORD = re.compile(r"[\u4e00-\u9fff]")
_FUNDING_NAMES = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "spent": "全年执行数",
    "weight": "执行率分值",
    "score": "执行率得分",
}


def read_funding_row(form: Form, row: Row, cells: list[Cell]) -> bool:
    """A row under the header of the funds block: its label, and amounts under their columns."""
    columns = form.funding_columns
    if columns is None:
        return False
    rest = [cell for cell in cells if not labels.FUNDING_SECTION.fullmatch(cell.key) or labels.funding_source(cell.key)]
    if rest and _AMOUNT.match(rest[0].key) and len(rest) < len(cells):
        rest = cells[-len(rest) - 1 :]
    if not rest or labels.GOALS.get(rest[0].key) or labels.FIELDS.get(rest[0].key) or labels.ignored_label(rest[0].key):
        return False
    source = labels.funding_source(rest[0].key)
    values = _amounts_by_column(rest, columns)
    if source is None:
        if rest[0].column >= min(columns) or not any(_AMOUNT.match(cell.key) for cell in values.values()):
            return False
        source = FundingSource.TOTAL if labels.FUNDING_SECTION.fullmatch(rest[0].key) else FundingSource.OTHER
        if source is FundingSource.OTHER:
            _report_source(form, row, rest[0])
    for cell in cells:
        form.mark(row, cell, CellRole.LABEL, source.label)
    texts = {}
    for name, cell in values.items():
        if name in _FUNDING_NAMES:
            texts[name] = form.take(row, cell, _FUNDING_NAMES[name])
        else:
            reason = "执行率由看板按执行数和预算数计算" if name == "rate" else labels.UNUSED
            form.mark(row, cell, CellRole.IGNORED, reason)
    for cell in rest[1:]:
        if cell not in values.values() and (cell.column not in columns or _AMOUNT.match(cell.key)):
            form.account.uses.pop((row.number, cell.column))
    form.funding.append(FundingLine(source, texts, form.account.sheet.place(row, rest[0].column)))
    form.report_unread(row, cells)
    return True


def _amounts_by_column(cells: list[Cell], columns: dict[int, str]) -> dict[str, Cell]:
    """Cells by the header above them; one right of a label (执行数 | 6.84) belongs to the label's header."""
    named = {cell.column for cell in cells if cell.column in columns and _WORD.match(cell.key)}
    values: dict[str, Cell] = {}
    for cell in cells[1:]:
        left = max((column for column in columns if column <= cell.column), default=-1)
        if left == cell.column or (left in named and _AMOUNT.match(cell.key)):
            values[columns[left]] = cell
    return values


def _report_source(form: Form, row: Row, cell: Cell) -> None:
    form.report(
        "funding_source_unknown",
        Severity.WARNING,
        form.account.sheet.place(row, cell.column),
        f"资金来源“{cell.text}”不是已知名称，按其他资金读入，请核对。",
        observed=cell.text,
    )


def set_part(form: Form, row: Row, cell: Cell, label: str) -> None:
    """A part of the year's budget, one of the whole project's stands below the whole; 其中 of a part counts once."""
    left = [column for column in form.budget_columns if column < cell.column]
    is_whole = bool(left) and form.budget_columns[max(left)] == "whole_budget"
    is_within = label.startswith("其中") and any(not name.startswith("其中") for name, _ in form.parts)
    if is_whole or is_within:
        form.mark(row, cell, CellRole.IGNORED, "资金来源构成，看板不使用")
    else:
        form.parts.append((label, form.take(row, cell, "资金来源构成")))


def settle_funding(form: Form) -> None:
    """The only row of a funds block that holds an amount is its total, whatever it is called."""
    filled = [line for line in form.funding if not line.cells.keys().isdisjoint(("initial", "adjusted", "spent"))]
    if len(filled) == 1 and not any(line.source is FundingSource.TOTAL for line in form.funding):
        filled[0].source = FundingSource.TOTAL
