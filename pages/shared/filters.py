"""Filters shared by all pages: in the sidebar, in the URL, kept across pages.

``app.py`` draws them once, before the page runs: Streamlit forgets values of an opened link whose widgets belong to a
page and are not drawn by the next one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import streamlit as st

from pages.shared import demonstration, store, visitor
from pages.shared.person import reader
from pages.shared.store import Selection
from perfdata.core.keys import unit_key
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.presenting.formats import plain_markdown

ALL = "全部"
_LABELS = {"year": "年度", "unit": "用款单位", "project": "项目"}
_SHOWN, _TOLD, _ASKED = "filters_shown", "filters_told", "filters_asked"
_BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def draw() -> None:
    """The filters in the sidebar, and what a link asked for in vain; nothing while the store is empty.

    Streamlit leaves out of the address what a box says by itself; here the year has no such value, and 全部 is an
    answer like others, so that a link means tomorrow what it means today.
    """
    revision = store.revision()
    years = store.fiscal_years(revision)
    if not years:
        return
    asked = {key: _asked(key) for key in _LABELS} | st.session_state.pop(_ASKED, {})
    year = next((year for year in years if str(year) in asked["year"]), years[0])
    units, unit_keys = store.units(revision, year), set(map(unit_key, asked["unit"]))
    known = store.units_called(revision, year, tuple(asked["unit"])) if units is None else units
    wanted = [unit for unit in known if unit_key(unit) in unit_keys]
    named = store.project_names(revision, year, tuple(wanted))
    asked_names = tuple(name for name in asked["project"] if name != ALL)
    listed = store.projects_called(revision, year, asked_names) if named is None else named
    is_own = [not wanted or unit_key(project.spending_unit) in unit_keys for project in listed.values()]
    projects = [name for name, own in zip(listed, is_own, strict=True) if own]
    shown = {
        "year": [str(year)],
        "unit": wanted or [ALL],
        "project": [name for name in projects if name in asked["project"]] or [ALL],
    }
    _tell_unknown(asked, shown)
    is_first = _SHOWN not in st.session_state
    st.session_state.update({_SHOWN: shown, **shown, "year": year})
    if is_first and any(st.query_params.get_all(key) != texts for key, texts in shown.items()):
        st.query_params.update(sorted(shown.items()))  # As the browser sorts them: another order is another step back.
        st.rerun()
    with st.sidebar:
        st.selectbox("年度", years, index=None, key="year", placeholder="最近的年度", **_BOUND)
        if units is None:
            _seek_units(revision, year, shown["unit"])
        else:
            _choose_units(units)
        more = "项目很多，先选用款单位，这里再列出它的项目。" if named is None else None
        options = [ALL, *projects]
        st.multiselect(_LABELS["project"], options, key="project", help=more, select_all=False, wrap=True, **_BOUND)
    if st.session_state["year"] is None:  # The way back led to an address without a year.
        st.rerun()


def _choose_units(units: list[str]) -> None:
    st.multiselect(_LABELS["unit"], [ALL, *units], key="unit", select_all=False, wrap=True, **_BOUND)


@st.fragment
def _seek_units(revision: store.Revision, year: int, shown: list[str]) -> None:
    """Of more units than anyone picks from a list those can be chosen whose names have what is typed."""
    text = st.text_input(
        "找用款单位",
        key=f"sought_{shown}",  # another one after a choice, so that the next search begins empty
        type="search",
        live=True,
        max_chars=60,
        placeholder="输入名称中的几个字",
        icon=":material/search:",
    )
    found = store.units_like(revision, year, text.strip()) if text else []
    _choose_units([*(unit for unit in shown if unit != ALL and unit not in found), *found])
    if st.session_state["unit"] != shown:
        st.rerun()


def _asked(key: str) -> list[str]:
    """What the address newly says, as that of a link does; else what stands in the box, the last choice last.

    A link to another page brings along what is shown, before what it asks for itself.
    """
    found, shown = st.query_params.get_all(key), st.session_state.get(_SHOWN, {}).get(key, [])
    held = st.session_state.get(key)
    texts = [str(item) for item in (held if isinstance(held, list) else [held]) if item is not None]
    if found and found != shown:
        is_brought_along = texts == shown and found[: len(shown)] == shown
        return found[len(shown) :] if is_brought_along else found
    return [ALL] if texts[-1:] == [ALL] else [text for text in texts if text != ALL]


def _tell_unknown(asked: dict[str, list[str]], shown: dict[str, list[str]]) -> None:
    """Told until something else is chosen."""
    lines = []
    for key, label in _LABELS.items():
        known = {ALL, *shown[key], *(text for text in asked[key] if unit_key(text) in map(unit_key, shown[key]))}
        if unknown := [text for text in asked[key] if text not in known]:
            now = f" {shown[key][0]} 年度" if key == "year" else _shown_text(label, shown[key])
            where = "链接中的" if _SHOWN not in st.session_state else "所选的"
            lines.append(f"{where}{label}{'、'.join(f'“{text}”' for text in unknown)}不存在，现在显示{now}。")
    if lines:
        st.session_state[_TOLD] = shown, plain_markdown("".join(lines))
    told, text = st.session_state.get(_TOLD, (None, ""))
    if told == shown:
        st.warning(text)
    else:
        st.session_state.pop(_TOLD, None)


def _shown_text(label: str, shown: list[str]) -> str:
    return f"全部{label}" if shown == [ALL] else "、".join(f"“{text}”" for text in shown)


def choose() -> Selection:
    """The visitor's selection; stops the page with what to do next where the store is empty."""
    selection = find()
    if selection is None:
        st.info(_nothing_yet(), title="暂无数据")
        st.page_link("pages/records/upload.py", label="去上传", icon=":material/upload_file:")
        st.stop()
    return selection


def _nothing_yet() -> str:
    actor = reader()
    if actor is None or actor.is_of_all_units:
        return "还没有绩效目标表。请先上传目标表，再回到这里。"
    of = plain_markdown(actor.told_units)
    return f"没有您可以看的绩效目标表（您的账号属于：{of}）。如目标表已经入库，请管理员核对账号上的单位名称。"


def find() -> Selection | None:
    """The visitor's selection, with a warning where its year holds invented results; None where the store is empty."""
    revision = store.revision()
    fiscal_year = chosen_year(revision)
    if fiscal_year is None:
        return None
    if store.holds_demo(revision, fiscal_year):
        demonstration.warn(fiscal_year)
    units, names = tuple(chosen("unit")), tuple(chosen("project"))
    projects = [item.project_id for item in store.projects_called(revision, fiscal_year, names).values()]
    version, left = store.concluded()
    if left:
        st.caption(
            f"正在重新判断，还有 {left:,} 个项目：在此之前按原来的结论计入合计，还没有结论的不计入；刷新可看进度。"
        )
    return Selection(revision, fiscal_year, units, tuple(projects), (version, left))


def chosen(key: str) -> list[str]:
    """The units (``unit``) or short names of projects (``project``) that are shown; none means all."""
    return [name for name in st.session_state.get(_SHOWN, {}).get(key, []) if name != ALL]


def ask(choice: dict[str, list[str]]) -> None:
    """What the filters shall say from the next run on: a script may not change them once they are drawn."""
    st.session_state[_ASKED] = choice


def take_off(taken: list[tuple[str, str]]) -> None:
    """Take units and projects off the filters."""
    for key, name in taken:
        st.session_state[key] = [other for other in st.session_state.get(key, []) if other != name]


def chosen_year(revision: store.Revision) -> int | None:
    """The year of the filters, or the newest one; None where the store is empty."""
    return st.session_state.get("year") or next(iter(store.fiscal_years(revision)), None)


def file_name(title: str, suffix: str) -> str:
    """年度_单位_图名 of what is taken along from the pages as they are filtered."""
    return safe_file_name(f"{chosen_year(store.revision())}_{_told_units()}_{title}", suffix)


def told_scope(*, with_day: bool) -> str:
    """2024 年度 · 全部单位 · 截至 2024-10-28, for a picture; the last reported day only ``with_day``."""
    revision = store.revision()
    year, units, projects = chosen_year(revision), tuple(_chosen("unit")), _chosen("project")
    parts = [f"{year} 年度", _told_units()]
    if projects:
        parts.append("、".join(projects) if len(projects) <= 3 else f"{len(projects)} 个项目")
    if with_day and year:
        called = store.projects_called(revision, year, tuple(projects))
        ids = tuple(item.project_id for item in called.values())
        day = store.as_of(Selection(revision, year, units, ids))
        parts += [f"截至 {day}"] if day else []
    return " · ".join(parts)


def _told_units() -> str:
    units = _chosen("unit")
    return "全部单位" if not units else units[0] if len(units) == 1 else f"{len(units)}个单位"


def _chosen(key: str) -> list[str]:
    return [text for text in st.session_state.get(_SHOWN, {}).get(key, []) if text != ALL]


def stop_without_projects(selection: Selection, text: str = "请放宽左侧的筛选。") -> NoReturn:
    """Say that the selection has no project, or that what it has is still to be judged, and end the page."""
    if selection.concluded[1]:
        st.info("所选项目的结论还没有算出来，稍等片刻刷新即可；已入库的数据都在。", title="正在重新判断")
    else:
        st.info(f"所选单位和项目在 {selection.fiscal_year} 年度没有绩效目标表，{text}", title="暂无数据")
    st.stop()


@contextmanager
def of_page(*keys: str) -> Iterator[None]:
    """Where the filters with these keys stand that a page has of its own: in a row, on a phone behind one button."""
    if not visitor.is_on_phone():
        with st.grid(len(keys), min_column_width=150):
            yield
        return
    used = sum(bool(st.session_state.get(key)) for key in keys)
    label = f"筛选（{used} 项）" if used else "筛选"
    with st.popover(label, icon=":material/filter_list:", width="stretch", key=f"filters_{keys[0]}"):
        yield


def invite(selection: Selection, text: str) -> None:
    """What to do where nothing is reported: the way to the upload page, or one click for invented results."""
    st.info(text, title="待填报")
    with st.container(horizontal=True):
        st.page_link("pages/records/upload.py", label="去填报上传", icon=":material/upload_file:")
        demonstration.offer(selection)
