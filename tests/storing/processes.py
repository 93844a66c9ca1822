"""Several processes that do the same thing at the same moment, as two servers at their first start do."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import connect
from perfdata.storing.file_backups import back_up_file
from perfdata.storing.store import Stored, open_store, revision
from tests.storing.builders import a_project, an_indicator, append_tables

SECONDS = 120
# A process that has opened nothing is forked from one that has imported all this already; one that starts by itself
# takes a second for that.
FRESH: Any = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)
multiprocessing.set_forkserver_preload(["tests.durability.clerks"])
_shared: dict[str, Barrier] = {}


def at_the_same_time(action: Callable[[str, int], Any], url: str, *, processes: int = 2) -> list[Any]:
    """What the action returns in each fresh process, given the database address and the number of the process."""
    barrier = FRESH.Barrier(processes)
    with FRESH.Pool(processes, initializer=_share, initargs=(barrier,)) as pool:
        work = pool.starmap_async(action, [(url, number) for number in range(processes)], chunksize=1)
        return work.get(timeout=SECONDS)


def wait_for_the_others() -> None:
    _shared["barrier"].wait(SECONDS)


def first_start(url: str, _number: int) -> Stored:
    """Open the store and import the bundled table once."""
    wait_for_the_others()
    engine = open_store(url)
    stored = append_tables(engine, a_project(), an_indicator(), content=b"bundled", once=True)
    engine.dispose()
    return stored


def twenty_uploads(url: str, number: int) -> list[tuple[int, int]]:
    """Append twenty files; after each, its upload and the revision then seen."""
    engine = open_store(url)
    wait_for_the_others()
    seen = []
    for turn in range(20):
        stored = append_tables(engine, a_project(), content=f"{number}-{turn}".encode())
        seen.append((stored.upload_id, revision(engine)))
    engine.dispose()
    return seen


def refusals(url: str, _number: int) -> list[str]:
    """What keeps another process from opening the store and from backing it up."""
    path = Path(str(make_url(url).database))
    sentences = []
    for enter in (lambda: open_store(url), lambda: back_up_file(connect(url), path.with_name("备份.db"))):
        try:
            enter()
        except StorageError as error:
            sentences.append(str(error))
    return sentences


def _share(barrier: Barrier) -> None:
    _shared["barrier"] = barrier
