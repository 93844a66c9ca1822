"""Opening the app cold, and opening it when its data are gone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from playwright.sync_api import Page, expect

from tests.e2e.browsing import App, NewPage, menu_links, open_page, title_of


def test_a_deep_link_on_a_cold_server_shows_the_menu_and_the_page(cold_server: App, new_page: NewPage) -> None:
    page = new_page(1440, 900).page
    open_page(page, f"{cold_server.url}/subsidies")
    expect(page).to_have_title("项目绩效看板")
    assert page.get_by_role("dialog").all_inner_texts() == []  # no "Page not found"
    assert set(_menu(page)) >= {"看板", "总览", "预算", "补贴测算", "数据", "绩效目标表"}
    expect(title_of(page)).to_have_text("2024 年度补贴测算")
    expect(page.get_by_test_id("stMain")).to_contain_text("36 人 × 1,000 元 × 12 个月 = 432,000 元")


def test_a_page_that_crashes_says_so_in_chinese_and_logs_the_traceback(written_server: App, new_page: NewPage) -> None:
    page = new_page(1440, 900).page
    open_page(page, written_server.url)
    with _table_lost(written_server):
        page.reload()
        message = page.get_by_test_id("stAlert")
        expect(message).to_contain_text("这个页面没能显示，已有数据没有改动。")
        text = page.get_by_test_id("stMain").inner_text()
    assert not re.search("[A-Za-z]{3}", text.replace("error", ""))  # the name of the message's icon
    assert "no such table: audit_log" in written_server.log.read_text()


def _menu(page: Page) -> list[str]:
    """The sections and pages that the menu names."""
    return page.get_by_test_id("stNavSectionHeader").or_(menu_links(page)).locator("p").all_inner_texts()


@contextmanager
def _table_lost(app: App) -> Iterator[None]:
    with closing(sqlite3.connect(app.database)) as connection:
        connection.execute("ALTER TABLE audit_log RENAME TO lost")
        yield
        connection.execute("ALTER TABLE lost RENAME TO audit_log")
