"""Frames of what is stored: one figure wherever it is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from perfdata import frames_of_files
from perfdata.core.model import Place, Spending
from perfdata.presenting.schemas import SCHEMAS
from perfdata.storing import store
from perfdata.usecases import browsing, opening
from tests.builders import BUNDLED, goal_table, goal_tables


def test_an_amount_left_blank_later_is_the_one_reported_before_on_every_page(tmp_path: Path):
    """504,000 reported on 31 July, blank on 30 September: 450,000 ÷ 504,000 = 89.29 %."""
    engine = opening.open_with_bundled_tables(f"sqlite:///{tmp_path / 'perfdata.db'}")
    small = next(item for item in store.current(engine).projects if item.budget_yuan == 2_500)
    for month, day, adjusted, spent in ((7, 31, 504_000, 310_000), (9, 30, None, 450_000)):
        row = Spending(
            project_id=small.project_id,
            fiscal_year=2024,
            as_of=date(2024, month, day),
            initial_budget_yuan=None,
            adjusted_budget_yuan=None if adjusted is None else Decimal(adjusted),
            spent_yuan=Decimal(spent),
            place=Place(source_file="支出.xlsx"),
        )
        store.append_actual_results(
            engine,
            file_name="支出.xlsx",
            content=f"{month}".encode(),
            uploaded_by="张会计",
            fiscal_year=2024,
            actual_results=[],
            spending=[row],
        )
    frames = browsing.load_frames(engine, fiscal_year=2024)
    engine.dispose()
    ratios = frames["spending"].set_index("as_of")["execution_ratio"].round(4)
    assert ratios[["2024-07-31", "2024-09-30"]].tolist() == [0.6151, 0.8929]
    own = frames["completions"].query("project_id == @small.project_id")
    explanations = [text for text in own["explanation"] if "执行数" in text]
    assert len(explanations) == 1
    assert "450,000 ÷ 504,000 = 89.29%" in explanations[0]


def test_files_become_frames_without_a_database(tmp_path: Path):
    held = tmp_path / "held.txt"
    held.write_bytes(goal_tables(goal_table(name="无预算项目", budget="待定")))
    frames = frames_of_files([str(BUNDLED), held])
    assert len(frames["projects"]) == 4
    assert len(frames["indicators"]) == 36
    assert frames["projects"]["budget_yuan"].sum() == 831_100
    assert {name: list(frames[name]) for name in frames} == {name: list(SCHEMAS[name]) for name in frames}
    [error] = frames["findings"].query("severity == '错误'").itertuples()
    assert str(error.place).startswith("held.txt")
    assert "无预算项目" not in frames["projects"]["project_name"].to_list()


def test_of_files_with_the_same_project_the_last_one_holds(tmp_path: Path):
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, budget in zip(paths, ("20000", "30000"), strict=True):
        path.write_bytes(goal_tables(goal_table(budget=budget)))
    assert frames_of_files(paths)["projects"]["budget_yuan"].to_list() == [30_000]
