"""填报进度, what a clerk reads on 填报上传, and a closed year before a file is confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from perfdata.usecases import closing, opening, tasks
from tests.builders import goal_table
from tests.pages.conftest import OpenPage
from tests.pages.test_dashboards import add_tables, all_text
from tests.pages.test_records import UPLOAD, filled_template, upload

PROGRESS = "pages/records/progress.py"
UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"


def add(url: str, **changes: Any) -> None:
    own: dict[str, Any] = {"fiscal_year": 2024, "month": 10, "due_on": date(2024, 11, 5), "who": "李主任"}
    own["owed"] = [tasks.Owed.RESULTS]
    tasks.add(opening.open_with_bundled_tables(url), **own | changes)


def table(app: AppTest) -> list[list[Any]]:
    return app.dataframe[0].value.to_numpy().tolist()


def test_an_empty_page_says_what_to_do_and_a_task_is_made_and_withdrawn_there(open_page: OpenPage, database_url: str):
    app = open_page(PROGRESS)
    assert "还没有填报任务。布置任务后" in all_text(app)
    app.button(key="FormSubmitter:new_task-布置").click().run()
    assert app.error[0].value == "请先填写您的姓名，再点一次。"
    app.text_input(key="who_progress").set_value("李主任")
    app.button(key="FormSubmitter:new_task-布置").click().run()
    assert not app.error
    engine = opening.open_with_bundled_tables(database_url)
    [task] = tasks.list_tasks(engine)
    assert app.toast[0].value == "已布置，各单位在“填报上传”和本页看到。"
    assert (task.what, task.whom, task.made_by) == ("2024 年度完成情况", "全部单位", "李主任")
    assert "未报" in all_text(app)
    app.button(key="withdraw_1").click().run()
    assert not app.error
    assert tasks.list_tasks(engine) == []


def test_the_answer_comes_first_and_units_lead_to_what_they_owe(open_page: OpenPage, database_url: str):
    add_tables(database_url, goal_table(unit="某镇教育办"))
    add(database_url)
    add(database_url, owed=[tasks.Owed.GOALS], month=12, units=[UNIT])
    app = open_page().switch_page(PROGRESS).run()
    assert app.error[0].value.startswith("## 2 个单位中 2 个逾期")
    assert table(app) == [
        ["非公有制经济组织和社会组织党建服务中心", "逾期", "已报"],
        ["教育办", "逾期", ""],
    ]
    [message] = app.code
    assert message.value.startswith("2024 年 10 月完成情况应于 2024-11-05 前报送，已逾期 ")
    assert message.value.splitlines()[1:] == [f"1. {UNIT}（还差 40 项）", "2. 某镇教育办（还差 5 项）"]
    app = open_page(unit="某镇教育办").switch_page(PROGRESS).run()
    assert app.error[0].value.startswith("## 某镇教育办：1 项任务逾期")
    assert table(app) == [["助学补助（镇）", 5]]


def test_a_clerk_reads_what_is_still_owed_in_one_line(open_page: OpenPage, database_url: str):
    add(database_url, due_on=date(2999, 1, 10))
    app = open_page(UPLOAD, unit=UNIT)
    assert "还要报送：2024 年 10 月完成情况（2999-01-10 前，还差 40 项）。" in all_text(app)


def test_a_closed_year_is_told_before_the_confirmation_and_reopened_with_a_reason(
    open_page: OpenPage, database_url: str
):
    content = filled_template(database_url, {"补贴人数": "36人"})
    closing.close(opening.open_with_bundled_tables(database_url), fiscal_year=2024, who="李主任")
    app = upload(open_page(UPLOAD), content)
    [told] = [box.value for box in app.warning if "封账" in box.value]
    assert told.startswith("全部单位 2024 年度的数据已由 李主任 于 ")
    assert app.button(key="confirm").disabled
    app.switch_page(PROGRESS).run()
    assert "全部单位 2024 年度，李主任 于 " in all_text(app)
    app.text_input(key="who_progress").set_value("王科长")
    app.button(key="FormSubmitter:reopen-重开").click().run()
    assert app.error[0].value == "重开要写明原因，没有重开。"
    next(box for box in app.text_input if box.label == "重开的原因").set_value("更正一项")
    app.button(key="FormSubmitter:reopen-重开").click().run()
    assert not app.error
    app.switch_page(UPLOAD).run()
    assert not app.button(key="confirm").disabled
