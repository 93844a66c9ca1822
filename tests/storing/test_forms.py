"""What official forms state is kept as one upload and goes out of force with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Engine

from perfdata.core.model import FundingRow, Place
from perfdata.core.official_forms import FormRecords, Outlook, PublishedForm, SpendingForecast
from perfdata.core.terms import DeviationCause, FundingSource, Likelihood, UploadKind
from perfdata.storing.store import append_forms, current, list_uploads, void_upload
from perfdata.usecases.history import state_hash
from tests.storing.builders import a_project, a_result, an_indicator

FILE = "自评表.xlsx"
PLACE = Place(source_file=FILE, sheet="自评表", cell="A4")
PUBLISHED = PublishedForm(
    project_id="p1",
    fiscal_year=2024,
    execution_points=Decimal(10),
    execution_score=Decimal("8.57"),
    total_points=Decimal(100),
    total_score=Decimal("92.4"),
    actual_goal="全部发放。",
    funding=(
        FundingRow(
            source=FundingSource.FISCAL,
            initial_budget_yuan=Decimal("2026400.00"),
            adjusted_budget_yuan=Decimal("1329120.67"),
            spent_yuan=None,
            place=PLACE,
        ),
    ),
    place=PLACE,
)
OUTLOOK = Outlook(
    indicator_id="p1-i1",
    fiscal_year=2024,
    as_of=date(2024, 7, 31),
    likelihood=Likelihood.POSSIBLE,
    causes=(DeviationCause.FUNDS, DeviationCause.STAFF),
    reason="拨款较晚。",
    forecast="90人",
    remark=None,
    place=PLACE,
)
FORECAST = SpendingForecast(
    project_id="p1", fiscal_year=2024, as_of=date(2024, 7, 31), expected_yuan=Decimal("400000.00"), place=PLACE
)


def append(engine: Engine, content: bytes = b"1", **records: object) -> int:
    kind = UploadKind.SELF_EVALUATIONS if "published" in records else UploadKind.MONITORING
    form = FormRecords(fiscal_year=2024, **records)  # pyright: ignore[reportArgumentType]
    return append_forms(engine, form, kind=kind, file_name=FILE, content=content, uploaded_by="张三").upload_id


def test_what_a_form_states_comes_back(engine: Engine):
    append(
        engine,
        projects=(a_project(file_name=FILE),),
        indicators=(an_indicator(weight_points=Decimal("12.5"), file_name=FILE),),
        results=(a_result(given_points=Decimal("10.25")),),
        published=(PUBLISHED,),
    )
    append(engine, b"2", outlooks=(OUTLOOK,), forecasts=(FORECAST,))
    held = current(engine, fiscal_year=2024)
    assert held.published == (PUBLISHED,)
    assert held.outlooks == (OUTLOOK,)
    assert held.forecasts == (FORECAST,)
    assert held.indicators[0].weight_points == Decimal("12.5")
    assert held.actual_results[0].given_points == Decimal("10.25")
    assert [upload.kind for upload in list_uploads(engine)] == [UploadKind.MONITORING, UploadKind.SELF_EVALUATIONS]


def test_undone_forms_leave_the_state_as_it_was(engine: Engine):
    append(engine, projects=(a_project(),), published=(PUBLISHED,))
    before = state_hash(engine)
    second = append(engine, b"2", outlooks=(OUTLOOK,), forecasts=(FORECAST,))
    assert state_hash(engine) != before
    void_upload(engine, second, who="张三")
    assert state_hash(engine) == before
    assert current(engine).outlooks == ()


def test_the_newest_form_of_a_project_holds_with_its_own_funding_rows(engine: Engine):
    append(engine, projects=(a_project(),), published=(PUBLISHED,))
    append(engine, b"2", projects=(a_project(),), published=(replaced(total_score=Decimal(95), funding=()),))
    [form] = current(engine).published
    assert (form.total_score, form.funding) == (Decimal(95), ())


def replaced(**changes: object) -> PublishedForm:
    return replace(PUBLISHED, **changes)  # pyright: ignore[reportArgumentType]
