"""Drafts of forms while their rows are read, and the account of every cell of a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from perfdata.containers.sheets import Row
from perfdata.core.amounts import is_blank_amount, stated_amount, unit_in_force, unit_in_label, unit_in_text
from perfdata.core.cell_uses import CellRole
from perfdata.core.findings import Finding
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.model import Place, new_record
from perfdata.core.terms import Level1, Level2
from perfdata.core.text import without_person_numbers, without_persons
from perfdata.core.words import WORDS
from perfdata.reading import vocabulary as labels
from perfdata.reading.account import FundingLine, SheetAccount, Text
from perfdata.reading.cells import Cell
from perfdata.reading.headers import FormColumns, PlainColumns

_ASKED_FOR, _GRANTED = re.compile("申[请报]"), re.compile("批复|批准|核定|核批|审定|下达|安排")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What the clerk said about a lay-out: money unit, fiscal year, and fields by normalised label ("ignore" too). A
    money unit that is remembered of other files of the lay-out does not beat what this one states."""

    money_unit: str | None = None
    is_unit_remembered: bool = False
    fiscal_year: int | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)


class IndicatorLine(NamedTuple):
    """One indicator row: its cells, the column of each field, and the levels in force.

    ``half`` is that of a side-by-side form. ``plain`` are name, cycle and annual target that need no closer look.
    """

    cells: tuple[str, ...]
    columns: Mapping[str, int]
    level1: Level1 | None
    level2: Level2 | None
    number: int
    half: labels.Half | None = None
    is_recovered: bool = False
    plain: tuple[str, str, str] | None = None

    def text(self, name: str) -> str:
        column = self.columns.get(name)
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(slots=True)
class Form:
    """One form while its rows are being read."""

    account: SheetAccount
    corrections: Corrections
    first_row: int = 0
    title: str = ""
    title_place: Place | None = None
    title_year: int | None = None
    years: dict[int, Place] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    unit_lines: list[str] = field(default_factory=list)
    unit_below: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    label_unit_seen: bool = False
    listed_unit: Text | None = None
    budget: Text | None = None
    budget_year: int | None = None
    is_asked_for: bool = False
    year_columns: dict[int, int] = field(default_factory=dict)
    whole_budget: Text | None = None
    budget_columns: dict[int, str] = field(default_factory=dict)
    parts: list[tuple[str, Text]] = field(default_factory=list)
    stated_score: Text | None = None
    execution: dict[str, Text] = field(default_factory=dict)
    name_place: Place | None = None
    amounts: dict[str, Text] = field(default_factory=dict)  # beside labels of their own, and points of the block
    funding: list[FundingLine] = field(default_factory=list)
    funding_units: dict[str, str] = field(default_factory=dict)
    lines: list[IndicatorLine] = field(default_factory=list)
    totals: dict[str, Text] = field(default_factory=dict)
    sections: list[tuple[int, str]] = field(default_factory=list)  # by row
    findings: list[Finding] = field(default_factory=list)
    columns: FormColumns | None = None
    columns_above: FormColumns | None = None
    funding_columns: dict[int, str] | None = None
    open_goals: dict[int, str] = field(default_factory=dict)
    level1: Level1 | None = None
    level2: dict[labels.Half | None, Level2 | None] = field(default_factory=dict)
    started: bool = False
    above: tuple[int, Level1 | None, dict[labels.Half | None, Level2 | None]] = (0, None, {})
    foot_rows: int = 0
    foot: str | None = None
    plain: PlainColumns | None = None

    def open_table(self, columns: FormColumns) -> None:
        """Fields and goals end where a header of indicators stands; levels do not where it is the one above again."""
        if self.columns is None or self.columns.labels != columns.labels:
            self.level1, self.level2 = None, {}
        self.started, self.columns, self.funding_columns = True, columns, None
        self.above, self.foot, self.open_goals = (len(self.lines), self.level1, dict(self.level2)), None, {}
        self.plain = None if self.corrections.meanings else columns.plain

    @property
    def awaits_rows(self) -> bool:
        """Whether nothing has been read below the header of indicators."""
        return self.above == (len(self.lines), self.level1, self.level2)

    def set_text(self, name: str, text: Text) -> None:
        """What a field says; the first text stays, a second 主管部门 is a lower one."""
        earlier = self.texts.setdefault(name, text)
        if name == "competent_department" and earlier != text:
            self.texts.setdefault("lower_department", text)

    def set_budget(self, text: Text, year: int | None = None, *, label: str = "") -> None:
        """The first amount, or that of the year of the form (``year``: of the label), or what was granted of what was
        asked for; two that differ are told."""
        is_of_form = year is not None and year == self.title_year != self.budget_year
        earlier, is_granted = self.budget, self.is_asked_for and bool(_GRANTED.search(label))
        if is_granted and earlier:
            self.ask_of_second(earlier, text, label="年度预算", rule_id="budget_repeated/granted")
        if earlier is None or is_blank_amount(earlier.text) or is_of_form or is_granted:
            self.budget, self.budget_year = text, year
            self.is_asked_for = bool(_ASKED_FOR.search(label))
        elif year in (None, self.budget_year):
            self.ask_of_second(earlier, text, label="年度预算")

    def ask_of_second(self, first: Text, text: Text, *, label: str, rule_id: str = "budget_repeated") -> None:
        """Tell of an amount that is not taken where it differs from the first of its kind."""
        if _amount(first) != _amount(text) and not is_blank_amount(text.text):
            self.ask(rule_id, text.place, observed=text.text, first=first.text, at=first.place, label=label)

    def leave_out_persons(self) -> None:
        """No field keeps the telephone number of a person; that one is left out is told."""
        for name, text in self.texts.items() if self.account.sheet.traces.numbers else ():
            if (left := without_person_numbers(text.text)) != text.text:
                self.texts[name] = text._replace(text=left)
                self.ask("person_in_text", text.place, observed=left, label=FIELD_LABELS.get(name, "单位"))

    def take_name(self) -> None:
        """A form whose 项目名称 is blank is read all the same, and held: the blank cell is told."""
        if (place := self.name_place) and "project_name" not in self.texts:
            self.texts["project_name"] = Text("", place)
            self.ask("project_name_blank", place, where=place.cell or f"第 {place.line} 行")

    def mark(self, row: Row, cell: Cell, role: CellRole, meaning: str) -> None:
        uses = self.account.uses.setdefault(row.number, {})
        if uses.get(cell.column) != (CellRole.IGNORED, labels.PERSONAL):
            uses[cell.column] = role, meaning

    def is_marked(self, row: Row, cell: Cell) -> bool:
        return cell.column in self.account.uses.get(row.number, ())

    def take(self, row: Row, cell: Cell, meaning: str, label: str = "") -> Text:
        """The cell as a value, accounted for."""
        self.mark(row, cell, CellRole.VALUE, meaning)
        place = self.account.sheet.place_at(row.number, cell.column)
        return new_record(Text, (cell.text, place, unit_in_label(label) if label else None))

    def text_at(self, row: Row, cell: Cell) -> Text:
        return Text(cell.text, self.account.sheet.place(row, cell.column))

    def place_of(self, line: IndicatorLine, name: str = "name") -> Place:
        """Where a cell of an indicator row stands."""
        return self.account.sheet.place_at(line.number, line.columns[name])

    def note_unit(self, key: str, *, name: str) -> None:
        """The money unit that a label of the budget or the funds block states."""
        self.label_unit_seen |= name == "funding"
        if unit := unit_in_label(key):
            self.units.setdefault(name, unit)

    def note_units(self, cells: Sequence[Cell]) -> None:
        """Money units that notes or a title state."""
        self.unit_lines += filter(None, (unit_in_text(cell.key) for cell in cells))

    def money_unit(self, text: Text, *names: str) -> str | None:
        """The unit of an amount without its own; a remembered one, and one against the text, are told once a sheet.
        Two that differ are told, and of two lines neither is taken."""
        place, label = text.place, text.unit or next(filter(None, map(self.units.get, names)), None)
        line = next(iter(self.unit_lines), self.unit_below)
        said, is_old, stated = self.corrections.money_unit, self.corrections.is_unit_remembered, label or line
        chosen, remembered = (None, said) if is_old else (said, None)
        unit = unit_in_force(chosen=chosen, label=label, line=line, remembered=remembered)
        if said and stated and stated != said:
            whose, way = ("上次的回答", "按表中写明的读入") if is_old else ("所选的单位", "按所选的单位读入")
            self._ask_of_unit("money_unit_contradicts", place, stated=stated, said=said, whose=whose, way=way)
        elif remembered and not stated:
            self._ask_of_unit("money_unit_remembered", place, said=remembered)
        if label and line and label != line and not chosen:
            self._ask_of_unit("money_unit_contradicts/label", place, label=label, line=line)
        if len(self.unit_lines) > 1 and not (chosen or label) and (other := set(self.unit_lines) - {line}):
            self._ask_of_unit("money_unit_missing/two", place, one=line, other=other.pop())
            return None
        return unit

    def _ask_of_unit(self, rule_id: str, place: Place, **words: str | None) -> None:
        if rule_id not in self.account.told:
            self.account.told.add(rule_id)
            self.ask(rule_id, place, **words)

    def next_form(self) -> Form:
        """The form below this one; a money unit between the two stands above it."""
        units, self.unit_below = [self.unit_below] if self.unit_below else [], None
        return Form(self.account, self.corrections, unit_lines=units, columns_above=self.columns)

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
            unit_lines=self.unit_lines.copy(),
            units=dict(self.units),
            listed_unit=self.listed_unit,
            columns=self.columns,
            started=True,
        )

    def after(self, other: Form) -> Form:
        """This project of a flat list, whose rows go on below those of the other: columns and levels are in force."""
        assert other.columns
        if self.columns is not other.columns or self.lines:
            level1, level2 = other.level1, dict(other.level2)
            self.open_table(other.columns)
            self.level1, self.level2 = level1, level2
        return self

    def ask(self, key: str, place: Place, **words: Any) -> None:
        """Report by a rule of the catalogue; names and numbers of persons are left out."""
        self.account.finding_count += 1
        self.findings.append(WORDS[key].finding(place, hide=without_persons, **words))


def _amount(text: Text) -> tuple[str, str | None] | Decimal:
    amount = stated_amount(text.text) if text.text else ""
    return (text.text, text.unit) if isinstance(amount, str) else amount.yuan(text.unit)
