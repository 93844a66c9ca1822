"""The header row of the funds block of a form, and the rows under it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from perfdata.reading import vocabulary as labels

if TYPE_CHECKING:
    from perfdata.reading.cells import Cell

AMOUNT = re.compile(r"-?\d")
_NUMBER = re.compile(r"-?\d[\d,.]*%?")
_AMOUNTS = frozenset({"initial", "adjusted", "spent", "spent_so_far"})


def find_funding_columns(cells: Sequence[Cell], meanings: Mapping[str, str]) -> dict[int, str] | None:
    """Fields of the funds block by column, or None if the row is not its header."""
    if not meanings and not any(labels.MONEY_COLUMN.search(cell.key) for cell in cells):
        return None
    found = {cell.column: name for cell in cells if (name := meanings.get(cell.key) or labels.funding_column(cell.key))}
    is_header = len(found) >= 2 and not any(_NUMBER.fullmatch(cell.key) for cell in cells)
    is_header = is_header and not _AMOUNTS.isdisjoint(found.values())
    return {column: name for column, name in found.items() if name != "source"} if is_header else None


def is_of_funds(cells: Sequence[Cell], columns: dict[int, str]) -> bool:
    """Whether a row under the header of the funds block names a source, or has amounts beside its label."""
    rest = funds_cells(cells)
    if not rest or rest[0].goal or rest[0].key in labels.FIELDS or labels.ignored_label(rest[0].key):
        return False
    if len(rest) > 1 and all(cell.column in columns and AMOUNT.match(cell.key) for cell in rest[:2]):
        return True
    has_amount = any(cell.column in columns and AMOUNT.match(cell.key) for cell in rest[1:])
    return rest[0].source is not None or (rest[0].column < min(columns) and has_amount)


def funds_cells(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a row without the heading of the funds block, which names a row where nothing else does."""
    rest = [cell for cell in cells if cell.source or not labels.FUNDING_SECTION.fullmatch(cell.key)]
    is_named = not rest or len(rest) == len(cells) or not AMOUNT.match(rest[0].key)
    return rest if is_named else list(cells[-len(rest) - 1 :])
