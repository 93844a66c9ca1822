"""Nothing is lost or reversed: double clicks, a look at other pages, the way back, a restart."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from perfdata.storing.store import Upload, list_uploads, open_store
from tests.builders import goal_table, goal_tables
from tests.e2e.browsing import App, NewPage, go_by_menu, menu_links, open_page, settle, started, stopped_app, title_of

NAME = "您的姓名（记入历史）"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "新表.txt"
    path.write_bytes(goal_tables(goal_table(name="新项目", year=2025)))
    return path


def uploads_of(app: App) -> list[Upload]:
    """The newest first."""
    engine = open_store(f"sqlite:///{app.database}")
    found = list_uploads(engine)
    engine.dispose()
    return found


def go_to(page: Page, name: str) -> None:
    go_by_menu(page, menu_links(page).filter(has_text=re.compile(f"{name}$")))


def choose(page: Page, path: Path) -> None:
    page.locator('input[type="file"]').set_input_files(path)
    expect(page.get_by_role("button", name="确认入库")).to_be_enabled()
    settle(page)


def test_a_double_click_on_undo_undoes_once_and_says_who_did(server: App, new_page: NewPage) -> None:
    page = new_page(1440, 900).page
    open_page(page, f"{server.url}/history")
    page.get_by_label(NAME).fill("张会计")
    page.get_by_role("button", name="撤销", exact=True).dblclick(delay=20)
    expect(page.get_by_text(re.compile("已由 张会计 于 .* 撤销")).first).to_be_visible()
    settle(page)
    expect(page.get_by_text("已撤销", exact=True)).to_be_visible()
    [upload] = uploads_of(server)
    assert upload.voided_by == "张会计"
    page.get_by_role("button", name="恢复", exact=True).dblclick(delay=20)
    expect(page.get_by_text("有效", exact=True)).to_be_visible()
    settle(page)
    [upload] = uploads_of(server)
    assert upload.voided_at is None


def test_a_draft_stays_while_other_pages_are_looked_at_and_the_name_needs_no_enter(
    written_server: App, new_page: NewPage, table: Path
) -> None:
    before, page = len(uploads_of(written_server)), new_page(1440, 900).page
    open_page(page, f"{written_server.url}/upload")
    choose(page, table)
    page.get_by_label(NAME).fill("张会计")
    go_to(page, "历史")
    expect(title_of(page)).to_have_text("历史")
    page.go_back()
    expect(title_of(page)).to_have_text("填报上传")
    expect(page.get_by_text("新表.txt").first).to_be_visible()
    settle(page)
    go_to(page, "预算")
    go_to(page, "填报上传")
    page.get_by_label(NAME).fill("李科长")
    page.get_by_role("button", name="确认入库").click()
    expect(page.get_by_text(f"“新表.txt”已写入（项目 1，指标 4），记为第 {before + 1} 号上传。")).to_be_visible()
    settle(page)
    assert uploads_of(written_server)[0].uploaded_by == "李科长"
    page.get_by_role("link", name="看绩效目标表").click()
    expect(title_of(page)).to_have_text("2025 年度绩效目标表")
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["year"] == ["2025"]
    expect(page.get_by_text("新项目").filter(visible=True).first).to_be_visible()


def test_a_double_click_on_confirm_stores_once(written_server: App, new_page: NewPage, table: Path) -> None:
    before, page = len(uploads_of(written_server)), new_page(1440, 900).page
    open_page(page, f"{written_server.url}/upload")
    choose(page, table)
    page.get_by_label(NAME).fill("张会计")
    page.get_by_role("button", name="确认入库").dblclick()
    expect(page.get_by_text(f"记为第 {before + 1} 号上传。")).to_be_visible()
    settle(page)
    assert len(uploads_of(written_server)) == before + 1
    expect(page.get_by_text("没有写入")).to_have_count(0)


def test_after_a_restart_the_page_says_that_the_draft_is_gone(new_page: NewPage, table: Path, tmp_path: Path) -> None:
    app, page = stopped_app(tmp_path), new_page(1440, 900).page
    with started(app):
        open_page(page, f"{app.url}/upload")
        choose(page, table)
    with started(app):
        page.get_by_label(NAME).fill("张会计")
        with suppress(TimeoutError):  # the page may have noticed by itself, and then there is no button to click
            page.get_by_role("button", name="确认入库").click(timeout=2_000)
        expect(page.get_by_text("上传的文件（草稿）已不在")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("button", name="确认入库")).to_have_count(0)
        settle(page)
        assert len(uploads_of(app)) == 1
        choose(page, table)
        expect(page.get_by_text("上传的文件（草稿）已不在")).to_have_count(0)


def test_the_year_is_in_the_address_and_the_way_back_leaves_the_dashboard(server: App, new_page: NewPage) -> None:
    page = new_page(1440, 900).page
    page.goto("about:blank")
    open_page(page, f"{server.url}/budgets")
    assert parse_qs(urlsplit(page.url).query) == {"year": ["2024"], "unit": ["全部"], "project": ["全部"]}
    go_to(page, "历史")
    assert parse_qs(urlsplit(page.url).query)["year"] == ["2024"]
    page.go_back()
    expect(title_of(page)).to_have_text("2024 年度预算")
    settle(page)
    page.go_back()  # to the address without a year, which is mended on the spot
    page.wait_for_timeout(1_000)
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["year"] == ["2024"]
    page.go_back()
    assert page.url == "about:blank"
