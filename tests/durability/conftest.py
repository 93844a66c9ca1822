"""Durability is tried on SQLite and on a real PostgreSQL server; PERFDATA_SOAK=1 runs the long campaigns as well."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.storing.store import open_store
from tests.conftest import NewStore, ServerStores, Stores
from tests.storing.postgres import create_database

_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: a long campaign, run only with PERFDATA_SOAK=1 (make soak)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("PERFDATA_SOAK") == "1":
        return
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="a long campaign: set PERFDATA_SOAK=1 or run make soak"))


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return request.param


@pytest.fixture
def new_url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Callable[[], str]:
    """Addresses of empty databases, another one at each call."""
    if kind == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'perfdata_{next(_numbers)}.db'}"
    folder: Path = request.getfixturevalue("postgres_folder")
    return lambda: create_database(folder, f"durability_{next(_numbers)}")


@pytest.fixture
def copied(request: pytest.FixtureRequest, kind: str, stores: Stores, tmp_path: Path) -> NewStore:
    """Addresses of stores that are made once for all tests."""
    if kind == "sqlite":
        return lambda make: stores.copied(make, tmp_path / "copied.db")
    return request.getfixturevalue("server_stores").copied


@pytest.fixture
def new_store(request: pytest.FixtureRequest, stores: Stores) -> Callable[[], Engine]:
    """Empty open stores, one at a time; on SQLite the same one, emptied."""
    if request.param == "sqlite":
        return lambda: stores.restored(open_store)
    on_server: ServerStores = request.getfixturevalue("server_stores")
    return lambda: open_store(on_server.copied(open_store))


@pytest.fixture
def database_url(new_url: Callable[[], str]) -> str:
    """The address of an empty database."""
    return new_url()
