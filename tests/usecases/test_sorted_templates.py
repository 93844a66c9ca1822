"""A template that was sorted without its hidden ids goes by its names; a name written over another does not."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import uploading
from perfdata.usecases.uploading import Preview

TODAY = date(2025, 2, 1)
ACTUALS = {"补贴人数": "36人", "党员参与率": "72%", "人均培训成本": "390元/人", "任务完成及时率": "96%"}


@pytest.fixture
def book(engine: Engine) -> Any:
    """The template with some results, and with 1,000 元 more spent by each project down the list."""
    content = uploading.result_template(engine, fiscal_year=2024, today=TODAY)
    opened = openpyxl.load_workbook(io.BytesIO(content))
    row: Any
    for row in opened["指标完成情况"].iter_rows(min_row=4):
        row[7].value = ACTUALS.get(row[5].value)
    for number, row in enumerate(opened["项目支出"].iter_rows(min_row=4, max_row=7), start=1):
        row[5].value = number * 1000
    return opened


def resort(sheet: Any, key: int, *, rows: slice = slice(0, None)) -> None:
    """Sort rows by a column, backwards, and leave the ids of column A where they are."""
    cells = [row for row in sheet.iter_rows(min_row=4) if row[1].value][rows]
    values = sorted(([cell.value for cell in row[1:]] for row in cells), key=lambda row: str(row[key]), reverse=True)
    for row, words in zip(cells, values, strict=True):
        for cell, value in zip(row[1:], words, strict=True):
            cell.value = value


def previewed(engine: Engine, book: Any) -> Preview:
    buffer = io.BytesIO()
    book.save(buffer)
    return uploading.preview_file(engine, buffer.getvalue(), file_name="填报.xlsx", today=TODAY)


def reported(engine: Engine, preview: Preview) -> tuple[dict[str, str], dict[str, Decimal | None]]:
    """Results by indicator name and spending by project name, once confirmed."""
    uploading.confirm(engine, preview, uploaded_by="张三")
    records = store.current(engine, fiscal_year=2024)
    names = {item.indicator_id: item.indicator_name for item in records.indicators}
    projects = {item.project_id: item.project_name for item in records.projects}
    return (
        {names[item.indicator_id]: item.actual.raw for item in records.actual_results},
        {projects[item.project_id]: item.spent_yuan for item in records.spending},
    )


def expected_spending(book: Any) -> dict[str, Decimal]:
    rows = book["项目支出"].iter_rows(min_row=4, max_row=7)
    return {row[1].value: Decimal(row[5].value) for row in rows}


@pytest.mark.parametrize("key", [3, 4, 5])
def test_sorted_rows_keep_their_results_and_it_is_told_once_a_sheet(engine: Engine, book: Any, key: int) -> None:
    resort(book["指标完成情况"], key)
    resort(book["项目支出"], 4)
    spent = expected_spending(book)
    preview = previewed(engine, book)
    told = [item for item in preview.findings if item.rule_id == "ids_left_behind"]
    assert [(item.severity, item.place and item.place.sheet) for item in told] == [
        (Severity.WARNING, "指标完成情况"),
        (Severity.WARNING, "项目支出"),
    ]
    assert not preview.has_errors
    assert reported(engine, preview) == (ACTUALS, spent)


def test_two_rows_that_changed_places_count_by_their_names(engine: Engine, book: Any) -> None:
    resort(book["项目支出"], 4, rows=slice(0, 2))
    spent = expected_spending(book)
    preview = previewed(engine, book)
    assert not preview.has_errors
    assert reported(engine, preview)[1] == spent


def test_names_written_over_others_are_errors_as_before(engine: Engine, book: Any) -> None:
    sheet = book["项目支出"]
    for row in (5, 6):
        for column in (2, 3):
            sheet.cell(row, column).value = sheet.cell(4, column).value
    preview = previewed(engine, book)
    assert [item.rule_id for item in preview.findings if item.severity is Severity.ERROR] == ["id_name_conflict"] * 2


def test_an_untouched_template_says_nothing_of_ids(engine: Engine, book: Any) -> None:
    preview = previewed(engine, book)
    assert "ids_left_behind" not in {item.rule_id for item in preview.findings}
    assert reported(engine, preview)[0] == ACTUALS
