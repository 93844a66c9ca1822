"""Targets that Excel made of something else: asked about where neither a date nor a fraction is likely."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pytest

from perfdata.checking.results_draft import Asked
from perfdata.checking.sanity import ask_about_target, number_problems
from perfdata.core.terms import Severity
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.usecases import opening, uploading
from tests.builders import Line, goal_table, goal_tables


def doubts(line: Line) -> list[tuple[str, str]]:
    content = goal_tables(goal_table(lines=[line]))
    indicators = read_goal_tables(content, file_name="目标表.txt").indicators
    assert len(indicators) == 1
    asked = Asked()
    ask_about_target(asked, indicators[0])
    return [(finding.rule_id, finding.message) for finding in asked.findings]


def quantity(name: str, target: str, level2: str = "数量指标", level1: str = "产出指标") -> Line:
    return Line(level1, level2, name, target, target)


@pytest.mark.parametrize(
    "line",
    [
        quantity("巡查次数", "2025-01-02"),
        quantity("补助家数", "2025-03-01 00:00:00"),
        quantity("补助家数", "2025/3/1"),
        quantity("补助家数", "3月1日"),
        quantity("配比", "18:00:00"),
        quantity("比例", "1:05"),
        quantity("开门时间", "18:00", level2="时效指标"),
    ],
)
def test_a_date_or_time_that_a_program_wrote_is_asked_about(line: Line):
    [(rule_id, message)] = doubts(line)
    assert rule_id == "target_read_as_date"
    assert line.annual in message


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (quantity("竣工日期", "46022"), "2025-12-31"),
        (quantity("拨付", "45838", level2="时效指标"), "2025-06-30"),
        (quantity("完成时间", "2025.12"), "2025年12月"),
    ],
)
def test_a_day_written_as_a_number_is_asked_about(line: Line, meant: str):
    [(rule_id, message)] = doubts(line)
    assert (rule_id, meant in message) == ("target_is_day_in_digits", True)


def test_a_number_of_what_is_not_due_is_no_day():
    assert doubts(quantity("受益人数", "46022")) == []


@pytest.mark.parametrize(
    "line",
    [
        quantity("发放完成时间", "2025-03-01"),
        quantity("验收", "2025-03-01", level2="时效指标"),
        quantity("巡查次数", "2025年3月"),
        quantity("验收", "3月1日", level2="时效指标"),
        quantity("巡查次数", "3月1日前"),
        quantity("巡查次数", "1-2"),
        quantity("补助家数", "3-5家"),
        quantity("补助家数", "12家"),
    ],
)
def test_deadlines_and_plain_values_are_not_asked_about(line: Line):
    assert doubts(line) == []


@pytest.mark.parametrize(
    ("line", "percent"),
    [
        (quantity("群众满意度", "0.95", "服务对象满意度指标", "满意度指标"), "95%"),
        (quantity("群众认可", "≥0.9", "服务对象满意度指标", "满意度指标"), "90%"),
        (quantity("验收合格率", "0.855", "质量指标"), "85.5%"),
        (quantity("合格率", "=1%", "质量指标"), "100%"),
        (quantity("施工进度", "0.5"), "50%"),
    ],
)
def test_a_fraction_of_a_share_is_asked_about_with_its_percent(line: Line, percent: str):
    [(rule_id, message)] = doubts(line)
    assert rule_id == "target_as_fraction"
    assert f"是否为 {percent}？" in message


@pytest.mark.parametrize(
    "line",
    [
        quantity("养护里程", "0.5公里"),
        quantity("PM2.5浓度", "0.035"),
        quantity("事故发生率", "≤1%", "质量指标"),
        quantity("合格率", "95%", "质量指标"),
        quantity("覆盖率", "1", "质量指标"),
    ],
)
def test_other_small_numbers_are_not_asked_about(line: Line):
    assert doubts(line) == []


def test_a_cell_that_excel_made_a_date_is_a_warning_of_the_upload_and_stays_storable(tmp_path: Path):
    book, table = openpyxl.Workbook(), goal_table(lines=[quantity("补助家数", "X"), quantity("完成时间", "Y")])
    sheet = book.active
    assert sheet is not None
    made: dict[str, object] = {"X": datetime.datetime(2025, 1, 2), "Y": datetime.datetime(2025, 3, 1)}
    for row in table.splitlines():
        sheet.append([made.get(cell, cell) for cell in row.split("\t")])
    buffer = io.BytesIO()
    book.save(buffer)
    engine = opening.open_with_bundled_tables(f"sqlite:///{tmp_path / 'targets.db'}")
    preview = uploading.preview_file(
        engine, buffer.getvalue(), file_name="目标表.xlsx", today=datetime.date(2025, 1, 10)
    )
    asked = [finding for finding in preview.findings if finding.rule_id == "target_read_as_date"]
    assert [(finding.severity, finding.observed) for finding in asked] == [(Severity.WARNING, "2025-01-02")]
    assert (preview.has_errors, preview.row_count) == (False, 2)
    engine.dispose()


@pytest.mark.parametrize(
    ("target", "actual"),
    [("1次/月", "12次/年"), ("1000元/人/月", "12000元/人/年"), ("±3%以内", "5%"), ("3次/季", "12次/年")],
)
def test_a_total_of_the_year_and_what_leaves_a_tolerance_are_no_slips(target: str, actual: str):
    assert list(number_problems(parse_value(target), parse_value(actual), is_share=False)) == []


def test_a_total_of_the_year_in_another_unit_is_asked_about():
    [problem] = number_problems(parse_value("1次/月"), parse_value("12人/年"), is_share=False)
    assert problem.rule_id == "unit_differs"


@pytest.mark.parametrize(
    ("target", "actual", "rule", "readings"),
    [
        ("1次/月", "6次/月", "far_above_target", ()),  # half a round is no better guess
        ("3场", "17场", "far_above_target", ()),
        ("3场", "30场", "far_above_target", ("3 场",)),
        ("2.5公里", "26公里", "far_above_target", ("2.6 公里",)),
        ("≥90%", "90%（19/20）", "rate_differs_from_parts", ("95%（19/20）", "90%")),
        ("≥90%", "92.5%（37/41）", "rate_differs_from_parts", ("90.24%（37/41）", "92.5%")),
    ],
)
def test_only_likely_readings_are_offered(target: str, actual: str, rule: str, readings: tuple[str, ...]):
    [problem] = number_problems(parse_value(target), parse_value(actual), is_share=False)
    assert (problem.rule_id, problem.readings) == (rule, readings)


@pytest.mark.parametrize("actual", ["95%（19/20）", "67%（2/3）", "66.7%（2/3）", "66.6%（2/3）", "92.11%（35/38）"])
def test_a_rate_that_its_parts_give_as_it_is_rounded_is_not_asked_about(actual: str):
    assert list(number_problems(parse_value("≥80%"), parse_value(actual), is_share=False)) == []
