"""Report and slides as LibreOffice prints them: page counts, no text over the edge or over other text, none missing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pdfplumber
import pytest

from perfdata.core.terms import Product
from perfdata.presenting.meeting.briefing import Briefing, Section, Table
from perfdata.presenting.meeting.report import report
from perfdata.presenting.meeting.slides import slides
from perfdata.storing.scope import Scope
from perfdata.usecases.materials import material
from tests.conftest import Stores
from tests.libreoffice import converted, needs_libreoffice
from tests.presenting.meeting.briefings import briefing
from tests.usecases.test_materials import with_town

pytestmark = needs_libreoffice


def printed(content: bytes, suffix: str, folder: Path) -> list[Any]:
    """Width, height, signs and text of each page."""
    pdf = converted(content, suffix, to="pdf", folder=folder)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [(page.width, page.height, page.chars, page.extract_text()) for page in document.pages]


def crowded(signs: list[Any]) -> Iterator[str]:
    """The pairs of signs of which one covers half of the other."""
    shown = sorted((sign for sign in signs if sign["text"].strip()), key=lambda sign: sign["top"])
    for at, one in enumerate(shown):
        for other in shown[at + 1 :]:
            if other["top"] >= one["bottom"]:
                break
            width = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
            height = min(one["bottom"], other["bottom"]) - other["top"]
            least = min(sign["width"] * sign["height"] for sign in (one, other))
            if width > 0 and width * height > least / 2:
                yield one["text"] + other["text"]


def assert_readable(pages: list[Any]) -> None:
    for width, height, signs, text in pages:
        assert text.strip()
        assert "\ufffd" not in text
        assert not list(crowded(signs))
        for sign in signs:
            assert 0 <= sign["x0"] <= sign["x1"] <= width + 1
            assert 0 <= sign["top"] <= sign["bottom"] <= height + 1


@pytest.mark.parametrize(
    ("product", "fewest", "most"),
    [(Product.SHORT, 1, 1), (Product.REPORT, 3, 8), (Product.SELF_REPORT, 3, 8), (Product.SLIDES, 5, 9)],
)
def test_pages_are_as_many_as_meant_and_all_text_stands_on_them(
    stores: Stores, tmp_path: Path, product: Product, fewest: int, most: int
):
    made = material(stores.restored(with_town), product, Scope(2024))
    pages = printed(made.content, made.file_name[-5:], tmp_path)
    assert fewest <= len(pages) <= most
    assert_readable(pages)


def large(name: str) -> Briefing:
    """Of 31 units with such a name, five things to ask about."""
    issues = pd.DataFrame(
        {
            "单位": [name] * 5,
            "项目": [name] * 5,
            "事由": ["待核实"] * 5,
            "说明": ["执行率只到 ≥90% 时支出 8,089,200 元，比应发少 898,800 元，请核对目标和测算。"] * 5,
            "涉及金额（万元）": [1_234.5] * 5,
        }
    )
    units = pd.DataFrame(
        {
            "单位": [f"{name}{number}" for number in range(31)],
            "预算（万元）": [26_191.71] * 31,
            "执行率": [0.4465] * 31,
            "进度": ["黄灯"] * 31,
            "差距（百分点）": [37.2] * 31,
            "达成率": [0.556] * 31,
            "平均分": [88.37] * 31,
            "红灯": [3] * 31,
            "待填报": [0] * 31,
            "较上年（百分点）": [-12.3] * 31,
        }
    )
    words = "31 个单位的 124 个项目全年预算 26,191.71 万元，122 个项目已报支出，执行 58.7%（应达 78.4%）；"
    sections = [
        Section(title="总体情况", sentences=[words * 2], in_short=True),
        Section(
            title="要过问的事", sentences=["最要紧的 5 件事。"], tables=[Table(title="事", frame=issues)], in_short=True
        ),
        Section(title="各单位情况", sentences=["落后的在前。"], tables=[Table(title="表", frame=units)], in_short=True),
    ]
    return replace(briefing(), sections=sections, sources=["来源：已确认入库的项目绩效目标表。", words])


@pytest.mark.parametrize(
    "name", ["经济发展局", "农村公路养护与桥梁检测加固及河道清淤整治综合服务管理办公室" * 2], ids=["short", "long"]
)
def test_a_town_stands_on_one_page_and_its_tables_on_their_slides(tmp_path: Path, name: str):
    made = large(name)
    [page] = printed(report(made, in_short=True), ".docx", tmp_path)
    deck = printed(slides(made), ".pptx", tmp_path)
    assert len(deck) == 3
    assert_readable([page, *deck])
