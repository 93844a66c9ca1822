"""The only way a chart reaches a page: with a sentence for those who cannot see it, and with its downloads."""

from typing import Any

import streamlit as st

from pages.shared import filters, store
from pages.shared.buttons import offer_file
from perfdata.presenting.charts.ready import ready_figure
from perfdata.presenting.charts.theme import Chart, watermarked
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.presenting.exports.plotly_locale import PLOTLY_CHINESE
from perfdata.usecases import browsing

_KINDS = {".csv": "数据（CSV）", ".xlsx": "工作簿（含可编辑图表）", ".html": "离线网页"}


@st.fragment
def show_figure(chart: Chart, *, key: str) -> None:
    """The titled chart with a 下载 menu: image (camera button), CSV, workbook with a native chart, offline web page."""
    if chart.uses_results:
        revision = store.revision()
        fiscal_year = filters.chosen_year(revision)
        chart = watermarked(chart) if fiscal_year and store.holds_demo(revision, fiscal_year) else chart
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(chart.title, anchor=False, width="stretch")
        menu = st.popover("下载", icon=":material/download:", type="tertiary", key=f"{key}_menu", on_change="rerun")
    image_format = st.session_state.get(f"{key}_format") or "png"
    if menu.open:
        with menu:
            _downloads(chart, key=key)
            image_format = st.session_state[f"{key}_format"] or "png"
    st.plotly_chart(
        ready_figure(chart),
        key=f"{key}_{image_format}",
        theme=None,
        alt=chart.alt,
        config=_config(chart.title, image_format),
    )


def _downloads(chart: Chart, *, key: str) -> None:
    st.segmented_control(
        "图片格式（点图表右上角的相机按钮保存）",
        ["png", "svg"],
        default="png",
        required=True,
        format_func=str.upper,
        key=f"{key}_format",
        persist_state="session",
    )
    for suffix, make in browsing.chart_files(chart).items():
        name = safe_file_name(chart.title, suffix)
        offer_file(_KINDS[suffix], make, name=name, key=f"{key}{suffix}", width="stretch")


def _config(title: str, image_format: str) -> dict[str, Any]:
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": image_format, "filename": safe_file_name(title, ""), "scale": 2},
        **PLOTLY_CHINESE,
    }
