"""A sheet as forms of any lay-out: fields, funds, goals, indicator rows, with an account of every cell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from time import thread_time

from perfdata.containers.sheets import Row, Sheet
from perfdata.core.cell_uses import CellRole
from perfdata.core.collection import collection_paused
from perfdata.core.errors import UnusableFileError
from perfdata.core.text import is_person_label, normalise_label
from perfdata.reading import vocabulary as labels
from perfdata.reading.account import SheetAccount
from perfdata.reading.cells import IGNORED
from perfdata.reading.continued_tables import GOES_ON, joined
from perfdata.reading.drafts import Corrections, Form
from perfdata.reading.fields import (
    read_fields,
    read_goal_text,
    stated_year_of,
    take_plain_fields,
)
from perfdata.reading.funds import read_funding_row, read_funds_header, report_unread
from perfdata.reading.headers import HEADER, INDICATOR_FIELDS, OTHER_YEAR, FormColumns, with_second_row
from perfdata.reading.lines import (
    listed_key,
    listed_project,
    read_execution,
    read_line,
    read_plain_lines,
    read_total,
    report_foot,
)
from perfdata.reading.row_kinds import RowFacts, RowKind, classify, row_facts

_LONGEST_NAME, _LABEL_ROWS = 4, 30
_DIGITS = re.compile(r"\d+")
_MERGED_VALUES = frozenset({"cycle_target", "annual_target", "actual"})
_MOST_SECONDS, _MOST_FINDINGS, _MOST_UNREAD_ROWS = 8, 50_000, 2_000
_CHECKED_EVERY = 1_000
_NAMED = re.compile("[^:]+:[^:]+")


def read_forms(sheet: Sheet, corrections: Corrections | None = None) -> tuple[list[Form], SheetAccount]:
    """Every form of the sheet in its order, and the account of the sheet's cells."""
    account = SheetAccount(sheet)
    forms = [form := Form(account, corrections or Corrections())]
    meanings = form.corrections.meanings
    listed: dict[tuple[str, ...], Form] = {}
    known: dict[tuple[str, ...], RowFacts] = {}
    rows, at, check_at, ends_at = sheet.rows, 0, _CHECKED_EVERY, thread_time() + _MOST_SECONDS
    while at < len(rows):
        if at >= check_at:
            check_at = at + _CHECKED_EVERY
            known = known if len(known) <= _CHECKED_EVERY else {}
            _refuse_endless(sheet, account.finding_count, ends_at)
            if len(form.findings) > _MOST_UNREAD_ROWS and not any(item.started or item.texts for item in forms):
                form.ask("rest_not_read", sheet.place(rows[at]), count=len(rows) - at)
                break
        if form.plain and (at := read_plain_lines(form, form.plain, rows, at)) == len(rows):
            break
        row, at = rows[at], at + 1
        facts = known.get(row.cells)
        if facts is None:
            facts = known[row.cells] = row_facts(row.cells, meanings)
        names_next = facts.names_project and "project_name" in form.texts
        if facts.plain and not names_next and form.columns is form.funding_columns is None and not form.year_columns:
            take_plain_fields(form, row, facts.plain)
            continue
        if (names_next or facts.is_title) and (following := _following(form, facts)):
            form = following
            form.first_row = row.number
            forms.append(form)
        elif form.columns and form.columns.listed and not facts.columns and (key := listed_project(form, facts.cells)):
            listed.setdefault(listed_key(form), form)
            if key not in listed:
                listed[key] = form.next_listed()
                forms.append(listed[key])
            form = listed[key].after(form)
        _READ[classify(facts, form)](form, row, facts)
    for form in (forms := joined(forms)):
        form.leave_out_persons()
    tall = sorted((column, first, last) for (first, column), last in account.tall.items())
    columns = {column for column, _, _ in tall}
    for form in forms if tall else ():
        half = form.columns.halves[-1] if form.columns else {}
        if names := sorted(name for name in _MERGED_VALUES & half.keys() if half[name] in columns):
            _report_merged_values(form, names, tall)
    return forms, account


def _refuse_endless(sheet: Sheet, finding_count: int, ends_at: float) -> None:
    """A file that takes too long, or of which too much must be told, is not read to its end."""
    if finding_count > _MOST_FINDINGS or thread_time() > ends_at:
        what = f"{_MOST_SECONDS} 秒内没有读完，或有 {_MOST_FINDINGS:,} 处以上读不懂"
        raise UnusableFileError(f"{sheet.source_file}：{what}，请确认选对了文件，或删去无关的工作表、拆分后再试。")


def _report_merged_values(form: Form, names: Sequence[str], tall: Sequence[tuple[int, int, int]]) -> None:
    """A target or result merged over several rows is that of the first; ``tall`` are (column, first row, last row)."""
    assert form.columns
    half = form.columns.halves[-1]
    for name in names:
        for line in form.lines:
            column, first, last = tall[max(0, bisect_left(tall, (half[name], line.number)) - 1)]
            if column == half[name] and first < line.number <= last and not "".join(line.cells[column : column + 1]):
                words = {"name": line.text("name"), "label": INDICATOR_FIELDS[name], "first": first}
                form.ask("value_merged", form.account.sheet.place_at(line.number, column), **words)


def _following(form: Form, facts: RowFacts) -> Form | None:
    """The form that a title or the name of another project opens, None where it belongs to the one being read."""
    is_within = facts.is_title and form.open_goals and not facts.cells[0].key.endswith(("表", ")"))
    return form.next_form() if form.started and not is_within else None


def _read_title(form: Form, row: Row, facts: RowFacts) -> None:
    form.title, form.title_year = facts.cells[0].text, facts.year
    form.title_place = form.take(row, facts.cells[0], "标题").place
    form.note_units(facts.cells)
    if form.columns_above and GOES_ON.search(form.title):
        form.open_table(form.columns_above)


def _read_year(form: Form, row: Row, facts: RowFacts) -> None:
    form.title_year = facts.year
    form.take(row, facts.cells[0], "年度")


def _read_remarks(form: Form, row: Row, facts: RowFacts) -> None:
    """Money unit and persons, lines of their own wherever they stand."""
    for cell in facts.cells:
        if found := labels.UNIT_LINE.fullmatch(cell.key):
            if form.lines:
                form.unit_below = found[1]
            else:
                form.unit_lines.append(found[1])
            form.take(row, cell, "金额单位")
        else:
            form.mark(row, cell, CellRole.IGNORED, labels.PERSONAL)


def _read_note(form: Form, row: Row, facts: RowFacts) -> None:
    form.note_units(facts.cells)
    for cell in facts.cells:
        form.mark(row, cell, CellRole.IGNORED, "页码" if facts.is_page_mark else labels.NOTE)


def _read_foot(form: Form, row: Row, facts: RowFacts) -> None:
    """A row below the table that is none of its rows; names and telephones are never repeated."""
    reason = IGNORED.removeprefix("skip:") if facts.is_ignored else facts.foot or _reason_of_rest(form, facts)
    if not facts.is_ignored:
        is_named = reason == labels.PERSONAL and all(_NAMED.fullmatch(cell.key) for cell in facts.cells)
        form.foot, form.plain = labels.SIGNED if is_named else reason or form.foot, None
    is_personal = reason == labels.PERSONAL
    form.note_units(facts.cells)
    for cell in facts.cells:
        is_personal |= labels.is_person_line(cell.key) or is_person_label(cell.key.rstrip(":"))
        if is_personal or reason:
            form.mark(row, cell, CellRole.IGNORED, labels.PERSONAL if is_personal else reason or "")
    if rest := [cell for cell in facts.cells if not form.is_marked(row, cell)]:
        report_foot(form, row, rest)


def _reason_of_rest(form: Form, facts: RowFacts) -> str | None:
    """What a row is by the foot above it: a note goes on, names stand below their labels."""
    if form.foot == labels.NOTE and len(facts.cells) == 1:
        return labels.NOTE
    is_short = all(len(cell.key) <= _LONGEST_NAME or cell.key.isdigit() for cell in facts.cells)
    return labels.PERSONAL if form.foot == labels.PERSONAL and is_short else None


def _read_header(form: Form, row: Row, facts: RowFacts) -> None:
    assert facts.columns
    form.open_table(columns := _of_its_year(form, row, facts, facts.columns))
    form.sections += [(row.number, cell.key) for cell in facts.cells if labels.is_section(cell.key)]
    form.account.header_labels.extend(columns.labels.values())
    form.account.uses[row.number] = columns.label_uses
    for name, column in columns.listed.items():
        form.note_unit(columns.labels[column], name=name)


def _of_its_year(form: Form, row: Row, facts: RowFacts, columns: FormColumns) -> FormColumns:
    """The columns of the year of the form; that over the only column of its kind is that of a form without one.

    Columns of other years are told, and those that are not known.
    """
    if dated := columns.dated:
        columns = columns.of_year(stated_year_of(form) or next(iter(form.years), None))
        for year, column in [next(iter(years.items())) for years in dated.values() if len(years) == 1]:
            if column in columns.halves[-1].values():
                form.years.setdefault(year, form.account.sheet.place(row, column))
    ignored, unread = columns.ignored, columns.unknown
    if ignored and (others := [cell for cell in facts.cells if ignored.get(cell.column) == OTHER_YEAR]):
        texts = "、".join(cell.text for cell in others)
        form.ask("column_of_other_year", form.account.sheet.place(row, others[0].column), observed=texts)
    if unread and (unknown := [cell for cell in facts.cells if cell.column in unread]):
        key = "targets_not_understood" if columns.lacks_targets else "column_not_understood"
        texts = "、".join(cell.text for cell in unknown)
        form.ask(key, form.account.sheet.place(row, unknown[0].column), observed=texts)
    return columns


def _read_second_header(form: Form, row: Row, facts: RowFacts) -> None:
    assert form.columns
    columns = with_second_row(form.columns, facts.cells)
    assert columns
    form.open_table(columns := _of_its_year(form, row, facts, columns))
    for cell in facts.cells:
        is_ignored = columns.ignored.get(cell.column) == OTHER_YEAR
        form.mark(row, cell, CellRole.IGNORED if is_ignored else CellRole.LABEL, OTHER_YEAR if is_ignored else HEADER)


_READ: dict[RowKind, Callable[[Form, Row, RowFacts], None]] = {
    RowKind.TITLE: _read_title,
    RowKind.YEAR: _read_year,
    RowKind.REMARKS: _read_remarks,
    RowKind.NOTE: _read_note,
    RowKind.HEADER: _read_header,
    RowKind.SECOND_HEADER: _read_second_header,
    RowKind.FUNDS_HEADER: read_funds_header,
    RowKind.INDICATOR: read_line,
    RowKind.EXECUTION: read_execution,
    RowKind.TOTAL: read_total,
    RowKind.FOOT: _read_foot,
    RowKind.FUNDS: read_funding_row,
    RowKind.FIELDS: read_fields,
    RowKind.GOAL: read_goal_text,
    RowKind.UNREAD: lambda form, row, facts: report_unread(form, row, facts.cells),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The sheets of a file as forms: read once and handed on. The signature does not depend on corrections."""

    sheets: Sequence[Sheet]
    read: Sequence[tuple[list[Form], SheetAccount]]
    signature: str

    def corrected(self, corrections: Corrections | None) -> Reading:
        """As the clerk says; sheets are read again only where a label means something else, or for a year."""
        if corrections is None:
            return self
        if corrections.meanings or corrections.fiscal_year:
            return replace(self, read=[read_forms(sheet, corrections) for sheet in self.sheets])
        for forms, _ in self.read:
            for form in forms:
                form.corrections = corrections
        return self


@collection_paused()
def read_file(sheets: Sequence[Sheet], corrections: Corrections | None = None) -> Reading:
    """The forms of all sheets, with what the clerk said about the lay-out."""
    read: list[tuple[list[Form], SheetAccount]] = []
    finding_count, ends_at = 0, thread_time() + _MOST_SECONDS
    for sheet in sheets:
        read.append(read_forms(sheet))
        finding_count += read[-1][1].finding_count
        _refuse_endless(sheet, finding_count, ends_at)
    labels = {label for _, account in read for label in _header_labels(account)}
    signature = sha256("\x1f".join(sorted(labels)).encode()).hexdigest()[:16]
    return Reading(sheets, read, signature).corrected(corrections)


def _header_labels(account: SheetAccount) -> set[str]:
    """The labels of all headers, or the first texts of the rows where there is no header."""
    found = set(account.header_labels) or {
        normalise_label(next(text for text in row.cells if text)) for row in account.sheet.rows[:_LABEL_ROWS]
    }
    return {_DIGITS.sub("#", label) for label in found}
