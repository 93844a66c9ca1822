"""年度对比: the sums of each year, indicators that come back, revisions, and what is not compared."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.storing.scope import Scope
from perfdata.usecases.browsing import chart_files
from perfdata.usecases.concluding import catch_up
from perfdata.usecases.years import years_of
from tests.builders import Line, goal_table, goal_tables
from tests.conftest import Stores
from tests.town import fill_town
from tests.usecases.imported import import_tables


def town(url: str) -> Engine:
    opened = store.open_store(url)
    fill_town(opened, units=2, projects=3)
    catch_up(opened)
    return opened


def test_each_year_has_the_sums_of_its_projects(stores: Stores):
    engine = stores.restored(town)
    years = years_of(engine, Scope(2024))
    assert years.table["年度"].tolist() == ["2023", "2024"]
    assert years.table["截至"].tolist() == ["12 月", "10 月"]
    for year, budget in zip((2023, 2024), years.table["预算（万元）"], strict=True):
        projects = store.current(engine, fiscal_year=year).projects
        assert budget == pytest.approx(float(sum(item.budget_yuan or 0 for item in projects)) / 10_000)
    assert years.table["年底估算"].notna().iloc[1]
    titles = [chart.title for chart in years.charts]
    assert titles[0].startswith("预算比上年")
    assert titles[1] == "执行率：两年填报的月份不同，不直接比较"
    assert "估算" in years.charts[1].note


def test_shares_of_years_are_taken_along_as_they_are_drawn(stores: Stores):
    years = years_of(stores.restored(town), Scope(2024))
    execution = chart_files(years.charts[1])[".csv"]().decode("utf-8-sig").splitlines()
    assert execution[0] == "年度,执行率,应达,年底估算"
    for written, executed in zip(execution[1:], years.table["执行率"], strict=True):
        assert written.split(",")[1] == f"{executed:.2f}%"


def test_the_year_before_does_not_know_the_next(stores: Stores):
    years = years_of(stores.restored(town), Scope(2023))
    assert years.table["年度"].tolist() == ["2023"]
    assert (years.charts, len(years.repeated)) == ([], 0)


def test_indicators_that_come_back_stand_with_both_years_the_unmet_first(stores: Stores):
    engine = stores.restored(town)
    repeated = years_of(engine, Scope(2024)).repeated
    targets = {item.indicator_id: item.annual_target.raw for item in store.current(engine, fiscal_year=2024).indicators}
    assert set(repeated.columns) >= {"2023 目标", "2023 实际", "2024 目标", "2024 实际", "2024 结论"}
    assert set(repeated["2024 目标"]) <= set(targets.values())
    rates = repeated[repeated["指标"].str.contains("执行率")]
    assert rates["2023 实际"].str.fullmatch(r"\d+\.\d%（支出 [\d,]+\.\d\d 万元）").all()
    order = ["未达成", "部分达成", "无法比较", "待填报", "达成"]
    ranks = [order.index(word) for word in repeated["2024 结论"]]
    assert ranks == sorted(ranks)


def test_years_in_which_nobody_reported_have_their_budgets_and_no_more(empty: Engine):
    for year, budget in ((2023, "20000"), (2024, "30000")):
        import_tables(empty, goal_tables(goal_table(year=year, budget=budget)))
    years = years_of(empty, Scope(2024))
    assert years.table["预算较上年（%）"].tolist()[1] == pytest.approx(50.0)
    assert years.table["支出（万元）"].isna().all()
    assert [chart.title for chart in years.charts] == ["预算比上年 ▲ 50.0%"]


@pytest.mark.parametrize(("earlier", "budget"), [(2022, "20000"), (2023, "0")])
def test_a_budget_is_compared_with_nothing_but_one_of_the_year_before(empty: Engine, earlier: int, budget: str):
    for year, yuan in ((earlier, budget), (2024, "30000")):
        import_tables(empty, goal_tables(goal_table(year=year, budget=yuan)))
    years = years_of(empty, Scope(2024))
    assert years.table["预算较上年（%）"].isna().all()
    assert [chart.title for chart in years.charts] == ["预算"]


def test_a_revision_tells_the_original_who_and_where(empty: Engine):
    for target in ("10户", "12户", "12户"):
        line = Line("产出指标", "数量指标", "改造户数", "30户", target)
        import_tables(empty, goal_tables(goal_table(name="危房改造", lines=[line]), goal_table(name="道路养护")))
    years = years_of(empty, Scope(2024))
    assert years.revisions[["项目", "指标", "原目标", "修订后"]].to_numpy().tolist() == [
        ["危房改造", "改造户数", "10户", "12户"]
    ]
    assert years.revisions["出处"].str.contains("第 ").all()
    assert years_of(empty, Scope(2024, ("没有的单位",))).revisions.empty
