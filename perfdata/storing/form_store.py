"""Storing what filled forms state, as one upload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, Table

from perfdata.core.findings import Finding
from perfdata.core.official_forms import FormRecords
from perfdata.core.terms import UploadKind
from perfdata.storing import tables
from perfdata.storing.form_rows import forecast_row, funding_row_values, outlook_row, published_row
from perfdata.storing.rows import Values, actual_result_row, indicator_row, match_rows, project_row, spending_row
from perfdata.storing.store import Stored, append_rows, described, findings_rows


def append_forms(
    engine: Engine,
    records: FormRecords,
    *,
    kind: UploadKind,
    file_name: str,
    content: bytes,
    uploaded_by: str,
    matches: Mapping[str, str] | None = None,
    corrections: Sequence[Values] = (),
    findings: Sequence[Finding] | None = None,
    expected_revision: int | None = None,
) -> Stored:
    """Store the forms of one file, all or nothing, unless the same bytes are in force already.

    Invented results of that year go out of force with it. ``matches`` are confirmed choices, ids by row key;
    ``corrections`` are rows for layout_corrections, ``findings`` are kept as they were shown. Raises StorageError for
    text or amounts that cannot be kept, and when the data are not at the expected revision any more.
    """
    upload = described(
        kind,
        file_name=file_name,
        content=content,
        uploaded_by=uploaded_by,
        fiscal_year=records.fiscal_year,
        row_count=records.row_count,
    )
    read = {
        tables.name_matches: match_rows(matches),
        tables.layout_corrections: list(corrections),
        tables.upload_findings: findings_rows(findings),
    }
    return append_rows(
        engine,
        upload,
        rows=_rows_of(records) | read,
        replacing=UploadKind.DEMO_RESULTS,
        expected_revision=expected_revision,
    )


def _rows_of(records: FormRecords) -> dict[Table, list[Values]]:
    return {
        tables.projects: [project_row(project) for project in records.projects],
        tables.indicators: [indicator_row(indicator) for indicator in records.indicators],
        tables.actual_results: [actual_result_row(result) for result in records.results],
        tables.spending: [spending_row(row) for row in records.spending],
        tables.published_forms: [published_row(form) for form in records.published],
        tables.funding_rows: [row for form in records.published for row in funding_row_values(form)],
        tables.outlooks: [outlook_row(outlook) for outlook in records.outlooks],
        tables.spending_forecasts: [forecast_row(forecast) for forecast in records.forecasts],
    }
