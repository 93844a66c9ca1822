"""Pages as a clerk of one unit sees them: neither what is shown nor what is downloaded carries a foreign mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.runtime.context import ContextProxy
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

from perfdata.serving.door import COOKIE, door
from perfdata.storing import store
from perfdata.usecases import people
from tests.conftest import Stores
from tests.people import signed_in
from tests.rights.secrets import (
    BOSS_NAME,
    CLERK_NAME,
    OTHER,
    OTHER_NAME,
    THIRD,
    YEAR,
    fill_with_accounts,
    marks_in,
    told,
)

ROOT = Path(__file__).parents[2]
PAGES = (
    "dashboards/overview",
    "dashboards/budgets",
    "dashboards/subsidies",
    "dashboards/indicators",
    "dashboards/years",
    "evaluation/self_evaluation",
    "evaluation/monitoring",
    "evaluation/findings",
    "meeting/materials",
    "meeting/presentation",
    "records/upload",
    "records/progress",
    "records/review",
    "records/history",
    "records/log",
    "records/goal_tables",
    "records/about",
)


class Visitor:
    """Opens pages of the app as the account that is signed in."""

    def __init__(self, engine: Engine):
        self.engine, self.cookies = engine, dict[str, str]()

    def sign_in(self, name: str) -> None:
        self.cookies[COOKIE] = signed_in(self.engine, name)

    def open(self, **query: str) -> AppTest:
        """The start page in a new window."""
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    def look_through(self) -> dict[str, str]:
        """What each page shows, one after the other in one window."""
        app = self.open()
        return {page: shown(app.switch_page(f"pages/{page}.py").run()) for page in PAGES}


@pytest.fixture
def visitor(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    url = stores.copied(fill_with_accounts, tmp_path / "rights.db")
    monkeypatch.setenv("PERFDATA_DATABASE_URL", url)
    engine = people.accounts_of(url)
    made = Visitor(engine)
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: made.cookies))
    st.cache_resource.clear()
    door.forget()
    door.is_guarded = True
    yield made
    door.forget()
    st.cache_resource.clear()
    engine.dispose()


def shown(app: AppTest) -> str:
    """All that the browser is sent."""
    assert not app.exception
    sent = b"\n".join(each.proto.SerializeToString() for each in _elements(app._tree) if getattr(each, "proto", None))
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), sent.decode(errors="replace"))


def _elements(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from _elements(child)


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], Any]]:
    """What makes the files of the buttons on the page, as the server calls it after a click."""
    found: list[Callable[[], Any]] = []
    add = MediaFileManager.add_deferred

    def noted(self: MediaFileManager, data_callable: Callable[[], Any], *more: Any, **words: Any) -> str:
        found.append(data_callable)
        return add(self, data_callable, *more, **words)

    monkeypatch.setattr(MediaFileManager, "add_deferred", noted)
    return found


def saved(downloads: list[Callable[[], Any]]) -> str:
    """All that is in the files, made without a page around them."""
    with ThreadPoolExecutor(1) as threads:
        return told([make.result() for make in [threads.submit(each) for each in downloads]])


def test_no_page_and_no_file_shows_a_clerk_what_is_of_other_units_though_others_have_seen_it(
    visitor: Visitor, downloads: list[Callable[[], Any]]
) -> None:
    visitor.sign_in(BOSS_NAME)
    seen_by_all = visitor.look_through()
    assert [page for page, text in seen_by_all.items() if not marks_in(text)] == []
    assert marks_in(saved(downloads))
    downloads.clear()
    visitor.sign_in(CLERK_NAME)
    pages = visitor.look_through()
    assert [(page, found) for page, text in pages.items() if (found := marks_in(text))] == []
    assert [page for page, text in pages.items() if OTHER in text or THIRD in text] == []
    assert "助学补助（镇）" in pages["records/goal_tables"]
    assert len(downloads) > 10
    assert marks_in(saved(downloads)) == []


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("dashboards/overview", {"unit": OTHER}),
        ("dashboards/overview", {"project": "助学补助（秘镇）"}),
        ("dashboards/budgets", {"unit": OTHER, "project": "路灯维护秘"}),
        ("dashboards/project", {"id": "foreign"}),
        ("dashboards/project", {"id": "foreign", "unit": OTHER}),
        ("records/log", {"log_who": OTHER_NAME}),
        ("records/goal_tables", {"unit": THIRD}),
    ],
)
def test_a_link_to_what_is_of_other_units_shows_nothing_of_it(
    visitor: Visitor, page: str, query: dict[str, str]
) -> None:
    foreign = store.current(visitor.engine, fiscal_year=YEAR).projects[2]
    assert foreign.spending_unit == OTHER
    asked = {name: foreign.project_id if value == "foreign" else value for name, value in query.items()}
    visitor.sign_in(CLERK_NAME)
    app = visitor.open(**asked)
    text = shown(app.switch_page(f"pages/{page}.py").run()) + shown(app)
    for own in asked.values():
        text = text.replace(own, "")
    assert marks_in(text) == []


def test_a_second_window_shows_nothing_after_the_way_out(visitor: Visitor) -> None:
    visitor.sign_in(CLERK_NAME)
    first, second = visitor.open(), visitor.open()
    actor = people.actor_of(visitor.engine, visitor.cookies[COOKIE])
    assert actor is not None
    people.sign_out(visitor.engine, actor)
    for app in (first, second, visitor.open()):
        text = shown(app.run())
        assert "您已经退出" in text
        assert "助学补助" not in text


def test_a_disabled_account_sees_nothing(visitor: Visitor) -> None:
    visitor.sign_in(CLERK_NAME)
    people.disable(visitor.engine, CLERK_NAME, who=BOSS_NAME)
    assert "助学补助" not in shown(visitor.open())
