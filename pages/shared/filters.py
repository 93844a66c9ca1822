"""Filters shared by all pages: in the sidebar, in the URL, kept across pages.

``app.py`` draws them once, before the page runs: Streamlit forgets values of an opened link whose widgets belong to a
page and are not drawn by the next one.
"""

import streamlit as st

from pages.shared import store
from pages.shared.store import Selection
from perfdata.usecases import demo


def draw() -> None:
    """The filters in the sidebar; nothing while the store is empty."""
    revision = store.revision()
    years = store.fiscal_years(revision)
    if not years:
        return
    with st.sidebar:
        fiscal_year = st.selectbox(
            "年度", years, key="year", placeholder="请选择年度", bind="query-params", persist_state="session"
        )
        unit_of = store.units_of_projects(revision, fiscal_year or years[0])
        units = _choose_several("用款单位", [*dict.fromkeys(filter(None, unit_of.values()))], key="unit")
        offered = [name for name, unit in unit_of.items() if not units or unit in units]
        _choose_several("项目", offered, key="project")


def _choose_several(label: str, options: list[str], *, key: str) -> list[str]:
    return st.multiselect(
        label,
        options,
        key=key,
        placeholder="全部",
        select_all=False,
        bind="query-params",
        persist_state="session",
        wrap=True,
    )


def choose() -> Selection:
    """The visitor's selection; stops the page with what to do next where the store is empty."""
    selection = find()
    if selection is None:
        st.info("还没有绩效目标表。请先上传目标表，再回到这里。", title="暂无数据")
        st.page_link("pages/records/upload.py", label="去上传", icon=":material/upload_file:")
        st.stop()
    return selection


def find() -> Selection | None:
    """The visitor's selection, with a warning where its year holds invented results; None where the store is empty."""
    revision = store.revision()
    fiscal_year = chosen_year(revision)
    if fiscal_year is None:
        return None
    if store.holds_demo(revision, fiscal_year):
        _warn_of_demo(fiscal_year)
    ids = {name: project.project_id for name, project in store.project_names(revision, fiscal_year).items()}
    chosen = [ids[name] for name in st.session_state.get("project", []) if name in ids]
    return Selection(revision, fiscal_year, tuple(st.session_state.get("unit", [])), tuple(chosen))


def chosen_year(revision: int) -> int | None:
    """The year of the filters, or the newest one; None where the store is empty."""
    return st.session_state.get("year") or next(iter(store.fiscal_years(revision)), None)


def invite(selection: Selection, text: str) -> None:
    """What to do where nothing is reported: the way to the upload page, or one click for invented results."""
    st.info(text, title="待填报")
    with st.container(horizontal=True):
        st.page_link("pages/records/upload.py", label="去填报上传", icon=":material/upload_file:")
        _offer_demo(selection)


def _offer_demo(selection: Selection) -> None:
    """One click that fills the year with invented results, as long as nothing at all is reported for it."""
    year = store.overview(Selection(selection.revision, selection.fiscal_year))
    if year is None or year.totals.as_of is not None:
        return
    if st.button("载入演示数据", icon=":material/science:", key="load_demo"):
        demo.load_demo(store.engine(), fiscal_year=selection.fiscal_year, who="演示")
        st.rerun()


def _warn_of_demo(fiscal_year: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            f"**演示数据**：{fiscal_year} 年度的实际完成情况和执行数是虚构的，仅供试用，不能作为依据。", width="stretch"
        )
        if st.button("移除演示数据", key="remove_demo"):
            demo.remove_demo(store.engine(), who="演示", fiscal_year=fiscal_year)
            st.rerun()
