"""The 项目资金 block of a filled monitoring form in yuan, by the unit it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from perfdata.containers.sheets import Row, Sheet
from perfdata.core.amounts import (
    MONEY_UNIT,
    MONEY_UNIT_MISSING,
    is_blank_amount,
    read_yuan,
    stated_amount,
    unit_in_force,
    unit_in_label,
)
from perfdata.core.funding import funding_total, without_empty_budgets
from perfdata.core.official_forms import FilledMonitoring
from perfdata.core.terms import FundingSource
from perfdata.core.text import normalise_label
from perfdata.reading.form_labels import funding_source

_LONGEST_LABEL = 40
_UNIT_LINE = re.compile(r".*单位:")
_UNIT_TAIL = re.compile(rf"\((?:单位:)?{MONEY_UNIT}\)$")
_SPENT = re.compile(r".*月执行数|全年执行数")
_NAMES = {
    "initial_budget_yuan": "年初预算数",
    "adjusted_budget_yuan": "全年预算数",
    "spent_yuan": "执行数",
    "expected_yuan": "全年预计执行数",
}
_AMOUNTS = {
    "年初预算数": "initial_budget_yuan",
    "全年预算数": "adjusted_budget_yuan",
    "全年预计执行数": "expected_yuan",
}


def read_amounts(form: FilledMonitoring, sheet: Sheet, rows: Sequence[Row]) -> None:
    """The 项目资金 block: its 年度资金总额 row below the header, and the parts that should add up to it."""
    unit, columns, total = _money_unit(rows), dict[str, int](), None
    parts: list[tuple[FundingSource, Row]] = []
    for row in rows:
        keys = [_UNIT_TAIL.sub("", normalise_label(cell)) for cell in row.cells]
        for at, key in enumerate(keys):
            if name := _AMOUNTS.get(key) or ("spent_yuan" if _SPENT.fullmatch(key) else None):
                columns.setdefault(name, at)
        source = next((source for key in keys if key and (source := funding_source(key))), None) if columns else None
        if source is FundingSource.TOTAL:
            total = total or row
        elif source:
            parts.append((source, row))
    amounts = {name: _total(form, sheet, total, parts, at, unit, name) for name, at in columns.items()}
    place = sheet.place(total) if total else form.place
    amounts, finding = without_empty_budgets(amounts, name=form.project_name, place=place)
    form.findings += [finding] if finding else []
    for name, yuan in amounts.items():
        setattr(form, name, yuan)


def _total(
    form: FilledMonitoring,
    sheet: Sheet,
    total: Row | None,
    parts: Sequence[tuple[FundingSource, Row]],
    column: int,
    unit: str | None,
    name: str,
) -> Decimal | None:
    """The total of a column; the sum of the parts where it is blank or 0, but not where it cannot be read."""
    stated = _amount(form, sheet, total, column, unit, _NAMES[name]) if total else None
    if stated is None and total and not is_blank_amount(_cell(total, column)):
        return None
    known = [(source, _cell(row, column), _known(_cell(row, column), unit)) for source, row in parts]
    if any(yuan is None and not is_blank_amount(text) for _, text, yuan in known):
        return stated
    added = funding_total(stated, [(source, yuan) for source, _, yuan in known])
    place = sheet.place(total or parts[0][1], column) if total or parts else form.place
    if finding := added.finding(_NAMES[name], name=form.project_name, place=place):
        form.findings.append(finding)
    return added.amount


def _cell(row: Row, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _known(text: str, unit: str | None) -> Decimal | None:
    amount = stated_amount(text)
    return None if isinstance(amount, str) or not (amount.unit or unit) else amount.yuan(unit)


def _money_unit(rows: Sequence[Row]) -> str | None:
    """The money unit that a label or a line above the amounts states; never a default."""
    keys = [normalise_label(cell) for row in rows for cell in row.cells if 0 < len(cell) < _LONGEST_LABEL]
    stated = [(key, unit) for key in keys if (unit := unit_in_label(key))]
    label = next((unit for key, unit in stated if not _UNIT_LINE.match(key)), None)
    line = next((unit for key, unit in stated if _UNIT_LINE.match(key)), None)
    return unit_in_force(chosen=None, label=label, line=line, remembered=None)


def _amount(form: FilledMonitoring, sheet: Sheet, row: Row, column: int, unit: str | None, name: str) -> Decimal | None:
    text = _cell(row, column)
    if is_blank_amount(text):
        return None
    yuan, finding = read_yuan(text, unit=unit, name=name, place=sheet.place(row, column))
    if finding and (finding.rule_id != MONEY_UNIT_MISSING or not form.lacks_unit):
        form.findings.append(finding)
    return yuan
