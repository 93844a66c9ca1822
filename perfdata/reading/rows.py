"""One indicator row: which cell is what, also when cells slid left.

Goal tables are flattened from merged cells. Where a row was inserted and the vertical merges above it were not
extended, the row's own cells fill the columns that the merges no longer cover, so they stand left of their headers.
The order of the cells survives, and the labels are a closed vocabulary; both together give the row back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from perfdata.core.terms import Level1, Level2
from perfdata.core.text import normalise_label
from perfdata.reading.labels import COLUMN_LABELS, LEVEL1_LABELS, LEVEL2_LABELS, LEVEL_POINTS, SECTION_LABELS


class Cell(NamedTuple):
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of the header row, counted from 0; ``targets`` maps target fields to theirs, ``last`` is the last."""

    level1: int
    level2: int
    name: int
    targets: dict[str, int]
    last: int = 0


@dataclass(slots=True)
class IndicatorRow:
    """What one row says: levels (None where not written), name, target texts, and what is wrong with it."""

    level1: Level1 | None = None
    level2: Level2 | None = None
    unknown_labels: tuple[Cell, ...] = ()
    name: str = ""
    targets: dict[str, str] = field(default_factory=dict)
    is_recovered: bool = False
    leftover: tuple[str, ...] = ()


def find_columns(cells: tuple[str, ...]) -> Columns | None:
    """The columns of an indicator header row, or None if the row is not one."""
    if not any(map(_is_level1_header, cells)):
        return None
    found = {COLUMN_LABELS.get(normalise_label(text)): column for column, text in enumerate(cells) if text}
    if not {"level1", "name"} <= found.keys():
        return None
    targets = {field: found[field] for field in ("cycle_target", "annual_target") if field in found}
    level2 = found.get("level2", found["level1"])
    last = max(found["level1"], level2, found["name"], *targets.values())
    return Columns(found["level1"], level2, found["name"], targets, last)


@lru_cache(maxsize=65_536)
def _is_level1_header(text: str) -> bool:
    return COLUMN_LABELS.get(normalise_label(text)) == "level1"


@lru_cache(maxsize=4_096)
def _known_level2(text: str) -> Level2 | None:
    return LEVEL2_LABELS.get(_level_label(text))


def read_indicator_row(cells: tuple[str, ...], *, columns: Columns, level1: Level1 | None) -> IndicatorRow:
    """The cells of one row under their meaning; ``level1`` is the level 1 in force above the row."""
    return _plain_row(cells, columns) or _any_row(cells, columns=columns, level1=level1)


def _plain_row(cells: tuple[str, ...], columns: Columns) -> IndicatorRow | None:
    """A row with a name, all targets and at most a level 2, each below its header: most rows of most tables."""
    if len(cells) <= columns.last or columns.level1 == columns.level2:
        return None
    targets = {field: cells[column] for field, column in columns.targets.items()}
    label, name = cells[columns.level2], cells[columns.name]
    if not name or not targets or not all(targets.values()):
        return None
    level2 = _known_level2(label) if label else None
    filled = len(cells) - cells.count("")
    if (label and level2 is None) or filled != 1 + len(targets) + bool(label):
        return None
    return IndicatorRow(level2=level2, name=name, targets=targets)


def _any_row(cells: tuple[str, ...], *, columns: Columns, level1: Level1 | None) -> IndicatorRow:
    filled = [Cell(column, text) for column, text in enumerate(cells) if text]
    if filled and normalise_label(filled[0].text) in SECTION_LABELS:
        del filled[0]
    row = IndicatorRow()
    rest = _take_levels(filled, row, columns, level1)
    rest = _take_unknown_labels(rest, row, columns)
    _take_name_and_targets(rest, row, columns)
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
        row.targets = {field: cell.text for field, cell in zip(columns.targets, rest, strict=True)}
        row.is_recovered |= [cell.column for cell in rest] != target_columns
    elif rest:
        _place_by_column(rest, row, columns)


def _place_by_column(rest: list[Cell], row: IndicatorRow, columns: Columns) -> None:
    """Fewer or more values than columns: a value belongs where it stands, and only if nothing slid."""
    field_at = {} if row.is_recovered else {column: field for field, column in columns.targets.items()}
    row.targets = {field_at[cell.column]: cell.text for cell in rest if cell.column in field_at}
    row.leftover = tuple(cell.text for cell in rest if cell.column not in field_at)
