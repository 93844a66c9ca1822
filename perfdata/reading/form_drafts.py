"""Drafts of forms while their rows are read, and the account of every cell of a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from perfdata.containers.sheets import Row, Sheet
from perfdata.core.cell_uses import CellRole, CellUse
from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.terms import FundingSource, Level1, Level2, Severity
from perfdata.core.text import normalise_label
from perfdata.reading import form_labels as labels
from perfdata.reading.amounts import stated_amount
from perfdata.reading.form_headers import Cell, FormColumns
from perfdata.reading.form_rows import FormRow

_TITLE_YEAR = re.compile(r"(?<![\d\-—–~至])(\d{4})年")
_LONGEST_TITLE = 60
_MASKED = "（不显示）"
_MONEY_UNIT = re.compile(r"[(:](元|万元)\)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What the clerk said about a lay-out: money unit, fiscal year, and fields by normalised label ("ignore" too)."""

    money_unit: str | None = None
    fiscal_year: int | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)


class Text(NamedTuple):
    """A text of a form with its place."""

    text: str
    place: Place


@dataclass(slots=True)
class FundingLine:
    """One row of the funds block: its source and its cells by field, amounts as written."""

    source: FundingSource
    cells: dict[str, Text]
    place: Place


@dataclass(slots=True)
class IndicatorLine:
    """One indicator row with the levels in force; ``half`` is None, or cycle or annual of a side-by-side form."""

    row: FormRow
    level1: Level1 | None
    level2: Level2 | None
    half: labels.Half | None
    place: Place
    number: int


@dataclass(slots=True)
class SheetAccount:
    """What became of every cell of one sheet; cells that nobody claimed are not understood."""

    sheet: Sheet
    uses: dict[tuple[int, int], tuple[CellRole, str]] = field(default_factory=dict)
    header_labels: list[str] = field(default_factory=list)

    def cell_uses(self) -> list[CellUse]:
        """One use for each non-empty cell, row by row; names and numbers of persons are not repeated."""
        return [
            CellUse(
                sheet=self.sheet.name,
                row=row.number,
                column=column,
                text=_MASKED if _names_person(text, meaning) else text,
                role=role,
                meaning=meaning,
            )
            for row in self.sheet.rows
            for column, text in enumerate(row.cells)
            if text
            for role, meaning in [self.uses.get((row.number, column), (CellRole.NOT_UNDERSTOOD, "未识别"))]
        ]


@dataclass(slots=True)
class Form:
    """One form while its rows are being read."""

    account: SheetAccount
    corrections: Corrections
    title: str = ""
    title_place: Place | None = None
    title_year: int | None = None
    years: dict[int, Place] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    unit_line: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    label_unit_seen: bool = False
    listed_unit: Text | None = None
    budget: Text | None = None
    whole_budget: Text | None = None
    budget_columns: dict[int, str] = field(default_factory=dict)
    parts: list[tuple[str, Text]] = field(default_factory=list)
    stated_score: Text | None = None
    execution: dict[str, Text] = field(default_factory=dict)
    name_place: Place | None = None
    funding_points: Text | None = None
    funding: list[FundingLine] = field(default_factory=list)
    lines: list[IndicatorLine] = field(default_factory=list)
    totals: dict[str, Text] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    columns: FormColumns | None = None
    funding_columns: dict[int, str] | None = None
    awaits_second_row: bool = False
    open_goals: dict[int, str] = field(default_factory=dict)
    level1: Level1 | None = None
    level2: dict[labels.Half | None, Level2 | None] = field(default_factory=dict)
    started: bool = False

    def mark(self, row: Row, cell: Cell, role: CellRole, meaning: str) -> None:
        self.account.uses[row.number, cell.column] = role, meaning

    def take(self, row: Row, cell: Cell, meaning: str) -> Text:
        """The cell as a value, accounted for."""
        self.mark(row, cell, CellRole.VALUE, meaning)
        return Text(cell.text, self.account.sheet.place(row, cell.column))

    def text_at(self, row: Row, cell: Cell) -> Text:
        return Text(cell.text, self.account.sheet.place(row, cell.column))

    def note_unit(self, key: str, *, name: str) -> None:
        """The money unit that a label of the budget or the funds block states."""
        if not name:
            return
        self.label_unit_seen |= name == "funding"
        if found := _MONEY_UNIT.search(key):
            self.units.setdefault(name, found[1])

    def money_unit(self, *names: str) -> str | None:
        """元 or 万元: what the clerk said, else a label, else a unit line; never a default."""
        stated = next((unit for name in names if (unit := self.units.get(name))), None)
        return self.corrections.money_unit or stated or self.unit_line

    def next_listed(self) -> Form:
        """The draft of the next project of a flat list; what stood above the header holds for all."""
        own = set(self.columns.listed) if self.columns else set()
        shared = {"competent_department", "reporting_unit", "fiscal_year"} - own
        return Form(
            self.account,
            self.corrections,
            title=self.title,
            title_year=self.title_year,
            years=dict(self.years),
            texts={name: text for name, text in self.texts.items() if name in shared},
            unit_line=self.unit_line,
            units=dict(self.units),
            listed_unit=self.listed_unit,
            columns=self.columns,
            started=True,
        )

    def report(self, rule_id: str, severity: Severity, place: Place, message: str, **texts: str) -> None:
        self.findings.append(Finding(rule_id=rule_id, severity=severity, place=place, message=message, **texts))

    def report_unread(self, row: Row, cells: list[Cell]) -> None:
        """Cells that nothing claimed are reported once, with their text; an amount in the funds block is a warning."""
        unread = [cell for cell in cells if (row.number, cell.column) not in self.account.uses]
        if not unread:
            return
        raw = " | ".join(cell.text for cell in unread)
        is_money = self.columns is None and self.label_unit_seen and any(stated_amount(cell.text) for cell in unread)
        self.report(
            "money_not_understood" if is_money else "row_not_understood",
            Severity.WARNING if is_money else Severity.NOTICE,
            self.account.sheet.place(row, unread[0].column),
            f"“{raw}”{'像是金额，而标签不认识' if is_money else '不是表格的已知内容'}，未采用。",
            observed=raw,
            suggestion="如有用，请核对其标签写法。",
        )


def _names_person(text: str, meaning: str) -> bool:
    return meaning == labels.PERSONAL and not labels.ignored_label(normalise_label(text).rstrip(":"))


def cells_of(row: Row) -> list[Cell]:
    """The non-empty cells of a row with their texts as labels."""
    return [Cell(column, text, normalise_label(text)) for column, text in enumerate(row.cells) if text]


def is_title(cells: list[Cell]) -> bool:
    if len(cells) != 1 or len(cells[0].key) > _LONGEST_TITLE or "。" in cells[0].text:
        return False
    key = cells[0].key
    return bool(labels.TITLE.search(key)) and key not in labels.GOALS and not labels.is_section(key)


def title_year(key: str) -> int | None:
    found = _TITLE_YEAR.search(key) or re.search(r"\((\d{4})年?度?\)", key)
    return int(found[1]) if found else None
