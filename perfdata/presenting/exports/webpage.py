"""A figure and its table as one offline web page. Imports pandas and plotly: import this module where used."""

import json
from collections.abc import Mapping
from decimal import Decimal
from html import escape
from string import Template
from typing import Any

import pandas as pd
from plotly.utils import PlotlyJSONEncoder

from perfdata.core.plotly import BASIC_SCRIPT
from perfdata.presenting.exports.cells import Cell, TableColumn, display_text, markup_text, table_columns
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.presenting.exports.plotly_locale import LOCALE, PLOTLY_CHINESE

FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
DEFAULT_HEIGHT = 480
_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)

# Makes "offline" a property of the page instead of a hope: a browser refuses every fetch.
_OFFLINE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)
HEAD = f"""<!DOCTYPE html>
<html lang="{LOCALE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_OFFLINE}">
<title>$title</title>
<style>
body {{ font-family: {FONTS}; color: #1F2933; background: #fff; max-width: 960px; margin: 2rem auto; padding: 0 1rem; }}
"""
_PAGE = Template(
    HEAD
    + """h1 { font-size: 1.4rem; }
figure { margin: 0 0 1.5rem; }
figcaption, .note { color: #5B6673; font-size: .9rem; line-height: 1.6; white-space: pre-line; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid #E1E5EA; padding: .4rem .6rem; text-align: left; white-space: pre-line; }
th { background: #F4F5F7; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { margin: 0 auto; padding: 0; }
  .modebar-container { display: none; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tr, figure { break-inside: avoid; }
}
</style>
</head>
<body>
<h1>$title</h1>
<figure>
<div id="figure" role="img" aria-label="$alt" style="width:100%;height:${height}px"></div>
<noscript>浏览器未启用脚本，无法画图；下表是同样的数字。</noscript>
<figcaption>$alt</figcaption>
</figure>
<div class="scroll">
$table
</div>
<p class="note">$note</p>
<script>$plotlyjs</script>
<script>
(function () {
  const figure = $figure;
  Plotly.newPlot("figure", figure.data, figure.layout, $config);
})();
</script>
</body>
</html>
"""
)


def figure_webpage(
    figure: Mapping[str, Any],
    *,
    title: str,
    alt: str,
    table: pd.DataFrame,
    note: str,
    number_formats: Mapping[str, str] | None = None,
) -> bytes:
    """A self-contained HTML page in UTF-8 (about 1.2 MB): title, interactive figure, ``alt`` as caption, table, note.

    Plotly's basic bundle draws bars, lines and points only.
    ``figure`` is ``{"data": [...], "layout": {...}}``; numpy, pandas, Decimal and dates inside are understood, NaN and
    infinite become null, the background becomes white (also in an image saved from the page). Nothing is fetched from
    a network. Numbers of the table stand in the format named for their header in ``number_formats``, else in the
    inferred one; missing is an empty cell. Raises TypeError for a value that cannot be JSON.
    """
    layout = {
        "font": {"family": FONTS},
        "height": DEFAULT_HEIGHT,
        **figure.get("layout", {}),
        "paper_bgcolor": "#FFFFFF",
    }
    page = _PAGE.substitute(
        title=html_text(title),
        alt=html_text(alt),
        note=html_text(note),
        height=html_text(str(layout["height"] or DEFAULT_HEIGHT)),
        table=_html_table(table_columns(table, number_formats=number_formats)),
        plotlyjs=BASIC_SCRIPT.read_text("utf-8"),
        figure=script_json({"data": figure.get("data", []), "layout": layout}),
        config=script_json(_config(title)),
    )
    return page.encode("utf-8")


def script_json(content: object) -> str:
    """The content as strict JSON that may stand inside ``<script>``: no ``<``, ``>``, ``&`` and no line separators."""
    return json.dumps(content, cls=PlotlyJSONEncoder, separators=(",", ":")).translate(_SCRIPT_ESCAPES)


def _config(title: str) -> dict[str, Any]:
    return {
        "displaylogo": False,
        "responsive": True,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "modeBarButtonsToRemove": ["select2d", "lasso2d"],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": safe_file_name(title, "")},
        **PLOTLY_CHINESE,
    }


def _html_table(columns: list[TableColumn]) -> str:
    head = "".join(f'<th scope="col">{html_text(column.header)}</th>' for column in columns)
    cells = [[_html_cell(cell, number_format=column.number_format) for cell in column.cells] for column in columns]
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _html_cell(cell: Cell, *, number_format: str) -> str:
    text = html_text(display_text(cell, number_format=number_format))
    return f'<td class="number">{text}</td>' if isinstance(cell, int | float | Decimal) else f"<td>{text}</td>"


def html_text(text: str) -> str:
    """The text as it may stand in a page, in an attribute too."""
    return escape(markup_text(text), quote=True)
