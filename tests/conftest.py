"""What tests of several folders share: stores that are filled once, and one PostgreSQL server a worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from tests.storing.postgres import create_database, find_binaries, running_server

settings.register_profile("any machine", deadline=None)  # a busy one is slow, which is no fault
settings.load_profile("any machine")

MakeStore = Callable[[str], Engine]
NewStore = Callable[[MakeStore], str]  # the address of a copy of what makes it


class Stores:
    """Stores on SQLite by what makes them: made once, and found as they were made by every test."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._made: dict[MakeStore, tuple[Engine, bytes]] = {}

    def restored(self, make: MakeStore) -> Engine:
        """The same open store each time, so that its statements are compiled once."""
        engine, content = self._first(make)
        engine.dispose()
        path = self._path(make)
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        path.write_bytes(content)
        return engine

    def copied(self, make: MakeStore, path: Path) -> str:
        """The address of a copy that others open."""
        path.write_bytes(self._first(make)[1])
        return f"sqlite:///{path}"

    def _path(self, make: MakeStore) -> Path:
        return self._folder / make.__qualname__ / f"{make.__module__}.db"

    def _first(self, make: MakeStore) -> tuple[Engine, bytes]:
        if make not in self._made:
            engine = make(f"sqlite:///{self._path(make)}")
            engine.dispose()
            self._made[make] = engine, self._path(make).read_bytes()
        return self._made[make]

    def close(self) -> None:
        for engine, _ in self._made.values():
            engine.dispose()


class ServerStores:
    """Stores on PostgreSQL by what makes them: made once, and copied by the server."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._made: dict[MakeStore, str] = {}
        self._numbers = count(1)

    def copied(self, make: MakeStore) -> str:
        """The address of another copy at each call."""
        if make not in self._made:
            name = f"made_{len(self._made)}"
            make(create_database(self._folder, name)).dispose()
            self._made[make] = name
        return create_database(self._folder, f"copied_{next(self._numbers)}", like=self._made[make])


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    made = Stores(tmp_path_factory.mktemp("stores"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def server_stores(postgres_folder: Path) -> ServerStores:
    return ServerStores(postgres_folder)


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[Path]:
    """The socket folder of a server that runs as long as the session of this pytest worker."""
    binaries = find_binaries()
    if binaries is None:
        message = "no initdb on this machine: install postgresql to run the tests of stores on it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with running_server(binaries) as folder:
        yield folder
