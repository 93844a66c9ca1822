"""One cell of a form: its text as a label, and what that label asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from perfdata.containers.sheets import cell_text
from perfdata.core.amounts import unit_in_label
from perfdata.core.dates import is_period, label_year
from perfdata.core.levels import LEVEL2, label_key, level_key
from perfdata.core.model import new_record
from perfdata.core.terms import FundingSource, ValueKind
from perfdata.core.text import normalise_label, unify_width
from perfdata.core.values import parse_value
from perfdata.reading import vocabulary as labels

if TYPE_CHECKING:
    from perfdata.reading.drafts import Form

LONGEST_LABEL, _LONGEST_TEXT, _MOST_MEANINGS = 60, 200, 8_192
JOINED = re.compile(r"[:：\s](?:(?<=[:：\n])|\s)")  # a colon, a line break, wide spaces; begins with one sign: quick
_BARE_NUMBER = re.compile(r"\s*[\d.,]+\s*")
_BARE_KINDS = frozenset(
    "project_type project_level budget_unit unit_name competent_department reporting_unit spending_unit".split()
    + "budget whole_budget funds total_score".split()
)
_VALUE_STARTS = frozenset("≥≤><=")  # no label begins so
HEADINGS = ("section", "funds", "goal")
IGNORED = "skip:按核对意见忽略"
_BRACKETS = re.compile(r"\(.*\)$|及(?:代码|编码)|(?:代码|编码)及")  # and codes: 单位编码及名称


class Cell(NamedTuple):
    """One non-empty cell: its column counted from 0, its text, the text as a label, and what that label asks for.

    ``kind`` is a field, budget, section, goal or ``skip:`` with the reason; ``goal`` the goal that the label heads,
    ``source`` the row of the funds block that it names.
    """

    column: int
    text: str
    key: str
    kind: str | None = None
    goal: str | None = None
    source: FundingSource | None = None


def cell_of(column: int, text: str, meanings: Mapping[str, str]) -> Cell:
    """The cell with what its label asks for; a correction goes before the vocabulary."""
    key = normalise_label(text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…")
    if len(key) > LONGEST_LABEL:
        return Cell(column, text, key)
    kind, goal, source = _label(key)
    if meanings and (chosen := meanings.get(key)):
        goal = chosen if chosen in labels.GOALS.values() else None
        kind = "goal" if goal else IGNORED if chosen == "ignore" else chosen
    return new_record(Cell, (column, text, key, kind, goal, source))


_Meaning = tuple[str | None, str | None, FundingSource | None]
_MEANINGS: dict[str, _Meaning] = {}  # of the labels met: few, while other texts are many and not kept


def _label(key: str) -> _Meaning:
    """Kind, goal and source of money that a label asks for; nothing where the text is none."""
    if known := _MEANINGS.get(key):
        return known
    if key[:1] in _VALUE_STARTS:
        return None, None, None
    plain = label_key(key)
    goal, source = _goal(key, plain), labels.funding_source(key)
    meaning = "goal" if goal else _kind(plain), goal, source
    if any(meaning) and len(_MEANINGS) < _MOST_MEANINGS:
        _MEANINGS[key] = meaning
    return meaning


def _goal(key: str, plain: str) -> str | None:
    year, rest = label_year(key)
    key = label_key(rest) if year else plain
    if key == "目标":
        return "annual_goal"
    return labels.GOALS.get(key) or labels.GOALS.get(_without_brackets(key))


def _without_brackets(key: str) -> str:
    return _BRACKETS.sub("", key) if key.endswith(")") or "码" in key else key


def _kind(key: str) -> str | None:
    if name := labels.FIELDS.get(key) or labels.FIELDS.get(_without_brackets(key)):
        return name
    if reason := labels.ignored_label(key):
        return f"skip:{reason}"
    if key in labels.TOTAL_SCORES:
        return "total_score"
    if labels.is_section(key):
        return "section"
    if key in ("单位", "金额单位", "货币单位"):
        return "money_unit"
    if name := labels.stated_amount_of(key):
        return f"amount:{name}"
    return _kind_of_money(key) if labels.MONEY.search(key) else None


def _kind_of_money(key: str) -> str | None:
    year, rest = label_year(key)
    if labels.BUDGET.fullmatch(rest) or (year and labels.BUDGET.fullmatch(f"年度{rest}")):
        return "budget"
    if labels.CYCLE_TOTAL.fullmatch(key):
        return "whole_budget"
    return "funds" if labels.FUNDING_SECTION.fullmatch(key) else None


@lru_cache(maxsize=16_384)
def is_label(text: str) -> bool:
    """Whether a text in the column of names is anything but a name."""
    key = normalise_label(text)
    if key in LEVEL2 or any(_label(key)) or labels.foot_reason([key]):
        return True
    return bool(labels.TOTAL_ROW.fullmatch(key)) or level_key(key) in LEVEL2


@lru_cache(maxsize=16_384)
def is_foot_label(text: str, quantity: str) -> bool:
    """Whether a text in the column of names is no name though a quantity stands behind it: 合计, 联系电话, 项目名称."""
    key = normalise_label(text)
    is_heading = labels.is_section(key) or labels.FIELDS.get(label_key(key)) == "project_name"
    is_foot = labels.foot_reason([key]) in (labels.PERSONAL, labels.NOTE)
    return is_heading or is_foot or bool(labels.TOTAL_ROW.fullmatch(key)) or counts_nothing(text, quantity)


def is_subtotal(text: str) -> bool:
    key = normalise_label(text)
    return bool(labels.TOTAL_ROW.fullmatch(key) or labels.SUBTOTAL_ROW.fullmatch(key))


def counts_nothing(text: str, quantity: str) -> bool:
    """Whether a subtotal, 小计 2项, or a label of the form with a bare number, 主管部门 100, stands for a name."""
    key = normalise_label(text)
    if labels.SUBTOTAL_ROW.fullmatch(key):
        return True
    if not _BARE_NUMBER.fullmatch(quantity):
        return False
    kind, _, source = _label(key)
    return source is not None or kind in _BARE_KINDS or key in labels.COLUMNS


def label_kind(cell: Cell, form: Form) -> str | None:
    """What a label asks for in this form: a source of money says so only once a funds block is labelled."""
    if cell.kind is None and cell.source and (form.label_unit_seen or unit_in_label(cell.key)):
        return "budget" if cell.source is FundingSource.TOTAL else f"part:{label_key(cell.key)}"
    return cell.kind


def stated_pairs(cell: Cell, form: Form, *, is_asked: bool = False) -> list[tuple[str, str, str]]:
    """Kind, value and label of pairs in one cell, such as 填报单位：某局    填报日期：1月15日, or year and money unit
    in the head of a form, such as （2025年度）    单位：万元; [] for anything else, and where a label asks for what it
    says (``is_asked``).

    What follows wide spaces without a colon still belongs to the value before; unknown labels and stamps do not.
    """
    if (
        not JOINED.search(cell.text)
        and cell.text[:1] not in "(（"
        and "年" not in cell.text
        and "单位" not in cell.text
    ):
        return []
    parts = labels.PARTS.split(cell.text)
    found: list[tuple[str, str, str]] = []
    for part in parts:
        label, _, value = unify_width(part).partition(":")
        kind = label_kind(cell_of(cell.column, label, form.corrections.meanings), form) if value.strip() else None
        if kind and kind not in HEADINGS:
            found.append((kind, part[len(label) + 1 :].strip(), normalise_label(label)))
        elif remark := _remark(part):
            found.append((*remark, ""))
        elif not found:
            return []
        elif ":" not in unify_width(part) and not labels.STAMP.fullmatch(normalise_label(part)):
            found[-1] = found[-1][0], f"{found[-1][1]} {part.strip()}".strip(), found[-1][2]
    remarks = sum(kind in ("money_unit", "title_year") for kind, _, _ in found)
    is_head = form.columns is None and not is_asked and remarks == len(found) == len(parts)
    return found if remarks < len(found) or is_head else []


def _remark(part: str) -> tuple[str, str] | None:
    key = normalise_label(part)
    if unit := labels.UNIT_LINE.fullmatch(key):
        return "money_unit", unit[1]
    year, rest = label_year(key)
    return ("title_year", str(year)) if year and (not rest or is_period(rest)) else None


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


def is_quantity(text: str) -> bool:
    """Whether a text is a number or a range; a day of a signature is none."""
    return parse_value(text).kind in (ValueKind.NUMBER, ValueKind.RANGE, ValueKind.TOLERANCE)
