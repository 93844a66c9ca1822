"""A walk through every page on a desk and on a phone: nothing broken, nothing foreign, nothing too wide."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.e2e.browsing import App, NewPage, go_by_menu, menu_links, open_page, settle, title_of

FILE_NAME = re.compile(r"\S+\.(?:txt|csv|xlsx|html|toml)\b")
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,.:;'’-]+[A-Za-z]{2,}){2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")

_TOO_WIDE = """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
    .filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => `${box.dataset.testid ?? box.tagName}: ${box.scrollWidth} > ${box.clientWidth}`)"""
_CUT_NUMBERS = """() => [...document.querySelectorAll('[data-testid="stMetricValue"], [data-testid="stMetricValue"] *')]
    .filter((number) => number.scrollWidth > number.clientWidth + 1 && number.clientWidth)
    .map((number) => number.textContent)"""


# The walk clicks through the menu because a deep link is never clean: before Streamlit's browser side knows its base
# path it probes /subsidies/_stcore/health and /subsidies/_stcore/host-config, two 404s in the console.
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (375, 812)], ids=["desk", "phone"])
def test_every_page_is_whole_chinese_and_fits_the_screen(
    server: App, new_page: NewPage, width: int, height: int
) -> None:
    visitor = new_page(width, height)
    page = visitor.page
    open_page(page, server.url)
    faults = _faults_of(page)
    for position in range(1, menu_links(page).count()):
        go_by_menu(page, menu_links(page).nth(position))
        faults += _faults_of(page)
    assert faults == []
    assert visitor.complaints == []
    assert visitor.departures == []


def _faults_of(page: Page) -> list[str]:
    """Everything wrong with the page that stands, all its expanders opened."""
    title = title_of(page).inner_text()
    _open_expanders(page)
    text = page.get_by_test_id("stMain").inner_text()
    faults = [f"English: {sentence}" for sentence in _english_in(page, text)]
    faults += [f"too wide: {box}" for box in page.evaluate(_TOO_WIDE)]
    faults += [f"cut number: {number}" for number in page.evaluate(_CUT_NUMBERS)]
    if not CHINESE.search(title):
        faults.append("title without Chinese")
    if "页面出错" in text:
        faults.append("crashed")
    return [f"{title}: {fault}" for fault in faults]


def _english_in(page: Page, text: str) -> list[str]:
    """Three or more English words in a row; the size limit that Streamlit writes into an uploader cannot be helped."""
    for limit in page.get_by_test_id("stFileUploaderDropzoneInstructions").all_inner_texts():
        text = text.replace(limit, "")
    return ENGLISH.findall(FILE_NAME.sub("", text))


def _open_expanders(page: Page) -> None:
    page.get_by_test_id("stExpander").locator("summary").evaluate_all("all => all.forEach((one) => one.click())")
    settle(page)
