"""Five people of three units: whatever they do in turn, each sees and changes what a plain model allows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.durability.offices import run_offices

HAPPENED = {"upload", "upload refused", "void", "void refused", "restore", "restore refused", "hand_over"}


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_nobody_sees_or_changes_what_the_model_forbids(new_store: Callable[[], Engine]) -> None:
    assert run_offices(new_store, sequences=8, length=12, seed=1).keys() >= HAPPENED


@pytest.mark.parametrize("new_store", ["postgresql"], indirect=True)
def test_nobody_sees_or_changes_what_the_model_forbids_on_postgresql(new_store: Callable[[], Engine]) -> None:
    assert run_offices(new_store, sequences=1, length=10, seed=7).keys() >= {"upload", "upload refused"}


@pytest.mark.soak
@pytest.mark.parametrize(("new_store", "seed"), [("sqlite", 1000), ("postgresql", 2000)], indirect=["new_store"])
def test_in_300_sequences_nobody_sees_or_changes_what_the_model_forbids(
    new_store: Callable[[], Engine], seed: int
) -> None:
    assert run_offices(new_store, sequences=300, length=20, seed=seed).keys() >= HAPPENED
