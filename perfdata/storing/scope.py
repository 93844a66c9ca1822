"""What a page or a command is about: a year, and of it some spending units or projects."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement

from perfdata.core.keys import name_key


class Scope(NamedTuple):
    """A year, and of it some spending units or project ids; none means all."""

    fiscal_year: int
    units: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()

    def rows(self, columns: Any) -> list[ColumnElement[bool]]:
        """What holds for the rows of the scope in a table of conclusions."""
        holds = [columns.fiscal_year == self.fiscal_year]
        if self.units:
            holds.append(columns.unit_key.in_([name_key(unit) for unit in self.units]))
        if self.projects:
            holds.append(columns.project_id.in_(self.projects))
        return holds

    def holds(self, project: Any) -> bool:
        """Whether a project of the year, with its id and unit, belongs to the scope."""
        is_of_unit = not self.units or name_key(project.spending_unit) in {name_key(unit) for unit in self.units}
        return is_of_unit and (not self.projects or project.project_id in self.projects)
