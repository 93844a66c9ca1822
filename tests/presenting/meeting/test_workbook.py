"""The workbook of the whole dashboard: contents with links, a sheet a section, sheets of data, native charts."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from perfdata.presenting.meeting.charts_page import charts_page
from perfdata.presenting.meeting.workbook import dashboard_workbook
from tests.presenting.meeting.briefings import briefing


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(dashboard_workbook(briefing())))


def test_the_contents_lead_to_every_sheet(book: Any):
    assert book.sheetnames[:5] == ["目录", "总体情况", "各项目情况", "图", "整改措施"]
    targets = {
        cell.hyperlink.location.split("!")[0].strip("'") for row in book["目录"] for cell in row if cell.hyperlink
    }
    assert targets == set(book.sheetnames) - {"目录"}


def test_the_data_are_numbers_with_formats_and_missing_is_blank(book: Any):
    cells = [row[1] for row in book["数据2-1"].iter_rows(min_row=3, max_row=7)]
    assert [cell.value for cell in cells] == [504000, 299600.5, None, -72000, 1234567890.12]
    assert cells[0].number_format == "#,##0.00"
    assert book["数据2-1"]["A5"].value == "=1+1"
    assert book["数据2-1"]["A5"].data_type == "s"


def test_every_chart_that_can_be_drawn_stands_on_the_sheet_of_its_section(book: Any):
    assert [len(book[name]._charts) for name in book.sheetnames[:5]] == [0, 0, 0, 4, 0]


def test_equal_input_gives_equal_bytes():
    assert dashboard_workbook(briefing()) == dashboard_workbook(briefing())


def test_the_page_of_charts_is_offline_and_carries_each_chart_once():
    page = charts_page(briefing()).decode()
    assert page.count('<div id="chart') == 5
    assert "default-src 'none'" in page
    assert "http-equiv" in page
    assert charts_page(briefing()) == page.encode()
