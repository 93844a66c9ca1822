"""Findings and rows of an upload are kept as they were confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from perfdata.core.result_form import ACTUAL
from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import history, uploading
from tests.result_builders import TODAY, Form, opened

FILE = "填报.xlsx"


def template(engine: Engine) -> Form:
    return opened(uploading.result_template(engine, fiscal_year=2024, today=TODAY))


def preview(engine: Engine, form: Form | bytes, **more: Any) -> uploading.Preview:
    content = form if isinstance(form, bytes) else form.content()
    return uploading.preview_file(engine, content, file_name=FILE, today=TODAY, **more)


def confirmed(engine: Engine, form: Form | bytes) -> int:
    return uploading.confirm(engine, preview(engine, form), uploaded_by="张会计").upload_id


def named(engine: Engine, name: str) -> Any:
    return next(item for item in store.current(engine).indicators if item.indicator_name == name)


def test_findings_and_rows_of_an_upload_stay_as_they_were_confirmed(engine: Engine):
    form = template(engine)
    form.write(named(engine, "补贴人数"), ACTUAL, "≥36人")
    first = confirmed(engine, form)
    other = template(engine)
    other.write(named(engine, "补贴人数"), ACTUAL, "30人")
    confirmed(engine, other)
    uploads = {upload.upload_id: upload for upload in history.list_uploads(engine)}
    findings, as_confirmed = history.findings_of(engine, uploads[first])
    assert as_confirmed
    assert [(item.rule_id, item.severity, item.place and item.place.source_file) for item in findings] == [
        ("actual_has_comparator", Severity.WARNING, FILE)
    ]
    rows = history.rows_frame(engine, uploads[first])
    assert rows[["row_kind", "indicator_name", "text"]].to_numpy().tolist() == [["实际完成值", "补贴人数", "≥36人"]]
    assert rows["as_of"].dt.date.tolist() == [date(2024, 12, 31)]
    bundled = history.rows_frame(engine, uploads[1])
    assert bundled["row_kind"].value_counts().to_dict() == {"指标": 36, "项目": 4}
    assert not history.findings_of(engine, uploads[1])[1]
