"""Header rows of forms, found by their content: columns of indicators and of a flat list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from perfdata.core.cell_uses import CellRole
from perfdata.core.dates import label_year
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.terms import DeviationCause, Likelihood
from perfdata.reading import vocabulary as labels

if TYPE_CHECKING:
    from perfdata.reading.cells import Cell

# Columns of a monitoring form beside those of all forms; likelihoods and causes stand in its second header row.
_TICKS = {term.label: term.label for term in (*Likelihood, *DeviationCause)} | {"不可能": Likelihood.IMPOSSIBLE.label}
_MONITORING_COLUMNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"完成(?:目标)?可能性"), "likelihood"),
    (re.compile(r"(?:全年|年度|年底|年末)?预计"), "forecast"),
    (re.compile(r".*执行情况$"), "actual"),
    (re.compile(r"备注$"), "remark"),
    (re.compile(r"指标$"), "name"),
)
_OTHER_NAMES = {
    **dict.fromkeys(("指标类别", "指标一级", "指标1级", "一级", "一级目标"), "level1"),
    **dict.fromkeys(("指标类型", "指标二级", "指标2级", "二级", "二级目标"), "level2"),
    **dict.fromkeys(("具体指标", "指标三级", "指标3级", "三级", "三级目标"), "name"),
}
_NAMES_BEHIND = {"绩效指标": "name", "指标": "name"}
_OTHER_TARGETS = frozenset("年度目标 当年目标 全年目标 年度绩效目标 当年绩效目标".split())
_OUTLOOKS = frozenset({"likelihood", *Likelihood.labels()})
_TARGETS = ("annual_target", "cycle_target")
SPLIT = frozenset({"sign", "unit"})  # of a target that is put together
PLACE = "@"
OTHER_YEAR = "其他年度的列"
HEADER = "表头"
_SEEN_BEFORE = "这一内容左边已有一列，未采用"
INDICATOR_FIELDS = {
    **{name: FIELD_LABELS[name] for name in ("level1", "level2")},
    "name": FIELD_LABELS["indicator_name"],
    **{name: FIELD_LABELS[name] for name in ("cycle_target", "annual_target", "actual", "weight", "score")},
    "sign": "指标性质",
    "unit": "计量单位",
    "reason": "偏差原因",
    "likelihood": "完成目标可能性",
    "forecast": "全年预计完成情况",
    "remark": "备注",
    **{name: name for name in _TICKS.values()},
}


class PlainColumns(NamedTuple):
    """The columns of a header under which a row is one indicator, with what its cells are, by column.

    ``cells`` takes level 1, level 2, name and the other cells of a row; ``targets`` name, cycle and annual target,
    None where a target is put together from several columns.
    """

    columns: dict[str, int]
    width: int
    uses: dict[int, tuple[CellRole, str]]
    cells: Callable[[tuple[str, ...]], tuple[str, ...]]
    targets: Callable[[tuple[str, ...]], tuple[str, str, str]] | None


@dataclass(frozen=True)
class FormColumns:
    """Columns of an indicator header, by field; two halves where 中期 and 年度 stand side by side.

    ``listed`` are the project columns of a flat list, ``ignored`` those with a reason to skip them, ``labels`` the
    texts of the header as normalised text, ``dated`` the columns of a year by field, 2024年指标值 and 2025年指标值.
    """

    halves: tuple[dict[str, int], ...]
    listed: dict[str, int] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()
    labels: dict[int, str] = field(default_factory=dict)
    dated: dict[str, dict[int, int]] = field(default_factory=dict)

    def of_year(self, year: int | None) -> FormColumns:
        """With the columns of this year, or of the only one where it is not known; those of other years are ignored."""
        half, ignored, unknown = dict(self.halves[-1]), dict(self.ignored), list(self.unknown)
        for name, years in self.dated.items():
            own = years.get(year or next(iter(years))) if year or len(years) == 1 else None
            if own is not None:
                half.setdefault(name, own)
            if name in half:
                ignored |= dict.fromkeys(set(years.values()) - {half[name]}, OTHER_YEAR)
            else:
                unknown += years.values()
        halves, left = (*self.halves[:-1], half), tuple(sorted(unknown))
        return replace(self, halves=halves, ignored=ignored, unknown=left, dated={})

    @property
    def lacks_targets(self) -> bool:
        """Whether no column is known to hold targets, in a header of which some are not known."""
        is_target = any(name in _TARGETS or name.startswith(PLACE) for half in self.halves for name in half)
        return bool(self.unknown) and not (is_target or self.has_actual or self.is_monitoring)

    @cached_property
    def label_uses(self) -> dict[int, tuple[CellRole, str]]:
        """What the cells of the header are, by column; unknown ones have no use."""
        return {
            column: (CellRole.IGNORED, self.ignored[column]) if column in self.ignored else (CellRole.LABEL, HEADER)
            for column in self.labels
            if column not in self.unknown
        }

    @cached_property
    def has_actual(self) -> bool:
        return any("actual" in half for half in self.halves)

    @property
    def is_monitoring(self) -> bool:
        return not _OUTLOOKS.isdisjoint(self.halves[0])

    @cached_property
    def plain(self) -> PlainColumns | None:
        """None where rows hold more than one plain row of indicators."""
        half = self.halves[0]
        if len(self.halves) > 1 or self.listed or list(half)[:3] != ["level1", "level2", "name"]:
            return None
        has_targets = half.keys() >= set(_TARGETS) and half.keys().isdisjoint(SPLIT)
        targets = itemgetter(half["name"], half["cycle_target"], half["annual_target"]) if has_targets else None
        return PlainColumns(half, len(half), indicator_uses(half), itemgetter(*half.values()), targets)

    @property
    def first(self) -> int:
        return min(column for half in self.halves for column in half.values())


def indicator_uses(columns: Mapping[str, int]) -> dict[int, tuple[CellRole, str]]:
    """What the cells of an indicator row are, by column."""
    return {
        column: (
            CellRole.LABEL if name in ("level1", "level2") else CellRole.VALUE,
            INDICATOR_FIELDS.get(name, "年度指标值"),
        )
        for name, column in columns.items()
    }


def find_form_columns(cells: Sequence[Cell], meanings: Mapping[str, str]) -> FormColumns | None:
    """The columns of an indicator header row, or None if it is not one; ``meanings`` are corrections."""
    names = _names(cells, meanings)
    is_monitoring = any("可能" in cell.key for cell in cells)
    if not is_monitoring and not any(names):
        return None
    found = list(zip(cells, names, strict=True))
    if is_monitoring:
        found = _of_monitoring(found)
    fields = {name or labels.FIELDS.get(cell.key) for cell, name in found}
    if "name" not in fields or not fields & {"level1", "level2", "likelihood"}:
        return None
    halves: list[dict[str, int]] = [{}]
    listed: dict[str, int] = {}
    ignored: dict[int, str] = {}
    unknown: list[Cell] = []
    dated: dict[str, dict[int, int]] = {}
    for cell, name in found:
        if name == "unit" and cell.key == "单位" and "name" not in halves[0] and "project_name" in fields:
            name = "spending_unit"
        elif name == "annual_target" and "name" not in halves[-1] and cell.key in ("绩效目标", "目标"):
            name = "annual_goal"  # left of the indicators of a list
        if name and name in INDICATOR_FIELDS:
            if name in halves[-1] and name in ("level1", "level2", "name"):
                halves.append({})
            if halves[-1].setdefault(name, cell.column) != cell.column:
                ignored[cell.column] = _SEEN_BEFORE
        elif listed_as := (name or labels.LIST_COLUMNS.get(labels.without_unit(cell.key))):
            if listed_as == "ignore" or listed_as in listed:
                ignored[cell.column] = "按核对意见忽略" if listed_as == "ignore" else _SEEN_BEFORE
            else:
                listed[listed_as] = cell.column
        elif reason := labels.ignored_label(labels.column_key(cell.key)):
            ignored[cell.column] = reason
        elif year_and_field := _dated_column(cell.key):
            dated.setdefault(year_and_field[1], {}).setdefault(year_and_field[0], cell.column)
        elif not labels.is_section(cell.key):
            unknown.append(cell)
    for half in [half for half in halves[1:] if "name" not in half or half.keys().isdisjoint(_TARGETS)]:
        halves.remove(half)
        for name, column in half.items():
            if halves[-1].setdefault(name, column) != column:
                ignored[column] = _SEEN_BEFORE
    whole = listed.pop("whole_budget", None)
    if whole is not None and listed.setdefault("budget", whole) != whole:
        ignored[whole] = "项目总预算，看板按年度预算计"
    unknown = _without_places(unknown, halves[-1])
    left = tuple(cell.column for cell in unknown)
    keys = {cell.column: cell.key for cell in cells}
    return FormColumns(_shared(halves), listed if "project_name" in listed else {}, ignored, left, keys, dated)


def _names(cells: Sequence[Cell], meanings: Mapping[str, str]) -> list[str | None]:
    """The field of each column of a header. Words that mean something else elsewhere are the columns that it has not:
    指标类别 and 具体指标 without 三级指标, 年度目标 without 指标值, 分数 without 分值 (beside results the score)."""
    names = [meanings.get(cell.key) or labels.column_name(cell.key) for cell in cells]
    keys = [labels.column_key(cell.key) for cell in cells]
    if "name" not in names and not any(key in labels.FIELDS for key in keys):
        is_behind = False
        for at, key in enumerate(keys):
            names[at] = names[at] or _OTHER_NAMES.get(key) or (_NAMES_BEHIND.get(key) if is_behind else None)
            is_behind |= names[at] == "level1"
    if "name" in names and "annual_target" not in names and not any(key in labels.FIELDS for key in keys):
        found = [at for at, key in enumerate(keys) if key in _OTHER_TARGETS and at > names.index("name")]
        if found:
            names[found[0]] = "annual_target"
    if "weight" not in names and ("actual" not in names or "score" in names):
        names = ["weight" if key == "分数" else name for key, name in zip(keys, names, strict=True)]
    return names


def _dated_column(label: str) -> tuple[int, str] | None:
    """The year and the field of a column such as 2025年度指标值."""
    year, rest = label_year(label)
    name = labels.column_name(rest) if year else None
    return (year, name) if year and name in INDICATOR_FIELDS else None


def _of_monitoring(found: list[tuple[Cell, str | None]]) -> list[tuple[Cell, str | None]]:
    """A header with the columns of a monitoring form, one of them with names: that of 三级指标 before others."""
    found = [(cell, name or _monitoring_column(cell.key)) for cell, name in found]
    names = [cell for cell, name in found if name == "name"]
    own = next((cell for cell in names if "三级" in cell.key), names[0] if names else None)
    return [(cell, name) for cell, name in found if name != "name" or cell is own]


def _monitoring_column(label: str) -> str | None:
    key = labels.column_key(label)
    return _TICKS.get(key) or next((name for pattern, name in _MONITORING_COLUMNS if pattern.match(key)), None)


def _without_places(unknown: list[Cell], half: dict[str, int]) -> list[Cell]:
    """The unknown columns but those with the targets of one place each, which stand where no 指标值 does."""
    places = {PLACE + cell.text.strip(): cell.column for cell in unknown if labels.PLACE.fullmatch(cell.key)}
    if not places or any(name in half for name in _TARGETS):
        return unknown
    half |= places
    return [cell for cell in unknown if cell.column not in places.values()]


def with_second_row(columns: FormColumns, cells: Sequence[Cell]) -> FormColumns | None:
    """The columns with those of a second header row: 符号, 值 and 单位, years or places, below 指标值, what is ticked
    in a monitoring form; None for others."""
    half = columns.halves[-1]
    if columns.is_monitoring:
        return _with_ticks(columns, cells)
    target = next((half[name] for name in _TARGETS if name in half), None)
    if target is None or len(columns.halves) > 1 or cells[0].column < target or len(cells) < 2:
        return None
    rest = {name: column for name, column in half.items() if name not in _TARGETS}
    taken = set(rest.values()) | set(columns.ignored)
    found = {name: cell.column for cell in cells if (name := labels.SECOND_COLUMNS.get(labels.column_key(cell.key)))}
    if len(found) == len(cells) and found.keys() & set(_TARGETS):
        return replace(columns, halves=({**rest, **found},))
    years = {year: cell.column for cell in cells for year, rest_of in [label_year(cell.key)] if year and not rest_of}
    if len(years) == len(cells) and taken.isdisjoint(years.values()):
        return replace(columns, halves=(rest,), dated={"annual_target": years})
    if all(labels.PLACE.fullmatch(cell.key) and cell.column not in taken for cell in cells):
        return replace(columns, halves=({**rest, **{PLACE + cell.text.strip(): cell.column for cell in cells}},))
    return None


def _with_ticks(columns: FormColumns, cells: Sequence[Cell]) -> FormColumns | None:
    """The columns of causes and likelihoods instead of those above them; a row that names an indicator has none."""
    half = columns.halves[0]
    found = {labels.column_name(cell.key) or _monitoring_column(cell.key): cell.column for cell in cells}
    is_header = bool(found.keys() & {*_TICKS.values(), "reason"})
    if not is_header or any(cell.column == half["name"] != found.get("name") for cell in cells):
        return None
    own = {name: column for name, column in found.items() if name in _TICKS or name == "reason"}
    return replace(columns, halves=({name: at for name, at in half.items() if at not in own.values()} | own,))


def _shared(halves: list[dict[str, int]]) -> tuple[dict[str, int], ...]:
    """Two halves share level 1 where only the first has it."""
    if len(halves) > 1 and "level1" in halves[0]:
        halves[1].setdefault("level1", halves[0]["level1"])
    return tuple(halves[:2])
