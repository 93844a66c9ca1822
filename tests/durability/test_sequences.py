"""Whatever the order of imports, corrections, undo and redo: store and dashboards say what a plain list says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.durability.sequences import UploadSequences


@pytest.mark.parametrize("shard", range(2))
@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_random_sequences_leave_the_state_and_figures_of_the_model(new_store: Callable[[], Engine], shard: int) -> None:
    assert run_sequences(new_store, count=30, length=5, seed_number=shard)["sequences"] >= 30


@pytest.mark.parametrize("new_store", ["postgresql"], indirect=True)
def test_random_sequences_leave_the_state_and_figures_of_the_model_on_postgresql(
    new_store: Callable[[], Engine],
) -> None:
    assert run_sequences(new_store, count=3, length=5, seed_number=99)["sequences"] >= 3


@pytest.mark.soak
@pytest.mark.parametrize(
    ("new_store", "count", "shard"),
    [("sqlite", 100, 0), ("sqlite", 100, 1), ("postgresql", 50, 2)],
    indirect=["new_store"],
)
def test_long_random_sequences_leave_the_state_and_figures_of_the_model(
    new_store: Callable[[], Engine], count: int, shard: int
) -> None:
    assert run_sequences(new_store, count=count, length=20, seed_number=1000 + shard, always=True)["sequences"] >= count


def run_sequences(
    new_store: Callable[[], Engine], *, count: int, length: int, seed_number: int, always: bool = False
) -> Counter[str]:
    """How often each step was done, over at least so many sequences of up to so many steps."""
    done: Counter[str] = Counter()
    own = {"new_store": staticmethod(new_store), "steps": done, "always_figures": always, "with_figures": set()}
    machine = type("Sequences", (UploadSequences,), own)
    run_state_machine_as_test(
        seed(seed_number)(machine),
        settings=settings(
            max_examples=count,
            stateful_step_count=length,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
    print(f"{dict(done)}")
    return done
