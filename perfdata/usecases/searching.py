"""The door to the search over names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdata.storing import search as names
from perfdata.storing.connecting import reading
from perfdata.storing.search import Found

if TYPE_CHECKING:
    from sqlalchemy import Engine


def search(engine: Engine, text: str, *, fiscal_year: int) -> Found:
    """Units, projects and indicators of a year by a part of their names."""
    with reading(engine) as connection:
        return names.search(connection, text, fiscal_year=fiscal_year)


def units_like(engine: Engine, text: str, *, fiscal_year: int, most: int) -> list[str]:
    """The first units of a year by a part of their names."""
    with reading(engine) as connection:
        return names.units_like(connection, text, fiscal_year=fiscal_year, most=most)[0]
