"""Reported results and spending out of any sheet with the right headers, row by row, before they are judged."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple, cast

from perfdata.containers.sheets import RawSheet, cell_text, read_raw_sheets
from perfdata.core.amounts import MONEY_UNIT, unit_in_label
from perfdata.core.collection import collection_paused
from perfdata.core.dates import stated_day, stated_year
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import Place
from perfdata.core.reports import (
    AMOUNT_FIELDS,
    OPEN_FIELDS,
    Cells,
    IndicatorCells,
    Layout,
    ReportedSheets,
    ReportedTable,
    SpendingCells,
    cell_address,
)
from perfdata.core.result_form import LABEL_AS_OF, LABEL_FISCAL_YEAR, RESULT_COLUMNS, SPENDING_COLUMNS, with_parts
from perfdata.core.text import normalise_label, shortened
from perfdata.reading.cells import beside, head_cells
from perfdata.reading.vocabulary import FOOT, TOTAL_ROW, is_person_line

_UNIT_TAIL = re.compile(rf"\({MONEY_UNIT}\)")
_OPEN_HEADER = re.compile(r"完\s*成\s*值|执\s*行\s*数")
_OPEN = {*OPEN_FIELDS, *AMOUNT_FIELDS}
_YEAR_COLUMNS = frozenset({LABEL_FISCAL_YEAR, "年份", "预算年度", "所属年度"})
_NO_CONTENT = frozenset({"序号", "指标编号", "项目编号", "主管部门", "分值", "得分"})
_HEADER_DEPTH, _LONGEST_HEADER = 30, 40


class _Header(NamedTuple):
    """Position of the header row, field columns, whether the rows below are about indicators, and where they end.

    ``repeated`` are columns of an open field that the header names once more.
    """

    at: int
    columns: dict[str, int]
    about_indicators: bool
    repeated: tuple[int, ...] = ()
    end: int | None = None
    is_first: bool = True

    @property
    def name_field(self) -> str:
        """The field that names what a row is about."""
        return "indicator_name" if self.about_indicators else "project_name"


class _Sheet(NamedTuple):
    """A sheet by rows and by columns; no columns where it holds no results."""

    raw: RawSheet
    columns: list[tuple[object, ...]]


def holds_results(sheets: Sequence[RawSheet]) -> bool:
    """Whether any sheet has the headers of reported results or spending."""
    return any(_first_header(sheet) for sheet in sheets)


@collection_paused()
def read_actual_results(content: bytes, *, file_name: str, sheets: Sequence[RawSheet] | None = None) -> ReportedSheets:
    """Every row under the headers of results (三级指标 and 实际完成值) or spending (项目名称 and 全年执行数).

    Columns and sheets may be renamed, moved, inserted or missing. Year and day of a sheet about indicators go before
    those of a sheet about spending. ``sheets`` are those of the content, if they have been read already. Raises
    UnusableFileError if the file cannot be read or has no such header.
    """
    report = ReportedSheets(file_name)
    raw_sheets = read_raw_sheets(content, file_name=file_name) if sheets is None else sheets
    found = [(sheet, header) for sheet in map(_columned, raw_sheets) for header in _find_headers(sheet)]
    if not found:
        raise UnusableFileError(f"{file_name}：没有找到“三级指标”与“实际完成值”的表头，请用下载的模板填写后再上传。")
    for sheet, header in sorted(found, key=lambda pair: not pair[1].about_indicators):
        _read_sheet(report, sheet, header)
    for turned, _ in found:
        report.uncalculated.update((turned.raw.name or "", address) for address in turned.raw.uncalculated)
    return report


def _columned(sheet: RawSheet) -> _Sheet:
    """The sheet with its columns; few sheets of a file hold results, so only they are turned."""
    is_about_results = _first_header(sheet) is not None
    return _Sheet(sheet, list(zip_longest(*sheet.rows, fillvalue="")) if is_about_results else [])


def _find_headers(turned: _Sheet) -> list[_Header]:
    """Every header of the sheet, each with the end of its rows; a header repeated for printing is no new one."""
    sheet = turned.raw
    first = _first_header(sheet)
    if first is None:
        return []
    later = (_header_at(sheet, at) for at in _rows_that_may_be_headers(turned, after=first.at))
    found = [first]
    for header in later:
        if header and header.columns != found[-1].columns:
            found.append(header._replace(is_first=False))
    ends = [header.at for header in found[1:]]
    return [header._replace(end=end) for header, end in zip_longest(found, ends)]


def _first_header(sheet: RawSheet) -> _Header | None:
    candidates = (_header_at(sheet, at) for at in range(min(_HEADER_DEPTH, len(sheet.rows))))
    return next((header for header in candidates if header), None)


def _header_at(sheet: RawSheet, at: int) -> _Header | None:
    labels = [normalise_label(text) for text in map(cell_text, sheet.rows[at])]
    found, repeated = _columns(labels, RESULT_COLUMNS)
    if {"indicator_name", "actual"} <= found.keys():
        return _Header(at, found, True, repeated)
    found, repeated = _columns([_UNIT_TAIL.sub("", label) for label in labels], SPENDING_COLUMNS)
    if {"project_name", "spent_yuan"} <= found.keys():
        return _Header(at, found, False, repeated)
    return None


def _rows_that_may_be_headers(turned: _Sheet, *, after: int) -> list[int]:
    """Rows below the first header with a cell that ends as the header of an open column does; few, and soon found."""
    rows: set[int] = set()
    for column in turned.columns:
        texts = {text for text in set(column) if type(text) is str and len(text) < _LONGEST_HEADER}
        if heads := {text for text in texts if _OPEN_HEADER.search(text)}:
            rows.update(at for at, text in enumerate(column) if at > after and text in heads)
    return sorted(rows)


def _columns(labels: list[str], known: dict[str, str]) -> tuple[dict[str, int], tuple[int, ...]]:
    """The column of each field, and further columns of open fields."""
    found: dict[str, int] = {}
    repeated = []
    for column, label in enumerate(labels):
        name = known.get(label)
        if name and found.setdefault(name, column) != column and name in _OPEN:
            repeated.append(column)
    return found, tuple(repeated)


def _read_sheet(report: ReportedSheets, turned: _Sheet, header: _Header) -> None:
    sheet = turned.raw
    layout = Layout(report.file_name, sheet.name, header.columns)
    if header.is_first:
        _read_head(report, sheet, layout, header)
    for column in header.repeated:
        place = layout.place(sheet.first_row_number + header.at, column)
        report.repeated_headers.append((cell_text(sheet.rows[header.at][column]), place))
    body: list[Sequence[object]] = [column[header.at + 1 : header.end] for column in turned.columns]
    _spread_merges(report, body, sheet, layout, header)
    texts = {name: _texts(body[column]) for name, column in header.columns.items() if column < len(body)}
    _read_other_columns(report, body, sheet, layout, header)
    feet = dict(_feet(sheet, header))
    report.feet += [(text, layout.place(number)) for number, text in feet.items()]
    if header.about_indicators:
        parts = [texts.pop(name, ()) for name in ("numerator", "denominator")]
        texts["actual"] = with_parts(texts.get("actual", ()), *parts) if any(parts) else texts.get("actual", ())
        report.indicator_tables.append(_table(IndicatorCells, texts, sheet, layout, header, feet))
        return
    report.spending_tables.append(_table(SpendingCells, texts, sheet, layout, header, feet))
    for name, column in header.columns.items():
        if unit := unit_in_label(normalise_label(cell_text(sheet.rows[header.at][column]))):
            report.spending_units[name] = unit


def _spread_merges(
    report: ReportedSheets, body: list[Sequence[object]], sheet: RawSheet, layout: Layout, header: _Header
) -> None:
    """What is merged over several rows stands in each of them that has a name; results and amounts are noted."""
    fields = {column: name for name, column in header.columns.items()}
    names = body[header.columns[header.name_field]]
    first = sheet.first_row_number + header.at + 1
    room = len(names) * len(body)
    for top, column, last, _ in sheet.merges:
        field, start = fields.get(column), top - first
        room -= last - top
        if last == top or start < 0 or room < 0 or field in (None, header.name_field):
            continue
        text = cell_text(body[column][start]) if column < len(body) and start < len(names) else ""
        rows = [at for at in range(start, min(last - first + 1, len(names))) if cell_text(names[at]).strip()]
        if not text or len(rows) < 2:
            continue
        spread = list(body[column])
        for at in rows:
            spread[at] = body[column][start]
        body[column] = spread
        if field in AMOUNT_FIELDS:
            report.merged_amounts.update((sheet.name or "", cell_address(first + at, column)) for at in rows)
        elif field in ("actual", "attainment"):
            report.merged_results.append((text, layout.place(top, column), len(rows)))


def _feet(sheet: RawSheet, header: _Header) -> Iterator[tuple[int, str]]:
    """Rows below the header that begin with a total, a signature or a note: number, and what may be said of them."""
    first_number = sheet.first_row_number + header.at + 1
    for number, row in enumerate(sheet.rows[header.at + 1 : header.end], start=first_number):
        first = next((value for value in row if value and not (type(value) is str and value.isspace())), "")
        if type(first) is not str or first.isascii():
            continue
        key = normalise_label(first)
        if is_person_line(key):
            yield number, "签名、电话"
        elif TOTAL_ROW.fullmatch(key) or key.rstrip(":") == "小计" or FOOT.match(key):
            yield number, shortened(first.strip())


def _table(
    kind: type[Cells],
    texts: Mapping[str, Sequence[str]],
    sheet: RawSheet,
    layout: Layout,
    header: _Header,
    feet: Iterable[int],
) -> ReportedTable[Cells]:
    length = max(map(len, texts.values()), default=0)
    return ReportedTable(
        kind=kind,
        layout=layout,
        first_row_number=sheet.first_row_number + header.at + 1,
        columns=[texts.get(name) or [""] * length for name in kind._fields],
        skipped_name=cell_text(sheet.rows[header.at][header.columns[header.name_field]]),
        feet=frozenset(feet),
    )


def _read_head(report: ReportedSheets, sheet: RawSheet, layout: Layout, header: _Header) -> None:
    """Year and day from beside their labels above the header, or the year from the title."""
    first = sheet.first_row_number
    cells = head_cells(sheet.rows[: header.at])
    if report.head is None:
        open_column = header.columns["actual" if header.about_indicators else "spent_yuan"]
        report.head = layout.place(first + header.at, open_column)
    year = beside(LABEL_FISCAL_YEAR, cells) or next((cell for cell in cells if stated_year(cell.text)), None)
    if year:
        place = layout.place(first + year.at, year.column)
        _take_year(report, year.text, place)
    if day := beside(LABEL_AS_OF, cells):
        place = layout.place(first + day.at, day.column)
        _take_day(report, day.text, place, is_copy=not header.about_indicators)


def _take_day(report: ReportedSheets, text: str, place: Place, *, is_copy: bool) -> None:
    """The first day counts, but that of the indicators before the locked copy of it beside the amounts."""
    further: tuple[str | None, Place | None, bool] = text, place, is_copy
    if report.day_text is None or (report.is_day_copied and not is_copy):
        further = report.day_text, report.day_place, report.is_day_copied
        report.day_text, report.day_place, report.is_day_copied = text, place, is_copy
    said, at, was_copied = further
    if said and at and (other := stated_day(said, year=report.fiscal_year)) and other.day != report.as_of:
        report.other_days.append((said, at, was_copied))


def _take_year(report: ReportedSheets, text: str, place: Place) -> None:
    if report.year_text is None:
        report.year_text, report.year_place = text, place
    elif stated_year(text) not in (None, report.fiscal_year):
        report.other_years.append((text, place))


def _read_other_columns(
    report: ReportedSheets, body: Sequence[Sequence[object]], sheet: RawSheet, layout: Layout, header: _Header
) -> None:
    """The years that rows state in a column of their own, each where it stands first; what is not taken is noted."""
    number, known = sheet.first_row_number + header.at, {*header.columns.values(), *header.repeated}
    for column, label in enumerate(map(cell_text, sheet.rows[header.at])):
        texts = _texts(body[column]) if column < len(body) and column not in known else ()
        if (key := normalise_label(label)) in _YEAR_COLUMNS:
            for text in sorted({text for text in texts if stated_year(text)}, key=texts.index):
                _take_year(report, text, layout.place(number + 1 + texts.index(text), column))
        elif key and key not in _NO_CONTENT and any(texts):
            report.unknown_columns.append((label, layout.place(number, column)))


def _texts(values: Sequence[object]) -> Sequence[str]:
    """A column as text: strings verbatim, but nothing for a cell of spaces."""
    if set(map(type, values)) == {str} and not any(map(str.isspace, strings := cast(Sequence[str], values))):
        return strings
    return [value if type(value) is str and not value.isspace() else cell_text(value) for value in values]
