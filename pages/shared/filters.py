"""Filters shared by all pages: in the sidebar, in the URL, kept across pages."""

import streamlit as st

from pages.shared import store
from pages.shared.store import Selection
from perfdata.usecases import demo


def choose() -> Selection:
    """The visitor's selection; stops the page with what to do next where the store is empty."""
    revision = store.revision()
    years = store.fiscal_years(revision)
    if not years:
        st.info("还没有绩效目标表。请先在“数据”中导入目标表。", title="暂无数据")
        st.stop()
    with st.sidebar:
        fiscal_year = st.selectbox("年度", years, key="year", bind="query-params", persist_state="session")
        projects = store.year_frames(revision, fiscal_year)["projects"]
        units = _choose_several("用款单位", projects["spending_unit"].dropna().unique().tolist(), key="unit")
        offered = projects[projects["spending_unit"].isin(units)] if units else projects
        names = dict(zip(offered["short_name"], offered["project_id"], strict=True))
        chosen = _choose_several("项目", list(names), key="project")
    if store.holds_demo(revision):
        _warn_of_demo()
    return Selection(revision, fiscal_year, tuple(units), tuple(names[name] for name in chosen))


def _choose_several(label: str, options: list[str], *, key: str) -> list[str]:
    return st.multiselect(
        label, options, key=key, placeholder="全部", bind="query-params", persist_state="session", wrap=True
    )


def offer_demo(selection: Selection) -> None:
    """One click that fills the year with invented results."""
    if st.button("载入演示数据", icon=":material/science:", key="load_demo"):
        demo.load_demo(store.engine(), fiscal_year=selection.fiscal_year, who="演示")
        st.rerun()


def _warn_of_demo() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning("**演示数据**：当前的实际完成情况和执行数是虚构的，仅供试用，不能作为依据。", width="stretch")
        if st.button("移除演示数据", key="remove_demo"):
            demo.remove_demo(store.engine(), who="演示")
            st.rerun()
