"""The three ways to sign in with real clicks: a first password, a real provider of identities, a portal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from perfdata.core.terms import Act, Role
from perfdata.storing import accounts, store
from perfdata.usecases import opening, people
from tests.e2e.browsing import App, NewPage, go_by_menu, menu_links, settle, started, stopped_app, title_of
from tests.people import BOSS, PASSWORD, make_accounts
from tests.serving.oidc_provider import running_provider

NEWCOMER, NEW_PASSWORD = "赵会计", "Another-horse-8"
UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"
TEMPLATE = "实际完成情况填报表.xlsx"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app with accounts, a provider of identities, and this computer as the proxy of a portal."""
    app = stopped_app(tmp_path_factory.mktemp("guarded"))
    engine = opening.open_with_bundled_tables(f"sqlite:///{app.database}")
    make_accounts(engine)
    people.add(engine, NEWCOMER, role=Role.CLERK, units=[UNIT], password=PASSWORD, who="命令行")
    accounts.bind_subject(engine, BOSS, "u-1000", who="命令行")
    engine.dispose()
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("PERFDATA_PORTAL_HEADER", "X-Remote-User")
        settings.setenv("PERFDATA_PORTAL_PROXIES", "127.0.0.1")
        with running_provider(origins=[app.url], names={}) as provider:
            for name, value in provider.settings().items():
                settings.setenv(name, value)
            with started(app, health="/healthz"):
                yield app


def logged(app: App, *acts: Act) -> list[tuple[str, str | None, str | None]]:
    engine = store.open_store(f"sqlite:///{app.database}")
    entries = store.list_log(engine, store.LogFilter(acts=acts))
    engine.dispose()
    return [(entry.who, entry.detail, entry.address) for entry in entries]


def test_a_first_password_is_changed_a_file_uploaded_and_signing_out_ends_every_tab(
    guarded: App, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page(1440, 1000).page
    page.goto(f"{guarded.url}/upload")
    page.get_by_label("账号").fill(NEWCOMER)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("这是首次口令，须先修改才能使用看板。")).to_be_visible()
    page.get_by_label("原口令").fill(PASSWORD)
    for label in ("新口令（10 个字符以上）", "再输入一次新口令"):
        page.get_by_label(label, exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="修改").click()
    settle(page)
    go_by_menu(page, menu_links(page).filter(has_text="填报上传"))
    expect(page.get_by_text(f"{NEWCOMER}（填报）")).to_be_visible()

    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载填报模板").click()
    waiting.value.save_as(tmp_path / "结果.xlsx")
    _fill(tmp_path / "结果.xlsx", "补贴人数", "36人")
    page.locator('input[type="file"]').set_input_files(tmp_path / "结果.xlsx")
    expect(page.get_by_text(f"以“{NEWCOMER}”的名义记入历史。")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="确认入库").click()
    expect(page.get_by_text("“结果.xlsx”已写入（新增 1），记为第 2 号上传。")).to_be_visible()
    assert logged(guarded, Act.APPEND)[0] == (NEWCOMER, "结果.xlsx", "127.0.0.1")
    who, what, address = logged(guarded, Act.DOWNLOAD)[0]
    assert (who, what, address) == (
        NEWCOMER,
        f"2024_全部单位_{TEMPLATE}（年度 2024，单位 全部，项目 全部）",
        "127.0.0.1",
    )

    go_by_menu(page, menu_links(page).filter(has_text="操作记录"))
    expect(page.get_by_text("这里只列出您自己的操作；全部记录由审核和管理账号查看。")).to_be_visible()
    own = [entry for entry in logged(guarded) if entry[0] == NEWCOMER]
    assert len(own) < len(logged(guarded))
    expect(page.get_by_text(f"共 {len(own)} 条，最近的在前。")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{guarded.url}/about")
    settle(other)
    _sign_out(other)
    expect(other.get_by_label("口令")).to_be_visible()
    expect(page.get_by_text("登录已经结束或看板没有接受连接（401），请刷新页面。")).to_be_visible(timeout=15_000)
    page.reload()
    expect(page.get_by_label("口令")).to_be_visible()


def test_a_provider_of_identities_signs_in_and_out(guarded: App, new_page: NewPage) -> None:
    page = new_page(1440, 1000).page
    page.goto(f"{guarded.url}/history")
    page.get_by_role("link", name="统一身份认证登录").click()
    page.locator('input[name="login"]').fill("u-1000")
    page.locator('input[name="password"]').fill("x")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()
    settle(page)
    expect(title_of(page)).to_have_text("历史")
    expect(page.get_by_text(f"{BOSS}（管理）")).to_be_visible()
    _sign_out(page)
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page.get_by_label("口令")).to_be_visible()
    assert page.url.startswith(f"{guarded.url}/signin")
    page.goto(f"{guarded.url}/history")
    expect(page.get_by_label("口令")).to_be_visible()


def test_who_comes_by_the_portal_is_in_without_a_click(guarded: App, new_page: NewPage) -> None:
    page = new_page(1440, 1000).page
    page.context.set_extra_http_headers({"X-Remote-User": quote(BOSS)})
    page.goto(f"{guarded.url}/history")
    settle(page)
    expect(title_of(page)).to_have_text("历史")
    expect(page.get_by_text(f"{BOSS}（管理）")).to_be_visible()
    expect(page.get_by_role("link", name="退出")).to_have_count(0)
    page.context.set_extra_http_headers({})
    page.reload()
    expect(page.get_by_label("口令")).to_be_visible()


def _sign_out(page: Page) -> None:
    """By the link in the menu, in the tab where it is clicked."""
    page.get_by_role("link", name="退出").click()
    page.get_by_role("button", name="退出登录").click()


def _fill(path: Path, name: str, value: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(at for at in range(4, sheet.max_row + 1) if sheet.cell(at, 6).value == name)
    sheet.cell(row, 8, value)
    book.save(path)
