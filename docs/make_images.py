"""The pictures of the pages in this folder, taken from the real app: ``python docs/make_images.py``."""

from __future__ import annotations

import sys
from io import BytesIO
from math import ceil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

from tests.e2e import browsing  # noqa: E402

DESK, PHONE = 1440, 375
COLOURS = 256
MARGIN = 32
MOST_LOOKS = 30
PICTURES = (
    ("overview.png", "总览", DESK),
    ("budgets.png", "预算", DESK),
    ("subsidies.png", "补贴测算", DESK),
    ("self_evaluation.png", "绩效自评", DESK),
    ("findings.png", "目标审核", DESK),
    ("goal_tables.png", "绩效目标表", DESK),
    ("overview_phone.png", "总览", PHONE),
)


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
    browsing.settle(page)
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
    with sync_playwright() as playwright, browsing.running_app() as app:
        browser = browsing.launch(playwright, chromium=browsing.find_chromium())
        take_pictures(browser, url=app.url)
        browser.close()


if __name__ == "__main__":
    main()
