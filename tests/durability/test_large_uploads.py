"""An upload of 50,000 rows is undone and redone while a clerk waits."""

from __future__ import annotations

import time

import pytest

from perfdata.storing.store import current, open_store
from perfdata.usecases import history
from tests.durability.uploader import append_numbered

ROWS = 50_000
FAR_TOO_LONG_SECONDS = 5  # the aim is below 1 s


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_50_000_rows_are_undone_and_redone_at_once(database_url: str) -> None:
    engine = open_store(database_url)
    upload_id = append_numbered(engine, 1, rows=ROWS)

    began = time.perf_counter()
    history.undo(engine, upload_id, who="李会计")
    undone_seconds = time.perf_counter() - began
    assert current(engine).actual_results == ()

    began = time.perf_counter()
    history.redo(engine, upload_id, who="李会计")
    redone_seconds = time.perf_counter() - began
    assert len(current(engine).actual_results) == ROWS

    engine.dispose()
    print(f"undo {undone_seconds:.3f} s, redo {redone_seconds:.3f} s")
    assert undone_seconds < FAR_TOO_LONG_SECONDS
    assert redone_seconds < FAR_TOO_LONG_SECONDS
