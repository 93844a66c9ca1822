"""佐证材料 of 项目一页: the files beside its results, to take along, add, take away and put back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from pages.shared import drill, store, visitor
from pages.shared.buttons import mime_of
from pages.shared.desk import acting, ask_for_name, name_typed
from pages.shared.person import signed_in
from pages.shared.tables import page_chosen
from perfdata.core.errors import PerfdataError
from perfdata.presenting.formats import file_size, plain_markdown
from perfdata.usecases import evidence
from perfdata.usecases.installation import evidence_limits

_WHO, _TOLD, _ROUND, _PAGE_SIZE, _MOST_NAMED = "who_evidence", "evidence_told", "evidence_round", 6, 3
_BY_NAME = "by_name"
_ENDINGS = [*evidence.ENDINGS, "jpeg"]


def show(page: Any, files: Sequence[Any], *, fiscal_year: int) -> None:
    """The files of a project and year; nothing for whom there is neither a file to see nor one to add."""
    actor = signed_in()
    unit = page.project.spending_unit if isinstance(page.project.spending_unit, str) else None
    may_change = actor is None or actor.owns(unit)
    held = [file for file in files if file.removed_at is None]
    if not (held or may_change):
        return
    key = f"evidence_{page.project.project_id}_{fiscal_year}"
    box = st.expander("佐证材料", icon=":material/attach_file:", key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        _tell(key)
        _show_files(held, key=key, may_change=may_change)
        if may_change:
            _show_removed([file for file in files if file.removed_at is not None], key=key)
            _offer_to_add(page, fiscal_year, key=key)


def hint(upload_id: int) -> None:
    """After an upload, which of its results name their evidence and have no file beside them yet."""
    missing = evidence.stated_without_file(store.engine(), upload_id)
    if not missing:
        return
    names = [item.subject.indicator_name for item in missing]
    rest = f"等 {len(names)} 项" if len(names) > _MOST_NAMED else ""
    st.caption(
        plain_markdown(
            f"{'、'.join(names[:_MOST_NAMED])}{rest}写明了佐证、还没有附文件，可在项目页的“佐证材料”里附上："
        )
    )
    projects = {item.subject.project_id: item for item in missing}
    with st.container(horizontal=True):
        for project_id, item in list(projects.items())[:_MOST_NAMED]:
            query = drill.on_this_page(id=project_id, year=str(item.fiscal_year))
            label = plain_markdown(item.subject.project_name)
            st.page_link(drill.here(), label=label, icon=":material/attach_file:", query_params=query)


def _show_files(files: Sequence[Any], *, key: str, may_change: bool) -> None:
    number = page_chosen(len(files), most=_PAGE_SIZE, key=key)
    for file in files[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_described(file), width="stretch")
            st.download_button(
                "下载",
                # Who takes it is asked now: the browser fetches the file outside of any run of the page.
                data=partial(evidence.take, store.engine(), file.evidence_id, who=name_typed(_WHO)),
                file_name=file.file_name,
                mime=mime_of(file.file_name),
                key=f"take_{file.evidence_id}",
                on_click="ignore",
                icon=":material/download:",
            )
            if may_change:
                with st.popover("移除", key=f"remove_{file.evidence_id}"):
                    st.text_input("移除的原因（记入操作记录）", key=f"why_{file.evidence_id}", max_chars=100)
                    st.button("移除这份文件", key=f"away_{file.evidence_id}", on_click=_remove, args=(file, key))


def _described(file: Any) -> str:
    """验收单.pdf　补贴人数 in bold and grey, below it size, who, when and what for."""
    facts = [file_size(file.byte_count), f"{file.added_by} 于 {visitor.told(file.added_at)} 添加", file.note]
    small = plain_markdown("，".join(filter(None, facts)))
    name, subject = plain_markdown(file.file_name), plain_markdown(file.subject.indicator_name)
    return f"**{name}**　{subject}  \n:gray[:small[{small}]]"


def _show_removed(files: Sequence[Any], *, key: str) -> None:
    if not files or not st.toggle(f"看已移除的 {len(files)} 份", key=f"{key}_removed"):
        return
    for file in files:
        with st.container(horizontal=True, vertical_alignment="center"):
            words = f"{file.removed_by} 于 {visitor.told(file.removed_at)} 移除：{file.removed_why}"
            subject = plain_markdown(f"{file.file_name}　{file.subject.indicator_name}")
            st.markdown(f":gray[{subject}]  \n:gray[:small[{plain_markdown(words)}]]", width="stretch")
            st.button("放回", key=f"back_{file.evidence_id}", on_click=_put_back, args=(file, key))


def _offer_to_add(page: Any, fiscal_year: int, *, key: str) -> None:
    """The indicator, the files, a note, who adds them."""
    names = dict(zip(page.indicator_ids, page.indicators["指标"], strict=True))
    left, right = st.columns(2)
    with left:
        st.selectbox(
            "指标",
            [*names, _BY_NAME],
            format_func=lambda each: names.get(each, "由文件名开头的指标名称或序号认定，如 3_验收单"),
            key=f"{key}_indicator",
        )
        st.text_input("说明（可不填）", key=f"{key}_note", max_chars=200)
        ask_for_name(key=_WHO)
    of_file, of_result = (limit >> 20 for limit in evidence_limits())
    with right:
        uploader = f"{key}_files_{st.session_state.get(_ROUND, 0)}"
        st.file_uploader(
            f"文件（每项指标合计至多 {of_result} MB）",
            type=_ENDINGS,
            accept_multiple_files=True,
            key=uploader,
            max_upload_size=of_file,
        )
        st.button("保存佐证", type="primary", key=f"{key}_add", on_click=_add, args=(key, uploader, fiscal_year, names))


def _add(key: str, uploader: str, fiscal_year: int, names: Mapping[str, str]) -> None:
    """Each file by itself: what cannot be kept is told, the others are."""
    files = st.session_state.get(uploader) or []
    state = st.session_state

    def add(file: Any, who: Any) -> str:
        chosen = state[f"{key}_indicator"]
        own = evidence.indicator_named(file.name, names) if chosen == _BY_NAME else chosen
        words = {"indicator_id": own, "note": state.get(f"{key}_note", ""), "who": who}
        return evidence.add(store.engine(), file.getvalue(), file_name=file.name, fiscal_year=fiscal_year, **words)

    if not files:
        state[_TOLD] = key, [(False, "请先选择文件，再点一次。")]
        return
    if _act(key, [partial(add, file) for file in files]):
        state[_ROUND] = state.get(_ROUND, 0) + 1
        state[f"{key}_note"] = ""


def _remove(file: Any, key: str) -> None:
    why = str(st.session_state.get(f"why_{file.evidence_id}", ""))
    _act(key, [lambda who: evidence.remove(store.engine(), file.evidence_id, why=why, who=who)])


def _put_back(file: Any, key: str) -> None:
    _act(key, [lambda who: evidence.put_back(store.engine(), file.evidence_id, who=who)])


def _act(key: str, acts: Sequence[Callable[[Any], str]]) -> bool:
    """Do these in the name of who is at the screen and keep what to tell; whether that is known."""
    told: list[tuple[bool, str]] = []
    st.session_state[_TOLD] = key, told
    try:
        who = acting(_WHO)
    except PerfdataError as error:
        told.append((False, error.told(visitor.zone())))
        return False
    for act in acts:
        try:
            told.append((True, act(who)))
        except PerfdataError as error:
            told.append((False, error.told(visitor.zone())))
    return True


def _tell(key: str) -> None:
    """What the last click came to."""
    of, told = st.session_state.get(_TOLD, ("", []))
    if of == key:
        for is_done, text in told:
            (st.success if is_done else st.error)(plain_markdown(text))
