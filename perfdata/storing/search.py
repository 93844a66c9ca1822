"""Search by a part of a name, however its brackets, widths and spaces are written."""

from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from perfdata.core.text import normalise_label
from perfdata.storing.conclusion_tables import indicator_years, project_years, unit_years

MOST_FOUND, _MOST_UNITS, _MOST_PROJECTS = 20, 6, 8
_WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}
_MOST_TRIED = 2_000  # as the pattern lets in some that do not fit


class Found(NamedTuple):
    """What bears the text in its name; indicators come with their project. ``is_cut`` tells that there is more."""

    units: list[str]
    projects: list[Row[Any]]
    indicators: list[Row[Any]]
    is_cut: bool


def search(connection: Connection, text: str, *, fiscal_year: int) -> Found:
    """Units, projects and indicators of a year by a part of their names, together at most MOST_FOUND."""
    key, project, indicator = normalise_label(text).lower(), project_years.c, indicator_years.c
    if not key:
        return Found([], [], [], is_cut=False)

    def rows_of(query: Select[*tuple[Any, ...]], name: str, most: int) -> tuple[list[Row[Any]], bool]:
        return _fitting(connection, query, key, name=name, most=most)

    of_year = project.fiscal_year == fiscal_year
    projects = (
        select(project.project_id, project.project_name, project.spending_unit)
        .where(of_year, _has(project.project_name, key))
        .order_by(project.unit_key, project.project_id)
    )
    is_owner = (project.project_id == indicator.project_id) & of_year
    indicators = (
        select(indicator.indicator_name, project.project_id, project.project_name, project.spending_unit)
        .join(project_years, is_owner)
        .where(indicator.fiscal_year == fiscal_year, _has(indicator.indicator_name, key))
        .order_by(indicator.unit_key, indicator.project_id, indicator.indicator_id, indicator.order)
    )
    names, more_units = units_like(connection, text, fiscal_year=fiscal_year, most=_MOST_UNITS)
    found, more = rows_of(projects, "project_name", _MOST_PROJECTS)
    left = MOST_FOUND - len(names) - len(found)
    found_indicators, more_indicators = rows_of(indicators, "indicator_name", left)
    return Found(names, found, found_indicators, is_cut=more_units or more or more_indicators)


def units_like(connection: Connection, text: str, *, fiscal_year: int, most: int) -> tuple[list[str], bool]:
    """The units of a year by a part of their names, and whether there are more."""
    if not (key := normalise_label(text).lower()):
        return [], False
    unit = unit_years.c
    query = select(unit.spending_unit).where(unit.fiscal_year == fiscal_year, _has(unit.spending_unit, key))
    rows, more = _fitting(connection, query.order_by(unit.unit_key), key, name="spending_unit", most=most)
    return [row.spending_unit for row in rows], more


def _fitting(
    connection: Connection, query: Select[*tuple[Any, ...]], key: str, *, name: str, most: int
) -> tuple[list[Row[Any]], bool]:
    tried = connection.execute(query.limit(_MOST_TRIED))
    fitting = (row for row in tried if key in normalise_label(getattr(row, name) or "").lower())
    found = list(islice(fitting, most + 1))
    return found[:most], len(found) > most


def _has(column: ColumnElement[Any], key: str) -> ColumnElement[bool]:
    """The signs in their order, whatever is between them, in either width; any sign for a bracket."""
    spellings = {key, key.translate(_WIDE), key.upper().translate(_WIDE)}  # the database knows no wide capitals
    return or_(*(column.ilike("%".join(["", *map(_sign, text), ""]), escape="\\") for text in spellings))


def _sign(sign: str) -> str:
    if sign in "()（）":
        return "_"
    return f"\\{sign}" if sign in "\\%_" else sign
