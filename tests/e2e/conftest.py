"""Browser tests: the real app, a real Chromium, one worker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e import browsing
from tests.e2e.browsing import App, NewPage, Visit


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder; the group keeps them in one pytest-xdist worker, with one Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One headless Chromium for this folder; left running, its event loop would get in the way of other tests."""
    chromium = browsing.find_chromium()
    if chromium is None:
        message = "no Chromium on this machine: install the Debian packages chromium and fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    expect.set_options(timeout=browsing.PATIENCE)
    with sync_playwright() as playwright:
        launched = browsing.launch(playwright, chromium=chromium)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def server() -> Iterator[App]:
    """One app for all tests that leave it as they found it."""
    with browsing.running_app() as app:
        yield app


@pytest.fixture
def cold_server() -> Iterator[App]:
    """An app of this test's own that nobody has opened yet."""
    with browsing.running_app() as app:
        yield app


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens a fresh visitor's window of ``width`` × ``height`` pixels; all are closed at the end."""
    visits: list[Visit] = []

    def open_window(width: int, height: int) -> Visit:
        visits.append(browsing.visit(browser, width=width, height=height))
        return visits[-1]

    yield open_window
    for visitor in visits:
        visitor.page.context.close()
