"""Slides: nine at most, nothing over the edge, native charts with their numbers, sentences as notes."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation

from perfdata.presenting.meeting.slides import slides
from tests.presenting.meeting.briefings import briefing


@pytest.fixture(scope="module")
def content() -> bytes:
    return slides(briefing())


@pytest.fixture(scope="module")
def deck(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def test_a_slide_a_section_that_shows_something_after_the_verdicts(deck: Any):
    titles = [slide.shapes[0].text_frame.paragraphs[0].text for slide in deck.slides]
    assert titles == ["2024 年度项目绩效简报", "各项目情况", "图"]


def test_a_title_is_not_said_again_below_itself():
    made = briefing()
    [table] = made.sections[1].tables
    section = replace(made.sections[1], tables=[replace(table, title="各项目情况")])
    deck: Any = Presentation(io.BytesIO(slides(replace(made, sections=[section]))))
    assert [item.text for item in deck.slides[1].shapes[0].text_frame.paragraphs] == ["各项目情况"]


def test_the_deck_is_as_wide_as_a_screen_and_nothing_stands_over_the_edge(deck: Any):
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.01)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert min(shape.left, shape.top) >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_a_chart_reopens_with_its_numbers(deck: Any):
    [chart] = [shape.chart for shape in deck.slides[2].shapes if shape.has_chart]
    assert {series.name: tuple(series.values) for series in chart.plots[0].series} == {
        "执行率": (0.4465, 1.2, None, 0.0, 0.999),
        "应达": (0.5, 0.5, 0.5, 0.5, 0.5),
    }


def test_a_table_shows_the_numbers_of_the_frame(deck: Any):
    [table] = [shape.table for shape in deck.slides[1].shapes if shape.has_table]
    assert [row.cells[1].text for row in table.rows][:4] == ["预算\v（元）", "504,000.00", "299,600.50", "–"]


def test_a_table_of_one_row_is_written_large_and_a_single_bar_does_not_fill_the_slide():
    made = briefing(rows=1)
    chart = replace(
        made.sections[2], charts=[replace(made.sections[2].charts[0], table=made.sections[2].charts[0].table[:1])]
    )
    deck: Any = Presentation(io.BytesIO(slides(replace(made, sections=[made.sections[1], chart]))))
    [table] = [shape.table for shape in deck.slides[1].shapes if shape.has_table]
    assert table.cell(1, 1).text_frame.paragraphs[0].runs[0].font.size.pt == 16
    [drawn] = [shape for shape in deck.slides[2].shapes if shape.has_chart]
    assert drawn.height.mm == pytest.approx(44)


def test_a_long_table_says_what_is_left_out():
    deck: Any = Presentation(io.BytesIO(slides(briefing(rows=40))))
    texts = [shape.text_frame.text for shape in deck.slides[1].shapes if shape.has_text_frame]
    assert "其余 29 行见数据工作簿。供核实。" in texts


def test_the_notes_hold_sentences_and_sources(deck: Any):
    notes = deck.slides[0].notes_slide.notes_text_frame.text
    assert "4 个项目全年预算 83.11 万元。" in notes
    assert "来源：已确认入库的项目绩效目标表。" in notes


def test_equal_input_gives_equal_bytes(content: bytes):
    assert slides(briefing()) == content
