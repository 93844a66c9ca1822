"""Identifiers of indicators: the same for the same project, category and name, whatever file they stand in."""

from __future__ import annotations

from functools import cache

from perfdata.core.terms import Level1, Level2
from perfdata.core.text import PART_END, key_id, normalise_label, stable_id


class IndicatorIds:
    """The identifiers of one project's indicators, given in the order of its table."""

    def __init__(self, project_id: str) -> None:
        self._before = normalise_label(project_id) + PART_END
        self._counts: dict[str, int] = {}

    def next(self, level1: Level1 | None, level2: Level2 | None, name: str) -> tuple[str, bool]:
        """The identifier, and whether the name stood in its category already; it carries its number then."""
        key = key_id(f"{self._before}{_category(level1, level2)}{PART_END}{normalise_label(name)}")
        self._counts[key] = count = self._counts.get(key, 0) + 1
        return (key, False) if count == 1 else (stable_id(key, str(count)), True)


@cache
def _category(level1: Level1 | None, level2: Level2 | None) -> str:
    category = level2 or level1
    return category.value if category else ""
