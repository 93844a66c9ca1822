"""Amounts of the year beside labels of their own: 预算数 | 10 | 执行数 | 9.5, as older forms write."""

from decimal import Decimal

import pytest

from perfdata.core.findings import Finding
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.reading.self_evaluations import read_self_evaluations

SELF = """项目绩效目标完成情况表
（2025年度）
项目名称\t乡道养护
预算单位\t青石镇交管站
{money}
年度绩效指标完成情况\t一级指标\t二级指标\t三级指标\t预期指标值\t实际完成指标值
\t项目完成指标\t数量指标\t养护里程\t≥43公里\t43公里
"""
GOAL = """项目支出绩效目标表
（2025年度）
项目名称\t乡道养护
{money}
绩效指标\t一级指标\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t养护里程\t≥43公里
"""
FIELDS = """预算执行情况(万元)\t预算数:\t10\t执行数:\t9.5
\t其中-财政拨款:\t8\t其中-财政拨款:\t7.5
\t其它资金:\t2\t其它资金:\t2"""
GLUED = "预算执行情况(万元)\t预算数：10\t\t执行数：9.5"
ADJUSTED = "预算情况（万元）\t年初预算\t8\t调整后预算\t10\t实际支出\t9.5"
BELOW = "年初预算数（万元）\t8\n全年预算数（万元）\t10\n全年执行数（万元）\t9.5"
UNIT_BESIDE = "单位\t万元\n预算执行情况\t预算数\t10\t执行数\t9.5"
HEADED = "预算执行情况（万元）\t年度财政资金总额\t预算数（A）\t执行数（B）\n\t\t10\t9.5"


@pytest.mark.parametrize(
    ("money", "initial"),
    [(FIELDS, None), (GLUED, None), (ADJUSTED, 80_000), (BELOW, 80_000), (UNIT_BESIDE, None), (HEADED, None)],
)
def test_budget_and_spending_are_read(money: str, initial: int | None):
    read = read_self_evaluations(SELF.format(money=money).encode(), file_name="自评.txt")
    total = read.evaluations[0].funding[0]
    assert (total.initial_budget_yuan, total.adjusted_budget_yuan, total.spent_yuan) == (initial, 100_000, 95_000)
    assert [finding.rule_id for finding in read.findings] == []


def goal(money: str) -> tuple[Decimal | None, list[Finding]]:
    tables = read_goal_tables(GOAL.format(money=money).encode(), file_name="目标.txt")
    return tables.projects[0].budget_yuan, tables.findings


@pytest.mark.parametrize(
    "money",
    [
        "申报金额（万元）\t15\n批复金额（万元）\t10",
        "批复金额（万元）\t10\n申报金额（万元）\t15",
        "申请预算数（万元）\t15\t核定预算数（万元）\t10",
    ],
)
def test_what_was_granted_is_the_budget_of_what_was_asked_for(money: str):
    budget, findings = goal(money)
    assert budget == 100_000
    assert [finding.rule_id for finding in findings] == ["budget_repeated"]


@pytest.mark.parametrize(
    "money",
    [
        "项目资金（百元）\t年度资金总额\t1000",
        "项目资金/万元\t年度资金总额\t10",
        "项目资金（十万元）\t年度资金总额\t1",
        "项目资金\t年度资金总额\t10万圆",
        "项目资金\t年度资金总额\t大写：壹拾万元整 小写：100000元",
        "总投资（万元）\t500\n本年度计划投资（万元）\t10",
    ],
)
def test_units_and_labels_of_other_offices_are_known(money: str):
    assert goal(money) == (100_000, [])


@pytest.mark.parametrize("label", ["分数", "分值/权重", "分值设定", "指标分", "得分上限"])
def test_points_are_known_by_other_names(label: str):
    form = SELF.format(money=GLUED).replace("实际完成指标值", f"实际完成指标值\t{label}\t得分")
    read = read_self_evaluations(f"{form.rstrip()}\t40\t38\n".encode(), file_name="自评.txt")
    assert read.evaluations[0].indicators[0].weight_points == 40


COLUMNS = "项目资金（万元）\t\t{columns}\t分值\t执行率\t得分\n\t年度资金总额\t8\t10\t9.5\t10\t95%\t9.5"


@pytest.mark.parametrize(
    "columns",
    [
        "年初批复数\t调整后预算数\t实际执行数",
        "年初预算数\t全年预算数\t决算数",
        "年初下达资金\t调整后全年预算金额\t全年支出金额",
        "年初预算数\t全年预算数\t资金使用数",
    ],
)
def test_columns_of_amounts_are_known_by_other_words(columns: str):
    read = read_self_evaluations(SELF.format(money=COLUMNS.format(columns=columns)).encode(), file_name="自评.txt")
    total = read.evaluations[0].funding[0]
    assert (total.initial_budget_yuan, total.adjusted_budget_yuan, total.spent_yuan) == (80_000, 100_000, 95_000)


def test_a_column_of_amounts_that_is_not_known_is_a_warning():
    money = COLUMNS.format(columns="年初预算数\t全年预算数\t三年累计执行数")
    read = read_self_evaluations(SELF.format(money=money).encode(), file_name="自评.txt")
    (told,) = [item for item in read.findings if item.rule_id == "column_not_understood"]
    assert (told.severity.value, told.observed) == ("warning", "三年累计执行数")


def test_the_total_of_three_years_is_never_the_budget_of_one():
    budget, findings = goal("三年项目总额（万元）\t30\n其中：2025年预算\t10")
    assert budget is None
    assert [item.rule_id for item in findings if item.severity.value == "error"] == ["budget_missing"]
