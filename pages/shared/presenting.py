"""The steps of 汇报演示, which of them is shown, and what leads to the next."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from pages.shared import overview
from perfdata.presenting.charts.ready import ready_figure
from perfdata.presenting.charts.theme import Chart, enlarged

Step = tuple[str, Callable[[], None]]
_STEP, _SINCE, _SECONDS = "present_step", "present_since", 15
_ROW = 38


def steps_of(town: Any) -> Sequence[Step]:
    """What is shown one after the other: verdicts, things to ask, the table, and the charts there are."""
    charts = [chart for chart in (town.pace, town.categories) if chart]
    return [
        ("总体判断", partial(overview.show_figures, town.cards)),
        ("要过问的事", partial(overview.show_issues, town.issues)),
        ("各单位情况" if town.by_unit else "各项目情况", partial(overview.show_league, town, row_height=_ROW)),
        *((chart.title, partial(_show_chart, chart)) for chart in charts),
    ]


def _show_chart(chart: Chart) -> None:
    st.plotly_chart(
        ready_figure(enlarged(chart)), theme=None, alt=chart.alt, key="present", config={"displayModeBar": False}
    )


def position(count: int) -> int:
    """The step that is shown, counted from 0."""
    return min(st.session_state.setdefault(_STEP, 0), count - 1)


def show_controls(at: int, count: int) -> None:
    """Back and on, also by the arrow keys, and 自动播放, which goes on by itself and begins anew at the end."""
    key = "present_screen" if "present" in st.query_params else "present_page"  # the first fills the screen
    with st.container(horizontal=True, vertical_alignment="center", key=key):
        st.button("上一步", on_click=_go, args=[at - 1], disabled=at == 0, shortcut="Left", key="present_back")
        st.button("下一步", on_click=_go, args=[at + 1], disabled=at == count - 1, shortcut="Right", key="present_on")
        st.caption(f"{at + 1} / {count}", width="content")
        plays = st.toggle("自动播放", key="present_plays", persist_state="session")
        st.page_link("pages/dashboards/overview.py", label="退出", width="content")
    if plays:
        _play(at, count)


def _go(step: int) -> None:
    st.session_state.update({_STEP: step, _SINCE: time.monotonic()})


@st.fragment(run_every=_SECONDS)
def _play(at: int, count: int) -> None:
    if time.monotonic() - st.session_state.setdefault(_SINCE, time.monotonic()) >= _SECONDS - 1:
        _go((at + 1) % count)
        st.rerun()
