"""The 自评表 out and in again: the same values and scores; what a filled form says is kept and questioned."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from docx import Document
from sqlalchemy import Engine

from perfdata.core.errors import StorageError, UnusableFileError
from perfdata.core.official_forms import SelfEvaluationForm
from perfdata.core.terms import Severity, UploadKind
from perfdata.core.values import parse_value
from perfdata.presenting.exports.form_workbook import form_workbook
from perfdata.presenting.exports.self_evaluation_form import self_evaluation_grids
from perfdata.storing import store
from perfdata.usecases import history, uploading
from perfdata.usecases.demo import load_demo
from perfdata.usecases.evaluating import scheme_of
from perfdata.usecases.official_forms import self_evaluation_file, self_evaluation_forms
from tests.usecases.forms import latest_values, report_everything

TODAY = date(2025, 3, 1)


def forms_of(engine: Engine) -> dict[str, SelfEvaluationForm]:
    records = store.current(engine, fiscal_year=2024)
    return {form.project.project_name: form for form in self_evaluation_forms(records, scheme=scheme_of(None))}


def imported(engine: Engine, content: bytes, file_name: str = "自评表.xlsx") -> uploading.Preview:
    preview = uploading.preview_file(engine, content, file_name=file_name, today=TODAY)
    uploading.confirm(engine, preview, uploaded_by="张三", accept_sound_rows=True)
    return preview


def opened(content: bytes, *, data_only: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only)


def edited(content: bytes, changes: dict[str, object], sheet: int = 0) -> bytes:
    """The workbook with some cells of a sheet changed, as a clerk saves it."""
    book = opened(content)
    for cell, value in changes.items():
        book.worksheets[sheet][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("as_document", [False, True], ids=["xlsx", "docx"])
def test_an_exported_form_comes_back_with_the_same_values_and_scores(engine: Engine, as_document: bool):
    report_everything(engine)
    before, values, state = forms_of(engine), latest_values(engine), history.state_hash(engine)
    content = self_evaluation_file(engine, fiscal_year=2024, as_document=as_document)
    preview = imported(engine, content, "自评表.docx" if as_document else "自评表.xlsx")
    assert preview.kind is UploadKind.SELF_EVALUATIONS
    assert [finding.message for finding in preview.findings if finding.severity is not Severity.NOTICE] == []
    after = forms_of(engine)
    assert before.keys() == after.keys()
    assert len(after) == 4
    for name, form in before.items():
        again = after[name]
        places = {"place": form.project.place, "field_places": form.project.field_places}
        assert replace(again.project, **places) == form.project
        assert (again.total_score, again.total_points, again.execution_score) == (
            form.total_score,
            form.total_points,
            form.execution_score,
        )
        assert [(line.actual, line.points, line.score, line.reason) for line in again.lines] == [
            (line.actual, line.points, line.score, line.reason) for line in form.lines
        ]
        assert [line.indicator.cycle_target for line in again.lines] == [
            line.indicator.cycle_target for line in form.lines
        ]
    assert latest_values(engine) == values
    [upload] = [item for item in history.list_uploads(engine) if item.kind is UploadKind.SELF_EVALUATIONS]
    history.undo(engine, upload.upload_id, who="张三")
    assert history.state_hash(engine) == state


def test_the_form_has_the_layout_of_the_official_one(engine: Engine):
    report_everything(engine)
    book = opened(self_evaluation_file(engine, fiscal_year=2024))
    sheet = book["两新组织党务工作者补贴（镇）"]
    assert sheet["A1"].value == "项目支出绩效自评表"
    assert sheet["A2"].value == "（2024 年度）"
    assert [sheet.cell(5, column).value for column in range(4, 10)] == [
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    ]
    # 504,000 元; 504,000 × 0.857142 = 431,999.57 元; 431,999.57 ÷ 504,000 × 10 = 8.571… → 8.57
    assert [sheet.cell(6, column).value for column in (4, 5, 6, 7)] == [50.4, 50.4, 43.199957, 10]
    assert sheet["H6"].value == pytest.approx(0.857142, abs=1e-6)
    assert sheet["I6"].value == 8.57
    assert [sheet.cell(row, 3).value for row in (6, 7, 8, 9)] == [
        "年度资金总额",
        "其中：当年财政拨款",
        "上年结转资金",
        "其他资金",
    ]
    assert [sheet.cell(12, column).value for column in range(2, 10)] == [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ]
    assert sheet["B13"].value == "产出指标\n（50分）"
    merged = {str(item) for item in sheet.merged_cells.ranges}
    assert {"A1:I1", "A2:I2", "C3:I3", "A5:B9", "A10:A11", "B11:E11", "F11:I11", "B13:B21", "C13:C14"} <= merged
    total = next(row for row in range(13, 40) if sheet.cell(row, 1).value == "总分")
    assert f"A{total}:F{total}" in merged
    assert sheet.cell(total, 7).value == 100
    assert sheet.cell(total + 1, 1).value.startswith("注：提示，供核实")
    assert sheet.print_title_rows == "$12:$12"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet["A1"].font.name == "宋体"
    assert sheet["D13"].font.name == "仿宋"
    live = opened(self_evaluation_file(engine, fiscal_year=2024), data_only=False)[sheet.title]
    assert live.cell(total, 8).value == f'=IF(COUNT(I6,H13:H{total - 1})=0,"",ROUND(SUM(I6,H13:H{total - 1}),2))'
    assert live["I6"].value.startswith("=IF(ISNUMBER(H6)")
    # 补贴人数 35 of 36 at 5.56 points: 5.56 × 0.97222… = 5.41
    assert live["H13"].value == "=ROUND(G13*0.97222222222222,2)"
    assert sheet["H13"].value == 5.41


def test_the_word_form_names_its_east_asian_fonts(engine: Engine):
    document: Any = Document(io.BytesIO(self_evaluation_file(engine, fiscal_year=2024, as_document=True)))
    assert len(document.tables) == 4
    xml = document.element.xml
    assert 'w:eastAsia="仿宋"' in xml
    assert 'w:eastAsia="宋体"' in xml
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_what_is_missing_is_listed_on_the_face_of_the_form(engine: Engine):
    report_everything(engine, skip=frozenset({"补贴人数", "党员参与率"}))
    form = forms_of(engine)["两新组织党务工作者补贴（镇）"]
    assert any("1 项指标没有得分：“补贴人数”" in remark for remark in form.remarks)
    assert any("系统默认等权" in remark for remark in form.remarks)
    # 100 − 5.56 (补贴人数) = 94.44 that can be reached
    assert form.total_note is not None
    assert form.total_note.endswith("／满分 94.44")
    book = opened(form_workbook(self_evaluation_grids([form])))
    texts = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert any("1 项指标没有得分" in text for text in texts)


def test_invented_results_never_reach_a_form(engine: Engine):
    load_demo(engine, fiscal_year=2024, who="演示")
    book = opened(self_evaluation_file(engine, fiscal_year=2024))
    assert [sheet["F6"].value or "" for sheet in book.worksheets] == ["", "", "", ""]


def test_a_published_score_is_kept_beside_ours_and_questioned(engine: Engine):
    report_everything(engine)
    content = self_evaluation_file(engine, fiscal_year=2024)
    # Sheet 4: 补贴人数 5.41 → 5.56 as if it were met.
    preview = imported(engine, edited(content, {"H13": 5.56}, sheet=3))
    differing = [finding for finding in preview.findings if finding.rule_id == "published_score_differs"]
    assert any(finding.place is not None and finding.place.cell == "F13" for finding in differing)
    assert any("5.56" in finding.message and "5.41" in finding.message for finding in differing)
    records = store.current(engine, fiscal_year=2024)
    target = next(item for item in records.indicators if item.indicator_name == "补贴人数")
    newest = max(
        (item for item in records.actual_results if item.indicator_id == target.indicator_id),
        key=lambda item: item.as_of,
    )
    assert newest.given_points == Decimal("5.56")
    assert forms_of(engine)["两新组织党务工作者补贴（镇）"].lines[0].score == Decimal("5.41")


def test_a_total_of_zero_above_filled_parts_is_their_sum_and_told(engine: Engine):
    content = self_evaluation_file(engine, fiscal_year=2024)
    # 202.64 + 0 = 202.64 万元 of budget, 132.912067 万元 spent, total row 0 (as really published).
    cells = {"D6": 0, "E6": 0, "F6": 0, "D7": 202.64, "E7": 202.64, "F7": 132.912067}
    preview = imported(engine, edited(content, cells, sheet=3))
    derived = [finding for finding in preview.findings if finding.rule_id == "funding_total_derived"]
    assert len(derived) == 3
    spending = next(item for item in store.current(engine, fiscal_year=2024).spending if item.spent_yuan is not None)
    assert spending.spent_yuan == Decimal("1329120.67")
    assert spending.adjusted_budget_yuan == Decimal("2026400.00")
    form = forms_of(engine)["两新组织党务工作者补贴（镇）"]
    # 1,329,120.67 ÷ 2,026,400 × 10 = 6.559… → 6.56
    assert form.execution_score == Decimal("6.56")
    assert [row.spent_yuan for row in form.funding] == [Decimal("1329120.67"), Decimal("1329120.67"), None, None]


def test_changed_targets_and_left_out_indicators_are_told_and_nothing_is_lost(engine: Engine):
    report_everything(engine)
    content = self_evaluation_file(engine, fiscal_year=2024)
    left_out = dict.fromkeys(("D14", "E14", "F14", "G14", "H14", "I14"))
    preview = imported(engine, edited(content, {"E13": "30人", **left_out}, sheet=3))
    rules = {finding.rule_id: finding for finding in preview.findings}
    assert "30人" in rules["target_differs"].message
    assert "36人" in rules["target_differs"].message
    assert "发放补贴频率" in rules["goal_indicators_missing"].message
    names = [item.indicator_name for item in store.current(engine, fiscal_year=2024).indicators]
    assert names.count("发放补贴频率") == 1
    assert len(names) == 36


def test_a_blank_actual_beside_a_printed_score_keeps_what_was_reported_before(engine: Engine):
    report_everything(engine, day=date(2024, 11, 30))
    content = self_evaluation_file(engine, fiscal_year=2024)
    # Sheet 4, 补贴人数: 35 of 36 people reported in November; its cell is emptied, 5.41 points stay printed.
    imported(engine, edited(content, {"F13": None, "H13": 5.41}, sheet=3))
    line = forms_of(engine)["两新组织党务工作者补贴（镇）"].lines[0]
    assert (line.indicator.indicator_name, line.actual, line.score) == ("补贴人数", "35人", Decimal("5.41"))


def test_a_form_without_a_year_is_held(engine: Engine):
    content = edited(self_evaluation_file(engine, fiscal_year=2024), {"A2": "（    年度）", "B11": "目标"}, sheet=0)
    preview = uploading.preview_file(engine, content, file_name="自评表.xlsx", today=TODAY)
    [error] = [finding for finding in preview.findings if finding.severity is Severity.ERROR]
    assert (error.rule_id, preview.held_count) == ("fiscal_year_missing", 7)
    assert "没有写明年度" in error.message
    with pytest.raises(StorageError, match="还有错误"):
        uploading.confirm(engine, preview, uploaded_by="张三")


def test_a_year_without_projects_has_no_form(engine: Engine):
    with pytest.raises(UnusableFileError, match="2023 年度没有可以导出的项目"):
        self_evaluation_file(engine, fiscal_year=2023)


def test_texts_never_become_formulas(engine: Engine):
    form = forms_of(engine)["两新组织党务工作者补贴（镇）"]
    line = replace(form.lines[0], actual="=1+1", reason='=HYPERLINK("http://x")')
    target = line.indicator._replace(annual_target=parse_value("=100%"))
    evil = replace(form, lines=(replace(line, indicator=target), *form.lines[1:]))
    book = opened(form_workbook(self_evaluation_grids([evil])), data_only=False)
    sheet = book.worksheets[0]
    assert [sheet[cell].data_type for cell in ("E13", "F13", "I13")] == ["s", "s", "s"]


def test_a_form_saved_without_the_results_of_its_formulas_is_refused_with_the_cell(engine: Engine):
    report_everything(engine)
    form = self_evaluation_file(engine, fiscal_year=2024)
    book = opened(form, data_only=False)
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(
        UnusableFileError, match=r"单元格是公式，但文件里没有保存计算结果（如“.+”的 [A-Z]+\d+）.*保存一次后再上传"
    ):
        uploading.preview_file(engine, buffer.getvalue(), file_name="自评表.xlsx", today=TODAY)


def test_an_execution_rate_is_left_to_the_amounts_and_a_stale_one_is_asked_about(engine: Engine):
    """252,000 of 504,000 is 50 %; the printed rate stays computed. With 45 万元 spent it should be 89.29 %."""
    rates = frozenset({"预算执行率", "预算执行率（%）"})
    report_everything(engine, spent_share="0.5", skip=rates)
    content = self_evaluation_file(engine, fiscal_year=2024)
    again = imported(engine, content)
    assert [finding.message for finding in again.findings if finding.rule_id == "execution_rate_differs"] == []
    blank = [item for item in store.current(engine).actual_results if not item.actual.raw and item.attainment is None]
    assert len(blank) == 4
    sheet = next(at for at, page in enumerate(opened(content).worksheets) if "党务工作者" in page.title)
    stale = edited(content, {"F6": 45, "F7": 45}, sheet)
    preview = uploading.preview_file(engine, stale, file_name="改.xlsx", today=TODAY)
    asked = [finding for finding in preview.findings if finding.rule_id == "execution_rate_differs"]
    assert [finding.observed for finding in asked] == ["50%", "50.0%"]
    assert "与按执行数计算的 89.29% 不一致" in asked[1].message
