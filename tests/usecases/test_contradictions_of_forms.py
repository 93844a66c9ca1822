"""What a form says twice and not alike, or in the wrong place, is told; a year that is none is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.containers.sheets import read_sheets
from perfdata.core.dates import stated_month
from perfdata.core.errors import UnusableFileError
from perfdata.reading.monitoring import read_monitoring
from perfdata.storing import store
from perfdata.usecases.uploading import confirm
from tests.usecases.test_units_of_tables import RESULTS, Rows, budgets, file_of, goal_rows, preview, told


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


@pytest.mark.parametrize("year", ["25", "1999", "2099", "20255", "二五"])
def test_a_year_that_is_none_of_a_budget_is_refused(engine: Engine, year: str):
    rows = [["25年度项目绩效目标表"], *goal_rows(["预算金额（万元）", "12"])[1:]]
    with pytest.raises(UnusableFileError, match=f"年度“{year}”不在 2000 至 2031 之间，请填写四位数的年度"):
        preview(engine, file_of(rows), "表.csv", fiscal_year=year)
    confirm(engine, preview(engine, file_of(rows), "表.csv", fiscal_year="2025"), uploaded_by="张三")
    assert budgets(engine) == {"荒坡绿化": 120_000}


def monitoring(title: str, months: str) -> Rows:
    return [
        [title],
        ["项目名称", "荒坡绿化"],
        ["主管部门", "某镇农办", "项目实施单位", "某镇林站"],
        ["项目资金（万元）", "", "年初预算数", f"{months}执行数", "全年预计执行数"],
        ["", "年度资金总额", "56.8", "31", "56.8"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", f"{months}执行情况", "全年预计完成情况", "完成目标可能性"],
        ["产出指标", "数量指标", "栽种苗木", "≥350株", "200株", "350株", "确定能"],
    ]


@pytest.mark.parametrize("container", ["csv", "xlsx"])
@pytest.mark.parametrize("title", ["2025年1-6月项目支出绩效运行监控表", "项目支出绩效监控表（2025年度，1至6月）"])
def test_months_of_title_and_header_that_differ_are_told(title: str, container: str):
    content = file_of(monitoring(title, "1-7月"), container)
    (form,) = read_monitoring(read_sheets(content, file_name=f"监控.{container}"))
    assert form.month == 6
    assert [item.message for item in form.findings] == ["表中写的截至月份不一致（6、7月），按 6 月读入，请核对。"]
    assert [item.rule_id for item in form.findings] == ["month_inconsistent"]


@pytest.mark.parametrize("title", ["2025年1-7月项目支出绩效运行监控表", "项目支出绩效监控表（2025年度，1-7月）"])
def test_months_that_agree_are_not_told(title: str):
    (form,) = read_monitoring(read_sheets(file_of(monitoring(title, "1-7月")), file_name="监控.csv"))
    assert (form.month, form.findings) == (7, [])


@pytest.mark.parametrize(
    ("text", "month"), [("2025年1-6月某表", 6), ("2025年1月至9月项目监控", 9), ("6月18日某会", None)]
)
def test_the_months_of_a_title_are_read(text: str, month: int | None):
    assert stated_month(text) == month


@pytest.mark.parametrize("name", ["护坡长度≥800米", "护坡长度不少于800米", "验收合格率100%"])
@pytest.mark.parametrize("container", ["csv", "docx"])
def test_a_target_within_a_name_beside_a_blank_one_is_told(engine: Engine, name: str, container: str):
    rows = [*goal_rows(["预算金额（万元）", "12"]), ["产出指标", "质量指标", name, ""]]
    draft = preview(engine, file_of(rows, container), f"表.{container}")
    assert told(draft)["target_in_name"] == f"“{name}”的指标值是空的，名称里像是写了指标值，请核对。"


def evaluation(rate: str) -> Rows:
    return [
        ["2025年度项目支出绩效自评表"],
        ["项目名称", "荒坡绿化"],
        ["主管部门", "某镇农办", "实施单位", "某镇林站"],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", "56.8", "56.8", "54.1", "10", rate, "9.5"],
        *RESULTS,
    ]


@pytest.mark.parametrize("rate", ["59.25%", "59.25", "0.59"])
def test_a_printed_rate_that_the_amounts_do_not_make_is_told(engine: Engine, rate: str):
    draft = preview(engine, file_of(evaluation(rate)), "自评.csv")
    assert told(draft)["execution_rate_differs"] == (
        f"“荒坡绿化”填报的执行率是 {rate}，按执行数和预算数计算为 95.25%，请核对。"
    )
    confirm(engine, draft, uploaded_by="张三")
    (spending,) = store.current(engine, fiscal_year=2025).spending
    assert spending.spent_yuan == 541_000


@pytest.mark.parametrize("rate", ["95.25%", "95%", "95.2", "0.9525", "", "/"])
def test_a_printed_rate_that_is_rounded_or_left_out_is_not_told(engine: Engine, rate: str):
    assert "execution_rate_differs" not in told(preview(engine, file_of(evaluation(rate)), "自评.csv"))
