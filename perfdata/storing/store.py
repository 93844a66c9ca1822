"""The store: uploads are appended, voided and restored; nothing is ever changed or deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, update
from sqlalchemy.exc import DBAPIError

from perfdata.core.errors import StorageError
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Project, Review, Spending
from perfdata.core.terms import UploadKind
from perfdata.storing.connecting import connect, storage_error, use_write_ahead_log, writing
from perfdata.storing.inserting import insert_rows
from perfdata.storing.loading import Current, current, fiscal_years, remembered_matches, revision, revision_in
from perfdata.storing.migrations import migrate
from perfdata.storing.rows import (
    Values,
    actual_result_row,
    indicator_row,
    match_rows,
    project_row,
    refuse_unstorable_rows,
    refuse_unstorable_text,
    review_row,
    spending_row,
)
from perfdata.storing.tables import actual_results as actual_results_table
from perfdata.storing.tables import audit_log, layout_corrections, name_matches, upload_findings, uploads
from perfdata.storing.tables import indicators as indicators_table
from perfdata.storing.tables import projects as projects_table
from perfdata.storing.tables import reviews as reviews_table
from perfdata.storing.tables import spending as spending_table
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
    "append_goal_tables",
    "append_reviews",
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
            raise storage_error(error, engine) from error
        raise
    return engine


def append_goal_tables(
    engine: Engine,
    *,
    file_name: str,
    content: bytes,
    uploaded_by: str,
    projects: Sequence[Project],
    indicators: Sequence[Indicator],
    corrections: Sequence[Values] = (),
    matches: Mapping[str, str] | None = None,
    once: bool = False,
    findings: Sequence[Finding] | None = None,
    expected_revision: int | None = None,
) -> Stored:
    """Store the goal tables of one file, all or nothing, unless the same bytes are in force already.

    With ``once`` a voided upload of the same bytes counts as well: what someone voided is not imported again. Places
    come back with ``file_name`` as their source file; ``matches`` are picked ids by row key. Raises StorageError for
    text or amounts that cannot be kept, and when the data are not at the expected revision any more.
    """
    _refuse_indicators_without_project(projects, indicators)
    years = {project.fiscal_year for project in projects}
    upload = described(
        UploadKind.GOAL_TABLES,
        file_name=file_name,
        content=content,
        uploaded_by=uploaded_by,
        fiscal_year=years.pop() if len(years) == 1 else None,
        row_count=len(indicators),
    )
    rows = {
        projects_table: [project_row(project) for project in projects],
        indicators_table: [indicator_row(indicator) for indicator in indicators],
        layout_corrections: list(corrections),
        name_matches: match_rows(matches),
        upload_findings: findings_rows(findings),
    }
    return append_rows(engine, upload, rows=rows, once=once, expected_revision=expected_revision)


def append_actual_results(
    engine: Engine,
    *,
    file_name: str,
    content: bytes,
    uploaded_by: str,
    fiscal_year: int,
    actual_results: Sequence[ActualResult],
    spending: Sequence[Spending],
    matches: Mapping[str, str] | None = None,
    kind: UploadKind = UploadKind.ACTUAL_RESULTS,
    replacing: UploadKind | None = None,
    findings: Sequence[Finding] | None = None,
    expected_revision: int | None = None,
) -> Stored:
    """Store the results and spending reported in one file, all or nothing, unless the same bytes are in force already.

    ``matches`` are confirmed choices, indicator ids by row key, remembered while the upload is in force. Uploads of the
    kind ``replacing`` for the same year go out of force with it. Raises StorageError for text or amounts that cannot
    be kept, and when the data are not at the expected revision any more.
    """
    upload = described(
        kind,
        file_name=file_name,
        content=content,
        uploaded_by=uploaded_by,
        fiscal_year=fiscal_year,
        row_count=len(actual_results) + len(spending),
    )
    rows = {
        actual_results_table: [actual_result_row(result) for result in actual_results],
        spending_table: [spending_row(record) for record in spending],
        name_matches: match_rows(matches),
        upload_findings: findings_rows(findings),
    }
    return append_rows(engine, upload, rows=rows, once=False, replacing=replacing, expected_revision=expected_revision)


def append_reviews(
    engine: Engine, *, file_name: str, content: bytes, uploaded_by: str, fiscal_year: int, reviews: Sequence[Review]
) -> Stored:
    """Store what an office says of questions of the audit; of several the newest holds. Raises StorageError."""
    upload = described(
        UploadKind.REVIEWS,
        file_name=file_name,
        content=content,
        uploaded_by=uploaded_by,
        fiscal_year=fiscal_year,
        row_count=len(reviews),
    )
    return append_rows(engine, upload, rows={reviews_table: [review_row(review) for review in reviews]}, once=False)


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


def described(
    kind: UploadKind, *, file_name: str, content: bytes, uploaded_by: str, fiscal_year: int | None, row_count: int
) -> Values:
    """The columns of an upload, but for its id and moment."""
    return {
        "kind": kind.value,
        "file_name": file_name,
        "sha256": sha256(content).hexdigest(),
        "content": content,
        "fiscal_year": fiscal_year,
        "uploaded_by": uploaded_by,
        "row_count": row_count,
    }


def findings_rows(findings: Sequence[Finding] | None) -> list[Values]:
    """The row that keeps what was found, none where nothing was looked for."""
    return [] if findings is None else [{"findings": findings_text(findings)}]


def append_rows(
    engine: Engine,
    upload: Values,
    *,
    rows: Mapping[Table, list[Values]],
    once: bool = False,
    replacing: UploadKind | None = None,
    expected_revision: int | None = None,
) -> Stored:
    """Store an upload (see ``described``) with its rows by table, all or nothing; for the modules of this folder."""
    refuse_unstorable_rows([upload, *chain.from_iterable(rows.values())])
    with writing(engine) as connection:
        earlier = same_bytes(connection, kind=upload["kind"], digest=upload["sha256"], once=once)
        if earlier is not None:
            return Stored(upload_id=earlier, is_new=False)
        if expected_revision is not None and revision_in(connection) != expected_revision:
            raise StorageError("数据已更新，请重新核对后再确认。")
        if replacing is not None:
            _void_all(connection, replacing, who=upload["uploaded_by"], fiscal_year=upload["fiscal_year"])
        now = datetime.now(UTC)
        added = insert(uploads).returning(uploads.c.upload_id)
        upload_id = connection.execute(added, upload | {"uploaded_at": now}).scalar_one()
        for table, table_rows in rows.items():
            insert_rows(connection, table, table_rows, upload_id=upload_id)
        who, detail = upload["uploaded_by"], upload["file_name"]
        _log(connection, at=now, who=who, action="append", upload_id=upload_id, detail=detail)
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
