"""What is concluded when something is stored is what would be concluded of the whole store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.core.terms import Outcome
from perfdata.storing.aggregates import Scope
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.store import open_store
from perfdata.usecases import browsing, evaluating
from perfdata.usecases.concluding import concluder
from tests.usecases.concluded import Town, rebuilt_rows, stored_rows


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_store(f"sqlite:///{tmp_path / 'town.db'}")
    conclude_with(opened, concluder)
    yield opened
    opened.dispose()


@pytest.mark.parametrize("seed", range(6))
def test_every_step_leaves_what_a_rebuild_gives(engine: Engine, seed: int):
    town, done = Town(engine, seed), []
    for _ in range(12):
        done.append(town.step())
        assert stored_rows(engine) == rebuilt_rows(engine), done


def test_conclusions_are_what_the_frames_of_the_year_say(engine: Engine):
    town = Town(engine, 7)
    for act in (town.tables, town.tables, town.tables, town.report, town.report, town.weigh, town.say):
        act()
    for year in browsing.fiscal_years(engine):
        frames = browsing.load_frames(engine, fiscal_year=year)
        scores = evaluating.score_frames(engine, Scope(year))["project_scores"].set_index("project_id")
        rows = [row for row in stored_rows(engine)["project_years"] if row[0] == year]
        assert len(rows) == len(frames["projects"])
        projects = frames["projects"].set_index("project_id")
        for row in rows:
            said = dict(zip(columns("project_years"), row, strict=True))
            key = said["project_id"]
            outcomes = frames["completions"].query("project_id == @key")["outcome"]
            assert float(said["budget_yuan"]) == projects.loc[key, "budget_yuan"]
            assert [said[f"{outcome.value}_count"] for outcome in Outcome] == [
                (outcomes == outcome.label).sum() for outcome in Outcome
            ]
            assert float(said["reported_score"]) == scores.loc[key, "reported_score"]
            gap = frames["subsidies"].query("project_id == @key")["budget_gap_yuan"].tolist()
            assert gap == ([] if said["budget_gap_yuan"] is None else [float(said["budget_gap_yuan"])])
        asked = [dict(zip(columns("questions"), row, strict=True)) for row in stored_rows(engine)["questions"]]
        audit = frames["audit"]
        assert sorted((item["finding_id"], item["message"]) for item in asked if item["fiscal_year"] == year) == sorted(
            zip(audit["finding_id"], audit["message"], strict=True)
        )


def columns(table: str) -> list[str]:
    from perfdata.storing.tables import metadata

    return list(metadata.tables[table].c.keys())
