"""The real app in a process of its own and a real Chromium that looks at it: for the browser tests and the pictures."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Playwright

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
START_SECONDS = 60
PATIENCE = 20_000  # milliseconds, for every wait in the browser
GLANCE = 50  # milliseconds between two looks at a page; looking at every frame costs a tenth of the time
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE_WIDTH = 480
# Streamlit folds its sidebar away after a click only where the browser says that it is a phone.
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
_QUIET = ("data:", "blob:", f"http://{HOST}:", f"ws://{HOST}:")

# The run has ended, nothing waits to be replaced, and every chart and table has been drawn.
_IS_SETTLED = """() => {
    const found = (selector) => [...document.querySelectorAll(selector)];
    const app = document.querySelector('[data-testid="stApp"]');
    return app?.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && found('[data-testid="stMain"] h1').some((title) => title.checkVisibility())
        && found('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stStatusWidget"]').length === 0
        && found('[data-testid="stPlotlyChart"]').every((chart) => chart.querySelector('.main-svg'))
        && found('[data-testid="stDataFrame"]').every((table) =>
            !table.checkVisibility() || table.querySelector('canvas'));
}"""


@dataclass(frozen=True, slots=True)
class App:
    """A running app: its address, its SQLite file and what it wrote to its log."""

    url: str
    database: Path
    log: Path


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor's browser window, with what the console complained about and which requests left this machine."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    departures: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text} {message.location}")

    def follow(self, url: str) -> None:
        if not url.startswith(_QUIET):
            self.departures.append(url)


NewPage = Callable[[int, int], Visit]  # width and height of the window in pixels


@contextmanager
def running_app() -> Iterator[App]:
    """The app on a free port with an empty database, so the bundled tables are imported; stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="perfdata-e2e-") as name:
        app = stopped_app(Path(name))
        with started(app):
            yield app


@contextmanager
def started(app: App, *, health: str = "/_stcore/health") -> Iterator[None]:
    """The app at its address as long as the block lasts; it may be started again."""
    port = int(app.url.rpartition(":")[2])
    with app.log.open("ab") as output:
        process = _start(app, port=port, output=output.fileno())
        try:
            wait_until_healthy(process, port=port, log=app.log, path=health)
            yield
        finally:
            _stop(process)


def stopped_app(folder: Path) -> App:
    """An app that is not started yet."""
    return App(f"http://{HOST}:{free_port()}", folder / "perfdata.db", folder / "app.log")


def find_chromium() -> str | None:
    """Where Debian's Chromium is."""
    return shutil.which("chromium")


def launch(playwright: Playwright, *, chromium: str | None) -> Browser:
    """A headless Chromium that asks nobody outside for anything."""
    return playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS), timeout=PATIENCE)


def visit(browser: Browser, *, width: int, height: int) -> Visit:
    """A fresh Chinese visitor without cookies or cache, on a phone if narrow; the caller closes ``page.context``."""
    context = browser.new_context(
        locale="zh-CN",
        accept_downloads=True,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        has_touch=width < PHONE_WIDTH,
        user_agent=PHONE if width < PHONE_WIDTH else None,
    )
    context.set_default_timeout(PATIENCE)
    visitor = Visit(context.new_page())
    # Lambdas, because Playwright wants to keep a note on the owner of a bound method.
    context.on("console", lambda message: visitor.hear(message))
    context.on("weberror", lambda error: visitor.complaints.append(f"uncaught: {error.error}"))
    context.on("request", lambda request: visitor.follow(request.url))
    visitor.page.on("websocket", lambda socket: visitor.follow(socket.url))
    return visitor


def forget(visitor: Visit) -> bool:
    """Make the window one of a fresh visitor again, with nothing left but the app's own files in the browser's cache.

    False where that cannot be done; such a window is of no more use.
    """
    page, context = visitor.page, visitor.page.context
    try:
        for other in context.pages:
            if other != page:
                other.close()
        origin = page.evaluate("() => { sessionStorage.clear(); return location.origin; }")
        context.set_offline(False)
        context.set_extra_http_headers({})
        page.emulate_media(media="null")
        page.goto("about:blank")
        context.clear_cookies()
        browser_side = context.new_cdp_session(page)
        browser_side.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        browser_side.send("Page.resetNavigationHistory")
        browser_side.detach()
    except Error:
        context.close()
        return False
    visitor.complaints.clear()
    visitor.departures.clear()
    return True


def open_page(page: Page, url: str) -> None:
    """Go there and wait until it stands."""
    page.goto(url)
    settle(page)


def settle(page: Page) -> None:
    """Wait until Streamlit's run has ended, the title shows, and every chart and table is drawn."""
    page.wait_for_function(_IS_SETTLED, polling=GLANCE)


def menu_links(page: Page) -> Locator:
    """The links of the sidebar menu, in order."""
    return page.get_by_test_id("stSidebarNavLink")


def open_sidebar(page: Page) -> None:
    """Unfold the sidebar where it is folded away, as on a phone."""
    unfold = page.get_by_test_id("stExpandSidebarButton")
    if unfold.is_visible():
        unfold.click()
    menu_links(page).first.wait_for()


def title_of(page: Page) -> Locator:
    """The page's own title."""
    return page.get_by_test_id("stMain").locator("h1")


def go_by_menu(page: Page, link: Locator) -> None:
    """Click a link of the menu, and wait until the page behind it stands in place of the one before."""
    before = title_of(page).inner_text()
    open_sidebar(page)
    link.click()
    title_of(page).filter(has_not_text=before).wait_for()
    settle(page)


def card(page: Page, heading: str, *, holding: str) -> Locator:
    """The innermost box of the page under that heading that also holds an element of that CSS selector."""
    boxes = page.get_by_test_id("stVerticalBlock")
    titled = boxes.filter(has=page.get_by_role("heading", name=heading, exact=True))
    return titled.filter(has=page.locator(holding)).last


def chart_card(page: Page, title: str) -> Locator:
    """The box with the chart of that title."""
    return card(page, title, holding=".js-plotly-plot")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _start(app: App, *, port: int, output: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "perfdata", "serve", "--no-browser", "--port", str(port)]
    environment = os.environ | {
        "PERFDATA_DATABASE_URL": f"sqlite:///{app.database}",
        "PERFDATA_SECRETS": str(app.database.with_name("secrets.toml")),  # not the pass phrase of this checkout
    }
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)


def wait_until_healthy(
    process: subprocess.Popen[bytes], *, port: int, log: Path, path: str = "/_stcore/health"
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_healthy(port, path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the app did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def _is_healthy(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """At once: the app would wait a second for its visitors, and its database goes with it."""
    process.kill()
    process.wait()
