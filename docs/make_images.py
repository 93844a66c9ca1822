"""The pictures of the pages in this folder, taken from the real app: ``python docs/make_images.py``.

With names of STATES, every page in each of them instead, on a desk and on a phone, into the folder ``pages``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from math import ceil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

from sqlalchemy import Engine  # noqa: E402

from perfdata.usecases import demo, history  # noqa: E402
from perfdata.usecases.opening import open_with_bundled_tables  # noqa: E402
from tests.e2e import browsing  # noqa: E402
from tests.town import fill_town  # noqa: E402

DESK, PHONE = 1440, 375
COLOURS = 256
MARGIN = 32
MOST_LOOKS = 30
REST = 2_000  # milliseconds; a page of an empty store has no title to wait for
PICTURES = (
    ("overview.png", "总览", DESK),
    ("budgets.png", "预算", DESK),
    ("subsidies.png", "补贴测算", DESK),
    ("self_evaluation.png", "绩效自评", DESK),
    ("findings.png", "目标审核", DESK),
    ("goal_tables.png", "绩效目标表", DESK),
    ("overview_phone.png", "总览", PHONE),
)


def _void_all(engine: Engine) -> None:
    for upload in history.list_uploads(engine):
        history.undo(engine, upload.upload_id, who="示例")


STATES: dict[str, Callable[[Engine], object]] = {
    "empty": _void_all,
    "demo": partial(demo.load_demo, fiscal_year=2024, who="示例"),
    "one_unit": partial(fill_town, units=1),
    "town": fill_town,
    "city": partial(fill_town, units=100, projects=100, years=(2024,)),
}


def take_states(browser: Browser, names: list[str]) -> None:
    """Every page of each state as a small WebP: ``pages/town/desk_02.webp`` is the second entry of the menu."""
    for name in names:
        with tempfile.TemporaryDirectory(prefix="perfdata-images-") as folder:
            app = browsing.stopped_app(Path(folder))
            engine = open_with_bundled_tables(f"sqlite:///{app.database}")
            STATES[name](engine)
            engine.dispose()
            with browsing.started(app):
                for width, kind in ((DESK, "desk"), (PHONE, "phone")):
                    _take_every_page(browser, app.url, width=width, to=FOLDER / "pages" / name, kind=kind)


def _take_every_page(browser: Browser, url: str, *, width: int, to: Path, kind: str) -> None:
    to.mkdir(parents=True, exist_ok=True)
    page = browsing.visit(browser, width=width, height=900).page
    page.goto(url)
    browsing.menu_links(page).last.wait_for(state="attached")
    addresses = [link.get_attribute("href") or url for link in browsing.menu_links(page).all()]
    for position, address in enumerate(addresses):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.get_by_test_id("stMain").locator("h1, [data-testid=stAlert]").first.wait_for()
        page.wait_for_timeout(REST)
        with Image.open(BytesIO(_whole_page(page, width=width))) as image:
            smaller = image.convert("RGB").resize((round(image.width * 0.6), round(image.height * 0.6)))
        path = to / f"{kind}_{position + 1:02}.webp"
        smaller.save(path, quality=60, method=6)
        print(f"{path.relative_to(FOLDER)}: {path.stat().st_size / 1024:.0f} KiB")
    page.context.close()


def take_pictures(browser: Browser, *, url: str) -> None:
    """Write every picture into this folder."""
    for width in (DESK, PHONE):
        page = browsing.visit(browser, width=width, height=900).page
        browsing.open_page(page, url)
        for name, title, on_width in PICTURES:
            if on_width == width:
                _show(page, title)
                _save(_whole_page(page, width=width), FOLDER / name)
        page.context.close()


def _show(page: Page, title: str) -> None:
    link = browsing.menu_links(page).filter(has_text=title).first
    if link.get_attribute("aria-current") != "page":
        browsing.go_by_menu(page, link)


def _whole_page(page: Page, *, width: int) -> bytes:
    """A PNG as high as the content; Streamlit scrolls inside the page, so the window has to grow."""
    content = page.get_by_test_id("stMainBlockContainer").locator("> div").last
    bottom = content.evaluate(
        "(content, main) => content.getBoundingClientRect().bottom + main.scrollTop",
        page.get_by_test_id("stMain").element_handle(),
    )
    page.set_viewport_size({"width": width, "height": ceil(bottom) + MARGIN})
    page.mouse.move(width - 2, 2)  # away from everything that shows more when pointed at
    page.wait_for_timeout(REST)
    return _still(page)


def _still(page: Page) -> bytes:
    """The page once two looks in a row are the same, as charts glide into place."""
    before = page.screenshot(animations="disabled")
    for _ in range(MOST_LOOKS):
        now = page.screenshot(animations="disabled")
        if now == before:
            return now
        before = now
    raise RuntimeError(f"{page.url} never came to rest")


def _save(png: bytes, path: Path) -> None:
    """Few colours and no dithering: small files, crisp text."""
    with Image.open(BytesIO(png)) as image:
        reduced = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    reduced.save(path, optimize=True)
    print(f"{path.name}: {reduced.width} × {reduced.height}, {path.stat().st_size / 1024:.0f} KiB")


def main() -> None:
    with sync_playwright() as playwright:
        browser = browsing.launch(playwright, chromium=browsing.find_chromium())
        if names := sys.argv[1:]:
            take_states(browser, names)
        else:
            with browsing.running_app() as app:
                take_pictures(browser, url=app.url)
        browser.close()


if __name__ == "__main__":
    main()
