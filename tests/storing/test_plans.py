"""SQLite plans by what it knows: a store that grew since its start has no statistics, and is still not to be walked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from perfdata.storing.conclusions import conclude_with
from perfdata.storing.store import open_store
from perfdata.usecases import money, monitoring, question_page, results, scores
from perfdata.usecases.concluding import concluder
from perfdata.usecases.town import Scope, overview, projects_called, units
from tests.storing.builders import a_spending, append_report
from tests.town import fill_town

_GROWING = (
    "projects indicators actual_results spending project_years indicator_years project_days project_scores questions"
)


@pytest.fixture
def town(tmp_path: Path) -> Engine:
    engine = open_store(f"sqlite:///{tmp_path / 'town.db'}")
    conclude_with(engine, concluder)
    fill_town(engine, units=2, projects=2)
    return engine


def walks_in(engine: Engine, asked: list[tuple[str, Any]]) -> set[str]:
    """What goes through a year of a table that grows, or through the whole of it."""
    found = set[str]()
    with engine.connect() as connection:
        for statement, parameters in asked:
            for *_, step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                words = re.match(r"(?:SCAN|SEARCH) (\w+)(?:.*\((.*)\))?", step)
                if words and words[1] in _GROWING.split() and "=?" not in (words[2] or "").replace("fiscal_year=?", ""):
                    found.add(f"{step}: {statement}")
    return found


def test_a_confirm_walks_no_year_where_the_database_knows_no_sizes(town: Engine):
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, is_many: bool) -> None:
        if not is_many and statement.startswith(("SELECT", "INSERT", "DELETE", "UPDATE", "WITH")):
            asked.append((statement, parameters))

    with town.connect() as connection:
        row = connection.exec_driver_sql("SELECT project_id FROM projects WHERE fiscal_year = 2024 LIMIT 1").one()
    event.listen(town, "before_cursor_execute", note)
    append_report(town, a_spending(row.project_id, as_of=date(2024, 11, 30)))
    event.remove(town, "before_cursor_execute", note)
    assert len(asked) > 20
    assert walks_in(town, asked) == set()


def test_what_a_unit_shows_walks_no_year_where_the_database_knows_no_sizes(town: Engine):
    scope = Scope(2024, tuple(units(town, 2024) or ())[:1])
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _is_many: bool) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    event.listen(town, "before_cursor_execute", note)
    for ask in (overview, money.budget_table, money.subsidy_chart, money.unit_costs, money.formulas, money.progress):
        ask(town, scope)
    money.budget_ranking(town, scope, by="short_name")
    for ask in (results.completion, results.indicator_rows, results.goal_tables, question_page.answer):
        ask(town, scope)
    for ask in (monitoring.lights, monitoring.project_rows, monitoring.indicator_rows):
        ask(town, scope)
    question_page.groups(town, scope, by="project", wanted=question_page.Wanted())
    scores.part_of_projects(town, scope, scheme_id=None)
    projects_called(town, 2024, ["桥梁检测加固", "河道清淤整治（镇）（某市某某镇交通分局）"])
    event.remove(town, "before_cursor_execute", note)
    assert len(asked) > 300
    assert walks_in(town, asked) == set()
