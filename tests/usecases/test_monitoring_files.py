"""Files of monitoring forms as a whole: several forms, other sheets, money, and what is not read."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import Engine

from perfdata.containers.sheets import read_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import Spending
from perfdata.core.official_forms import FilledMonitoring
from perfdata.core.terms import Likelihood, Severity, UploadKind
from perfdata.reading.monitoring import read_monitoring
from perfdata.storing import store
from perfdata.usecases import opening, uploading
from perfdata.usecases.official_forms import monitoring_file
from perfdata.usecases.preview import MonitoringPreview
from tests.conftest import Stores
from tests.usecases.forms import PLACE, report_everything
from tests.usecases.test_monitoring_forms import JULY, SHEET, TODAY, filled, kinds_of, preview_of


def reported(url: str) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    report_everything(engine, day=date(2024, 6, 30), spent_share="0.5")
    return engine


@pytest.fixture
def engine(stores: Stores) -> Engine:
    return stores.restored(reported)


@pytest.mark.parametrize(
    ("title", "words"),
    [("（2024 年度，1-6月）", "截至 2024 年 6 月"), ("（2023 年度，1-7月）", "截至 2023 年 7 月")],
    ids=["month", "year"],
)
def test_a_form_of_another_cut_off_is_held(engine: Engine, title: str, words: str):
    content = filled(monitoring_file(engine, fiscal_year=2024, month=7), {"A2": title, "F12": "30人", "G6": 1})
    preview = preview_of(engine, content)
    *_, finding = preview.findings
    assert (finding.rule_id, finding.severity) == ("form_held", Severity.ERROR)
    assert words in finding.message
    assert "截至 2024 年 7 月" in finding.message
    assert finding.place is not None
    assert (finding.place.sheet, finding.place.cell) == (SHEET, "A1")
    assert preview.held_count == 12
    assert preview.row_count == 0


def monitoring_text(
    *, funds: str = "项目资金（万元）", header: str = "三级指标", likelihood: str = "完成目标可能性"
) -> str:
    """One form as text, with 31 of a budget of 50.4 spent by July."""
    return "\n".join(
        [
            "项目支出绩效目标执行监控表",
            "（2024 年度，1-7月）",
            "项目名称\t两新组织党务工作者补贴（镇）",
            f"{funds}\t\t年初预算数\t全年预算数\t1-7月执行数",
            "\t年度资金总额\t50.4\t60\t31",
            f"绩效指标\t一级指标\t二级指标\t{header}\t年度指标值\t1-7月执行情况\t{likelihood}",
            "\t产出指标\t数量指标\t补贴人数\t36人\t30人\t确定能",
        ]
    )


def forms_of(text: str) -> list[FilledMonitoring]:
    return read_monitoring(read_sheets(text.encode(), file_name="监控表.txt"))


def test_amounts_without_a_unit_are_asked_about_and_the_form_is_held(engine: Engine):
    [form] = forms_of(monitoring_text(funds="项目资金"))
    assert (form.initial_budget_yuan, form.spent_yuan) == (None, None)
    preview = preview_of(engine, monitoring_text(funds="项目资金").encode(), "监控表.txt")
    [finding] = preview.findings
    assert (finding.rule_id, finding.severity, finding.observed) == ("money_unit_missing", Severity.ERROR, "50.4")
    assert finding.place is not None
    assert finding.place.line == 5
    assert (preview.row_count, preview.held_count) == (0, 1)


@pytest.mark.parametrize(
    ("funds", "spent"),
    [("项目资金（元）", "31.00"), ("项目资金（万元）", "310000.00"), ("金额单位：万元　2024年8月填", "310000.00")],
)
def test_a_stated_unit_decides(funds: str, spent: str):
    [form] = forms_of(monitoring_text(funds=funds))
    assert form.spent_yuan == Decimal(spent)
    assert form.findings == []


@pytest.mark.parametrize("amount", ["三十一", "Infinity", "1E+40"])
def test_an_amount_that_is_no_number_is_told(amount: str):
    [form] = forms_of(monitoring_text().replace("\t31", f"\t{amount}"))
    assert form.spent_yuan is None
    assert [finding.rule_id for finding in form.findings] == ["amount_unreadable"]


def adjust_in_july(engine: Engine) -> None:
    """A budget of 600,000 yuan and 252,000 spent, as reported for the last day of July."""
    [project] = [item for item in store.current(engine, fiscal_year=2024).projects if item.project_name == SHEET]
    store.append_actual_results(
        engine,
        file_name="七月.xlsx",
        content=b"july",
        uploaded_by="张三",
        fiscal_year=2024,
        actual_results=[],
        spending=[
            Spending(
                project_id=project.project_id,
                fiscal_year=2024,
                as_of=JULY,
                initial_budget_yuan=Decimal("504000.00"),
                adjusted_budget_yuan=Decimal("600000.00"),
                spent_yuan=Decimal("252000.00"),
                place=PLACE,
            )
        ],
    )


def july_amounts(engine: Engine) -> list[tuple[Decimal | None, Decimal | None, Decimal | None]]:
    return [
        (item.initial_budget_yuan, item.adjusted_budget_yuan, item.spent_yuan)
        for item in store.current(engine, fiscal_year=2024).spending
        if item.as_of == JULY
    ]


def test_a_form_without_the_column_keeps_the_adjusted_budget_of_the_day(engine: Engine):
    adjust_in_july(engine)
    content = filled(monitoring_file(engine, fiscal_year=2024, month=7), {"E6": None, "G6": 29.4})
    uploading.confirm(engine, preview_of(engine, content), uploaded_by="张三")
    assert july_amounts(engine) == [(Decimal("504000.00"), Decimal("600000.00"), Decimal("294000.00"))]


@pytest.mark.parametrize(
    ("spent", "stored"), [("31", "310000.00"), ("", "252000.00")], ids=["all amounts", "only the budget"]
)
def test_an_adjusted_budget_is_read(engine: Engine, spent: str, stored: str):
    adjust_in_july(engine)
    content = monitoring_text().replace("60\t31", f"61\t{spent}").encode()
    uploading.confirm(engine, preview_of(engine, content, "监控表.txt"), uploaded_by="张三")
    assert july_amounts(engine) == [(Decimal("504000.00"), Decimal("610000.00"), Decimal(stored))]


def test_the_same_amounts_are_nothing_new(engine: Engine):
    adjust_in_july(engine)
    content = monitoring_text().replace("60\t31", "60\t25.2").encode()
    draft = preview_of(engine, content, "监控表.txt")
    assert isinstance(draft, MonitoringPreview)
    assert draft.records.spending == ()


@pytest.mark.parametrize(
    ("header", "likelihood"),
    [
        ("三级指标名称", "完成目标可能性"),
        ("三级指标", "完成目标可能性（确定能/有可能/完全不可能）"),
        ("指标名称", "完成可能性"),
        ("指标内容（三级）", "完成可能性分析"),
    ],
)
def test_what_is_recognised_is_read(header: str, likelihood: str):
    text = monitoring_text(header=header, likelihood=likelihood)
    sheets = read_sheets(text.encode(), file_name="监控表.txt")
    assert kinds_of(text, "监控表.txt") == [UploadKind.MONITORING]
    [form] = read_monitoring(sheets)
    assert [(row.name, row.actual, row.likelihoods) for row in form.rows] == [
        ("补贴人数", "30人", (Likelihood.CERTAIN,))
    ]


def test_the_column_of_third_level_names_comes_before_another_one_of_indicators():
    text = monitoring_text().replace("绩效指标\t一级", "指标\t一级")
    [form] = forms_of(text)
    assert [row.name for row in form.rows] == ["补贴人数"]


@pytest.mark.parametrize("header", ["三级指标得分", "指标值类型"])
def test_a_table_without_a_column_of_names_is_no_monitoring_form(header: str):
    assert kinds_of(monitoring_text(header=header), "监控表.txt") == [UploadKind.GOAL_TABLES]
    assert forms_of(monitoring_text(header=header)) == []


def with_sheet(content: bytes, name: str, rows: list[list[str]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_that_is_not_read_is_named(engine: Engine):
    content = with_sheet(monitoring_file(engine, fiscal_year=2024, month=7), "汇总", [["单位", "金额"], ["甲", "1"]])
    preview = preview_of(engine, with_sheet(content, "空白", []))
    [finding] = preview.findings
    assert (finding.rule_id, finding.severity) == ("sheet_unread", Severity.WARNING)
    assert "“汇总”" in finding.message
    assert finding.place is not None
    assert (finding.place.sheet, finding.place.cell) == ("汇总", "A1")


def test_rows_below_the_notes_are_accounted_for():
    more = ["注：按实填写", "填报人：张三\t联系电话：0\t填报日期：8月1日", "单位\t收入\t支出", "甲\t1\t2"]
    [form] = forms_of("\n".join([monitoring_text(), *more]))
    [finding] = form.findings
    assert (finding.rule_id, finding.severity) == ("row_not_understood", Severity.WARNING)
    assert finding.observed == "单位 | 收入 | 支出"
    assert "共 2 行" in finding.message
    assert finding.place is not None
    assert finding.place.line == 10


def test_a_second_form_below_the_notes_is_no_rest():
    first, second = forms_of("\n".join([monitoring_text(), "注：按实填写", monitoring_text()]))
    assert (first.findings, second.findings) == ([], [])


SELF_EVALUATION = [
    ["项目支出绩效自评表"],
    ["（2024 年度）"],
    ["项目名称", "两新组织党务工作者补贴（镇）"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "补贴人数", "36人", "35人", "10", "9"],
]


def test_a_workbook_with_both_kinds_of_forms_is_read_one_after_the_other(engine: Engine):
    content = with_sheet(monitoring_file(engine, fiscal_year=2024, month=7), "自评", SELF_EVALUATION)
    first = preview_of(engine, content)
    assert first.kind is UploadKind.SELF_EVALUATIONS
    assert [part.kind for part in first.remaining] == [UploadKind.MONITORING]
    second = uploading.preview_file(engine, content, file_name="监控表.xlsx", today=TODAY, kind=UploadKind.MONITORING)
    assert (second.kind, second.remaining) == (UploadKind.MONITORING, [])


@pytest.mark.parametrize("is_first", [True, False])
def test_one_sheet_with_both_kinds_of_forms_is_refused(engine: Engine, is_first: bool):
    other = "\n".join("\t".join(row) for row in SELF_EVALUATION)
    texts = [other, monitoring_text()] if is_first else [monitoring_text(), other]
    with pytest.raises(UnusableFileError, match=r"^表\.txt：.*监控表.*自评表.*分开.*上传。$"):
        preview_of(engine, "\n".join(texts).encode(), "表.txt")
