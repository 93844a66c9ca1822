"""佐证材料 on 项目一页, after an upload, and in the strict review of 绩效自评."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from perfdata.storing import store
from perfdata.usecases import evidence, opening, uploading
from tests.evidence_files import PDF, PNG
from tests.pages.conftest import OpenPage, widget
from tests.pages.test_dashboards import all_text
from tests.usecases.forms import report_everything

PROJECT, UPLOAD = "pages/dashboards/project.py", "pages/records/upload.py"
EVALUATION = "pages/evaluation/self_evaluation.py"
NAME = "两新组织党务工作者补贴（镇）"


@pytest.fixture
def ids(database_url: str) -> tuple[str, dict[str, str]]:
    """The id of the project and those of its indicators by name, all reported."""
    engine = opening.open_with_bundled_tables(database_url)
    report_everything(engine)
    records = store.current(engine, fiscal_year=2024)
    project_id = next(item.project_id for item in records.projects if item.project_name == NAME)
    own = {item.indicator_name: item.indicator_id for item in records.indicators if item.project_id == project_id}
    engine.dispose()
    return project_id, own


def opened(open_page: OpenPage, project_id: str) -> tuple[AppTest, str]:
    """The page with the expander open, and the key of the part."""
    app, key = open_page(PROJECT, id=project_id, year="2024"), f"evidence_{project_id}_2024"
    app.session_state[key] = True
    return app.run(), key


def told(app: AppTest) -> list[Any]:
    return [box.value for box in [*app.success, *app.error] if not box.value.startswith("## ")]


def indicators(app: AppTest) -> Any:
    return next(table.value for table in app.dataframe if "指标" in table.value)


def test_a_file_is_added_shown_taken_away_and_put_back(
    open_page: OpenPage, ids: tuple[str, dict[str, str]], database_url: str
):
    app, key = opened(open_page, ids[0])
    assert "佐证" not in indicators(app).columns
    widget(app, f"{key}_add").click().run()
    assert told(app) == ["请先选择文件，再点一次。"]
    app.file_uploader[0].upload("验收单.pdf", PDF)
    app.file_uploader[0].upload("网页.png", b"<html>")
    widget(app, f"{key}_indicator").set_value(ids[1]["补贴标准"])
    widget(app, f"{key}_add").click().run()
    assert told(app) == ["请先填写您的姓名，再点一次。"]
    app.text_input(key="who_evidence").set_value("张会计")
    widget(app, f"{key}_add").click().run()
    assert not app.exception
    assert told(app)[0] == "“验收单.pdf”已保存为“补贴标准”的佐证。"
    assert told(app)[1].startswith("网页.png：这是网页或标记文本")
    assert any(head.value.endswith("，附佐证 1 份") for head in app.subheader)
    table = indicators(app).set_index("指标")
    assert (table["佐证"]["补贴标准"], table["佐证"]["补贴人数"]) == ("1 份", "")
    widget(app, "away_1").click().run()
    assert told(app) == ["请写明移除的原因，再点一次。"]
    app.text_input(key="why_1").set_value("传错了")
    widget(app, "away_1").click().run()
    assert told(app) == ["“验收单.pdf”已移除，可以放回。"]
    widget(app, f"{key}_removed").set_value(True).run()
    assert "移除：传错了" in all_text(app)
    widget(app, "back_1").click().run()
    assert told(app) == ["“验收单.pdf”已放回。"]
    widget(app, f"{key}_indicator").set_value("by_name")
    app.file_uploader[0].upload("补贴人数_花名册.png", PNG)
    app.file_uploader[0].upload("合同.png", PNG)
    widget(app, f"{key}_add").click().run()
    assert told(app) == [
        "“补贴人数_花名册.png”已保存为“补贴人数”的佐证。",
        "合同.png：文件名开头不是一项指标的名称或序号，请指明是哪项指标。没有保存。",
    ]
    file, _ = evidence.list_files(opening.open_with_bundled_tables(database_url))
    assert (file.file_name, file.added_by, file.removed_at) == ("验收单.pdf", "张会计", None)


def test_after_an_upload_what_tells_of_evidence_without_a_file_is_named_once(
    open_page: OpenPage, ids: tuple[str, dict[str, str]], database_url: str
):
    engine = opening.open_with_bundled_tables(database_url)
    book = openpyxl.load_workbook(BytesIO(uploading.result_template(engine, fiscal_year=2024, today=date(2025, 1, 10))))
    headers = [cell.value for cell in book.worksheets[0][3]]
    rows: Any = book.worksheets[0].iter_rows(min_row=4)
    for row in rows:
        if row[headers.index("三级指标")].value in ("补贴标准", "补贴人数", "补贴及时率"):
            words = {"补贴标准": "花名册", "补贴人数": "台账"}.get(row[headers.index("三级指标")].value, "无")
            row[headers.index("佐证")].value = words
    file = BytesIO()
    book.save(file)
    evidence.add(engine, PNG, file_name="照.png", indicator_id=ids[1]["补贴人数"], fiscal_year=2024, who="张会计")
    engine.dispose()
    app = open_page(UPLOAD)
    app.file_uploader[0].upload("结果.xlsx", file.getvalue())
    app.run()
    app.text_input(key="who_upload").set_value("张会计")
    widget(app, "confirm").click().run()
    assert not app.error
    hint = "补贴标准写明了佐证、还没有附文件，可在项目页的“佐证材料”里附上："
    assert [caption.value for caption in app.caption if "还没有附文件" in caption.value] == [hint]


def test_the_strict_review_says_by_what_results_are_proved(
    open_page: OpenPage, ids: tuple[str, dict[str, str]], database_url: str
):
    engine = opening.open_with_bundled_tables(database_url)
    app = open_page(EVALUATION, year="2024")
    widget(app, "scored_project").set_value(ids[0]).run()
    assert "项附有文件" not in all_text(app)
    evidence.add(engine, PDF, file_name="照.pdf", indicator_id=ids[1]["补贴标准"], fiscal_year=2024, who="张会计")
    app.run()
    assert "佐证：1 项附有文件，1 项写明材料，9 项还没有佐证。" in all_text(app)
