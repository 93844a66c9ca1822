"""Lights of the monitoring by hand-worked cases: what grows with the calendar, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.assessing.monitoring import (
    is_flow,
    monitor_budget,
    monitor_indicator,
    monitor_projects,
    worst_light,
)
from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.terms import Attainment, Level1, Level2, Light
from perfdata.core.values import parse_value

PLACE = Place(source_file="表.xlsx", sheet="S", cell="A1")
LEVEL1 = {
    Level2.QUANTITY: Level1.OUTPUT,
    Level2.QUALITY: Level1.OUTPUT,
    Level2.TIMELINESS: Level1.OUTPUT,
    Level2.COST: Level1.OUTPUT,
    Level2.SOCIAL: Level1.BENEFIT,
    Level2.BENEFICIARY_SATISFACTION: Level1.SATISFACTION,
}


def indicator(target: str, *, level2: Level2 = Level2.QUANTITY, name: str = "培训场次") -> Indicator:
    return Indicator(
        indicator_id="i",
        project_id="p",
        fiscal_year=2024,
        level1=LEVEL1[level2],
        level2=level2,
        indicator_name=name,
        cycle_target=parse_value(target),
        annual_target=parse_value(target),
        order=1,
        place=PLACE,
    )


def reported(actual: str, *, attainment: Attainment | None = None) -> ActualResult:
    return ActualResult(
        indicator_id="i",
        fiscal_year=2024,
        as_of=date(2024, 7, 31),
        actual=parse_value(actual),
        attainment=attainment,
        place=PLACE,
    )


def spent(spent_yuan: str | None, *, budget: str | None = "504000") -> Spending:
    return Spending(
        project_id="p",
        fiscal_year=2024,
        as_of=date(2024, 7, 31),
        initial_budget_yuan=None,
        adjusted_budget_yuan=Decimal(budget) if budget else None,
        spent_yuan=Decimal(spent_yuan) if spent_yuan else None,
        place=PLACE,
    )


# target, level 2, name, actual, month, light. The arithmetic of each stands beside it.
NUMBERS = [
    ("12场次", Level2.QUANTITY, "培训场次", "4", 7, Light.RED),  # due 12 × 7/12 = 7; 4/7 = 57.1 %
    ("12场次", Level2.QUANTITY, "培训场次", "5", 7, Light.YELLOW),  # 5/7 = 71.4 %
    ("12场次", Level2.QUANTITY, "培训场次", "7", 7, Light.GREEN),  # 7/7 = 100 %
    ("12场次", Level2.QUANTITY, "培训场次", "9", 7, Light.BLUE),  # 9/7 = 128.6 %
    ("≥10个", Level2.QUANTITY, "新建支部数", "3", 6, Light.YELLOW),  # due 5; 3/5 = 60 % exactly, no red
    ("≥10个", Level2.QUANTITY, "新建支部数", "4", 6, Light.GREEN),  # 80 % exactly
    ("≥10个", Level2.QUANTITY, "新建支部数", "6", 6, Light.BLUE),  # 120 % exactly
    ("≥10个", Level2.QUANTITY, "新建支部数", "6", 12, Light.YELLOW),  # whole year: 6/10
    ("=12期", Level2.QUANTITY, "简报期数", "1", 1, Light.GREEN),  # due 1
    ("36人", Level2.QUANTITY, "补贴人数", "36", 1, Light.GREEN),  # a headcount: 100 % in January, not 1200 %
    ("36人", Level2.QUANTITY, "补贴人数", "20", 7, Light.RED),  # 20/36 = 55.6 %
    ("36人", Level2.QUANTITY, "补贴人数", "27", 1, Light.YELLOW),  # 27/36 = 75 %
    ("≥1200人次", Level2.QUANTITY, "培训人次", "100", 1, Light.GREEN),  # counted anew each time: due 100
    ("1次/月", Level2.QUANTITY, "发放频率", "1次/月", 3, Light.GREEN),  # a value per period
    ("≥90%", Level2.BENEFICIARY_SATISFACTION, "党员满意度", "90%", 1, Light.GREEN),  # a rate: 100 %, not 1200 %
    ("≥90%", Level2.BENEFICIARY_SATISFACTION, "党员满意度", "70%", 7, Light.YELLOW),  # 70/90 = 77.8 %
    ("≥80%", Level2.QUALITY, "培训覆盖率", "79.9%", 7, Light.RED),  # quality: outside the limit
    ("≥80%", Level2.QUALITY, "培训覆盖率", "80%", 2, Light.GREEN),
    ("≥12个", Level2.QUALITY, "达标个数", "7", 7, Light.RED),  # quality is not pro-rated, even a count
    ("≥80%", Level2.TIMELINESS, "补贴及时率", "100%", 7, Light.GREEN),
    ("≤400元/人", Level2.COST, "人均培训成本", "440元/人", 7, Light.RED),
    ("≤400元/人", Level2.COST, "人均培训成本", "100元/人", 7, Light.GREEN),
    ("≤5起", Level2.SOCIAL, "投诉", "5起", 7, Light.GREEN),  # reverse: inside
    ("≤5起", Level2.SOCIAL, "投诉", "6起", 12, Light.RED),
    ("0起", Level2.QUANTITY, "安全事故", "0起", 7, Light.GREEN),  # never divided by
    ("0起", Level2.QUANTITY, "安全事故", "1起", 7, Light.RED),
    ("1000元/人/月", Level2.QUANTITY, "补贴标准", "1000元/人/月", 7, Light.GREEN),
    ("1000元/人/月", Level2.QUANTITY, "补贴标准", "1200元/人/月", 7, Light.RED),  # to pay more is no success
    ("12个月", Level2.QUANTITY, "运行时间", "12个月", 1, Light.GREEN),  # a duration
    ("2024年9月底前", Level2.TIMELINESS, "完工时间", "2024年8月20日", 8, Light.GREEN),
]


@pytest.mark.parametrize(("target", "level2", "name", "actual", "month", "light"), NUMBERS)
def test_the_light_of_a_number(target: str, level2: Level2, name: str, actual: str, month: int, light: Light):
    item = indicator(target, level2=level2, name=name)
    monitored = monitor_indicator(item, result=reported(actual), spending=None, month=month)
    assert monitored.light is light, monitored.explanation


def test_a_prorated_light_tells_its_arithmetic():
    monitored = monitor_indicator(indicator("12场次"), result=reported("5"), spending=None, month=7)
    assert monitored.is_prorated
    assert "应完成 12 场次 × 7/12 = 7 场次，为其 71.43%" in monitored.explanation


@pytest.mark.parametrize(
    ("attainment", "light"),
    [(Attainment.MET, Light.GREEN), (Attainment.PARTLY_MET, Light.YELLOW), (Attainment.NOT_MET, Light.RED)],
)
def test_a_qualitative_indicator_goes_by_its_grade(attainment: Attainment, light: Light):
    item = indicator("有效提升", level2=Level2.SOCIAL, name="服务质量")
    assert monitor_indicator(item, result=reported("", attainment=attainment), spending=None, month=7).light is light


def test_what_is_not_reported_is_grey_and_never_red():
    assert monitor_indicator(indicator("5个"), result=None, spending=None, month=12).light is Light.NO_DATA
    assert monitor_indicator(indicator("5个"), result=reported(""), spending=None, month=12).light is Light.NO_DATA
    words = reported("进展顺利")
    assert monitor_indicator(indicator("5个"), result=words, spending=None, month=12).light is Light.UNKNOWN


@pytest.mark.parametrize(
    ("spent_yuan", "budget", "month", "light"),
    [
        ("151200", "504000", 6, Light.YELLOW),  # 30 % ÷ 50 % = 60 % exactly
        ("151199", "504000", 6, Light.RED),
        ("201600", "504000", 6, Light.GREEN),  # 40 % ÷ 50 % = 80 % exactly
        ("504000", "504000", 6, Light.GREEN),  # no blue for money
        (None, "504000", 6, Light.NO_DATA),
        ("1", "0", 6, Light.UNKNOWN),
        ("1", None, 6, Light.UNKNOWN),
    ],
)
def test_the_budget_goes_by_the_calendar(spent_yuan: str | None, budget: str | None, month: int, light: Light):
    assert monitor_budget("p", spent(spent_yuan, budget=budget), month=month).light is light


def test_without_a_month_each_report_is_held_against_its_own():
    july = spent("252000")  # 50.0 % by July
    assert monitor_budget("p", july, month=None).light is Light.GREEN
    assert monitor_budget("p", july, month=12).light is Light.RED
    late = replace(july, as_of=date(2025, 1, 15))  # after the year: all of it is due
    assert monitor_budget("p", late, month=None).month == 12
    item, result = indicator("12场次"), reported("7")
    assert monitor_indicator(item, result=result, spending=None, month=None).progress_ratio == 1
    assert monitor_indicator(item, result=result, spending=None, month=12).light is Light.RED


def test_the_execution_rate_is_due_by_the_calendar_too():
    # 252,000 ÷ 504,000 = 50 %; due by July 80 % × 7/12 = 46.67 %, so 107 %.
    item = indicator("≥80%", level2=Level2.COST, name="预算执行率")
    monitored = monitor_indicator(item, result=None, spending=spent("252000"), month=7)
    assert monitored.light is Light.GREEN
    assert "46.67%" in monitored.explanation


def test_a_project_shows_its_worst_light():
    assert worst_light([Light.BLUE, Light.GREEN, Light.NO_DATA]) is Light.GREEN
    assert worst_light([Light.GREEN, Light.YELLOW, Light.RED, Light.BLUE]) is Light.RED
    assert worst_light([Light.BLUE]) is Light.BLUE
    assert worst_light([Light.NO_DATA, Light.UNKNOWN]) is Light.UNKNOWN
    assert worst_light([]) is Light.NO_DATA


def test_projects_take_the_budget_of_the_goal_table_where_none_is_reported():
    project = Project(
        project_id="p",
        project_name="项目",
        project_type=None,
        project_level=None,
        competent_department=None,
        spending_unit=None,
        cycle_start_year=None,
        cycle_end_year=None,
        fiscal_year=2024,
        budget_yuan=Decimal(1000),
        cycle_goal=None,
        annual_goal=None,
        place=PLACE,
    )
    [monitored] = monitor_projects(
        [project],
        [indicator("12场次")],
        results={"i": reported("9")},
        spending={"p": spent("300", budget=None)},
        month=7,
    )
    assert monitored.budget.light is Light.RED  # 30 % ÷ 58.33 % = 51.4 %
    assert [item.light for item in monitored.indicators] == [Light.BLUE]
    assert monitored.light is Light.RED


URGENCY = [Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 12))
def test_more_done_never_dims_the_light(done: int, more: int, month: int):
    lights = [
        monitor_indicator(indicator("≥12场次"), result=reported(str(count)), spending=None, month=month).light
        for count in (done, done + more)
    ]
    assert URGENCY.index(lights[0]) <= URGENCY.index(lights[1])


@pytest.mark.parametrize(
    "target", ["≥90%", "100%", "36人", "400元/人", "1次/月", "1000元/人/月", "有效提升", "12个月", "±5%"]
)
def test_these_never_grow_with_the_calendar(target: str):
    assert not is_flow(indicator(target, name="某指标"))


def test_more_spent_than_the_whole_budget_is_asked_about():
    """600,000 − 504,000 = 96,000."""
    judged = monitor_budget("p", spent("600000"), month=12)
    assert judged.light is Light.YELLOW
    assert "执行数比全年预算多 96,000 元，请核实。" in judged.explanation
