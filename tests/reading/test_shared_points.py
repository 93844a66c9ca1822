"""分值 printed for several rows at once: with a level, or in one merged cell; shared out equally and told."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

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
    rows = (("产出指标（50分）", "数量指标", "巡护次数", "", "30"), ("", "", "宣传次数", "", "20"))
    assert read(*rows)[0] == [None, None]


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
