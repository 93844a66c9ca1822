"""The 项目资金 block of a filled monitoring form in yuan, by the unit it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from perfdata.containers.sheets import Row, Sheet
from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.official_forms import MONEY_UNIT_MISSING, FilledMonitoring
from perfdata.core.terms import Severity
from perfdata.core.text import normalise_label, unify_width

_LONGEST_LABEL = 40
_UNIT = re.compile(r"\((元|万元)\)|单位:(?:人民币)?(元|万元)(?!/)")
_UNIT_TAIL = re.compile(r"\((?:单位:)?(?:元|万元)\)$")
_YUAN_PER_UNIT = {"元": Decimal(1), "万元": Decimal(10_000)}
_SPENT = re.compile(r".*月执行数|全年执行数")
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
                setattr(form, name, _amount(form, sheet, row, at, unit))
            return


def _money_unit(rows: Sequence[Row]) -> str | None:
    """元 or 万元 as a label or a line above the amounts states it; never a default."""
    found = (_UNIT.search(normalise_label(cell)) for row in rows for cell in row.cells if len(cell) < _LONGEST_LABEL)
    return next((unit[1] or unit[2] for unit in found if unit), None)


def _amount(form: FilledMonitoring, sheet: Sheet, row: Row, column: int, unit: str | None) -> Decimal | None:
    text = unify_width(row.cells[column] if column < len(row.cells) else "").replace(",", "").strip()
    if text in ("", "-", "—", "/"):
        return None
    place = sheet.place(row, column)
    own = next((written for written in ("万元", "元") if text.endswith(written)), None)
    unit = own or unit
    try:
        yuan = (Decimal(text.removesuffix(own or "")) * _YUAN_PER_UNIT.get(unit or "", Decimal(1))).quantize(
            Decimal("0.01")
        )
    except InvalidOperation:
        _report(
            form,
            "amount_unreadable",
            place,
            f"金额“{text}”不是数，未采用。",
            observed=text,
            expected="数字，单位见表内标注",
            suggestion="请改为数字后重新上传。",
        )
        return None
    if unit is None:
        _ask_for_unit(form, place, text)
        return None
    return yuan


def _ask_for_unit(form: FilledMonitoring, place: Place, text: str) -> None:
    """Once a form: the form is held until its unit is known."""
    if not form.lacks_unit:
        _report(
            form,
            MONEY_UNIT_MISSING,
            place,
            f"金额“{text}”没有写明是元还是万元，这张监控表未采用。",
            observed=text,
            expected="“项目资金（万元）”，或“金额单位：元”一行",
            suggestion="请在表中写明金额单位后重新上传。",
        )


def _report(form: FilledMonitoring, rule_id: str, place: Place, message: str, **texts: str) -> None:
    form.findings.append(Finding(rule_id=rule_id, severity=Severity.ERROR, place=place, message=message, **texts))
