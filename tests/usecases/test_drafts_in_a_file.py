"""Two drafts of one project in a file: the visible one wins over a hidden one, two visible ones are asked about."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from sqlalchemy import Engine

from perfdata.containers.sheets import read_raw_sheets
from perfdata.core.terms import Severity
from perfdata.reading import forms
from perfdata.storing import store
from perfdata.usecases.preview import Preview
from perfdata.usecases.statements import Told, read_statements
from perfdata.usecases.uploading import confirm, preview_file
from tests.builders import goal_table


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def workbook(*sheets: tuple[str, str, bool]) -> bytes:
    """Name, budget in yuan and whether it is hidden, of each sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, budget, is_hidden in sheets:
            sheet = book.add_worksheet(name)
            for at, line in enumerate(goal_table(budget=budget).splitlines()):
                sheet.write_row(at, 0, line.split("\t"))
            if is_hidden:
                sheet.hide()
            else:
                sheet.activate()
                sheet.set_first_sheet()
    return buffer.getvalue()


def preview(engine: Engine, content: bytes) -> Preview:
    return preview_file(engine, content, file_name="目标表.xlsx", today=date(2024, 12, 31))


@pytest.mark.parametrize("is_first", [True, False])
def test_the_visible_draft_is_stored_and_the_hidden_one_is_told_with_both_budgets(engine: Engine, is_first: bool):
    sheets = [("旧稿", "80000", True), ("定稿", "100000", False)]
    draft = preview(engine, workbook(*(sheets if is_first else reversed(sheets))))
    [told] = [finding for finding in draft.findings if finding.rule_id == "hidden_draft"]
    assert "80,000 元" in told.message
    assert "100,000 元" in told.message
    confirm(engine, draft, uploaded_by="张三")
    assert [item.budget_yuan for item in store.current(engine).projects] == [Decimal(100_000)]


def test_two_visible_drafts_with_different_budgets_are_held_and_both_are_named(engine: Engine):
    draft = preview(engine, workbook(("一稿", "80000", False), ("二稿", "100000", False)))
    [told] = [finding for finding in draft.findings if finding.rule_id == "drafts_differ"]
    assert told.severity is Severity.ERROR
    assert "80,000 元" in told.message
    assert "100,000 元" in told.message
    assert (draft.row_count, draft.held_count) == (0, 1)


def test_the_same_table_twice_is_stored_once_with_a_warning(engine: Engine):
    draft = preview(engine, workbook(("一稿", "80000", False), ("副本", "80000", False)))
    assert "project_duplicate" in [finding.rule_id for finding in draft.findings]
    confirm(engine, draft, uploaded_by="张三")
    assert [item.budget_yuan for item in store.current(engine).projects] == [Decimal(80_000)]


def test_a_sheet_is_read_once_an_upload(monkeypatch: pytest.MonkeyPatch):
    calls: list[str | None] = []
    read_forms = forms.read_forms

    def counted(sheet, corrections=None):
        calls.append(sheet.name)
        return read_forms(sheet, corrections)

    monkeypatch.setattr(forms, "read_forms", counted)
    sheets = read_raw_sheets(workbook(("定稿", "100000", False)), file_name="目标表.xlsx")
    read_statements(sheets, file_name="目标表.xlsx", told=Told())
    assert calls == ["定稿"]


def test_a_self_evaluation_below_a_goal_table_of_one_sheet_is_named_and_changes_no_goal(engine: Engine):
    form = (
        "项目支出绩效自评表\n（2024年度）\n项目名称\t助学补助（镇）\n"
        "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\n产出指标\t数量指标\t别的指标\t≥1人\t2人\n"
    )
    content = f"{goal_table(budget='80000')}\n{form}".encode()
    draft = preview_file(engine, content, file_name="合并.txt", today=date(2024, 12, 31))
    [told] = [finding for finding in draft.findings if finding.rule_id == "results_not_read"]
    assert "助学补助（镇）" in told.message
    confirm(engine, draft, uploaded_by="张三")
    held = store.current(engine)
    assert [item.budget_yuan for item in held.projects] == [Decimal(80_000)]
    assert "别的指标" not in [item.indicator_name for item in held.indicators]
