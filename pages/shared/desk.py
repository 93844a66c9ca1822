"""The desk where one person checks files: what lies on it as long as the browser's window is open.

The bytes of a file lie here from the moment it was chosen, so that a look at other pages, the way back and a click that
comes late find it as it was left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import NamedTuple

import streamlit as st

from pages.shared import visitor
from pages.shared.person import signed_in
from perfdata.core.errors import StorageError
from perfdata.core.people import Visitor, Who, name_of
from perfdata.core.terms import UploadKind
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases.preview import CellQuestion, IndicatorQuestion, Preview, ProjectQuestion, Suggestion
from perfdata.usecases.reading_ahead import Ahead

Offered = Suggestion | ProjectQuestion | IndicatorQuestion | CellQuestion
_IN_ADDRESS = "draft"


class Said(NamedTuple):
    """What the clerk said about a file: its kind next in turn, ticks and answers by row key, corrections by field."""

    kind: UploadKind | None
    choices: Mapping[str, str]
    corrections: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class HeldFile:
    """A chosen file; ``offered`` is all that was asked about it, by row key, and ``kind`` the one next in turn.

    ``ahead`` is its reading, where that began before its turn.
    """

    file_id: str
    name: str
    content: bytes
    offered: dict[str, Offered] = field(default_factory=dict)
    kind: UploadKind | None = None
    ahead: Ahead | None = None


@dataclass(slots=True, eq=False)
class Draft:
    """A file as read at a revision of the data with what the clerk had said."""

    file: HeldFile
    preview: Preview
    said: Said
    is_stored: bool = False
    marked: tuple[str, bytes, str | None] | None = None
    effect: list[tuple[str, str, str]] | None = None

    @property
    def file_id(self) -> str:
        return self.file.file_id

    @property
    def offered(self) -> dict[str, Offered]:
        return self.file.offered


@dataclass(slots=True)
class Refusal:
    """A file that cannot be used, and why."""

    reason: str


@dataclass(slots=True)
class Done:
    """What the last click on 确认入库 came to: what was stored and for which year and kind, or why nothing was."""

    text: str
    kind: UploadKind | None = None
    fiscal_year: int | None = None
    title: str = ""
    upload_id: int | None = None
    is_told: bool = False


@dataclass(slots=True)
class UploadDesk:
    """``files`` are held by their id, the one ``current`` is being checked; ``round`` renews the uploader.

    ``draft`` was read with ``key``. ``refused`` is what was not done in the history: the revision, the upload and why;
    it is told as long as nothing else changes. ``token`` stands in the address while files are held: a window that
    knows another one has lost them, which ``is_lost`` keeps until another file is chosen.
    """

    name: str = ""
    refused: tuple[object, int, str] | None = None
    files: dict[str, HeldFile] = field(default_factory=dict)
    current: str | None = None
    round: int = 0
    key: object = None
    draft: Draft | Refusal | None = None
    done: Done | None = None
    token: str = field(default_factory=lambda: token_urlsafe(6))
    is_lost: bool = False

    def take(self, file: HeldFile) -> None:
        self.files[file.file_id] = file
        self.done, self.is_lost = None, False

    def put_away(self, draft: Draft) -> None:
        """What was checked is stored or passed over: the next kind of the file, or the next file, is checked."""
        if draft.preview.remaining:
            draft.file.kind = draft.preview.remaining[0].kind
        else:
            self.drop(draft.file_id)
        self.key, self.draft = None, None

    def drop(self, file_id: str) -> None:
        """Put a file away unread; nothing is stored."""
        self.files.pop(file_id, None)
        self.current, self.key, self.draft = next(iter(self.files), None), None, None


def desk() -> UploadDesk:
    return st.session_state.setdefault("desk", UploadDesk())


def note_in_address(own: UploadDesk) -> None:
    """Keep the token in the address while files are held; a strange one tells that they are lost."""
    found = st.query_params.get(_IN_ADDRESS)
    own.is_lost = own.is_lost or found not in (None, own.token)
    if own.files and found != own.token:
        st.query_params[_IN_ADDRESS] = own.token
    elif not own.files and found is not None:
        del st.query_params[_IN_ADDRESS]


def ask_for_name(*, key: str) -> Who:
    """Who is at the screen: the account that is signed in, else the name that is typed, offered on the next page.

    It runs nothing by itself: the browser sends what leaving a box sets off behind the click that left it, which would
    bring back the page that a click on the menu had left.
    """
    if actor := signed_in():
        if actor.may_write:
            st.caption(f"以“{plain_markdown(actor.name)}”的名义记入历史。")
        return actor
    st.session_state.setdefault(key, desk().name)
    st.text_input("您的姓名（记入历史）", key=key, width=320, max_chars=40, on_change="ignore")
    return name_typed(key)


def name_typed(key: str) -> Who:
    """Who is signed in, else what stands in the box, also while a click is answered that came with it.

    Raises StorageError where whoever was signed in is not any more.
    """
    if actor := signed_in():
        return actor
    own = desk()
    own.name = str(st.session_state.get(key, own.name)).strip()
    address = visitor.address()
    return Visitor(name=own.name, address=address) if own.name and address else own.name


def acting(key: str) -> Who:
    """Who acts, as ``name_typed``: what is stored has a name beside it. Raises StorageError."""
    who = name_typed(key)
    refuse_nameless(who)
    return who


def refuse_nameless(who: Who) -> None:
    """Raises StorageError where nobody acts."""
    if not name_of(who):
        raise StorageError("请先填写您的姓名，再点一次。")
