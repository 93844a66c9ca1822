"""One indicator row: which cell is what, also when cells slid left.

Goal tables are flattened from merged cells. Where a row was inserted and the vertical merges above it were not
extended, the row's own cells fill the columns that the merges no longer cover, so they stand left of their headers.
The order of the cells survives, and the labels are a closed vocabulary; both together give the row back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from perfdata.core.model import IndicatorValue
from perfdata.core.terms import Level1, Level2
from perfdata.core.text import normalise_label
from perfdata.core.values import parse_value
from perfdata.reading.labels import (
    COLUMN_LABELS,
    FIELD_LABELS,
    LEVEL1_LABELS,
    LEVEL2_LABELS,
    LEVEL_POINTS,
    SECTION_LABELS,
)

_HEADER_SIGN = "级"  # of 一级指标 and 三级指标, however they are spaced


class Cell(NamedTuple):
    column: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns of the header row, counted from 0; ``targets`` maps target fields to theirs.

    ``plain`` takes the cells below level 1, level 2, name and the two targets; None where these are not five columns
    in order.
    """

    level1: int
    level2: int
    name: int
    targets: dict[str, int]
    plain: Callable[[tuple[str, ...]], tuple[str, ...]] | None


@dataclass(slots=True)
class IndicatorRow:
    """What one row says: levels and targets (None where not written), name, and what is wrong with it.

    ``first_column`` is that of the first filled cell; ``is_clear`` is False where anything is unknown, displaced or
    missing.
    """

    first_column: int
    level1: Level1 | None = None
    level2: Level2 | None = None
    name: str = ""
    cycle_target: IndicatorValue | None = None
    annual_target: IndicatorValue | None = None
    is_clear: bool = False
    is_recovered: bool = False
    unknown_labels: tuple[Cell, ...] = ()
    leftover: tuple[str, ...] = ()


def find_columns(cells: tuple[str, ...]) -> Columns | None:
    """The columns of an indicator header row, or None if the row is not one."""
    if _HEADER_SIGN not in "".join(cells):
        return None
    found = {COLUMN_LABELS.get(normalise_label(text)): column for column, text in enumerate(cells) if text}
    if not {"level1", "name"} <= found.keys():
        return None
    targets = {field: found[field] for field in ("cycle_target", "annual_target") if field in found}
    own = found["level1"], found.get("level2", found["level1"]), found["name"], *targets.values()
    is_usual = len(own) == 5 and own[0] < own[1] < own[2] and len(set(own)) == 5
    return Columns(*own[:3], targets, itemgetter(*own) if is_usual else None)


def plain_row(cells: tuple[str, ...], columns: Columns) -> IndicatorRow | None:
    """A row with a name and both targets, its levels known or blank, all below their headers and nothing beside them:
    most rows of most tables, read without looking for what slid. None for any other row."""
    if columns.plain is None:
        return None
    try:
        label1, label2, name, cycle, annual = columns.plain(cells)
    except IndexError:
        return None
    if not (name and cycle and annual):
        return None
    level1 = known_level1(label1) if label1 else None
    level2 = known_level2(label2) if label2 else None
    filled = 3 + (level1 is not None) + (level2 is not None)
    if len(cells) - cells.count("") != filled or (filled == 3 and _is_other_label(name)):
        return None
    first = columns.level1 if level1 else columns.level2 if level2 else columns.name
    return IndicatorRow(first, level1, level2, name, parse_value(cycle), parse_value(annual), True)


@lru_cache(maxsize=4_096)
def known_level1(text: str) -> Level1 | None:
    """The level 1 that a label names."""
    return LEVEL1_LABELS.get(_level_label(text))


@lru_cache(maxsize=4_096)
def known_level2(text: str) -> Level2 | None:
    """The level 2 that a label names."""
    return LEVEL2_LABELS.get(_level_label(text))


def _is_other_label(text: str) -> bool:
    label = normalise_label(text)
    return label in FIELD_LABELS or label in COLUMN_LABELS or label in LEVEL1_LABELS or label in LEVEL2_LABELS


@lru_cache(maxsize=16_384)
def read_indicator_row(cells: tuple[str, ...], columns: Columns, level1: Level1 | None) -> IndicatorRow:
    """The cells of one row under their meaning; ``level1`` is the level 1 in force above the row.

    Forms repeat their rows, so each distinct row is read once; the row read is shared.
    """
    filled = [Cell(column, text) for column, text in enumerate(cells) if text]
    row = IndicatorRow(filled[0].column)
    if normalise_label(filled[0].text) in SECTION_LABELS:
        del filled[0]
    rest = _take_levels(filled, row, columns, level1)
    rest = _take_unknown_labels(rest, row, columns)
    _take_name_and_targets(rest, row, columns)
    row.is_clear = bool(row.name) and not (row.unknown_labels or row.is_recovered or row.leftover)
    return row


def _level_label(text: str) -> str:
    return LEVEL_POINTS.sub("", normalise_label(text))


def _take_levels(filled: list[Cell], row: IndicatorRow, columns: Columns, level1: Level1 | None) -> list[Cell]:
    taken = 0
    if filled and _is_level1(filled, columns, level1):
        row.level1 = LEVEL1_LABELS[_level_label(filled[0].text)]
        row.is_recovered = filled[0].column != columns.level1
        taken = 1
    if len(filled) > taken and (level2 := LEVEL2_LABELS.get(_level_label(filled[taken].text))):
        row.level2 = level2
        row.is_recovered |= filled[taken].column != columns.level2
        taken += 1
    return filled[taken:]


def _is_level1(filled: list[Cell], columns: Columns, level1: Level1 | None) -> bool:
    """Labels of both levels are told apart by column, by what follows, and by the level above."""
    label = _level_label(filled[0].text)
    if label not in LEVEL1_LABELS:
        return False
    if label not in LEVEL2_LABELS:
        return True
    if filled[0].column == columns.level2 != columns.level1:
        return False
    if len(filled) == 1:
        return level1 is not Level1.OUTPUT
    following = filled[1]
    return following.column >= columns.name or _level_label(following.text) in LEVEL2_LABELS


def _take_unknown_labels(rest: list[Cell], row: IndicatorRow, columns: Columns) -> list[Cell]:
    """Cells before a name that stands in its column are labels nobody knows, unless the row slid left."""
    name_at = next((at for at, cell in enumerate(rest) if cell.column == columns.name), 0)
    if name_at == 0 or not _stands_in_place(rest, columns):
        return rest
    row.unknown_labels = tuple(rest[:name_at])
    return rest[name_at:]


def _stands_in_place(rest: list[Cell], columns: Columns) -> bool:
    last_target = max(columns.targets.values(), default=columns.name)
    return rest[-1].column == last_target or _level_label(rest[0].text).endswith("指标")


def _take_name_and_targets(rest: list[Cell], row: IndicatorRow, columns: Columns) -> None:
    target_columns = list(columns.targets.values())
    if rest and [cell.column for cell in rest] != target_columns:
        row.name = rest[0].text
        row.is_recovered |= rest[0].column != columns.name
        rest = rest[1:]
    if len(rest) == len(target_columns):
        for field, cell in zip(columns.targets, rest, strict=True):
            setattr(row, field, parse_value(cell.text))
        row.is_recovered |= [cell.column for cell in rest] != target_columns
    elif rest:
        _place_by_column(rest, row, columns)


def _place_by_column(rest: list[Cell], row: IndicatorRow, columns: Columns) -> None:
    """Fewer or more values than columns: a value belongs where it stands, and only if nothing slid."""
    field_at = {} if row.is_recovered else {column: field for field, column in columns.targets.items()}
    for cell in rest:
        if field := field_at.get(cell.column):
            setattr(row, field, parse_value(cell.text))
    row.leftover = tuple(cell.text for cell in rest if cell.column not in field_at)
