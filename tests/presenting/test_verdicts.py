"""Verdicts in words, and the things to ask: which of them and in what order."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from perfdata.core.terms import Light
from perfdata.presenting.league import bullet, why_they_differ, without_place
from perfdata.presenting.meeting.contents import completion_section
from perfdata.presenting.verdicts import Issue, Pace, attention_verdict, goal_verdict, money_verdict, weightiest


def sums(**own: Any) -> Any:
    held = {"project_count": 4, "indicator_count": 36, "no_data_count": 36, "met_count": 0, "not_met_count": 0}
    more = {"budget_yuan": Decimal(831_100), "red_count": 0, "red_yuan": None, "partly_met_count": 0}
    more |= {"spending_count": 4, "execution_budget_yuan": Decimal(831_100), "left_out_count": 0}
    return SimpleNamespace(**held | more | own)


NOTHING = Pace(None, None, Light.NO_DATA)


def test_money_is_held_against_the_months_gone_by_and_the_year_before():
    june = Pace(0.446, 0.5, Light.GREEN, 6)
    verdict = money_verdict(sums(), june, Pace(0.4, 0.5, Light.GREEN, 6))
    assert (verdict.word, verdict.tone, verdict.figure) == ("正常", "good", "44.6%")
    assert verdict.lines == ("应达 50.0%，差 5.4 个百分点", "预算 831,100 元", "▲ 4.6 个百分点，较上年")
    assert money_verdict(sums(), june, Pace(0.9, 1.0, Light.GREEN, 12)).lines[2] == "上年到 12 月 90.0%"
    part = sums(spending_count=1, execution_budget_yuan=Decimal(25_000))
    assert money_verdict(part, june, NOTHING).lines[1] == "已报 1/4 个，25,000 元"


def test_counts_of_a_city_have_thousands_separators():
    city = {"project_count": 10_004, "spending_count": 9_597, "red_count": 1_754, "red_yuan": Decimal(42_000)}
    slow = Pace(0.653, 0.833, Light.YELLOW, 10)
    assert money_verdict(sums(**city), slow, NOTHING).lines[1] == "已报 9,597/10,004 个，831,100 元"
    assert attention_verdict(sums(**city), 24_886).figure == "1,754 个"


def test_without_a_report_the_money_is_the_budget_and_no_verdict_is_given():
    verdict = money_verdict(sums(budget_yuan=None), NOTHING, NOTHING)
    assert (verdict.word, verdict.tone, verdict.figure) == ("待填报", "neutral", "待填报")


def test_a_card_without_any_amount_that_may_be_added_says_why():
    verdict = money_verdict(sums(project_count=1, budget_yuan=None, left_out_count=1), NOTHING, NOTHING)
    assert (verdict.word, verdict.lines) == ("待核实", ("金额过大，没有计入合计", "请核实"))


def test_goals_are_a_share_of_what_is_reported_never_of_what_is_missing():
    verdict = goal_verdict(sums(no_data_count=6, met_count=27, not_met_count=1, partly_met_count=2), None)
    assert (verdict.word, verdict.figure) == ("部分达成", "90.0%")
    assert verdict.lines[:2] == ("已报 30 项，达成 27 项", "部分达成 2，未达成 1，待填报 6")
    assert goal_verdict(sums(), None).word == "待填报"
    assert goal_verdict(sums(no_data_count=30, not_met_count=6), None)[1:3] == ("未达成", "bad")


def test_all_but_one_of_many_are_never_told_as_all():
    held = sums(indicator_count=30_000, no_data_count=0, met_count=29_999, not_met_count=1)
    assert goal_verdict(held, None).figure == "99.9%"
    assert "达成 29,999 项，达成率 99.9%。" in completion_section(held, None).sentences[0]


def test_red_lights_come_with_their_money():
    verdict = attention_verdict(sums(red_count=2, red_yuan=Decimal(83_110)), 3)
    assert (verdict.tone, verdict.figure) == ("bad", "2 个")
    assert verdict.lines == ("执行红灯的项目，占预算 10.0%", "涉及 83,110 元", "待核实的提示 3 条")
    assert attention_verdict(sums(), 0).word == "正常"


def issue(project: str | None, yuan: int, *, word: str = "红灯", unit: str = "甲局") -> Issue:
    return Issue(word, "bad", unit, project, project, "说明", Decimal(yuan), "monitoring")


def test_of_each_kind_the_heaviest_comes_first_and_a_project_once():
    late = [issue("甲", 900), issue("乙", 800), issue("丙", 700), issue("丁", 600)]
    missed = [issue("甲", 950, word="未达成"), issue("戊", 5, word="未达成")]
    asked = [issue(None, 1, word="待核实"), issue("己", 2, word="待核实")]
    chosen = weightiest([late, missed, asked], most=4)
    assert [(item.word, item.amount_yuan) for item in chosen] == [
        ("红灯", 900),
        ("红灯", 800),
        ("未达成", 5),
        ("待核实", 1),
    ]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["某市某某镇教育办", "某市某某镇民政办"], ["教育办", "民政办"]),
        (["东莞市东坑镇党建服务中心", "某镇教育办"], ["党建服务中心", "教育办"]),
        (["甲镇财政分局", "乙镇财政分局"], ["甲镇财政分局", "乙镇财政分局"]),
        (["市场监管局", "某镇"], ["市场监管局", "某镇"]),
    ],
)
def test_the_town_is_left_out_of_names_where_they_stay_clear(names: list[str], shown: list[str]):
    assert without_place(names) == shown


def test_the_bar_sorts_by_the_share_spent_and_carries_the_mark_of_what_is_due():
    bars = [bullet(ratio, 0.5) for ratio in (0.05, 0.3, 1.2)]
    assert bars == sorted(bars)
    assert "x%3D%2265.0%22" in bars[0]
    assert bullet(None, 0.5) == ""


def test_rows_whose_verdicts_differ_say_by_which_rules():
    columns = {"单位": ["甲", "乙", "丙"], "进度": ["红灯", "绿灯", "待填报"]}
    table = pd.DataFrame(columns | {"达成率": [100.0, 100.0, None], "平均分": [95.0, 95.0, None]})
    told = why_they_differ(table, grade_of=lambda _score: "优")
    assert told.startswith("1 个单位的进度、达成率和平均分轻重不一。三个口径不同")
    assert why_they_differ(table.iloc[1:], grade_of=lambda _score: "优") == ""
