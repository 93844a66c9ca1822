"""The web page download, read as a browser would parse it."""

import json
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.core.plotly import BASIC_SCRIPT
from perfdata.presenting.exports.plotly_locale import PLOTLY_CHINESE
from perfdata.presenting.exports.webpage import figure_webpage, script_json

LIBRARY = BASIC_SCRIPT.read_text("utf-8")
FIGURE = {"data": [{"type": "bar", "x": ["甲</script><b>"], "y": np.array([831_100.0])}], "layout": {"height": 320}}
TABLE = pd.DataFrame(
    {"项目名称": ["甲<b>&", "乙"], "预算金额（元）": [831_100, None], "占比": [0.925, None], "年度": [2024, 2025]}
)


class Page(HTMLParser):
    """Tags with attributes, and the text inside each kind of tag."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.tags[-1][0] if self.tags else "", []).append(data)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@lru_cache
def page_text() -> str:
    content = figure_webpage(
        FIGURE, title="各项目<预算>", alt='甲的预算是 831,100 元，"最多"', table=TABLE, note="来源：目标表 & 附表"
    )
    return content.decode("utf-8").replace(LIBRARY, "/* plotly.js */")


@lru_cache
def page() -> Page:
    return Page(page_text())


def test_page_is_chinese_utf8_with_the_library_inside():
    assert page().attributes("html") == [{"lang": "zh-CN"}]
    assert {"charset": "utf-8"} in page().attributes("meta")
    assert "<script>/* plotly.js */</script>" in page_text()


def test_page_names_no_address_to_fetch():
    assert not [tag for tag, _ in page().tags if tag in ("link", "img", "iframe", "a", "base")]
    assert not [attributes for _, attributes in page().tags if attributes.keys() & {"src", "href", "srcset", "action"}]
    assert "http://" not in page_text()
    assert "https://" not in page_text()
    assert "@import" not in page_text()


def test_page_forbids_the_browser_to_fetch_anything():
    (policy,) = [meta["content"] for meta in page().attributes("meta") if "http-equiv" in meta]
    assert policy == (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
    )


def test_figure_has_a_spoken_and_a_visible_description():
    (figure,) = [attributes for attributes in page().attributes("div") if attributes.get("id") == "figure"]
    assert figure["role"] == "img"
    assert figure["aria-label"] == '甲的预算是 831,100 元，"最多"'
    assert figure["style"] == "width:100%;height:320px"
    assert "<figcaption>甲的预算是 831,100 元，&quot;最多&quot;</figcaption>" in page_text()


def test_title_and_note_are_escaped():
    assert "<title>各项目&lt;预算&gt;</title>" in page_text()
    assert "<h1>各项目&lt;预算&gt;</h1>" in page_text()
    assert '<p class="note">来源：目标表 &amp; 附表</p>' in page_text()


def test_table_shows_formatted_numbers_and_empty_cells():
    assert page_text().count('<th scope="col">') == 4
    assert (
        '<tr><td>甲&lt;b&gt;&amp;</td><td class="number">831,100</td><td class="number">92.50%</td>'
        '<td class="number">2024</td></tr>\n<tr><td>乙</td><td></td><td></td><td class="number">2025</td></tr>'
    ) in page_text()


def test_given_number_format_wins_over_the_inferred_one():
    content = figure_webpage(FIGURE, title="甲", alt="乙", table=TABLE, note="丙", number_formats={"占比": "0.00"})
    assert '<td class="number">0.93</td>' in content.decode()


def test_script_of_the_figure_cannot_be_left():
    assert len(page().attributes("script")) == 2
    assert page_text().count("</script>") == 2
    figure = json.loads(page_text().split("const figure = ")[1].split(";\n")[0])
    assert figure["data"] == [{"type": "bar", "x": ["甲</script><b>"], "y": [831_100.0]}]


def test_figure_made_for_the_dashboard_gets_a_white_background_and_keeps_its_layout():
    layout = {"paper_bgcolor": "rgba(0,0,0,0)", "height": 88}
    content = figure_webpage({"data": [], "layout": layout}, title="甲", alt="乙", table=TABLE, note="丙").decode()
    figure = json.loads(content.split("const figure = ")[1].split(";\n")[0])
    assert figure["layout"]["paper_bgcolor"] == "#FFFFFF"
    assert figure["layout"]["height"] == 88


def test_config_hides_logo_and_upload_and_speaks_chinese():
    config = json.loads(page_text().split("figure.layout, ")[1].split(");\n})")[0])
    assert config["displaylogo"] is False
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["responsive"] is True
    assert config["locale"] == "zh-CN"
    assert config["locales"]["zh-CN"]["dictionary"]["Download plot as a PNG"] == "下载为图片"
    assert config["toImageButtonOptions"]["filename"] == "各项目_预算_"


def test_every_translated_text_exists_in_the_bundled_library():
    library = LIBRARY.replace("\\xB1", "±").replace("\\u03C3", "σ")
    dictionary = PLOTLY_CHINESE["locales"]["zh-CN"]["dictionary"]
    assert [text for text in dictionary if f'"{text}' not in library] == []


def test_the_page_is_light_enough_to_mail():
    assert len(figure_webpage(FIGURE, title="图", alt="", table=TABLE, note="")) < 1_500_000


def test_library_can_stand_inside_a_script_element():
    assert re.search(r"</script|<!--|<script", LIBRARY, re.IGNORECASE) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("</script>", '"\\u003c/script\\u003e"'),
        ("<!--", '"\\u003c!--"'),
        ("\u2028\u2029", '"\\u2028\\u2029"'),
        ("&amp;", '"\\u0026amp;"'),
        (float("nan"), "null"),
        ([1.5, float("inf")], "[1.5,null]"),
        (np.array([1.0, np.nan]), "[1.0,null]"),
        (np.int64(3), "3"),
        (pd.Series([1, 2]), "[1,2]"),
        (Decimal("831100.5"), "831100.5"),
        (Decimal("NaN"), "null"),
        (pd.NA, "null"),
        (pd.NaT, "null"),
        (date(2024, 6, 30), '"2024-06-30"'),
    ],
)
def test_figure_values_become_strict_json(value: object, text: str):
    assert script_json(value) == text


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_content_comes_back_from_its_json(content: Any):
    text = script_json(content)
    assert json.loads(text) == content
    assert not set(text) & set("<>&\u2028\u2029")


def test_page_without_layout_and_rows_is_complete():
    content = figure_webpage({"data": []}, title="空", alt="没有数据", table=TABLE.iloc[:0], note="无").decode()
    assert "height:480px" in content
    assert "<tbody>\n\n</tbody>" in content


def test_unknown_value_in_a_figure_is_an_error():
    with pytest.raises(TypeError):
        figure_webpage({"data": [object()]}, title="甲", alt="乙", table=TABLE, note="丙")
