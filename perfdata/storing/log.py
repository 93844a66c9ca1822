"""The log: who did what and when, to which upload. It is only ever added to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, func, insert, select

from perfdata.core.terms import ACTS_WITHOUT_EFFECT, Act, UploadKind
from perfdata.storing.connecting import reading, writing
from perfdata.storing.rows import refuse_unstorable_text
from perfdata.storing.sight import as_seen
from perfdata.storing.tables import audit_log, layout_corrections, name_matches, reviews, uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One act. Of an upload also what it is; ``detail`` is its file name, or what else was done; times are UTC.

    ``match_count`` and ``correction_count`` are the answers about names and indicators and the corrections of a lay-out
    that are remembered with the upload; ``question``, ``status`` and ``note`` are those of an answer to the audit.
    """

    entry_id: int
    at: datetime
    who: str
    act: Act
    detail: str | None
    upload_id: int | None
    kind: UploadKind | None
    fiscal_year: int | None
    row_count: int | None
    match_count: int
    correction_count: int
    question: str | None
    status: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which entries: by whom, what, of which kinds of upload, from a moment and before another; empty is all."""

    people: Sequence[str] = ()
    acts: Sequence[Act] = ()
    kinds: Sequence[UploadKind] = ()
    start: datetime | None = None
    end: datetime | None = None


def _count_of(table: Any) -> Any:
    return select(func.count()).where(table.c.upload_id == audit_log.c.upload_id).scalar_subquery()


_ENTRIES = (
    select(
        audit_log,
        uploads.c.kind,
        uploads.c.fiscal_year,
        uploads.c.row_count,
        _count_of(name_matches).label("match_count"),
        _count_of(layout_corrections).label("correction_count"),
        reviews.c.question,
        reviews.c.status,
        reviews.c.note,
    )
    .outerjoin(uploads, uploads.c.upload_id == audit_log.c.upload_id)
    .outerjoin(reviews, and_(reviews.c.upload_id == audit_log.c.upload_id, reviews.c.row_number == 1))
)


def list_log(engine: Engine, wanted: LogFilter, *, first: int = 0, most: int | None = None) -> list[LogEntry]:
    """The entries that are wanted, newest first, or a page of them."""
    query = _filtered(_ENTRIES, wanted).order_by(audit_log.c.entry_id.desc()).offset(first).limit(most)
    with reading(engine) as connection:
        return [_entry(row) for row in connection.execute(query)]


def count_log(engine: Engine, wanted: LogFilter) -> int:
    joined = select(func.count()).select_from(audit_log.outerjoin(uploads))
    with reading(engine) as connection:
        return connection.execute(_filtered(joined, wanted)).scalar_one()


def people_of_log(engine: Engine) -> list[str]:
    """Everyone who did something, in the order of their names."""
    with reading(engine) as connection:
        return list(connection.scalars(select(audit_log.c.who).distinct().order_by(audit_log.c.who)))


def acts_on(engine: Engine, upload_ids: Iterable[int]) -> dict[int, list[LogEntry]]:
    """What happened to each of the uploads, oldest first."""
    ids = list(upload_ids)
    query = _ENTRIES.where(audit_log.c.upload_id.in_(ids)).order_by(audit_log.c.entry_id)
    acts: dict[int, list[LogEntry]] = {upload_id: [] for upload_id in ids}
    with reading(engine) as connection:
        for entry in map(_entry, connection.execute(query)):
            acts[entry.upload_id or 0].append(entry)
    return acts


def note(engine: Engine, act: Act, *, who: str, detail: str) -> None:
    """Log what touches no upload and changes no data, such as a backup."""
    refuse_unstorable_text({"who": who, "detail": detail})
    with writing(engine) as connection:
        log_act(connection, act, at=datetime.now(UTC), who=who, detail=detail)


def log_act(connection: Connection, act: Act, **entry: Any) -> None:
    connection.execute(insert(audit_log), {"action": act.value, **entry})


def acts_in(
    connection: Connection,
    upload_id: int | None = None,
    *,
    after: int = 0,
    with_effect: bool = False,
    engine: Engine | None = None,
) -> list[Row[Any]]:
    """The entries after one of one upload, or of all, that a transaction sees, oldest first.

    Those ``with_effect`` changed what counts. With the engine of a person, those that the person may see.
    """
    query = select(audit_log).where(audit_log.c.entry_id > after).order_by(audit_log.c.entry_id)
    if with_effect:
        query = query.where(audit_log.c.action.not_in([act.value for act in ACTS_WITHOUT_EFFECT]))
    is_own = audit_log.c.upload_id.is_not(None) if upload_id is None else audit_log.c.upload_id == upload_id
    query = query.where(is_own)
    return list(as_seen(connection, engine, query) if engine is not None else connection.execute(query))


def _filtered(query: Select[Any], wanted: LogFilter) -> Select[Any]:
    if wanted.people:
        query = query.where(audit_log.c.who.in_(wanted.people))
    if wanted.acts:
        query = query.where(audit_log.c.action.in_([act.value for act in wanted.acts]))
    if wanted.kinds:
        query = query.where(uploads.c.kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.start:
        query = query.where(audit_log.c.at >= wanted.start)
    return query.where(audit_log.c.at < wanted.end) if wanted.end else query


def _entry(row: Row[Any]) -> LogEntry:
    values = row._asdict()
    act, kind = Act(values.pop("action")), values.pop("kind")
    return LogEntry(act=act, kind=UploadKind(kind) if kind else None, **values)
