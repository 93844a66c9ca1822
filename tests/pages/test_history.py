"""历史 and 操作记录: two people with pages of their own, and the log of all they did."""

from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from perfdata.core.clock import BEIJING, told_moment
from perfdata.core.people import Visitor
from perfdata.core.terms import Act
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import history, log, opening
from tests.pages.conftest import OpenPage
from tests.pages.test_dashboards import all_text

HISTORY, LOG = "pages/records/history.py", "pages/records/log.py"


def named(app: AppTest, name: str) -> AppTest:
    app.text_input(key="who_history").set_value(name)
    return app


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button if button.key and button.key.startswith(("undo", "redo"))}


def test_an_old_page_never_does_the_opposite_and_is_told_who_was_first(open_page: OpenPage, database_url: str):
    first, second = open_page(HISTORY), open_page(HISTORY)
    named(first, "张会计").button(key="undo_1").click().run()
    assert keys(first) == {"redo_1"}
    assert "已由 张会计 于" in all_text(first)
    named(second, "李科长").button(key="undo_1").click().run()
    assert "第 1 号上传已经撤销，不必再次撤销：已由 张会计 于" in second.error[0].value
    assert keys(second) == {"redo_1"}
    [upload] = history.list_uploads(opening.open_with_bundled_tables(database_url))
    assert upload.voided_by == "张会计"
    second.button(key="redo_1").click().run()
    assert not second.error
    assert "已由 李科长 于" in all_text(second)
    first.button(key="redo_1").click().run()
    assert "没有撤销，不必恢复：已由 李科长 于" in first.error[0].value


def test_a_click_without_a_name_asks_for_it_and_a_name_typed_before_the_click_counts(open_page: OpenPage):
    app = open_page(HISTORY)
    app.button(key="undo_1").click().run()
    assert app.error[0].value == "请先填写您的姓名，再点一次。"
    assert keys(app) == {"undo_1"}
    named(app, "张会计").button(key="undo_1").click().run()
    assert not app.error
    assert keys(app) == {"redo_1"}


def test_moments_are_those_of_the_visitor(open_page: OpenPage, database_url: str):
    [upload] = history.list_uploads(opening.open_with_bundled_tables(database_url))
    app = open_page(HISTORY)
    assert f"随系统提供（{plain_markdown(told_moment(upload.uploaded_at, BEIJING))}）" in all_text(app)
    app.context = {"timezone": "UTC"}
    app.run()
    assert f"随系统提供（{plain_markdown(told_moment(upload.uploaded_at, UTC))}）" in all_text(app)


def acted(url: str) -> Any:
    engine = opening.open_with_bundled_tables(url)
    history.undo(engine, 1, who="李科长")
    history.redo(engine, 1, who=Visitor(name="王主任", address="10.0.0.7"))
    return engine


def test_the_log_lists_who_did_what_newest_first_and_is_filtered(open_page: OpenPage, database_url: str):
    acted(database_url)
    app = open_page(LOG)
    table = app.dataframe[0].value
    assert table["who"].tolist() == ["王主任", "李科长", "随系统提供"]
    assert table["act"].tolist() == ["恢复", "撤销", "上传"]
    assert table["text"].tolist()[-1] == "goal_tables_2024.txt（36 行）"
    assert table["upload_id"].tolist() == [1, 1, 1]
    app.multiselect(key="log_act").set_value([Act.VOID.value]).run()
    assert app.dataframe[0].value["who"].tolist() == ["李科长"]
    app.multiselect(key="log_who").set_value(["王主任"]).run()
    assert "没有符合条件的记录" in all_text(app)


def test_the_log_comes_as_a_workbook_of_all_that_is_wanted(database_url: str):
    engine = acted(database_url)
    content = log.log_workbook(engine, log.wanted(people=["李科长", "王主任"], zone=BEIJING), zone=BEIJING)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    assert rows[1] == ("时间", "操作人", "地址", "操作", "类别", "内容", "上传编号", "年度")
    assert [row[1:7] for row in rows[2:4]] == [
        ("王主任", "10.0.0.7", "恢复", "绩效目标表", "goal_tables_2024.txt", 1),
        ("李科长", None, "撤销", "绩效目标表", "goal_tables_2024.txt", 1),
    ]
    assert str(rows[4][0]).startswith("共 2 条")


def test_other_scoring_schemes_are_in_the_log(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = tmp_path / "本局方案.toml"
    monkeypatch.setenv("PERFDATA_SCHEMES", str(own))
    for text in ("# 一", "# 一", "# 二"):
        own.write_text(text, "utf-8")
        engine = opening.open_with_bundled_tables(database_url)
    wanted = log.wanted(acts=[Act.SCHEMES], zone=BEIJING)
    told = log.log_frame(engine, wanted, zone=BEIJING)
    assert told["act"].tolist() == ["改计分方案"] * 2
    assert all(text.startswith("本局方案.toml（") for text in told["text"])
