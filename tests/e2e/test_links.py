"""What a link remembers: the filters and the inputs of the what-if."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsing import App, NewPage, card, go_by_menu, menu_links, open_page, settle, title_of

PROJECT = "两新组织党务工作者补贴"


def test_a_filtered_view_is_a_link_and_the_filter_stays_on_other_pages(server: App, new_page: NewPage) -> None:
    page = new_page(1440, 900).page
    open_page(page, f"{server.url}/budgets")
    expect(_metric(page, "预算总额")).to_contain_text("831,100 元")
    _choose_project(page)
    expect(_metric(page, "预算总额")).to_contain_text("504,000 元")
    assert _remembered(page)["project"] == [PROJECT]

    colleague = new_page(1440, 900).page
    open_page(colleague, page.url)
    expect(_metric(colleague, "预算总额")).to_contain_text("504,000 元")
    go_by_menu(colleague, menu_links(colleague).filter(has_text="指标完成"))
    expect(title_of(colleague)).to_have_text("2024 年度指标完成")
    assert _remembered(colleague)["project"] == [PROJECT]

    colleague.go_back()
    expect(title_of(colleague)).to_have_text("2024 年度预算")
    expect(_metric(colleague, "预算总额")).to_contain_text("504,000 元")


def test_the_what_if_answers_and_its_inputs_survive_a_reload(server: App, new_page: NewPage) -> None:
    page = new_page(1440, 900).page
    open_page(page, f"{server.url}/subsidies")
    trial = _open_what_if(page)
    expect(_metric(trial, "超出预算")).to_have_count(0)
    expect(_metric(trial, "试算金额")).to_contain_text("432,000 元")
    trial.get_by_label("人数").fill("42")
    trial.get_by_label("人数").press("Enter")
    _expect_exactly_the_budget(trial)
    assert ["42"] in _remembered(page).values()

    page.reload()
    settle(page)
    trial = _open_what_if(page)
    expect(trial.get_by_label("人数")).to_have_value("42")
    _expect_exactly_the_budget(trial)


def _choose_project(page: Page) -> None:
    box = page.get_by_test_id("stSidebar").get_by_role("combobox", name="项目")
    box.scroll_into_view_if_needed()  # a list that is open closes when its place scrolls away
    page.wait_for_timeout(300)
    box.click()
    page.get_by_role("option", name=PROJECT).click()
    page.wait_for_url(re.compile("project="))
    page.keyboard.press("Escape")
    settle(page)


def _open_what_if(page: Page) -> Locator:
    trial = card(page, PROJECT, holding='[data-testid="stExpander"]').get_by_test_id("stExpander")
    trial.get_by_text("试算：").click()
    trial.get_by_label("人数").wait_for()
    return trial


def _expect_exactly_the_budget(trial: Locator) -> None:
    expect(_metric(trial, "试算金额")).to_contain_text("504,000 元")
    expect(_metric(trial, "预算结余")).to_have_text(re.compile(r"^预算结余\s*0 元$"))


def _metric(place: Page | Locator, label: str) -> Locator:
    return place.get_by_test_id("stMetric").filter(has_text=label)


def _remembered(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)
