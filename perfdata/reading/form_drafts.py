"""Drafts of forms while their rows are read, and the account of every cell of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from perfdata.containers.sheets import Row, Sheet
from perfdata.core.amounts import unit_in_force, unit_in_label
from perfdata.core.cell_uses import CellRole, CellUse
from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.terms import FundingSource, Level1, Level2, Severity
from perfdata.core.text import normalise_label
from perfdata.reading import form_labels as labels
from perfdata.reading.form_headers import Cell, FormColumns
from perfdata.reading.form_rows import FormRow

_LONGEST_TITLE = 60
_MASKED = "（不显示）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What the clerk said about a lay-out: money unit, fiscal year, and fields by normalised label ("ignore" too).

    A money unit that is remembered of other files of the lay-out does not beat what this one states.
    """

    money_unit: str | None = None
    is_unit_remembered: bool = False
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
    told: set[str] = field(default_factory=set)

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
    title_year: int | None = None
    years: dict[int, Place] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    unit_line: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    label_unit_seen: bool = False
    listed_unit: Text | None = None
    budget: Text | None = None
    budget_column: int | None = None
    open_part: tuple[FundingSource, int] | None = None
    parts: list[tuple[FundingSource, int, Text]] = field(default_factory=list)
    funding: list[FundingLine] = field(default_factory=list)
    lines: list[IndicatorLine] = field(default_factory=list)
    totals: dict[str, Text] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    columns: FormColumns | None = None
    funding_columns: dict[int, str] | None = None
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
        if unit := unit_in_label(key):
            self.units.setdefault(name, unit)

    def money_unit(self, place: Place, *names: str) -> str | None:
        """The unit of an amount without its own; a remembered one, and one against the text, are told once a sheet."""
        label = next((unit for name in names if (unit := self.units.get(name))), None)
        said, is_old, stated = self.corrections.money_unit, self.corrections.is_unit_remembered, label or self.unit_line
        chosen, remembered = (None, said) if is_old else (said, None)
        unit = unit_in_force(chosen=chosen, label=label, line=self.unit_line, remembered=remembered)
        if said and stated and stated != said:
            whose, way = ("上次的回答", "按表中写明的读入") if is_old else ("所选的单位", "按所选的单位读入")
            message = f"表中写明金额单位为{stated}，{whose}是{said}，{way}。"
            self._report_unit("money_unit_contradicts", Severity.WARNING, place, message)
        elif remembered and not stated:
            message = f"按上次的回答，金额单位为{remembered}。"
            self._report_unit("money_unit_remembered", Severity.NOTICE, place, message)
        return unit

    def _report_unit(self, rule_id: str, severity: Severity, place: Place, message: str) -> None:
        if rule_id not in self.account.told:
            self.account.told.add(rule_id)
            self.report(rule_id, severity, place, message, suggestion="如不对，请在核对页“金额单位”处改选。")

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


def _names_person(text: str, meaning: str) -> bool:
    return meaning == labels.PERSONAL and normalise_label(text).rstrip(":") not in labels.IGNORED_LABELS


def cells_of(row: Row) -> list[Cell]:
    """The non-empty cells of a row with their texts as labels."""
    return [Cell(column, text, normalise_label(text)) for column, text in enumerate(row.cells) if text]


def is_title(cells: list[Cell]) -> bool:
    if len(cells) != 1 or len(cells[0].key) > _LONGEST_TITLE or "。" in cells[0].text:
        return False
    key = cells[0].key
    return bool(labels.TITLE.search(key)) and key not in labels.GOALS and not labels.is_section(key)
