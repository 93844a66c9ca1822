"""The SQL of later migrations, as ``statements``."""

LATER_STATEMENTS: dict[str, str] = {
    # Files that prove results, and their bytes.
    "evidence": """
CREATE TABLE evidence_contents (
    sha256 TEXT NOT NULL PRIMARY KEY,
    content {bytes} NOT NULL
);
CREATE TABLE evidence (
    evidence_id {serial},
    indicator_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES evidence_contents (sha256),
    byte_count INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    note TEXT,
    added_by TEXT NOT NULL,
    added_at {moment} NOT NULL,
    removed_by TEXT,
    removed_at {moment},
    removed_why TEXT,
    last_entry_id INTEGER NOT NULL
);
CREATE UNIQUE INDEX evidence_by_result ON evidence (indicator_id, fiscal_year, sha256);
CREATE INDEX evidence_by_entry ON evidence (last_entry_id);
CREATE INDEX evidence_by_content ON evidence (sha256)
""",
    # The last day that a year has reports of, and what was answered about a row. Tables of conclusions that were just
    # made have their indexes already.
    "indexes_for_units": """
CREATE INDEX IF NOT EXISTS unit_years_by_day ON unit_years (fiscal_year, as_of);
CREATE INDEX name_matches_by_key ON name_matches (row_key)
""",
}
