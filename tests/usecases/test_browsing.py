"""Frames of what is stored: one figure wherever it is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from perfdata.core.model import Place, Spending
from perfdata.storing import store
from perfdata.usecases import browsing


def test_an_amount_left_blank_later_is_the_one_reported_before_on_every_page(tmp_path: Path):
    """504,000 reported on 31 July, blank on 30 September: 450,000 ÷ 504,000 = 89.29 %."""
    engine = browsing.open_with_bundled_tables(f"sqlite:///{tmp_path / 'perfdata.db'}")
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
