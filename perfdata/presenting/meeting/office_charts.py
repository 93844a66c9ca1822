"""Charts that PowerPoint and Word draw and edit themselves, each with its workbook. Imports python-pptx."""

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Pt

from perfdata.presenting.charts.theme import MOST_BARS, Chart
from perfdata.presenting.exports.cells import TableColumn, display_text, numbers_of, table_columns
from perfdata.presenting.exports.native_charts import FONT, HORIZONTAL_KINDS, STACKED_KINDS, readable_on
from perfdata.presenting.formats import cut_inside
from perfdata.presenting.meeting.fixed_package import fixed_package

_TYPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked_bar": XL_CHART_TYPE.BAR_STACKED,
    "stacked_column": XL_CHART_TYPE.COLUMN_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "pie": XL_CHART_TYPE.PIE,
}
_SIZE = Pt(10)
_LONGEST_NAME = 18
_ROOM_FOR_LABELS = 1.15


def is_drawable(chart: Chart) -> bool:
    """Whether there is a number to draw."""
    spec = chart.spec
    return spec.kind != "none" and any(
        numbers_of(column.cells) for column in _columns(chart) if column.header in spec.value_columns
    )


def draw(shapes: Any, chart: Chart, box: tuple[int, int, int, int]) -> Any:
    """Add the chart of its table (of bars the first MOST_BARS) to the shapes of a slide; left, top, width, height."""
    spec, columns = chart.spec, {column.header: column for column in _columns(chart)}
    values = [columns[header] for header in spec.value_columns]
    frame = shapes.add_chart(_TYPES[spec.kind], *box, _chart_data(columns[spec.category_column], values))
    drawn = frame.chart
    drawn.font.size = _SIZE
    drawn.has_title = False
    drawn.has_legend = len(values) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _label(drawn, chart, values)
    _colour(drawn, chart, row_count=len(values[0].cells))
    if spec.kind != "pie":
        _set_axes(drawn, chart, values)
    _set_fonts(drawn)
    workbook = drawn.part.chart_workbook
    workbook.update_from_xlsx_blob(fixed_package(workbook.xlsx_part.blob))
    return frame


def _columns(chart: Chart) -> list[TableColumn]:
    spec = chart.spec
    rows = chart.table if spec.kind == "line" else chart.table.iloc[:MOST_BARS]
    formats = dict.fromkeys(spec.value_columns, spec.number_format) if spec.number_format else {}
    return table_columns(rows, number_formats=formats)


def _chart_data(categories: TableColumn, values: list[TableColumn]) -> CategoryChartData:
    data = CategoryChartData(number_format=values[0].number_format)
    data.categories = [
        cut_inside(display_text(cell, number_format=categories.number_format), most=_LONGEST_NAME)
        for cell in categories.cells
    ]
    for column in values:
        numbers = [None if isinstance(cell, str) or cell is None else float(cell) for cell in column.cells]  # type: ignore[arg-type]
        data.add_series(column.header, numbers, number_format=column.number_format)
    return data


def _label(drawn: Any, chart: Chart, values: list[TableColumn]) -> None:
    kind = chart.spec.kind
    for series, column in zip(drawn.plots[0].series, values, strict=True):
        labels = series.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, column.number_format, False
        labels.font.size = _SIZE
        if kind in STACKED_KINDS:
            labels.number_format = f"{column.number_format};-{column.number_format};"
        else:
            labels.position = XL_LABEL_POSITION.ABOVE if kind == "line" else XL_LABEL_POSITION.OUTSIDE_END
        if kind == "pie":
            labels.show_category_name = True


def _colour(drawn: Any, chart: Chart, *, row_count: int) -> None:
    spec = chart.spec
    if spec.kind != "line":
        drawn.plots[0].gap_width = 60
    if spec.kind in STACKED_KINDS:
        drawn.plots[0].overlap = 100
    for order, series in enumerate(drawn.plots[0].series if spec.colours else ()):
        colour = spec.colours[order % len(spec.colours)]
        if spec.kind == "pie" or spec.colour_each_point:
            for row in range(row_count):
                _fill(series.points[row].format.fill, spec.colours[row % len(spec.colours)])
        elif spec.kind == "line":
            series.format.line.color.rgb = rgb(colour)
            series.smooth = False
        else:
            _fill(series.format.fill, colour)
        if spec.kind in STACKED_KINDS:
            series.data_labels.font.color.rgb = rgb(readable_on(colour))


def _fill(fill: Any, colour: str) -> None:
    fill.solid()
    fill.fore_color.rgb = rgb(colour)


def rgb(colour: str) -> RGBColor:
    """The colour of #RRGGBB."""
    return RGBColor.from_string(colour.removeprefix("#"))


def _set_axes(drawn: Any, chart: Chart, values: list[TableColumn]) -> None:
    """Labels on the bars replace the axis of values, which begins at 0 where nothing is negative."""
    names, numbers = drawn.category_axis, drawn.value_axis
    names.has_major_gridlines = numbers.has_major_gridlines = False
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.reverse_order = chart.spec.kind in HORIZONTAL_KINDS
    numbers.visible = chart.spec.kind == "line"
    numbers.tick_labels.number_format, numbers.tick_labels.number_format_is_linked = values[0].number_format, False
    if all(number >= 0 for column in values for number in numbers_of(column.cells)):
        numbers.minimum_scale = 0
        if chart.spec.kind in ("bar", "column") and (highest := max(map(_highest, values))):
            numbers.maximum_scale = highest * _ROOM_FOR_LABELS


def _highest(column: TableColumn) -> float:
    return max(map(float, numbers_of(column.cells)), default=0.0)


def _set_fonts(drawn: Any) -> None:
    """A Chinese typeface for every text of the chart; the library sets Latin ones only."""
    for properties in drawn._chartSpace.iter(qn("a:defRPr")):
        for kind in (qn("a:latin"), qn("a:ea")):
            for old in properties.findall(kind):
                properties.remove(old)
            properties.append(properties.makeelement(kind, {"typeface": FONT}))
