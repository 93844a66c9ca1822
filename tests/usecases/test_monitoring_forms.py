"""The monitoring form out and in again: likelihood and reason are kept, what is incomplete is held and told."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from perfdata.containers.sheets import read_raw_sheets, read_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import DeviationCause, Light, Likelihood, UploadKind
from perfdata.reading.monitoring import read_monitoring
from perfdata.reading.recognition import parts_of
from perfdata.storing import store
from perfdata.storing.scope import Scope
from perfdata.usecases import history, opening, uploading
from perfdata.usecases.monitoring import default_month, monitoring_frames
from perfdata.usecases.official_forms import monitoring_file
from tests.conftest import Stores
from tests.usecases.forms import report_everything

TODAY = date(2024, 8, 15)
SHEET = "两新组织党务工作者补贴（镇）"
JULY = date(2024, 7, 31)


def reported(url: str) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    report_everything(engine, day=date(2024, 6, 30), spent_share="0.5")
    return engine


@pytest.fixture
def engine(stores: Stores) -> Engine:
    return stores.restored(reported)


def filled(content: bytes, changes: dict[str, object], sheet: str = SHEET) -> bytes:
    book: Any = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for cell, value in changes.items():
        book[sheet][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(engine: Engine, *, month: int) -> Any:
    content = monitoring_file(engine, fiscal_year=2024, month=month)
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)[SHEET]


def kinds_of(text: str, file_name: str) -> list[UploadKind]:
    return [part.kind for part in parts_of(read_raw_sheets(text.encode(), file_name=file_name)).parts]


def preview_of(engine: Engine, content: bytes, file_name: str = "监控表.xlsx") -> uploading.Preview:
    return uploading.preview_file(engine, content, file_name=file_name, today=TODAY)


@pytest.mark.parametrize(
    ("month", "told"),
    [
        (6, []),
        (
            7,
            [
                "注1：执行数是截至 2024-06-30 填报的，7 月没有新的填报。（提示，供核实）",
                "注2：12 项指标的执行情况是截至 2024-06-30 或更早填报的，7 月没有新的填报。（提示，供核实）",
            ],
        ),
    ],
)
def test_the_form_of_a_month_says_how_old_its_reports_are(engine: Engine, month: int, told: list[str]):
    cells = [str(row[0].value) for row in sheet_of(engine, month=month).iter_rows(min_row=13)]
    assert [text for text in cells if "没有新的填报" in text] == told


def test_the_form_carries_month_money_and_what_is_reported(engine: Engine):
    sheet = sheet_of(engine, month=7)
    assert sheet["A1"].value == "项目支出绩效目标执行监控表"
    assert sheet["A2"].value == "（2024 年度，1-7月）"
    assert [sheet[cell].value for cell in ("E5", "G5", "H5", "M5")] == [
        "年初预算数",
        "1-7月执行数",
        "1-7月执行率",
        "全年预计执行数",
    ]
    # 504,000 元 and half of it spent
    assert [sheet[cell].value for cell in ("E6", "G6", "H6")] == [50.4, 25.2, 0.5]
    assert [sheet.cell(11, column).value for column in range(8, 17)] == [
        "经费保障",
        "制度保障",
        "人员保障",
        "硬件条件保障",
        "其他",
        "原因说明",
        "确定能",
        "有可能",
        "完全不可能",
    ]
    assert [sheet.cell(12, column).value for column in range(2, 7)] == [
        "产出指标",
        "数量指标",
        "补贴人数",
        "36人",
        "35人",
    ]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$10:$11"


@pytest.mark.parametrize("as_document", [False, True], ids=["xlsx", "docx"])
def test_an_untouched_form_brings_nothing_new(engine: Engine, as_document: bool):
    content = monitoring_file(engine, fiscal_year=2024, month=7, as_document=as_document)
    preview = preview_of(engine, content, "监控表.docx" if as_document else "监控表.xlsx")
    assert preview.kind is UploadKind.MONITORING
    assert [finding.message for finding in preview.findings] == []
    assert preview.row_count == 0


def test_likelihood_reason_results_and_forecast_are_stored_and_written_again(engine: Engine):
    before = history.state_hash(engine)
    content = filled(
        monitoring_file(engine, fiscal_year=2024, month=7),
        {
            "F12": "36人",
            "G12": "36人",
            "N12": "√",
            "H13": "√",
            "J13": "√",
            "M13": "拨款较晚，计划八月补发。",
            "O13": "√",
            "Q13": "已报财政",
            "G6": 29.4,
            "M6": 43.2,
        },
    )
    preview = preview_of(engine, content)
    assert [finding.message for finding in preview.findings] == []
    stored = uploading.confirm(engine, preview, uploaded_by="张三")
    records = store.current(engine, fiscal_year=2024)
    names = {item.indicator_id: item.indicator_name for item in records.indicators}
    outlooks = {names[item.indicator_id]: item for item in records.outlooks}
    assert outlooks["补贴人数"].likelihood is Likelihood.CERTAIN
    second = outlooks["发放补贴频率"]
    assert (second.likelihood, second.reason, second.remark) == (
        Likelihood.POSSIBLE,
        "拨款较晚，计划八月补发。",
        "已报财政",
    )
    assert second.causes == (DeviationCause.FUNDS, DeviationCause.STAFF)
    assert second.as_of == JULY
    july = {names[item.indicator_id]: item.actual.raw for item in records.actual_results if item.as_of == JULY}
    assert july == {"补贴人数": "36人"}
    assert [item.spent_yuan for item in records.spending if item.as_of == JULY] == [Decimal("294000.00")]
    assert [item.expected_yuan for item in records.forecasts] == [Decimal("432000.00")]

    again = openpyxl.load_workbook(io.BytesIO(monitoring_file(engine, fiscal_year=2024, month=8)), data_only=True)[
        SHEET
    ]
    assert [again[cell].value for cell in ("F12", "N12", "H13", "M13", "O13", "M6", "G6")] == [
        "36人",
        "√",
        "√",
        "拨款较晚，计划八月补发。",
        "√",
        43.2,
        29.4,
    ]
    june = sheet_of(engine, month=6)
    assert [june[cell].value for cell in ("F12", "N12", "M6", "G6")] == ["35人", None, None, 25.2]

    history.undo(engine, stored.upload_id, who="张三")
    assert history.state_hash(engine) == before


@pytest.mark.parametrize("tick", ["O12", "P12"], ids=["有可能", "完全不可能"])
def test_a_doubtful_outlook_without_a_reason_is_held(engine: Engine, tick: str):
    preview = preview_of(engine, filled(monitoring_file(engine, fiscal_year=2024, month=7), {tick: "√"}))
    [finding] = preview.findings
    assert finding.rule_id == "outlook_reason_missing"
    assert "须写明原因和改进措施" in finding.message
    assert finding.place is not None
    assert finding.place.cell == "D12"
    assert preview.has_errors
    assert preview.held_count == 1


def test_two_ticks_and_unknown_names_are_held(engine: Engine):
    changes: dict[str, object] = {"N12": "√", "P12": "√", "M12": "原因", "D13": "没有的指标", "N13": "√"}
    preview = preview_of(engine, filled(monitoring_file(engine, fiscal_year=2024, month=7), changes))
    assert [finding.rule_id for finding in preview.findings] == ["likelihood_ambiguous", "indicator_unknown"]
    assert preview.held_count == 2


@pytest.mark.parametrize("sign", ["□", "☐", "✗", "☒", "×", " ☐ "])
def test_an_empty_box_and_a_cross_are_no_ticks(engine: Engine, sign: str):
    changes: dict[str, object] = {"H12": sign, "I12": "☑", "N12": sign, "O12": "☑", "P12": sign, "M12": "拨款较晚。"}
    [form, *_] = read_monitoring(
        read_sheets(filled(monitoring_file(engine, fiscal_year=2024, month=7), changes), file_name="监控表.xlsx")
    )[-1:]
    row = next(row for row in form.rows if row.place.cell == "D12")
    assert row.likelihoods == (Likelihood.POSSIBLE,)
    assert row.causes == (tuple(DeviationCause)[1],)


def test_a_red_light_that_will_certainly_be_reached_is_asked_about(engine: Engine):
    # 20 of 36 persons is 55.6 %: red.
    preview = preview_of(
        engine, filled(monitoring_file(engine, fiscal_year=2024, month=7), {"F12": "20人", "N12": "√"})
    )
    assert [finding.rule_id for finding in preview.findings] == ["outlook_contradicts_light"]
    assert not preview.has_errors


def test_a_form_of_a_month_to_come_is_refused(engine: Engine):
    content = monitoring_file(engine, fiscal_year=2024, month=11)
    with pytest.raises(UnusableFileError, match=r"截至 2024 年 11 月.*还没有到"):
        preview_of(engine, content)


def test_an_unknown_project_is_held_and_named(engine: Engine):
    content = filled(monitoring_file(engine, fiscal_year=2024, month=7), {"C3": "别的项目"})
    [finding] = preview_of(engine, content).findings
    assert finding.rule_id == "project_unknown"
    assert "别的项目" in finding.message


def test_frames_follow_the_month(engine: Engine):
    may = monitoring_frames(engine, Scope(2024), month=5)["monitored_indicators"]
    assert set(may["light"]) == {Light.NO_DATA.label}
    june = monitoring_frames(engine, Scope(2024), month=6)
    assert Light.NO_DATA.label not in set(june["monitored_indicators"]["light"])
    # 50 % spent ÷ 6/12 = 100 %
    assert june["monitored_projects"]["budget_progress_ratio"].tolist() == pytest.approx([1.0] * 4)
    august = monitoring_frames(engine, Scope(2024), month=8)["monitored_projects"]  # still of what June reported
    assert set(august["as_of"].dt.strftime("%Y-%m-%d")) == {"2024-06-30"}
    assert default_month(engine, fiscal_year=2024, today=TODAY) == 6


def test_a_form_of_another_office_with_the_words_in_one_column_is_read():
    # As 黄石 published it for 2019: 1-6月, no causes, the likelihood as a word.
    rows = [
        "黄石市项目支出绩效监控表",
        "（2019年度）",
        "项目名称\t申遗经费",
        "主管部门\t黄石市文化和旅游局\t实施单位\t黄石市文物局",
        "项目资金（万元）\t\t年初预算数\t全年预算数\t1-6月执行数\t分值\t执行率\t得分",
        "\t年度资金总额:\t220\t\t87.57",
        "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t半年度指标执行情况\t完成目标可能性",
        "\t产出指标\t成本指标\t预算控制\t年度预算220万元\t按进度执行,已使用约40%\t确定能",
        "\t效益指标\t社会效益\t开展遗产研究\t\t\t不可能",
    ]
    sheets = read_sheets("\n".join(rows).encode(), file_name="监控表.txt")
    assert kinds_of("\n".join(rows), "监控表.txt") == [UploadKind.MONITORING]
    [form] = read_monitoring(sheets)
    assert (form.project_name, form.spending_unit) == ("申遗经费", "黄石市文物局")
    assert (form.fiscal_year, form.month) == (2019, 6)
    assert (form.initial_budget_yuan, form.spent_yuan) == (Decimal("2200000.00"), Decimal("875700.00"))
    assert [(row.level2, row.name, row.likelihoods) for row in form.rows] == [
        ("成本指标", "预算控制", (Likelihood.CERTAIN,)),
        ("社会效益指标", "开展遗产研究", (Likelihood.IMPOSSIBLE,)),
    ]
