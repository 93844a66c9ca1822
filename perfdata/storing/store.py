"""The store: uploads are appended, voided and restored; nothing is ever changed or deleted."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypedDict, Unpack

from sqlalchemy import Engine, Table
from sqlalchemy.exc import DBAPIError

from perfdata.core.model import ActualResult, Indicator, Project, Review, Spending
from perfdata.core.official_forms import FormRecords
from perfdata.core.scores import ManualWeight
from perfdata.core.terms import UploadKind
from perfdata.storing import tables
from perfdata.storing.appending import Stored, UploadedFile, append, append_many, prepare
from perfdata.storing.connecting import connect, refresh_statistics, storage_error, use_write_ahead_log
from perfdata.storing.loading import Current, current, fiscal_years, last_act, remembered_matches, revision
from perfdata.storing.log import (
    LogEntry,
    LogFilter,
    acts_on,
    count_log,
    list_log,
    note,
    people_of_log,
)
from perfdata.storing.migrations import migrate
from perfdata.storing.replicas import attach
from perfdata.storing.reviewing import (
    any_waits,
    approve_upload,
    followed_up,
    hand_ins_of,
    list_handed_in,
    return_upload,
    suppose,
    waiting_tables,
    withdraw_upload,
)
from perfdata.storing.rows import (
    Values,
    funding_of,
    row_of,
)
from perfdata.storing.upload_details import confirmed_findings, upload_records
from perfdata.storing.upload_list import (
    NOT_GIVEN,
    Upload,
    count_uploads,
    find,
    find_upload,
    list_uploads,
    to_give,
    upload_content,
    uploads_in_force,
)
from perfdata.storing.voiding import restore_upload, void_upload, void_uploads

__all__ = [
    "NOT_GIVEN",
    "Current",
    "GoalFile",
    "LogEntry",
    "LogFilter",
    "Stored",
    "Upload",
    "UploadedFile",
    "acts_on",
    "any_waits",
    "append_actual_results",
    "append_forms",
    "append_goal_files",
    "append_goal_tables",
    "append_reviews",
    "append_weights",
    "approve_upload",
    "confirmed_findings",
    "count_log",
    "count_uploads",
    "current",
    "find",
    "find_upload",
    "fiscal_years",
    "followed_up",
    "hand_ins_of",
    "last_act",
    "list_handed_in",
    "list_log",
    "list_uploads",
    "note",
    "open_store",
    "people_of_log",
    "remembered_matches",
    "restore_upload",
    "return_upload",
    "revision",
    "suppose",
    "to_give",
    "upload_content",
    "upload_records",
    "uploads_in_force",
    "void_upload",
    "void_uploads",
    "waiting_tables",
    "withdraw_upload",
]


class GoalRows(TypedDict):
    """The rows of goal tables, the year where they are of one, and how many indicators there are."""

    rows: Mapping[Table, Iterable[Values]]
    fiscal_year: int | None
    row_count: int


class GoalFile(NamedTuple):
    """The sound goal tables of a file."""

    projects: Sequence[Project]
    indicators: Sequence[Indicator]
    file: UploadedFile


def open_store(url: str, *, read_url: str | None = None) -> Engine:
    """The database at ``sqlite:///path`` or ``postgresql://…``, created if need be and brought up to date.

    What is read may come from its replica at ``read_url``, see ``replicas``; SQLite has none. Raises StorageError when
    it cannot be opened, belongs to another program or to a newer version.
    """
    engine = connect(url)
    try:
        use_write_ahead_log(engine)
        migrate(engine)
        refresh_statistics(engine)
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
    return append(engine, UploadKind.GOAL_TABLES, **_goal_rows(projects, indicators), once=once, **file)


def append_goal_files(engine: Engine, files: Iterable[GoalFile], *, expected_revision: int) -> tuple[list[Stored], int]:
    """Store the goal tables of many files in their order, each as an upload of its own, all or none.

    Gives the uploads and the revision with them; none of the bytes may be in force already. Raises StorageError, and
    OvertakenError where the data are not at the expected revision any more.
    """
    prepared = []
    for projects, indicators, file in files:
        _refuse_indicators_without_project(projects, indicators)
        prepared.append(prepare(UploadKind.GOAL_TABLES, **_goal_rows(projects, indicators), **file))
    return append_many(engine, prepared, expected_revision=expected_revision)


def _goal_rows(projects: Sequence[Project], indicators: Sequence[Indicator]) -> GoalRows:
    years = {project.fiscal_year for project in projects}
    return {
        "rows": {tables.projects: map(row_of, projects), tables.indicators: map(row_of, indicators)},
        "fiscal_year": years.pop() if len(years) == 1 else None,
        "row_count": len(indicators),
    }


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
    return append(engine, kind, rows=rows, fiscal_year=fiscal_year, row_count=count, replacing=replacing, **file)


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
    return append(engine, kind, rows=rows, fiscal_year=year, row_count=count, replacing=replacing, **file)


def append_weights(
    engine: Engine, weights: Sequence[ManualWeight], *, fiscal_year: int, **file: Unpack[UploadedFile]
) -> Stored:
    """Store the weights of whole projects of a year; they hold from now on, till newer ones do or they are undone."""
    rows = {tables.weights: map(row_of, weights)}
    return append(engine, UploadKind.WEIGHTS, rows=rows, fiscal_year=fiscal_year, row_count=len(weights), **file)


def append_reviews(
    engine: Engine, *, fiscal_year: int, reviews: Sequence[Review], **file: Unpack[UploadedFile]
) -> Stored:
    """Store what an office says of questions of the audit; of several the newest holds."""
    rows = {tables.reviews: map(row_of, reviews)}
    return append(engine, UploadKind.REVIEWS, rows=rows, fiscal_year=fiscal_year, row_count=len(reviews), **file)


def _refuse_indicators_without_project(projects: Sequence[Project], indicators: Sequence[Indicator]) -> None:
    """Such an indicator would be stored and never shown again: a bug of the caller."""
    keys = {(project.project_id, project.fiscal_year) for project in projects}
    for indicator in indicators:
        if (indicator.project_id, indicator.fiscal_year) not in keys:
            raise ValueError(f"indicator {indicator.indicator_id} belongs to no project of this upload")
