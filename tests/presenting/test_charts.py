from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from perfdata.presenting.charts import budgets, completions, subsidies
from perfdata.presenting.charts.ready import ReadyFigure, ready_figure
from perfdata.presenting.charts.theme import Chart
from perfdata.usecases import browsing
from perfdata.usecases.demo import load_demo

Frames = Mapping[str, pd.DataFrame]
MAKERS = [budgets.ranking_by, completions.outcomes_of, subsidies.subsidies_of]


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
    chart = budgets.ranking_by(frames)
    assert chart.figure["data"][0]["text"][0] == "504,000 元（60.6%）"
    assert "两新组织党务工作者补贴 504,000 元（60.6%）" in chart.alt


def test_a_project_without_budget_says_so_on_its_bar(city: Callable[[int], Frames]):
    assert budgets.ranking_by(city(2024)).figure["data"][0]["text"][-1] == "未填预算"


def test_the_gap_is_drawn_on_the_shorter_bar(frames: Frames):
    bars = subsidies.subsidies_of(frames).figure["data"]
    assert bars[0]["x"] == [432_000, 299_600]
    assert bars[1]["base"] == [432_000, 299_600]
    assert bars[1]["x"] == [72_000, None]
    assert bars[2]["x"] == [504_000, 299_600]


def test_of_many_projects_twelve_are_drawn_and_the_rest_is_told(frames: Frames):
    projects = pd.concat([frames["projects"]] * 10, ignore_index=True)
    projects = projects.assign(short_name=[f"项目{number}" for number in range(40)], budget_yuan=10_000.0)
    chart = budgets.ranking_by({**frames, "projects": projects})
    assert len(chart.figure["data"][0]["x"]) == 12
    assert chart.figure["layout"]["height"] <= 12 * 64 + 40
    assert chart.note.startswith("只画前 12 个，其余 28 个，合计 28.00 万元，见数据表。")
    assert len(chart.table) == 40


def test_one_chart_drawn_for_many_visitors_at_once_stays_valid(frames: Frames):
    chart = budgets.ranking_by(frames)

    def draw(_: int) -> str:
        return ReadyFigure(chart.figure).to_dict()["data"][0]["type"]

    with ThreadPoolExecutor(8) as visitors:
        assert set(visitors.map(draw, range(200))) == {"bar"}


def test_a_ready_figure_is_checked_once_for_each_chart(frames: Frames):
    chart = budgets.ranking_by(frames)
    assert ready_figure(chart) is ready_figure(chart)
    assert ready_figure(chart).to_dict()["data"][0]["text"][0] == "504,000 元（60.6%）"


def test_names_are_escaped_whole_and_quotes_stay(frames: Frames):
    projects = frames["projects"].assign(short_name='研发R&D<b>"补"', budget_yuan=1.0)
    ranking = budgets.ranking_by({**frames, "projects": projects}).figure
    assert ranking["layout"]["annotations"][0]["text"] == '研发R&amp;D&lt;b&gt;"补"'
    assert ranking["data"][0]["customdata"] == ['研发R&amp;D&lt;b&gt;"补"']


def test_the_furthest_indicators_name_their_project_where_names_are_shared(tmp_path: Path):
    """28 of the 36 indicators are numbers; 资金使用合规率 stands in two projects."""
    engine = browsing.open_with_bundled_tables(f"sqlite:///{tmp_path / 'perfdata.db'}")
    load_demo(engine, fiscal_year=2024, who="演示")
    frames = browsing.load_frames(engine, fiscal_year=2024)
    chart = completions.gaps_of(frames, most=20)
    assert len(completions.gaps_of(frames).figure["data"][0]["x"]) == 12
    engine.dispose()
    names = str(chart.figure["layout"])
    go.Figure(chart.figure)
    assert chart.title == "与目标的差距（实际 / 目标）：最远的 20 项，共 28 项"
    assert len(chart.figure["data"][0]["x"]) == 20
    assert "社工委党建工作经费：资金使用合规率" in names
    assert "企业工委党建工作经费：资金使用合规率" in names
    assert "：补贴人数" not in names
