"""The material of an earlier day is that of a store which only ever had the reports until then."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import Product
from perfdata.storing import store
from perfdata.storing.scope import Scope
from perfdata.usecases import earlier, opening
from perfdata.usecases.materials import material
from perfdata.usecases.meeting import briefing
from tests.conftest import Stores
from tests.town import _report, fill_town

YEAR = 2024
MARCH, JUNE, OCTOBER = (date(YEAR, month, 28) for month in (3, 6, 10))
PRODUCTS = [Product.WORKBOOK, Product.SELF_REPORT]


def _town_of(url: str, *months: int) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    fill_town(engine, units=2, projects=2, last_month=3)
    for upload in store.list_uploads(engine):
        if upload.file_name.startswith(f"{YEAR}年"):  # the reports of a town; those of the year before stay
            store.void_upload(engine, upload.upload_id, who="测试")
    records = store.current(engine, fiscal_year=YEAR)
    projects, indicators = list(records.projects), list(records.indicators)
    for month in months:
        _report(engine, projects, indicators, year=YEAR, month=month, random=Random(month))
    return engine


def all_days(url: str) -> Engine:
    """Reports of three days, the latest of them stored first."""
    return _town_of(url, 10, 3, 6)


def first_day(url: str) -> Engine:
    return _town_of(url, 3)


def two_days(url: str) -> Engine:
    return _town_of(url, 3, 6)


@pytest.mark.parametrize(("day", "make"), [(MARCH, first_day), (JUNE, two_days)])
def test_all_products_are_those_of_a_store_that_had_no_later_report(stores: Stores, day: date, make):
    scope = Scope(YEAR)
    expected = [material(stores.restored(make), product, scope) for product in PRODUCTS]
    with earlier.as_of(stores.restored(all_days), scope, day) as then:
        assert [material(then, product, scope) for product in PRODUCTS] == expected


def test_the_latest_day_of_all_is_the_store_as_it_is(stores: Stores):
    engine = stores.restored(all_days)
    assert earlier.reported_days(engine, Scope(YEAR)) == [OCTOBER, JUNE, MARCH]
    now = material(engine, Product.WORKBOOK, Scope(YEAR))
    with earlier.as_of(engine, Scope(YEAR), OCTOBER) as then:
        assert material(then, Product.WORKBOOK, Scope(YEAR)) == now


def test_the_material_says_its_day(stores: Stores):
    told = briefing(stores.restored(two_days), Scope(YEAR)).by_day(JUNE)
    assert told.title == "2024 年度项目绩效简报（截至 2024-06-28）"
    assert told.sources[0].startswith("本材料只用截至 2024-06-28 的实际结果、支出和预计")


def test_before_the_first_report_nothing_is_reported(stores: Stores):
    with earlier.as_of(stores.restored(all_days), Scope(YEAR), date(YEAR, 3, 27)) as then:
        assert briefing(then, Scope(YEAR)).subtitle.endswith("实际结果尚未填报")


@pytest.mark.parametrize(
    ("year", "day", "told"),
    [
        (
            2024,
            "2023-06-30",
            "截至日 2023-06-30 不在 2024 年度内，没有生成。请写 2024-01-01 到 2024-12-31 之间的一天。",
        ),
        (2199, "2199-06-30", "截至日 2199-06-30 还没有到"),
    ],
)
def test_a_day_of_another_year_or_to_come_is_refused(stores: Stores, year: int, day: str, told: str):
    with pytest.raises(UnusableFileError, match=told):
        material(stores.restored(all_days), Product.REPORT, Scope(year), as_of=date.fromisoformat(day))
