"""Five people of three units: whatever they do in turn, each sees and changes what a plain model allows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.durability.offices import run_offices

ACTS = ("upload", "approve", "return", "withdraw", "undo", "redo", "take", "close", "reopen")
SOME = {
    *("upload", "approve", "return", "undo", "close", "hand over"),
    *("upload refused", "return refused", "undo refused", "close refused"),
}


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_nobody_sees_or_changes_what_the_model_forbids(
    new_store: Callable[[], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_offices(new_store, monkeypatch, sequences=4, length=11, seed=21).keys() >= SOME


@pytest.mark.parametrize("new_store", ["postgresql"], indirect=True)
def test_nobody_sees_or_changes_what_the_model_forbids_on_postgresql(
    new_store: Callable[[], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_offices(new_store, monkeypatch, sequences=1, length=6, seed=7).keys() >= {"upload", "upload refused"}


@pytest.mark.soak
@pytest.mark.parametrize(("new_store", "sequences"), [("sqlite", 300), ("postgresql", 100)], indirect=["new_store"])
def test_in_many_sequences_nobody_sees_or_changes_what_the_model_forbids(
    new_store: Callable[[], Engine], sequences: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = run_offices(new_store, monkeypatch, sequences=sequences, length=12, seed=1000)
    assert steps.keys() >= {
        *ACTS,
        *(f"{act} refused" for act in ACTS),
        "hand over",
        "restart",
        "prove",
        "prove refused",
    }
