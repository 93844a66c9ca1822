"""The whole dashboard as one workbook: contents with links, a sheet a section with native charts, sheets of data."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from perfdata.presenting.charts.theme import Chart
from perfdata.presenting.exports.cells import markup_text, table_columns
from perfdata.presenting.exports.chart_workbook import (
    CREATED,
    FIRST_DATA_ROW,
    HEADER_ROW,
    LOOKS,
    WORKBOOK_OPTIONS,
    CellFormats,
    DataSheet,
    set_up_print,
    write_note,
)
from perfdata.presenting.exports.form_grid import sheet_names
from perfdata.presenting.exports.native_charts import ChartData, add_native_chart, can_be_drawn
from perfdata.presenting.meeting.briefing import Briefing, Section, Table

_CONTENTS = "目录"
_WIDTHS = [16.0] * 8
_ROW_PIXELS = 20
_LOOKS = {**LOOKS, "link": {"font_color": "#1F4E79", "underline": 1}, "plain": {"text_wrap": True, "valign": "top"}}


@dataclass(frozen=True, slots=True)
class _Data:
    """One sheet of data: of a table, or of a chart that refers to it."""

    name: str
    part: Table | Chart


def dashboard_workbook(briefing: Briefing) -> bytes:
    """An .xlsx: 目录, a sheet a section with its sentences and charts, and behind them the data of each."""
    buffer = BytesIO()
    with Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        workbook.set_properties({"title": markup_text(briefing.title), "created": CREATED})
        formats = CellFormats(workbook, _LOOKS)
        contents = workbook.add_worksheet(_CONTENTS)
        shown = [*briefing.sections, *([briefing.projects] if briefing.projects else [])]
        names = sheet_names([section.title for section in shown])
        sections = dict(zip(names, shown, strict=True))
        data = {name: list(_data_of(section, at)) for at, (name, section) in enumerate(sections.items(), start=1)}
        pages = [workbook.add_worksheet(name) for name in names]
        _write_contents(contents, formats, briefing, data)
        for page, (name, section) in zip(pages, sections.items(), strict=True):
            _write_section(workbook, page, formats, section, data[name])
    return buffer.getvalue()


def _data_of(section: Section, number: int) -> Iterator[_Data]:
    for at, part in enumerate((*section.tables, *section.charts), start=1):
        yield _Data(f"数据{number}-{at}", part)


def _write_contents(sheet: Worksheet, formats: CellFormats, briefing: Briefing, data: dict[str, list[_Data]]) -> None:
    sheet.set_column(0, len(_WIDTHS) - 1, _WIDTHS[0])
    sheet.write_string(0, 0, markup_text(briefing.title), formats.get("title"))
    write_note(sheet, 1, markup_text(briefing.subtitle), widths=_WIDTHS, cell_format=formats.get("note"))
    row = 3
    for verdict in briefing.verdicts:
        text = "　".join(filter(None, [f"{verdict.subject}：{verdict.word}", verdict.figure, *verdict.lines]))
        write_note(sheet, row, markup_text(text), widths=_WIDTHS, cell_format=formats.get("plain"))
        row += 1
    row += 1
    for name, own in data.items():
        _link(sheet, row, 0, name, name, formats)
        for column, item in enumerate(own, start=1):
            _link(sheet, row, column, item.name, item.name, formats)
        row += 1
    for at, source in enumerate(briefing.sources, start=row + 1):
        write_note(sheet, at, markup_text(source), widths=_WIDTHS, cell_format=formats.get("note"))
    sheet.hide_gridlines(2)
    set_up_print(sheet)


def _link(sheet: Worksheet, row: int, column: int, target: str, text: str, formats: CellFormats) -> None:
    sheet.write_url(row, column, f"internal:'{target}'!A1", formats.get("link"), text)


def _write_section(
    workbook: Workbook, page: Worksheet, formats: CellFormats, section: Section, data: list[_Data]
) -> None:
    page.set_column(0, len(_WIDTHS) - 1, _WIDTHS[0])
    page.write_string(0, 0, markup_text(section.title), formats.get("title"))
    _link(page, 1, 0, _CONTENTS, f"返回{_CONTENTS}", formats)
    row = 2
    for sentence in (*section.sentences, *section.by_hand):
        write_note(page, row, markup_text(sentence), widths=_WIDTHS, cell_format=formats.get("plain"))
        row += 1
    for item in data:
        _link(page, row, 0, item.name, f"{item.name}　{item.part.title}", formats)
        row += 1
    for item in data:
        row += _write_data(workbook, page, formats, item, row + 1)
    page.hide_gridlines(2)
    set_up_print(page)


def _write_data(workbook: Workbook, page: Worksheet, formats: CellFormats, item: _Data, row: int) -> int:
    """Write the sheet of data and, of a chart that can be drawn, the chart on the page; the rows that it takes."""
    part = item.part
    spec = part.spec if isinstance(part, Chart) else None
    named = dict.fromkeys(spec.value_columns, spec.number_format) if spec and spec.number_format else {}
    columns = part.columns() if isinstance(part, Table) else table_columns(part.table, number_formats=named)
    DataSheet(workbook.add_worksheet(item.name), formats).write(
        columns, title=markup_text(part.title), note=markup_text(part.note)
    )
    data = ChartData(item.name, HEADER_ROW, FIRST_DATA_ROW, columns)
    if spec is None or not can_be_drawn(spec, data=data):
        return 0
    chart = add_native_chart(workbook, spec=spec, data=data, title=markup_text(part.title))
    page.insert_chart(row, 0, chart, {"description": markup_text(part.title)})
    return chart.height // _ROW_PIXELS + 2
