"""What is concluded when something is stored is what would be concluded of the whole store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.assessing.audit import target_filled as rule_module
from perfdata.core.terms import Outcome
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.scope import Scope
from perfdata.storing.store import open_store
from perfdata.usecases import browsing, evaluating
from perfdata.usecases.concluding import catch_up, concluder
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
            total = scores["total_points_score"].to_dict()[key]
            assert str(total) == ("nan" if said["total_score"] is None else str(float(said["total_score"])))
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


def test_a_broken_file_of_own_schemes_keeps_no_upload_from_being_stored(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    town = Town(engine, 7)
    town.tables()
    own = tmp_path / "own.toml"
    own.write_text('[town]\nlike = "ministry_2020"\nrounding = "viel"\n', "utf-8")
    monkeypatch.setenv("PERFDATA_SCHEMES", str(own))
    town.report()
    assert {row[columns("project_years").index("scheme_id")] for row in stored_rows(engine)["project_years"]} == {
        "ministry_2020"
    }


def test_another_scheme_of_the_office_is_judged_by_anew(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    town = Town(engine, 7)
    for act in (town.tables, town.report, town.report):
        act()
    before = stored_rows(engine)["project_years"]
    own = tmp_path / "own.toml"
    own.write_text('[ministry_2020]\nlike = "ministry_2020"\ntitle = "本镇"\nexecution_points = 10\n', "utf-8")
    monkeypatch.setenv("PERFDATA_SCHEMES", str(own))
    catch_up(engine)
    at = columns("project_years").index("version")
    assert {row[at] for row in stored_rows(engine)["project_years"]}.isdisjoint({row[at] for row in before})


def test_a_fault_of_a_rule_keeps_nothing_from_being_stored(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    town = Town(engine, 7)
    town.tables()
    whole = stored_rows(engine)["project_years"]
    broken = whole[0][columns("project_years").index("project_id")]
    monkeypatch.setattr(rule_module, "check", lambda table: 1 / 0 if table.project.project_id == broken else None)
    town.report()
    said = [dict(zip(columns("project_years"), row, strict=True)) for row in rebuilt_rows(engine)["project_years"]]
    assert len(said) == len(whole)
    lights = {item["project_id"]: item["budget_light"] for item in said}
    assert lights.pop(broken) == "unknown"
    assert "unknown" not in lights.values()
    assert sum(item["budget_yuan"] for item in said) == sum(
        row[columns("project_years").index("budget_yuan")] for row in whole
    )
