"""One click deeper and one step back in a real browser: rows, charts, links and the search lead to the project."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.browsing import App, NewPage, settle

SEARCH = "搜索单位、项目、指标"


def title_becomes(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    settle(page)


def test_a_row_leads_into_its_project_and_one_step_back_leads_out(server: App, new_page: NewPage):
    visitor = new_page(1440, 1400)
    page = visitor.page
    page.goto(server.url)
    title_becomes(page, "2024 年度项目绩效总览")
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 300, box["y"] + 38 + 17)
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    settle(page)
    assert "id" not in parse_qs(urlsplit(page.url).query), "moving over cells opens nothing"
    page.keyboard.press("Shift+Space")
    title_becomes(page, "两新组织党务工作者补贴")
    page.go_back()
    title_becomes(page, "2024 年度项目绩效总览")
    page.mouse.click(box["x"] + 100, box["y"] + 38 + 17)
    title_becomes(page, "两新组织党务工作者补贴")
    assert "id" in parse_qs(urlsplit(page.url).query)
    page.go_back()
    title_becomes(page, "2024 年度项目绩效总览")
    page.get_by_test_id("stPageLink").filter(has_text="看依据").first.click()
    title_becomes(page, "两新组织")
    assert len(page.context.pages) == 1
    page.get_by_test_id("stPageLink").filter(has_text="全部").first.click()
    title_becomes(page, "2024 年度项目绩效总览")
    page.go_back()
    title_becomes(page, "两新组织")
    page.go_back()
    title_becomes(page, "2024 年度项目绩效总览")


def test_the_search_is_walked_with_the_keyboard(server: App, new_page: NewPage):
    page = new_page(1440, 900).page
    page.goto(f"{server.url}/upload")
    title_becomes(page, "填报上传")
    page.get_by_placeholder(SEARCH).press_sequentially("党务工作者补贴(镇")
    expect(page.get_by_test_id("stPageLink").filter(has_text="两新组织党务工作者补贴")).to_be_visible()
    settle(page)
    for _ in range(4):
        page.keyboard.press("Tab")
        if "两新组织党务" in page.evaluate("document.activeElement.innerText"):
            break
    page.keyboard.press("Enter")
    title_becomes(page, "两新组织党务工作者补贴")
    expect(page.get_by_placeholder(SEARCH)).to_have_value("")


def test_a_bar_leads_into_its_project(server: App, new_page: NewPage):
    page = new_page(1440, 900).page
    page.goto(f"{server.url}/budgets")
    title_becomes(page, "2024 年度预算")
    box = page.locator(".stPlotlyChart .point path").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    title_becomes(page, "两新组织党务工作者补贴")
