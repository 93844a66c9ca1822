"""A part of a name finds it, however its brackets, widths and spaces are written, on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from perfdata.storing.connecting import reading
from perfdata.storing.search import MOST_FOUND, Found, search
from perfdata.storing.store import open_store
from perfdata.usecases.concluding import catch_up
from tests.storing.builders import a_project, an_indicator, append_tables
from tests.town import fill_town


@pytest.fixture(scope="module")
def town(shared_url: str) -> Iterator[Engine]:
    opened = open_store(shared_url)
    fill_town(opened, units=4, projects=3, years=(2024,))
    odd = a_project(project_id="p9", project_name="“两新”组织 补贴（镇）100%", spending_unit="某市某某镇（本级）")
    append_tables(opened, odd, an_indicator("p9", indicator_name="A_B率"))
    append_tables(
        opened, a_project(project_id="p8", project_name="Ａ２级（一）路灯", spending_unit="某市某某镇（本级）")
    )
    catch_up(opened)
    yield opened
    opened.dispose()


def found(engine: Engine, text: str) -> Found:
    with reading(engine) as connection:
        return search(connection, text, fiscal_year=2024)


@pytest.mark.parametrize("text", ["组织补贴", "补贴(镇)", "补贴 （镇", "两新组织补", "100%", "“两新”"])
def test_a_project_is_found_in_any_spelling(town: Engine, text: str):
    assert "p9" in [row.project_id for row in found(town, text).projects]


@pytest.mark.parametrize("text", ["A2级", "Ａ２级", "2级(一)", "(一)"])
def test_a_project_with_wide_signs_is_found_by_either(town: Engine, text: str):
    assert [row.project_id for row in found(town, text).projects] == ["p8"]


def test_signs_of_patterns_mean_themselves(town: Engine):
    assert [row.project_id for row in found(town, "%").projects] == ["p9"]
    assert [row.indicator_name for row in found(town, "_").indicators] == ["A_B率"]
    assert [row.indicator_name for row in found(town, "a_b").indicators] == ["A_B率"]


def test_units_come_first_and_indicators_with_their_project(town: Engine):
    hits = found(town, "交通分局")
    assert (hits.units, hits.projects, hits.indicators) == (["某市某某镇交通分局"], [], [])
    rates = found(town, "预算执行率").indicators
    assert len(rates) == 12
    assert all(row.project_id and row.project_name for row in rates)


def test_there_are_never_more_than_fit_and_it_is_said(town: Engine):
    hits = found(town, "率")
    assert len(hits.units) + len(hits.projects) + len(hits.indicators) == MOST_FOUND
    assert hits.is_cut
    assert not found(town, "   ").is_cut
    assert found(town, "没有这样的名称") == Found([], [], [], is_cut=False)
