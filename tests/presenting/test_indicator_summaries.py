from collections.abc import Mapping
from typing import Any

import pandas as pd

from perfdata.presenting import indicator_summaries as indicators

Frames = Mapping[str, pd.DataFrame]


def test_each_indicator_shows_its_target_as_written_and_as_understood(frames: Frames):
    row: Any = indicators.indicator_rows(frames).set_index("indicator_name").loc["补贴标准"]
    assert row["annual_target"] == "1000元/人/月"
    assert (row["target_number"], row["target_unit"], row["target_per"]) == (1000, "元/人", "月")
    assert row["outcome"] == "待填报"
    assert pd.isna(row["completion_ratio"])
    assert row["place"] == "goal_tables_2024.txt 第 100 行"


def test_filters_narrow_by_level_kind_and_outcome(frames: Frames):
    assert len(indicators.indicator_rows(frames)) == 36
    assert len(indicators.indicator_rows(frames, level1=["效益指标"])) == 8
    assert len(indicators.indicator_rows(frames, level2=["质量指标", "时效指标"])) == 13
    assert len(indicators.indicator_rows(frames, kinds=["定性"])) == 8
    assert len(indicators.indicator_rows(frames, outcomes=["达成"])) == 0


def test_only_labels_in_use_are_offered(frames: Frames):
    options = indicators.filter_options(frames)
    assert options["level1"] == ["产出指标", "效益指标", "满意度指标"]
    assert options["kinds"] == ["定性", "数值"]
    assert options["outcomes"] == ["待填报"]
