"""The tables of evidence: files beside results, and their bytes, each once however many results they prove."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from perfdata.storing.tables import UtcDateTime, metadata

evidence_contents = Table(
    "evidence_contents",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# ``last_entry_id`` is the entry of the log about the last thing that happened to the file: it grows with every change.
evidence = Table(
    "evidence",
    metadata,
    Column("evidence_id", Integer, primary_key=True),
    Column("indicator_id", Text, nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("sha256", ForeignKey("evidence_contents.sha256"), nullable=False),
    Column("byte_count", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("note", Text),
    Column("added_by", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("removed_by", Text),
    Column("removed_at", UtcDateTime),
    Column("removed_why", Text),
    Column("last_entry_id", Integer, nullable=False),
    sqlite_autoincrement=True,
)
Index("evidence_by_result", evidence.c.indicator_id, evidence.c.fiscal_year, evidence.c.sha256, unique=True)
Index("evidence_by_entry", evidence.c.last_entry_id)
Index("evidence_by_content", evidence.c.sha256)
