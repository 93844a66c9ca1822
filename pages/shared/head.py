"""What stands over the title of every page: the way here, the search, and the filters that are on."""

from typing import Any

import streamlit as st

from pages.shared import drill, filters, store, visitor
from perfdata.presenting.formats import plain_markdown
from perfdata.presenting.league import without_place

_MOST_CHIPS = 3
_STEP = ":gray[›]"


def draw(page: Any, project_id: str | None) -> None:
    """Breadcrumb and search in one line, hits and the filters that are on below; nothing while the store is empty."""
    revision = store.revision()
    fiscal_year = filters.chosen_year(revision)
    if fiscal_year is None:
        return
    found = store.project_called(revision, fiscal_year, project_id) if project_id else None
    opened = found and found[1]
    _line(page, opened, fiscal_year)
    if opened is None:
        _chips(filters.chosen("unit"), filters.chosen("project"))


@st.fragment
def _line(page: Any, opened: Any, fiscal_year: int) -> None:
    """The search draws only this line anew."""
    units, names = filters.chosen("unit"), filters.chosen("project")
    place = f"{page.url_path}_{st.query_params.get('id')}_{units}_{names}"
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="stretch"):
            if opened is not None:
                _path_of_project(opened)
            else:
                _path_of_filters(page, units, names, fiscal_year)
        text = st.text_input(
            "搜索",
            key=f"search_{place}",  # Elsewhere another one, so that a hit that was followed closes the list.
            type="search",
            live=True,
            max_chars=60,
            placeholder="搜索单位、项目、指标",
            icon=":material/search:",
            label_visibility="collapsed",
            width=200 if visitor.is_on_phone() else 280,
        )
    if text and text.strip():
        _show_hits(text.strip(), fiscal_year)


def _path_of_project(project: Any) -> None:
    _link("全部", drill.OVERVIEW, unit=filters.ALL, project=filters.ALL)
    st.markdown(_STEP, width="content")
    if project.spending_unit:
        _link(
            without_place([project.spending_unit])[0], drill.OVERVIEW, unit=project.spending_unit, project=filters.ALL
        )
        st.markdown(_STEP, width="content")
    st.markdown(f"**{plain_markdown(project.project_name)}**", width="content")


def _path_of_filters(page: Any, units: list[str], names: list[str], fiscal_year: int) -> None:
    """全部, and the unit and project that are chosen; each step but the last leads there on the same page."""
    if not (units or names):
        st.markdown("**全部**", width="content")
        return
    _link("全部", page, unit=filters.ALL, project=filters.ALL)
    st.markdown(_STEP, width="content")
    if units:
        label = without_place(units)[0] if len(units) == 1 else f"{len(units)} 个单位"
        if names:
            _link(label, page, unit=units, project=filters.ALL)
            st.markdown(_STEP, width="content")
        else:
            st.markdown(f"**{plain_markdown(label)}**", width="content")
    if len(names) == 1:
        found = store.projects_called(store.revision(), fiscal_year, (names[0],))[names[0]]
        _link(names[0], drill.here(), id=found.project_id)
    elif names:
        st.markdown(f"**{len(names)} 个项目**", width="content")


def _link(label: str, page: Any, **query: Any) -> None:
    is_here = page == drill.here() or (page == drill.OVERVIEW and drill.here().url_path == "")
    of_page = drill.on_this_page if is_here else drill.elsewhere
    st.page_link(page, label=plain_markdown(label), query_params=of_page(**query))


def _show_hits(text: str, fiscal_year: int) -> None:
    found = store.search(store.revision(), store.concluded(), fiscal_year, text)
    with st.container(border=True):
        if not (found.units or found.projects or found.indicators):
            st.markdown(f"{fiscal_year} 年度没有名称含“{plain_markdown(text)}”的单位、项目或指标。")
            return
        groups = st.columns(3)
        for place, title, hits in zip(groups, ("单位", "项目", "指标"), _hits(found), strict=True):
            with place.container(gap="xsmall"):
                st.markdown(f":gray[{title}]")
                for label, page, query in hits:
                    _link(label, page, **query)
        if found.is_cut:
            st.caption("还有更多，请写得更具体一些。")


def _hits(found: Any) -> tuple[list[tuple[str, str, dict[str, str]]], ...]:
    projects = without_place([row.spending_unit or "" for row in (*found.projects, *found.indicators)])
    beside = iter(f"　{unit}" if unit else "" for unit in projects)
    return (
        [(unit, drill.OVERVIEW, {"unit": unit, "project": filters.ALL}) for unit in found.units],
        [(f"{row.project_name}{next(beside)}", drill.here(), {"id": row.project_id}) for row in found.projects],
        [
            (f"{row.indicator_name}　{row.project_name}{next(beside)}", drill.here(), {"id": row.project_id})
            for row in found.indicators
        ],
    )


def _chips(units: list[str], names: list[str]) -> None:
    """A button for each filter that is on, which takes it off; of many the first ones and one that takes off all."""
    chosen = [("unit", name) for name in units] + [("project", name) for name in names]
    if not chosen:
        return
    with st.container(horizontal=True, gap="small"):
        for position, (key, name) in enumerate(chosen[:_MOST_CHIPS]):
            label = without_place([name])[0] if key == "unit" else name
            _chip(label, key=f"chip_{position}", taken=[(key, name)])
        if len(chosen) > 1:
            left = f"（还有 {len(chosen) - _MOST_CHIPS} 个）" if len(chosen) > _MOST_CHIPS else ""
            _chip(f"清除全部{left}", key="chip_all", taken=chosen)


def _chip(label: str, *, key: str, taken: list[tuple[str, str]]) -> None:
    st.button(
        plain_markdown(label),
        key=key,
        icon=":material/close:",
        icon_position="right",
        help="去掉这个筛选",
        on_click=filters.take_off,
        args=(taken,),
    )
