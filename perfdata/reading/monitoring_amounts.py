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
    unit_in_force,
    unit_in_label,
)
from perfdata.core.official_forms import FilledMonitoring
from perfdata.core.text import normalise_label

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
    """The 年度资金总额 row below the header of the 项目资金 block."""
    unit = _money_unit(rows)
    columns: dict[str, int] = {}
    for row in rows:
        labels = [normalise_label(cell) for cell in row.cells]
        for at, label in enumerate(labels):
            plain = _UNIT_TAIL.sub("", label)
            name = _AMOUNTS.get(plain) or ("spent_yuan" if _SPENT.fullmatch(plain) else None)
            if name:
                columns.setdefault(name, at)
        if columns and any(label.startswith("年度资金总额") for label in labels):
            for name, at in columns.items():
                setattr(form, name, _amount(form, sheet, row, at, unit, _NAMES[name]))
            return


def _money_unit(rows: Sequence[Row]) -> str | None:
    """The money unit that a label or a line above the amounts states; never a default."""
    keys = [normalise_label(cell) for row in rows for cell in row.cells if 0 < len(cell) < _LONGEST_LABEL]
    stated = [(key, unit) for key in keys if (unit := unit_in_label(key))]
    label = next((unit for key, unit in stated if not _UNIT_LINE.match(key)), None)
    line = next((unit for key, unit in stated if _UNIT_LINE.match(key)), None)
    return unit_in_force(chosen=None, label=label, line=line, remembered=None)


def _amount(form: FilledMonitoring, sheet: Sheet, row: Row, column: int, unit: str | None, name: str) -> Decimal | None:
    text = row.cells[column].strip() if column < len(row.cells) else ""
    if is_blank_amount(text):
        return None
    yuan, finding = read_yuan(text, unit=unit, name=name, place=sheet.place(row, column))
    if finding and (finding.rule_id != MONEY_UNIT_MISSING or not form.lacks_unit):
        form.findings.append(finding)
    return yuan
