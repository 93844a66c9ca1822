"""Every page of a town of 31 units and 124 projects: short enough, Chinese to the last label, fit for a thumb, whole on
paper."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page

from perfdata.usecases import opening
from tests.e2e.browsing import (
    App,
    NewPage,
    go_by_menu,
    menu_links,
    open_page,
    settle,
    started,
    stopped_app,
    title_of,
)
from tests.town import fill_town

SCREENS = {1440: 4, 375: 6}
SMALLEST = 44  # px, what a thumb hits
# What stays in Latin letters: kinds of files and pictures, names of programs and files, units of data, times.
ALLOWED = re.compile(
    r"\S+\.(?:txt|csv|xlsx|xls|et|ods|pdf|html|docx|zip|toml|db)\b|[a-z]+_[a-z_]+|Apache License|data:\S+|"
    r"(?<![A-Za-z])(?:CSV|PNG|SVG|Excel|WPS|Word|PDF|xlsx|docx|zip|txt|csv|ods|xls|UTC|MAD|SQLite|PostgreSQL|SHA|MB|KB|"
    r"Python|Streamlit|Linux|perfdata|README|backup)(?![A-Za-z])"
)
_TEXTS = """() => {
    const found = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (!node.parentElement.closest('script, style, noscript, [translate="no"]:not(html)'))
            found.add(node.data);
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-valuetext']) {
        for (const one of document.querySelectorAll(`[${name}]`)) found.add(one.getAttribute(name));
    }
    return [...found, document.title];
}"""
_WIDER = """() => [...document.querySelectorAll('[data-testid="stAlert"], .main-svg, canvas, h1, h2, p')]
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth + 1)
    .map((part) => `${part.className.baseVal ?? part.className}: ${part.getBoundingClientRect().right}`)"""
_HEIGHT = """() => document.querySelector('[data-testid="stMain"]').scrollHeight / innerHeight"""
_TOO_SMALL = """(least) => [...document.querySelectorAll('a, button, summary, [role="tab"], [role="combobox"]')]
    .filter((target) => target.checkVisibility({visibilityProperty: true}) && !target.closest('[aria-hidden="true"]'))
    .map((target) => [target, target.getBoundingClientRect()])
    .filter(([, box]) => box.right > 0 && box.width > 1 && box.height > 1 && box.height < least - 0.5)
    .map(([target, box]) => `${target.ariaLabel || target.innerText || target.tagName}: ${Math.round(box.height)}`)"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = stopped_app(tmp_path_factory.mktemp("town"))
    engine = opening.open_with_bundled_tables(f"sqlite:///{app.database}")
    fill_town(engine, years=(2024,))
    engine.dispose()
    with started(app):
        yield app


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (375, 812)], ids=["desk", "phone"])
def test_every_page_of_a_town_is_short_and_chinese(town: App, new_page: NewPage, width: int, height: int) -> None:
    visitor = new_page(width, height)
    page = visitor.page
    open_page(page, town.url)
    faults = _faults_of(page, width)
    for position in range(1, menu_links(page).count()):
        go_by_menu(page, menu_links(page).nth(position))
        faults += _faults_of(page, width)
    assert "\n".join(faults) == ""
    assert visitor.departures == []


def test_the_menu_of_a_phone_closes_after_a_choice(town: App, new_page: NewPage) -> None:
    page = new_page(375, 812).page
    open_page(page, town.url)
    go_by_menu(page, menu_links(page).nth(1))
    page.wait_for_function(
        """() => document.querySelector('[data-testid="stSidebar"]').getBoundingClientRect().right <= 0"""
    )
    top = title_of(page).bounding_box()
    assert top is not None
    assert top["y"] <= 124, "only the way here and the search stand above it, in one line"


def test_a_page_is_printed_whole_and_without_the_menu(town: App, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page(1440, 900).page
    open_page(page, town.url)
    path = tmp_path / "overview.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    document = pypdfium2.PdfDocument(path)
    assert [round(side) for side in document[0].get_size()] == [595, 842]  # A4 upright, in points
    text = re.sub(r"\s", "", "".join(sheet.get_textpage().get_text_range() for sheet in document))
    assert "年度项目绩效总览" in text
    for word in ("填报上传", "操作记录", "下载", "看依据"):
        assert word not in text
    for chart in page.locator(".js-plotly-plot").all():
        for label in chart.locator(".ytick text").all_text_contents():
            assert re.sub(r"\s", "", label) in text


def test_nothing_is_wider_than_the_sheet(town: App, new_page: NewPage) -> None:
    page = new_page(1440, 900).page
    open_page(page, town.url)
    page.set_viewport_size({"width": 703, "height": 1032})  # A4 less its margins, at 96 dots an inch
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(_WIDER) == []


def _faults_of(page: Page, width: int) -> list[str]:
    title = title_of(page).inner_text()
    screens = page.evaluate(_HEIGHT)
    faults = [f"{screens:.1f} screens high"] if screens > SCREENS[width] else []
    texts = (ALLOWED.sub("", text) for text in page.evaluate(_TEXTS))
    faults += [f"English: {text.strip()[:80]}" for text in texts if re.search("[A-Za-z]{2}", text)]
    if width == min(SCREENS):
        faults += [f"too small for a thumb: {target}" for target in page.evaluate(_TOO_SMALL, SMALLEST)]
    return [f"{title}: {fault}" for fault in faults]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080)])
def test_the_presentation_fills_the_screen_without_scrolling(
    town: App, new_page: NewPage, width: int, height: int
) -> None:
    page = new_page(width, height).page
    open_page(page, f"{town.url}/presentation?present=1")
    for step in range(1, 6):
        page.get_by_text(f"{step} / 5", exact=True).wait_for()
        settle(page)
        assert page.evaluate(_HEIGHT) <= 1, step
        assert not page.evaluate(_WIDER), step
        assert not page.get_by_test_id("stExpandSidebarButton").is_visible()
        if step < 5:
            page.keyboard.press("ArrowRight")


@pytest.mark.skipif(os.environ.get("PERFDATA_SOAK") != "1", reason="minutes: set PERFDATA_SOAK=1 or run make soak")
def test_no_page_is_long_with_ten_thousand_projects(tmp_path: Path, new_page: NewPage) -> None:
    app = stopped_app(tmp_path)
    engine = opening.open_with_bundled_tables(f"sqlite:///{app.database}")
    fill_town(engine, units=500, projects=20, years=(2024,))
    engine.dispose()
    with started(app):
        for width, height, most in ((1440, 900, 4), (375, 812, 6)):
            page = new_page(width, height).page
            open_page(page, app.url)
            heights = {title_of(page).inner_text(): page.evaluate(_HEIGHT)}
            for position in range(1, menu_links(page).count()):
                go_by_menu(page, menu_links(page).nth(position))
                heights[title_of(page).inner_text()] = page.evaluate(_HEIGHT)
            assert {title: screens for title, screens in heights.items() if screens > most} == {}
