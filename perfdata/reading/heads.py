"""What stands above the header of a list of results: filled cells, and what is written beside a label."""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from perfdata.containers.sheets import cell_text
from perfdata.core.text import normalise_label


class HeadCell(NamedTuple):
    """A filled cell above the header."""

    at: int
    column: int
    text: str


def head_cells(rows: Iterable[Sequence[object]]) -> list[HeadCell]:
    """The filled cells in order."""
    return [
        HeadCell(at, column, text)
        for at, values in enumerate(rows)
        for column, text in enumerate(map(cell_text, values))
        if text
    ]


def beside(label: str, cells: list[HeadCell]) -> HeadCell | None:
    """The cell right of a label, or the label's own where it goes on after a colon; further right only with digits."""
    for cell, following in zip_longest(cells, cells[1:]):
        key = normalise_label(cell.text)
        if key.startswith(f"{label}:") and key != f"{label}:":
            return cell
        if key.rstrip(":") == label and following and following.at == cell.at:
            is_next = following.column == cell.column + 1
            return following if is_next or re.search(r"\d", following.text) else None
    return None
