"""All charts of a briefing on one offline page that saves each, or all of them, as PNG or SVG."""

from html import escape
from string import Template

from perfdata.core.plotly import BASIC_SCRIPT
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.presenting.exports.webpage import FONTS, HEAD, html_text, script_json
from perfdata.presenting.meeting.briefing import Briefing

_PAGE = Template(
    HEAD
    + """figure { margin: 0 0 2rem; break-inside: avoid; }
figcaption, .note { color: #5B6673; font-size: .9rem; line-height: 1.6; }
button { font: inherit; min-height: 44px; padding: 0 1rem; margin: 0 .5rem .5rem 0; }
@media print { button { display: none; } }
</style>
</head>
<body>
<h1>$title</h1>
<p class="note">$subtitle</p>
<p><button data-all="png">全部保存为 PNG</button><button data-all="svg">全部保存为 SVG</button></p>
$figures
<script>$plotlyjs</script>
<script>
(function () {
  const charts = $charts;
  const save = (at, format) => Plotly.downloadImage("chart" + at, {
    format: format, filename: charts[at].file, width: 960, height: charts[at].layout.height, scale: 2
  });
  const drawn = charts.map((chart, at) => Plotly.newPlot("chart" + at, chart.data, chart.layout,
    {displayModeBar: false, responsive: true}));
  document.addEventListener("click", async event => {
    const asked = event.target.dataset;
    if (asked.at) save(+asked.at, asked.format);
    if (asked.all) for (let at = 0; at < charts.length; at++) await save(at, asked.all);
  });
  Promise.all(drawn).then(() => document.body.dataset.drawn = charts.length);
})();
</script>
</body>
</html>
"""
)
_LINE = 80
_FIGURE = """<figure><h2>{title}</h2><div id="chart{at}" role="img" aria-label="{alt}"></div>
<figcaption>{alt}<br>{note}</figcaption>
<button data-at="{at}" data-format="png">保存为 PNG</button>\
<button data-at="{at}" data-format="svg">保存为 SVG</button></figure>"""


def charts_page(briefing: Briefing) -> bytes:
    """A page with one copy of the script; title, selection and source are drawn into every image that it saves."""
    charts = [chart for section in briefing.sections for chart in section.charts]
    figures = [
        _FIGURE.format(at=at, title=html_text(chart.title), alt=html_text(chart.alt), note=html_text(chart.note))
        for at, chart in enumerate(charts)
    ]
    drawn = [_drawn(chart.figure, chart.title, f"{briefing.subtitle}　{chart.note}") for chart in charts]
    page = _PAGE.substitute(
        title=html_text(briefing.title),
        subtitle=html_text(briefing.subtitle),
        figures="\n".join(figures),
        plotlyjs=BASIC_SCRIPT.read_text("utf-8"),
        charts=script_json(drawn),
    )
    return page.encode("utf-8")


def _drawn(figure: dict, title: str, source: str) -> dict:
    """The figure with room for its title above and its source below."""
    layout = figure["layout"]
    margin = layout.get("margin", {})
    lines = [escape(source[start : start + _LINE]) for start in range(0, len(source), _LINE)]
    top, bottom = 48, 32 + 16 * len(lines)
    words = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "showarrow": False}
    return {
        "data": figure["data"],
        "layout": {
            **layout,
            "font": {"family": FONTS} | layout.get("font", {}),
            "paper_bgcolor": "#FFFFFF",
            "height": layout["height"] + top + bottom,
            "margin": {**margin, "t": margin.get("t", 0) + top, "b": margin.get("b", 0) + bottom},
            "title": {"text": escape(title), "x": 0.01, "xanchor": "left", "font": {"size": 16}},
            "annotations": [
                *layout.get("annotations", ()),
                {
                    **words,
                    "text": "<br>".join(lines),
                    "align": "left",
                    "y": 0,
                    "yshift": -24,
                    "yanchor": "top",
                    "font": {"size": 11},
                },
            ],
        },
        "file": safe_file_name(title, ""),
    }
