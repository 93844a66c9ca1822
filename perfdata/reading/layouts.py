"""What a reader understood of a file: its lay-out, a signature to remember corrections by, and every cell's use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from perfdata.containers.sheets import Sheet
from perfdata.core.cell_uses import CellRole, CellUse, FormLayout
from perfdata.core.collection import collection_paused
from perfdata.core.text import normalise_label
from perfdata.reading.form_drafts import Corrections, Form, SheetAccount
from perfdata.reading.form_headers import HEADER
from perfdata.reading.forms import read_forms

_DIGITS = re.compile(r"\d+")
_LABEL_ROWS = 30
_LONGEST_LABEL = 20
_BUNDLED = ["level1", "level2", "name", "cycle_target", "annual_target"]
MONEY_UNIT, FISCAL_YEAR, MEANING = "money_unit", "fiscal_year", "meaning:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """The lay-out of a file, its signature, and every cell's use; ``open_labels`` are texts that may be labels."""

    layout: FormLayout
    signature: str
    cell_uses: Sequence[CellUse]
    open_labels: Sequence[str]

    @property
    def unread(self) -> list[CellUse]:
        """The cells that were not understood."""
        return [use for use in self.cell_uses if use.role is CellRole.NOT_UNDERSTOOD]


def corrections_of(stated: Mapping[str, str], *, said: Mapping[str, str] | None = None) -> Corrections | None:
    """Corrections as they are stored, by field, as the reader takes them; None where nothing is stated.

    ``said`` are those of them that were said for this file, all by default; the others are remembered.
    """
    if not stated:
        return None
    year = stated.get(FISCAL_YEAR, "")
    return Corrections(
        money_unit=stated.get(MONEY_UNIT),
        is_unit_remembered=said is not None and not said.get(MONEY_UNIT),
        fiscal_year=int(year) if year.isdecimal() else None,
        meanings={field.removeprefix(MEANING): value for field, value in stated.items() if field.startswith(MEANING)},
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """The sheets of a file as forms: read once and handed on. The signature does not depend on corrections."""

    sheets: Sequence[Sheet]
    read: Sequence[tuple[list[Form], SheetAccount]]
    signature: str

    @property
    def layout(self) -> FormLayout:
        return _layout(self.sheets, [form for forms, _ in self.read for form in forms])

    def corrected(self, corrections: Corrections | None) -> Reading:
        """As the clerk says; sheets are read again only where a label means something else."""
        if corrections is None:
            return self
        if corrections.meanings:
            return replace(self, read=[read_forms(sheet, corrections) for sheet in self.sheets])
        for forms, _ in self.read:
            for form in forms:
                form.corrections = corrections
        return self


@collection_paused()
def read_file(sheets: Sequence[Sheet], corrections: Corrections | None = None) -> Reading:
    """The forms of all sheets, with what the clerk said about the lay-out."""
    read = [read_forms(sheet) for sheet in sheets]
    labels = {label for _, account in read for label in _header_labels(account)}
    signature = sha256("\x1f".join(sorted(labels)).encode()).hexdigest()[:16]
    return Reading(sheets, read, signature).corrected(corrections)


def _header_labels(account: SheetAccount) -> set[str]:
    """The labels of all headers, or the first texts of the rows where there is no header."""
    found = set(account.header_labels) or {
        normalise_label(next(text for text in row.cells if text)) for row in account.sheet.rows[:_LABEL_ROWS]
    }
    return {_DIGITS.sub("#", label) for label in found}


def understand(reading: Reading) -> Understanding:
    """What became of every cell, for the clerk to see."""
    uses = [use for _, account in reading.read for use in account.cell_uses()]
    return Understanding(
        layout=reading.layout,
        signature=reading.signature,
        cell_uses=uses,
        open_labels=_open_labels(uses),
    )


def file_facts(file_name: str, reading: Reading) -> dict[str, str | None]:
    """Container, lay-out and text encoding of a file; the encoding is None where the container settles it."""
    first = reading.sheets[0] if reading.sheets else None
    return {
        "file_name": file_name,
        "container": first.container if first else None,
        "layout": reading.layout.value,
        "encoding": first.encoding if first else None,
    }


def _layout(sheets: Sequence[Sheet], forms: Sequence[Form]) -> FormLayout:
    named = [form for form in forms if "project_name" in form.texts]
    with_columns = [form.columns for form in named if form.columns]
    if not named:
        return FormLayout.UNKNOWN
    if any(columns.is_monitoring for columns in with_columns):
        return FormLayout.MONITORING
    if any(columns.has_actual for columns in with_columns):
        return FormLayout.SELF_EVALUATION
    if any(columns.listed for columns in with_columns):
        return FormLayout.FLAT_LIST
    if any(len(columns.halves) > 1 for columns in with_columns):
        return FormLayout.SIDE_BY_SIDE
    if named[0].columns and not named[0].funding and list(named[0].columns.halves[0]) == _BUNDLED:
        return FormLayout.BUNDLED
    return FormLayout.STACKED if len(named) > len(sheets) else FormLayout.SINGLE


def _open_labels(uses: Sequence[CellUse]) -> list[str]:
    """Texts that may be labels, as normalised text: unknown headers, and the first unread cell of other rows."""
    found: list[str] = []
    headed: set[tuple[str | None, int]] = set()
    headers = {(use.sheet, use.row) for use in uses if use.role is CellRole.LABEL and use.meaning == HEADER}
    done: set[tuple[str | None, int]] = set()
    for use in uses:
        row, key = (use.sheet, use.row), normalise_label(use.text)
        if use.role is not CellRole.NOT_UNDERSTOOD or (use.sheet, use.column) in headed:
            continue
        if row in headers:
            headed.add((use.sheet, use.column))
        elif row in done:
            continue
        done.add(row)
        if len(key) <= _LONGEST_LABEL and not key[:1].isdigit():
            found.append(key)
    return list(dict.fromkeys(found))
