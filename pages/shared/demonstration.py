"""Invented results to try the dashboards with: asked before they come, told as long as they are there."""

import streamlit as st

from pages.shared import access, store
from pages.shared.buttons import refusal_shown
from pages.shared.desk import ask_for_name, desk
from pages.shared.person import signed_in
from pages.shared.store import Selection
from perfdata.usecases import demo

_NAMELESS = "未填姓名"


def offer(selection: Selection) -> None:
    """What they are and the button that brings them, as long as nothing at all is reported for the year."""
    year = store.overview(selection._replace(units=(), projects=()))
    if year is None or year.totals.as_of is not None or not access.may_invent_figures():
        return
    with st.popover("试用演示数据", icon=":material/science:"):
        st.markdown(
            f"将为 {selection.fiscal_year} 年度写入**虚构**的完成情况和执行数。所有打开看板的人都会看到，"
            "用到它们的图都标明“演示数据”；上传真实结果时自动撤下，也可以随时移除。"
        )
        who = ask_for_name(key="who_demo")
        if st.button("载入演示数据", key="load_demo", type="primary"):
            with refusal_shown("没有载入", who=who or _NAMELESS):
                demo.load_demo(
                    store.engine(),
                    fiscal_year=selection.fiscal_year,
                    who=who or _NAMELESS,
                    expected_revision=selection.revision.number,
                )


def warn(fiscal_year: int) -> None:
    """That figures of the year are invented, and the way to be rid of them."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            f"**演示数据**：{fiscal_year} 年度的实际完成情况和执行数是虚构的，仅供试用，不能作为依据。", width="stretch"
        )
        if access.may_invent_figures() and st.button("移除演示数据", key="remove_demo"):
            who = signed_in() or desk().name or _NAMELESS
            with refusal_shown("没有移除", who=who):
                demo.remove_demo(store.engine(), who=who, fiscal_year=fiscal_year)
