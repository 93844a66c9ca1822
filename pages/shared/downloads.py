"""Files that leave the dashboard: with accounts it stands in the log who took what along."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from pages.shared import store
from pages.shared.person import may_see_originals, signed_in
from perfdata.usecases import history, log

_FILTERS = {"year": "年度", "unit": "单位", "project": "项目"}
_MOST_NAMES = 3


def recorded(data: Any, name: str) -> Any:
    """What a button for downloading takes: with accounts each click is logged, with the selection of the page."""
    actor = signed_in()
    if actor is None:
        return data
    engine, scope = store.engine(), _scope()

    def taken() -> Any:
        log.note_download(engine, actor, name=name, scope=scope)
        return data() if callable(data) else data

    return taken


def offer_original(label: str, upload_id: int, *, is_given: bool, name: Callable[[], str], key: str) -> None:
    """A button for a file as it came, or that it holds rows of other units; nothing for who may only look."""
    if not may_see_originals():
        return
    if not is_given:
        st.caption("原件含其他单位的内容，不提供下载", width="content")
        return
    actor, engine = signed_in(), store.engine()
    st.download_button(
        label,
        data=partial(history.file_of, engine, upload_id, who=actor),
        file_name=name(),
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )


def _scope() -> str:
    """年度 2024，单位 全部，项目 全部: the filters as the address says them."""
    parts = []
    for key, label in _FILTERS.items():
        if names := st.query_params.get_all(key):
            more = f"等 {len(names)} 个" if len(names) > _MOST_NAMES else ""
            parts.append(f"{label} {'、'.join(names[:_MOST_NAMES])}{more}")
    return "，".join(parts)
