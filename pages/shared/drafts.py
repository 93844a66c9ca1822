"""Files come on the desk and are read: the uploader, the file being checked, and the draft it became."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared import store, visitor
from pages.shared.desk import Draft, HeldFile, Offered, Refusal, Said, UploadDesk, desk, note_in_address
from pages.shared.understanding import stated_corrections
from perfdata.core.errors import PerfdataError
from perfdata.core.text import without_directions
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import uploading
from perfdata.usecases.preview import Suggestion
from perfdata.usecases.reading_ahead import read_ahead, taken

LOST = "服务器重新启动过，或者页面刷新过、在另一个窗口打开。没有入库的内容没有写入，请重新上传后再核对。"
# The box itself shows only the number of the error.
REFUSED = "上传框里出现英文的 403 或 413，是服务器没有收下文件：请刷新页面后重新选择；仍不行时请联系管理员。"


def ask_for_file() -> Draft | None:
    """The draft of the file being checked, read once for each revision and all that was said about it."""
    own = desk()
    uploader = f"file_{own.round}"
    st.file_uploader(
        "选择文件",
        accept_multiple_files=True,
        key=uploader,
        label_visibility="collapsed",
        on_change=_take_files,
        args=(uploader,),
    )
    st.caption(REFUSED)
    note_in_address(own)
    if own.is_lost:
        st.warning(LOST, title="上传的文件（草稿）已不在")
    file = _current(own)
    if file is None:
        return None
    said = said_about(file)
    key = (file.file_id, store.revision(), repr(said))
    if own.key != key:
        _read_next_ahead(own, file)
        bar = st.progress(0.0, "正在读取文件……")
        own.draft, own.key = _read(file, said, tell=bar.progress), key
        bar.empty()
    if isinstance(own.draft, Refusal):
        st.error(plain_markdown(own.draft.reason), title="这份文件用不了")
        return None
    return own.draft


def _read_next_ahead(own: UploadDesk, file: HeldFile) -> None:
    """While a file is read and looked at, the one after it is read."""
    files = [*own.files.values(), file]
    after = files[files.index(file) + 1]
    if after is not file and after.ahead is None:
        after.ahead = read_ahead(store.engine(), after.content, file_name=after.name, today=visitor.today())


def said_about(file: HeldFile) -> Said:
    """What the clerk has said by now."""
    answers = {key: st.session_state.get(match_key(file.file_id, key)) for key in file.offered}
    choices = {key: _answer(file.offered[key], said) for key, said in sorted(answers.items()) if said}
    return Said(file.kind, choices, dict(sorted(stated_corrections(file.file_id).items())))


def match_key(file_id: str, row_key: str) -> str:
    """With the file in it, so that another file starts without ticks."""
    return f"match_{file_id}_{row_key}"


def _answer(item: Offered, said: Any) -> str:
    """The id, answer or reading that a tick or a choice stands for."""
    return item.indicator_id if isinstance(item, Suggestion) else str(said)


def _take_files(uploader: str) -> None:
    """Chosen files come on the desk, the first of them is checked next, and the uploader is empty again."""
    own, files = desk(), st.session_state[uploader]
    for file in files:
        own.take(HeldFile(file_id=file.file_id, name=without_directions(file.name), content=file.getvalue()))
    if files:
        own.current, own.round = files[0].file_id, own.round + 1
        st.session_state["current_file"] = own.current


def _current(own: UploadDesk) -> HeldFile | None:
    """The file being checked; of several the clerk picks one."""
    if not own.files:
        return None
    names = {file.file_id: f"{at}　{file.name}" for at, file in enumerate(own.files.values(), start=1)}
    with st.container(horizontal=True, vertical_alignment="bottom" if len(names) > 1 else "center"):
        if len(names) > 1:
            if st.session_state.get("current_file") not in names:
                st.session_state["current_file"] = own.current
            label = f"正在核对（共 {len(names)} 份没有入库）"
            own.current = st.selectbox(label, list(names), format_func=names.__getitem__, key="current_file", width=420)
        file = own.files[own.current or next(iter(names))]
        if len(names) == 1:
            size = f"{max(len(file.content) // 1024, 1):,} KB"
            st.markdown(f"正在核对：**{plain_markdown(file.name)}**　:gray[{size}]", width="content")
        st.button("移除", key="drop_file", on_click=own.drop, args=(file.file_id,), help="不写入，从这里拿掉这份文件")
    return file


def _read(file: HeldFile, said: Said, *, tell: Callable[[float, str], Any]) -> Draft | Refusal:
    ahead, file.ahead = file.ahead, None
    words = {"file_name": file.name, "today": visitor.today(), "tell": tell, **said._asdict()}
    try:
        read = None if said.kind or said.corrections else taken(store.engine(), ahead)
        preview = uploading.preview_file(store.engine(), file.content, read=read, **words)
    except PerfdataError as error:
        return Refusal(str(error))
    file.offered.update({item.row_key: item for item in (*preview.suggestions, *preview.questions)})
    return Draft(file, preview, said)
