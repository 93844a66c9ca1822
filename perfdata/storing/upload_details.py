"""What one upload holds, in force or not: its own rows, and the findings its clerk saw at the confirmation."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Engine, Row, Table, select

from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.official_forms import Outlook, SpendingForecast
from perfdata.core.scores import ManualWeight
from perfdata.core.terms import Severity
from perfdata.storing.connecting import reading
from perfdata.storing.loading import Current, revision_in
from perfdata.storing.rows import published_from, records_from
from perfdata.storing.tables import (
    actual_results,
    funding_rows,
    indicators,
    outlooks,
    projects,
    published_forms,
    spending,
    spending_forecasts,
    upload_findings,
    uploads,
    weights,
)


def upload_records(engine: Engine, upload_id: int) -> Current:
    """The records of one upload, voided or not, in the order of its rows; empty if it is unknown."""
    with reading(engine) as connection:

        def rows_of(table: Table) -> Iterable[Row[Any]]:
            own = select(table, uploads.c.file_name).join(uploads).where(table.c.upload_id == upload_id)
            return connection.execute(own.order_by(table.c.row_number))

        return Current(
            revision=revision_in(connection),
            projects=records_from(Project, rows_of(projects)),
            indicators=records_from(Indicator, rows_of(indicators)),
            actual_results=records_from(ActualResult, rows_of(actual_results)),
            spending=records_from(Spending, rows_of(spending)),
            outlooks=records_from(Outlook, rows_of(outlooks)),
            forecasts=records_from(SpendingForecast, rows_of(spending_forecasts)),
            published=published_from(rows_of(published_forms), rows_of(funding_rows)),
            weights=records_from(ManualWeight, rows_of(weights)),
        )


def confirmed_findings(engine: Engine, upload_id: int) -> list[Finding] | None:
    """The findings shown when the upload was confirmed; None where they were not kept."""
    with reading(engine) as connection:
        text = connection.scalar(select(upload_findings.c.findings).where(upload_findings.c.upload_id == upload_id))
    return None if text is None else [_finding(values) for values in json.loads(text)]


def findings_text(findings: Sequence[Finding]) -> str:
    """Findings as ASCII JSON, so that no character in them can hinder the upload."""
    return json.dumps([_values(item) for item in findings])


def _values(finding: Finding) -> dict[str, Any]:
    values = {name: value for name in Finding.__slots__ if (value := getattr(finding, name))}
    values["severity"] = finding.severity.value
    if finding.place is not None:
        values["place"] = finding.place._asdict()
    return values


def _finding(values: dict[str, Any]) -> Finding:
    place = values.pop("place", None)
    severity = Severity(values.pop("severity"))
    return Finding(severity=severity, place=None if place is None else Place(**place), **values)
