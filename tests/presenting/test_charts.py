from collections.abc import Callable, Mapping

import pandas as pd
import plotly.graph_objects as go
import pytest

from perfdata.presenting.charts import budgets, indicators, subsidies
from perfdata.presenting.charts.theme import Chart
from perfdata.usecases import browsing

Frames = Mapping[str, pd.DataFrame]
MAKERS = [budgets.ranking_of_projects, budgets.treemap_of, indicators.heatmap_of, subsidies.subsidies_of]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("year", [2024, 2025])
def test_every_chart_is_a_valid_figure_with_a_sentence_and_files(
    city: Callable[[int], Frames], make: Callable[[Frames], Chart], year: int
):
    frames = city(year)
    if make is subsidies.subsidies_of and frames["subsidies"].empty:
        pytest.skip("no formula in this year")
    chart = make(frames)
    go.Figure(chart.figure)
    assert chart.alt.endswith("。")
    assert all(len(content()) > 0 for content in browsing.chart_files(chart).values())


def test_bars_say_amount_and_share(frames: Frames):
    chart = budgets.ranking_of_projects(frames)
    assert chart.figure["data"][0]["text"][0] == "504,000 元（60.6%）"
    assert "两新组织党务工作者补贴 504,000 元（60.6%）" in chart.alt


def test_a_project_without_budget_says_so_on_its_bar(city: Callable[[int], Frames]):
    assert budgets.ranking_of_projects(city(2024)).figure["data"][0]["text"][-1] == "未填预算"


def test_the_gap_is_drawn_on_the_shorter_bar(frames: Frames):
    bars = subsidies.subsidies_of(frames).figure["data"]
    assert bars[0]["x"] == [299_600, 432_000]
    assert bars[1]["base"] == [299_600, 432_000]
    assert bars[1]["x"] == [None, 72_000]
    assert bars[2]["x"] == [299_600, 504_000]


def test_units_become_boxes_only_where_there_are_several(frames: Frames, city: Callable[[int], Frames]):
    assert budgets.treemap_of(frames).figure["data"][0]["parents"] == [""] * 4
    assert set(budgets.treemap_of(city(2024)).figure["data"][0]["parents"]) >= {"", "某镇教育办"}
