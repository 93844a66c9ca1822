"""A database of the version that kept codes in names: its rows hang together again, and nothing of it is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from perfdata.core.findings import Finding
from perfdata.core.model import FundingRow, Indicator, Place, Project, Review
from perfdata.core.official_forms import FormRecords, Outlook, PublishedForm, SpendingForecast
from perfdata.core.scores import ManualWeight
from perfdata.core.terms import FundingSource, Level1, Likelihood, ReviewStatus, Severity, UploadKind
from perfdata.storing import tables
from perfdata.storing.connecting import connect, reading
from perfdata.storing.migrations import MIGRATIONS, answers_of_tables, migrate, names_without_codes
from perfdata.storing.store import (
    append_actual_results,
    append_forms,
    append_reviews,
    append_weights,
    confirmed_findings,
    current,
    open_store,
    remembered_matches,
    void_upload,
)
from tests.storing.builders import a_project, a_result, a_spending, an_indicator, append_report, append_tables

# As that version made them: 甲项目 of [015001]某局 and of 某局, with the indicators 人数, 人数 once more, 满意率.
CODED, CODED_COUNT, CODED_AGAIN, CODED_SHARE = "4128b18b0cac", "7eb5d63e37d2", "c525d34d51e1", "c1907ee7e5bb"
PLAIN, PLAIN_COUNT, PLAIN_AGAIN, PLAIN_SHARE = "8241aed83a5b", "8a4e93c74a8d", "d199d04bd125", "e21912801aff"
OTHER, OTHER_COUNT = "40293254c5a8", "544561528f79"
EMPTY_TARGET, EMPTY_TARGET_PLAIN = "03205b51894e", "75b122609d12"
SAME_OFFICE, SAME_OFFICE_PLAIN = "14234c2da4c0", "b7f28bbf4a1e"
DAY = date(2025, 12, 31)
PLACE = Place(source_file="表.xlsx", sheet="表", cell="A4")


@pytest.fixture
def old(database_url: str) -> Iterator[Engine]:
    """An empty database as that version made it."""
    engine = connect(database_url)
    migrate(engine, migrations=[known for known in MIGRATIONS if known not in (names_without_codes, answers_of_tables)])
    yield engine
    engine.dispose()


def project(project_id: str, unit: str, name: str = "甲项目", budget: str = "831100.00", **changes: Any) -> Project:
    words = {"project_name": name, "spending_unit": unit, "fiscal_year": 2025, "budget_yuan": Decimal(budget)}
    return a_project(project_id, **words | changes)


def indicator(project_id: str, indicator_id: str, name: str = "人数", order: int = 1, **changes: Any) -> Indicator:
    words = {"indicator_id": indicator_id, "indicator_name": name, "fiscal_year": 2025}
    return an_indicator(project_id, order, **words | changes)


def coded_goal_table() -> tuple[Project | Indicator, ...]:
    return (
        project(CODED, "[015001]某局", competent_department="015001-某委"),
        indicator(CODED, CODED_COUNT),
        indicator(CODED, CODED_AGAIN, order=2),
        indicator(CODED, CODED_SHARE, "满意率", 3, level1=Level1.SATISFACTION, level2=None),
    )


def say(engine: Engine, finding_id: str, question: str) -> None:
    """An answer to a question, with the bytes that version kept."""
    review = Review(finding_id=finding_id, fiscal_year=2025, status=ReviewStatus.VERIFIED, note="已核实。", place=PLACE)
    content = json.dumps({"finding_id": finding_id, "question": question}, ensure_ascii=False).encode()
    append_reviews(
        engine, file_name="核实意见.json", content=content, uploaded_by="张三", fiscal_year=2025, reviews=[review]
    )


def renewed(url: str, engine: Engine) -> Engine:
    engine.dispose()
    return open_store(url)


def counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.metadata.tables.items()
            if name != "schema_migrations"
        }


def dump(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for table in tables.metadata.sorted_tables for row in connection.execute(select(table))]


def test_a_goal_table_and_a_form_of_one_project_become_one_project(database_url: str, old: Engine) -> None:
    append_tables(old, *coded_goal_table())
    form = FormRecords(
        fiscal_year=2025,
        projects=(project(PLAIN, "某局"),),
        indicators=(indicator(PLAIN, PLAIN_COUNT),),
        results=(a_result(PLAIN_COUNT, "40人", fiscal_year=2025, as_of=DAY),),
        spending=(a_spending(PLAIN, "800000.00", fiscal_year=2025, as_of=DAY),),
    )
    append_forms(old, form, kind=UploadKind.SELF_EVALUATIONS, file_name="自评表.txt", content=b"1", uploaded_by="张三")
    assert sum(item.budget_yuan or 0 for item in current(old, fiscal_year=2025).projects) == Decimal("1662200.00")
    before = counts(old)
    engine = renewed(database_url, old)
    assert counts(engine) == before
    held = current(engine, fiscal_year=2025)
    assert [(item.project_id, item.spending_unit, item.budget_yuan) for item in held.projects] == [
        (PLAIN, "某局", Decimal("831100.00"))
    ]
    assert [(item.indicator_id, item.actual.raw) for item in held.actual_results] == [(PLAIN_COUNT, "40人")]
    assert [(item.project_id, item.spent_yuan) for item in held.spending] == [(PLAIN, Decimal("800000.00"))]
    void_upload(engine, 2, who="张三")
    assert [item.indicator_id for item in current(engine).indicators] == [PLAIN_COUNT, PLAIN_AGAIN, PLAIN_SHARE]
    engine.dispose()


def test_everything_said_of_a_project_with_a_code_follows_it(database_url: str, old: Engine) -> None:
    append_tables(old, *coded_goal_table())
    finding = Finding(
        rule_id="deviation_reason_missing",
        severity=Severity.WARNING,
        message=f'“甲项目”"project_id": "{CODED}"',
        project_id=CODED,
        indicator_id=CODED_SHARE,
    )
    append_actual_results(
        old,
        file_name="填报.xlsx",
        content=b"2",
        uploaded_by="张三",
        fiscal_year=2025,
        actual_results=[a_result(CODED_AGAIN, "33人", fiscal_year=2025, as_of=DAY)],
        spending=[a_spending(CODED, "700000.00", fiscal_year=2025, as_of=DAY)],
        matches={
            "(015001)甲项目｜人头数": CODED_COUNT,
            "甲项目｜满意": CODED_SHARE,
            "015001-甲项目｜满意": CODED_SHARE,
        },
        findings=[finding],
    )
    outlook = Outlook(
        indicator_id=CODED_COUNT,
        fiscal_year=2025,
        as_of=date(2025, 7, 31),
        likelihood=Likelihood.POSSIBLE,
        causes=(),
        reason=None,
        forecast=None,
        remark=None,
        place=PLACE,
    )
    forecast = SpendingForecast(
        project_id=CODED, fiscal_year=2025, as_of=date(2025, 7, 31), expected_yuan=Decimal(500000), place=PLACE
    )
    funding = FundingRow(
        source=FundingSource.FISCAL,
        initial_budget_yuan=Decimal(831100),
        adjusted_budget_yuan=None,
        spent_yuan=None,
        place=PLACE,
    )
    published = PublishedForm(
        project_id=CODED,
        fiscal_year=2025,
        execution_points=Decimal(10),
        execution_score=Decimal(9),
        total_points=Decimal(100),
        total_score=Decimal(95),
        actual_goal=None,
        funding=(funding,),
        place=PLACE,
    )
    form = FormRecords(fiscal_year=2025, published=(published,), outlooks=(outlook,), forecasts=(forecast,))
    append_forms(old, form, kind=UploadKind.MONITORING, file_name="监控表.xlsx", content=b"3", uploaded_by="张三")
    points = [(CODED_COUNT, 40), (CODED_AGAIN, 30), (CODED_SHARE, 20)]
    append_weights(
        old,
        [
            ManualWeight(project_id=CODED, fiscal_year=2025, indicator_id=key, weight_points=Decimal(value))
            for key, value in points
        ],
        file_name="分值.csv",
        content=b"4",
        uploaded_by="张三",
        fiscal_year=2025,
    )
    say(old, EMPTY_TARGET, "目标值没有填写")
    say(old, SAME_OFFICE, "主管部门与用款单位是同一家")
    say(old, "0123456789ab", "哪条规则也没有问过的问题")
    before = counts(old)
    engine = renewed(database_url, old)
    assert counts(engine) == before
    held = current(engine)
    [only] = held.projects
    assert (only.project_id, only.project_name, only.spending_unit) == (PLAIN, "甲项目", "某局")
    assert only.competent_department == "某委"
    assert {item.indicator_id for item in held.indicators} == {PLAIN_COUNT, PLAIN_AGAIN, PLAIN_SHARE}
    assert {item.project_id for item in held.indicators} == {PLAIN}
    assert [item.indicator_id for item in held.actual_results] == [PLAIN_AGAIN]
    assert [item.project_id for item in (*held.spending, *held.forecasts, *held.published)] == [PLAIN] * 3
    assert [row.initial_budget_yuan for row in held.published[0].funding] == [Decimal("831100.00")]
    assert [item.indicator_id for item in held.outlooks] == [PLAIN_COUNT]
    assert {(item.project_id, item.indicator_id, item.weight_points) for item in held.weights} == {
        (PLAIN, PLAIN_COUNT, Decimal(40)),
        (PLAIN, PLAIN_AGAIN, Decimal(30)),
        (PLAIN, PLAIN_SHARE, Decimal(20)),
    }
    assert {item.finding_id for item in held.reviews} == {EMPTY_TARGET_PLAIN, SAME_OFFICE_PLAIN, "0123456789ab"}
    assert remembered_matches(engine) == {
        "甲项目｜人头数": PLAIN_COUNT,
        "甲项目｜满意": PLAIN_SHARE,
        "015001-甲项目｜满意": PLAIN_SHARE,
    }
    [kept] = confirmed_findings(engine, 2) or []
    assert (kept.project_id, kept.indicator_id) == (PLAIN, PLAIN_SHARE)
    assert kept.message == f'“甲项目”"project_id": "{CODED}"'
    engine.dispose()


def test_what_has_no_code_stays_and_a_second_start_changes_nothing(database_url: str, old: Engine) -> None:
    append_tables(old, *coded_goal_table(), project(OTHER, "某局", "乙项目"), indicator(OTHER, OTHER_COUNT))
    append_report(old, a_result(OTHER_COUNT, "12人", fiscal_year=2025), fiscal_year=2025)
    engine = renewed(database_url, old)
    assert {item.project_id for item in current(engine).projects} == {PLAIN, OTHER}
    assert [item.indicator_id for item in current(engine).actual_results] == [OTHER_COUNT]
    first = dump(engine)
    again = renewed(database_url, engine)
    assert dump(again) == first
    again.dispose()


def test_two_projects_of_one_file_that_differ_in_their_codes_alone_stay_two(database_url: str, old: Engine) -> None:
    one, two = ("0b44b55cbd0d", "d43ce90a34f0"), ("e0d54dc4d912", "b18281f70700")
    append_tables(
        old,
        project(one[0], "某局", "001001-丙补贴", "100.00"),
        indicator(*one),
        project(two[0], "某局", "001002-丙补贴", "200.00"),
        indicator(*two),
    )
    engine = renewed(database_url, old)
    held = current(engine)
    assert [(item.project_id, item.budget_yuan) for item in held.projects] == [
        (one[0], Decimal("100.00")),
        (two[0], Decimal("200.00")),
    ]
    assert [item.indicator_id for item in held.indicators] == [one[1], two[1]]
    engine.dispose()


def test_ids_that_are_no_digest_of_names_are_left_alone(database_url: str, old: Engine) -> None:
    append_tables(old, project("p1", "[015001]某局"), indicator("p1", "p1-i1"))
    engine = renewed(database_url, old)
    assert [item.project_id for item in current(engine).projects] == ["p1"]
    engine.dispose()


# As they were made of the names as written: 候车亭 with a number, with another, and without one.
NUMBERED, NUMBERED_TOO, BARE, BARE_AGAIN = "2d1989e4e04a", "7ec6d0bc3b1a", "a339cd038350", "f57d40be0244"


def test_an_indicator_with_a_number_before_its_name_is_the_one_without(database_url: str, old: Engine) -> None:
    append_tables(old, project(PLAIN, "某局"), indicator(PLAIN, NUMBERED, "指标1：候车亭"))
    append_report(old, a_result(NUMBERED, "12座", fiscal_year=2025), fiscal_year=2025)
    engine = renewed(database_url, old)
    held = current(engine)
    assert [(item.indicator_id, item.indicator_name) for item in held.indicators] == [(BARE, "指标1：候车亭")]
    assert [item.indicator_id for item in held.actual_results] == [BARE]
    engine.dispose()


def test_two_indicators_that_differ_in_their_numbers_alone_stay_two(database_url: str, old: Engine) -> None:
    append_tables(
        old,
        project(PLAIN, "某局"),
        indicator(PLAIN, NUMBERED, "指标1：候车亭"),
        indicator(PLAIN, NUMBERED_TOO, "1、候车亭（20分）", 2),
    )
    engine = renewed(database_url, old)
    assert [item.indicator_id for item in current(engine).indicators] == [BARE, BARE_AGAIN]
    engine.dispose()


def test_a_project_whose_code_was_half_left_is_the_one_without(database_url: str, old: Engine) -> None:
    append_tables(old, project("ed2b70cf76c6", "某局", "25-0018-乙项目"))
    engine = renewed(database_url, old)
    assert {item.project_id for item in current(engine).projects} == {OTHER}
    engine.dispose()
