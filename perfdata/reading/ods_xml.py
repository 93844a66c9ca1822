"""What python-calamine does not tell of an .ods file: merged ranges, percent cells, and how large its sheets become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from perfdata.reading.grids import Merge
from perfdata.reading.zip_members import pieces

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_MOST_KEPT = 500_000


@dataclass(slots=True)
class OdsSheet:
    """Merges, texts of percent cells such as 90% by (row from 1, column from 0), and the size of the filled part."""

    name: str
    merges: list[Merge] = field(default_factory=list)
    percents: dict[tuple[int, int], str] = field(default_factory=dict)
    row_count: int = 0
    column_count: int = 0


def ods_sheets(content: bytes, archive: ZipFile) -> list[OdsSheet]:
    """Facts on every sheet. Raises BadZipFile where the XML is broken: calamine never returns from such a file."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    try:
        for piece in pieces(content, archive.getinfo("content.xml")):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, InvalidOperation) as error:
        raise BadZipFile("content.xml") from error
    return reader.sheets


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[OdsSheet] = []
        self._row = self._column = 0
        self._repeated_rows = 1

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _CELLS and self.sheets:
            self._cell(attributes)
        elif tag == f"{_TABLE}table-row":
            self._row, self._column = self._row + 1, 0
            self._repeated_rows = _count(attributes, "number-rows-repeated")
        elif tag == f"{_TABLE}table":
            self.sheets.append(OdsSheet(attributes.get(f"{_TABLE}name", "")))
            self._row = 0

    def end(self, tag: str) -> None:
        if tag == f"{_TABLE}table-row":
            self._row += self._repeated_rows - 1

    def _cell(self, attributes: Mapping[str, str]) -> None:
        sheet, repeated = self.sheets[-1], _count(attributes, "number-columns-repeated")
        rows, columns = (_count(attributes, f"number-{name}-spanned") for name in ("rows", "columns"))
        if (rows > 1 or columns > 1) and len(sheet.merges) < _MOST_KEPT:
            sheet.merges.append(Merge(self._row, self._column, self._row + rows - 1, self._column + columns - 1))
        kind = attributes.get(f"{_OFFICE}value-type")
        if kind:
            sheet.row_count = max(sheet.row_count, self._row + self._repeated_rows - 1)
            sheet.column_count = max(sheet.column_count, self._column + repeated)
        if kind == "percentage" and len(sheet.percents) < _MOST_KEPT:
            share = Decimal(attributes.get(f"{_OFFICE}value") or "0") * 100
            sheet.percents[self._row, self._column] = f"{share.normalize():f}%"
        self._column += repeated


def _count(attributes: Mapping[str, str], name: str) -> int:
    return max(int(attributes.get(f"{_TABLE}{name}") or 1), 1)
