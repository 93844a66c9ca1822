"""The store: uploads are appended, voided and restored; nothing is ever changed or deleted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import Connection, Engine, Table, insert, select, update
from sqlalchemy.exc import DBAPIError

from perfdata.core.errors import StorageError
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Project, Review, Spending
from perfdata.core.official_forms import FormRecords
from perfdata.core.scores import ManualWeight
from perfdata.core.terms import UploadKind
from perfdata.storing import tables
from perfdata.storing.connecting import connect, storage_error, use_write_ahead_log, writing
from perfdata.storing.inserting import insert_rows
from perfdata.storing.loading import Current, current, fiscal_years, remembered_matches, revision, revision_in
from perfdata.storing.migrations import migrate
from perfdata.storing.rows import (
    Values,
    funding_of,
    match_rows,
    refuse_unstorable_rows,
    refuse_unstorable_text,
    row_of,
)
from perfdata.storing.tables import audit_log, uploads
from perfdata.storing.upload_details import confirmed_findings, findings_text, upload_records
from perfdata.storing.upload_list import (
    UPLOAD_COLUMNS,
    Upload,
    find_upload,
    found_upload,
    list_uploads,
    same_bytes,
    upload_content,
    upload_of,
)

__all__ = [
    "Current",
    "Stored",
    "Upload",
    "append_actual_results",
    "append_forms",
    "append_goal_tables",
    "append_reviews",
    "append_weights",
    "confirmed_findings",
    "current",
    "find_upload",
    "fiscal_years",
    "list_uploads",
    "open_store",
    "remembered_matches",
    "restore_upload",
    "revision",
    "upload_content",
    "upload_records",
    "void_upload",
    "void_uploads",
]


class UploadedFile(TypedDict):
    """A file to store, all or nothing, unless the same bytes are in force already.

    ``matches`` are picked ids by row key, remembered while the upload is in force; ``corrections`` are rows for
    layout_corrections; ``findings`` are kept as they were shown. StorageError for text or amounts that cannot be kept,
    and when the data are not at the expected revision any more.
    """

    file_name: str
    content: bytes
    uploaded_by: str
    matches: NotRequired[Mapping[str, str] | None]
    corrections: NotRequired[Sequence[Values]]
    findings: NotRequired[Sequence[Finding] | None]
    expected_revision: NotRequired[int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The upload that holds a file, and whether this call added it."""

    upload_id: int
    is_new: bool


def open_store(url: str) -> Engine:
    """The database at ``sqlite:///path`` or ``postgresql://…``, created if need be and brought up to date.

    Raises StorageError when it cannot be opened, belongs to another program or to a newer version.
    """
    engine = connect(url)
    try:
        use_write_ahead_log(engine)
        migrate(engine)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, DBAPIError):
            raise storage_error(error.orig, engine) from error
        raise
    return engine


def append_goal_tables(
    engine: Engine,
    *,
    projects: Sequence[Project],
    indicators: Sequence[Indicator],
    once: bool = False,
    **file: Unpack[UploadedFile],
) -> Stored:
    """Store the goal tables of one file. Places come back with its name as their source file.

    With ``once`` a voided upload of the same bytes counts as well: what someone voided is not imported again.
    """
    _refuse_indicators_without_project(projects, indicators)
    years = {project.fiscal_year for project in projects}
    rows = {tables.projects: map(row_of, projects), tables.indicators: map(row_of, indicators)}
    year, count = years.pop() if len(years) == 1 else None, len(indicators)
    return _append(engine, UploadKind.GOAL_TABLES, rows, fiscal_year=year, row_count=count, once=once, **file)


def append_actual_results(
    engine: Engine,
    *,
    fiscal_year: int,
    actual_results: Sequence[ActualResult],
    spending: Sequence[Spending],
    kind: UploadKind = UploadKind.ACTUAL_RESULTS,
    replacing: UploadKind | None = None,
    **file: Unpack[UploadedFile],
) -> Stored:
    """Store the results and spending of one file; uploads ``replacing`` of that year go out of force with it."""
    rows = {tables.actual_results: map(row_of, actual_results), tables.spending: map(row_of, spending)}
    count = len(actual_results) + len(spending)
    return _append(engine, kind, rows, fiscal_year=fiscal_year, row_count=count, replacing=replacing, **file)


def append_forms(engine: Engine, records: FormRecords, *, kind: UploadKind, **file: Unpack[UploadedFile]) -> Stored:
    """Store the filled forms of one file; invented results of that year go out of force with it."""
    rows = {
        tables.projects: map(row_of, records.projects),
        tables.indicators: map(row_of, records.indicators),
        tables.actual_results: map(row_of, records.results),
        tables.spending: map(row_of, records.spending),
        tables.published_forms: map(row_of, records.published),
        tables.funding_rows: chain.from_iterable(map(funding_of, records.published)),
        tables.outlooks: map(row_of, records.outlooks),
        tables.spending_forecasts: map(row_of, records.forecasts),
    }
    year, count = records.fiscal_year, records.row_count
    replacing = UploadKind.DEMO_RESULTS
    return _append(engine, kind, rows, fiscal_year=year, row_count=count, replacing=replacing, **file)


def append_weights(
    engine: Engine, weights: Sequence[ManualWeight], *, fiscal_year: int, **file: Unpack[UploadedFile]
) -> Stored:
    """Store the weights of whole projects of a year; they hold from now on, till newer ones do or they are undone."""
    rows = {tables.weights: map(row_of, weights)}
    return _append(engine, UploadKind.WEIGHTS, rows, fiscal_year=fiscal_year, row_count=len(weights), **file)


def append_reviews(
    engine: Engine, *, fiscal_year: int, reviews: Sequence[Review], **file: Unpack[UploadedFile]
) -> Stored:
    """Store what an office says of questions of the audit; of several the newest holds."""
    rows = {tables.reviews: map(row_of, reviews)}
    return _append(engine, UploadKind.REVIEWS, rows, fiscal_year=fiscal_year, row_count=len(reviews), **file)


def void_upload(engine: Engine, upload_id: int, *, who: str) -> None:
    """Take an upload out of force; what it replaced holds again. StorageError if it is unknown or already voided."""
    refuse_unstorable_text({"who": who})
    with writing(engine) as connection:
        upload = found_upload(connection, upload_id)
        if upload.voided_at is not None:
            raise StorageError(f"上传记录 {upload_id} 已经作废，不必再次作废：请刷新页面查看最新状态。")
        _mark(connection, upload, action="void", who=who)


def void_uploads(engine: Engine, *, kind: UploadKind, who: str, fiscal_year: int | None = None) -> None:
    """Take every upload of a kind out of force, of one fiscal year or of all, all or none; there may be none."""
    refuse_unstorable_text({"who": who})
    with writing(engine) as connection:
        _void_all(connection, kind, who=who, fiscal_year=fiscal_year)


def restore_upload(engine: Engine, upload_id: int, *, who: str) -> None:
    """Put a voided upload back in force at its old place in the order.

    Raises StorageError if it is unknown, not voided, or the same bytes are in force under another upload.
    """
    refuse_unstorable_text({"who": who})
    with writing(engine) as connection:
        upload = found_upload(connection, upload_id)
        if upload.voided_at is None:
            raise StorageError(f"上传记录 {upload_id} 没有作废，不必恢复：请刷新页面查看最新状态。")
        twin = same_bytes(connection, kind=upload.kind.value, digest=upload.sha256, once=False)
        if twin is not None:
            raise StorageError(f"同一文件已作为上传记录 {twin} 在使用：如需恢复记录 {upload_id}，请先作废记录 {twin}。")
        _mark(connection, upload, action="restore", who=who)


def _append(
    engine: Engine,
    kind: UploadKind,
    rows: Mapping[Table, Iterable[Values]],
    *,
    fiscal_year: int | None,
    row_count: int,
    once: bool = False,
    replacing: UploadKind | None = None,
    file_name: str,
    content: bytes,
    uploaded_by: str,
    matches: Mapping[str, str] | None = None,
    corrections: Sequence[Values] = (),
    findings: Sequence[Finding] | None = None,
    expected_revision: int | None = None,
) -> Stored:
    upload = {
        "kind": kind.value,
        "file_name": file_name,
        "sha256": sha256(content).hexdigest(),
        "content": content,
        "fiscal_year": fiscal_year,
        "uploaded_by": uploaded_by,
        "row_count": row_count,
    }
    stored = {table: list(own) for table, own in rows.items()} | {
        tables.layout_corrections: list(corrections),
        tables.name_matches: match_rows(matches),
        tables.upload_findings: [] if findings is None else [{"findings": findings_text(findings)}],
    }
    refuse_unstorable_rows([upload, *chain.from_iterable(stored.values())])
    with writing(engine) as connection:
        earlier = same_bytes(connection, kind=upload["kind"], digest=upload["sha256"], once=once)
        if earlier is not None:
            return Stored(upload_id=earlier, is_new=False)
        if expected_revision is not None and revision_in(connection) != expected_revision:
            raise StorageError("数据已更新，请重新核对后再确认。")
        if replacing is not None:
            _void_all(connection, replacing, who=uploaded_by, fiscal_year=fiscal_year)
        now = datetime.now(UTC)
        added = insert(uploads).returning(uploads.c.upload_id)
        upload_id = connection.execute(added, upload | {"uploaded_at": now}).scalar_one()
        for table, table_rows in stored.items():
            insert_rows(connection, table, table_rows, upload_id=upload_id)
        _log(connection, at=now, who=uploaded_by, action="append", upload_id=upload_id, detail=file_name)
    return Stored(upload_id=upload_id, is_new=True)


def _void_all(connection: Connection, kind: UploadKind, *, who: str, fiscal_year: int | None) -> None:
    in_force = select(*UPLOAD_COLUMNS).where(uploads.c.kind == kind.value, uploads.c.voided_at.is_(None))
    if fiscal_year is not None:
        in_force = in_force.where(uploads.c.fiscal_year == fiscal_year)
    for row in connection.execute(in_force.order_by(uploads.c.upload_id)).all():
        _mark(connection, upload_of(row), action="void", who=who)


def _mark(connection: Connection, upload: Upload, *, action: str, who: str) -> None:
    now = datetime.now(UTC)
    voided = {"voided_at": now, "voided_by": who} if action == "void" else {"voided_at": None, "voided_by": None}
    connection.execute(update(uploads).where(uploads.c.upload_id == upload.upload_id).values(voided))
    _log(connection, at=now, who=who, action=action, upload_id=upload.upload_id, detail=upload.file_name)


def _log(connection: Connection, **entry: Any) -> None:
    connection.execute(insert(audit_log), entry)


def _refuse_indicators_without_project(projects: Sequence[Project], indicators: Sequence[Indicator]) -> None:
    """Such an indicator would be stored and never shown again: a bug of the caller."""
    keys = {(project.project_id, project.fiscal_year) for project in projects}
    for indicator in indicators:
        if (indicator.project_id, indicator.fiscal_year) not in keys:
            raise ValueError(f"indicator {indicator.indicator_id} belongs to no project of this upload")
