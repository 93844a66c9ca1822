from pathlib import Path

import pytest
from sqlalchemy import delete
from streamlit.testing.v1 import AppTest

from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing.conclusion_tables import CONCLUSION_TABLES, stale_projects
from perfdata.storing.connecting import connect, writing
from perfdata.storing.marks import mark_every_project
from perfdata.storing.store import append_goal_tables
from perfdata.usecases import opening
from perfdata.usecases.demo import load_demo
from tests.builders import Line, goal_table, goal_tables
from tests.pages.conftest import ROOT, OpenPage, cards, widget

PAGES = ["pages/dashboards/budgets.py", "pages/dashboards/subsidies.py", "pages/records/goal_tables.py"]


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def all_text(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption, *app.subheader, *app.info, *app.title])


def add_tables(url: str, *tables: str) -> None:
    content = goal_tables(*tables)
    read = read_goal_tables(content, file_name="新增.txt")
    append_goal_tables(
        opening.open_with_bundled_tables(url),
        file_name="新增.txt",
        content=content,
        uploaded_by="测试",
        projects=read.projects,
        indicators=read.indicators,
    )


def test_the_overview_of_tables_without_results_says_what_is_missing_and_what_to_ask(open_page: OpenPage):
    app = open_page()
    assert app.title[0].value == "2024 年度项目绩效总览"
    assert cards(app) == {
        "资金：待填报": "831,100 元",
        "目标：待填报": "36 项",
        "得分：待填报": "–",
        "要过问：待核实": "27 条",
    }
    assert "4 个项目，36 项指标，实际结果尚未填报" in all_text(app)
    assert "预算 504,000 元比测算 432,000 元多 72,000 元" in all_text(app)
    assert app.dataframe[0].value["预算（万元）"].tolist() == [50.4, 29.96, 2.5, 0.25]
    assert len(app.get("plotly_chart")) == 0
    assert "还没有填报实际完成情况和支出" in all_text(app)


def test_the_overview_of_a_reported_year_gives_four_verdicts(open_page: OpenPage, database_url: str):
    load_demo(opening.open_with_bundled_tables(database_url), fiscal_year=2024, who="演示")
    app = open_page()
    assert cards(app) == {
        "资金：正常": "96.0%",
        "目标：部分达成": "72.2%",
        "得分：优": "93.00",
        "要过问：待核实": "27 条",
    }
    assert "应达 100.0%，差 4.0 个百分点" in "".join(box.value for box in app.success)
    assert "优 3　良 1　中 0　差 0" in "".join(box.value for box in app.success)
    assert len(app.get("plotly_chart")) == 2


def test_what_is_not_judged_yet_is_never_told_as_nothing(open_page: OpenPage, database_url: str):
    engine = connect(database_url)
    app = open_page()
    with engine.begin() as connection:
        mark_every_project(connection)
        for table in CONCLUSION_TABLES:
            if table is not stale_projects:
                connection.execute(delete(table))
    with writing(engine):
        app.run()
    assert [box.proto.title for box in app.info] == ["正在重新判断"]
    assert any("还有 4 个项目" in caption.value for caption in app.caption)
    engine.dispose()


def test_the_league_table_has_a_row_a_unit_and_of_one_unit_a_row_a_project(open_page: OpenPage, database_url: str):
    tables = goal_table(unit="某镇教育办", name="老旧小区改造"), goal_table(unit="某镇民政办", name="助老补助")
    add_tables(database_url, *tables)
    app = open_page()
    assert "3 个单位，落后的在前" in [item.value for item in app.subheader]
    assert app.dataframe[0].value["单位"].tolist()[1:] == ["教育办", "民政办"]
    widget(app, "unit").set_value(["某镇教育办"]).run()
    assert "1 个项目，落后的在前" in [item.value for item in app.subheader]
    assert app.dataframe[0].value["项目"].tolist() == ["老旧小区改造"]  # 小区 is no district


def test_the_budget_page_ranks_projects_and_ends_with_the_total(open_page: OpenPage):
    app = open_page("pages/dashboards/budgets.py")
    assert metrics(app)["预算总额"] == "831,100 元"
    assert app.dataframe[0].value["预算金额（元）"].tolist() == [504_000, 299_600, 25_000, 2_500, 831_100]


def test_the_budget_page_groups_by_cycle(open_page: OpenPage):
    app = open_page("pages/dashboards/budgets.py")
    widget(app, "budget_by").set_value("cycle").run()
    assert "各实施周期预算" in [subheader.value for subheader in app.subheader]


def test_the_subsidy_page_shows_both_formulas_and_the_readings_of_the_gap(open_page: OpenPage):
    app = open_page("pages/dashboards/subsidies.py")
    text = all_text(app)
    assert "749 人 × 400 元 = **299,600 元**" in text
    assert "36 人 × 1,000 元 × 12 个月 = **432,000 元**" in text
    assert "预算正好等于 42 人 × 1,000 元 × 12 个月，或 36 人 × 1,000 元 × 14 个月。" in text
    assert app.dataframe[-1].value["cost_yuan"].tolist() == [2_500, 5_000]


def test_the_what_if_answers_total_remainder_and_largest_headcount(open_page: OpenPage):
    app = open_page("pages/dashboards/subsidies.py")
    headcounts = [box for box in app.number_input if box.label == "人数（人）"]
    headcounts[0].set_value(40).run()
    values = [metric.value for metric in app.metric][:3]
    assert values == ["480,000 元", "24,000 元", "42 人"]
    headcounts = [box for box in app.number_input if box.label == "人数（人）"]
    headcounts[0].set_value(50).run()
    assert [(metric.label, metric.value) for metric in app.metric][1] == ("超出预算", "96,000 元")


def test_the_goal_table_page_lists_all_36_indicators_with_their_source(open_page: OpenPage):
    app = open_page("pages/records/goal_tables.py")
    table = app.dataframe[0].value
    assert len(table) == 36
    assert table.loc[table["indicator_name"] == "补贴标准", "place"].tolist() == ["goal_tables_2024.txt 第 100 行"]
    assert table["is_recovered"].sum() == 3


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_for_a_unit_without_formulas_in_another_year(
    open_page: OpenPage, database_url: str, page: str
):
    add_tables(database_url, goal_table(year=2025, annual_goal="改善办学。", lines=[]))
    app = open_page(page)
    assert app.selectbox[0].options == ["2025", "2024"]
    assert app.selectbox[0].value == 2025


def test_a_unit_filter_keeps_its_projects_only(open_page: OpenPage, database_url: str):
    add_tables(database_url, goal_table(unit="某镇教育办", budget="20000"))
    app = open_page()
    assert cards(app)["资金：待填报"] == "851,100 元"
    widget(app, "unit").set_value(["某镇教育办"]).run()
    assert cards(app)["资金：待填报"] == "20,000 元"
    assert widget(app, "project").options == ["全部", "助学补助"]


def test_a_filter_in_the_address_is_applied(open_page: OpenPage):
    app = open_page(project="两新组织党务工作者补贴")
    assert cards(app)["资金：待填报"] == "504,000 元"


def test_a_nonsense_filter_in_the_address_is_ignored(open_page: OpenPage):
    app = open_page(project="没有这个项目", year="1999")
    assert cards(app)["资金：待填报"] == "831,100 元"


def test_choosing_a_unit_after_a_project_of_another_unit_does_not_break(open_page: OpenPage, database_url: str):
    add_tables(database_url, goal_table(unit="某镇教育办", budget="20000"))
    app = open_page(project="两新组织党务工作者补贴")
    widget(app, "unit").set_value(["某镇教育办"]).run()
    assert not app.error
    assert cards(app)["资金：待填报"] == "20,000 元"


@pytest.mark.usefixtures("database_url")
def test_a_database_that_cannot_be_opened_says_so_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    broken = tmp_path / "broken.db"
    broken.write_text("not a database" * 100)
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{broken}")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not app.exception
    assert "数据库" in app.error[0].value


@pytest.mark.usefixtures("database_url")
def test_a_pass_phrase_guards_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = tmp_path / "secrets.toml"
    settings.write_text('[access]\npassword = "芝麻开门"\n', "utf-8")
    monkeypatch.setenv("PERFDATA_SECRETS", str(settings))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not app.metric
    app.text_input[0].set_value("错")
    app.button[0].click().run()
    assert app.error[0].value == "口令不对，请重新输入或联系管理员。"
    app.text_input[0].set_value("芝麻开门")
    app.button[0].click().run()
    assert cards(app)["资金：待填报"] == "831,100 元"


@pytest.mark.usefixtures("database_url")
def test_a_broken_settings_file_lets_nobody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = tmp_path / "secrets.toml"
    settings.write_text("[access]\npassword = 芝麻开门\n", "utf-8")
    monkeypatch.setenv("PERFDATA_SECRETS", str(settings))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not app.exception
    assert not app.metric
    assert [str(settings) in error.value and "line 2" in error.value for error in app.error] == [True]


def formula_table(*, year: int = 2024, budget: str = "504000", rate: str = "1000") -> str:
    lines = [
        Line("产出指标", "数量指标", "补贴人数", "36人", "36人"),
        Line("", "成本指标", "补贴标准", "", f"{rate}元/人/月"),
    ]
    return goal_table(name="补助", year=year, budget=budget, annual_goal="按月发放补贴。", lines=lines)


def test_the_what_if_starts_anew_in_another_year(open_page: OpenPage, database_url: str):
    add_tables(database_url, formula_table(year=2025, rate="1000"), formula_table(year=2026, rate="800"))
    app = open_page("pages/dashboards/subsidies.py", year="2025")
    assert [box.value for box in app.number_input] == [36, 1000, 12]
    app.number_input[0].set_value(40).run()
    widget(app, "year").set_value(2026).run()
    assert [box.value for box in app.number_input] == [36, 800, 12]


def test_a_rate_below_one_is_tried_as_written(open_page: OpenPage, database_url: str):
    add_tables(database_url, formula_table(year=2025, rate="0.8"))
    app = open_page("pages/dashboards/subsidies.py")
    assert [(box.value, box.step) for box in app.number_input] == [(36, 1), (0.8, 0.01), (12, 1)]
    assert metrics(app)["试算金额"] == "345.6 元"


def test_without_a_budget_a_sentence_stands_in_for_the_what_if(open_page: OpenPage, database_url: str):
    add_tables(database_url, formula_table(year=2025, budget="待定"))
    app = open_page("pages/dashboards/subsidies.py")
    assert "目标表没有填写预算金额，无法试算结余和最多人数。" in all_text(app)
    assert not app.number_input
