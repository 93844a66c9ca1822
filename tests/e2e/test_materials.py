"""The way to a meeting: make a report, save it, and walk through the presentation by the arrow keys."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from PIL import Image, ImageOps
from playwright.sync_api import Page, expect

from perfdata.storing.scope import Scope
from tests.e2e.browsing import App, NewPage, open_page, settle

_SIGN = 32  # pixels of a Chinese sign in a title of a picture


def test_a_report_is_made_and_saved_from_the_page(new_page: NewPage, server: App):
    page = new_page(1440, 900).page
    open_page(page, f"{server.url}/materials")
    page.get_by_text("领导简报", exact=True).click()
    page.get_by_role("button", name="生成").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="保存 2024_全部_领导简报.docx").click()
    assert saved.value.suggested_filename == "2024_全部_领导简报.docx"
    document: Any = Document(BytesIO(saved.value.path().read_bytes()))
    assert document.paragraphs[0].text == "2024 年度项目绩效简报"
    page.get_by_text("材料包", exact=True).click()
    settle(page)
    expect(page.get_by_role("button", name="保存")).to_have_count(0)
    page.get_by_role("button", name="生成").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="保存 2024_全部_材料包.zip").click()
    with ZipFile(saved.value.path()) as pack:
        assert pack.testzip() is None
        assert {"2024_全部_演示文稿.pptx", "2024_图表.html", "manifest.json"} <= set(pack.namelist())


def test_the_presentation_goes_on_by_the_arrow_keys_without_a_menu(new_page: NewPage, server: App):
    page = new_page(1440, 900).page
    open_page(page, f"{server.url}/presentation?present=1")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("总体判断")
    expect(page.get_by_test_id("stSidebarNav")).not_to_be_in_viewport()
    page.keyboard.press("ArrowRight")
    expect(title).to_contain_text("要过问的事")
    settle(page)
    page.keyboard.press("ArrowLeft")
    expect(title).to_contain_text("总体判断")


@pytest.fixture
def charts(new_page: NewPage, tmp_path: Path) -> Page:
    """The offline page of charts of the bundled tables with demonstration results, opened as a file."""
    from perfdata.presenting.meeting.charts_page import charts_page
    from perfdata.usecases.meeting import briefing
    from tests.usecases.test_materials import with_demo

    path = tmp_path / "图表.html"
    path.write_bytes(charts_page(briefing(with_demo(f"sqlite:///{tmp_path / 'demo.db'}"), Scope(2024))))
    page = new_page(1200, 900).page
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-drawn]")
    return page


def signs_of(image: Image.Image, count: int) -> set[bytes]:
    """How the first signs of a title look, each where it stands: boxes in place of glyphs would look alike."""
    title = image.convert("1", dither=Image.Dither.NONE).crop((0, 0, 900, 90))
    left, top, _, bottom = ImageOps.invert(title.convert("L")).getbbox() or (0, 0, 0, 0)
    cells = (title.crop((left + at * _SIGN, top, left + (at + 1) * _SIGN, bottom)) for at in range(count))
    return {cell.tobytes() for cell in cells if cell.histogram()[0]}


def test_the_offline_page_saves_every_chart_as_a_picture_with_chinese_signs(charts: Page):
    buttons = charts.get_by_role("button", name="保存为 PNG", exact=True)
    assert buttons.count() >= 3
    for at in range(buttons.count()):
        with charts.expect_download() as saved:
            buttons.nth(at).click()
        with Image.open(saved.value.path()) as image:
            assert image.width == 1920
            words = Path(saved.value.suggested_filename).stem[:5]
            assert len(signs_of(image, len(words))) == len(set(words))
    with charts.expect_download() as saved:
        charts.get_by_role("button", name="保存为 SVG", exact=True).first.click()
    assert "演示数据" in saved.value.path().read_text("utf-8")
    assert saved.value.suggested_filename.endswith(".svg")
