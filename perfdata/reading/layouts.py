"""What a reader understood of a file: its lay-out, a signature to remember corrections by, and every cell's use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from perfdata.core.cell_uses import MOST_OTHERS, MOST_ROWS, CellRole, CellUse, FormLayout
from perfdata.core.text import normalise_label
from perfdata.reading.drafts import Corrections
from perfdata.reading.forms import Reading
from perfdata.reading.headers import HEADER

_LONGEST_LABEL = 20
_BUNDLED = ["level1", "level2", "name", "cycle_target", "annual_target"]
MONEY_UNIT, FISCAL_YEAR, MEANING = "money_unit", "fiscal_year", "meaning:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """The lay-out of a file, its signature, and every cell's use; ``open_labels`` are texts that may be labels.

    ``role_counts`` are of all cells. ``cell_uses`` are those of the first 300 rows of each sheet, and of the rows below
    the first 2,000 that gave nothing.
    """

    layout: FormLayout
    signature: str
    role_counts: Mapping[CellRole, int]
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


def understand(reading: Reading) -> Understanding:
    """What became of every cell, for the clerk to see."""
    sheets = [account.cell_uses() for _, account in reading.read]
    uses = list(chain.from_iterable(sheets))
    counts = Counter(use.role for use in uses)
    return Understanding(
        layout=_layout(reading),
        signature=reading.signature,
        role_counts={role: counts[role] for role in CellRole},
        cell_uses=[*chain.from_iterable(map(_head, sheets)), *islice(_others_below(sheets), MOST_OTHERS)],
        open_labels=_open_labels(uses),
    )


def _head(uses: Sequence[CellUse]) -> list[CellUse]:
    """The cells of the first rows that hold any."""
    rows = sorted({use.row for use in uses})
    return [use for use in uses if use.row <= rows[:MOST_ROWS][-1]]


def _others_below(sheets: Sequence[Sequence[CellUse]]) -> Iterator[CellUse]:
    """Below those the cells that gave nothing, not understood first."""
    below = [uses[len(_head(uses)) :] for uses in sheets]
    for role in (CellRole.NOT_UNDERSTOOD, CellRole.IGNORED):
        yield from (use for uses in below for use in uses if use.role is role)


def file_facts(file_name: str, reading: Reading) -> dict[str, str | None]:
    """Container, lay-out and text encoding of a file; the encoding is None where the container settles it."""
    first = reading.sheets[0] if reading.sheets else None
    return {
        "file_name": file_name,
        "container": first.container if first else None,
        "layout": _layout(reading).value,
        "encoding": first.encoding if first else None,
    }


def _layout(reading: Reading) -> FormLayout:
    forms = [form for forms, _ in reading.read for form in forms]
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
    return FormLayout.STACKED if len(named) > len(reading.sheets) else FormLayout.SINGLE


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
