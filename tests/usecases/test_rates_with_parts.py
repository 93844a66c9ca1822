"""Rates with their 分子 and 分母: asked for on demand, kept, shown, and added up over projects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from perfdata.core.result_form import HEADER_ROW_NUMBER, SHEET_INDICATORS
from perfdata.presenting.completion_summaries import pooled_rates
from perfdata.storing import store
from perfdata.storing.scope import Scope
from perfdata.usecases import browsing, opening, results, uploading

TODAY = date(2025, 1, 10)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = opening.open_with_bundled_tables(f"sqlite:///{tmp_path / 'perfdata.db'}")
    yield engine
    engine.dispose()


def columns_of(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[HEADER_ROW_NUMBER]}


def filled(engine: Engine, values: dict[str, list[tuple[str, str, str]]]) -> bytes:
    """The template with rate, 分子 and 分母 of the indicators of a name, in their order."""
    content = uploading.result_template(engine, fiscal_year=2024, today=TODAY, with_parts=True)
    book = load_workbook(BytesIO(content))
    sheet: Any = book[SHEET_INDICATORS]
    headers = columns_of(sheet)
    left = {name: list(rows) for name, rows in values.items()}
    for row in range(HEADER_ROW_NUMBER + 1, sheet.max_row + 1):
        if rows := left.get(str(sheet.cell(row, headers["三级指标"]).value)):
            for header, text in zip(("实际完成值", "分子", "分母"), rows.pop(0), strict=True):
                sheet.cell(row, headers[header], text or None)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def confirm(engine: Engine, content: bytes) -> None:
    preview = uploading.preview_file(engine, content, file_name="填报.xlsx", today=TODAY)
    assert not preview.has_errors, preview.findings
    uploading.confirm(engine, preview, uploaded_by="张三")


def test_numerator_and_denominator_of_the_template_are_kept_shown_and_offered_again(engine: Engine):
    confirm(engine, filled(engine, {"党员满意度": [("95%", "19", "20"), ("", "45", "50")]}))
    actuals = [item.actual for item in store.current(engine, fiscal_year=2024).actual_results]
    assert [(each.raw, each.numerator, each.denominator) for each in actuals] == [
        ("95%（19/20）", 19, 20),
        ("45/50", 45, 50),
    ]
    rows = browsing.load_frames(engine, fiscal_year=2024)["completions"].dropna(subset=["numerator"])
    assert rows["explanation"].tolist() == [
        "实际 95%（19/20） ÷ 目标 90% = 105.56%，达到目标。",
        "实际 90%（45/50） ÷ 目标 90% = 100.0%，达到目标。",
    ]
    again = load_workbook(BytesIO(filled(engine, {})))[SHEET_INDICATORS]
    headers = columns_of(again)
    shown = [
        [again.cell(row, headers[header]).value for header in ("实际完成值", "分子", "分母")]
        for row in range(HEADER_ROW_NUMBER + 1, again.max_row + 1)
        if again.cell(row, headers["分子"]).value
    ]
    assert shown == [["95%", "19", "20"], [None, "45", "50"]]


def test_rates_are_added_up_by_their_parts_and_never_averaged(engine: Engine):
    confirm(engine, filled(engine, {"党员满意度": [("", "1", "1"), ("", "50", "99")]}))
    [row] = results.completion(engine, Scope(2024)).pooled.to_dict("records")
    assert row["indicator_name"] == "党员满意度"
    assert (row["indicator_count"], row["numerator"], row["denominator"]) == (2, 51, 100)
    assert (row["pooled_ratio"], row["without_parts_count"]) == (0.51, 0)


def test_rates_reported_without_their_parts_are_counted_beside_the_sum():
    sums = {"indicator_count": 2, "numerator": 17.0, "denominator": 20.0, "reported_count": 3}
    [row] = pooled_rates([SimpleNamespace(indicator_name="满意度", **sums)]).to_dict("records")
    assert row == {
        "indicator_name": "满意度",
        "indicator_count": 2,
        "numerator": 17.0,
        "denominator": 20.0,
        "pooled_ratio": 0.85,
        "without_parts_count": 1,
    }


def test_parts_without_each_other_are_told_at_their_row(engine: Engine):
    content = filled(engine, {"党员满意度": [("95%", "19", "")]})
    preview = uploading.preview_file(engine, content, file_name="填报.xlsx", today=TODAY)
    assert [finding.rule_id for finding in preview.findings if finding.severity.value == "error"] == [
        "actual_unreadable"
    ]
