"""Native Excel charts that refer to the cells of the data sheet. Imports XlsxWriter: import this module where used."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from perfdata.presenting.exports.cells import Cell, TableColumn, display_text, numbers_of
from perfdata.presenting.exports.chart_spec import ChartSpec

FONT = "微软雅黑"
CHART_WIDTH = 960
CHART_HEIGHT = 480
PIXELS_PER_BAR = 26
PIXELS_AROUND_BARS = 150
MOST_LABELLED_POINTS = 60
MOST_SERIES = 255
DARK_BELOW = 150
HORIZONTAL_KINDS = ("bar", "stacked_bar")
STACKED_KINDS = ("stacked_bar", "stacked_column")

# The type of the chart and where its labels stand.
_CHARTS: dict[str, tuple[dict[str, str], str]] = {
    "bar": ({"type": "bar"}, "outside_end"),
    "column": ({"type": "column"}, "outside_end"),
    "stacked_bar": ({"type": "bar", "subtype": "stacked"}, "center"),
    "stacked_column": ({"type": "column", "subtype": "stacked"}, "center"),
    "line": ({"type": "line"}, "above"),
    "pie": ({"type": "pie"}, "outside_end"),
}


@dataclass(frozen=True, slots=True)
class ChartData:
    """The columns a chart refers to and where they stand: sheet name, header row and first data row, from 0."""

    sheet_name: str
    header_row: int
    first_row: int
    columns: list[TableColumn]

    @property
    def row_count(self) -> int:
        return len(self.columns[0].cells) if self.columns else 0

    def position(self, header: str) -> int:
        """Where the column with this header stands, from 0; ValueError if there is none."""
        for position, column in enumerate(self.columns):
            if column.header == header:
                return position
        raise ValueError(f"the table has no column {header!r}")

    def named(self, header: str) -> TableColumn:
        return self.columns[self.position(header)]

    def reference(self, header: str) -> list[str | int]:
        """The data cells of the column as XlsxWriter wants them."""
        position = self.position(header)
        return [self.sheet_name, self.first_row, position, self.first_row + self.row_count - 1, position]


def can_be_drawn(spec: ChartSpec, *, data: ChartData) -> bool:
    """Whether there is a chart to draw: a kind, a row, and a number in one of the value columns."""
    if spec.kind == "none" or data.row_count == 0:
        return False
    return any(numbers_of(data.named(header).cells) for header in spec.value_columns)


def add_native_chart(workbook: Workbook, *, spec: ChartSpec, data: ChartData, title: str) -> Chart:
    """A chart with title, labels and cached values, not yet placed on a sheet.

    Missing values are gaps, never 0. Raises ValueError for an unknown column, more than 255 series or a pie with a
    negative value.
    """
    _check_drawable(spec, data=data)
    chart = workbook.add_chart(_CHARTS[spec.kind][0])
    assert isinstance(chart, Chart)
    for order in range(len(spec.value_columns)):
        chart.add_series(_series(spec, data=data, order=order))
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 14, "bold": True}})
    chart.set_size({"width": CHART_WIDTH, "height": _height(spec, data=data)})
    _set_legend(chart, spec=spec)
    _set_axes(chart, spec=spec, data=data)
    return chart


def _check_drawable(spec: ChartSpec, *, data: ChartData) -> None:
    if len(spec.value_columns) > MOST_SERIES:
        raise ValueError(f"Excel draws at most {MOST_SERIES} series, not {len(spec.value_columns)}")
    if spec.kind == "pie" and any(number < 0 for number in numbers_of(data.named(spec.value_columns[0]).cells)):
        raise ValueError("a pie cannot show a negative value")


def _series(spec: ChartSpec, *, data: ChartData, order: int) -> dict[str, Any]:
    header = spec.value_columns[order]
    series: dict[str, Any] = {
        "name": [data.sheet_name, data.header_row, data.position(header)],
        "categories": data.reference(spec.category_column),
        "categories_data": _category_cache(data.named(spec.category_column)),
        "values": data.reference(header),
        "values_data": [_number_or_gap(cell) for cell in data.named(header).cells],
        "gap": 60,
    }
    if _has_labels(spec, data=data):
        series["data_labels"] = _data_labels(spec, number_format=data.named(header).number_format, order=order)
    return series | _colouring(spec, order=order, row_count=data.row_count)


def _number_or_gap(cell: Cell) -> float | int | None:
    """XlsxWriter would cache a blank cell as 0; None leaves the point out."""
    if isinstance(cell, Decimal):
        return float(cell)
    return cell if isinstance(cell, int | float) else None


def _category_cache(column: TableColumn) -> list[str | int | float | None]:
    """What the category cells show. Text that looks like numbers gets a space, or XlsxWriter would cache numbers."""
    cache: list[str | int | float | None] = [
        cell if isinstance(cell, int | float) else display_text(cell, number_format=column.number_format) or None
        for cell in column.cells
    ]
    for index, entry in enumerate(cache):
        if isinstance(entry, str) and _reads_as_number(entry):
            cache[index] = f"{entry} "
    return cache


def _reads_as_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _has_labels(spec: ChartSpec, *, data: ChartData) -> bool:
    return spec.kind in ("bar", "pie") or data.row_count * len(spec.value_columns) <= MOST_LABELLED_POINTS


def _data_labels(spec: ChartSpec, *, number_format: str, order: int) -> dict[str, Any]:
    labels: dict[str, Any] = {
        "value": True,
        "num_format": number_format,
        "position": _CHARTS[spec.kind][1],
        "font": {"name": FONT, "size": 9},
    }
    if spec.kind == "pie":
        labels |= {"category": True, "percentage": True, "leader_lines": True, "separator": "\n"}
    if spec.kind in STACKED_KINDS:
        if ";" not in number_format:
            labels["num_format"] = f"{number_format};-{number_format};"  # no label on a segment of length 0
        if spec.colours:
            labels["font"]["color"] = readable_on(spec.colours[order % len(spec.colours)])
    return labels


def readable_on(colour: str) -> str:
    """White or near-black, whichever can be read on this ``#RRGGBB``."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    brightness = (299 * red + 587 * green + 114 * blue) / 1000
    return "#FFFFFF" if brightness < DARK_BELOW else "#1F2933"


def _colouring(spec: ChartSpec, *, order: int, row_count: int) -> dict[str, Any]:
    if not spec.colours:
        return {}
    colour = spec.colours[order % len(spec.colours)]
    if spec.kind == "line":
        return {"line": {"color": colour, "width": 2.25}, "marker": {"type": "circle", "fill": {"color": colour}}}
    if spec.kind == "pie" or spec.colour_each_point:
        return {"points": [{"fill": {"color": spec.colours[row % len(spec.colours)]}} for row in range(row_count)]}
    return {"fill": {"color": colour}}


def _height(spec: ChartSpec, *, data: ChartData) -> int:
    if spec.kind not in HORIZONTAL_KINDS:
        return CHART_HEIGHT
    bars = data.row_count * (len(spec.value_columns) if spec.kind == "bar" else 1)
    return max(CHART_HEIGHT, bars * PIXELS_PER_BAR + PIXELS_AROUND_BARS)


def _set_legend(chart: Chart, *, spec: ChartSpec) -> None:
    if len(spec.value_columns) == 1:
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 10}})


def _set_axes(chart: Chart, *, spec: ChartSpec, data: ChartData) -> None:
    """XlsxWriter's x is the horizontal axis: categories for columns and lines, values for horizontal bars."""
    if spec.kind == "pie":
        return
    horizontal, vertical = _category_axis(spec), _value_axis(spec, data=data)
    if spec.kind in HORIZONTAL_KINDS:
        horizontal, vertical = vertical, horizontal
    chart.set_x_axis(horizontal)
    chart.set_y_axis(vertical)


def _category_axis(spec: ChartSpec) -> dict[str, Any]:
    axis: dict[str, Any] = {"num_font": {"name": FONT, "size": 9}, "label_position": "low", "text_axis": True}
    if spec.kind in HORIZONTAL_KINDS:
        axis |= {"reverse": True, "crossing": "max", "interval_unit": 1}
    return axis


def _value_axis(spec: ChartSpec, *, data: ChartData) -> dict[str, Any]:
    """Labels on the bars replace the axis; bars of positive values start at 0 whatever Excel would choose."""
    first = data.named(spec.value_columns[0])
    axis: dict[str, Any] = {
        "num_format": first.number_format,
        "num_font": {"name": FONT, "size": 9},
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": "#E1E5EA"}},
    }
    if len(spec.value_columns) == 1:
        axis |= {"name": first.header, "name_font": {"name": FONT, "size": 9, "bold": False}}
    if spec.kind != "line":
        numbers = [number for header in spec.value_columns for number in numbers_of(data.named(header).cells)]
        axis |= {"min": 0} if all(number >= 0 for number in numbers) else {}
        if _has_labels(spec, data=data):
            axis |= {"label_position": "none", "major_gridlines": {"visible": False}}
    return axis
