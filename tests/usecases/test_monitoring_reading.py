"""Monitoring forms as a product of the one reader: spellings of headers, ticks and periods, each cell's account."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from perfdata.containers.sheets import read_raw_sheets, read_sheets
from perfdata.core.cell_uses import CellRole, FormLayout
from perfdata.core.official_forms import FilledMonitoring
from perfdata.core.terms import DeviationCause, Likelihood, Severity, UploadKind
from perfdata.reading.monitoring import read_monitoring
from perfdata.reading.recognition import parts_of
from perfdata.storing.store import current, open_store
from perfdata.usecases.uploading import confirm, preview_file
from tests.conftest import Stores

GOAL = """2024年度项目支出绩效目标表
项目名称\t饮水工程
主管部门\t某县水利局\t实施单位\t某镇人民政府
项目资金（元）\t年度资金总额\t1000000
绩效指标\t一级指标\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t受益户数\t100户
"""
HEAD = """项目支出绩效目标执行监控表
{period}
项目名称\t饮水工程
主管部门\t某县水利局\t实施单位\t某镇人民政府
项目资金{unit}\t\t年初预算数\t全年预算数\t{months}执行数\t{months}执行率\t全年预计执行数
\t年度资金总额\t100\t110\t60\t54.5%\t100
\t其中：财政拨款\t100\t110\t60\t\t100
年度总体目标\t饮水安全
"""
TWO_ROWS = (
    "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t{months}执行情况\t全年预计完成情况\t偏差原因分析\t\t\t\t\t"
    "\t完成目标可能性\t\t\t备注\n"
    "\t\t\t\t\t\t\t经费保障\t制度保障\t人员保障\t硬件条件保障\t其他\t原因说明\t确定能\t有可能\t完全不可能\t\n"
)
FILLED = {"period": "（2024年度，1-7月）", "unit": "（万元）", "months": "1-7月"}

TODAY = date(2025, 6, 1)


def with_goal_table(url: str) -> Engine:
    engine = open_store(url)
    confirm(engine, preview_file(engine, GOAL.encode(), file_name="目标表.txt", today=TODAY), uploaded_by="张会计")
    return engine


@pytest.fixture
def engine(stores: Stores) -> Engine:
    return stores.restored(with_goal_table)


def text(*lines: str, header: str = TWO_ROWS, **cells: str) -> str:
    return (HEAD + header).format(**{**FILLED, **cells}) + "\n".join(lines)


def form_of(*lines: str, header: str = TWO_ROWS, **cells: str) -> FilledMonitoring:
    [form] = read_monitoring(read_sheets(text(*lines, header=header, **cells).encode(), file_name="监控表.txt"))
    return form


def line(**ticks: str) -> str:
    """One indicator row below the two header rows."""
    causes = [ticks.get(cause.label, "") for cause in DeviationCause]
    likelihoods = [ticks.get(likelihood.label, "") for likelihood in Likelihood]
    cells = ["", "产出指标", "数量指标", "受益户数", "100户", "60户", "90户", *causes]
    return "\t".join([*cells, ticks.get("原因说明", ""), *likelihoods, ticks.get("备注", "")])


def test_every_column_of_two_header_rows_is_read():
    form = form_of(line(经费保障="√", 其他="√", 原因说明="拨款较晚", 有可能="√", 备注="已报"))
    [row] = form.rows
    assert (row.level1, row.level2, row.name) == ("产出指标", "数量指标", "受益户数")
    assert (row.target, row.actual, row.forecast) == ("100户", "60户", "90户")
    assert row.causes == (DeviationCause.FUNDS, DeviationCause.OTHER)
    assert (row.reason, row.likelihoods, row.remark) == ("拨款较晚", (Likelihood.POSSIBLE,), "已报")
    assert (form.initial_budget_yuan, form.adjusted_budget_yuan) == (Decimal(1_000_000), Decimal(1_100_000))
    assert (form.spent_yuan, form.expected_yuan) == (Decimal(600_000), Decimal(1_000_000))
    assert form.findings == []


@pytest.mark.parametrize("mark", ["□", "☐", "✗", "☒", "×", "—", "/", "否"])
def test_an_empty_box_a_cross_and_a_stroke_are_no_tick(mark: str):
    [row] = form_of(line(经费保障=mark, 确定能="☑", 有可能=mark, 完全不可能=mark)).rows
    assert row.likelihoods == (Likelihood.CERTAIN,)
    assert row.causes == ()


@pytest.mark.parametrize("mark", ["√", "✓", "☑", "■", "是", "V"])
def test_any_other_mark_is_a_tick(mark: str):
    [row] = form_of(line(人员保障=mark, 完全不可能=mark)).rows
    assert (row.causes, row.likelihoods) == ((DeviationCause.STAFF,), (Likelihood.IMPOSSIBLE,))


ONE_ROW = (
    "一级指标\t二级指标\t三级指标\t年度指标值\t{months}执行情况\t全年预计完成值\t偏差原因分析\t完成目标可能性\t备注\n"
)


@pytest.mark.parametrize(
    ("written", "likelihoods"),
    [
        ("有可能", (Likelihood.POSSIBLE,)),
        ("□确定能 ☑有可能 □完全不可能", (Likelihood.POSSIBLE,)),
        ("确定能□ 有可能□ 完全不可能☑", (Likelihood.IMPOSSIBLE,)),
        ("☑确定能 ☑有可能 □完全不可能", (Likelihood.CERTAIN, Likelihood.POSSIBLE)),
        ("□确定能 □有可能 □完全不可能", ()),
        ("确定能完成", (Likelihood.CERTAIN,)),
        ("不能完成", (Likelihood.IMPOSSIBLE,)),
        ("", ()),
    ],
)
def test_likelihoods_in_one_cell(written: str, likelihoods: tuple[Likelihood, ...]):
    form = form_of(f"产出指标\t数量指标\t受益户数\t100户\t60户\t100户\t\t{written}\t按期", header=ONE_ROW)
    assert [(row.forecast, row.likelihoods, row.remark) for row in form.rows] == [("100户", likelihoods, "按期")]
    assert form.findings == []


def test_a_likelihood_in_other_words_is_told():
    form = form_of("产出指标\t数量指标\t受益户数\t100户\t60户\t100户\t\t看情况\t按期", header=ONE_ROW)
    [told] = form.findings
    assert (told.rule_id, told.message) == (
        "likelihood_unknown",
        "“受益户数”的完成目标可能性“看情况”读不懂，未采用。",
    )


@pytest.mark.parametrize(
    ("period", "months", "month"),
    [
        ("（2024年度，1-9月）", "1-9月", 9),
        ("(2024年1-9月)", "1—9月", 9),
        ("2024年度1至9月", "9月", 9),
        ("（二〇二四年度）", "1-9月", 9),
        ("（2024 年度，截至 9 月底）", "截至9月底", 9),
    ],
)
def test_periods_as_offices_write_them(period: str, months: str, month: int):
    form = form_of(line(确定能="√"), period=period, months=months)
    assert (form.fiscal_year, form.month, form.spent_yuan) == (2024, month, Decimal(600_000))
    assert [row.actual for row in form.rows] == ["60户"]
    assert form.findings == []


def test_a_form_in_a_sheet_of_its_own_months_does_not_take_the_day_of_the_form_above():
    signed = "填报人：张三\t联系电话：0\t填报日期：2023年3月"
    content = "\n".join([text(line(确定能="√")), signed, text(line(确定能="√"), period="（2024年度，1-8月）")])
    first, second = read_monitoring(read_sheets(content.encode(), file_name="监控表.txt"))
    assert [(form.fiscal_year, form.month) for form in (first, second)] == [(2024, 7), (2024, 8)]
    assert [[item.rule_id for item in form.findings] for form in (first, second)] == [[], ["month_inconsistent"]]


def test_a_part_that_is_no_amount_is_told_and_nothing_is_added_up():
    content = text(line(确定能="√")).replace("总额\t100", "总额\t").replace("拨款\t100", "拨款\t约100")
    [form] = read_monitoring(read_sheets(content.encode(), file_name="监控表.txt"))
    assert form.initial_budget_yuan is None
    assert [(item.rule_id, item.severity, item.observed) for item in form.findings] == [
        ("amount_unreadable", Severity.ERROR, "约100")
    ]


def test_an_indicator_that_our_form_writes_without_a_level_comes_back():
    form = form_of("\t未归类\t\t受益户数\t\t60户" + "\t" * 8 + "√")
    assert [(row.level1, row.name, row.actual, row.likelihoods) for row in form.rows] == [
        ("", "受益户数", "60户", (Likelihood.CERTAIN,))
    ]
    assert form.findings == []


def test_a_second_header_row_may_repeat_what_stands_above():
    first, second = (row.split("\t") for row in TWO_ROWS.splitlines())
    repeated = [below or (above if at < 7 else "") for at, (above, below) in enumerate(zip(first, second, strict=True))]
    header = "\n".join(["\t".join(first), "\t".join(repeated), ""])
    sheets = read_raw_sheets(text(line(确定能="√"), header=header).encode(), file_name="监控表.txt")
    assert [part.kind for part in parts_of(sheets).parts] == [UploadKind.MONITORING]
    form = form_of(line(其他="√", 确定能="√"), header=header)
    assert [(row.name, row.causes, row.likelihoods) for row in form.rows] == [
        ("受益户数", (DeviationCause.OTHER,), (Likelihood.CERTAIN,))
    ]


def test_an_unknown_column_of_the_header_is_told():
    form = form_of("产出指标\t数量指标\t受益户数\t100户\t60户\t确定能\t甲", header=UNKNOWN)
    assert [(item.rule_id, item.observed) for item in form.findings] == [("column_not_understood", "督办意见")]
    assert [row.likelihoods for row in form.rows] == [(Likelihood.CERTAIN,)]


UNKNOWN = "一级指标\t二级指标\t三级指标\t年度指标值\t{months}执行情况\t完成目标可能性\t督办意见\n"


def test_every_cell_is_accounted_for(engine: Engine):
    content = text(
        line(经费保障="√", 原因说明="拨款较晚", 有可能="√"), "注：按实填写", "填报人：张三\t联系电话：13800000000"
    )
    draft = preview_file(engine, content.encode(), file_name="监控表.txt", today=TODAY)
    assert draft.understanding is not None
    assert draft.understanding.layout is FormLayout.MONITORING
    assert draft.understanding.unread == []
    values = {use.meaning: use.text for use in draft.understanding.cell_uses if use.role is CellRole.VALUE}
    assert (values["经费保障"], values["有可能"], values["偏差原因"]) == ("√", "√", "拨款较晚")
    assert (values["年度"], values["全年预计完成情况"]) == ("（2024年度，1-7月）", "90户")
    assert not any("张三" in use.text or "1380" in use.text for use in draft.understanding.cell_uses)


def test_a_unit_that_the_clerk_says_is_taken_and_remembered(engine: Engine):
    content = text(line(确定能="√"), unit="").encode()
    asked = preview_file(engine, content, file_name="监控表.txt", today=TODAY)
    assert (asked.held_count, asked.row_count) == (1, 0)
    said = {"money_unit": "万元"}
    told = preview_file(engine, content, file_name="监控表.txt", today=TODAY, corrections=said)
    assert not told.has_errors
    confirm(engine, told, uploaded_by="张会计")
    assert [item.spent_yuan for item in current(engine).spending] == [Decimal(600_000)]
    later = text(line(确定能="√"), unit="", period="（2024年度，1-8月）").replace("1-7月", "1-8月").encode()
    again = preview_file(engine, later, file_name="八月.txt", today=TODAY)
    assert [item.rule_id for item in again.findings] == ["money_unit_remembered"]
