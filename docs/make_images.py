"""The pictures of the pages in this folder, taken from the real app: ``python docs/make_images.py``.

With names of STATES, every page in each of them instead, on a desk and on a phone, into the folder ``pages``, and a
list of them; with ``products`` what a meeting takes along, as LibreOffice prints it, into the folder ``products``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from math import ceil
from pathlib import Path
from zipfile import ZipFile

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

from sqlalchemy import Engine  # noqa: E402

from perfdata.core.terms import Product  # noqa: E402
from perfdata.storing.scope import Scope  # noqa: E402
from perfdata.usecases import demo, history  # noqa: E402
from perfdata.usecases.concluding import catch_up  # noqa: E402
from perfdata.usecases.materials import material  # noqa: E402
from perfdata.usecases.opening import open_with_bundled_tables  # noqa: E402
from tests.bench.city import fill_city  # noqa: E402
from tests.e2e import browsing  # noqa: E402
from tests.libreoffice import converted  # noqa: E402
from tests.town import fill_town  # noqa: E402

DESK, PHONE = 1440, 375
COLOURS = 256
MARGIN = 32
MOST_LOOKS = 30
SCALE, QUALITY = 0.5, 45
LOOKED_AT, PRINTED = 10, 4  # pages of a product
GAP, WIDEST = 12, 1_000
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
    "city": partial(fill_city, projects=10_000),
}


def take_states(browser: Browser, names: list[str]) -> None:
    """Every page of each state as a small WebP: ``pages/town/desk_02.webp`` is the second entry of the menu."""
    for name in names:
        with tempfile.TemporaryDirectory(prefix="perfdata-images-") as folder:
            app = browsing.stopped_app(Path(folder))
            engine = open_with_bundled_tables(f"sqlite:///{app.database}")
            STATES[name](engine)
            catch_up(engine)
            engine.dispose()
            with browsing.started(app):
                for width, kind in ((DESK, "desk"), (PHONE, "phone")):
                    titles = _take_every_page(browser, app.url, width=width, to=FOLDER / "pages" / name, kind=kind)
        _list_pages(titles)


def _list_pages(titles: list[str]) -> None:
    """A table with a row a page and a column a state, of the pictures there are."""
    states = [name for name in STATES if (FOLDER / "pages" / name).is_dir()]
    lines = ["# Every page in every state", "", "Made by `python docs/make_images.py STATE…`.", ""]
    lines += [f"| page | {' | '.join(states)} |", f"|---|{'---|' * len(states)}"]
    for position, title in enumerate(titles, start=1):
        cells = (f"[desk]({name}/desk_{position:02}.webp) [phone]({name}/phone_{position:02}.webp)" for name in states)
        lines.append(f"| {title} | {' | '.join(cells)} |")
    (FOLDER / "pages" / "README.md").write_text("\n".join(lines) + "\n", "utf-8")


def _take_every_page(browser: Browser, url: str, *, width: int, to: Path, kind: str) -> list[str]:
    """The titles of the pages in the menu, once each has its picture."""
    to.mkdir(parents=True, exist_ok=True)
    page = browsing.visit(browser, width=width, height=900).page
    page.goto(url)
    browsing.menu_links(page).last.wait_for(state="attached")
    links = browsing.menu_links(page).all()
    titles, addresses = [link.inner_text().split("\n")[-1] for link in links], [_address(link, url) for link in links]
    for position, address in enumerate(addresses):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.get_by_test_id("stMain").locator("h1, [data-testid=stAlert]").first.wait_for()
        page.get_by_test_id("stSkeleton").first.wait_for(state="detached")
        page.wait_for_timeout(REST)
        with Image.open(BytesIO(_whole_page(page, width=width))) as image:
            _save_small(image, to / f"{kind}_{position + 1:02}.webp", width=round(image.width * SCALE))
    page.context.close()
    return titles


def _address(link: Locator, url: str) -> str:
    return link.get_attribute("href") or url


def _save_small(image: Image.Image, path: Path, *, width: int) -> None:
    height = round(image.height * width / image.width)
    image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).save(path, quality=QUALITY, method=6)
    print(f"{path.relative_to(FOLDER)}: {path.stat().st_size / 1024:.0f} KiB")


def take_products(browser: Browser) -> None:
    """The first pages of each product of a town side by side, of the pack its page of charts, as small WebP files."""
    (FOLDER / "products").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="perfdata-images-") as name:
        folder = Path(name)
        engine = open_with_bundled_tables(f"sqlite:///{folder / 'town.db'}")
        fill_town(engine)
        catch_up(engine)
        for product in (Product.REPORT, Product.SLIDES, Product.WORKBOOK, Product.PACK):
            made = material(engine, product, Scope(2024))
            if product is Product.PACK:
                picture = _charts_of(made.content, browser, folder)
            else:
                picture = _beside(_printed(made.content, Path(made.file_name).suffix, folder))
            with Image.open(BytesIO(picture)) as image:
                _save_small(image, FOLDER / "products" / f"{product.value}.webp", width=min(image.width, WIDEST))
        engine.dispose()


def _charts_of(pack: bytes, browser: Browser, folder: Path) -> bytes:
    """The page of charts that a pack has beside the other products."""
    with ZipFile(BytesIO(pack)) as package:
        [name] = [each for each in package.namelist() if each.endswith(".html")]
        (folder / "charts.html").write_bytes(package.read(name))
    visitor = browsing.visit(browser, width=DESK, height=900)
    visitor.page.goto((folder / "charts.html").as_uri())
    visitor.page.wait_for_timeout(REST)
    picture = _still(visitor.page)
    visitor.page.context.close()
    return picture


def _printed(content: bytes, suffix: str, folder: Path) -> list[Path]:
    """The fullest of the first pages as pictures, in their order."""
    pdf = folder / "printed.pdf"
    pdf.write_bytes(converted(content, suffix, to="pdf", folder=folder))
    for old in folder.glob("printed-*.png"):
        old.unlink()
    command = ["pdftoppm", "-png", "-r", "50", "-l", str(LOOKED_AT), pdf, folder / "printed"]
    subprocess.run([*map(str, command)], check=True, timeout=120)
    pages = sorted(folder.glob("printed-*.png"))
    return sorted(sorted(pages, key=lambda path: -path.stat().st_size)[:PRINTED])


def _beside(pages: list[Path]) -> bytes:
    """The pages side by side on grey, those that lie across in two rows, as a PNG."""
    images = [Image.open(path) for path in pages]
    width, height = (max(size) + GAP for size in zip(*(image.size for image in images), strict=True))
    across = 2 if width > height else len(images)
    whole = Image.new("RGB", (across * width + GAP, ceil(len(images) / across) * height + GAP), "#C9D0D8")
    for position, image in enumerate(images):
        whole.paste(image, (position % across * width + GAP, position // across * height + GAP))
    content = BytesIO()
    whole.save(content, "PNG")
    return content.getvalue()


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
            take_states(browser, [name for name in names if name in STATES])
            if "products" in names:
                take_products(browser)
        else:
            with browsing.running_app() as app:
                take_pictures(browser, url=app.url)
        browser.close()


if __name__ == "__main__":
    main()
