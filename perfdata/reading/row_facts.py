"""What one row of a goal table says by itself, whatever stands above it: title, year, header, labels with values.

Forms repeat their rows, so each distinct row is read once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from perfdata.core.amounts import unit_in_label
from perfdata.core.dates import label_year, title_year
from perfdata.core.text import normalise_label
from perfdata.reading.labels import (
    BUDGET_LABEL,
    FIELD_LABELS,
    GOAL_LABELS,
    SECTION_LABELS,
    TITLE,
    YEARLY_GOAL_LABEL,
)
from perfdata.reading.rows import Columns, find_columns

_LONGEST_LABEL = 300


class Budget(NamedTuple):
    """A budget row: its text, and the unit that its label states."""

    raw: str
    unit: str | None


class RowFacts(NamedTuple):
    """What a row says: whether it begins something, else its labels with their values.

    ``title_year`` is that of a title or of a line that is nothing but a year, ``years`` are those in labels. ``goal``
    is the goal that the row opens, '' closes it. ``unread`` are the texts that nobody knows.
    """

    is_title: bool = False
    is_year: bool = False
    title_year: int | None = None
    names_project: bool = False
    columns: Columns | None = None
    fields: tuple[tuple[str, str], ...] = ()
    years: tuple[int, ...] = ()
    goal: str | None = None
    budget: Budget | None = None
    unread: tuple[str, ...] = ()


@lru_cache(maxsize=16_384)
def row_facts(cells: tuple[str, ...]) -> RowFacts:
    """The facts of a row that is not blank."""
    texts = list(filter(None, cells))
    facts = _label_facts(texts)._replace(names_project=FIELD_LABELS.get(_label_key(texts[0])) == "project_name")
    if len(texts) > 1:
        return facts._replace(columns=find_columns(cells))
    key = _label_key(texts[0])
    if TITLE.search(key):
        return RowFacts(is_title=True, title_year=title_year(key))
    year, rest = label_year(key)
    if year and not rest:
        return facts._replace(is_year=True, title_year=year)
    return facts


def _label_facts(texts: list[str]) -> RowFacts:
    """Pairs of label and value, and headings of goals."""
    fields: list[tuple[str, str]] = []
    years: list[int] = []
    unread: list[str] = []
    goal = label = None
    for text in texts:
        key = _label_key(text)
        if label:
            fields.append((label, text))
            label = None
        elif key in FIELD_LABELS:
            label, goal = FIELD_LABELS[key], ""
        elif found := BUDGET_LABEL.fullmatch(key):
            raw = next((other for other in texts if not BUDGET_LABEL.fullmatch(normalise_label(other))), "")
            budget = Budget(raw, unit_in_label(key))
            return RowFacts(fields=tuple(fields), years=(*years, *_years(found)), goal="", budget=budget)
        elif opened := GOAL_LABELS.get(YEARLY_GOAL_LABEL.sub("年度", key)):
            goal = opened
            years += _years(YEARLY_GOAL_LABEL.match(key))
        elif key not in SECTION_LABELS:
            unread.append(text)
    return RowFacts(fields=tuple(fields), years=tuple(years), goal=goal, unread=tuple(unread))


def _label_key(text: str) -> str:
    """The text as a label, '' where it is too long for one."""
    return normalise_label(text) if len(text) <= _LONGEST_LABEL else ""


def _years(match: re.Match[str] | None) -> list[int]:
    return [int(match[1])] if match and match[1] else []
