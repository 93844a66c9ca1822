"""An open page shows what someone else confirmed, without a click; where one types it only says so."""

from __future__ import annotations

from playwright.sync_api import expect

from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing import store
from tests.builders import goal_table, goal_tables
from tests.e2e.browsing import App, NewPage, open_page, settle


def test_what_another_confirms_is_shown_without_a_click_and_never_under_the_hands_of_a_clerk(
    written_server: App, new_page: NewPage
) -> None:
    leader, clerk = new_page(1440, 900).page, new_page(1440, 900).page
    open_page(leader, f"{written_server.url}/")
    open_page(clerk, f"{written_server.url}/upload")
    expect(leader.get_by_text("4 个项目，36 项指标").first).to_be_visible()
    settle(clerk)

    _confirm_elsewhere(f"sqlite:///{written_server.database}")

    expect(leader.get_by_text("5 个项目，40 项指标").first).to_be_visible()
    expect(clerk.get_by_text("数据已更新")).to_be_visible()
    clerk.get_by_role("button", name="刷新").click()
    expect(clerk.get_by_text("数据已更新")).to_be_hidden()


def _confirm_elsewhere(url: str) -> None:
    content = goal_tables(goal_table(name="新项目"))
    read = read_goal_tables(content, file_name="新.txt")
    engine = store.open_store(url)
    said = {"file_name": "新.txt", "content": content, "uploaded_by": "李四"}
    store.append_goal_tables(engine, projects=read.projects, indicators=read.indicators, **said)
    engine.dispose()
