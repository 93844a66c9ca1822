"""Reported results and spending out of any sheet with the right headers, row by row, before they are judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from perfdata.core.errors import UnusableFileError
from perfdata.core.reports import Origin, ReportedRow, ReportedSheets, cell_address
from perfdata.core.result_form import LABEL_AS_OF, LABEL_FISCAL_YEAR
from perfdata.core.text import normalise_label
from perfdata.reading.labels import RESULT_COLUMNS, SPENDING_COLUMNS
from perfdata.reading.sheets import (
    RawSheet,
    cell_text,
    formulas_without_value,
    number_formats,
    read_raw_sheets,
)

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_UNIT_IN_HEADER = re.compile(r"\((元|万元)\)")
_HEADER_DEPTH = 30


def holds_results(sheets: Sequence[RawSheet]) -> bool:
    """Whether any sheet has the headers of reported results or spending."""
    return any(_find_header(sheet) for sheet in sheets)


def read_actual_results(content: bytes, *, file_name: str) -> ReportedSheets:
    """Every row under the headers of results (三级指标 and 实际完成值) or spending (项目名称 and 全年执行数).

    Columns and sheets may be renamed in order, moved, inserted or missing. Raises UnusableFileError if the file
    cannot be read or has no such header.
    """
    report = ReportedSheets(file_name)
    sheets = read_raw_sheets(content, file_name=file_name)
    for sheet in sheets:
        if header := _find_header(sheet):
            _read_sheet(report, sheet, *header)
    if report.head is None:
        raise UnusableFileError(f"{file_name}：没有找到“三级指标”与“实际完成值”的表头，请用下载的模板填写后再上传。")
    report.uncalculated.update(formulas_without_value(content))
    return _with_percent_cells(report, content)


def _find_header(sheet: RawSheet) -> tuple[int, dict[str, int], bool] | None:
    """Position of the header row, field columns, and whether the rows are about indicators."""
    for at, cells in enumerate(sheet.rows[:_HEADER_DEPTH]):
        labels = [normalise_label(text) for text in map(cell_text, cells)]
        found = _columns(labels, RESULT_COLUMNS)
        if {"indicator_name", "actual"} <= found.keys():
            return at, found, True
        found = _columns([_UNIT_IN_HEADER.sub("", label) for label in labels], SPENDING_COLUMNS)
        if {"project_name", "spent_yuan"} <= found.keys():
            return at, found, False
    return None


def _columns(labels: list[str], known: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, label in enumerate(labels):
        if name := known.get(label):
            found.setdefault(name, column)
    return found


def _read_sheet(
    report: ReportedSheets, sheet: RawSheet, header_at: int, columns: dict[str, int], about_indicators: bool
) -> None:
    _read_head(report, sheet, header_at, columns)
    rows = list(_rows(report, sheet, header_at, columns))
    if about_indicators:
        report.indicators.extend(rows)
        return
    for column_name, column in columns.items():
        unit = _UNIT_IN_HEADER.search(normalise_label(cell_text(sheet.rows[header_at][column])))
        if unit:
            report.spending_units[column_name] = unit[1]
    report.spending.extend(rows)


def _read_head(report: ReportedSheets, sheet: RawSheet, header_at: int, columns: dict[str, int]) -> None:
    """Year and day from labels above the header, or from the title."""
    above = [cell_text(value) for cells in sheet.rows[:header_at] for value in cells]
    texts = [text for text in above if text]
    if report.head is None:
        report.head = Origin(report.file_name, sheet.name, sheet.first_row_number + header_at, columns)
    report.year_text = report.year_text or _after(LABEL_FISCAL_YEAR, texts) or next(filter(_YEAR.search, texts), None)
    report.day_text = report.day_text or _after(LABEL_AS_OF, texts)


def _after(label: str, texts: list[str]) -> str | None:
    for at, text in enumerate(texts):
        key = normalise_label(text).rstrip(":")
        if key == label and at + 1 < len(texts):
            return texts[at + 1]
        if key.startswith(f"{label}:"):
            return text
    return None


def _rows(report: ReportedSheets, sheet: RawSheet, header_at: int, columns: dict[str, int]) -> Iterator[ReportedRow]:
    fields = list(columns.items())
    name_column = columns.get("indicator_name", columns.get("project_name", 0))
    header = cell_text(sheet.rows[header_at][name_column])
    for at, cells in enumerate(sheet.rows[header_at + 1 :], start=header_at + 1):
        width = len(cells)
        texts = {
            name: value.strip() if type(value) is str else cell_text(value)
            for name, column in fields
            if column < width and (value := cells[column]) != ""
        }
        if any(texts.values()) and texts.get("indicator_name", texts.get("project_name")) != header:
            yield ReportedRow(texts, Origin(report.file_name, sheet.name, sheet.first_row_number + at, columns))


def _with_percent_cells(report: ReportedSheets, content: bytes) -> ReportedSheets:
    """0.92 typed into a percent cell is 92%: the cell's format decides, asked only where it matters."""
    doubtful = {
        (row.origin.sheet, cell_address(row.origin.row_number, row.origin.columns["actual"])): row
        for row in report.indicators
        if "%" in row.text("annual_target") and _is_fraction(row.text("actual"))
    }
    cells = [(sheet, cell) for sheet, cell in doubtful if sheet is not None]
    for key, number_format in number_formats(content, cells).items():
        if "%" in number_format:
            row = doubtful[key]
            row.texts["actual"] = f"{_percent(row.text('actual'))}%"
    return report


def _is_fraction(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _percent(text: str) -> str:
    return format((Decimal(text) * 100).normalize(), "f")
