"""A clerk's whole way with real clicks: template, two mistakes, the marked file, correction, confirmation, undo."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsing import App, NewPage, chart_card, go_by_menu, menu_links, open_page, settle

RESULTS = {"补贴人数": "36人", "发放补贴频率": "1次/月", "补贴发放准确率": "100%", "补贴及时率": "96%"}
MISTAKES = {"补贴发放准确率": "0.98", "补贴及时率": "90人"}


def test_results_travel_from_the_template_to_the_chart_and_back(
    cold_server: App, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page(1440, 1000).page
    open_page(page, cold_server.url)
    go_by_menu(page, menu_links(page).filter(has_text="填报上传"))

    template = _download(page, page.get_by_role("button", name="下载填报模板"), tmp_path)
    assert template.name == "2024_全部单位_实际完成情况填报表.xlsx"
    wrong = _filled(template, RESULTS | MISTAKES, tmp_path / "有错.xlsx")

    _upload(page, wrong)
    expect(page.get_by_text("发现 2 处错误、0 处提示。")).to_be_visible()
    marked = _download(page, page.get_by_role("button", name="下载标出问题的文件"), tmp_path)
    assert _marked_cells(marked) == _cells_of(wrong, MISTAKES)

    expect(page.get_by_role("button", name="确认入库")).to_be_disabled()

    _upload(page, _filled(marked, RESULTS, tmp_path / "改正.xlsx"))
    expect(page.get_by_text("没有发现问题。")).to_be_visible()
    settle(page)
    page.get_by_label("您的姓名（记入历史）").fill("张会计")
    page.get_by_role("button", name="确认入库").click()
    expect(page.get_by_text("“改正.xlsx”已写入（新增 4），记为第 2 号上传。")).to_be_visible()

    go_by_menu(page, menu_links(page).filter(has_text="指标完成"))
    assert _alt(page) == "指标完成情况：达成 4 项、待填报 32 项。"

    go_by_menu(page, menu_links(page).filter(has_text="历史"))
    page.get_by_role("button", name="撤销", exact=True).first.click()
    expect(page.get_by_text("已撤销", exact=True)).to_be_visible()
    go_by_menu(page, menu_links(page).filter(has_text="指标完成"))
    assert _alt(page) == "指标完成情况：待填报 36 项。"


def _download(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def _upload(page: Page, path: Path) -> None:
    page.locator('input[type="file"]').set_input_files(path)
    expect(page.get_by_text(path.name).first).to_be_visible()
    settle(page)
    expect(page.get_by_text("写入后：")).to_be_visible()


def _filled(source: Path, values: dict[str, str], target: Path) -> Path:
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    for row in range(4, sheet.max_row + 1):
        if value := values.get(str(sheet.cell(row, 6).value)):
            sheet.cell(row, 8, value)
    book.save(target)
    return target


def _cells_of(path: Path, names: dict[str, str]) -> set[str]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=4)
    return {str(row[7].coordinate) for row in rows if str(row[5].value) in names}


def _marked_cells(path: Path) -> set[str]:
    """Cells with a comment and a red fill."""
    cells = [cell for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row if cell.comment]
    assert all(cell.fill.fill_type == "solid" for cell in cells)
    return {str(cell.coordinate) for cell in cells}


def _alt(page: Page) -> str | None:
    chart = chart_card(page, "各项目指标完成情况")
    return chart.locator("[aria-label^='指标完成情况']").first.get_attribute("aria-label")
