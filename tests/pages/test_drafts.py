"""A file on the desk: it stays while other pages are looked at, and every click on 确认入库 is answered."""

from datetime import date

from streamlit.testing.v1 import AppTest

from perfdata.storing import store
from perfdata.usecases import opening, uploading
from tests.builders import goal_table, goal_tables
from tests.pages.conftest import OpenPage
from tests.pages.test_dashboards import add_tables, all_text, metrics
from tests.pages.test_records import UPLOAD, filled_template, upload
from tests.pages.test_uploads import FORM, renamed, tick

TABLE = goal_tables(goal_table(name="新项目", year=2025))


def confirm(app: AppTest, who: str = "张会计") -> AppTest:
    app.text_input(key="who_upload").set_value(who)
    return app.button(key="confirm").click().run()


def look_elsewhere(app: AppTest) -> None:
    app.switch_page("pages/dashboards/budgets.py").run()
    app.switch_page(UPLOAD).run()


def test_a_draft_with_its_answers_survives_a_look_at_another_page(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, renamed(database_url, "补贴总人数"))
    tick(app)
    look_elsewhere(app)
    assert "正在核对：**结果.xlsx**" in all_text(app)
    assert app.checkbox[0].value
    assert metrics(app)["新增"] == "1"
    confirm(app)
    assert "已写入（新增 1），记为第 2 号上传" in app.success[0].value


def test_corrections_survive_a_look_at_another_page(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(app, FORM.encode(), name="申报表.txt")
    next(box for box in app.selectbox if box.label == "金额单位").set_value("万元").run()
    look_elsewhere(app)
    assert metrics(app) == {"项目": "1", "指标": "1", "提示": "0"}


def test_a_file_can_be_taken_off_the_desk(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(app, TABLE, name="新表.txt")
    app.button(key="drop_file").click().run()
    assert not metrics(app)
    assert "draft" not in app.query_params


def test_what_is_stored_comes_with_a_link_and_the_desk_is_empty(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(app, TABLE, name="新表.txt")
    assert app.query_params["draft"]
    confirm(app)
    assert app.success[0].value == "“新表.txt”已写入（项目 1，指标 4），记为第 2 号上传。"
    assert [link.value for link in app.page_link][-2:] == ["看绩效目标表", "看历史"]
    assert "draft" not in app.query_params


def test_of_two_who_confirm_the_second_is_told_and_looks_at_the_new_data_first(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴人数": "36人"}))
    engine = opening.open_with_bundled_tables(database_url)
    other = uploading.preview_file(
        engine, filled_template(database_url, {"补贴人数": "35人"}), file_name="他的.xlsx", today=date(2025, 1, 10)
    )
    uploading.confirm(engine, other, uploaded_by="李科长")
    confirm(app)
    assert "数据已更新，请重新核对后再确认：已由 李科长 于" in app.error[0].value
    assert "上传“他的.xlsx”。" in app.error[0].value
    assert len(store.list_uploads(engine)) == 2
    assert metrics(app)["修改"] == "1"
    confirm(app)
    assert not app.error
    assert store.list_uploads(engine)[0].uploaded_by == "张会计"


def test_a_correction_made_with_the_same_click_is_looked_at_before_it_is_stored(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, FORM.replace("项目资金", "项目资金（万元）").encode(), name="申报表.txt")
    next(box for box in app.number_input if box.label == "年度").set_value(2024)
    confirm(app)
    assert app.error[0].value == "您刚才的更正还没有核对：请看过下面重新读取的内容，再确认。"
    assert len(store.list_uploads(opening.open_with_bundled_tables(database_url))) == 1
    confirm(app)
    assert not app.error
    assert store.list_uploads(opening.open_with_bundled_tables(database_url))[0].fiscal_year == 2024


def test_the_consent_to_leave_rows_out_is_given_for_one_file(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    wrong = {"补贴发放准确率": "三十六吧1", "补贴及时率": "96%"}
    upload(app, filled_template(database_url, wrong))
    app.checkbox(key="accept_sound_rows").check().run()
    confirm(app)
    assert "另有 1 行暂缓" in app.success[0].value
    upload(app, filled_template(database_url, wrong | {"补贴人数": "36人"}), name="另一份.xlsx")
    assert not app.checkbox(key="accept_sound_rows").value
    assert app.button(key="confirm").disabled


def test_a_window_that_lost_its_draft_says_so(open_page: OpenPage):
    app = open_page(UPLOAD, draft="of-before-the-restart")
    assert app.warning[0].value.startswith("服务器重新启动过")
    assert not [button for button in app.button if button.key == "confirm"]
    app.run()
    assert app.warning
    upload(app, TABLE, name="新表.txt")
    assert not app.warning
    assert metrics(app)["项目"] == "1"


def test_a_year_stored_meanwhile_does_not_change_the_year_that_is_shown(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    add_tables(database_url, goal_table(year=2025))
    app.run()
    assert app.selectbox(key="year").value == 2024
