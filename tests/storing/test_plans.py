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
from perfdata.usecases.concluding import concluder
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
