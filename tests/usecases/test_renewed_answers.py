"""A database of the version whose questions had ids of their words: every answer is there, and none is shared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from perfdata.core.terms import ReviewStatus
from perfdata.storing import store
from perfdata.usecases import auditing, browsing
from perfdata.usecases.concluding import catch_up

# Made by the code at 85100b6: one table each of 东街道办 and 西街道办 with the same words, and four answers.
DUMP = Path(__file__).parents[1] / "storing" / "answers_of_85100b6.sql"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(DUMP.read_text("utf-8"))
    opened = store.open_store(f"sqlite:///{path}")
    yield opened
    opened.dispose()


def audit_of(engine: Engine) -> pd.DataFrame:
    catch_up(engine)
    return browsing.load_frames(engine, fiscal_year=2024)["audit"]


def answers(engine: Engine, rule_id: str) -> list[tuple[str, str | None]]:
    audit = audit_of(engine)
    rows = audit[audit["rule_id"] == rule_id]
    return [(str(row.status), row.note if isinstance(row.note, str) else None) for row in rows.itertuples()]


def test_an_answer_stays_with_its_table_and_rule(engine: Engine):
    assert answers(engine, "budget_equals_subsidy_total") == [("已核实", "另有 6 人"), ("待核实", None)]


def test_an_answer_to_a_rule_of_another_name_goes_to_the_rule_that_asks_it_now(engine: Engine):
    assert answers(engine, "cost_measured") == [("已核实", "下年改"), ("待核实", None)]


def test_an_answer_to_one_of_two_rows_leaves_the_question_about_both_open_and_is_shown(engine: Engine):
    first, second = answers(engine, "target_filled")
    assert first == ("待核实", "原答复“已核实”（补填）针对：“发放准确率”的年度指标值空白")
    assert second == ("待核实", None)


def test_an_answer_to_a_question_about_units_holds_for_each_that_asked_it(engine: Engine):
    assert answers(engine, "cycle_not_ended") == [("不适用", "延续"), ("不适用", "延续")]


def test_a_new_answer_closes_the_question_of_its_own_unit_only(engine: Engine):
    (audited,) = auditing.audit_store(engine)
    first, _ = (item for item in audited.findings if item.rule_id == "budget_may_stay_unspent")
    said = {"fiscal_year": 2024, "status": ReviewStatus.VERIFIED, "note": "已核实", "who": "王科长"}
    auditing.set_status(engine, first.finding_id, message=first.message, **said)
    assert answers(engine, "budget_may_stay_unspent") == [("已核实", "已核实"), ("待核实", None)]


def test_a_question_about_a_unit_stands_under_the_name_of_the_unit(engine: Engine):
    audit = audit_of(engine)
    asked = audit[audit["rule_id"] == "cycle_not_ended"]
    assert list(asked["short_name"]) == ["东街道办（跨项目）", "西街道办（跨项目）"]
