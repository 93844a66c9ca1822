"""kill -9 in the middle of an upload: it is whole or absent, and no earlier upload is hurt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.storing.store import open_store
from tests.durability.killing import run_campaign


def test_an_upload_killed_at_a_random_moment_is_whole_or_absent(new_url: Callable[[], str]) -> None:
    campaign = run_campaign(new_url, kills=5, rows=4_000, seed=5)
    for _ in range(25):  # where the moments fall depends on the machine
        if campaign.last_words["inside"]:
            break
        campaign.kill_one()
    assert campaign.last_words["inside"] > 0, "no kill left a transaction to roll back"


@pytest.mark.soak
def test_200_uploads_killed_at_random_moments_are_whole_or_absent(new_url: Callable[[], str]) -> None:
    campaigns = [run_campaign(new_url, kills=20, rows=3_000, seed=seed) for seed in range(50, 60)]
    inside = sum(campaign.last_words["inside"] for campaign in campaigns)
    assert inside >= 40, "too few kills left a transaction to roll back"


def test_sqlite_keeps_a_commit_when_the_power_goes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'perfdata.db'}"
    open_store(url).dispose()
    engine = open_store(url)
    settings = [_settings(engine), _settings(engine)]
    engine.dispose()
    synchronous_full = 2
    assert settings == [("wal", synchronous_full), ("wal", synchronous_full)]


def _settings(engine: Engine) -> tuple[str, int]:
    """Journal mode and synchronous of a fresh connection."""
    engine.dispose()
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        return mode, connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
