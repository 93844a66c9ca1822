"""审核 from the clerk's upload to the leader's figures, each signed in with an account of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from perfdata.core.tasks import TaskState
from perfdata.core.terms import Role
from perfdata.serving.door import COOKIE, door
from perfdata.storing import accounts, store
from perfdata.usecases import opening, people, reviewing, tasks
from tests.pages.conftest import OpenPage, reported
from tests.pages.test_dashboards import all_text
from tests.pages.test_records import HISTORY, UPLOAD, filled_template, upload
from tests.people import signed_in

REVIEW = "pages/records/review.py"
UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"
CLERK, REVIEWER, VIEWER = "张会计", "李科长", "陈观察"
As = Callable[[str], None]


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = opening.open_with_bundled_tables(database_url)
    hashed = people.hash_of("Correct-horse-7")
    for name, role, units in (
        ("李主任", Role.ADMINISTRATOR, ()),
        (CLERK, Role.CLERK, (UNIT,)),
        (REVIEWER, Role.REVIEWER, (UNIT,)),
        (VIEWER, Role.VIEWER, ()),
    ):
        accounts.add_account(engine, name=name, role=role, units=units, password_hash=hashed, who="命令行")
        accounts.set_password(engine, name, password_hash=hashed, must_change=False, who=name)
    return engine


@pytest.fixture
def sign_in(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[As]:
    """From now on pages are opened with the cookie of this account, at a server that asks for one."""
    cookies: dict[str, str] = {}
    monkeypatch.setenv("PERFDATA_REVIEW", "on")
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", property(lambda _self: cookies))
    door.forget()
    door.is_guarded = True
    yield lambda name: cookies.update({COOKIE: signed_in(engine, name)})
    door.forget()


def test_the_lines_of_a_file_are_not_for_who_may_only_look(open_page: OpenPage, sign_in: As, engine: Engine):
    project = store.current(engine, fiscal_year=2024).projects[0]
    read = {}
    for name in (REVIEWER, VIEWER):
        sign_in(name)
        app = open_page("pages/records/goal_tables.py", year="2024")
        app.session_state[f"source_{project.project_id}"] = True
        app.run()
        captions = [caption.value for caption in app.caption]
        read[name] = len(app.dataframe), "原表可能含有个人信息，不向查看账号显示；从中读出的指标见上表。" in captions
    assert read == {REVIEWER: (2, False), VIEWER: (1, True)}


def handed_in(open_page: OpenPage, url: str, actual: str = "36人") -> AppTest:
    app = open_page(UPLOAD)
    upload(app, filled_template(url, {"补贴人数": actual}))
    app.button(key="confirm").click().run()
    assert not app.error
    return app


def test_what_a_clerk_confirms_counts_when_the_reviewer_approved_it(
    open_page: OpenPage, database_url: str, sign_in: As, engine: Engine
):
    sign_in(CLERK)
    app = handed_in(open_page, database_url)
    assert app.success[0].proto.title == "已交审"
    assert app.success[0].value == "“结果.xlsx”已交审（新增 1），记为第 2 号上传。批准后计入各项数字。"
    assert reported(open_page()) == "尚未填报"
    [project] = [item for item in store.current(engine).projects if item.project_name.startswith("两新组织党务")]
    app = open_page("pages/dashboards/project.py", id=project.project_id, year="2024")
    assert "有 1 份待审的填报（第 2 号），批准前不计入本页数字。" in [caption.value for caption in app.caption]
    app = open_page(REVIEW)
    assert [button.key for button in app.button if button.label in ("批准", "退回", "撤回")] == ["withdraw_2"]
    assert "waiting_original_2" in {item.key for item in app.get("download_button")}
    sign_in(VIEWER)  # what came in may hold telephone numbers
    app = open_page(REVIEW)
    assert "（1 处变化）" in all_text(app)
    assert "waiting_original_2" not in {item.key for item in app.get("download_button")}
    sign_in(REVIEWER)
    app = open_page(REVIEW)
    assert "批准后：已填报 0 / 36 → **1 / 36**；达成 0 项 → **1 项**" in all_text(app)
    assert "**旧值 → 新值（1 处变化）**" in all_text(app)
    app.button(key="approve_2").click().run()
    assert app.success[0].value == "已批准第 2 号上传（张会计，1 行），已计入各项数字。"
    assert "没有待审的填报。" in all_text(app)
    assert reported(open_page()) == "已报 1 项"
    assert "第 2 号　结果.xlsx" in (text := all_text(open_page(HISTORY)))
    assert ":green-badge[已审]" in text


def test_a_returned_file_is_shown_to_the_clerk_with_the_reason_and_the_file_to_mend(
    open_page: OpenPage, database_url: str, sign_in: As
):
    sign_in(CLERK)
    handed_in(open_page, database_url)
    sign_in(REVIEWER)
    app = open_page(REVIEW)
    app.button(key="return_2").click().run()
    assert app.error[0].value == "请写明退回的原因，或在下面的表中写明哪一格要改，再点一次。"
    app.text_area(key="reason_2").set_value("与台账不符").run()
    app.button(key="return_2").click().run()
    assert app.success[0].value == "已退回第 2 号上传：张会计会在“填报上传”和“历史”中看到原因。"
    sign_in(CLERK)
    app = open_page(UPLOAD)
    [told] = [box for box in app.warning if box.proto.title.startswith("已退回")]
    assert told.proto.title == "已退回　第 2 号　结果.xlsx"
    assert told.value.endswith("退回：与台账不符")
    assert "marked_2" in {item.key for item in app.get("download_button")}
    assert "退回的原因：与台账不符" in all_text(open_page(HISTORY))
    handed_in(open_page, database_url, "35人")
    assert not open_page(UPLOAD).warning


def test_a_clerk_takes_back_what_waits_and_cannot_undo_what_counts(open_page: OpenPage, database_url: str, sign_in: As):
    sign_in(CLERK)
    handed_in(open_page, database_url)
    app = open_page(REVIEW)
    app.button(key="withdraw_2").click().run()
    assert app.success[0].value == "已撤回第 2 号上传，原件仍在“历史”中。改好后可以重新上传。"
    app = open_page(HISTORY)
    assert not [button.key for button in app.button if button.key and button.key.startswith(("undo", "redo"))]
    assert "已开启审核：撤销和恢复由审核人员办理" in all_text(app)


def test_without_accounts_nobody_meets_the_review(open_page: OpenPage, database_url: str, monkeypatch):
    monkeypatch.setenv("PERFDATA_REVIEW", "on")
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴人数": "36人"}))
    app.text_input(key="who_upload").set_value("张会计")
    assert app.button(key="confirm").label == "确认入库"
    app.button(key="confirm").click().run()
    assert app.success[0].proto.title == "已入库"


def test_the_progress_of_a_task_tells_what_waits_and_what_came_back_at_once(
    open_page: OpenPage, database_url: str, sign_in: As, engine: Engine
):
    due_on = date(2999, 1, 10)
    tasks.add(engine, fiscal_year=2024, month=10, due_on=due_on, owed=[tasks.Owed.RESULTS], who="李主任")
    sign_in(REVIEWER)
    assert _state(open_page) == "未报"
    sign_in(CLERK)
    handed_in(open_page, database_url)
    sign_in(REVIEWER)
    assert _state(open_page) == "部分"
    reviewing.give_back(engine, 2, who=people.called(engine, REVIEWER, address=""), reason="与台账不符")
    assert _state(open_page) == "已退回"


def _state(open_page: OpenPage) -> str:
    words = all_text(open_page("pages/records/progress.py", unit=UNIT))
    return next(state.label for state in TaskState if f"-badge[{state.label}]" in words)
