"""Parts of the history page: one upload with its file, its acts, and the way to undo and redo it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from pages.shared import downloads, store, visitor
from pages.shared.desk import acting, desk
from pages.shared.review_cards import show_remarks
from pages.shared.tables import show_table
from pages.shared.uploads import show_finding_table
from perfdata.core.errors import PerfdataError
from perfdata.core.terms import Act, HandInState
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import history, opening

WHO = "who_history"
_COLORS = {"有效": "green", "已审": "green", "待审": "orange", "已退回": "red"}


def show_upload(
    upload: Any, acts: Sequence[Any], *, is_given: bool, hand_in: Any = None, may_switch: bool = True
) -> None:
    """One upload: what, who, when, why it was returned, and its file where that ``is_given``.

    撤销 stands above and 恢复 below, so that a second click meets neither.
    """
    may_undo = upload.is_in_force and may_switch
    may_redo = upload.state == "已撤销" and may_switch
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            state = f":{_COLORS.get(upload.state, 'gray')}-badge[{upload.state}]"
            st.markdown(f"**第 {upload.upload_id} 号　{plain_markdown(upload.file_name)}**　{state}", width="stretch")
            if may_undo:
                _offer_switch("撤销", history.undo, upload.upload_id, acts, key=f"undo_{upload.upload_id}")
            name, key = partial(history.original_name, store.engine(), upload), f"original_{upload.upload_id}"
            downloads.offer_original("下载原件", upload.upload_id, is_given=is_given, name=name, key=key)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain_markdown(_course(upload, acts)), width="stretch")
            if may_redo:
                _offer_switch("恢复", history.redo, upload.upload_id, acts, key=f"redo_{upload.upload_id}")
        _tell_refusal(upload.upload_id)
        if hand_in and upload.review is HandInState.RETURNED:
            st.caption(plain_markdown(f"退回的原因：{hand_in.reason or '见各处意见'}"))
            show_remarks(hand_in)
        details = st.expander("内容与核对提示", key=f"findings_{upload.upload_id}", on_change="rerun")
        if details.open:
            with details:
                _show_rows(upload)
                if is_given:
                    _show_findings(upload)


def _course(upload: Any, acts: Sequence[Any]) -> str:
    """实际完成情况，4 行，张会计 于 … 上传；已由 李科长 于 … 撤销."""
    words = {act: act.label for act in (Act.VOID, Act.RESTORE, Act.APPROVE, Act.RETURN, Act.WITHDRAW)}
    when = visitor.told(upload.uploaded_at)
    did = "交审" if upload.review else "上传"
    is_bundled = upload.uploaded_by == opening.BUNDLED
    by = f"随系统提供（{when}）" if is_bundled else f"{upload.uploaded_by} 于 {when} {did}"
    later = [f"已由 {act.who} 于 {visitor.told(act.at)} {words[act.act]}" for act in acts if act.act in words]
    more = [f"此前还有 {len(later) - 2} 次改动，见操作记录"] if len(later) > 2 else []
    return "；".join([f"{upload.kind.label}，{upload.row_count} 行，{by}", *more, *later[-2:]])


def _offer_switch(label: str, switch: Callable[..., None], upload_id: int, acts: Sequence[Any], *, key: str) -> None:
    seen = acts[-1].entry_id if acts else None
    st.button(label, key=key, on_click=_switch, args=(switch, upload_id, seen))


def _switch(switch: Callable[..., None], upload_id: int, seen: int | None) -> None:
    """Before the page is drawn anew, so that an old page still does what its button said or is told why not."""
    own = desk()
    own.refused = None
    try:
        switch(store.engine(), upload_id, who=acting(WHO), seen=seen)
    except PerfdataError as error:
        own.refused = store.revision(), upload_id, error.told(visitor.zone())


def _tell_refusal(upload_id: int) -> None:
    if (refused := desk().refused) and refused[:2] == (store.revision(), upload_id):
        st.error(plain_markdown(refused[2]), title="没有改动")


def _show_rows(upload: Any) -> None:
    rows = history.rows_frame(store.engine(), upload)
    st.markdown(f"**写入的内容（{len(rows)} 行）**")
    show_table(rows, "upload_rows", alt="这次上传写入的每一行及其出处", key=f"rows_{upload.upload_id}")
    st.caption(f"原件校验值（SHA-256）：{upload.sha256}")


def _show_findings(upload: Any) -> None:
    findings, as_confirmed = history.findings_of(store.engine(), upload)
    st.markdown("**确认时的提示**" if as_confirmed else "**提示**")
    if not as_confirmed:
        st.caption("入库时没有保存提示，以下按现行规则和现有数据重新核对得出。")
    if not findings:
        st.caption("没有提示。")
        return
    show_finding_table(findings, alt="这次上传的提示", key=f"table_{upload.upload_id}")
