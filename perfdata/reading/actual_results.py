"""Reported results and spending out of any sheet with the right headers, row by row, before they are judged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple, cast

from perfdata.core.errors import UnusableFileError
from perfdata.core.reports import (
    Cells,
    IndicatorCells,
    Layout,
    ReportedSheets,
    ReportedTable,
    SpendingCells,
    cell_address,
)
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
_QUOTED = re.compile(r'"[^"]*"|\\.')
_HEADER_DEPTH = 30
_SMALLEST_PLAIN_NUMBER = 10


class _Header(NamedTuple):
    """Position of the header row, field columns, and whether the rows below are about indicators."""

    at: int
    columns: dict[str, int]
    about_indicators: bool


class _HeadCell(NamedTuple):
    """A filled cell above the header."""

    at: int
    column: int
    text: str


def holds_results(sheets: Sequence[RawSheet]) -> bool:
    """Whether any sheet has the headers of reported results or spending."""
    return any(_find_header(sheet) for sheet in sheets)


def read_actual_results(content: bytes, *, file_name: str, sheets: Sequence[RawSheet] | None = None) -> ReportedSheets:
    """Every row under the headers of results (三级指标 and 实际完成值) or spending (项目名称 and 全年执行数).

    Columns and sheets may be renamed, moved, inserted or missing. Year and day of a sheet about indicators go before
    those of a sheet about spending. ``sheets`` are those of the content, if they have been read already. Raises
    UnusableFileError if the file cannot be read or has no such header.
    """
    report = ReportedSheets(file_name)
    raw_sheets = read_raw_sheets(content, file_name=file_name) if sheets is None else sheets
    found = [(sheet, header) for sheet in raw_sheets if (header := _find_header(sheet))]
    if not found:
        raise UnusableFileError(f"{file_name}：没有找到“三级指标”与“实际完成值”的表头，请用下载的模板填写后再上传。")
    for sheet, header in sorted(found, key=lambda pair: not pair[1].about_indicators):
        _read_sheet(report, sheet, header, content)
    report.uncalculated.update(formulas_without_value(content))
    return report


def _find_header(sheet: RawSheet) -> _Header | None:
    for at, cells in enumerate(sheet.rows[:_HEADER_DEPTH]):
        labels = [normalise_label(text) for text in map(cell_text, cells)]
        found = _columns(labels, RESULT_COLUMNS)
        if {"indicator_name", "actual"} <= found.keys():
            return _Header(at, found, True)
        found = _columns([_UNIT_IN_HEADER.sub("", label) for label in labels], SPENDING_COLUMNS)
        if {"project_name", "spent_yuan"} <= found.keys():
            return _Header(at, found, False)
    return None


def _columns(labels: list[str], known: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, label in enumerate(labels):
        if name := known.get(label):
            found.setdefault(name, column)
    return found


def _read_sheet(report: ReportedSheets, sheet: RawSheet, header: _Header, content: bytes) -> None:
    layout = Layout(report.file_name, sheet.name, header.columns)
    _read_head(report, sheet, layout, header)
    body = list(zip_longest(*sheet.rows[header.at + 1 :], fillvalue=""))
    texts = {name: _texts(body[column]) for name, column in header.columns.items() if column < len(body)}
    if header.about_indicators:
        texts["actual"] = _with_percent_cells(texts.get("actual", ()), body, sheet, header, content)
        report.indicator_tables.append(_table(IndicatorCells, texts, sheet, layout, header))
        return
    report.spending_tables.append(_table(SpendingCells, texts, sheet, layout, header))
    for name, column in header.columns.items():
        if unit := _UNIT_IN_HEADER.search(normalise_label(cell_text(sheet.rows[header.at][column]))):
            report.spending_units[name] = unit[1]


def _table(
    kind: type[Cells], texts: Mapping[str, Sequence[str]], sheet: RawSheet, layout: Layout, header: _Header
) -> ReportedTable[Cells]:
    length = max(map(len, texts.values()), default=0)
    name_column = header.columns["indicator_name" if header.about_indicators else "project_name"]
    return ReportedTable(
        kind=kind,
        layout=layout,
        first_row_number=sheet.first_row_number + header.at + 1,
        columns=[texts.get(name) or [""] * length for name in kind._fields],
        skipped_name=cell_text(sheet.rows[header.at][name_column]),
    )


def _read_head(report: ReportedSheets, sheet: RawSheet, layout: Layout, header: _Header) -> None:
    """Year and day from beside their labels above the header, or the year from the title."""
    first = sheet.first_row_number
    cells = [
        _HeadCell(at, column, text)
        for at, values in enumerate(sheet.rows[: header.at])
        for column, text in enumerate(map(cell_text, values))
        if text
    ]
    if report.head is None:
        open_column = header.columns["actual" if header.about_indicators else "spent_yuan"]
        report.head = layout.place(first + header.at, open_column)
    year = _beside(LABEL_FISCAL_YEAR, cells) or next((cell for cell in cells if _YEAR.search(cell.text)), None)
    if report.year_text is None and year:
        report.year_text, report.year_place = year.text, layout.place(first + year.at, year.column)
    day = _beside(LABEL_AS_OF, cells)
    if report.day_text is None and day:
        report.day_text, report.day_place = day.text, layout.place(first + day.at, day.column)


def _beside(label: str, cells: list[_HeadCell]) -> _HeadCell | None:
    """The cell right of a label, or the label's own where it goes on after a colon; further right only with digits."""
    for cell, following in zip_longest(cells, cells[1:]):
        key = normalise_label(cell.text)
        if key.startswith(f"{label}:") and key != f"{label}:":
            return cell
        if key.rstrip(":") == label and following and following.at == cell.at:
            is_next = following.column == cell.column + 1
            return following if is_next or re.search(r"\d", following.text) else None
    return None


def _texts(values: Sequence[object]) -> Sequence[str]:
    """A column as text: strings verbatim, but nothing for a cell of spaces."""
    if set(map(type, values)) == {str} and not any(map(str.isspace, strings := cast(Sequence[str], values))):
        return strings
    return [value if type(value) is str and not value.isspace() else cell_text(value) for value in values]


def _with_percent_cells(
    texts: Sequence[str], body: Sequence[Sequence[object]], sheet: RawSheet, header: _Header, content: bytes
) -> Sequence[str]:
    """0.92 typed into a percent cell is 92%: the cell's format decides, asked only where it may matter."""
    column, first = header.columns["actual"], sheet.first_row_number + header.at + 1
    if column >= len(body) or float not in set(map(type, body[column])):
        return texts
    doubtful = {
        (sheet.name or "", cell_address(first + at, column)): at
        for at, value in enumerate(body[column])
        if type(value) is float and abs(value) < _SMALLEST_PLAIN_NUMBER
    }
    texts = list(texts)
    for cell, number_format in number_formats(content, doubtful).items():
        if "%" in _QUOTED.sub("", number_format):
            at = doubtful[cell]
            texts[at] = f"{_times_hundred(texts[at])}%"
    return texts


def _times_hundred(text: str) -> str:
    return format((Decimal(text) * 100).normalize(), "f")
