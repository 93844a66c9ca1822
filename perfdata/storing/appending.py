"""How an upload is appended: one at a time, or many in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple, NotRequired, TypedDict

from sqlalchemy import Connection, Engine, Table, func, insert, select

from perfdata.core.errors import OvertakenError
from perfdata.core.findings import Finding
from perfdata.core.terms import Act, UploadKind
from perfdata.core.text import without_directions
from perfdata.storing import tables
from perfdata.storing.closings import refuse_closed
from perfdata.storing.connecting import writing
from perfdata.storing.inserting import insert_rows
from perfdata.storing.loading import revision_in
from perfdata.storing.log import acts_in, log_act
from perfdata.storing.marks import mark_projects, mark_touched
from perfdata.storing.review_tables import is_waiting, note_waiting, out_of_force
from perfdata.storing.rows import Values, match_rows, refuse_unstorable_rows
from perfdata.storing.tables import uploads
from perfdata.storing.upload_details import findings_text
from perfdata.storing.upload_list import same_bytes
from perfdata.storing.voiding import void_all

# Writers stand in one line; a sequence of the database leaves gaps after a crash.
_NEXT_ID = select(func.coalesce(func.max(uploads.c.upload_id), 0) + 1)


class UploadedFile(TypedDict):
    """A file to store, all or nothing, unless the same bytes are in force or waiting already.

    ``matches`` are picked ids by row key, remembered while the upload is in force; ``corrections`` are rows for
    layout_corrections; ``findings`` are kept as they were shown. What ``waits`` counts when it is
    approved. StorageError for text or amounts that cannot be kept, and when the data are not at the expected revision
    any more.
    """

    file_name: str
    content: bytes
    uploaded_by: str
    matches: NotRequired[Mapping[str, str] | None]
    corrections: NotRequired[Sequence[Values]]
    findings: NotRequired[Sequence[Finding] | None]
    waits: NotRequired[bool]
    expected_revision: NotRequired[int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The upload that holds a file, whether this call added it, and whether it waits for its review."""

    upload_id: int
    is_new: bool
    waits: bool = False


class Prepared(NamedTuple):
    """An upload as it will be stored: its own row, and the rows of each table."""

    upload: Values
    rows: Mapping[Table, Sequence[Values]]
    waits: bool


def prepare(
    kind: UploadKind,
    *,
    rows: Mapping[Table, Iterable[Values]],
    fiscal_year: int | None,
    row_count: int,
    file_name: str,
    content: bytes,
    uploaded_by: str,
    matches: Mapping[str, str] | None = None,
    corrections: Sequence[Values] = (),
    findings: Sequence[Finding] | None = None,
    waits: bool = False,
    expected_revision: int | None = None,  # noqa: ARG001
) -> Prepared:
    """Raises UnstorableError for text or amounts that cannot be kept."""
    upload = {
        "kind": kind.value,
        "file_name": file_name,
        "sha256": sha256(content).hexdigest(),
        "content": content,
        "fiscal_year": fiscal_year,
        "uploaded_by": without_directions(uploaded_by),
        "row_count": row_count,
    }
    stored = {table: list(own) for table, own in rows.items()} | {
        tables.layout_corrections: list(corrections),
        tables.name_matches: match_rows(matches),
        tables.upload_findings: [] if findings is None else [{"findings": findings_text(findings)}],
    }
    refuse_unstorable_rows([upload, *chain.from_iterable(stored.values())])
    return Prepared(upload, stored, waits)


def append(
    engine: Engine,
    kind: UploadKind,
    *,
    once: bool = False,
    replacing: UploadKind | None = None,
    expected_revision: int | None = None,
    **file: Any,
) -> Stored:
    """Store one upload; uploads ``replacing`` of its year go out of force with it, or when it is approved."""
    upload, rows, waits = prepare(kind, **file)
    who = upload["uploaded_by"]
    with writing(engine) as connection:
        earlier = same_bytes(connection, kind=upload["kind"], digest=upload["sha256"], once=once)
        if earlier is not None:
            return Stored(upload_id=earlier, is_new=False, waits=is_waiting(connection, earlier))
        if expected_revision is not None and revision_in(connection) != expected_revision:
            _refuse_overtaken(connection, engine, expected_revision)
        if replacing is not None and not waits:
            void_all(connection, replacing, who=who, fiscal_year=upload["fiscal_year"])
        now = datetime.now(UTC)
        upload_id = connection.execute(_NEXT_ID).scalar_one()
        own = upload | {"upload_id": upload_id, "uploaded_at": now, **out_of_force(now, who, waits=waits)}
        connection.execute(insert(uploads), own)
        for table, own in rows.items():
            insert_rows(connection, table, own, upload_id=upload_id)
        refuse_closed(connection, [upload_id], act="写入")
        if waits:
            note_waiting(connection, [upload_id], replacing=replacing)
        else:
            mark_touched(connection, upload_id)
        log_act(connection, _act(waits=waits), at=now, who=who, upload_id=upload_id, detail=upload["file_name"])
    return Stored(upload_id=upload_id, is_new=True, waits=waits)


def append_many(engine: Engine, files: Sequence[Prepared], *, expected_revision: int) -> tuple[list[Stored], int]:
    """Store many uploads of goal tables in their order, all or none; none of their bytes is in force already.

    Gives the uploads, and the revision with them.

    Raises OvertakenError where the data are not at the expected revision any more, ClosedError where they are closed.
    """
    with writing(engine) as connection:
        if revision_in(connection) != expected_revision:
            _refuse_overtaken(connection, engine, expected_revision)
        now, first = datetime.now(UTC), connection.execute(_NEXT_ID).scalar_one()
        numbered = list(enumerate(files, start=first))
        own = [
            file.upload
            | {"upload_id": number, "uploaded_at": now}
            | out_of_force(now, file.upload["uploaded_by"], waits=file.waits)
            for number, file in numbered
        ]
        insert_rows(connection, uploads, own)
        note_waiting(connection, [number for number, file in numbered if file.waits])
        counted = [(number, file) for number, file in numbered if not file.waits]
        for table, rows in _by_table(numbered).items():
            insert_rows(connection, table, rows)
        refuse_closed(connection, [number for number, _ in numbered], act="写入")
        mark_projects(connection, [row for _, file in counted for row in file.rows[tables.projects]])
        for number, file in counted:
            if file.rows[tables.name_matches]:
                mark_touched(connection, number)
        acts = [
            {
                "at": now,
                "who": item["uploaded_by"],
                "action": _act(waits=file.waits).value,
                "upload_id": item["upload_id"],
                "detail": item["file_name"],
            }
            for item, file in zip(own, files, strict=True)
        ]
        insert_rows(connection, tables.audit_log, acts)
        revision = revision_in(connection)
    return [Stored(upload_id=number, is_new=True, waits=file.waits) for number, file in numbered], revision


def _act(*, waits: bool) -> Act:
    return Act.HAND_IN if waits else Act.APPEND


def _by_table(files: Iterable[tuple[int, Prepared]]) -> Mapping[Table, list[Values]]:
    found: dict[Table, list[Values]] = defaultdict(list)
    for number, file in files:
        for table, rows in file.rows.items():
            if "row_number" in table.c:
                found[table] += [{"upload_id": number, "row_number": at, **row} for at, row in enumerate(rows, start=1)]
            else:
                found[table] += [{"upload_id": number, **row} for row in rows]
    return found


def _refuse_overtaken(connection: Connection, engine: Engine, seen: int) -> None:
    later = acts_in(connection, after=seen, with_effect=True, engine=engine)[-3:]
    if not later:
        raise OvertakenError("数据已更新，请重新核对后再确认。", acts=[])
    acts = [(entry.who, entry.at, f"{Act(entry.action).label}“{entry.detail}”") for entry in later]
    raise OvertakenError("数据已更新，请重新核对后再确认：{acts}。", acts=acts)
