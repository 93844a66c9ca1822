"""What people take along from a chart: pictures, the table, a workbook, an offline page."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Browser, Download, Locator, Page, expect

from tests.e2e import browsing
from tests.e2e.browsing import App, NewPage, chart_card, open_page, settle

TITLE = "各项目预算"
BUDGETS = [504_000, 299_600, 25_000, 2_500]
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for this module, because a browser takes seconds to load plotly anew."""
    page = browsing.visit(browser, width=1440, height=900).page
    yield page
    page.context.close()


@pytest.fixture
def budgets(window: Page, server: App) -> Page:
    """预算 as a new visitor sees it: loading it anew starts a new session."""
    open_page(window, f"{server.url}/budgets")
    return window


def test_the_camera_button_saves_the_chart_as_a_sharp_png_named_for_its_title(budgets: Page) -> None:
    chart = chart_card(budgets, TITLE).locator(".js-plotly-plot")
    saved = _save_image(chart)
    width = chart.bounding_box()["width"]  # pyright: ignore[reportOptionalSubscript]
    assert saved.suggested_filename == "各项目预算.png"
    with Image.open(saved.path()) as image:
        image.verify()
        assert image.format == "PNG"
        assert image.width == 2 * round(width)


def test_the_camera_button_saves_an_svg_where_the_menu_says_svg(budgets: Page) -> None:
    _open_downloads(budgets)
    budgets.get_by_role("radio", name="SVG").click()
    redrawn = budgets.locator('[class*="_svg"] .js-plotly-plot')
    redrawn.wait_for()
    budgets.keyboard.press("Escape")
    settle(budgets)
    saved = _save_image(redrawn)
    assert saved.suggested_filename == "各项目预算.svg"
    drawing = ElementTree.parse(saved.path())
    text = "".join(drawing.getroot().itertext())
    assert "两新组织党务工作者补贴" in text
    assert "504,000 元（60.6%）" in text


def test_the_workbook_holds_the_budgets_as_cells_and_in_its_native_chart(budgets: Page) -> None:
    content = _save_file(budgets, "工作簿（含可编辑图表）", name="各项目预算.xlsx").path().read_bytes()
    sheet = load_workbook(BytesIO(content))["数据"]
    assert [sheet.cell(row, 2).value for row in range(3, 7)] == BUDGETS
    assert sheet["A3"].value == "两新组织党务工作者补贴"
    with ZipFile(BytesIO(content)) as parts:
        chart = ElementTree.fromstring(parts.read("xl/charts/chart1.xml"))
    cached = chart.findall(f".//{DRAWING}val//{DRAWING}numCache/{DRAWING}pt/{DRAWING}v")
    assert [float(value.text or "") for value in cached] == BUDGETS


def test_the_csv_opens_in_excel_and_holds_the_budgets(budgets: Page) -> None:
    content = _save_file(budgets, "数据（CSV）", name="各项目预算.csv").path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [float(row["预算金额（元）"]) for row in rows] == BUDGETS
    assert rows[0]["项目"] == "两新组织党务工作者补贴"


def test_the_web_page_draws_its_chart_without_a_network(budgets: Page, new_page: NewPage, tmp_path: Path) -> None:
    path = tmp_path / "各项目预算.html"
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
    menu.get_by_role("radio", name="SVG").wait_for()
    return menu


def _save_image(chart: Locator) -> Download:
    with chart.page.expect_download() as download:
        chart.locator(".modebar-btn").click()
    return download.value


def _save_file(page: Page, label: str, *, name: str) -> Download:
    menu = _open_downloads(page)
    with page.expect_download() as download:
        menu.get_by_role("button", name=label).click()
    assert download.value.suggested_filename == name
    return download.value
