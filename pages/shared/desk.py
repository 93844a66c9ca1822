"""The desk where one person checks files: what lies on it from one run of a page to the next."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages.shared import store, visitor
from pages.shared.understanding import stated_corrections
from perfdata.core.errors import PerfdataError
from perfdata.core.terms import UploadKind
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import uploading
from perfdata.usecases.preview import CellQuestion, IndicatorQuestion, Preview, ProjectQuestion, Suggestion

Offered = Suggestion | ProjectQuestion | IndicatorQuestion | CellQuestion


@dataclass(slots=True)
class Draft:
    """A file as read with some ticks and corrections; ``offered`` is all that was asked about it, by row key."""

    file_id: str
    preview: Preview
    offered: dict[str, Offered]
    marked: tuple[str, bytes, str | None] | None = None
    effect: list[tuple[str, str, str]] | None = None


@dataclass(slots=True)
class Refusal:
    """A file that cannot be used, and why."""

    reason: str


@dataclass(slots=True)
class UploadDesk:
    """Files by their id: ``seen`` were chosen before, ``done`` are stored; ``stored`` says what was written last.

    ``draft`` was read with ``key``: file, kind, revision, ticks and corrections. ``round`` renews the uploader.
    ``kinds`` says which kind of a file of several is next. ``refused`` is what was not done in the history: the
    revision, the upload and why; it is told as long as nothing else changes.
    """

    name: str = ""
    refused: tuple[int, int, str] | None = None
    round: int = 0
    seen: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    waiting: int = 0
    offered_for: str | None = None
    offered: dict[str, Offered] = field(default_factory=dict)
    key: tuple[object, ...] | None = None
    draft: Draft | Refusal | None = None
    stored: str = ""
    kinds: dict[str, UploadKind] = field(default_factory=dict)

    def clear(self) -> None:
        self.key, self.draft, self.offered_for = None, None, None

    def put_away(self, draft: Draft) -> None:
        """What was checked is stored or passed over: the next kind or file is checked, or the uploader starts anew."""
        if draft.preview.remaining:
            self.kinds[draft.file_id] = draft.preview.remaining[0].kind
        elif self.waiting > 1:
            self.done |= {draft.file_id}
        else:
            self.done, self.round = frozenset(), self.round + 1
        self.key, self.draft = None, None


def desk() -> UploadDesk:
    return st.session_state.setdefault("desk", UploadDesk())


def ask_for_name(*, key: str) -> str:
    """Who is at the screen; a name typed on one page is offered on the next."""
    st.session_state.setdefault(key, desk().name)
    st.text_input("您的姓名（记入历史）", key=key, width=320, max_chars=40)
    return name_typed(key)


def name_typed(key: str) -> str:
    """What stands in the box, also while a click is answered that came with it."""
    own = desk()
    own.name = str(st.session_state.get(key, own.name)).strip()
    return own.name


def ask_for_file() -> Draft | None:
    """The draft of the uploaded file, read once for each file and set of confirmed matches."""
    own = desk()
    files = st.file_uploader(
        "选择文件", accept_multiple_files=True, key=f"file_{own.round}", label_visibility="collapsed"
    )
    file = _chosen(own, files)
    if file is None:
        own.clear()
        return None
    own.stored = ""
    if own.offered_for != file.file_id:
        own.offered_for, own.offered = file.file_id, {}
    said = {key: st.session_state.get(match_key(file.file_id, key)) for key in own.offered}
    choices = {key: _answer(item, said[key]) for key, item in own.offered.items() if said[key]}
    corrections = stated_corrections(file.file_id)
    kind = own.kinds.get(file.file_id)
    key = (file.file_id, kind, store.revision(), tuple(sorted(choices.items())), tuple(sorted(corrections.items())))
    if own.key != key:
        bar = st.progress(0.0, "正在读取文件……")
        own.draft = _read(file, own.offered, kind=kind, choices=choices, corrections=corrections, tell=bar.progress)
        own.key = key
        bar.empty()
    if isinstance(own.draft, Refusal):
        st.error(plain_markdown(own.draft.reason), title="这份文件用不了")
        return None
    return own.draft


def _answer(item: Offered, said: Any) -> str:
    """The id, answer or reading that a tick or a choice stands for."""
    return item.indicator_id if isinstance(item, Suggestion) else str(said)


def match_key(file_id: str, row_key: str) -> str:
    """With the file in it, so that another file starts without ticks."""
    return f"match_{file_id}_{row_key}"


def _chosen(own: UploadDesk, files: list[Any]) -> Any:
    """The file being checked: of several that are not stored yet the one added last, or the one the clerk picks."""
    waiting = [file for file in files if file.file_id not in own.done]
    own.waiting = len(waiting)
    if added := [file.file_id for file in waiting if file.file_id not in own.seen]:
        st.session_state["current_file"] = added[0]
        own.seen = own.seen.union(added)
    if len(waiting) < 2:
        return waiting[0] if waiting else None
    names = {file.file_id: f"{number}　{file.name}" for number, file in enumerate(waiting, start=1)}
    chosen = st.selectbox(
        f"正在核对（还有 {len(waiting)} 份）", list(names), format_func=names.__getitem__, key="current_file"
    )
    return next(file for file in waiting if file.file_id == chosen)


def _read(file: Any, offered: dict[str, Offered], **said: Any) -> Draft | Refusal:
    try:
        preview = uploading.preview_file(
            store.engine(), file.getvalue(), file_name=file.name, today=visitor.today(), **said
        )
    except PerfdataError as error:
        return Refusal(str(error))
    offered.update({item.row_key: item for item in (*preview.suggestions, *preview.questions)})
    return Draft(file.file_id, preview, offered)
