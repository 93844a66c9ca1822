"""The only way a chart reaches a page: with a sentence for those who cannot see it, and with its downloads."""

from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from pages.shared import drill, filters, store, visitor
from pages.shared.buttons import offer_file
from pages.shared.tables import show_plain
from perfdata.presenting.charts.ready import ready_figure
from perfdata.presenting.charts.theme import Chart, watermarked
from perfdata.presenting.exports.plotly_locale import PLOTLY_CHINESE
from perfdata.usecases import browsing

_KINDS = {".csv": "数据（CSV）", ".xlsx": "工作簿（含可编辑图表）", ".html": "离线网页"}
_CONFIG = {"displayModeBar": False, **PLOTLY_CHINESE}
_BUTTONS = """<button class="png">图片（PNG）</button><button class="svg">矢量图（SVG）</button>"""
_LOOK = """
button + button { margin-top: .5rem; }
button { display: block; width: 100%; min-height: 2.5rem; cursor: pointer; font: inherit; font-size: .875rem;
  color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); }
button:hover, button:focus-visible { color: var(--st-link-color); border-color: var(--st-link-color); }
"""
_pictures = component(
    "chart_pictures", html=_BUTTONS, css=_LOOK, js=Path(__file__).with_name("picture.js").read_text("utf-8")
)


@st.fragment
def show_figure(chart: Chart, *, key: str, query: dict[str, Any] | None = None) -> None:
    """The titled chart with a menu, made when it is opened: pictures, data, workbook, offline page, data table.

    ``query`` is what the page that one of its marks leads to chooses besides.
    """
    if chart.uses_results:
        revision = store.revision()
        fiscal_year = filters.chosen_year(revision)
        chart = watermarked(chart) if fiscal_year and store.holds_demo(revision, fiscal_year) else chart
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(chart.title, anchor=False, width="stretch")
        menu = st.popover("下载", icon=":material/download:", type="tertiary", key=f"{key}_menu", on_change="rerun")
    selects: dict[str, Any] = {"on_select": "rerun", "selection_mode": "points"} if chart.leads_to else {}
    chosen = st.plotly_chart(
        ready_figure(chart, is_dark=visitor.is_dark(), is_narrow=visitor.is_on_phone()),
        key=f"{key}_chart",
        theme=None,
        alt=chart.alt,
        config=dict(_CONFIG),
        **selects,
    )
    if menu.open:
        with menu:
            _downloads(chart, key=key)
    if chart.leads_to:
        drill.follow_point(chosen, chart.leads_to, query=query or {})
    if st.session_state.get(f"{key}_table"):
        show_plain(chart.table, alt=f"{chart.title}的数据表", key=f"{key}_rows")


def _downloads(chart: Chart, *, key: str) -> None:
    name, scope = filters.file_name(chart.title, ""), filters.told_scope(with_day=chart.uses_results)
    picture = {"key": f"{key}_chart", "name": name, "title": chart.title, "scope": scope, "note": chart.note}
    _pictures(data=picture, key=f"{key}_pictures", height="content")
    for suffix, make in browsing.chart_files(chart).items():
        offer_file(_KINDS[suffix], make, name=f"{name}{suffix}", key=f"{key}{suffix}", width="stretch")
    st.toggle("在图下显示数据表", key=f"{key}_table", persist_state="session")
