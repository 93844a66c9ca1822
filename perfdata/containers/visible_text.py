"""What the eye sees of a cell: its runs without what is struck through or hidden, signs of symbol fonts as signs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import NamedTuple

from perfdata.containers.grids import Merge, RawSheet, Remark, RemarkKind, cell_text, data_lines
from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.reports import cell_address
from perfdata.core.result_form import HIDDEN_HEADERS
from perfdata.core.text import DIRECTION_SIGNS, column_letters, shortened, without_persons
from perfdata.core.words import WORDS

_ODD = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufffd\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u2080-\u2089]"
)
_BIDI: dict[int, str | None] = dict.fromkeys(map(ord, DIRECTION_SIGNS))
_BIDI[0xE5E5] = " "  # the wide space of old GBK fonts
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_RAISED, _SUNK = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
_SMALL_DIGITS = re.compile(f"([{_RAISED}]+|[{_SUNK}]+)")
_LOWERED = str.maketrans(_RAISED + _SUNK, "0123456789" * 2)
_LIFTED = str.maketrans("0123456789+-−", f"{_RAISED}⁺⁻⁻")
_NOTE_MARK = re.compile(r"[\[(（〔【]?(?:注?\d{1,2}|[a-z*†‡①-⑳]|注)[\])）〕】]?(?:[,，、]\d{1,2})*")
_MARKED_END = re.compile(r"[\d%％\u4e00-\u9fff]$")
_UNIT_END = re.compile(r"(?:[A-Za-z㎡℃Ω]|[米里尺寸])$")
_POWER = re.compile(r"[-−]?[2-9]|[-−]1")
_TEN = re.compile(r"(?<![\d.,])10$")
_POWER_OF_TEN = re.compile(r"[-−]?[3-9]|[-−][12]")
_SIGN_FONT = re.compile(
    r"""["' ]*(?:[A-Z]{6}\+)?(symbol|webdings|wingdings ?[23]?)(?:mt|-regular)?["' ]*(?:,|$)""", re.I
)
_NO_SIGN, _MOST_TOLD = "\u3000", 50
_AT_ONE_PLACE = (RemarkKind.HIDDEN_ROW, RemarkKind.HIDDEN_COLUMN)


class Run(NamedTuple):
    """A piece of text of one look; ``font`` is that of ``sign_font``. White text is seen on a ground alone."""

    text: str
    is_struck: bool = False
    is_hidden: bool = False
    is_raised: bool = False
    font: str = ""
    is_lowered: bool = False
    is_white: bool = False
    is_filled: bool = False
    is_tiny: bool = False

    @property
    def is_unseen(self) -> bool:
        return self.is_hidden or self.is_tiny or (self.is_white and not self.is_filled)


PLAIN = Run("")


@lru_cache(maxsize=256)
def sign_font(name: str) -> str:
    """The key of a font whose letters are signs, by a name as files write it; '' for any other font."""
    found = _SIGN_FONT.match(name)
    return found[1].lower().replace(" ", "") if found else ""


class Seen(NamedTuple):
    """A visible text, and what of it was left out or is not plain."""

    text: str
    remarks: tuple[tuple[RemarkKind, str], ...] = ()

    def at(self, row: int, column: int) -> Iterator[Remark]:
        return (Remark(kind, row, column, text) for kind, text in self.remarks)

    def trimmed(self) -> Seen:
        """Without blank lines and blanks around lines."""
        lines = self.text.replace("\xa0", " ").split("\n")
        return self._replace(text="\n".join(filter(None, map(str.strip, lines))))


Change = Seen | Callable[[object], Seen | None]


@dataclass(slots=True)
class SheetFacts:
    """What a file says of a sheet beside its values: what is seen of cells, by rows from 1 and columns from 0, hidden
    rows and columns counted as these, merges, formulas without a result, and the size of the filled part."""

    name: str = ""
    changes: list[tuple[int, int, Change]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: tuple[str, ...] = ()
    formula_count: int = 0
    row_count: int = 0
    column_count: int = 0

    def put_into(self, sheet: RawSheet) -> RawSheet:
        """The sheet with what is seen in place of what is stored, and with remarks on it."""
        remarks = list(sheet.remarks)
        for row, column, change in self.changes:
            at = row - sheet.first_row_number
            values = sheet.rows[at] if 0 <= at < len(sheet.rows) else []
            is_there = column < len(values)
            seen = change if isinstance(change, Seen) else change(values[column] if is_there else "")
            if seen and is_there:
                values[column] = seen.text
            remarks += seen.at(row, column) if seen and seen.remarks else ()
        remarks += hidden_remarks(
            sheet.rows, rows=self.hidden_rows, columns=self.hidden_columns, first_row_number=sheet.first_row_number
        )
        merges = (*sheet.merges, *self.merges)
        formulas = {"uncalculated": self.uncalculated, "formula_count": self.formula_count}
        return replace(sheet, merges=merges, remarks=tuple(remarks), **formulas)


def visible(runs: Iterable[Run]) -> Seen:
    """The text that is seen: without struck, hidden and note-marking runs, which are told; m and a raised 2 are m²."""
    runs = list(runs)
    text = "".join([run.text for run in runs])
    if not any(any(run[1:]) for run in runs) and not is_odd(text):
        return Seen(text)
    text, remarks = "", list[tuple[RemarkKind, str]]()
    for run in _joined(runs):
        if run.is_struck or run.is_unseen:
            if left_out := run.text.strip():
                remarks.append((RemarkKind.STRUCK if run.is_struck else RemarkKind.HIDDEN, left_out))
        elif run.is_raised or run.is_lowered:
            text += (added := (_raised if run.is_raised else _lowered)(text.rstrip(), run.text))
            if not added and run.text.strip():
                remarks.append((RemarkKind.NOTE_MARK, run.text.strip()))
        else:
            text += _signs(run, remarks)
    return Seen(text, tuple(remarks))


def seen_cell(value: object, look: Run, pieces: Sequence[tuple[str, Run | None]] | None) -> Seen | None:
    """What is seen of a value whose pieces look as they say or, with None, as the cell; None where it is seen as it is
    stored. A number has no note marks and no signs."""
    if value == "" or (not isinstance(value, str) and not (look.is_struck or look.is_unseen)):
        return None
    pieces = pieces or [(cell_text(value), None)]
    seen = visible([(own or look)._replace(text=text, is_filled=look.is_filled) for text, own in pieces])
    return seen if seen.remarks or seen.text != value else None


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one look together, without signs of direction; raised digits as a run of their own."""
    joined: list[Run] = []
    for run in runs:
        text = run.text.translate(_BIDI)
        for at, part in enumerate([text] if run.font else _SMALL_DIGITS.split(text)):  # ³ is ≥ in the font Symbol
            is_sunk = at % 2 == 1 and part[0] in _SUNK
            is_raised, is_lowered = run.is_raised or (at % 2 == 1 and not is_sunk), run.is_lowered or is_sunk
            piece = run._replace(text=part, is_raised=is_raised, is_lowered=is_lowered)
            if joined and joined[-1][1:] == piece[1:]:
                joined[-1] = joined[-1]._replace(text=joined[-1].text + part)
            elif part:
                joined.append(piece)
    return joined


def _raised(before: str, text: str) -> str:
    """What a raised text means behind another one; '' where it is a note mark."""
    mark = text.strip().translate(_LOWERED)
    if mark in ("o", "O", "0", "○") and before[-1:].isdigit():
        return "°"
    if (_UNIT_END.search(before) and _POWER.fullmatch(mark)) or (_TEN.search(before) and _POWER_OF_TEN.fullmatch(mark)):
        return mark.translate(_LIFTED)
    return "" if before and _NOTE_MARK.fullmatch(mark) else text


def _lowered(before: str, text: str) -> str:
    """What a lowered text means behind another one: of H₂O and CO₂ a part; '' where it is a note mark."""
    is_mark = _MARKED_END.search(before) and _NOTE_MARK.fullmatch(text.strip().translate(_LOWERED))
    return "" if is_mark else text


def _signs(run: Run, remarks: list[tuple[RemarkKind, str]]) -> str:
    """The text of a run with the signs of symbol fonts as plain signs; an unknown one stays, and is told."""
    if not run.font and not _PRIVATE.search(run.text):
        return run.text
    return "".join([_sign(sign, run.font, remarks) for sign in run.text])


@cache
def _font_signs() -> dict[str, dict[int, str]]:
    """The plain signs of the letters of each font; of no font those that a private sign most likely means."""
    fonts = defaultdict[str, dict[int, str]](dict)
    for font, first, signs in data_lines("signs"):
        shown = enumerate(signs.replace("␣", " "), start=int(first, 16))
        fonts[font] |= {code: sign for code, sign in shown if sign != _NO_SIGN}
    return fonts


def _sign(sign: str, font: str, remarks: list[tuple[RemarkKind, str]]) -> str:
    code = ord(sign) - 0xF000 if "\uf020" <= sign <= "\uf0ff" else ord(sign)
    is_private = bool(_PRIVATE.match(sign))
    if not is_private and (not font or code > 0xFF or code < 0x20):
        return sign
    if plain := _font_signs()[font].get(code):
        remarks += [] if font else [(RemarkKind.ASSUMED, plain)]
        return plain
    shown = sign if is_private else chr(0xF000 + code)
    remarks.append((RemarkKind.UNREADABLE, f"U+{ord(shown):04X}"))
    return shown


def is_odd(text: str) -> bool:
    """Whether a text holds signs that are not plain: of direction, private, or raised digits."""
    return _ODD.search(text) is not None


def plain_text(rows: list[list[object]], first_row_number: int = 1) -> tuple[Remark, ...]:
    """Makes cells without looks visible in place: signs of direction, private signs and raised digits."""
    remarks: list[Remark] = []
    for number, cells in enumerate(rows, start=first_row_number):
        for column, value in enumerate(cells):
            if type(value) is str and is_odd(value):
                seen = visible([Run(value)])
                cells[column] = seen.text
                remarks += seen.at(number, column)
    return tuple(remarks)


def hidden_remarks(
    cells: Sequence[Sequence[object]], *, rows: Collection[int], columns: Collection[int], first_row_number: int = 1
) -> Iterator[Remark]:
    """A remark for each hidden row, counted from ``first_row_number``, and hidden column, counted from 0, that hold
    anything; the columns of numbers that a result template hides are meant to be."""
    unseen = set(columns)
    for number, values in enumerate(cells, start=first_row_number) if rows or columns else ():
        filled = [column for column, value in enumerate(values) if value != ""]
        if number in rows and filled:
            yield Remark(RemarkKind.HIDDEN_ROW, number, filled[0])
        for column in unseen.intersection(filled):
            unseen.remove(column)
            if all(len(row) <= column or row[column] not in HIDDEN_HEADERS for row in cells):
                yield Remark(RemarkKind.HIDDEN_COLUMN, number, column)


def remark_findings(sheet: RawSheet) -> Iterator[Finding]:
    """A warning for every remark of a sheet, one for a row that is struck as a whole and for what is hidden."""
    by_kind: dict[RemarkKind, dict[int, list[Remark]]] = {}
    whole = [Remark(RemarkKind.HIDDEN_SHEET, sheet.first_row_number, 0, sheet.name or "")]
    remarks = {*sheet.remarks, *(whole if sheet.is_hidden and sheet.rows else ())}
    for remark in sorted(remarks, key=lambda remark: remark[1:]):
        by_kind.setdefault(remark.kind, {}).setdefault(remark.row, []).append(remark)
    for kind, rows in by_kind.items():
        told = list(_one_place(rows, kind) if kind in _AT_ONE_PLACE else _each_cell(rows, sheet))
        yield from (_finding(sheet, *one) for one in told[:_MOST_TOLD])
        if more := told[_MOST_TOLD:]:
            finding = _finding(sheet, *more[0])
            yield replace(finding, message=f"{finding.message[:-1]}；从这一格起还有 {len(more)} 处同样的情况。")


def _each_cell(rows: dict[int, list[Remark]], sheet: RawSheet) -> Iterator[tuple[Remark, str, str]]:
    """Remarks, each with the rule and what it is told of."""
    for number, found in rows.items():
        at = number - sheet.first_row_number
        values = sheet.rows[at] if 0 <= at < len(sheet.rows) else []
        remarks = list(_without_persons(found, values))
        is_blank = bool(values) and not any(value != "" for value in values)
        if remarks[0].kind is RemarkKind.STRUCK and is_blank and len(remarks) > 1:
            yield remarks[0], "struck_text/row", " ".join(shortened(remark.text) for remark in remarks)
        else:
            yield from ((remark, remark.kind.value, shortened(remark.text)) for remark in remarks)


def _without_persons(remarks: list[Remark], values: list[object]) -> Iterator[Remark]:
    """The remarks of a row without the names and telephone numbers that were left out of it."""
    left, at = "", 0
    for remark in remarks:
        left = next(filter(None, map(cell_text, reversed(values[at : remark.column]))), left)
        if remark.kind in (RemarkKind.STRUCK, RemarkKind.HIDDEN):
            own = cell_text(values[remark.column]) if remark.column < len(values) else ""
            yield remark._replace(text=without_persons(remark.text, left=left, around=own))
        else:
            yield remark
        left, at = remark.text, remark.column


def _one_place(rows: dict[int, list[Remark]], kind: RemarkKind) -> Iterator[tuple[Remark, str, str]]:
    first = next(iter(rows.values()))[0]
    is_row = kind is RemarkKind.HIDDEN_ROW
    numbers = sorted(rows) if is_row else sorted({remark.column for remarks in rows.values() for remark in remarks})
    names = [str(number) if is_row else column_letters(number) for number in numbers]
    yield first, kind.value, shortened("、".join(names))


def _finding(sheet: RawSheet, remark: Remark, key: str, text: str) -> Finding:
    cell = None if sheet.name is None else cell_address(remark.row, remark.column)
    place = Place(sheet.source_file, sheet.name, cell, remark.row if cell is None else None)
    return WORDS[key].finding(place, observed=shortened(remark.text) or None, text=text)
