"""What was handed in to be reviewed: where each upload stands; like accounts, and unlike uploads, these rows change.

An upload that waits is stored out of force; approving it is what puts it in force. Uploads that nobody had to review
have no row.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Row, Table, Text, select

from perfdata.core.terms import HandInState, UploadKind
from perfdata.storing.inserting import insert_rows
from perfdata.storing.rows import in_parts
from perfdata.storing.tables import UtcDateTime, metadata

hand_ins = Table(
    "hand_ins",
    metadata,
    Column("upload_id", ForeignKey("uploads.upload_id"), primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("replacing", Text),
    Column("decided_by", Text),
    Column("decided_at", UtcDateTime),
    Column("reason", Text),
    Column("remarks", Text, nullable=False),
)
Index("hand_ins_by_state", hand_ins.c.state, hand_ins.c.upload_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a reviewer says of one place of a file; ``cell`` is None of a line of text."""

    sheet: str | None
    cell: str | None
    line: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """Where the review of an upload stands; times are UTC. ``replacing`` goes out of force when it is approved."""

    upload_id: int
    state: HandInState
    replacing: UploadKind | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    remarks: tuple[Remark, ...]


def out_of_force(at: datetime, who: str, *, waits: bool) -> dict[str, Any]:
    """The columns of ``uploads`` by which what waits is stored without counting."""
    return {"voided_at": at if waits else None, "voided_by": who if waits else None}


def note_waiting(connection: Connection, upload_ids: Collection[int], *, replacing: UploadKind | None = None) -> None:
    """These uploads wait for their review."""
    own = {"state": HandInState.WAITING.value, "replacing": replacing and replacing.value, "remarks": "[]"}
    insert_rows(connection, hand_ins, [{"upload_id": upload_id, **own} for upload_id in upload_ids])


def is_waiting(connection: Connection, upload_id: int) -> bool:
    found = hand_ins_in(connection, [upload_id]).get(upload_id)
    return found is not None and found.state is HandInState.WAITING


def hand_ins_in(connection: Connection, upload_ids: Collection[int]) -> dict[int, HandIn]:
    """Where those of the uploads stand that were handed in to be reviewed."""
    found = dict[int, HandIn]()
    for part in in_parts(upload_ids):
        own = select(hand_ins).where(hand_ins.c.upload_id.in_(part))
        found |= {row.upload_id: hand_in_of(row) for row in connection.execute(own)}
    return found


def hand_in_of(row: Row[Any]) -> HandIn:
    """A row of ``hand_ins``."""
    values = row._asdict()
    replacing, remarks = values.pop("replacing"), json.loads(values.pop("remarks"))
    return HandIn(
        state=HandInState(values.pop("state")),
        replacing=UploadKind(replacing) if replacing else None,
        remarks=tuple(Remark(**remark) for remark in remarks),
        **values,
    )
