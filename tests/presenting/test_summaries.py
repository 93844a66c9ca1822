import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from perfdata.presenting import summaries
from perfdata.presenting.schemas import SCHEMAS, FrameSchemaError, conform

Frames = Mapping[str, pd.DataFrame]


def test_frames_follow_their_schemas(frames: Frames):
    assert set(frames) <= set(SCHEMAS)
    for name, frame in frames.items():
        assert list(frame.columns) == list(SCHEMAS[name])
        pd.testing.assert_frame_equal(conform(frame, name), frame)


def test_a_frame_that_breaks_its_schema_is_refused(frames: Frames):
    with pytest.raises(FrameSchemaError, match="budget_yuan"):
        conform(frames["projects"].drop(columns="budget_yuan"), "projects")


def test_the_headline_of_the_bundled_tables(frames: Frames):
    figures = summaries.headline(frames)
    assert figures.budget_yuan == 831_100
    assert (figures.project_count, figures.indicator_count) == (4, 36)
    assert figures.reported_count == 0
    assert figures.execution_ratio is None


def test_level_1_sorts_as_the_field_does(frames: Frames):
    level1 = frames["indicators"]["level1"]
    assert level1.min() == "产出指标"
    assert level1.max() == "满意度指标"


def test_the_largest_project_comes_first_with_its_share(frames: Frames):
    ranking = summaries.budget_ranking(frames)
    assert ranking["group"].tolist()[0] == "两新组织党务工作者补贴"
    assert ranking["budget_yuan"].tolist() == [504_000, 299_600, 25_000, 2_500]
    assert ranking["budget_ratio"].round(4).tolist() == [0.6064, 0.3605, 0.0301, 0.0030]


def test_the_budget_table_ends_with_its_total(frames: Frames):
    table = summaries.budget_table(frames)
    last = table.iloc[-1]
    assert table["出处"].tolist()[0] == "goal_tables_2024.txt 第 86 行"
    assert last["项目名称"] == "合计（4 个项目）"
    assert last["预算金额（元）"] == 831_100


def test_subsidy_totals_add_up(frames: Frames):
    last = summaries.subsidy_totals(frames).iloc[-1]
    assert (last["测算金额（元）"], last["预算金额（元）"], last["预算减测算（元）"]) == (731_600, 803_600, 72_000)


def test_years_are_kept_apart(city: Callable[..., Frames]):
    assert summaries.headline(city(2025)).budget_yuan == 40_000
    assert summaries.headline(city(2024)).budget_yuan == 881_100


def test_projects_of_one_name_in_two_units_stay_two(city: Callable[..., Frames]):
    names = city(2024)["projects"]["short_name"].tolist()
    assert names[-3:] == ["助学补助（镇）（某镇教育办）", "助学补助（镇）（某镇民政办）", "无预算项目"]


def test_a_missing_budget_is_not_zero_and_not_in_the_shares(city: Callable[..., Frames]):
    chosen = city(2024, units=["某镇教育办"])
    ranking = summaries.budget_ranking(chosen)
    assert summaries.headline(chosen).budget_yuan == 20_000
    assert ranking["budget_yuan"].isna().tolist() == [False, True]
    assert ranking["budget_ratio"].tolist()[0] == 1.0


def test_budgets_group_by_unit_and_by_cycle(city: Callable[..., Frames]):
    by_unit = summaries.budget_ranking(city(2024), by="spending_unit")
    by_cycle = summaries.budget_ranking(city(2024), by="cycle")
    assert by_unit["budget_yuan"].tolist() == [831_100, 30_000, 20_000]
    assert by_cycle["group"].tolist() == ["2022–2024"]


def test_a_selection_without_projects_still_answers(city: Callable[..., Frames]):
    nothing = city(2024, units=["没有的单位"])
    figures = summaries.headline(nothing)
    assert figures.budget_yuan is None
    assert figures.project_count == 0


def test_no_schema_depends_on_what_was_imported_before():
    root = Path(__file__).parents[2]
    code = "from perfdata.presenting.schemas import SCHEMAS; assert {'audit', 'scores'} <= set(SCHEMAS)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
