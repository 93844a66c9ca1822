"""Parts of the upload and history pages: template, draft, findings, confirmation, undo and redo."""

from datetime import date
from typing import Any

import streamlit as st

from pages.shared import store
from pages.shared.store import Selection
from pages.shared.tables import show_table
from perfdata.core.errors import PerfdataError
from perfdata.core.terms import Severity
from perfdata.presenting import frames as make_frames
from perfdata.presenting import previews
from perfdata.presenting.exports.result_template import template_file_name
from perfdata.usecases import history, uploading
from perfdata.usecases.uploading import Preview

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_template(selection: Selection) -> None:
    """The template of the selected year and units, filled with what is already reported."""
    unit = selection.units[0] if len(selection.units) == 1 else None
    st.download_button(
        "下载填报模板",
        data=lambda: uploading.result_template(
            store.engine(), fiscal_year=selection.fiscal_year, today=date.today(), units=selection.units
        ),
        file_name=template_file_name(selection.fiscal_year, unit),
        mime=_XLSX,
        key="template",
        on_click="ignore",
        icon=":material/download:",
    )


def ask_for_file() -> Preview | None:
    """The draft of the uploaded file, read once for each file and set of confirmed matches."""
    file = st.file_uploader(
        "选择文件", key=f"file_{st.session_state.get('file_round', 0)}", label_visibility="collapsed"
    )
    if file is None:
        st.session_state.pop("draft", None)
        return None
    st.session_state.pop("stored", None)
    choices = dict(st.session_state.get("choices", {}))
    key = (file.file_id, store.revision(), tuple(sorted(choices.items())))
    if st.session_state.get("draft", (None,))[0] != key:
        with st.status("正在读取和核对……") as status:
            st.session_state["draft"] = (key, _read(file, choices))
            status.update(label="核对完成", state="complete")
    draft = st.session_state["draft"][1]
    if isinstance(draft, str):
        st.error(draft, title="这份文件用不了")
        return None
    return draft


def _read(file: Any, choices: dict[str, str]) -> Preview | str:
    try:
        return uploading.preview_file(
            store.engine(), file.getvalue(), file_name=file.name, today=date.today(), choices=choices
        )
    except PerfdataError as error:
        return str(error)


def show_findings(preview: Preview) -> None:
    """Every finding at its cell, and the file back with the cells marked."""
    findings = [finding for finding in preview.findings if finding.severity is not Severity.NOTICE]
    if not findings:
        st.success("没有发现问题。")
        return
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    st.warning(f"发现 {errors} 处错误、{len(findings) - errors} 处提示。有错误的行暂不写入，提示不影响写入。")
    table = make_frames.findings_frame(findings, make_frames.name_projects([]))
    show_table(previews.finding_table(table), "findings", alt="每处问题的位置、内容与建议", key="draft_findings")
    if preview.results is not None:
        name, content, reason = uploading.marked_copy(preview)
        st.download_button(
            "下载标出问题的文件",
            data=content,
            file_name=name,
            mime=_XLSX,
            key="marked_copy",
            on_click="ignore",
            icon=":material/draft:",
        )
        if reason:
            st.caption(reason)


def ask_for_matches(preview: Preview) -> None:
    """Rows that fit no indicator, each with the most similar one to confirm."""
    if not preview.suggestions or preview.results is None or preview.results.fiscal_year is None:
        return
    names = previews.subject_names(store.year_frames(store.revision(), preview.results.fiscal_year))
    choices: dict[str, str] = st.session_state.setdefault("choices", {})
    with st.container(border=True):
        st.markdown("**以下各行在目标表中找不到同名指标。是指建议的这一项吗？** 确认后会记住，下次自动对应。")
        for suggestion in preview.suggestions:
            label = f"“{suggestion.indicator_name}”就是“{names.get(suggestion.indicator_id, '')}”"
            if st.checkbox(label, key=f"match_{suggestion.row_key}"):
                choices[suggestion.row_key] = suggestion.indicator_id
        st.button("按以上确认重新核对", key="recheck")


def changes_of(preview: Preview) -> Any:
    """What would be written, row by row."""
    year = preview.results.fiscal_year if preview.results else None
    names = previews.subject_names(store.year_frames(store.revision(), year)) if year and preview.changes else {}
    return previews.changes_table(list(preview.changes), names)


def show_effect(preview: Preview) -> None:
    """Headline figures before and after."""
    if preview.results is None or preview.results.fiscal_year is None or preview.row_count == 0:
        return
    year = preview.results.fiscal_year
    before = store.year_frames(store.revision(), year)
    after = uploading.frames_after(store.engine(), preview, fiscal_year=year)
    texts = [f"{label} {old} → **{new}**" for label, old, new in previews.effect(before, after)]
    st.markdown("写入后：" + "；".join(texts) + "。")


def ask_for_confirmation(preview: Preview, *, who: str) -> None:
    """The explicit choice where rows are held, and the button that writes."""
    accept = preview.has_errors and st.checkbox("只写入没有错误的行，其余暂缓", key="accept_sound_rows")
    blocked = preview.row_count == 0 or preview.known_upload_id is not None or (preview.has_errors and not accept)
    if st.button("确认入库", type="primary", key="confirm", disabled=blocked or not who):
        _confirm(preview, who=who, accept_sound_rows=bool(accept))
    if not who:
        st.caption("请先填写姓名。")


def _confirm(preview: Preview, *, who: str, accept_sound_rows: bool) -> None:
    try:
        stored = uploading.confirm(store.engine(), preview, uploaded_by=who, accept_sound_rows=accept_sound_rows)
    except PerfdataError as error:
        st.error(str(error), title="没有写入")
        return
    st.session_state["stored"] = (
        f"“{preview.file_name}”已写入 {preview.row_count} 行，记为第 {stored.upload_id} 号上传。"
    )
    st.session_state["file_round"] = st.session_state.get("file_round", 0) + 1
    for name in ("draft", "choices"):
        st.session_state.pop(name, None)
    st.rerun()


def show_upload(upload: Any, *, who: str) -> None:
    """One upload: what, who, when, its file, and the button that undoes or redoes it."""
    is_voided = upload.voided_at is not None
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            state = ":gray-badge[已撤销]" if is_voided else ":green-badge[有效]"
            st.markdown(f"**第 {upload.upload_id} 号　{upload.file_name}**　{state}", width="stretch")
            st.download_button(
                "下载原件",
                data=lambda: history.file_of(store.engine(), upload.upload_id),
                file_name=upload.file_name,
                key=f"original_{upload.upload_id}",
                on_click="ignore",
                icon=":material/download:",
            )
            act, label = (history.redo, "恢复") if is_voided else (history.undo, "撤销")
            if st.button(label, key=f"toggle_{upload.upload_id}", disabled=not who.strip()):
                _toggle(act, upload.upload_id, who=who.strip())
        when = upload.uploaded_at.astimezone()
        text = f"{upload.kind.label}，{upload.row_count} 行，{upload.uploaded_by} 于 {when:%Y-%m-%d %H:%M} 上传"
        if is_voided:
            text += f"；{upload.voided_by} 于 {upload.voided_at.astimezone():%Y-%m-%d %H:%M} 撤销"
        st.caption(f"{text}。SHA-256 {upload.sha256[:12]}…")
        details = st.expander("核对提示", key=f"findings_{upload.upload_id}", on_change="rerun")
        if details.open:
            with details:
                _show_upload_findings(upload)


def _show_upload_findings(upload: Any) -> None:
    findings = history.findings_of(store.engine(), upload)
    if not findings:
        st.caption("没有提示。")
        return
    table = make_frames.findings_frame(findings, make_frames.name_projects([]))
    show_table(previews.finding_table(table), "findings", alt="这次上传的提示", key=f"table_{upload.upload_id}")


def _toggle(act: Any, upload_id: int, *, who: str) -> None:
    try:
        act(store.engine(), upload_id, who=who)
    except PerfdataError as error:
        st.error(str(error))
        return
    st.rerun()
