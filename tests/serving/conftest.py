"""A gate before a stand-in, at a store with accounts that is made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp

from perfdata.serving import admission
from perfdata.serving.door import door
from perfdata.storing.store import open_store
from tests.conftest import Stores
from tests.people import make_accounts
from tests.serving.gated import Reached, gated


def store_with_accounts(url: str) -> Engine:
    engine = open_store(url)
    make_accounts(engine)
    return engine


@pytest.fixture
def nobody_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server as just started, without settings."""
    monkeypatch.setenv("PERFDATA_SECRETS", str(tmp_path / "secrets.toml"))
    admission._admitted.clear()
    admission._told.clear()
    door.forget()
    yield
    door.forget()


@pytest.fixture
def people_store(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nobody_knows: None) -> Engine:  # noqa: ARG001
    url = stores.copied(store_with_accounts, tmp_path / "people.db")
    monkeypatch.setenv("PERFDATA_DATABASE_URL", url)
    return open_store(url)


@pytest.fixture
def reached() -> Reached:
    return Reached()


@pytest.fixture
def app(people_store: Engine, reached: Reached) -> ASGIApp:  # noqa: ARG001
    return gated(reached)
