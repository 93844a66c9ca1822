"""绩效自评 as a leader reads it: scores, schemes side by side, reasons for lost points, weights in place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from perfdata.storing.scope import Scope
from perfdata.usecases import demo, evaluating, history, opening
from tests.pages.conftest import OpenPage, widget
from tests.pages.test_dashboards import all_text, metrics

PAGE = "pages/evaluation/self_evaluation.py"


def with_demo(url: str) -> None:
    demo.load_demo(opening.open_with_bundled_tables(url), fiscal_year=2024, who="演示")


def project_table(app: AppTest) -> dict[Any, list[str]]:
    return app.dataframe[0].value.to_dict(orient="list")


def test_without_reports_nothing_is_scored_and_the_weights_are_there(open_page: OpenPage):
    app = open_page(PAGE)
    assert app.title[0].value == "2024 年度绩效自评"
    assert app.info[0].value.startswith("还没有填报实际完成情况和执行数")
    assert project_table(app)["总分"] == ["待填报"] * 4
    assert metrics(app)["未评"] == "4 个项目"
    assert metrics(app)["已填报部分得分 / 满分"] == "0.00 / 0"
    assert len(app.get("plotly_chart")) == 0
    assert widget(app, "load_demo").label == "载入演示数据"
    assert "指标分值合计 **90** 分　:green-badge[合计正确]" in all_text(app)


def test_demo_data_give_totals_grades_and_the_reasons(open_page: OpenPage, database_url: str):
    with_demo(database_url)
    app = open_page(PAGE)
    table = project_table(app)
    assert table["等级"] == ["优", "良", "优", "优"]
    assert table["总分"][1] == "87.82"
    assert metrics(app)["总分"] == "94.75 分"
    assert metrics(app)["优"] == "3 个项目"
    assert "定性指标只填等级、未给得分，暂按方案的默认比例：0.7 × 15 = 10.5 分，扣 4.5 分" in all_text(app)
    assert len(app.get("plotly_chart")) == 2


def test_two_schemes_stand_side_by_side(open_page: OpenPage, database_url: str):
    with_demo(database_url)
    app = open_page(PAGE)
    widget(app, "beside").set_value("province_20_40_40").run()
    assert not app.exception
    table = project_table(app)
    assert table["省级示例（20/40/40）：等级"] == ["优", "良", "良", "优"]
    widget(app, "scheme").set_value("ministry_2021").run()
    assert not app.exception
    assert "101号" in app.caption[0].value


def test_project_below_the_top_sees_the_ways_up(open_page: OpenPage, database_url: str):
    with_demo(database_url)
    app = open_page(PAGE)
    frames = evaluating.score_frames(opening.open_with_bundled_tables(database_url), Scope(2024))
    widget(app, "scored_project").set_value(frames["project_scores"]["project_id"][1]).run()
    assert not app.exception
    assert metrics(app)["等级"] == "良"
    assert "距“优”还差 **2.18 分**。" in all_text(app)  # 90 − 87.82
    assert "由 3 个 提高到 4 个" in all_text(app)


def test_sum_of_weights_is_checked_as_they_are_typed_and_saving_makes_an_upload(open_page: OpenPage, database_url: str):
    app = open_page(PAGE)
    (editor,) = app.data_editor
    assert editor.key
    app.session_state[editor.key] = {"edited_rows": {0: {"weight_points": 20.0}}, "added_rows": [], "deleted_rows": []}
    app.run()
    assert "合计 **97.5** 分　:orange-badge[应为 90 分，多 7.5 分]" in all_text(app)
    widget(app, "who_weights").set_value("李四").run()
    assert widget(app, "save_weights").disabled
    app.session_state[editor.key] = {
        "edited_rows": {0: {"weight_points": 20.0}, 1: {"weight_points": 5.0}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    widget(app, "save_weights").click().run()
    assert not app.exception
    assert project_table(app)["分值来源"] == ["人工设定", "系统默认等权", "系统默认等权", "系统默认等权"]
    engine = opening.open_with_bundled_tables(database_url)
    upload = history.list_uploads(engine)[0]
    assert (upload.kind.label, upload.row_count, upload.uploaded_by) == ("指标分值", 7, "李四")
    history.undo(engine, upload.upload_id, who="李四")
    app.run()
    assert project_table(app)["分值来源"] == ["系统默认等权"] * 4
    engine.dispose()


def test_an_edited_scheme_shows_new_scores(
    open_page: OpenPage, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with_demo(database_url)
    own = tmp_path / "own.toml"
    monkeypatch.setenv("PERFDATA_SCHEMES", str(own))
    grades = 'grades = [{{ name = "优", from = {} }}, {{ name = "差", from = 0 }}]'
    own.write_text(f'[town]\ntitle = "本镇"\nlike = "ministry_2020"\n{grades.format(90)}\n', "utf-8")
    app = open_page(PAGE)
    widget(app, "scheme").set_value("town").run()
    assert project_table(app)["等级"] == ["优", "差", "优", "优"]  # 87.82 is below 90
    own.write_text(f'[town]\ntitle = "本镇"\nlike = "ministry_2020"\n{grades.format(87)}\n', "utf-8")
    os.utime(own, (2_000_000_000, 2_000_000_000))
    app.run()
    assert project_table(app)["等级"] == ["优", "优", "优", "优"]


def test_wrong_own_scheme_is_told_with_its_line_instead_of_scores(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    app = open_page(PAGE)
    own = tmp_path / "own.toml"
    own.write_text('[town]\nlike = "ministry_2020"\nrounding = 3\n', "utf-8")
    monkeypatch.setenv("PERFDATA_SCHEMES", str(own))
    app.run()
    assert not app.exception
    assert app.error[0].value.replace("\\", "").startswith("own.toml 第 3 行：计分方案“town”“rounding”应是 1、0.1")
