"""Header rows of forms, found by their content: columns of indicators, of a flat list, and of the funds block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from perfdata.reading.form_labels import COLUMNS, FUNDING_COLUMNS, IGNORED_LABELS, LIST_COLUMNS, column_key, is_section

if TYPE_CHECKING:
    from perfdata.reading.row_kinds import Cell

_INDICATOR_FIELDS = frozenset(COLUMNS.values())
_AMOUNTS = frozenset({"initial", "adjusted", "spent", "spent_so_far"})


@dataclass(frozen=True, slots=True)
class FormColumns:
    """Columns of an indicator header, by field; two halves where 中期 and 年度 stand side by side.

    ``listed`` are the project columns of a flat list, ``ignored`` those with a reason to skip them.
    """

    halves: tuple[dict[str, int], ...]
    listed: dict[str, int] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()

    @property
    def has_actual(self) -> bool:
        return any("actual" in half for half in self.halves)

    @property
    def plain(self) -> Callable[[tuple[str, ...]], tuple[str, ...]] | None:
        """Takes level 1, level 2, name and the other cells of a row, in the order of ``halves``; None where rows hold
        more than one plain row of indicators."""
        half = self.halves[0]
        if len(self.halves) > 1 or self.listed or list(half)[:3] != ["level1", "level2", "name"]:
            return None
        return itemgetter(*half.values())

    @property
    def first(self) -> int:
        return min(column for half in self.halves for column in half.values())


def find_form_columns(cells: Sequence[Cell], meanings: Mapping[str, str]) -> FormColumns | None:
    """The columns of an indicator header row, or None if it is not one; ``meanings`` are corrections."""
    found = [(cell.column, meanings.get(cell.key) or COLUMNS.get(column_key(cell.key)), cell.key) for cell in cells]
    fields = {name for _, name, _ in found}
    if "name" not in fields or not fields & {"level1", "level2"}:
        return None
    halves: list[dict[str, int]] = [{}]
    listed: dict[str, int] = {}
    ignored: dict[int, str] = {}
    unknown: list[int] = []
    for column, name, key in found:
        if name and name in _INDICATOR_FIELDS:
            if name in halves[-1] and name in ("level1", "level2", "name"):
                halves.append({})
            halves[-1].setdefault(name, column)
        elif listed_as := (name or LIST_COLUMNS.get(_without_unit(key))):
            if listed_as == "ignore":
                ignored[column] = "按核对意见忽略"
            else:
                listed[listed_as] = column
        elif reason := IGNORED_LABELS.get(column_key(key)):
            ignored[column] = reason
        elif not is_section(key):
            unknown.append(column)
    return FormColumns(_shared(halves), listed if "project_name" in listed else {}, ignored, tuple(unknown))


def _shared(halves: list[dict[str, int]]) -> tuple[dict[str, int], ...]:
    """Two halves share level 1 where only the first has it."""
    if len(halves) > 1 and "level1" in halves[0]:
        halves[1].setdefault("level1", halves[0]["level1"])
    return tuple(halves[:2])


def _without_unit(key: str) -> str:
    return column_key(key.removesuffix("(元)").removesuffix("(万元)"))


def find_funding_columns(cells: Sequence[Cell], meanings: Mapping[str, str]) -> dict[int, str] | None:
    """Fields of the funds block by column, or None if the row is not its header."""
    found = {
        cell.column: name
        for cell in cells
        if (name := meanings.get(cell.key) or FUNDING_COLUMNS.get(_without_unit(cell.key)))
    }
    is_header = len(found) >= 2 and not _AMOUNTS.isdisjoint(found.values())
    return found if is_header else None
