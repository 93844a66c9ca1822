"""Uploaded text is shown as it was written: it formats nothing, and no visitor's browser fetches what it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from perfdata.usecases import opening
from perfdata.usecases.uploading import confirm, preview_file
from tests.builders import goal_table, goal_tables
from tests.e2e.browsing import App, NewPage, open_page, running_app

NAME = (
    "标准36*1000*12元![x](http://example.invalid/x.png) 1~3月4~6月 :red[红] $x$ :smile: a -> b :material/home: @R&amp;D"
)
GOAL = "对36名人员每人每月补助1000元，按12个月发放。"


@pytest.fixture(scope="module")
def hostile() -> Iterator[App]:
    """An app of this module's own that holds a project of that name; no test changes anything in it."""
    with running_app() as app:
        _store(app)
        yield app


@pytest.mark.parametrize("path", ["", "budgets", "subsidies", "upload", "history"])
def test_a_hostile_name_is_shown_as_written_and_fetches_nothing(hostile: App, new_page: NewPage, path: str) -> None:
    visitor = new_page(1440, 1000)
    open_page(visitor.page, f"{hostile.url}/{path}")
    main = visitor.page.get_by_test_id("stMain")
    if path in ("", "history"):
        visitor.page.get_by_text(NAME).first.wait_for()
        assert NAME in main.inner_text()
    assert (
        main.locator("img:not([src^='data:image/svg+xml,']), del, .katex, a[href^='http'][href*='example']").count()
        == 0
    )
    assert visitor.departures == []


def _store(app: App) -> None:
    engine = opening.open_with_bundled_tables(f"sqlite:///{app.database}")
    content = goal_tables(goal_table(name=NAME, unit=NAME, budget="504000", annual_goal=GOAL))
    preview = preview_file(engine, content, file_name=f"{NAME}.txt", today=date(2024, 12, 31))
    confirm(engine, preview, uploaded_by=NAME, accept_sound_rows=True)
    engine.dispose()
