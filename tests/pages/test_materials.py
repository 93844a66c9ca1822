"""会议材料 on the real app: an earlier day is chosen, and the file has its figures."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from streamlit.testing.v1 import AppTest

from perfdata.usecases import demo, opening
from tests.pages.conftest import OpenPage


def executed(app: AppTest) -> str:
    """The share spent that stands first in the report which the page makes."""
    app.button(key="make_material").click().run()
    assert not app.error
    _, made = app.session_state["material"]
    document: Any = Document(BytesIO(made.content))
    return f"{made.file_name} {document.tables[0].rows[0].cells[0].paragraphs[1].text}"


def test_the_report_of_a_chosen_day_has_the_figures_of_that_day(open_page: OpenPage, database_url: str):
    demo.load_demo(opening.open_with_bundled_tables(database_url), fiscal_year=2024, who="测试")
    app = open_page("pages/meeting/materials.py")
    assert executed(app) == "2024_全部_领导简报.docx 96.0%"
    app.selectbox(key="as_of").set_value(date(2024, 6, 30)).run()
    assert "下面是最新的数据；截至 2024-06-30 的数据在生成的文件里。" in [item.value for item in app.caption]
    assert executed(app) == "2024_全部_领导简报_截至2024-06-30.docx 45.0%"
