"""The grid that every container gives: cells as they were read, merged ranges, and facts about the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Merge(NamedTuple):
    """A merged range: rows counted as Row.number, columns from 0, all inclusive; its first cell holds the text."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """All rows of one sheet, blank ones included, with values as they were read; ``cell_text`` makes texts of them.

    ``rows[i]`` has the number ``first_row_number + i``. Values of workbooks are str ('' where empty), int, float,
    bool, date, datetime, time or timedelta; those of other files are str, and rows may differ in length.
    ``container`` is the kind of file by content, ``encoding`` None where the file says itself how text is encoded.
    ``source_file`` and ``content`` are those of the file the sheet stands in: of a zip the member. ``notices`` are
    Chinese sentences on what of the file was left out, ``uncalculated`` the addresses of formulas without a stored
    result.
    """

    name: str | None
    rows: list[list[object]]
    first_row_number: int = 1
    merges: tuple[Merge, ...] = ()
    container: str = "text"
    encoding: str | None = None
    source_file: str = ""
    content: bytes = b""
    notices: tuple[str, ...] = ()
    uncalculated: tuple[str, ...] = ()
