"""Every cell and every text of report, slides and workbook is what its frame or sentence says, in three stores."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pandas as pd
import pytest
from docx import Document
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from openpyxl.utils.cell import range_boundaries
from pptx import Presentation
from sqlalchemy import Engine

from perfdata.core.terms import Product
from perfdata.presenting.meeting.briefing import Briefing, Table
from perfdata.storing import store
from perfdata.storing.scope import Scope
from perfdata.usecases.materials import material
from perfdata.usecases.meeting import briefing
from perfdata.usecases.self_reports import self_report
from tests.conftest import Stores
from tests.usecases.test_materials import MAKERS, YEAR

FOREIGN = re.compile(r"[A-Za-z]{3,}")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MOST_BARS, REPORT_ROWS, WIDE_ROWS = 12, 40, 400


@pytest.fixture(params=MAKERS)
def engine(stores: Stores, request: pytest.FixtureRequest) -> Engine:
    return stores.restored(MAKERS[request.param])


def is_shown(text: str, value: Any) -> bool:
    """Whether a cell shows the value: a number rounded to the places that are shown, missing as a dash."""
    if isinstance(value, str):
        return text == (value or "–") or text == value
    if pd.isna(value):
        return text == "–"
    exact = Decimal(str(value)) * (100 if text.endswith("%") else 1)
    shown = Decimal(text.replace(",", "").removesuffix("%"))
    return abs(shown - exact) <= Decimal(1).scaleb(int(shown.as_tuple().exponent)) / 2


def assert_table(rows: Sequence[Sequence[str]], table: Table, *, most: int) -> None:
    """That the rows, the header first, are the first ones of the frame."""
    assert [text.replace("\n", "").replace("\v", "") for text in rows[0]] == list(table.frame.columns)
    assert len(rows) - 1 == min(len(table.frame), most)
    for shown, row in zip(rows[1:], table.frame.itertuples(index=False), strict=False):
        assert all(is_shown(text, value) for text, value in zip(shown, row, strict=True)), (shown, row)


def said(made: Briefing) -> set[str]:
    """Whatever the briefing says in words."""
    texts = {made.title, made.subtitle, *made.sources, ""}
    for verdict in made.verdicts:
        texts |= {f"{verdict.subject}：{verdict.word}", verdict.figure, *verdict.lines}
    for section in made.sections:
        texts |= {section.title, *section.sentences, "".join(section.sentences)}
        texts |= {f"【由填报人撰写：{passage}】" for passage in section.by_hand}
        for part in (*section.tables, *section.charts):
            texts |= {part.title, part.note}
            if isinstance(part, Table):
                texts |= {
                    f"其余 {len(part.frame) - rows:,} 行见数据工作簿。{part.note}" for rows in range(len(part.frame))
                }
    return texts


def drawn_values(made: Briefing) -> Iterator[list[list[float | None]]]:
    """Of every chart that is drawn the numbers of its series."""
    for section in made.sections:
        for chart in section.charts:
            rows = chart.table.iloc[:MOST_BARS][list(chart.spec.value_columns)]
            if rows.notna().any(axis=None):
                yield [[None if pd.isna(value) else float(value) for value in rows[name]] for name in rows]


@pytest.mark.parametrize("product", [Product.REPORT, Product.SELF_REPORT])
def test_the_report_says_what_the_briefing_says(engine: Engine, product: Product):
    made = (briefing if product is Product.REPORT else self_report)(engine, Scope(YEAR))
    content = material(engine, product, Scope(YEAR)).content
    document: Any = Document(io.BytesIO(content))
    texts = [re.sub(r"^([表图] \d+　|[一二三四五六七八九十]+、)", "", item.text) for item in document.paragraphs]
    verdicts = [paragraph.text for cell in document.tables[0].rows[0].cells for paragraph in cell.paragraphs]
    assert set(texts) | set(verdicts) <= said(made)
    tables = [table for section in made.sections for table in section.tables]
    for drawn, table in zip(document.tables[1:], tables, strict=True):
        rows = [[cell.text for cell in row.cells] for row in drawn.rows]
        assert_table(rows, table, most=WIDE_ROWS if table.is_wide else REPORT_ROWS)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = sorted(name for name in package.namelist() if name.startswith("word/charts/chart"))
        charts = [etree.fromstring(package.read(name)) for name in names]
    assert [[points(series) for series in chart.iter(f"{CHART}ser")] for chart in charts] == list(drawn_values(made))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert not FOREIGN.findall(" ".join([*texts, *cells]))


def points(series: Any) -> list[float | None]:
    """The numbers of a series in a chart of Word, None where a point is left out."""
    held = series.find(f"{CHART}val").find(f".//{CHART}numCache")
    numbers = {int(point.get("idx")): float(point.findtext(f"{CHART}v")) for point in held.iter(f"{CHART}pt")}
    return [numbers.get(at) for at in range(int(held.find(f"{CHART}ptCount").get("val")))]


def test_the_slides_say_what_the_briefing_says(engine: Engine):
    made = briefing(engine, Scope(YEAR))
    deck: Any = Presentation(io.BytesIO(material(engine, Product.SLIDES, Scope(YEAR)).content))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    texts = [item.text for shape in shapes if shape.has_text_frame for item in shape.text_frame.paragraphs]
    assert set(texts) <= said(made)
    notes = [slide.notes_slide.notes_text_frame.text.split("\n") for slide in deck.slides]
    assert {line for lines in notes for line in lines} <= said(made)
    by_header = {tuple(table.frame.columns): table for section in made.sections for table in section.tables}
    for shape in (shape for shape in shapes if shape.has_table):
        rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
        table = by_header[tuple(text.replace("\v", "") for text in rows[0])]
        assert_table(rows, table, most=len(rows) - 1)
    charts = [[list(series.values) for series in shape.chart.plots[0].series] for shape in shapes if shape.has_chart]
    assert all(values in list(drawn_values(made)) for values in charts)
    assert not FOREIGN.findall(" ".join(texts))


def test_the_workbook_holds_the_frames(engine: Engine):
    made = briefing(engine, Scope(YEAR), with_projects=True)
    assert made.projects
    book: Any = openpyxl.load_workbook(io.BytesIO(material(engine, Product.WORKBOOK, Scope(YEAR)).content))
    sections = [*made.sections, made.projects]
    data = [name for name in book.sheetnames if name.startswith("数据")]
    parts = [part for section in sections for part in (*section.tables, *section.charts)]
    assert len(data) == len(parts)
    for name, part in zip(data, parts, strict=True):
        frame = part.frame if isinstance(part, Table) else part.table
        rows = [row[: len(frame.columns)] for row in book[name].iter_rows(min_row=2, values_only=True)]
        assert list(rows[0]) == list(frame.columns)
        for shown, row in zip(rows[1 : len(frame) + 1], frame.itertuples(index=False), strict=True):
            for cell, value in zip(shown, row, strict=True):
                if isinstance(value, str):
                    assert (cell or "") == value
                else:
                    assert cell is None if pd.isna(value) else float(cell) == pytest.approx(float(value), rel=1e-14)
    texts = said(made) | {f"{name}　{part.title}" for name, part in zip(data, parts, strict=True)}
    texts |= {"　".join(filter(None, [f"{of.subject}：{of.word}", of.figure, *of.lines])) for of in made.verdicts}
    texts |= {"目录", "返回目录", "自评汇总表", *data}
    pages = [sheet for sheet in book if sheet.title not in data]
    assert {cell for sheet in pages for row in sheet.iter_rows(values_only=True) for cell in row if cell} <= texts
    series = [each for sheet in pages for chart in sheet._charts for each in chart.series]
    assert bool(series) is any(drawn_values(made))
    for each in series:
        sheet, cells = each.val.numRef.f.split("!")
        bounds: Any = range_boundaries(cells)
        column, first, _, last = bounds
        held = [book[sheet.strip("'")].cell(row, column).value for row in range(first, last + 1)]
        kept = {point.idx: float(point.v) for point in each.val.numRef.numCache.pt}
        assert kept == {at: float(value) for at, value in enumerate(held) if value is not None}
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not FOREIGN.findall(" ".join([*book.sheetnames, *(cell for cell in cells if isinstance(cell, str))]))


def test_the_sentences_say_the_sums_of_the_records(engine: Engine):
    records, made = store.current(engine, fiscal_year=YEAR), briefing(engine, Scope(YEAR))
    budget = sum((project.budget_yuan or Decimal(0) for project in records.projects), Decimal(0)) / 10_000
    [summary] = made.sections[0].sentences
    assert f"{len(records.projects):,} 个项目全年预算 {budget:,.2f} 万元" in summary
    assert f"{len(records.indicators):,} 项指标" in summary
    by_title = {section.title: section for section in made.sections}
    if charts := by_title["指标完成情况"].charts:
        [told] = by_title["指标完成情况"].sentences
        assert f"达成 {charts[0].table['达成'].sum():,} 项" in told
        assert f"达成 {charts[0].table['达成'].sum():,} 项" in summary
    if tables := by_title["要过问的事"].tables:
        assert f"{tables[0].frame['涉及金额（万元）'].sum():,.2f} 万元" in by_title["要过问的事"].sentences[0]
