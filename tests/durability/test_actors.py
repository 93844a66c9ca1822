"""Two people with old pages: no click does the opposite of its button, and the log tells every step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.durability.actors import run_offices

HAPPENED = {
    "confirm",
    "void",
    "restore",
    "confirm refused",
    "void refused",
    "restore refused",
    "second click",
    "answer",
}


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_clicks_on_old_pages_leave_the_state_and_the_log_of_the_model(new_store: Callable[[], Engine]) -> None:
    assert run_offices(new_store, count=40, length=15, seed=1).keys() >= HAPPENED


@pytest.mark.parametrize("new_store", ["postgresql"], indirect=True)
def test_clicks_on_old_pages_leave_the_state_and_the_log_of_the_model_on_postgresql(
    new_store: Callable[[], Engine],
) -> None:
    assert run_offices(new_store, count=6, length=30, seed=5).keys() >= HAPPENED


@pytest.mark.soak
@pytest.mark.parametrize(
    ("new_store", "count", "seed"),
    [("sqlite", 300, 1000), ("postgresql", 300, 2000)],
    indirect=["new_store"],
)
def test_many_clicks_on_old_pages_leave_the_state_and_the_log_of_the_model(
    new_store: Callable[[], Engine], count: int, seed: int
) -> None:
    assert run_offices(new_store, count=count, length=40, seed=seed).keys() >= HAPPENED
