"""分值 printed for several rows at once: with a level, or in one merged cell; shared out equally and told."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from perfdata.reading.self_evaluations import read_self_evaluations

HEAD = [
    ["项目支出绩效自评表"],
    ["（2024年度）"],
    ["项目名称", "湿地巡护"],
    ["主管部门", "林业局", "", "实施单位", "湿地站"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
]


def read(*rows: tuple[str, ...], merged: str = "") -> tuple[list[Decimal | None], list[str]]:
    """Points of the rows (level 1, level 2, name, points, score), and the rules of the findings."""
    sheet: Any = (book := Workbook()).active
    for row in HEAD:
        sheet.append(row)
    for level1, level2, name, points, score in rows:
        sheet.append([level1, level2, name, "≥10次", "10次", points, score])
    if merged:
        sheet.merge_cells(merged)
    book.save(content := BytesIO())
    found = read_self_evaluations(content.getvalue(), file_name="自评表.xlsx")
    [evaluation] = found.evaluations
    return [item.weight_points for item in evaluation.indicators], [item.rule_id for item in found.findings]


def test_points_printed_with_a_level_are_shared_by_its_rows():
    points, rules = read(
        ("产出指标（50分）", "数量指标", "巡护次数", "", ""),
        ("", "", "宣传次数", "", ""),
        ("", "质量指标", "复查次数", "", ""),
        ("满意度指标（10分）", "服务对象满意度指标", "满意次数", "", ""),
    )
    assert points == [Decimal("16.67"), Decimal("16.67"), Decimal("16.66"), Decimal(10)]
    assert rules == ["points_shared"]


def test_rows_share_what_the_second_level_leaves_of_the_first():
    points, _ = read(
        ("产出指标（50分）", "数量指标（20分）", "巡护次数", "", ""),
        ("", "", "宣传次数", "", ""),
        ("", "质量指标", "复查次数", "", ""),
    )
    assert points == [10, 10, 30]


def test_points_in_one_merged_cell_are_shared_by_its_rows():
    points, rules = read(
        ("产出指标", "数量指标", "巡护次数", "40", ""),
        ("", "", "宣传次数", "", ""),
        ("效益指标", "社会效益指标", "带动次数", "50", ""),
        merged="F6:F7",
    )
    assert points == [20, 20, 50]
    assert rules == ["points_shared"]


def test_nothing_is_shared_where_rows_print_points_or_scores_of_their_own():
    rows = (("产出指标（50分）", "数量指标", "巡护次数", "30", ""), ("", "", "宣传次数", "", ""))
    assert read(*rows) == ([30, None], [])
    rows = (("产出指标（50分）", "数量指标", "巡护次数", "", "28"), ("", "", "宣传次数", "", "15"))
    assert read(*rows) == ([None, None], [])


@pytest.mark.parametrize(
    ("scores", "points"),
    [
        (("30", "20", "10"), [30, 20, 10]),  # nothing was lost, so the scores are the points
        (("30", "19.4", "9.5"), [30, 20, 10]),  # whole points above the scores
        (("20", "18", "12.5"), [20, 20, 20]),  # equal shares, of which one row got all
        (("20.00分", "20", "20"), [20, 20, 20]),
    ],
)
def test_points_of_a_level_are_shared_as_the_printed_scores_say(scores: tuple[str, ...], points: list[int]):
    names = "巡护次数", "宣传次数", "复查次数"
    rows = [("" if at else "产出指标（60分）", "", name, "", scores[at]) for at, name in enumerate(names)]
    found, rules = read(*rows)
    assert found == points
    assert rules == ["points_shared"]


GOALS = """项目支出绩效自评表
（2024年度）
项目名称	湿地巡护
主管部门	林业局	实施单位	湿地站
年度绩效目标1（50分）	一级指标	二级指标	三级指标	年初目标值	实际完成值	得分
	产出指标	数量指标	巡护次数	10次	10次	{0}
	满意度指标	服务对象满意度指标	群众满意度	90%	90%	{1}
年度绩效目标2（40分）	一级指标	二级指标	三级指标	年初目标值	实际完成值	得分
	产出指标	数量指标	监测次数	4次	4次	{2}
		质量指标	监测合格率	95%	95%	{3}
"""


@pytest.mark.parametrize(
    ("scores", "points"),
    [
        (("", "", "", ""), [25, 25, 20, 20]),
        (("30", "20", "20", "20"), [30, 20, 20, 20]),
        (("30", "19.6", "10", "29.4"), [30, 20, 10, 30]),
        (("30", "11", "20", "17"), [None, None, 20, 20]),
    ],
)
def test_points_of_a_goal_are_shared_by_its_rows(scores: tuple[str, ...], points: list[int | None]):
    content = GOALS.format(*scores).encode()
    [evaluation] = read_self_evaluations(content, file_name="自评表.txt").evaluations
    assert [item.weight_points for item in evaluation.indicators] == points


@pytest.mark.parametrize("negative", ["-10", "－10", "-0.5分"])
def test_negative_points_or_scores_are_refused_with_a_sentence(negative: str):
    for points, score in ((negative, "10"), ("10", negative)):
        found, rules = read(("产出指标", "数量指标", "巡护次数", points, score))
        assert rules == ["points_negative"]
        assert found == [None if points == negative else 10]


def test_points_in_a_name_count_where_its_own_cell_is_blank():
    points, rules = read(
        ("产出指标", "数量指标", "巡护次数（30分）", "", "30"),
        ("", "", "宣传次数(20分)", "", ""),
        ("", "", "复查次数（5分）", "10", "10"),
    )
    assert (points, rules) == ([30, 20, 10], [])


def test_a_range_of_points_is_a_hint_and_no_points():
    rows = (("产出指标（40-50）分", "数量指标", "巡护次数", "", ""), ("", "", "宣传次数", "", ""))
    assert read(*rows)[0] == [None, None]


def test_merged_points_are_shared_by_rows_with_scores_of_their_own():
    points, rules = read(
        ("产出指标", "数量指标", "巡护次数", "50", "25"),
        ("", "质量指标", "复查次数", "", "12.5"),
        merged="F6:F7",
    )
    assert points == [Decimal(25), Decimal(25)]
    assert "points_shared" in rules
