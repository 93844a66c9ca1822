"""What a row is: the labels in it, told by themselves, then its kind by where in a form it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.core.amounts import YUAN_PER_UNIT, unit_in_label
from perfdata.core.cell_uses import CellRole
from perfdata.core.dates import is_period, label_year, title_year
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.levels import LEVEL1, LEVEL2, label_key, level_key
from perfdata.reading import headers
from perfdata.reading import vocabulary as labels
from perfdata.reading.cells import (
    IGNORED,
    JOINED,
    LONGEST_LABEL,
    Cell,
    cell_of,
    counts_nothing,
    is_quantity,
    label_kind,
    stated_pairs,
)
from perfdata.reading.funds_headers import find_funding_columns, is_of_funds

if TYPE_CHECKING:
    from perfdata.reading.drafts import Form

_PLAIN_KINDS = {*labels.FIELDS.values(), *labels.GOALS.values(), "budget"} - {"goal_rate"}


class RowKind(Enum):
    """Everything that a row of a form can be."""

    __hash__ = object.__hash__

    TITLE = auto()
    YEAR = auto()
    REMARKS = auto()
    NOTE = auto()
    HEADER = auto()
    SECOND_HEADER = auto()
    FUNDS_HEADER = auto()
    INDICATOR = auto()
    EXECUTION = auto()
    TOTAL = auto()
    FOOT = auto()
    FUNDS = auto()
    FIELDS = auto()
    GOAL = auto()
    UNREAD = auto()


class RowFacts(NamedTuple):
    """What a row says by itself, whatever stands above it. ``is_text`` where it is one long text and no foot, ``year``
    that of a title or of a line that is nothing but a year. ``plain`` is there where the row means the same wherever it
    stands above a table, ``names_project`` tells whether it begins with 项目名称 and is no header."""

    cells: tuple[Cell, ...]
    columns: headers.FormColumns | None = None
    funding: dict[int, str] | None = None
    is_title: bool = False
    is_year: bool = False
    is_remarks: bool = False
    is_page_mark: bool = False
    is_text: bool = False
    foot: str | None = None
    is_ignored: bool = False
    is_total: bool = False
    year: int | None = None
    plain: PlainFields | None = None
    names_project: bool = False


class PlainFields(NamedTuple):
    """A row of labels with their values, or of headings of goals: (field, column, text), (year, column) of labels,
    (column, label) of budgets, the goals opened by column, and the account of its cells."""

    fields: list[tuple[str, int, str]]
    years: list[tuple[int, int]]
    budgets: list[tuple[int, str]]
    goals: dict[int, str]
    uses: dict[int, tuple[CellRole, str]]


def row_facts(texts: tuple[str, ...], meanings: Mapping[str, str]) -> RowFacts:
    """The facts of a row that is not blank; ``meanings`` are corrections by label."""
    cells = tuple([cell_of(column, text, meanings) for column, text in enumerate(texts) if text])
    if any(cell.kind == "money_unit" for cell in cells):
        cells = _without_other_units(cells)
    first = cells[0]
    if len(cells) == 1 and len(first.key) > LONGEST_LABEL:
        is_remarks, foot = _is_remark(first), labels.foot_reason([first.key])
        return RowFacts(cells, is_remarks=is_remarks, foot=foot, is_text=not is_remarks and foot is None)
    if heads_list := len(cells) > 2 and _heads_list(cells):
        cells = tuple([cell._replace(kind=None, goal=None, source=None) for cell in cells])
        first = cells[0]
    names_project = first.kind == "project_name"
    if plain := _plain_fields(cells):
        return RowFacts(cells, plain=plain, names_project=names_project)
    own = [cell.key for cell in cells if not labels.is_section(cell.key)] or [cell.key for cell in cells]
    asks = any(cell.kind and not cell.kind.startswith("skip:") for cell in cells)
    common: dict[str, Any] = {
        "is_remarks": all(map(_is_remark, cells)),
        "is_page_mark": all(labels.PAGE_MARK.fullmatch(cell.key) for cell in cells),
        "foot": labels.LISTED if heads_list else None if asks else labels.foot_reason(own),
        "is_ignored": first.kind == IGNORED and not asks,
        "is_total": bool(labels.TOTAL_ROW.fullmatch(own[0])),
    }
    if len(cells) > 1:
        columns = headers.find_form_columns(cells, meanings)
        return RowFacts(
            cells,
            columns=columns,
            funding=find_funding_columns(cells, meanings),
            **common,
            names_project=names_project and columns is None,
        )
    year, rest = label_year(first.key)
    is_title = _is_title(first)
    return RowFacts(
        cells,
        is_title=is_title,
        is_year=year is not None and (not rest or is_period(rest)),
        **common,
        year=title_year(first.key) if is_title else year,
        names_project=names_project,
    )


def _without_other_units(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """单位 asks for the money unit only where one stands beside it: 单位 | 收入 heads another table."""
    beside = {cell.column: following.key.removeprefix("人民币") for cell, following in pairwise(cells)}
    return tuple(
        cell._replace(kind=None) if cell.kind == "money_unit" and beside.get(cell.column) not in YUAN_PER_UNIT else cell
        for cell in cells
    )


def _plain_fields(cells: tuple[Cell, ...]) -> PlainFields | None:
    if not cells[0].goal and cells[0].kind not in _PLAIN_KINDS:
        return None
    plain = PlainFields([], [], [], goals_of(cells), {})
    asked = None
    for cell in cells:
        if cell.goal or (cell.kind in _PLAIN_KINDS and asked != "project_name"):
            asked = None if cell.goal else cell.kind
            plain.uses[cell.column] = CellRole.LABEL, "标签"
            if year := label_year(cell.key)[0]:
                plain.years.append((year, cell.column))
            if cell.kind == "budget":
                plain.budgets.append((cell.column, cell.key))
        elif cell.kind or cell.source or asked is None or plain.goals or JOINED.search(cell.text):
            return None
        else:
            plain.fields.append((asked, cell.column, cell.text))
            plain.uses[cell.column] = CellRole.VALUE, FIELD_LABELS.get(asked, "预算金额")
            asked = None
    names = {name for name, _, _ in plain.fields}
    return None if asked or len(names) < len(plain.fields) else plain


def _heads_list(cells: Sequence[Cell]) -> bool:
    """Whether 项目名称 heads a column beside others, 序号 | 项目名称 | 金额(万元), and asks for no name."""
    return any(
        cell.kind == "project_name"
        and following.column == cell.column + 1
        and (unit_in_label(following.key) or labels.without_unit(following.key) in labels.LIST_COLUMNS)
        for cell, following in pairwise(cells)
    )


def goals_of(cells: Sequence[Cell]) -> dict[int, str]:
    """The goals that a row heads, by column: a wide heading before others of its row is a section."""
    goals = {cell.column: cell.goal for cell in cells if cell.goal}
    if len(goals) > 1:
        first = min(goals)
        key = next(label_key(cell.key) for cell in cells if cell.column == first)
        if key in labels.WIDE_GOALS or list(goals.values()).count(goals[first]) > 1:
            goals.pop(first)
    return goals


def _is_title(cell: Cell) -> bool:
    if len(cell.key) > LONGEST_LABEL or "。" in cell.text:
        return False
    return bool(labels.TITLE.search(cell.key)) and cell.key not in labels.GOALS and not labels.is_section(cell.key)


def _is_remark(cell: Cell) -> bool:
    return labels.is_person_line(cell.key) or ("单位" in cell.key and bool(labels.UNIT_LINE.fullmatch(cell.key)))


def classify(facts: RowFacts, form: Form) -> RowKind:
    """The kind of a row, by its labels and by what of the form has been read above it."""
    is_goal = bool(form.open_goals) and facts.cells[0].column >= min(form.open_goals)
    if is_goal and facts.is_text:
        return RowKind.GOAL
    if form.columns is None:
        if facts.is_title and not form.open_goals and not form.title:
            return RowKind.TITLE
        if facts.is_year and not is_goal:
            return RowKind.YEAR
    if facts.is_page_mark:
        return RowKind.NOTE
    if facts.is_remarks and (form.columns is None or facts.foot is None):
        return RowKind.REMARKS
    if facts.foot == labels.NOTE and form.columns is None and len(facts.cells) == 1 and not is_goal:
        return RowKind.NOTE
    if form.columns and form.awaits_rows and headers.with_second_row(form.columns, facts.cells):
        return RowKind.SECOND_HEADER
    if facts.columns:
        return RowKind.HEADER
    if form.columns is None and facts.funding:
        return RowKind.FUNDS_HEADER
    if facts.is_ignored or (facts.foot and form.columns and _is_foot(facts.foot, facts.cells, form.columns)):
        return RowKind.FOOT
    if form.columns and not form.totals:
        if facts.is_total and not form.columns.listed:
            return RowKind.TOTAL
        if _is_execution(facts.cells, form.columns):
            return RowKind.EXECUTION
        if _counts_nothing(facts.cells, form.columns):
            return RowKind.FOOT
        is_below = form.foot and not _continues_table(facts.cells, form.columns)
        if not is_below and not _leaves_table(facts.cells, form.columns):
            return RowKind.INDICATOR
    return _kind_outside_table(facts, form, is_goal=is_goal)


def _kind_outside_table(facts: RowFacts, form: Form, *, is_goal: bool) -> RowKind:
    if form.funding_columns and is_of_funds(facts.cells, form.funding_columns):
        return RowKind.FUNDS
    if any(label_kind(cell, form) for cell in facts.cells):
        return RowKind.FIELDS
    if is_goal:
        return RowKind.GOAL
    if any(stated_pairs(cell, form) for cell in facts.cells):
        return RowKind.FIELDS
    return RowKind.FOOT if form.columns and form.foot else RowKind.UNREAD


def _is_execution(cells: Sequence[Cell], columns: headers.FormColumns) -> bool:
    """A row of the execution rate that names no indicator: its points are those of the funds block."""
    name = columns.halves[0]["name"]
    left = [cell for cell in cells if cell.column <= name]
    if not left or left[-1].column == name:
        return False
    return all(labels.EXECUTION.fullmatch(level_key(cell.key)) for cell in left)


def _leaves_table(cells: Sequence[Cell], columns: headers.FormColumns) -> bool:
    """A label of the form in a row that starts left of the levels, or a label with its one value; a name in its column
    with a quantity under its header is none, 下达及时性 100%."""
    half = columns.halves[0]
    is_named = cells[0].column == half["name"] and cells[-1].column in half.values() and is_quantity(cells[-1].text)
    if columns.listed or is_named:
        return False
    key, _, value = cells[0].key.partition(":")
    is_label = key in labels.FIELDS or labels.STAMP.sub("", key) in labels.FIELDS or labels.ignored_label(key)
    return bool(is_label) and (bool(value) or cells[0].column <= columns.first or len(cells) <= 2)


def _counts_nothing(cells: Sequence[Cell], columns: headers.FormColumns) -> bool:
    """A subtotal or a label of the form in the column of names, with a number that is no target behind it; a subtotal
    also left of it, with nothing but numbers."""
    first, last = cells[0], cells[-1]
    if labels.SUBTOTAL_ROW.fullmatch(first.key) and not columns.listed and len(cells) > 1:
        return all(is_quantity(cell.text) for cell in cells[1:])
    is_named = not columns.listed and first.column == columns.halves[0]["name"] < last.column
    return is_named and is_quantity(last.text) and counts_nothing(first.text, last.text)


def _is_foot(reason: str, cells: Sequence[Cell], columns: headers.FormColumns) -> bool:
    """Whether a row that looks like a foot is one; a name in its column with a quantity behind it is an indicator."""
    is_labelled = labels.foot_reason([cells[0].key]) == labels.PERSONAL
    is_named = not is_labelled and reason != labels.NOTE and cells[0].column == columns.halves[0]["name"]
    return not (is_named and any(is_quantity(cell.text) for cell in cells[1:]))


def _continues_table(cells: Sequence[Cell], columns: headers.FormColumns) -> bool:
    """Whether a row below the foot of a table is one of its rows: it names a level, or holds more than its name."""
    if any(level_key(cell.key) in LEVEL1 or level_key(cell.key) in LEVEL2 for cell in cells):
        return True
    half = columns.halves[0]
    at = {cell.column for cell in cells}
    is_listed = bool(at & set(columns.listed.values()))
    return is_listed or (cells[0].column == half["name"] and not at.isdisjoint(set(half.values()) - {half["name"]}))
