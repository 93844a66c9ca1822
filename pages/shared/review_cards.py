"""Parts of the review: what waits with old and new, the way to approve or return it, and what was returned."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import streamlit as st

from pages.shared import store, visitor
from pages.shared.buttons import offer_file
from pages.shared.downloads import offer_original
from pages.shared.person import reader, signed_in
from pages.shared.tables import edit_table, first_of, show_table
from pages.shared.uploads import show_finding_table
from perfdata.core.errors import PerfdataError, StorageError
from perfdata.core.terms import ChangeKind, Severity, UploadKind
from perfdata.presenting import previews
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import history, reviewing

_DONE = "review_done"


def tell_done() -> None:
    """What the last click came to."""
    if done := st.session_state.pop(_DONE, None):
        is_good, text = done
        (st.success if is_good else st.error)(plain_markdown(text), title=None if is_good else "没有改动")


def asked_for(who: Any) -> Any:
    """The upload that the address names, if it waits and the person may look at it."""
    named = st.query_params.get("upload", "")
    return reviewing.waiting_upload(store.engine(), who, int(named)) if named.isdecimal() and len(named) < 10 else None


def show_waiting(who: Any, item: Any, *, is_open: bool, is_disabled: bool) -> None:
    """One upload that waits, folded but for the first: what, by whom, and all that is needed to decide."""
    upload = item.upload
    year = f"{upload.fiscal_year} 年度" if upload.fiscal_year else ""
    when = visitor.told(upload.uploaded_at)
    title = f"第 {upload.upload_id} 号　{item.told_units}　{year}{upload.kind.label}　{upload.uploaded_by}　{when}"
    box = st.expander(
        plain_markdown(title),
        expanded=is_open,
        key=f"waiting_{upload.upload_id}_{is_open}",  # another first one is folded out by itself
        on_change="rerun",
        icon=":material/hourglass_top:",
    )
    if not box.open:
        return
    with box:
        _show_file(upload, is_disabled=is_disabled)
        try:
            with_findings = reviewing.may_read_findings(store.engine(), who, item)
            examined = _examined(store.revision().number, upload.upload_id, with_findings, item)
        except StorageError as error:
            st.warning(plain_markdown(str(error)), title="不能批准")
            examined = None
        shown = _show_examined(who, item, examined) if examined else []
        _ask_to_decide(who, item, examined, shown)


@st.cache_resource(max_entries=32, show_spinner="正在与现有数据比较……")
def _examined(at_revision: int, upload_id: int, with_findings: bool, _item: Any) -> Any:  # noqa: ARG001
    return reviewing.examine(store.engine(), _item, with_findings=with_findings)


def _show_file(upload: Any, *, is_disabled: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        left = "　:orange-badge[账号已停用]" if is_disabled else ""
        when = visitor.told(upload.uploaded_at)
        told = f"“{upload.file_name}”，{upload.row_count} 行，{upload.uploaded_by} 于 {when} 交审"
        st.markdown(f"{plain_markdown(told)}{left}", width="stretch")
        is_given = upload.upload_id in history.to_give(store.engine(), [upload.upload_id])
        name, key = partial(history.original_name, store.engine(), upload), f"waiting_original_{upload.upload_id}"
        offer_original("下载原件", upload.upload_id, is_given=is_given, name=name, key=key)


def _show_examined(who: Any, item: Any, examined: Any) -> list[Any]:
    """Effect, old and new, findings; gives the rows of the table, whose remarks a return takes along."""
    if examined.standings:
        texts = [f"{label} {old} → **{new}**" for label, old, new in previews.standing_effect(*examined.standings)]
        st.markdown("批准后：" + "；".join(texts) + "。" if texts else "批准后，所属单位的汇总数字不变。")
    if examined.overtaken_count:
        st.warning(f"其中 {examined.overtaken_count} 个值之后已有更新的填报，批准后仍以后来的为准。")
    if examined.unseen:
        listed = "、".join(examined.unseen[:3]) + ("等" if len(examined.unseen) > 3 else "")
        text = f"现在的目标表中没有 {len(examined.unseen)} 项指标或项目（{listed}），批准后各页不显示为它们填报的值。"
        st.warning(plain_markdown(text))
    if examined.answer_count:
        st.caption(f"批准后还会记住 {examined.answer_count} 项名称对应、回答或读法更正，退回则不记。")
    rows = _show_changes(who, item, examined)
    if examined.findings is None:
        st.caption("交审时的提示可能涉及其他单位，在这里不列出。")
        return rows
    severe = [finding for finding in examined.findings if finding.severity is not Severity.NOTICE]
    if severe:
        st.markdown(f"**交审时的提示（{len(severe)}）**")
        show_finding_table(severe, alt="交审时每处提示的位置、内容与建议", key=f"found_{item.upload.upload_id}")
    else:
        st.caption("交审时没有提示。")
    return rows


def _show_changes(who: Any, item: Any, examined: Any) -> list[Any]:
    upload_id = item.upload.upload_id
    changed = [row for row in examined.rows if row.kind is not ChangeKind.UNCHANGED]
    same = len(examined.rows) - len(changed)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**旧值 → 新值（{len(changed)} 处变化）**", width="stretch")
        with_same = same and st.toggle(f"也列出不变的 {same} 处", key=f"same_{upload_id}")
    rows = list(first_of(previews.weightiest_first(examined.rows if with_same else changed), "处"))
    table = previews.review_table(rows, examined.names)
    alt = "每个值的旧值、新值与出处"
    if not rows:
        st.caption("没有变化：内容与现在有效的相同。")
    elif reviewing.may_decide(who, item):
        words = {"edits": "remark", "even": ("old", "new"), "on_phone": ("subject", "old", "new", "item", "remark")}
        edit_table(table, "review_changes", key=_table_key(item, examined, with_same=bool(with_same)), alt=alt, **words)
    else:
        show_table(table.drop(columns="remark"), "review_changes", alt=alt, key=f"seen_{upload_id}")
    return rows


def _table_key(item: Any, examined: Any, *, with_same: bool) -> str:
    """With the revision in it, so that a remark never comes to stand at another value."""
    return f"review_{item.upload.upload_id}_{examined.revision}_{with_same}"


def _ask_to_decide(who: Any, item: Any, examined: Any, rows: Sequence[Any]) -> None:
    upload_id = item.upload.upload_id
    if reviewing.is_own(who, item):
        st.button("撤回", key=f"withdraw_{upload_id}", on_click=_withdraw, args=(item,))
        if not reviewing.may_decide(who, item):
            st.caption("这是您自己交审的，由审核人员批准或退回；发现有误可以撤回，改好后重新上传。")
    if not reviewing.may_decide(who, item):
        return
    st.text_area(
        "退回的原因（只在退回时填写；针对某一格的，可以写在上表“退回意见”一栏）",
        key=f"reason_{upload_id}",
        max_chars=reviewing.LONGEST_REASON,
        height=68,
    )
    with st.container(horizontal=True):
        if examined:
            args = (item, examined.revision)
            st.button("批准", type="primary", key=f"approve_{upload_id}", on_click=_approve, args=args)
        st.button("退回", key=f"return_{upload_id}", on_click=_return, args=(item, examined, rows))


def _approve(item: Any, seen: int) -> None:
    """Before the page is drawn anew, so that what was looked at is approved, or a sentence says why not."""
    upload = item.upload
    with _told(f"已批准第 {upload.upload_id} 号上传（{upload.uploaded_by}，{upload.row_count} 行），已计入各项数字。"):
        reviewing.approve(store.engine(), upload.upload_id, who=_actor(), seen=seen)


def _return(item: Any, examined: Any, rows: Sequence[Any]) -> None:
    upload, said = item.upload, st.session_state
    keys = [_table_key(item, examined, with_same=with_same) for with_same in (False, True)] if examined else []
    remarks = [
        reviewing.remark_on(rows[int(at)], text, names=examined.names)
        for key in keys
        for at, edited in said.get(key, {}).get("edited_rows", {}).items()
        if (text := (edited.get("remark") or "").strip()) and int(at) < len(rows)
    ]
    done = f"已退回第 {upload.upload_id} 号上传：{upload.uploaded_by}会在“填报上传”和“历史”中看到原因。"
    with _told(done):
        reason = str(said.get(f"reason_{upload.upload_id}", ""))
        reviewing.give_back(store.engine(), upload.upload_id, who=_actor(), reason=reason, remarks=remarks)


def _withdraw(item: Any) -> None:
    upload_id = item.upload.upload_id
    with _told(f"已撤回第 {upload_id} 号上传，原件仍在“历史”中。改好后可以重新上传。"):
        reviewing.withdraw(store.engine(), upload_id, who=_actor())


def _actor() -> Any:
    if (actor := signed_in()) is None:
        raise StorageError("须登录后才能审核，没有改动。")
    return actor


@contextmanager
def _told(done: str) -> Iterator[None]:
    """What is done inside is told on top of the page, or why it was not."""
    try:
        yield
    except PerfdataError as error:
        st.session_state[_DONE] = False, error.told(visitor.zone())
    else:
        st.session_state[_DONE] = True, done


def show_returned(who: Any) -> None:
    """What was given back to the person and not handed in again: why, and the file with the remarks in its cells."""
    for item in reviewing.returned(store.engine(), who):
        upload, hand_in = item.upload, item.hand_in
        when = visitor.told(hand_in.decided_at or upload.uploaded_at)
        with st.container(border=True):
            st.warning(
                plain_markdown(f"{hand_in.decided_by} 于 {when} 退回：{hand_in.reason or '见各处意见'}"),
                title=plain_markdown(f"已退回　第 {upload.upload_id} 号　{upload.file_name}"),
            )
            show_remarks(hand_in)
            is_given = upload.upload_id in history.to_give(store.engine(), [upload.upload_id])
            if is_given and upload.kind is not UploadKind.WEIGHTS:
                name, content, reason = _marked(upload.upload_id, item)
                offer_file("下载标出意见的文件", content, name=name, key=f"marked_{upload.upload_id}", icon="draft")
                st.caption(plain_markdown(reason) if reason else "改好后在下面重新上传，原来的这一份不必处理。")


@st.cache_resource(max_entries=8, show_spinner="正在标出意见……")
def _marked(upload_id: int, _item: Any) -> Any:  # noqa: ARG001
    return reviewing.marked_copy(store.engine(), _item)


def show_remarks(hand_in: Any) -> None:
    """What the reviewer said of single places."""
    for remark in hand_in.remarks:
        place = " ".join(str(part) for part in (remark.sheet, remark.cell) if part)
        place = place or (f"第 {remark.line} 行" if remark.line else "")
        st.markdown(f"- {plain_markdown(f'{place}　{remark.text}')}")


def note_waiting(project_id: str, fiscal_year: int) -> None:
    """One calm line where reports of a project wait, with the way to them; they do not count yet."""
    if reader() is None:
        return
    if ids := reviewing.waiting_of_project(store.engine(), project_id, fiscal_year=fiscal_year):
        with st.container(horizontal=True, vertical_alignment="center"):
            numbers = "、".join(map(str, ids[:3])) + ("等" if len(ids) > 3 else "")
            st.caption(f"有 {len(ids)} 份待审的填报（第 {numbers} 号），批准前不计入本页数字。", width="content")
            asked = {"upload": str(ids[0])}
            st.page_link("pages/records/review.py", label="看待审的内容", icon=":material/rule:", query_params=asked)
