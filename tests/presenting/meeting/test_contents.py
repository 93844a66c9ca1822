"""与上年相比: what changed is told where both years are reported to the same month, shares in 百分点."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from perfdata.core.terms import Light
from perfdata.presenting.meeting.contents import grade_section, issue_section, year_section
from perfdata.presenting.verdicts import Issue, Pace

NOW = {"budget_yuan": Decimal("9597910000"), "met_count": 54, "mean_score": 88.2}
BEFORE = {"budget_yuan": Decimal("8216600000"), "met_count": 57, "mean_score": 90.7}
COUNTS = {"project_count": 52, "indicator_count": 100, "no_data_count": 0}


def changes(*, month: int, month_before: int) -> list[object]:
    now, before = (SimpleNamespace(**COUNTS, **own) for own in (NOW, BEFORE))
    paces = {id(now): Pace(0.638, 0.8, Light.YELLOW, month), id(before): Pace(0.757, 1.0, Light.YELLOW, month_before)}
    section = year_section(now, before, pace_of=lambda row: paces[id(row)], fiscal_year=2024)
    assert section is not None
    return [*section.tables[0].frame.iloc[2].tolist(), *section.sentences]


def test_years_reported_to_the_same_month_are_compared_in_points():
    *told, note = changes(month=12, month_before=12)
    assert told == ["增减", 0, pytest.approx(138_131), "-11.9 个百分点", "-3.0 个百分点", pytest.approx(-2.5)]
    assert note == "执行率 63.8%（上年 75.7%），达成率 54.0%（上年 57.0%），两年截至同一个月份。"


def test_ten_months_are_not_held_against_twelve():
    *told, note = changes(month=10, month_before=12)
    assert told[:3] == ["增减", 0, pytest.approx(138_131)]
    assert all(each is None or each != each for each in told[3:])
    assert note == "填报今年截至 10 月，上年截至 12 月，执行率、达成率和平均分不直接比较。"


def test_money_that_is_not_known_is_not_nought():
    section = grade_section([("优", 2, Decimal(300_000)), ("未评", 1, None)], mean=95.0)
    frame = section.tables[0].frame
    assert frame["预算（万元）"].tolist() == [30, pytest.approx(float("nan"), nan_ok=True)]
    assert frame["预算占比"].tolist() == [1, pytest.approx(float("nan"), nan_ok=True)]
    late = Issue("未报齐", "bad", "某镇教育办", "a1", "助学补助", "都还没有填报", None, "")
    assert issue_section([late]).sentences == ["最要紧的 1 件事。以下为提示，供核实。"]
    some = [late, late._replace(amount_yuan=Decimal(50_000))]
    assert issue_section(some).sentences == ["最要紧的 2 件事，涉及 5.00 万元。以下为提示，供核实。"]
