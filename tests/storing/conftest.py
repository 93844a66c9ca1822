"""Every test of the store runs on SQLite and on a real PostgreSQL server, each time in a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.storing.store import open_store
from tests.conftest import NewStore, Stores
from tests.storing.postgres import create_database

_numbers = count(1)


@pytest.fixture
def postgres_url(postgres_folder: Path) -> str:
    return create_database(postgres_folder, f"test_{next(_numbers)}")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'perfdata.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return request.param


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str) -> str:
    """The address of an empty database."""
    return request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")


@pytest.fixture
def new_store(request: pytest.FixtureRequest, kind: str, stores: Stores, tmp_path: Path) -> NewStore:
    """Addresses of stores of this test's own, by what makes them; that is done once."""
    if kind == "sqlite":
        return lambda make: stores.copied(make, tmp_path / f"{make.__name__}.db")
    return request.getfixturevalue("server_stores").copied


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same for all tests of a module that only read."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('shared') / 'perfdata.db'}"
    return create_database(request.getfixturevalue("postgres_folder"), f"test_{next(_numbers)}")


@pytest.fixture
def engine(new_store: NewStore) -> Iterator[Engine]:
    """An open, empty store."""
    opened = open_store(new_store(open_store))
    yield opened
    opened.dispose()
