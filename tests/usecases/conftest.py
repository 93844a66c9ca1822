"""Stores for the tests of the door; a file that needs another one makes its own ``engine``."""

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases import opening
from tests.conftest import Stores


@pytest.fixture
def engine(stores: Stores) -> Engine:
    """A store with the bundled tables."""
    return stores.restored(opening.open_with_bundled_tables)


@pytest.fixture
def empty(stores: Stores) -> Engine:
    """A store with nothing in it."""
    return stores.restored(store.open_store)
