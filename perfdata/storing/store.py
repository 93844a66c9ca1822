"""The store: uploads are appended, voided and restored; nothing is ever changed or deleted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy import Connection, Engine, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from perfdata.core.errors import OvertakenError
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Project, Review, Spending
from perfdata.core.official_forms import FormRecords
from perfdata.core.scores import ManualWeight
from perfdata.core.terms import Act, UploadKind
from perfdata.core.text import without_directions
from perfdata.storing import tables
from perfdata.storing.conclusions import mark_touched
from perfdata.storing.connecting import connect, storage_error, use_write_ahead_log, writing
from perfdata.storing.inserting import insert_rows
from perfdata.storing.loading import Current, current, fiscal_years, remembered_matches, revision, revision_in
from perfdata.storing.log import (
    LogEntry,
    LogFilter,
    acts_in,
    acts_on,
    count_log,
    list_log,
    log_act,
    note,
    people_of_log,
)
from perfdata.storing.migrations import migrate
from perfdata.storing.replicas import attach
from perfdata.storing.rows import (
    Values,
    funding_of,
    match_rows,
    refuse_unstorable_rows,
    row_of,
)
from perfdata.storing.tables import uploads
from perfdata.storing.upload_details import confirmed_findings, findings_text, upload_records
from perfdata.storing.upload_list import (
    Upload,
    find_upload,
    list_uploads,
    same_bytes,
    upload_content,
)
from perfdata.storing.voiding import restore_upload, void_all, void_upload, void_uploads

__all__ = [
    "Current",
    "LogEntry",
    "LogFilter",
    "Stored",
    "Upload",
    "acts_on",
    "append_actual_results",
    "append_forms",
    "append_goal_tables",
    "append_reviews",
    "append_weights",
    "confirmed_findings",
    "count_log",
    "current",
    "find_upload",
    "fiscal_years",
    "list_log",
    "list_uploads",
    "note",
    "open_store",
    "people_of_log",
    "remembered_matches",
    "restore_upload",
    "revision",
    "upload_content",
    "upload_records",
    "void_upload",
    "void_uploads",
]


# Writers stand in one line; a sequence of the database leaves gaps after a crash.
_NEXT_ID = select(func.coalesce(func.max(uploads.c.upload_id), 0) + 1)


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


def open_store(url: str, *, read_url: str | None = None) -> Engine:
    """The database at ``sqlite:///path`` or ``postgresql://…``, created if need be and brought up to date.

    What is read may come from its replica at ``read_url``, see ``replicas``; SQLite has none. Raises StorageError when
    it cannot be opened, belongs to another program or to a newer version.
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
    if read_url and engine.dialect.name == "postgresql":
        attach(engine, connect(read_url))
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
        "uploaded_by": (uploaded_by := without_directions(uploaded_by)),
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
            _refuse_overtaken(connection, expected_revision)
        if replacing is not None:
            void_all(connection, replacing, who=uploaded_by, fiscal_year=fiscal_year)
        now = datetime.now(UTC)
        upload_id = connection.execute(_NEXT_ID).scalar_one()
        connection.execute(insert(uploads), upload | {"upload_id": upload_id, "uploaded_at": now})
        for table, table_rows in stored.items():
            insert_rows(connection, table, table_rows, upload_id=upload_id)
        mark_touched(connection, upload_id)
        log_act(connection, Act.APPEND, at=now, who=uploaded_by, upload_id=upload_id, detail=file_name)
    return Stored(upload_id=upload_id, is_new=True)


def _refuse_overtaken(connection: Connection, seen: int) -> None:
    later = acts_in(connection, after=seen)[-3:]
    acts = [(entry.who, entry.at, f"{Act(entry.action).label}“{entry.detail}”") for entry in later]
    raise OvertakenError("数据已更新，请重新核对后再确认：{acts}。", acts=acts)


def _refuse_indicators_without_project(projects: Sequence[Project], indicators: Sequence[Indicator]) -> None:
    """Such an indicator would be stored and never shown again: a bug of the caller."""
    keys = {(project.project_id, project.fiscal_year) for project in projects}
    for indicator in indicators:
        if (indicator.project_id, indicator.fiscal_year) not in keys:
            raise ValueError(f"indicator {indicator.indicator_id} belongs to no project of this upload")
