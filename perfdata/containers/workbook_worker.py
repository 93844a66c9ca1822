"""Run as a process: a workbook on standard input, its sheets on standard output.

python-calamine ends the whole process where a damaged or unusual file makes it ask for more memory than there is. Of
.xls files it does not tell the number formats; xlrd does.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import xlrd
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from perfdata.containers.grids import RawSheet, Remark
from perfdata.containers.isolated import serve
from perfdata.containers.number_formats import adds_text, shown
from perfdata.containers.visible_text import Run, hidden_remarks, seen_cell, sign_font

WorkerSheet = tuple[tuple[int, int], RawSheet, list[tuple[tuple[int, int], tuple[int, int]]]]

_OLD = b"\xd0\xcf\x11\xe0"


def read_sheets(content: bytes, *, most_cells: int = 2_000_000) -> list[WorkerSheet] | None:
    """Size, sheet (without rows where it is too large) and merges of each sheet; None behind a password."""
    sheets: list[WorkerSheet] = []
    try:
        with CalamineWorkbook.from_object(BytesIO(content)) as workbook:
            for position, metadata in enumerate(workbook.sheets_metadata):
                if metadata.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_index(position)
                size = sheet.total_height, sheet.total_width
                fits = size[0] * size[1] <= most_cells
                rows: list[list[object]] = sheet.to_python(skip_empty_area=False) if fits else []  # type: ignore[assignment]
                is_hidden = metadata.visible is not SheetVisibleEnum.Visible
                raw = RawSheet(metadata.name, rows, is_hidden=is_hidden)
                sheets.append((size, raw, list(sheet.merged_cell_ranges or ())))
    except PasswordError:
        return None
    if content.startswith(_OLD):
        remarks = _look_closer(content, {raw.name: raw.rows for _, raw, _ in sheets})
        return [(size, replace(raw, remarks=tuple(remarks.get(raw.name, ()))), merges) for size, raw, merges in sheets]
    return sheets


def _look_closer(content: bytes, rows_of: dict[str | None, list[list[object]]]) -> dict[str | None, list[Remark]]:
    """Numbers that their format shows as more than a number become the text shown, texts what is seen of them; nothing
    where xlrd cannot read."""
    remarks: dict[str | None, list[Remark]] = {}
    with contextlib.suppress(Exception):
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        formats = {at: book.format_map[style.format_key].format_str for at, style in enumerate(book.xf_list)}
        telling = {at: number_format for at, number_format in formats.items() if adds_text(number_format)}
        fonts = [
            Run("", bool(font.struck_out), False, font.escapement == 1, sign_font(font.name)) for font in book.font_list
        ]
        looks = [
            fonts[style.font_index]._replace(is_hidden=formats[at] == ";;;") for at, style in enumerate(book.xf_list)
        ]
        for sheet in book.sheets():
            rows, told = rows_of.get(sheet.name, []), remarks.setdefault(sheet.name, [])
            for row, cells in enumerate(rows[: sheet.nrows]):
                for column, cell in enumerate(sheet.row(row)[: len(cells)]):
                    if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index in telling:
                        cells[column] = shown(float(cell.value), telling[cell.xf_index]) or cells[column]
                    marks = sheet.rich_text_runlist_map.get((row, column), ())
                    if seen := seen_cell(cells[column], looks[cell.xf_index or 0], _pieces(cell.value, marks, fonts)):
                        cells[column] = seen.text
                        told += seen.at(row + 1, column)
            hidden = [
                {at for at, info in infos.items() if info.hidden} for infos in (sheet.rowinfo_map, sheet.colinfo_map)
            ]
            told += hidden_remarks(rows, rows={row + 1 for row in hidden[0]}, columns=hidden[1])
    return remarks


def _pieces(text: object, marks: Sequence[tuple[int, int]], fonts: list[Run]) -> list[tuple[str, Run | None]] | None:
    """A rich text cut where the font changes: each mark is the place and the number of a font."""
    if not marks or not isinstance(text, str):
        return None
    ends = [*(place for place, _ in marks[1:]), len(text)]
    pieces = [(text[place:end], fonts[font]) for (place, font), end in zip(marks, ends, strict=True)]
    return [(text[: marks[0][0]], None), *pieces]


if __name__ == "__main__":
    serve(read_sheets)
