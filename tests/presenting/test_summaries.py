import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

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


def test_level_1_sorts_as_the_field_does(frames: Frames):
    level1 = frames["indicators"]["level1"]
    assert level1.min() == "产出指标"
    assert level1.max() == "满意度指标"


def test_the_budget_table_ends_with_its_total(frames: Frames):
    projects = frames["projects"].sort_values("budget_yuan", ascending=False)
    sums = {"budget_yuan": Decimal(831_100), "execution_budget_yuan": Decimal(504_000), "spent_yuan": Decimal(361_000)}
    totals = SimpleNamespace(project_count=4, left_out_count=0, **sums)
    days, spent = pd.to_datetime(["2024-06-30", "2024-10-31"]), [252_000.0, 361_000.0]
    spending = pd.DataFrame({"project_id": projects["project_id"].iloc[0], "as_of": days, "spent_yuan": spent})
    spending["execution_ratio"] = spending["spent_yuan"] / 504_000
    table = summaries.budget_table({"projects": projects, "spending": spending}, totals)
    last = table.iloc[-1]
    assert table["出处"].tolist()[0] == "goal_tables_2024.txt 第 86 行"
    assert last["项目名称"] == "合计（4 个项目）"
    assert last["预算金额（元）"] == 831_100
    assert table["已支出（元）"].tolist()[:1] == [361_000]
    assert table["已支出（元）"].isna().tolist() == [False, True, True, True, False]
    assert [round(table["执行率（%）"].iloc[row], 2) for row in (0, -1)] == [71.63, 71.63]


def test_an_amount_that_is_in_no_total_has_no_share_of_it_and_the_total_says_so(frames: Frames):
    projects = frames["projects"].assign(budget_yuan=[9e15, 100.0, 200.0, 300.0])
    sums = {"budget_yuan": Decimal(600), "execution_budget_yuan": Decimal(0), "spent_yuan": Decimal(0)}
    totals = SimpleNamespace(project_count=4, left_out_count=1, **sums)
    table = summaries.budget_table({"projects": projects, "spending": frames["spending"]}, totals)
    assert table["预算金额（元）"].tolist() == [9e15, 100, 200, 300, 600]
    assert table["占比（%）"].isna().tolist() == [True, False, False, False, False]
    assert table["项目名称"].iloc[-1] == "合计（4 个项目，其中 1 个金额过大，没有计入）"


def test_subsidy_totals_add_up(frames: Frames):
    sums = SimpleNamespace(formula_yuan=731_600, budget_yuan=803_600, budget_gap_yuan=72_000)
    table = summaries.subsidy_totals(frames, sums, left_out_count=0)
    last = table.iloc[-1]
    assert table["测算金额（元）"].tolist()[:-1] == [299_600, 432_000]
    assert (last["测算金额（元）"], last["预算金额（元）"], last["预算减测算（元）"]) == (731_600, 803_600, 72_000)


def test_projects_of_one_name_in_two_units_stay_two(city: Callable[..., Frames]):
    names = city(2024)["projects"]["short_name"].tolist()
    assert names[-3:] == ["助学补助（镇）（某镇教育办）", "助学补助（镇）（某镇民政办）", "无预算项目"]


def test_no_schema_depends_on_what_was_imported_before():
    root = Path(__file__).parents[2]
    code = "from perfdata.presenting.schemas import SCHEMAS; assert {'audit', 'scores'} <= set(SCHEMAS)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
