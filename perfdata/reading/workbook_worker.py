"""Run as a process: a workbook on standard input, its sheets on standard output.

python-calamine ends the whole process where a damaged or unusual file makes it ask for more memory than there is.
"""

from __future__ import annotations

from io import BytesIO

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

from perfdata.reading.isolated import serve

WorkerSheet = tuple[str, tuple[int, int], list[list[object]], list[tuple[tuple[int, int], tuple[int, int]]]]


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
    return sheets


if __name__ == "__main__":
    serve(read_sheets)
