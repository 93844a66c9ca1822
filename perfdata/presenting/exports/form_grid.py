"""An official form as a grid of merged cells, laid out once and written as a workbook or as a Word document."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from perfdata.core.reports import cell_address
from perfdata.presenting.exports.cells import format_number, line_count, markup_text

Style = Literal["title", "subtitle", "label", "text", "centre", "amount", "ratio", "points", "remark", "plain"]

NUMBER_FORMATS: Mapping[str, str] = {"amount": "#,##0.00####", "ratio": "0.00%", "points": "General"}
FRAMELESS: frozenset[Style] = frozenset({"title", "subtitle", "remark", "plain"})
CENTRED: frozenset[Style] = frozenset({"title", "subtitle", "label", "centre", "amount", "ratio", "points"})
POINT_SIZES: Mapping[str, float] = {"title": 18, "subtitle": 12}
BODY_SIZE = 10.5
SONG, FANGSONG = "宋体", "仿宋"
_GAP = "\u3000" * 5
SIGNATURE = _GAP.join(["填报人：", "联系电话：", "单位负责人（签章）：", "填报日期：\u3000\u3000年\u3000月\u3000日"])
_LINE_HEIGHT = 1.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One cell, rows and columns counted from 0; with a formula the value is its result."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    value: str | Decimal | None = None
    style: Style = "centre"
    formula: str | None = None

    @property
    def text(self) -> str:
        """What a reader sees."""
        if self.value is None:
            return ""
        if isinstance(self.value, Decimal):
            return number_text(self.value, self.style)
        return self.value


@dataclass(slots=True, kw_only=True)
class FormGrid:
    """One form: its boxes, the widths of its columns in half-width characters, and the row that is repeated."""

    name: str
    widths: Sequence[float]
    is_landscape: bool = False
    boxes: list[Box] = field(default_factory=list)
    header_rows: tuple[int, int] | None = None

    def put(
        self,
        row: int,
        column: int,
        value: str | Decimal | None = None,
        *,
        rows: int = 1,
        columns: int = 1,
        style: Style = "centre",
        formula: str | None = None,
    ) -> None:
        """Add a box; text is made fit for XML."""
        clean = markup_text(value) if isinstance(value, str) else value
        self.boxes.append(
            Box(row=row, column=column, rows=rows, columns=columns, value=clean, style=style, formula=formula)
        )

    @property
    def row_count(self) -> int:
        return max(box.row + box.rows for box in self.boxes)

    def row_heights(self) -> list[float]:
        """Heights in points by which every wrapped text is seen whole; a merged text grows the last of its rows."""
        heights = [BODY_SIZE * _LINE_HEIGHT + 6] * self.row_count
        for box in sorted(self.boxes, key=lambda box: box.rows):
            needed = self._lines(box) * POINT_SIZES.get(box.style, BODY_SIZE) * _LINE_HEIGHT + 6
            last = box.row + box.rows - 1
            heights[last] += max(needed - sum(heights[box.row : last + 1]), 0)
        return heights

    def _lines(self, box: Box) -> int:
        size = POINT_SIZES.get(box.style, BODY_SIZE)
        room = sum(self.widths[box.column : box.column + box.columns]) * BODY_SIZE / size - (
            3 if box.style == "text" else 1.5
        )
        return line_count(box.text, room)


def number_text(number: Decimal, style: Style) -> str:
    """50.40, 132.912067, 85.71%, 8.57: as the workbook shows it."""
    if style == "points":
        return format_number(round(number, 2), number_format="0.00").rstrip("0").rstrip(".")
    if style == "amount":
        text = format_number(number, number_format="#,##0.000000").rstrip("0")
        whole, _, decimals = text.partition(".")
        return f"{whole}.{decimals:0<2}"
    return format_number(number, number_format=NUMBER_FORMATS[style])


def address(row: int, column: int) -> str:
    """The A1 address of a box, both counted from 0."""
    return cell_address(row + 1, column)


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that Excel accepts: at most 31 characters, none of its signs, each only once."""
    taken, counts = {"history"}, Counter[str]()
    return [_sheet_name(title, taken, counts) for title in titles]


def _sheet_name(title: str, taken: set[str], counts: Counter[str]) -> str:
    clean = "".join("_" if sign in "[]:*?/\\" else sign for sign in markup_text(title)).strip("' ") or "未命名"
    name = clean[:31]
    while name.lower() in taken:
        counts[clean] += 1
        behind = f"（{counts[clean] + 1}）"
        name = f"{clean[: 31 - len(behind)]}{behind}"
    taken.add(name.lower())
    return name
