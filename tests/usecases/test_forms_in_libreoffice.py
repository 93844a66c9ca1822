"""LibreOffice agrees with our forms: the same sums, one page wide, nothing cut."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pdfplumber
import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases import opening
from perfdata.usecases.evaluating import scheme_of
from perfdata.usecases.official_forms import monitoring_file, self_evaluation_file, self_evaluation_forms
from tests.conftest import Stores
from tests.libreoffice import converted, needs_libreoffice, without_cached_values
from tests.usecases.forms import report_everything

pytestmark = needs_libreoffice
_A4 = (595, 842)


def reported(url: str) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    report_everything(engine)
    return engine


@pytest.fixture
def engine(stores: Stores) -> Engine:
    return stores.restored(reported)


def test_it_calculates_the_same_totals_out_of_the_formulas(engine: Engine, tmp_path: Path):
    content = without_cached_values(self_evaluation_file(engine, fiscal_year=2024))
    assert b"<v>8.57</v>" not in content
    again = converted(content, ".xlsx", to="xlsx", folder=tmp_path)
    book: Any = openpyxl.load_workbook(io.BytesIO(again), data_only=True)
    forms = self_evaluation_forms(store.current(engine, fiscal_year=2024), scheme=scheme_of(None))
    assert len(forms) == len(book.worksheets) == 4
    for form, sheet in zip(forms, book.worksheets, strict=True):
        total = next(row for row in range(13, 40) if sheet.cell(row, 1).value == "总分")
        assert (sheet["I6"].value, sheet.cell(total, 7).value, sheet.cell(total, 8).value) == pytest.approx(
            (float(form.execution_score or 0), float(form.total_points or 0), float(form.total_score or 0)), abs=1e-9
        )
        scores = [sheet.cell(row, 8).value for row in range(13, total) if sheet.cell(row, 4).value]
        assert scores == pytest.approx([float(line.score or 0) for line in form.lines], abs=1e-9)
        assert sheet["B13"].value.replace("\n", "") == "产出指标（50分）"


@pytest.mark.parametrize("as_document", [False, True], ids=["xlsx", "docx"])
@pytest.mark.parametrize(
    ("make", "page", "title"),
    [
        (self_evaluation_file, _A4, "项目支出绩效自评表"),
        (monitoring_file, _A4[::-1], "项目支出绩效目标执行监控表"),
    ],
    ids=["self-evaluation", "monitoring"],
)
def test_it_prints_a_form_one_page_wide(
    engine: Engine,
    tmp_path: Path,
    make: Callable[..., bytes],
    page: tuple[int, int],
    title: str,
    as_document: bool,
):
    more = {"month": 12} if make is monitoring_file else {}
    content = make(engine, fiscal_year=2024, as_document=as_document, **more)
    pdf = converted(content, ".docx" if as_document else ".xlsx", to="pdf", folder=tmp_path)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        texts = [(item.extract_text() or "").replace("\n", "") for item in document.pages]
        sizes = {(round(item.width), round(item.height)) for item in document.pages}
    assert sizes == {page}
    assert sum(title in text for text in texts) == 4
    assert not any("###" in text for text in texts)
    # A second page across would carry no title row and no first column: every page but a continuation has the title.
    assert len(texts) <= (4 if make is self_evaluation_file else 8)
