"""The report as a Word document: headings, numbered tables, native charts with their workbooks, passages of people."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from perfdata.core.errors import UnusableFileError
from perfdata.presenting.meeting.office_template import filled_template
from perfdata.presenting.meeting.report import report
from tests.presenting.meeting.briefings import briefing

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def content() -> bytes:
    return report(briefing())


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_sections_tables_and_charts_are_numbered(document: Any):
    assert [text for text in texts(document) if "、" in text[:2]] == [
        "一、总体情况",
        "二、各项目情况",
        "三、图",
        "四、整改措施",
    ]
    assert "表 1　各项目预算" in texts(document)
    assert [text for text in texts(document) if text.startswith("图 ")] == [
        "图 1　最落后的项目 bar",
        "图 2　最落后的项目 stacked_bar",
        "图 3　最落后的项目 line",
        "图 4　最落后的项目 pie",
    ]


def test_the_verdicts_stand_first_with_their_words(document: Any):
    cells = [cell.text.split("\n") for cell in document.tables[0].rows[0].cells]
    assert [lines[:2] for lines in cells] == [
        ["资金：偏慢", "60.5%"],
        ["目标：达成", "100.0%"],
        ["得分：待填报", "–"],
        ["要过问：红灯", "1 个"],
    ]


def test_a_table_holds_what_the_frame_says_and_missing_is_a_dash(document: Any):
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert [row[1] for row in rows] == [
        "预算\n（元）",
        "504,000.00",
        "299,600.50",
        "–",
        "-72,000.00",
        "1,234,567,890.12",
    ]
    assert rows[1][0] == "农村公路<养护> & 桥梁"
    assert rows[4][0] == "\ufffd响铃的项目"


def test_the_head_of_a_table_stands_again_on_each_page(document: Any):
    assert document.tables[1].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_passages_of_people_are_marked(document: Any):
    assert "【由填报人撰写：责任人和期限】" in texts(document)


def test_charts_are_native_and_carry_their_numbers_and_workbooks(content: bytes):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        charts = sorted(name for name in package.namelist() if name.startswith("word/charts/chart"))
        assert len(charts) == 4
        drawn = etree.fromstring(package.read(charts[0]))
        book: Any = openpyxl.load_workbook(io.BytesIO(package.read("word/embeddings/chart1.xlsx")))
    series = drawn.findall(f".//{CHART}ser")
    values = [point.text for point in series[0].findall(f"{CHART}val//{CHART}v")]
    assert [float(value) for value in values] == [0.4465, 1.2, 0.0, 0.999]
    names = [point.text for point in series[0].findall(f"{CHART}cat//{CHART}v")]
    assert names[1] == "“两新”组织党务工作者补贴（镇）"
    assert [row[1] for row in book.active.iter_rows(values_only=True)] == ["执行率", 0.4465, 1.2, None, 0, 0.999]


def test_every_text_names_a_chinese_typeface(content: bytes):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        styles = package.read("word/styles.xml").decode()
        chart = etree.fromstring(package.read("word/charts/chart1.xml"))
    assert 'w:eastAsia="仿宋"' in styles
    assert 'w:eastAsia="黑体"' in styles
    fonts = {item.get("typeface") for item in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}ea")}
    assert fonts == {"微软雅黑"}


def test_the_short_form_leaves_out_charts_and_what_one_page_does_not_need():
    short = Document(io.BytesIO(report(briefing(rows=30), in_short=True)))
    assert [text for text in texts(short) if "、" in text[:2]] == ["一、总体情况", "二、各项目情况"]
    assert len(short.tables[1].rows) == 7
    assert "其余 24 行见数据工作簿。供核实。" in texts(short)


def test_equal_input_gives_equal_bytes(content: bytes):
    assert report(briefing()) == content


def template(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_an_office_may_put_its_own_template_in_its_place():
    titles = "{% for section in sections %}{{ section.title }} {% endfor %}"
    marks = f"{{{{ title }}}}：{titles}{{{{ sections[1].tables[0].rows[0][1] }}}}"
    filled = Document(io.BytesIO(filled_template(template(marks), briefing(), name="模板.docx")))
    assert texts(filled) == ["2024 年度项目绩效简报：总体情况 各项目情况 图 整改措施 504,000.00"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no document", "不是 Word 文档"),
        (template("{{ title"), "没有写完整"),
        (template("{{ ''.__class__.__mro__ }}"), "不允许使用"),
        (template("{{ titel }}"), "没有“titel”这一项"),
        (template("{{ 1 / 0 }}"), "算不出来"),
        (template("{{ title + 1 }}"), "算不出来"),
        (template("{% for each in range(1000000) %}{% endfor %}"), "不允许使用"),
    ],
    ids=["no document", "open mark", "forbidden", "misspelt", "division by 0", "wrong types", "too long"],
)
def test_a_template_that_cannot_be_used_is_named_with_the_reason(content: bytes, why: str):
    with pytest.raises(UnusableFileError, match=rf"模板\.docx：不能用作简报模板（.*{why}"):
        filled_template(content, briefing(), name="模板.docx")
