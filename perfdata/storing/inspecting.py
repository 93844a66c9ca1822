"""Whether a database is whole: its pages, the references between its tables, its version, the bytes it keeps."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, func, inspect, select

from perfdata.core.terms import Act
from perfdata.storing.evidence_tables import evidence, evidence_contents
from perfdata.storing.tables import audit_log, metadata, uploads


class Backup(NamedTuple):
    """When, in UTC, a file held what the database does: it was backed up into it, or restored from it."""

    at: datetime
    file: str


def damage(connection: Connection) -> list[str]:
    """What SQLite finds wrong in its file, in its own words; PostgreSQL is only asked to read its tables."""
    if connection.dialect.name != "sqlite":
        return []
    return [line for line in connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars() if line != "ok"]


def row_counts(connection: Connection) -> dict[str, int]:
    """The rows of each of the store's tables that the database has."""
    present = set(inspect(connection).get_table_names())
    return {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in metadata.tables.items()
        if name in present
    }


def dangling_rows(connection: Connection) -> dict[str, int]:
    """By table, the rows of uploads that are not there."""
    present = set(inspect(connection).get_table_names())
    known = select(uploads.c.upload_id)
    counts = {
        name: connection.scalar(select(func.count()).select_from(table).where(table.c.upload_id.not_in(known))) or 0
        for name, table in metadata.tables.items()
        if name in present and name != uploads.name and "upload_id" in table.c
    }
    return {name: count for name, count in counts.items() if count}


def unlogged_uploads(connection: Connection) -> list[int]:
    """Uploads that the log does not tell of."""
    first = [act.value for act in (Act.APPEND, Act.HAND_IN)]
    told = select(audit_log.c.upload_id).where(audit_log.c.action.in_(first), audit_log.c.upload_id.is_not(None))
    return list(connection.scalars(select(uploads.c.upload_id).where(uploads.c.upload_id.not_in(told))))


def changed_originals(connection: Connection) -> Iterator[tuple[int, str]]:
    """Number and file name of each upload whose bytes are not those of its SHA-256; one is in memory at a time."""
    listed = connection.execute(select(uploads.c.upload_id, uploads.c.file_name, uploads.c.sha256)).all()
    for upload_id, file_name, digest in listed:
        content = connection.scalar(select(uploads.c.content).where(uploads.c.upload_id == upload_id))
        if sha256(content or b"").hexdigest() != digest:
            yield upload_id, file_name


def evidence_count(connection: Connection) -> int:
    """The files of evidence, those taken away too; none in a database from before there was any."""
    if not inspect(connection).has_table(evidence.name):
        return 0
    return connection.scalar(select(func.count()).select_from(evidence)) or 0


def changed_evidence(connection: Connection) -> Iterator[tuple[int, str]]:
    """Number and name of each file of evidence whose bytes are not those of its SHA-256 and size, one at a time."""
    columns = evidence.c.evidence_id, evidence.c.file_name, evidence.c.sha256, evidence.c.byte_count
    files = connection.execute(select(*columns).order_by(evidence.c.sha256, evidence.c.evidence_id)).all()
    held = ("", "", 0)
    for evidence_id, file_name, digest, byte_count in files:
        if digest != held[0]:
            own = select(evidence_contents.c.content).where(evidence_contents.c.sha256 == digest)
            content = connection.scalar(own) or b""
            held = digest, sha256(content).hexdigest(), len(content)
        if held[1:] != (digest, byte_count):
            yield evidence_id, file_name


def newest_backup(connection: Connection) -> Backup | None:
    """The last backup that the log tells of."""
    entries = select(audit_log.c.at, audit_log.c.detail).where(
        audit_log.c.action.in_([Act.BACKUP.value, Act.RECOVER.value])
    )
    row = connection.execute(entries.order_by(audit_log.c.entry_id.desc()).limit(1)).first()
    return Backup(row.at, row.detail or "") if row else None
