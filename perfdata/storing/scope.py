"""What a page or a command is about: a year, and of it some spending units or projects."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement

from perfdata.core.keys import unit_key


class Scope(NamedTuple):
    """A year, and of it some spending units (NO_UNIT for projects without one) or project ids; none means all."""

    fiscal_year: int
    units: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()

    def rows(self, columns: Any) -> list[ColumnElement[bool]]:
        """What holds for the rows of the scope in a table of conclusions."""
        return [columns.fiscal_year == self.fiscal_year, *self.rows_of_any_year(columns)]

    def rows_of_any_year(self, columns: Any) -> list[ColumnElement[bool]]:
        """The same of every year."""
        holds: list[ColumnElement[bool]] = []
        if self.units:
            holds.append(columns.unit_key.in_(self.unit_keys))
        if self.projects:
            holds.append(columns.project_id.in_(self.projects))
        return holds

    def by(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A column of numbers to sort by: of few units or projects not by its index, which leads through all others."""
        return column + 0 if self.is_part else column

    @property
    def is_part(self) -> bool:
        """Whether some units or projects are chosen."""
        return bool(self.units or self.projects)

    @property
    def unit_keys(self) -> list[str]:
        """The units by their key, '' for the projects without one: two spellings of a unit are one."""
        return list(map(unit_key, self.units))
