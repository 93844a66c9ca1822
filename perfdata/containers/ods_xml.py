"""What python-calamine does not tell of an .ods file: merges, numbers as they are shown, texts as they are seen, hidden
rows and columns, and the size of its sheets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from perfdata.containers.grids import TELLING, Merge
from perfdata.containers.visible_text import PLAIN, Run, Seen, SheetFacts, sign_font, visible
from perfdata.containers.zip_files import pieces

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{_NAMES}{name}:1.0 " for name in ("table", "office", "text", "style"))
_FO = f"{_NAMES}xsl-fo-compatible:1.0 "
_FONT = (f"{_STYLE}font-name", f"{_FO}font-family")
_UNSEEN = (f"{_TEXT}ruby-text", f"{_OFFICE}annotation")
_PROPERTIES = (f"{_STYLE}text-properties", f"{_STYLE}table-cell-properties")
_SIZE, _LEAST_SIZE = re.compile(r"(\d+(?:\.\d+)?)pt$"), 2
_BLANKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_MOST_KEPT = 500_000
_MOST_COLUMNS = 16_384
_LONGEST_TEXT = 32_767
_SHOWN = re.compile(r"([^\d.,-]*)(-?\d[\d,]*(?:\.\d+)?)([^\d]*)")
_CURRENCY = re.compile(r"[¥￥$]")


def ods_sheets(content: bytes, archive: ZipFile) -> list[SheetFacts]:
    """Facts on every sheet. Raises BadZipFile where the XML is broken: calamine never returns from such a file."""
    reader = _Reader()
    for member in ("styles.xml", "content.xml") if "styles.xml" in archive.namelist() else ("content.xml",):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
        parser.CharacterDataHandler = reader.text
        try:
            for piece in pieces(content, archive.getinfo(member)):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, ArithmeticError) as error:
            raise BadZipFile(member) from error
    return reader.sheets


@dataclass(slots=True)
class _Cell:
    """A cell while its text is being read; ``value`` where it holds a number."""

    column: int
    count: int
    value: Decimal | None
    is_share: bool
    runs: list[Run] = field(default_factory=list)


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[SheetFacts] = []
        self._row = self._column = 0
        self._repeated_rows = 1
        self._cell: _Cell | None = None
        self._styles: dict[str | None, dict[str, Any]] = {}
        self._column_looks: list[Run] = []
        self._style = ""
        self._looks: list[Run | None] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _CELLS and self.sheets:
            self._start_cell(attributes)
        elif self._cell:
            self._start_text(self._cell, tag, attributes)
        elif tag == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
            self._styles[self._style] = dict(self._styles.get(attributes.get(f"{_STYLE}parent-style-name"), {}))
        elif tag in _PROPERTIES and self._style:
            self._styles[self._style] |= _changes(attributes)
        elif tag == f"{_TABLE}table-row":
            self._row, self._column = self._row + 1, 0
            self._repeated_rows = _count(attributes, "number-rows-repeated")
            hidden = self.sheets[-1].hidden_rows
            if attributes.get(f"{_TABLE}visibility", "visible") != "visible" and len(hidden) < _MOST_KEPT:
                hidden.update(range(self._row, self._row + min(self._repeated_rows, _MOST_KEPT)))
        elif tag == f"{_TABLE}table-column" and self.sheets:
            self._start_column(attributes)
        elif tag == f"{_TABLE}table":
            self.sheets.append(SheetFacts(attributes.get(f"{_TABLE}name", "")))
            self._row, self._column_looks = 0, []

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        count = min(_count(attributes, "number-columns-repeated"), _MOST_COLUMNS)
        at = len(self._column_looks)
        own = self._styles.get(attributes.get(f"{_TABLE}default-cell-style-name"), {})
        self._column_looks += [PLAIN._replace(**own)] * count
        if attributes.get(f"{_TABLE}visibility", "visible") != "visible":
            self.sheets[-1].hidden_columns.update(range(at, at + count))

    def _start_text(self, cell: _Cell, tag: str, attributes: Mapping[str, str]) -> None:
        """The look of an element of a cell is that around it with what its own style changes; None where its text is
        not seen."""
        own = self._styles.get(attributes.get(f"{_TEXT}style-name"), {}) if tag == f"{_TEXT}span" else {}
        around = self._looks[-1]
        self._looks.append(None if around is None or tag in _UNSEEN else around._replace(**own))
        if tag == f"{_TEXT}p" and cell.runs:
            self.text("\n")
        elif tag in _BLANKS:
            count = int(attributes.get(f"{_TEXT}c") or 1)
            if count > _LONGEST_TEXT:
                raise ValueError(count)
            self.text(_BLANKS[tag] * count)

    def text(self, part: str) -> None:
        look = self._looks[-1] if len(self._looks) > 1 else None
        if self._cell and look is not None:
            self._cell.runs.append(look._replace(text=part))

    def end(self, tag: str) -> None:
        if tag == f"{_TABLE}table-row":
            self._row += self._repeated_rows - 1
        elif tag == f"{_STYLE}style":
            self._style = ""
        elif tag in _CELLS:
            self._end_cell()
        elif self._cell:
            self._looks.pop()

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        sheet, repeated = self.sheets[-1], _count(attributes, "number-columns-repeated")
        rows, columns = (_count(attributes, f"number-{name}-spanned") for name in ("rows", "columns"))
        if (rows > 1 or columns > 1) and len(sheet.merges) < _MOST_KEPT:
            sheet.merges.append(Merge(self._row, self._column, self._row + rows - 1, self._column + columns - 1))
        kind = attributes.get(f"{_OFFICE}value-type")
        if kind:
            sheet.row_count = max(sheet.row_count, self._row + self._repeated_rows - 1)
            sheet.column_count = max(sheet.column_count, self._column + repeated)
            is_number = kind in ("percentage", "float")
            value = Decimal(attributes.get(f"{_OFFICE}value") or "0") if is_number else None
            look = self._column_looks[self._column] if self._column < len(self._column_looks) else PLAIN
            if (own := self._styles.get(attributes.get(f"{_TABLE}style-name"))) is not None:
                look = PLAIN._replace(**own)
            self._cell, self._looks = _Cell(self._column, repeated, value, kind == "percentage"), [look]
        self._column += repeated

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        seen, plain = visible(cell.runs), "".join([run.text for run in cell.runs])
        text = seen.text if cell.value is None or seen.remarks else _as_shown(cell.value, seen.text, cell.is_share)
        changes = self.sheets[-1].changes
        if text is not None and (cell.value is not None or seen.remarks or text != plain):
            columns = range(cell.column, cell.column + cell.count)
            shown, rows = Seen(text, seen.remarks), range(self._row, self._row + self._repeated_rows)
            covered = ((row, column, shown) for row in rows for column in columns)
            changes.extend(islice(covered, _MOST_KEPT - len(changes)))


def _changes(attributes: Mapping[str, str]) -> dict[str, Any]:
    """Fields of Run that the properties of a style set."""
    changes: dict[str, Any] = {}
    line = [attributes.get(f"{_STYLE}text-line-through-{name}") for name in ("style", "type")]
    if any(line):
        changes["is_struck"] = any(stated not in (None, "none") for stated in line)
    if display := attributes.get(f"{_TEXT}display"):
        changes["is_hidden"] = display == "none"
    if position := attributes.get(f"{_STYLE}text-position"):
        changes["is_raised"] = position.startswith(("super", *"123456789"))
        changes["is_lowered"] = position.startswith(("sub", "-"))
    if font := next(filter(None, map(attributes.get, _FONT)), None):
        changes["font"] = sign_font(font)
    if color := attributes.get(f"{_FO}color"):
        changes["is_white"] = color.lower() == "#ffffff"
    if (ground := attributes.get(f"{_FO}background-color")) and ground != "transparent":
        changes["is_filled"] = ground.lower() != "#ffffff"
    if size := _SIZE.match(attributes.get(f"{_FO}font-size", "")):
        changes["is_tiny"] = float(size[1]) < _LEAST_SIZE
    return changes


def _count(attributes: Mapping[str, str], name: str) -> int:
    return max(int(attributes.get(f"{_TABLE}{name}") or 1), 1)


def _as_shown(value: Decimal, text: str, is_share: bool) -> str | None:
    """All digits of the number with the words or the percent sign shown beside it; None where there are none."""
    share = value * 100
    found = _SHOWN.fullmatch(text.strip())
    if found and TELLING.search(found[1] + found[3]) and not _CURRENCY.search(found[1]):
        exact = share if "%" in found[3] else value
        step = Decimal(1).scaleb(-len(found[2].partition(".")[2]))
        if abs(Decimal(found[2].replace(",", "")) - exact) < step:
            return f"{found[1].strip()}{exact.normalize():f}{found[3].strip()}"
    return f"{share.normalize():f}%" if is_share else None
