import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from perfdata.usecases import opening
from tests.conftest import Stores

ROOT = Path(__file__).parents[2]
OpenPage = Callable[..., AppTest]


def widget(app: AppTest, key: str) -> Any:
    """The widget with this key, of whatever kind."""
    return app.get_by_key(key)


@pytest.fixture
def database_url(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of its own behind the app, with the bundled tables, and caches without other tests' data."""
    url = stores.copied(opening.open_with_bundled_tables, tmp_path / "pages.db")
    monkeypatch.setenv("PERFDATA_DATABASE_URL", url)
    st.cache_resource.clear()
    yield url
    st.cache_resource.clear()


@pytest.fixture
def open_page(database_url: str) -> OpenPage:
    """Open the real app, and from there one of its pages, with query parameters."""

    def open_page(page: str | None = None, **query: str) -> AppTest:
        assert os.environ["PERFDATA_DATABASE_URL"] == database_url
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page:
            app.switch_page(page).run()
        assert not app.exception
        assert not app.error
        return app

    return open_page


def cards(app: AppTest) -> dict[str, str]:
    """The four verdicts of 总览: what each is about with its word, and its figure."""
    boxes = [*app.success, *app.warning, *app.error, *app.info]
    shown = {box.proto.title: box.value for box in boxes if box.value.startswith("## ")}
    return {title: text.splitlines()[0].removeprefix("## ").replace("\\", "") for title, text in shown.items()}


def reported(app: AppTest) -> str:
    """What the second card of 总览 says of how much is reported."""
    text = "".join(
        box.value for box in [*app.success, *app.warning, *app.error, *app.info] if "目标：" in box.proto.title
    )
    return next(iter(re.findall(r"已报 [\d,]+ 项", text)), "尚未填报")
