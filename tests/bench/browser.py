"""In headless Chromium: click to repaint and cold load of 总览 against the same of an empty page."""

from __future__ import annotations

import json
import shutil

from playwright.sync_api import Browser, Locator, sync_playwright

from tests.bench import servers
from tests.bench.report import Target, median_ratio, print_targets, print_times

CLICK_ROUNDS, LOAD_ROUNDS = 30, 12
TIMEOUT_MS, SETTLE_MS, POLL_MS = 60_000, 200, 50

MENU_EMPTY, MENU_OVERVIEW, MENU_BACK = "menu: empty → empty", "menu: empty → 总览", "menu: 总览 → empty"
FILTER_OVERVIEW = "filter toggled on 总览"
LOAD_EMPTY, LOAD_OVERVIEW, LOAD_STOCK = "cold load of empty", "cold load of 总览", "cold load of four stock charts"
READ_OVERVIEW = "总览 readable"
OTHER, EMPTY, OVERVIEW, STOCK, PROJECT_FILTER = "bench_other", "bench_empty", "总览", "bench_stock", "项目"
STOCK_CHARTS = f"""
import plotly.graph_objects as go
import streamlit as st


def charts():
    for number in range(4):
        st.plotly_chart(go.Figure(go.Bar(x=list(range(12)), y=list(range(number, number + 12)))), key=str(number))


other = st.Page(lambda: None, title="other", url_path="other")
st.navigation([st.Page(charts, title="{STOCK}", default=True), other]).run()
"""

# The clock of a page. It starts with the navigation, or with the next release of the mouse button or key pressed. It
# ends when the page asked for is there, its run is over, every chart is drawn and nothing has changed for QUIET ms; the
# result is the frame after the last change. All is timed inside the page, so the speed of Playwright does not count.
CLOCK = """
(() => {
  const QUIET = 800;
  let start = 0, last = 0, unpainted = 0;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isRead = () => document.querySelectorAll('[data-testid="stMain"] [data-testid="stAlert"]').length >= 4
    && document.querySelector('[data-testid="stDataFrame"] canvas');
  const painted = () => {
    unpainted -= 1;
    last = performance.now();
    if (!window.benchRead && isRead()) window.benchRead = last / 1000;
  };
  const isPart = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return element?.closest('[data-testid="stApp"]') && !element.closest('[data-testid="stHeader"]');
  };
  new MutationObserver((changes) => {
    if (!changes.some((change) => isPart(change.target))) return;
    unpainted += 1;
    requestAnimationFrame(() => setTimeout(painted, 0));
  }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  window.benchArm = () => {
    start = last = Infinity;
    const begin = (event) => { if (start === Infinity) { start = event.timeStamp; last = -Infinity; } };
    for (const kind of ['pointerup', 'keydown']) document.addEventListener(kind, begin, {capture: true, once: true});
  };
  window.benchDone = (title, hasCharts) => {
    const charts = all('[data-testid="stMain"] [data-testid="stPlotlyChart"]');
    const isThere = all('[aria-current="page"]').some((link) => link.innerText.includes(title));
    const isOver = all('[data-testid="stApp"][data-test-script-state="notRunning"]').length === 1;
    const isDrawn = charts.length > 0 === hasCharts && charts.every((chart) => chart.querySelector('.main-svg'));
    const isQuiet = unpainted === 0 && last > start && performance.now() - last > QUIET;
    return isThere && isOver && isDrawn && isQuiet ? (last - start) / 1000 : 0;
  };
})();
"""


def run() -> None:
    """Measure clicks, then cold loads, each kind in turn with the others."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        print("  skipped: no chromium on the path")
        return
    with (
        servers.serve_town([EMPTY, OTHER]) as server,
        servers.serve_charts(STOCK_CHARTS) as stock,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        try:
            measured = _measure_loads(browser, server.url, stock.url) | _measure_clicks(browser, server.url)
        finally:
            browser.close()
    print_times(measured)
    empty_click, empty_load = measured[MENU_EMPTY], measured[LOAD_EMPTY]
    print_targets(
        [
            Target("menu click to repaint, 总览 ÷ empty", median_ratio(measured[MENU_OVERVIEW], empty_click), 4),
            Target("filter click to repaint, 总览 ÷ empty", median_ratio(measured[FILTER_OVERVIEW], empty_click), 4),
            Target("readable, 总览 ÷ cold load of empty", median_ratio(measured[READ_OVERVIEW], empty_load), 1.2),
            Target("cold load, 总览 ÷ empty", median_ratio(measured[LOAD_OVERVIEW], empty_load), 1.6),
            Target(
                "cold load, 总览 ÷ four charts in stock",
                median_ratio(measured[LOAD_OVERVIEW], measured[LOAD_STOCK]),
                0.9,
            ),
        ]
    )


class Tab:
    """A page of its own context, without cache. The clock is asked through the debugger: Playwright's own waiting puts
    a script into every new document, and that alone costs a loading page 0.3 s."""

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        self._context.add_init_script(CLOCK)
        self.page = self._context.new_page()
        self.page.set_default_timeout(TIMEOUT_MS)
        self._debugger = self._context.new_cdp_session(self.page)
        self._debugger.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def load(self, url: str, title: str) -> float:
        self.page.goto(url, wait_until="commit")
        return self._await_repaint(title)

    def click(self, target: Locator, title: str) -> float:
        target.hover()
        self._arm()
        target.click()
        return self._await_repaint(title)

    def press(self, target: Locator, key: str, title: str) -> float:
        self._arm()
        target.press(key)
        return self._await_repaint(title)

    def read_after(self) -> float:
        """Seconds until cards, things to ask and the table of units were there."""
        return self._evaluate("window.benchRead")

    def _arm(self) -> None:
        self.page.wait_for_timeout(SETTLE_MS)
        self._evaluate("benchArm()")

    def _await_repaint(self, title: str) -> float:
        """Seconds from the start of the clock until the page of this title was painted, with its charts."""
        question = f"window.benchDone ? benchDone({json.dumps(title)}, {json.dumps(title in (OVERVIEW, STOCK))}) : 0"
        for _ in range(TIMEOUT_MS // POLL_MS):
            if seconds := self._evaluate(question):
                return seconds
            self.page.wait_for_timeout(POLL_MS)
        raise TimeoutError(f"{title} was not painted within {TIMEOUT_MS} ms")

    def _evaluate(self, expression: str) -> float:
        answer = self._debugger.send("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        return answer["result"].get("value") or 0


def _measure_clicks(browser: Browser, url: str) -> dict[str, list[float]]:
    measured: dict[str, list[float]] = {name: [] for name in (MENU_EMPTY, MENU_OVERVIEW, FILTER_OVERVIEW, MENU_BACK)}
    with Tab(browser) as tab:
        tab.load(f"{url}/{OTHER}", OTHER)
        for round_ in range(-2, CLICK_ROUNDS):
            seconds = {
                MENU_EMPTY: [_click_menu(tab, EMPTY)],
                MENU_OVERVIEW: [_click_menu(tab, OVERVIEW)],
                FILTER_OVERVIEW: _choose_a_project_and_take_it_back(tab),
                MENU_BACK: [_click_menu(tab, OTHER)],
            }
            if round_ >= 0:
                for name, values in seconds.items():
                    measured[name].extend(values)
    return measured


def _measure_loads(browser: Browser, url: str, stock_url: str) -> dict[str, list[float]]:
    measured: dict[str, list[float]] = {name: [] for name in (LOAD_EMPTY, LOAD_OVERVIEW, READ_OVERVIEW, LOAD_STOCK)}
    loads = (
        (LOAD_EMPTY, f"{url}/{EMPTY}", EMPTY),
        (LOAD_OVERVIEW, f"{url}/{servers.HOME}", OVERVIEW),
        (LOAD_STOCK, f"{stock_url}/", STOCK),
    )
    for round_ in range(-1, LOAD_ROUNDS):
        for name, address, title in loads:
            with Tab(browser) as tab:
                seconds = {name: tab.load(address, title)}
                if name == LOAD_OVERVIEW:
                    seconds[READ_OVERVIEW] = tab.read_after()
                if round_ >= 0:
                    for measure, value in seconds.items():
                        measured[measure].append(value)
    return measured


def _click_menu(tab: Tab, title: str) -> float:
    return tab.click(tab.page.get_by_test_id("stSidebarNavLink").filter(has_text=title), title)


def _choose_a_project_and_take_it_back(tab: Tab) -> list[float]:
    """Seconds from the click on the second project in the open list, and from the key that removes it again."""
    projects = tab.page.get_by_role("combobox", name=PROJECT_FILTER)
    projects.press("ArrowDown")
    chosen = tab.click(tab.page.get_by_role("option").nth(2), OVERVIEW)
    tab.page.keyboard.press("Escape")
    taken_back = tab.press(projects, "Backspace", OVERVIEW)
    tab.page.keyboard.press("Escape")
    return [chosen, taken_back]
