"""Run as a process: a workbook on standard input, its sheets on standard output.

python-calamine ends the whole process where a damaged or unusual file makes it ask for more memory than there is. Of
.xls files it does not tell the number formats; xlrd does.
"""

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import Any

import xlrd
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from perfdata.containers.grids import Merge, RawSheet, adds_text, shown
from perfdata.containers.isolated import serve
from perfdata.containers.visible_text import PLAIN, Change, Run, Seen, SheetFacts, is_odd, seen_cell, sign_font

MOST_CELLS = 2_000_000
_OLD = b"\xd0\xcf\x11\xe0"


def read_sheets(content: bytes) -> list[tuple[tuple[int, int], RawSheet]] | None:
    """Size and sheet of each worksheet, without rows from where they are too large together; None behind a password."""
    sheets: list[tuple[tuple[int, int], RawSheet]] = []
    room = MOST_CELLS
    try:
        with CalamineWorkbook.from_object(BytesIO(content)) as workbook:
            for position, metadata in enumerate(workbook.sheets_metadata):
                if metadata.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_index(position)
                size = sheet.total_height, sheet.total_width
                room -= size[0] * size[1]
                top, left = sheet.start or (0, 0)
                rows: list[list[object]] = sheet.to_python(skip_empty_area=not left) if room >= 0 else []  # type: ignore[assignment]
                raw = RawSheet(
                    metadata.name,
                    rows,
                    1 if left else top + 1,
                    tuple([_merge(*corners) for corners in sheet.merged_cell_ranges or ()]),
                    is_hidden=metadata.visible is not SheetVisibleEnum.Visible,
                )
                sheets.append((size, raw))
    except PasswordError:
        return None
    facts = _facts(content) if content.startswith(_OLD) else {}
    return [(size, facts.get(raw.name, SheetFacts()).put_into(raw)) for size, raw in sheets]


def _merge(first: tuple[int, int], last: tuple[int, int]) -> Merge:
    return Merge(first[0] + 1, first[1], last[0] + 1, last[1])


def _facts(content: bytes) -> Mapping[str | None, SheetFacts]:
    """Of the sheets of an .xls file by their names; nothing where xlrd cannot read."""
    facts: dict[str | None, SheetFacts] = {}
    with contextlib.suppress(Exception):
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        formats = [book.format_map[style.format_key].format_str for style in book.xf_list]
        telling = [number_format if adds_text(number_format) else "" for number_format in formats]
        fonts = [
            Run("", bool(font.struck_out), False, font.escapement == 1, sign_font(font.name), font.escapement == 2)
            for font in book.font_list
        ]
        looks = [
            fonts[style.font_index]._replace(is_hidden=number_format == ";;;")
            for style, number_format in zip(book.xf_list, formats, strict=True)
        ]
        for sheet in book.sheets():
            found = facts[sheet.name] = SheetFacts(
                hidden_rows={at + 1 for at, info in sheet.rowinfo_map.items() if info.hidden or not info.height},
                hidden_columns={at for at, info in sheet.colinfo_map.items() if info.hidden or not info.width},
            )
            for row in range(sheet.nrows):
                for column, cell in enumerate(sheet.row(row)):
                    marks, at = sheet.rich_text_runlist_map.get((row, column), ()), cell.xf_index or 0
                    pieces = _pieces(cell.value, marks, fonts)
                    found.changes += [
                        (row + 1, column, change) for change in _changes(cell, telling[at], looks[at], pieces)
                    ]
    return facts


def _changes(cell: Any, number_format: str, look: Run, pieces: list[tuple[str, Run | None]] | None) -> Iterator[Change]:
    """A number that its format shows as more than a number is the text shown, a text is what is seen of it."""
    if cell.ctype == xlrd.XL_CELL_NUMBER and number_format and (text := shown(float(cell.value), number_format)):
        yield Seen(text)
    if look != PLAIN or pieces or (cell.ctype == xlrd.XL_CELL_TEXT and is_odd(cell.value)):
        yield partial(seen_cell, look=look, pieces=pieces)


def _pieces(text: object, marks: Sequence[tuple[int, int]], fonts: list[Run]) -> list[tuple[str, Run | None]] | None:
    """A rich text cut where the font changes: each mark is the place and the number of a font."""
    if not marks or not isinstance(text, str):
        return None
    ends = [*(place for place, _ in marks[1:]), len(text)]
    pieces = [(text[place:end], fonts[font]) for (place, font), end in zip(marks, ends, strict=True)]
    return [(text[: marks[0][0]], None), *pieces]


if __name__ == "__main__":
    serve(read_sheets)
