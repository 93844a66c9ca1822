"""A copy of a store holds what is reported up to a day, of what the selection touches, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.core.model import Place
from perfdata.core.official_forms import FormRecords, Outlook, PublishedForm, SpendingForecast
from perfdata.core.people import Actor
from perfdata.core.terms import Role, UploadKind
from perfdata.storing.earlier import copy_until
from perfdata.storing.scope import Scope
from perfdata.storing.sight import seen_by
from perfdata.storing.store import (
    Current,
    append_forms,
    current,
    list_uploads,
    open_store,
    upload_content,
    void_upload,
)
from tests.conftest import NewStore, Stores
from tests.storing.builders import a_project, a_result, a_spending, an_indicator, append_report, append_tables

JUNE, END, PLACE = date(2024, 6, 30), date(2024, 12, 31), Place(source_file="表.xlsx")
OTHER, YEAR = "区教育中心", Scope(2024)


def fill(url: str) -> Engine:
    """Two units; reports of June, a withdrawn one of June, and of the year's end with what its 自评表 prints."""
    engine = open_store(url)
    append_tables(engine, a_project(), an_indicator(), a_project("p2", spending_unit=OTHER), an_indicator("p2"))
    append_report(engine, a_result(actual="40人", as_of=JUNE), a_spending(spent="1.00", as_of=JUNE))
    append_report(engine, a_result("p2-i1", actual="7人", as_of=JUNE))
    void_upload(engine, append_report(engine, a_result(actual="1人", as_of=JUNE)).upload_id, who="张会计")
    records = FormRecords(
        fiscal_year=2024,
        results=(a_result(actual="95人"),),
        outlooks=(
            Outlook(indicator_id="p1-i1", fiscal_year=2024, as_of=JUNE, forecast="能", place=PLACE),
            Outlook(indicator_id="p1-i1", fiscal_year=2024, as_of=END, forecast="已完成", place=PLACE),
        ),
        forecasts=(
            SpendingForecast(project_id="p1", fiscal_year=2024, as_of=END, expected_yuan=Decimal(9), place=PLACE),
        ),
        published=(
            PublishedForm(
                project_id="p1",
                fiscal_year=2024,
                execution_points=None,
                execution_score=None,
                total_points=Decimal(100),
                total_score=Decimal(88),
                actual_goal=None,
                place=PLACE,
            ),
        ),
    )
    kind = UploadKind.SELF_EVALUATIONS
    append_forms(engine, records, kind=kind, file_name="表.xlsx", content=b"1", uploaded_by="张会计")
    return engine


@pytest.fixture
def filled(new_store: NewStore) -> Iterator[Engine]:
    opened = open_store(new_store(fill))
    yield opened
    opened.dispose()


Copy = Callable[..., Engine]


@pytest.fixture
def copied(filled: Engine, stores: Stores, tmp_path: Path) -> Iterator[Copy]:
    target = open_store(stores.copied(open_store, tmp_path / "earlier.db"))

    def copied(engine: Engine = filled, scope: Scope = YEAR, day: date = JUNE) -> Engine:
        copy_until(engine, target, scope, day=day)
        return target

    yield copied
    target.dispose()


def values(records: Current) -> dict[str, list[object]]:
    return {
        "results": [(item.indicator_id, item.actual.raw, item.place) for item in records.actual_results],
        "spending": [(item.spent_yuan, item.as_of) for item in records.spending],
        "outlooks": [item.forecast for item in records.outlooks],
        "forecasts": [item.expected_yuan for item in records.forecasts],
        "published": [item.total_score for item in records.published],
    }


def test_what_is_reported_of_later_days_is_not_in_the_copy(filled: Engine, copied: Copy):
    found, now = current(copied(), fiscal_year=2024), current(filled, fiscal_year=2024)
    assert (found.projects, found.indicators) == (now.projects, now.indicators)
    place = Place(source_file="完成情况.xlsx", sheet="表1", cell="E7")
    assert values(found) == {
        "results": [("p1-i1", "40人", place), ("p2-i1", "7人", place)],
        "spending": [(Decimal("1.00"), JUNE)],
        "outlooks": ["能"],
        "forecasts": [],
        "published": [],
    }


def test_at_the_end_of_the_year_the_copy_says_what_the_store_says(filled: Engine, copied: Copy):
    assert values(current(copied(day=END))) == values(current(filled))


def test_uploads_come_without_their_bytes_and_those_of_later_days_not_at_all(copied: Copy):
    target = copied(day=date(2024, 6, 29))
    [only] = list_uploads(target)
    assert (only.file_name, upload_content(target, only.upload_id)) == ("目标表.txt", b"")


def test_a_part_is_the_whole_unit_that_it_touches(copied: Copy):
    assert [item.project_id for item in current(copied(scope=Scope(2024, projects=("p2",)))).projects] == ["p2"]


def test_for_a_person_the_copy_holds_their_units_alone(filled: Engine, copied: Copy):
    who = Actor(account_id=1, session_id=1, name="李", role=Role.CLERK, units=(OTHER,), address="10.0.0.5")
    found = current(copied(seen_by(filled, who)))
    assert [item.project_id for item in found.projects] == ["p2"]
    assert [item.actual.raw for item in found.actual_results] == ["7人"]
