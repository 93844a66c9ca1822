"""The funds block of a form: its rows under a header, and the parts of a budget beside their labels."""

from __future__ import annotations

import re

from perfdata.containers.sheets import Row
from perfdata.core.cell_uses import CellRole
from perfdata.core.terms import FundingSource, Severity
from perfdata.reading import form_labels as labels
from perfdata.reading.form_drafts import Form, FundingLine
from perfdata.reading.row_kinds import Cell, RowFacts, funds_cells

_AMOUNT = re.compile(r"-?\d")
_WORD = re.compile(r"[\u4e00-\u9fff]")
_FUNDING_NAMES = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "spent": "全年执行数",
    "weight": "执行率分值",
    "score": "执行率得分",
}


def read_funding_row(form: Form, row: Row, facts: RowFacts) -> None:
    """A row under the header of the funds block: its label, and amounts under their columns."""
    columns = form.funding_columns
    assert columns
    cells = funds_cells(facts.cells)
    source = cells[0].source
    if source is None:
        is_heading = labels.FUNDING_SECTION.fullmatch(cells[0].key)
        source = FundingSource.TOTAL if is_heading else FundingSource.OTHER
        if not is_heading:
            _report_source(form, row, cells[0])
    for cell in facts.cells:
        if cell.column <= cells[0].column or (cell.column in columns and _WORD.match(cell.key)):
            form.mark(row, cell, CellRole.LABEL, source.label)
    texts = {}
    for name, cell in _amounts_by_column(cells, columns).items():
        if name in _FUNDING_NAMES:
            texts[name] = form.take(row, cell, _FUNDING_NAMES[name])
        else:
            reason = "执行率由看板按执行数和预算数计算" if name == "rate" else labels.UNUSED
            form.mark(row, cell, CellRole.IGNORED, reason)
    form.funding.append(FundingLine(source, texts, form.account.sheet.place(row, cells[0].column)))
    form.report_unread(row, facts.cells)


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
