"""Worksheet XML with the styles of some cells changed and a drawing of notes linked; nothing else is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from perfdata.core.reports import cell_address
from perfdata.presenting.exports import markup as xml
from perfdata.presenting.exports.workbook_package import RELATIONSHIP_TYPES, PatchError

Position = tuple[int, int]
Twin = Callable[[int], int]

MAIN_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_AFTER_LEGACY_DRAWING = frozenset(
    "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst".split()
)
_CONTROLS = re.compile(r"<(?:\w+:)?(?:oleObjects|controls)\b")


def position_of(address: str) -> Position:
    """Row and column of an address such as D7, both counted from 1. Raises PatchError for anything else."""
    found = _ADDRESS.fullmatch(address.strip().upper())
    column = 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    if not found or column > MOST_COLUMNS or int(found[2]) > MOST_ROWS:
        raise PatchError(f"“{address}”不是单元格地址")
    return int(found[2]), column


def address_of(position: Position) -> str:
    """The address of a row and column counted from 1."""
    return cell_address(position[0], position[1] - 1)


@dataclass(frozen=True, slots=True)
class SheetParts:
    """A worksheet cut into the text before its rows, its rows, and the text after them."""

    head: str
    rows: str
    tail: str
    prefix: str

    @classmethod
    def read(cls, text: str) -> SheetParts:
        """Raises PatchError where the text is not a plain worksheet."""
        root = xml.root_tag(text)
        prefix = xml.prefix_of(root)
        if xml.attributes(root).get(f"xmlns:{prefix[:-1]}" if prefix else "xmlns") != MAIN_NAMESPACE:
            raise PatchError("原文件的内部结构特殊（严格 OOXML）")
        found = re.search(rf"<{prefix}sheetData(?:\s[^>]*)?/?>", text)
        if not found:
            raise PatchError("工作表没有单元格区域")
        tag, end_tag = xml.opened(found[0])
        content_end = found.end() if found[0].endswith("/>") else text.rindex(end_tag)
        rows = text[found.end() : content_end]
        if "<!" in rows:
            raise PatchError("原文件的内部结构特殊")
        tail = end_tag + text[content_end if found[0].endswith("/>") else content_end + len(end_tag) :]
        return cls(text[: found.start()] + tag, rows, tail, prefix)

    def text(self) -> str:
        return self.head + self.rows + self.tail

    def anchors(self, positions: Collection[Position]) -> dict[Position, Position]:
        """Where to mark each position: itself, or the first cell of the merged range that hides it."""
        ranges = re.findall(rf"<{self.prefix}mergeCell\s[^>]*?ref=[\"']([A-Z]+\d+):([A-Z]+\d+)[\"']", self.tail)
        merges = [(position_of(first), position_of(last)) for first, last in ranges]
        return {
            position: next((first for first, last in merges if _lies_between(position, first, last)), position)
            for position in positions
        }

    def with_marks(self, positions: Collection[Position], twin: Twin) -> SheetParts:
        """The sheet in which these cells have the red twin of their style; missing cells are made."""
        marker = _Marker(twin, self.prefix, _column_styles(self.head, self.prefix))
        rows = "".join(marker.rows(self.rows, positions))
        return replace(self, rows=rows)

    def drawing_key(self) -> str | None:
        """The relationship id of the drawing of notes, if the sheet has one."""
        for element in self._elements_after_rows():
            if element.name == "legacyDrawing":
                tag = xml.start_tag(self.tail, element)
                return next((value for name, value in xml.attributes(tag).items() if name.endswith(":id")), None)
        return None

    def with_drawing(self, key: str) -> SheetParts:
        """The sheet with a link to its drawing of notes, in the place that the format asks for."""
        declared = next(
            (n for n, uri in xml.attributes(xml.root_tag(self.head)).items() if uri == RELATIONSHIP_TYPES), None
        )
        prefix = declared.removeprefix("xmlns:") if declared else "r"
        namespace = "" if declared else f' xmlns:r="{RELATIONSHIP_TYPES}"'
        link = f'<{self.prefix}legacyDrawing{namespace} {prefix}:id="{key}"/>'
        following = (element.start for element in self._elements_after_rows() if _follows(self.tail, element))
        at = next(following, self.tail.rindex(f"</{self.prefix}worksheet>"))
        return replace(self, tail=self.tail[:at] + link + self.tail[at:])

    def _elements_after_rows(self) -> Iterator[xml.Element]:
        start = self.tail.index(">") + 1
        return xml.direct_elements(self.tail, start, self.tail.rindex(f"</{self.prefix}worksheet>"))


def _follows(tail: str, element: xml.Element) -> bool:
    if element.name == "AlternateContent":
        return _CONTROLS.search(tail, element.start, element.end) is not None
    return element.name in _AFTER_LEGACY_DRAWING


def _lies_between(position: Position, first: Position, last: Position) -> bool:
    return first[0] <= position[0] <= last[0] and first[1] <= position[1] <= last[1]


def _column_styles(head: str, prefix: str) -> list[tuple[int, int, int]]:
    """(first column, last column, style) of every column range that has a style."""
    tags = (xml.attributes(tag) for tag in re.findall(rf"<{prefix}col\s[^>]*>", head))
    return [(int(tag["min"]), int(tag["max"]), int(tag["style"])) for tag in tags if "style" in tag]


@dataclass(frozen=True, slots=True)
class _Marker:
    """What it takes to mark the cells of a sheet: red twins, the prefix of its elements, the styles of its columns."""

    twin: Twin
    prefix: str
    column_styles: list[tuple[int, int, int]]

    def rows(self, rows: str, positions: Collection[Position]) -> Iterator[str]:
        """The rows with these cells marked; rows that do not exist are made in their place."""
        wanted: dict[int, list[int]] = {}
        for row, column in sorted(positions):
            wanted.setdefault(row, []).append(column)
        at, number = 0, 0
        for found in re.finditer(rf"<{self.prefix}row(?:\s[^>]*)?/?>", rows):
            number = int(xml.attributes(found[0]).get("r", number + 1))
            yield rows[at : found.start()]
            at = found.start()
            while wanted and (missing := next(iter(wanted))) < number:
                yield self.new_row(missing, wanted.pop(missing))
            if number in wanted:
                is_empty = found[0].endswith("/>")
                content_end = found.end() if is_empty else rows.index(f"</{self.prefix}row>", found.end())
                yield self.row(found[0], rows[found.end() : content_end], wanted.pop(number), number)
                at = content_end if is_empty else content_end + len(f"</{self.prefix}row>")
        yield rows[at:]
        yield from (self.new_row(missing, columns) for missing, columns in wanted.items())

    def new_row(self, number: int, columns: list[int]) -> str:
        return self.row(f'<{self.prefix}row r="{number}">', "", columns, number)

    def row(self, tag: str, content: str, columns: list[int], number: int) -> str:
        """One row with these columns marked; its cells keep their order."""
        missing, parts, at, column, marked_count = list(columns), [], 0, 0, 0
        for cell in xml.direct_elements(content):
            cell_tag = xml.start_tag(content, cell)
            cell_attributes = xml.attributes(cell_tag)
            column = position_of(cell_attributes["r"])[1] if "r" in cell_attributes else column + 1
            parts.append(content[at : cell.start])
            while missing and missing[0] < column:
                parts.append(self.new_cell((number, missing.pop(0)), tag))
            if missing and missing[0] == column:
                missing.pop(0)
                marked_count += 1
                cell_tag = xml.with_attribute(cell_tag, "s", str(self.twin(int(cell_attributes.get("s", "0")))))
            parts.append(cell_tag + content[cell.content_start : cell.end])
            at = cell.end
        parts += [content[at:], *(self.new_cell((number, column), tag) for column in missing)]
        if marked_count < len(columns):
            tag = xml.with_attribute(tag, "spans", None)  # a hint that new cells may have made wrong
        row_tag, end_tag = xml.opened(tag)
        return f"{row_tag}{''.join(parts)}{end_tag}"

    def new_cell(self, position: Position, row_tag: str) -> str:
        """An empty cell in red; it had the style of its row, or else of its column."""
        row = xml.attributes(row_tag)
        style = next((style for first, last, style in self.column_styles if first <= position[1] <= last), 0)
        if row.get("customFormat") in ("1", "true"):
            style = int(row.get("s", "0"))
        return f'<{self.prefix}c r="{address_of(position)}" s="{self.twin(style)}"/>'
