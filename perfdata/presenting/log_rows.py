"""The log as people read it: who did what and when, from which upload. Imports pandas."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Protocol

import pandas as pd

from perfdata.core.terms import Act, ReviewStatus, UploadKind
from perfdata.presenting.frames import frame_of, local_moment
from perfdata.presenting.schemas import SCHEMAS


class Entry(Protocol):
    """What the log holds of one act."""

    @property
    def at(self) -> datetime: ...
    @property
    def act(self) -> Act: ...
    @property
    def kind(self) -> UploadKind | None: ...
    @property
    def detail(self) -> str | None: ...
    @property
    def address(self) -> str | None: ...
    @property
    def row_count(self) -> int | None: ...
    @property
    def match_count(self) -> int: ...
    @property
    def correction_count(self) -> int: ...
    @property
    def question(self) -> str | None: ...
    @property
    def status(self) -> str | None: ...
    @property
    def note(self) -> str | None: ...


def log_frame(entries: Iterable[Entry], *, zone: tzinfo) -> pd.DataFrame:
    """One row an act in the order given, with its moment in the zone."""
    return frame_of("log", (({"at": local_moment(entry.at, zone), "text": _text(entry)}, entry) for entry in entries))


def log_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with Chinese headers, for a file."""
    return frame.rename(columns={name: column.header for name, column in SCHEMAS["log"].items()})


def _text(entry: Entry) -> str:
    """补贴结果.xlsx（36 行，记住 2 项对应或回答）."""
    if entry.question:
        return f"{entry.question}　{'，'.join(_answer(entry))}"
    facts = "，".join(_facts(entry)) if entry.act in (Act.APPEND, Act.HAND_IN) else ""
    return f"{entry.detail or ''}{f'（{facts}）' if facts else ''}"


def _answer(entry: Entry) -> Iterator[str]:
    if entry.status:
        yield ReviewStatus(entry.status).label
    if entry.note:
        yield entry.note


def _facts(entry: Entry) -> Iterator[str]:
    yield f"{entry.row_count:,} 行"
    if entry.match_count:
        yield f"记住 {entry.match_count} 项对应或回答"
    if entry.correction_count:
        yield f"记住 {entry.correction_count} 项读法更正"
