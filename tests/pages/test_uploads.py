from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import store, uploads
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import history, opening
from tests.builders import BUNDLED, Line, goal_table, goal_tables
from tests.pages.conftest import OpenPage
from tests.pages.test_dashboards import add_tables, all_text, metrics
from tests.pages.test_records import HISTORY, UPLOAD, button, filled_template, upload
from tests.usecases.test_files_of_several_kinds import archive
from tests.usecases.test_form_corrections import form as self_evaluation
from tests.usecases.test_near_projects import self_evaluation as near_self_evaluation

NAME = "标准36*1000*12元![x](http://127.0.0.1:9/x.png)"
SHORT_NAME = "标准36*1000*12元![x]"  # without the trailing brackets


def renamed(url: str, name: str) -> bytes:
    """A filled template whose row 补贴人数 carries another name and no id."""
    book = openpyxl.load_workbook(BytesIO(filled_template(url, {"补贴人数": "36人"})))
    row: Any = next(row for row in book.worksheets[0].iter_rows(min_row=4) if row[5].value == "补贴人数")
    row[0].value, row[5].value = None, name
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def tick(app: AppTest, *, ticked: bool = True) -> None:
    box = app.checkbox[0]
    (box.check if ticked else box.uncheck)().run()


def test_a_confirmed_match_stays_visible_and_can_be_taken_back(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, renamed(database_url, "补贴总人数"))
    tick(app)
    assert metrics(app)["新增"] == "1"
    assert app.checkbox[0].value
    tick(app, ticked=False)
    assert metrics(app)["新增"] == "0"


def test_the_numbers_that_the_upload_box_shows_are_explained(open_page: OpenPage):
    told = "上传框里出现英文的 403 或 413，是服务器没有收下文件：请刷新页面后重新选择；仍不行时请联系管理员。"
    assert told in [caption.value for caption in open_page(UPLOAD).caption]


def test_everything_that_is_checked_is_listed_with_what_to_do(open_page: OpenPage):
    (folded,) = [item for item in open_page(UPLOAD).expander if item.label.startswith("全部检查项（")]
    assert "错误　表头重复　请删去多余的一列，或把它的表头改成别的名称。" in folded.caption[0].value


def test_another_file_starts_without_ticks(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, renamed(database_url, "补贴总人数"))
    tick(app)
    upload(app, renamed(database_url, "补贴总人数"), name="另一份.xlsx")
    assert not app.checkbox[0].value
    assert metrics(app)["新增"] == "0"


def test_a_project_nearly_stored_is_asked_about_and_the_answer_can_be_changed(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(app, near_self_evaluation("两新组织党员活动经费"), name="自评表.txt")
    assert (metrics(app)["自评表"], metrics(app)["暂缓"]) == ("0", "2")
    [choice] = [box for box in app.selectbox if box.label.startswith("“两新组织党员活动经费”")]
    assert choice.value is None
    assert choice.options[0].startswith("就是“两新组织党员活动经费（镇）”")
    assert choice.options[-1] == "新项目"
    choice.select_index(0).run()
    assert (metrics(app)["自评表"], metrics(app)["暂缓"]) == ("1", "0")
    [choice] = [box for box in app.selectbox if box.label.startswith("“两新组织党员活动经费”")]
    choice.select_index(len(choice.options) - 1).run()
    folded = next(item for item in app.expander if item.label.startswith("说明（"))
    assert "新增 1 个项目：“两新组织党员活动经费”。" in list(folded.dataframe[0].value["message"])
    app.text_input(key="who_upload").set_value("张会计").run()
    app.button(key="confirm").click().run()
    assert "已写入（自评表 1" in app.success[0].value


def test_a_likely_reading_is_taken_with_one_click_and_taken_back_with_another(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴及时率": "0.96", "补贴发放准确率": "1"}))
    assert (metrics(app)["新增"], metrics(app)["暂缓"]) == ("0", "2")
    first, second = app.pills
    assert first.options == ["改为 100%", "改为 1%"]
    first.set_value("100%").run()
    assert (metrics(app)["新增"], metrics(app)["暂缓"]) == ("1", "1")
    folded = next(item for item in app.expander if item.label.startswith("说明（"))
    told = "补贴发放准确率：实际完成值：原文“1”，按您的选择读作“100%”。"
    assert told in list(folded.dataframe[0].value["message"])
    first, second = app.pills
    assert (first.value, second.value) == ("100%", None)
    first.set_value(None).run()
    assert (metrics(app)["新增"], metrics(app)["暂缓"]) == ("0", "2")


def test_all_likely_readings_are_taken_at_once_and_recorded_with_the_upload(open_page: OpenPage, database_url: str):
    app = open_page(UPLOAD)
    wrong = filled_template(
        database_url, {"补贴及时率": "0.96", "补贴发放准确率": "1"}, {"两新组织党务工作者补贴（镇）": 43.2}
    )
    upload(app, wrong)
    app.button(key="take_all").click().run()
    assert (metrics(app)["新增"], metrics(app)["暂缓"]) == ("3", "0")
    assert [item.value for item in app.pills] == ["432,000 元", "100%", "96%"]
    app.text_input(key="who_upload").set_value("张会计").run()
    app.button(key="confirm").click().run()
    assert "已写入（新增 3）" in app.success[0].value
    engine = opening.open_with_bundled_tables(database_url)
    newest = max(history.list_uploads(engine), key=lambda item: item.upload_id)
    findings, _ = history.findings_of(engine, newest)
    assert "全年执行数：原文“43.2 元”，按您的选择读作“432,000 元”。" in [item.message for item in findings]


def test_of_many_likely_readings_twenty_are_listed_and_all_can_be_taken(open_page: OpenPage):
    app = open_page(UPLOAD)
    lines = [Line("产出指标", "质量指标", f"合格率{at}", "0.95", "0.95") for at in range(23)]
    upload(app, goal_tables(goal_table(lines=lines)), name="目标表.txt")
    assert len(app.pills) == 20
    assert any("其余 3 格未列出" in item.value for item in app.caption)
    app.button(key="take_all").click().run()
    app.text_input(key="who_upload").set_value("张会计").run()
    assert metrics(app)["提示"] == "0"


def test_the_marked_file_is_made_once_for_a_draft(
    open_page: OpenPage, database_url: str, monkeypatch: pytest.MonkeyPatch
):
    calls: list[str] = []
    make = uploads.uploading.marked_copy
    monkeypatch.setattr(uploads.uploading, "marked_copy", lambda preview: calls.append("") or make(preview))
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴及时率": "0.9"}))
    app.text_input(key="who_upload").set_value("张会计").run()
    assert len(calls) == 1


def test_notices_are_folded_away(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(app, BUNDLED.read_bytes(), name="目标表.txt")
    folded = next(item for item in app.expander if item.label.startswith("说明（"))
    assert set(folded.dataframe[0].value["severity"]) == {"说明"}


def test_a_file_stored_meanwhile_is_not_said_to_be_written(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch):
    app = open_page(UPLOAD)
    upload(app, goal_tables(goal_table(year=2025)), name="2025.txt")
    app.text_input(key="who_upload").set_value("张会计").run()
    real = uploads.uploading.confirm

    def twice(*arguments: object, **options: object):
        real(*arguments, **options)  # pyright: ignore[reportArgumentType]
        return real(*arguments, **options)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(uploads.uploading, "confirm", twice)
    app.button(key="confirm").click().run()
    assert app.success[0].value == "“2025.txt”此前已经入库（第 2 号上传），没有重复写入。"


def test_history_shows_twelve_uploads_at_a_time_and_how_many_there_are(open_page: OpenPage, database_url: str):
    for year in range(2030, 2051):
        add_tables(database_url, goal_table(year=year))
    app = open_page(HISTORY)
    assert "共 22 次上传，最近的在前，每页 12 次。" in all_text(app)
    assert len([item for item in app.expander if item.label == "内容与核对提示"]) == 12
    app.session_state["uploads_page_2"] = 2
    app.run()
    assert len([item for item in app.expander if item.label == "内容与核对提示"]) == 10


@pytest.mark.parametrize("page", [None, HISTORY])
def test_uploaded_text_is_no_markup(open_page: OpenPage, database_url: str, page: str | None):
    engine = opening.open_with_bundled_tables(database_url)
    content = goal_tables(goal_table(name=NAME, budget="904000", annual_goal="对36人每人每月补助1000元。"))
    preview = uploads.uploading.preview_file(engine, content, file_name=f"{NAME}.txt", today=date.today())
    uploads.uploading.confirm(engine, preview, uploaded_by=NAME, accept_sound_rows=True)
    text = all_text(open_page(page))
    assert plain_markdown(SHORT_NAME) in text
    assert SHORT_NAME not in text


FORM = "\n".join(
    (
        "项目支出绩效目标申报表\n（2025年度）",
        "项目名称\t饮水工程",
        "主管部门\t某县水利局\t实施单位\t某镇人民政府",
        "项目负责人\t王五",
        "项目资金\t年度资金总额\t100",
        "年度目标\t今年完成一批。",
        "绩效指标\t一级指标\t二级指标\t三级指标\t指标值",
        "\t产出指标\t数量指标\t受益户数\t100户",
    )
)


def test_the_preview_shows_every_cell_and_takes_the_money_unit_from_the_clerk(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(app, FORM.encode(), name="申报表.txt")
    assert metrics(app) == {"项目": "0", "指标": "0", "暂缓": "1", "提示": "1"}
    assert ":blue-badge[标签 13]　:green-badge[内容 9]　:gray-badge[忽略 2]　:orange-badge[未识别 0]" in all_text(app)
    assert "王五" not in all_text(app)
    unit = next(box for box in app.selectbox if box.label == "金额单位")
    unit.set_value("万元").run()
    assert metrics(app) == {"项目": "1", "指标": "1", "提示": "0"}


def test_a_self_evaluation_asks_for_its_unit_as_well(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(app, self_evaluation(unit="").encode(), name="自评表.txt")
    assert metrics(app)["自评表"] == "0"
    assert metrics(app)["暂缓"] == "1"
    unit = next(box for box in app.selectbox if box.label == "金额单位")
    unit.set_value("万元").run()
    assert not app.exception
    assert metrics(app)["自评表"] == "1"
    assert metrics(app)["暂缓"] == "0"


def test_of_several_files_each_is_checked_and_confirmed_by_itself(open_page: OpenPage):
    app = open_page(UPLOAD)
    texts = [FORM.replace("项目资金", "项目资金（万元）").replace("饮水工程", name) for name in ("甲工程", "乙工程")]
    app.file_uploader[0].upload("甲.txt", texts[0].encode())
    app.file_uploader[0].upload("乙.txt", texts[1].encode())
    app.run()
    app.text_input(key="who_upload").set_value("张会计").run()
    app.button(key="confirm").click().run()
    assert app.success[0].value.startswith("“甲.txt”已写入（项目 1，指标 1）")
    app.button(key="confirm").click().run()
    assert app.success[0].value.startswith("“乙.txt”已写入（项目 1，指标 1）")


def test_a_file_of_two_kinds_goes_on_with_the_second_when_the_first_is_stored(open_page: OpenPage):
    app = open_page(UPLOAD)
    goals = FORM.replace("项目资金", "项目资金（万元）")
    upload(
        app, archive({"自评.txt": self_evaluation(unit="（元）").encode(), "目标.txt": goals.encode()}), name="全部.zip"
    )
    assert "文件中还有 1 份绩效自评表（自评.txt），入库后继续核对。" in app.info[0].value
    app.text_input(key="who_upload").set_value("张会计").run()
    app.button(key="confirm").click().run()
    assert app.success[0].value.startswith("“全部.zip”已写入（项目 1，指标 1）")
    assert metrics(app)["自评表"] == "1"
    assert not app.info
    app.button(key="confirm").click().run()
    assert app.success[0].value.startswith("“全部.zip”已写入（自评表 1")


def test_a_kind_that_is_not_to_be_stored_can_be_passed_over(open_page: OpenPage):
    app = open_page(UPLOAD)
    upload(
        app, archive({"自评.txt": self_evaluation(unit="（元）").encode(), "目标.txt": FORM.encode()}), name="全部.zip"
    )
    assert metrics(app)["暂缓"] == "1"
    app.button(key="pass_over").click().run()
    assert metrics(app)["自评表"] == "1"


def test_a_database_damaged_while_open_is_told_as_such(open_page: OpenPage, database_url: str):
    path = Path(database_url.removeprefix("sqlite:///"))
    app = open_page(HISTORY)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4_096)
        file.write(Random(3).randbytes(size - 4_096))
    store.engine().dispose()  # as a busy process would, SQLite then reads the pages anew
    app.run()
    assert [error.value for error in app.error] == [
        plain_markdown(f"数据库文件 {path} 已损坏：请用备份恢复该文件后重新启动。")
    ]


def test_a_database_that_was_moved_is_told_and_nothing_is_confirmed(open_page: OpenPage, database_url: str):
    path = Path(database_url.removeprefix("sqlite:///"))
    app = open_page(UPLOAD)
    upload(app, filled_template(database_url, {"补贴人数": "36人"}))
    app.text_input(key="who_upload").set_value("张会计").run()
    path.rename(path.with_suffix(".moved"))
    button(app, "confirm").click().run()
    assert "被移走、删除或替换" in app.error[0].value
    assert not path.exists()
    path.with_suffix(".moved").rename(path)
    app.run()
    button(app, "confirm").click().run()
    assert "已写入" in app.success[0].value


def test_of_many_rows_the_first_are_listed_and_how_many_there_are(open_page: OpenPage):
    tables = [goal_table(name=f"第{at}项工程", lines=[Line(name="数量", annual="≥1个")]) for at in range(501)]
    app = upload(open_page(UPLOAD), goal_tables(*tables), name="全部.txt")
    told = [caption.value for caption in app.caption if caption.value.startswith("共 ")]
    assert told == [
        "共 501 个项目，这里只列前 500 个项目。",
        "共 501 项指标，这里只列前 500 项指标。",
        "共 1,002 行，这里只列前 500 行。",
    ]
    assert [len(table.value) for table in app.dataframe if "indicator_name" in table.value] == [500]
