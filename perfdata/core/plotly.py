"""The basic bundle of plotly.js: bars, lines and points, a quarter of the whole."""

from pathlib import Path

BASIC_SCRIPT = Path(__file__).parents[1] / "serving" / "assets" / "plotly-basic-4.1.1.min.js"
"""As published on npm (plotly.js-basic-dist-min 4.1.1, MIT licence, the text of which stands in its head)."""
