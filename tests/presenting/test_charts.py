from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go

from perfdata.presenting.charts import budgets, completions, monitoring, spending, subsidies
from perfdata.presenting.charts.ready import ReadyFigure, ready_figure
from perfdata.presenting.charts.theme import Chart
from perfdata.presenting.completion_summaries import BANDS
from perfdata.usecases import browsing, opening
from perfdata.usecases.demo import load_demo

Frames = Mapping[str, pd.DataFrame]
BUDGETS: list[tuple[str, Decimal | None]] = [
    ("两新组织党务工作者补贴", Decimal(504_000)),
    ("两新组织党员活动经费", Decimal(299_600)),
]


def ranking_of(groups: list[tuple[str, Decimal | None]] = BUDGETS, *, count: int | None = None) -> Chart:
    total = sum((yuan or Decimal(0) for _, yuan in groups), Decimal(0))
    return budgets.ranking_of(groups, by="short_name", total_yuan=total, count=count or len(groups))


def subsidy_chart(frames: Frames) -> Chart:
    largest_first = frames["subsidies"].sort_values("budget_yuan", ascending=False)
    return subsidies.subsidies_of(largest_first, count=len(largest_first))


def test_every_chart_is_a_valid_figure_with_a_sentence_and_files(frames: Frames):
    for chart in (ranking_of(), subsidy_chart(frames)):
        go.Figure(chart.figure)
        assert chart.alt.endswith("。")
        assert all(len(content()) > 0 for content in browsing.chart_files(chart).values())


def test_bars_say_amount_and_share():
    chart = ranking_of()
    assert chart.figure["data"][0]["text"] == ["504,000 元（62.7%）", "299,600 元（37.3%）"]
    assert "两新组织党务工作者补贴 504,000 元（62.7%）" in chart.alt


def test_a_project_without_budget_says_so_on_its_bar():
    assert ranking_of([*BUDGETS, ("无预算项目", None)]).figure["data"][0]["text"][-1] == "未填预算"


def test_the_gap_is_drawn_on_the_shorter_bar(frames: Frames):
    bars = subsidy_chart(frames).figure["data"]
    assert bars[0]["x"] == [432_000, 299_600]
    assert bars[1]["base"] == [432_000, 299_600]
    assert bars[1]["x"] == [72_000, None]
    assert bars[2]["x"] == [504_000, 299_600]


def test_of_many_projects_twelve_are_drawn_and_the_rest_is_told():
    groups: list[tuple[str, Decimal | None]] = [(f"项目{number}", Decimal(10_000)) for number in range(40)]
    chart = ranking_of(groups)
    assert len(chart.figure["data"][0]["x"]) == 12
    assert chart.figure["layout"]["height"] <= 12 * 64 + 40
    assert chart.note.startswith("只画前 12 个，其余 28 个，合计 28.00 万元，见数据表。")
    assert len(chart.table) == 40


def test_one_chart_drawn_for_many_visitors_at_once_stays_valid():
    chart = ranking_of()

    def draw(_: int) -> str:
        return ReadyFigure(chart.figure).to_dict()["data"][0]["type"]

    with ThreadPoolExecutor(8) as visitors:
        assert set(visitors.map(draw, range(200))) == {"bar"}


def test_a_ready_figure_is_checked_once_for_each_chart():
    chart = ranking_of()
    assert ready_figure(chart) is ready_figure(chart)
    assert ready_figure(chart).to_dict()["data"][0]["text"][0] == "504,000 元（62.7%）"


def test_names_are_escaped_whole_and_quotes_stay():
    ranking = ranking_of([('研发R&D<b>"补"', Decimal(1))]).figure
    assert ranking["layout"]["annotations"][0]["text"] == '研发R&amp;D&lt;b&gt;"补"'
    assert ranking["data"][0]["customdata"] == ['研发R&amp;D&lt;b&gt;"补"']


def test_the_furthest_indicators_name_their_project_where_names_are_shared(tmp_path: Path):
    """28 of the 36 indicators are numbers; 资金使用合规率 stands in two projects."""
    engine = opening.open_with_bundled_tables(f"sqlite:///{tmp_path / 'perfdata.db'}")
    load_demo(engine, fiscal_year=2024, who="演示")
    frames = browsing.load_frames(engine, fiscal_year=2024)
    engine.dispose()
    rows = frames["completions"].dropna(subset=["completion_ratio"])
    chart = completions.gaps_of(rows.head(20), count=28, shared={"资金使用合规率"})
    names = [note["text"] for note in chart.figure["layout"]["annotations"]]
    go.Figure(chart.figure)
    assert chart.title == "与目标的差距（实际 / 目标）：最远的 20 项，共 28 项"
    assert len(chart.figure["data"][0]["x"]) == 20
    told = [name.split("　") for name in names]
    assert [(name[0], name[2]) for name in told if len(name) == 3] == [
        ("资金使用合规率", "社工委党建工作经费"),
        ("资金使用合规率", "企业工委党建工作经费"),
    ]


def test_amounts_stand_in_bars_only_where_the_rows_are_high_enough(frames: Frames):
    few = subsidy_chart(frames)
    many = subsidies.subsidies_of(pd.concat([frames["subsidies"]] * 6, ignore_index=True), count=12)
    assert few.figure["data"][0]["text"] == ["432,000 元", "299,600 元"]
    assert set(many.figure["data"][0]["text"]) == {""}
    assert many.figure["data"][0]["customdata"][0] in ("432,000 元", "299,600 元")
    assert "差 72,000 元" in many.figure["data"][1]["text"]


def test_slow_budgets_of_several_units_begin_with_the_unit_as_on_the_overview():
    projects = pd.DataFrame(
        {
            "project_name": ["校舍修缮（镇）", "校舍修缮（镇）"],
            "short_name": ["校舍修缮（镇）（某市某某镇教育管理中心）", "校舍修缮（镇）（某市某某镇文化服务中心）"],
            "spending_unit": ["某市某某镇教育管理中心", "某市某某镇文化服务中心"],
            "budget_progress_ratio": [0.5, 0.4],
            "due_ratio": [10 / 12, 10 / 12],
            "budget_light": ["红灯", "红灯"],
        }
    )
    chart = monitoring.budget_progress_of({"monitored_projects": projects}, month=None, bands="", count=2)
    assert chart.table["项目"].tolist() == ["文化服务中心 校舍修缮（镇）", "教育管理中心 校舍修缮（镇）"]
    assert chart.leads_to[0] == {"project": "校舍修缮（镇）（某市某某镇文化服务中心）"}


def test_names_above_bars_fit_a_phone_and_are_whole_elsewhere():
    long = "两新组织党务工作者补贴（某市某某镇社会组织党建与公共服务中心）"
    chart = ranking_of([*BUDGETS, (long, Decimal(1))])
    wide, narrow = (
        [note["text"] for note in ready_figure(chart, is_narrow=is_narrow).to_dict()["layout"]["annotations"]]
        for is_narrow in (False, True)
    )
    assert wide[-1] == "两新组织党务工作者补贴（社会组织党建与公共服务中心）"
    assert narrow == [*wide[:-1], "两新组织党务工作者补贴（…组织党建与公共服务中心）"]


def test_bands_of_completion_lead_to_their_indicators_and_days_to_their_month():
    bands = pd.DataFrame({"band": BANDS, "count": [46, 0, 310, 421, 5]})
    assert completions.bands_of(bands).leads_to[0] == {"bands": "不足60%"}
    days = pd.to_datetime(["2024-06-28", "2024-10-28", "2025-01-20"])
    days = pd.DataFrame({"as_of": days, "reported_count": [9, 10, 10], "met_ratio": [0.469, 0.5, 0.531]})
    chart = completions.met_share_of(days, fiscal_year=2024)
    assert chart.leads_to == ({"month": "6"}, {"month": "10"}, {"month": "12"})
    assert chart.figure["data"][0]["text"] == ["", "", "<b>53.1%</b>"]


def test_the_numbers_at_the_ends_of_two_lines_stand_apart():
    for spent, places in ((40, ["bottom center", "top center"]), (60, ["top center", "bottom center"])):
        half_year = SimpleNamespace(
            as_of=date(2024, 6, 30),
            spent_change_yuan=Decimal(spent),
            budget_change_yuan=Decimal(100),
            due_months_change_yuan=Decimal(600),
            spending_count=1,
        )
        lines = spending.progress_of([half_year], fiscal_year=2024).figure["data"]
        assert [line["textposition"] for line in lines] == places
        assert [line["text"][-1] for line in lines] == [f"<b>{spent}.0%</b>", "<b>50.0%</b>"]
