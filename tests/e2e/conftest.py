"""Browser tests: the real app, a real Chromium, one worker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from perfdata.storing import store
from perfdata.usecases import history
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


@pytest.fixture(scope="package")
def written() -> Iterator[App]:
    with browsing.running_app() as app:
        yield app


@pytest.fixture
def written_server(written: App) -> Iterator[App]:
    """One app for all tests that store something; it is undone after each, and stays in the history."""
    yield written
    engine = store.open_store(f"sqlite:///{written.database}")
    for upload in store.list_uploads(engine)[:-1]:
        if upload.voided_at is None:
            history.undo(engine, upload.upload_id, who="测试")
    engine.dispose()


@pytest.fixture(scope="package")
def idle(browser: Browser) -> dict[bool, list[Visit]]:  # noqa: ARG001
    """Windows that nobody uses, those of phones apart: a new one takes seconds to fetch and to compile the app."""
    return {True: [], False: []}


@pytest.fixture
def new_page(browser: Browser, idle: dict[bool, list[Visit]]) -> Iterator[NewPage]:
    """Opens a fresh visitor's window of ``width`` × ``height`` pixels."""
    visits: list[tuple[bool, Visit]] = []

    def open_window(width: int, height: int) -> Visit:
        is_phone = width < browsing.PHONE_WIDTH
        visitor = idle[is_phone].pop() if idle[is_phone] else browsing.visit(browser, width=width, height=height)
        visits.append((is_phone, visitor))
        visitor.page.set_viewport_size({"width": width, "height": height})
        return visitor

    yield open_window
    for is_phone, visitor in reversed(visits):
        if browsing.forget(visitor):
            idle[is_phone].append(visitor)
