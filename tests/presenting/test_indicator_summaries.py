from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pandas as pd

from perfdata.presenting import indicator_summaries as indicators

Frames = Mapping[str, pd.DataFrame]


def test_each_indicator_shows_its_target_as_written_and_where_it_stands(frames: Frames):
    row: Any = (
        indicators.indicator_rows(frames, list(frames["indicators"]["indicator_id"]))
        .set_index("indicator_name")
        .loc["补贴标准"]
    )
    assert row["annual_target"] == "1000元/人/月"
    assert row["outcome"] == "待填报"
    assert pd.isna(row["completion_ratio"])
    assert row["place"] == "goal_tables_2024.txt 第 100 行"


def test_rows_come_in_the_order_of_the_ids(frames: Frames):
    ids = list(frames["indicators"]["indicator_id"])[5:2:-1]
    names = frames["indicators"].set_index("indicator_id")["indicator_name"]
    assert indicators.indicator_rows(frames, ids)["indicator_name"].tolist() == [names[each] for each in ids]


def test_only_labels_in_use_are_offered_in_the_order_of_the_field():
    rows = [
        SimpleNamespace(level1="benefit", level2="social", value_kind="qualitative", outcome="no_data", band=-1),
        SimpleNamespace(level1="output", level2="quantity", value_kind="number", outcome="met", band=3),
    ]
    assert indicators.filter_options(rows) == {
        "level1": ["产出指标", "效益指标"],
        "level2": ["数量指标", "社会效益指标"],
        "value_kind": ["数值", "定性"],
        "outcome": ["达成", "待填报"],
        "band": ["100%–119%"],
    }


def test_chosen_labels_stand_for_what_is_stored():
    chosen = {"level1": ["产出指标"], "outcome": [], "band": ["不足60%", "120%以上"]}
    assert indicators.wanted_values(chosen) == {"level1": ["output"], "outcome": [], "band": [0, 4]}
