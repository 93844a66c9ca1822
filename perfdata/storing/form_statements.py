"""The SQL of the migration ``official_forms``; like every migration it is never changed once released."""

from __future__ import annotations

OFFICIAL_FORMS = """
CREATE TABLE outlooks (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_number INTEGER NOT NULL,
    indicator_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    likelihood TEXT,
    causes TEXT NOT NULL,
    reason TEXT,
    forecast TEXT,
    remark TEXT,
    sheet TEXT,
    cell TEXT,
    line INTEGER,
    PRIMARY KEY (upload_id, row_number)
);
CREATE INDEX outlooks_by_key ON outlooks (indicator_id, fiscal_year, as_of);
CREATE TABLE spending_forecasts (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_number INTEGER NOT NULL,
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    expected_yuan {yuan} NOT NULL,
    sheet TEXT,
    cell TEXT,
    line INTEGER,
    PRIMARY KEY (upload_id, row_number)
);
CREATE TABLE published_forms (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_number INTEGER NOT NULL,
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    execution_points {points},
    execution_score {points},
    total_points {points},
    total_score {points},
    actual_goal TEXT,
    sheet TEXT,
    cell TEXT,
    line INTEGER,
    PRIMARY KEY (upload_id, row_number)
);
CREATE TABLE funding_rows (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_number INTEGER NOT NULL,
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    source TEXT NOT NULL,
    initial_budget_yuan {yuan},
    adjusted_budget_yuan {yuan},
    spent_yuan {yuan},
    sheet TEXT,
    cell TEXT,
    line INTEGER,
    PRIMARY KEY (upload_id, row_number)
)
"""
