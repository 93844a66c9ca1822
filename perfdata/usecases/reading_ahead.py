"""Files read before it is their turn: in other processes, while an earlier one is checked, looked at or stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.containers.isolated import Ended, run_isolated
from perfdata.core.errors import UnusableFileError
from perfdata.core.text import without_directions
from perfdata.storing.layout_store import remembered_corrections
from perfdata.usecases import statements
from perfdata.usecases.held_in_memory import Held
from perfdata.usecases.preview import GivenFile
from perfdata.usecases.statements import Statements, Told
from perfdata.usecases.understanding import statements_of

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Ahead(NamedTuple):
    """A file that is read ahead, by what was remembered of lay-outs as that began."""

    remembered: Mapping[str, Mapping[str, str]]
    reading: Future[Statements]


def read_file(held: Held, content: bytes, **said: Any) -> Statements:
    """What a file states; ``said`` is what ``preview_file`` takes. Raises UnusableFileError."""
    said["file_name"] = without_directions(said["file_name"])
    given = GivenFile(
        engine=held.engine, content=content, held=held, choices={}, tell=lambda _share, _what: None, **said
    )
    return statements_of(given, kind=None)


def read_texts(
    held: Held, texts: Sequence[tuple[str, bytes]], *, corrections: Mapping[str, str], **_said: Any
) -> list[Statements | UnusableFileError]:
    """What short texts state, or why they cannot be used, by name and content: read in one go in another process."""
    told = Told(None, corrections, held.corrections())
    sizes = [(without_directions(name), len(content)) for name, content in texts]
    job, content = partial(statements.read_texts, texts=sizes, told=told), b"".join(content for _, content in texts)
    try:
        return run_isolated(job, content)
    except Ended:  # a short text alone is read here as well
        return job(content)


def read_ahead(engine: Engine, content: bytes, **said: Any) -> Ahead:
    """Begin to read a file; ``said`` are its name and the day. One at a time, so that nobody else waits for many."""
    held = Held(engine)
    return Ahead(held.corrections(), _reader().submit(read_file, held, content, corrections={}, **said))


def taken(engine: Engine, ahead: Ahead | None) -> Statements | None:
    """What was read ahead, waited for where that is under way; None where it has not begun or is read otherwise now.

    Raises UnusableFileError.
    """
    if ahead is None or ahead.reading.cancel() or remembered_corrections(engine) != ahead.remembered:
        return None
    return ahead.reading.result()


@cache
def _reader() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="reading-ahead")
