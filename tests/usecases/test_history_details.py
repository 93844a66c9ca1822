"""Findings and rows of an upload are kept as they were confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from perfdata.core.result_form import ACTUAL
from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import history, uploading
from tests.office_files import Grid, write_container
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


HTML = b"<html><table><tr><td>1</td></tr></table></html>"


@pytest.mark.parametrize(
    ("file_name", "content", "name"),
    [
        ("填报.XLSX", b"", "填报.XLSX"),
        ("目标表.txt", b"", "目标表.txt"),
        ("自评.hta", HTML, "自评_hta.html"),
        ("自评.hta", "项目名称\t甲".encode(), "自评_hta.txt"),
        ("自评.hta.", HTML, "自评_hta_.html"),
        ("自评.hta ", HTML, "自评_hta.html"),
        ("自评.exe", write_container(Grid((("项目名称", "甲"),)), "xlsx"), "自评_exe.xlsx"),
        ("自评.2024", write_container(Grid((("项目名称", "甲"),)), "docx"), "自评_2024.docx"),
        ("目标表", write_container(Grid((("项目名称", "甲"),)), "ods"), "目标表.ods"),
        ("自评\u202excod.js", b"\xd0\xcf\x11\xe0" + bytes(600), "自评_xcod_js.txt"),
        ("..\\自评.txt:自评.hta", HTML, "___自评_txt_自评_hta.html"),
        ("xlsx", b"a\tb", "xlsx.txt"),
    ],
)
def test_an_original_comes_back_under_an_ending_that_starts_no_program(
    engine: Engine, file_name: str, content: bytes, name: str
):
    records = store.current(engine)
    stored = store.append_goal_tables(
        engine, file_name=file_name, content=content, uploaded_by="甲", projects=records.projects[:1], indicators=[]
    )
    (upload,) = (item for item in history.list_uploads(engine) if item.upload_id == stored.upload_id)
    assert history.original_name(engine, upload) == name
