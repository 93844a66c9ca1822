"""What people take along from a chart: pictures, the table, a workbook, an offline page."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Download, Locator, Page, expect

from tests.e2e.browsing import App, NewPage, chart_card, open_page

TITLE, NAME = "各项目预算", "2024_全部单位_各项目预算"
BUDGETS = [504_000, 299_600, 25_000, 2_500]
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture
def budgets(new_page: NewPage, server: App) -> Page:
    """预算 as a new visitor sees it."""
    page = new_page(1440, 900).page
    open_page(page, f"{server.url}/budgets")
    return page


def test_a_picture_is_sharp_and_named_for_year_unit_and_chart(budgets: Page) -> None:
    width = _chart(budgets).bounding_box()["width"]  # pyright: ignore[reportOptionalSubscript]
    saved = _save_file(budgets, "图片（PNG）", name=f"{NAME}.png")
    with Image.open(saved.path()) as image:
        image.verify()
        assert image.format == "PNG"
        assert abs(image.width - 2 * (width + 40)) <= 2


def test_a_drawing_holds_title_selection_and_source_beside_the_chart(budgets: Page) -> None:
    saved = _save_file(budgets, "矢量图（SVG）", name=f"{NAME}.svg")
    text = "".join(ElementTree.parse(saved.path()).getroot().itertext())
    for part in (TITLE, "2024 年度 · 全部单位", "来源：", "两新组织党务工作者补贴", "504,000 元（60.6%）"):
        assert part in text


def test_the_table_of_a_chart_is_shown_below_it_on_demand(budgets: Page) -> None:
    menu = _open_downloads(budgets)
    menu.get_by_text("在图下显示数据表").click()
    table = chart_card(budgets, TITLE).get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    menu.get_by_text("在图下显示数据表").click()
    expect(table).to_be_hidden()


def test_the_workbook_holds_the_budgets_as_cells_and_in_its_native_chart(budgets: Page) -> None:
    content = _save_file(budgets, "工作簿（含可编辑图表）", name=f"{NAME}.xlsx").path().read_bytes()
    sheet = load_workbook(BytesIO(content))["数据"]
    assert [sheet.cell(row, 2).value for row in range(3, 7)] == BUDGETS
    assert sheet["A3"].value == "两新组织党务工作者补贴"
    with ZipFile(BytesIO(content)) as parts:
        chart = ElementTree.fromstring(parts.read("xl/charts/chart1.xml"))
    cached = chart.findall(f".//{DRAWING}val//{DRAWING}numCache/{DRAWING}pt/{DRAWING}v")
    assert [float(value.text or "") for value in cached] == BUDGETS


def test_the_csv_opens_in_excel_and_holds_the_budgets(budgets: Page) -> None:
    content = _save_file(budgets, "数据（CSV）", name=f"{NAME}.csv").path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [float(row["预算金额（元）"]) for row in rows] == BUDGETS
    assert rows[0]["项目"] == "两新组织党务工作者补贴"


def test_the_web_page_draws_its_chart_without_a_network(budgets: Page, new_page: NewPage, tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.html"
    _save_file(budgets, "离线网页", name=path.name).save_as(path)
    visitor = new_page(1000, 800)
    visitor.page.context.set_offline(True)
    visitor.page.goto(path.as_uri())
    expect(visitor.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(visitor.page.locator(".js-plotly-plot")).to_contain_text("504,000 元（60.6%）")
    expect(visitor.page.get_by_role("cell", name="504,000")).to_be_visible()
    assert [unquote(url) for url in visitor.departures] == [f"file://{path}"]
    assert visitor.complaints == []


def _open_downloads(page: Page) -> Locator:
    chart_card(page, TITLE).get_by_role("button", name="下载", exact=True).click()
    menu = page.get_by_role("dialog", name="下载")
    menu.get_by_role("button", name="矢量图（SVG）").wait_for()
    return menu


def _chart(page: Page) -> Locator:
    return chart_card(page, TITLE).locator(".js-plotly-plot")


def _save_file(page: Page, label: str, *, name: str) -> Download:
    menu = _open_downloads(page)
    with page.expect_download() as download:
        menu.get_by_role("button", name=label).click()
    assert download.value.suggested_filename == name
    return download.value
