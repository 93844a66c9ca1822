"""Header rows of forms, found by their content: columns of indicators, of a flat list, and of the funds block."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from perfdata.reading import form_labels as labels

if TYPE_CHECKING:
    from perfdata.reading.row_kinds import Cell

_INDICATOR_FIELDS = frozenset({*labels.COLUMNS.values(), "reason"})
_TARGETS = ("annual_target", "cycle_target")
PLACE = "@"
_NUMBER = re.compile(r"-?\d[\d,.]*%?")
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
    found = [(cell, meanings.get(cell.key) or labels.column_name(cell.key)) for cell in cells]
    fields = {name for _, name in found}
    if "name" not in fields or not fields & {"level1", "level2"}:
        return None
    halves: list[dict[str, int]] = [{}]
    listed: dict[str, int] = {}
    ignored: dict[int, str] = {}
    unknown: list[Cell] = []
    for cell, name in found:
        if name and name in _INDICATOR_FIELDS:
            if name in halves[-1] and name in ("level1", "level2", "name"):
                halves.append({})
            if halves[-1].setdefault(name, cell.column) != cell.column:
                ignored[cell.column] = "这一内容左边已有一列，未采用"
        elif listed_as := (name or labels.LIST_COLUMNS.get(_without_unit(cell.key))):
            if listed_as == "ignore" or listed_as in listed:
                ignored[cell.column] = "按核对意见忽略" if listed_as == "ignore" else "这一内容左边已有一列，未采用"
            else:
                listed[listed_as] = cell.column
        elif reason := labels.ignored_label(labels.column_key(cell.key)):
            ignored[cell.column] = reason
        elif not labels.is_section(cell.key):
            unknown.append(cell)
    whole = listed.pop("whole_budget", None)
    if whole is not None and listed.setdefault("budget", whole) != whole:
        ignored[whole] = "项目总预算，看板按年度预算计"
    unknown = _without_places(unknown, halves[-1])
    left = tuple(cell.column for cell in unknown)
    return FormColumns(_shared(halves), listed if "project_name" in listed else {}, ignored, left)


def _without_places(unknown: list[Cell], half: dict[str, int]) -> list[Cell]:
    """The unknown columns but those with the targets of one place each, which stand where no 指标值 does."""
    places = {PLACE + cell.text.strip(): cell.column for cell in unknown if labels.PLACE.fullmatch(cell.key)}
    if not places or any(name in half for name in _TARGETS):
        return unknown
    half |= places
    return [cell for cell in unknown if cell.column not in places.values()]


def with_second_row(columns: FormColumns, cells: Sequence[Cell]) -> FormColumns | None:
    """The columns with those of a second header row: 符号, 值 and 单位, or places, below 指标值; None for others."""
    half = columns.halves[-1]
    target = next((half[name] for name in _TARGETS if name in half), None)
    if target is None or len(columns.halves) > 1 or cells[0].column < target or len(cells) < 2:
        return None
    rest = {name: column for name, column in half.items() if name not in _TARGETS}
    taken = set(rest.values()) | set(columns.ignored)
    found = {name: cell.column for cell in cells if (name := labels.SECOND_COLUMNS.get(labels.column_key(cell.key)))}
    if len(found) == len(cells) and found.keys() & set(_TARGETS):
        return replace(columns, halves=({**rest, **found},))
    if all(labels.PLACE.fullmatch(cell.key) and cell.column not in taken for cell in cells):
        return replace(columns, halves=({**rest, **{PLACE + cell.text.strip(): cell.column for cell in cells}},))
    return None


def _shared(halves: list[dict[str, int]]) -> tuple[dict[str, int], ...]:
    """Two halves share level 1 where only the first has it."""
    if len(halves) > 1 and "level1" in halves[0]:
        halves[1].setdefault("level1", halves[0]["level1"])
    return tuple(halves[:2])


def _without_unit(key: str) -> str:
    return labels.column_key(key.removesuffix("(元)").removesuffix("(万元)"))


def find_funding_columns(cells: Sequence[Cell], meanings: Mapping[str, str]) -> dict[int, str] | None:
    """Fields of the funds block by column, or None if the row is not its header."""
    found = {
        cell.column: name
        for cell in cells
        if (name := meanings.get(cell.key) or labels.FUNDING_COLUMNS.get(_without_unit(cell.key)))
    }
    is_header = len(found) >= 2 and not any(_NUMBER.fullmatch(cell.key) for cell in cells)
    is_header = is_header and not _AMOUNTS.isdisjoint(found.values())
    return {column: name for column, name in found.items() if name != "source"} if is_header else None
