"""Run as a process: a workbook on standard input, its sheets on standard output.

python-calamine ends the whole process where a damaged or unusual file makes it ask for more memory than there is. Of
.xls files it does not tell the number formats; xlrd does.
"""

from __future__ import annotations

import io
from io import BytesIO

import xlrd
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

from perfdata.containers.isolated import serve
from perfdata.containers.number_formats import adds_text, shown

WorkerSheet = tuple[str, tuple[int, int], list[list[object]], list[tuple[tuple[int, int], tuple[int, int]]]]

_OLD = b"\xd0\xcf\x11\xe0"


def read_sheets(content: bytes, *, most_cells: int = 2_000_000) -> list[WorkerSheet] | None:
    """Name, size, rows (none of a sheet that is too large) and merges of each sheet; None behind a password."""
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
                sheets.append((metadata.name, size, rows, list(sheet.merged_cell_ranges or ())))
    except PasswordError:
        return None
    if content.startswith(_OLD):
        _put_formats(content, {name: rows for name, _, rows, _ in sheets})
    return sheets


def _put_formats(content: bytes, rows_of: dict[str, list[list[object]]]) -> None:
    """Numbers that their format shows as more than a number become the text shown; nothing where xlrd cannot read."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        formats = {at: book.format_map[style.format_key].format_str for at, style in enumerate(book.xf_list)}
        telling = {at: number_format for at, number_format in formats.items() if adds_text(number_format)}
        for sheet in book.sheets() if telling else ():
            for row, cells in enumerate(rows_of.get(sheet.name, [])[: sheet.nrows]):
                for column, cell in enumerate(sheet.row(row)[: len(cells)]):
                    if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index in telling:
                        cells[column] = shown(float(cell.value), telling[cell.xf_index]) or cells[column]
    except Exception:
        return


if __name__ == "__main__":
    serve(read_sheets)
