from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from perfdata.usecases import demo, history, opening, uploading
from tests.pages.conftest import OpenPage, cards, reported
from tests.pages.test_dashboards import all_text, metrics

UPLOAD, HISTORY = "pages/records/upload.py", "pages/records/history.py"
INDICATORS = "pages/dashboards/indicators.py"


def filled_template(url: str, actuals: dict[str, str], spent: dict[str, object] | None = None) -> bytes:
    """The template of 2024 with actual values by indicator name and spending by project name."""
    engine = opening.open_with_bundled_tables(url)
    template = uploading.result_template(engine, fiscal_year=2024, today=date(2025, 1, 10))
    book = openpyxl.load_workbook(BytesIO(template))
    for sheet, values in ((book.worksheets[0], actuals), (book.worksheets[1], spent or {})):
        headers = [cell.value for cell in sheet[3]]
        name_at = headers.index("三级指标" if "三级指标" in headers else "项目名称")
        value_at = headers.index("实际完成值" if "实际完成值" in headers else "全年执行数（元）")
        rows: Any = sheet.iter_rows(min_row=4)
        for row in rows:
            if (value := values.get(row[name_at].value)) is not None:
                row[value_at].value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(app: AppTest, content: bytes, name: str = "结果.xlsx") -> AppTest:
    app.file_uploader[0].upload(name, content)
    return app.run()


def button(app: AppTest, key: str):
    return app.button(key=key)


def test_a_clean_file_is_previewed_confirmed_and_shown(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴人数": "36人"}, {"两新组织党务工作者补贴（镇）": 432000}))
    assert metrics(app) == {"新增": "2", "修改": "0", "不变": "0", "暂缓": "0", "提示": "0"}
    assert (
        "写入后：已填报 0 / 36 → **2 / 36（1 项由支出计算）**；达成 0 项 → **2 项**；预算执行率 待填报 → **85.7%**。"
        in all_text(app)
    )
    button(app, "confirm").click().run()
    assert app.error[0].value == "请先填写您的姓名，再点一次。"
    app.text_input(key="who_upload").set_value("张会计")
    button(app, "confirm").click().run()
    assert not app.error
    assert app.success[0].value == "“结果.xlsx”已写入（新增 2），记为第 2 号上传。"
    app.switch_page("pages/dashboards/overview.py").run()
    assert reported(app) == "已报 2 项"
    assert "85.7%" in cards(app).values()


def test_nothing_is_stored_before_the_confirmation(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴人数": "36人"}))
    app.switch_page("pages/dashboards/overview.py").run()
    assert reported(app) == "尚未填报"


def test_mistakes_stand_at_their_cells_and_hold_their_rows(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴人数": "三十六吧1", "补贴及时率": "0.9", "补贴发放准确率": "100%"}))
    findings = app.dataframe[0].value
    assert findings["place"].tolist() == ["指标完成情况 H28", "指标完成情况 H34"]
    assert metrics(app)["暂缓"] == "2"
    app.text_input(key="who_upload").set_value("张会计").run()
    assert button(app, "confirm").disabled
    app.checkbox(key="accept_sound_rows").check().run()
    button(app, "confirm").click().run()
    assert app.success[0].value == "“结果.xlsx”已写入（新增 1），记为第 2 号上传。另有 2 行暂缓。"


def test_the_same_file_twice_says_so_and_cannot_be_confirmed(open_page: OpenPage, database_url: str):
    content = filled_template(database_url, {"补贴人数": "36人"})
    app = open_page(UPLOAD)
    upload(app, content)
    app.text_input(key="who_upload").set_value("张会计").run()
    button(app, "confirm").click().run()
    upload(app, content)
    assert "已经入库（第 2 号上传）" in all_text(app)
    assert button(app, "confirm").disabled


def test_a_broken_file_is_one_chinese_sentence(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(app, b"PK\x03\x04 not a workbook")
    assert len(app.error) == 1
    assert app.error[0].value.startswith("结果.xlsx：")


def test_an_unknown_indicator_is_suggested_confirmed_and_remembered(open_page: OpenPage, database_url: str):
    content = filled_template(database_url, {"补贴人数": "36人"})
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    row: Any = next(row for row in sheet.iter_rows(min_row=4) if row[5].value == "补贴人数")
    row[0].value, row[5].value = None, "补贴总人数"
    buffer = BytesIO()
    book.save(buffer)
    app = open_page(UPLOAD)
    upload(app, buffer.getvalue())
    assert "补贴人数" in app.checkbox[0].label
    app.checkbox[0].check().run()
    button(app, "recheck").click().run()
    assert metrics(app)["新增"] == "1"
    app.text_input(key="who_upload").set_value("张会计").run()
    button(app, "confirm").click().run()
    assert app.success


def test_undo_takes_an_upload_back_and_redo_restores_it(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴人数": "36人"}))
    app.text_input(key="who_upload").set_value("张会计").run()
    button(app, "confirm").click().run()
    app.switch_page(HISTORY).run()
    assert app.dataframe[-1].value["new"].tolist() == ["36人"]
    button(app, "undo_2").click().run()
    assert "已撤销" in all_text(app)
    assert app.dataframe[-1].value["new"].isna().tolist() == [True, False]
    app.switch_page("pages/dashboards/overview.py").run()
    assert reported(app) == "尚未填报"
    app.switch_page(HISTORY).run()
    button(app, "redo_2").click().run()
    app.switch_page("pages/dashboards/overview.py").run()
    assert reported(app) == "已报 1 项"


def test_history_lists_the_bundled_tables_with_their_findings(open_page: OpenPage):
    app = open_page(HISTORY)
    assert "**第 1 号　goal_tables_2024.txt**　:green-badge[有效]" in all_text(app)


def test_demo_data_is_asked_for_marked_and_removed_with_one_click(open_page: OpenPage, database_url: str):
    app = open_page(INDICATORS)
    asked = next(item for item in app.get("popover") if item.button)
    assert "所有打开看板的人都会看到" in asked.markdown[0].value
    app.text_input(key="who_demo").set_value("张会计")
    button(app, "load_demo").click().run()
    assert "演示数据" in app.warning[0].value
    assert all("（演示数据）" in item.value for item in app.subheader if item.value not in ("明细", "逐项查看"))
    assert metrics(app)["待填报"] == "0 项"
    for page in (UPLOAD, HISTORY, "pages/dashboards/budgets.py"):
        app.switch_page(page).run()
        assert "演示数据" in app.warning[0].value
    titles = [item.value for item in app.subheader]
    assert "各项目预算" in titles
    assert "各项目执行与应达（演示数据）" in titles
    button(app, "remove_demo").click().run()
    assert not app.warning
    app.switch_page(INDICATORS).run()
    assert metrics(app)["待填报"] == "36 项"
    uploads = history.list_uploads(opening.open_with_bundled_tables(database_url))
    assert (uploads[0].uploaded_by, uploads[0].voided_by) == ("张会计", "张会计")


@pytest.mark.parametrize("page", ["pages/dashboards/subsidies.py", "pages/evaluation/findings.py"])
def test_charts_without_results_are_not_called_invented(open_page: OpenPage, database_url: str, page: str):
    demo.load_demo(opening.open_with_bundled_tables(database_url), fiscal_year=2024, who="演示")
    app = open_page(page)
    assert app.get("plotly_chart")
    assert not [item.value for item in app.subheader if "演示数据" in item.value]


def test_demo_data_are_not_loaded_beside_results_that_came_meanwhile(open_page: OpenPage, database_url: str):
    app = open_page(INDICATORS)
    engine = opening.open_with_bundled_tables(database_url)
    own = filled_template(database_url, {"补贴人数": "36人"})
    preview = uploading.preview_file(engine, own, file_name="结果.xlsx", today=date(2025, 1, 10))
    uploading.confirm(engine, preview, uploaded_by="李科长")
    button(app, "load_demo").click().run()
    assert metrics(app)["待填报"] == "35 项"
    assert demo.demo_upload_ids(engine, fiscal_year=2024) == []


def test_real_results_replace_the_demo_data(open_page: OpenPage, database_url: str, tmp_path: Path):
    assert tmp_path.exists()
    app = open_page(INDICATORS)
    button(app, "load_demo").click().run()
    app.switch_page(UPLOAD).run()
    upload(app, filled_template(database_url, {"补贴人数": "36人"}))
    app.text_input(key="who_upload").set_value("张会计").run()
    button(app, "confirm").click().run()
    app.switch_page(INDICATORS).run()
    assert not app.warning
    assert metrics(app)["待填报"] == "35 项"


def test_a_new_goal_table_is_uploaded_the_same_way(open_page: OpenPage):
    from tests.builders import goal_table, goal_tables

    app = open_page(UPLOAD)
    upload(app, goal_tables(goal_table(year=2025, budget="20000")), name="2025.txt")
    assert metrics(app) == {"项目": "1", "指标": "4", "提示": "0"}
    app.text_input(key="who_upload").set_value("张会计").run()
    button(app, "confirm").click().run()
    app.switch_page("pages/dashboards/overview.py").run()
    assert app.selectbox[0].options == ["2025", "2024"]
