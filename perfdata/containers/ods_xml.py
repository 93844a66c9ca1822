"""What python-calamine does not tell of an .ods file: merges, numbers as they are shown, and the size of its sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from perfdata.containers.grids import Merge
from perfdata.containers.number_formats import TELLING
from perfdata.containers.zip_members import pieces

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_MOST_KEPT = 500_000
_SHOWN = re.compile(r"([^\d.,-]*)(-?\d[\d,]*(?:\.\d+)?)([^\d]*)")
_CURRENCY = re.compile(r"[¥￥$]")


@dataclass(slots=True)
class OdsSheet:
    """Merges, numbers shown as 90% or ≥36人 by (row from 1, column from 0), and the size of the filled part."""

    name: str
    merges: list[Merge] = field(default_factory=list)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    row_count: int = 0
    column_count: int = 0


def ods_sheets(content: bytes, archive: ZipFile) -> list[OdsSheet]:
    """Facts on every sheet. Raises BadZipFile where the XML is broken: calamine never returns from such a file."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        for piece in pieces(content, archive.getinfo("content.xml")):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, InvalidOperation) as error:
        raise BadZipFile("content.xml") from error
    return reader.sheets


@dataclass(slots=True)
class _Number:
    """A cell that holds a number while its text is being read."""

    value: Decimal
    is_share: bool
    column: int
    text: str = ""


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[OdsSheet] = []
        self._row = self._column = 0
        self._repeated_rows = 1
        self._number: _Number | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _CELLS and self.sheets:
            self._cell(attributes)
        elif tag == f"{_TABLE}table-row":
            self._row, self._column = self._row + 1, 0
            self._repeated_rows = _count(attributes, "number-rows-repeated")
        elif tag == f"{_TABLE}table":
            self.sheets.append(OdsSheet(attributes.get(f"{_TABLE}name", "")))
            self._row = 0

    def text(self, part: str) -> None:
        if self._number:
            self._number.text += part

    def end(self, tag: str) -> None:
        if tag == f"{_TABLE}table-row":
            self._row += self._repeated_rows - 1
        elif tag in _CELLS and self._number:
            shown = self.sheets[-1].shown
            if (text := _as_shown(self._number)) and len(shown) < _MOST_KEPT:
                shown[self._row, self._number.column] = text
            self._number = None

    def _cell(self, attributes: Mapping[str, str]) -> None:
        sheet, repeated = self.sheets[-1], _count(attributes, "number-columns-repeated")
        rows, columns = (_count(attributes, f"number-{name}-spanned") for name in ("rows", "columns"))
        if (rows > 1 or columns > 1) and len(sheet.merges) < _MOST_KEPT:
            sheet.merges.append(Merge(self._row, self._column, self._row + rows - 1, self._column + columns - 1))
        kind = attributes.get(f"{_OFFICE}value-type")
        if kind:
            sheet.row_count = max(sheet.row_count, self._row + self._repeated_rows - 1)
            sheet.column_count = max(sheet.column_count, self._column + repeated)
        if kind in ("percentage", "float"):
            value = Decimal(attributes.get(f"{_OFFICE}value") or "0")
            self._number = _Number(value, is_share=kind == "percentage", column=self._column)
        self._column += repeated


def _count(attributes: Mapping[str, str], name: str) -> int:
    return max(int(attributes.get(f"{_TABLE}{name}") or 1), 1)


def _as_shown(number: _Number) -> str | None:
    """All digits of the number with the words or the percent sign shown beside it; None where there are none."""
    share = number.value * 100
    found = _SHOWN.fullmatch(number.text.strip())
    if found and TELLING.search(found[1] + found[3]) and not _CURRENCY.search(found[1]):
        exact = share if "%" in found[3] else number.value
        step = Decimal(1).scaleb(-len(found[2].partition(".")[2]))
        if abs(Decimal(found[2].replace(",", "")) - exact) < step:
            return f"{found[1].strip()}{exact.normalize():f}{found[3].strip()}"
    return f"{share.normalize():f}%" if number.is_share else None
