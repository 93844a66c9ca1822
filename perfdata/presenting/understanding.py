"""How a file was understood: its grid with every cell coloured by use, and the records it became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from perfdata.core.cell_uses import CellRole, CellUse
from perfdata.core.model import Indicator, Project
from perfdata.core.text import column_letters
from perfdata.presenting.schemas import conform

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

MOST_ROWS = 300
# Light grounds with dark text; the word of each stands in the legend and in the list below the grid.
ROLE_COLOURS = {
    CellRole.LABEL: "#DCE7EF",
    CellRole.VALUE: "#DDEFE8",
    CellRole.IGNORED: "#ECEEF1",
    CellRole.NOT_UNDERSTOOD: "#FBE3D6",
}
_BADGES = {
    CellRole.LABEL: "blue",
    CellRole.VALUE: "green",
    CellRole.IGNORED: "gray",
    CellRole.NOT_UNDERSTOOD: "orange",
}


def role_counts(uses: Sequence[CellUse]) -> dict[CellRole, int]:
    """How many cells were taken as what, in the order of the roles."""
    return {role: sum(use.role is role for use in uses) for role in CellRole}


def legend(uses: Sequence[CellUse]) -> str:
    """The legend of the grid in Markdown: each colour with its word and its number of cells."""
    return "　".join(f":{_BADGES[role]}-badge[{role.label} {count}]" for role, count in role_counts(uses).items())


def source_grid(uses: Sequence[CellUse]) -> Styler:
    """The first ``MOST_ROWS`` rows of one sheet as written, every cell coloured by its use; rows by number."""
    numbers = sorted({use.row for use in uses})[:MOST_ROWS]
    shown = [use for use in uses if use.row <= (numbers[-1] if numbers else 0)]
    width = max((use.column for use in shown), default=0) + 1
    columns = [column_letters(column) for column in range(width)]
    texts = pd.DataFrame("", index=numbers, columns=columns)
    styles = pd.DataFrame("", index=numbers, columns=columns)
    for use in shown:
        texts.loc[use.row, columns[use.column]] = use.text
        styles.loc[use.row, columns[use.column]] = f"background-color: {ROLE_COLOURS[use.role]}; color: #1F2933"
    return texts.style.apply(lambda _: styles, axis=None)


def other_cells(uses: Sequence[CellUse]) -> pd.DataFrame:
    """The cells that gave nothing: not understood first, then ignored ones with the reason."""
    roles = (CellRole.NOT_UNDERSTOOD, CellRole.IGNORED)
    rows = [
        {"role": use.role.label, "text": use.text, "meaning": use.meaning, "place": _address(use)}
        for role in roles
        for use in uses
        if use.role is role
    ]
    return conform(pd.DataFrame(rows, columns=["role", "text", "meaning", "place"]), "cell_uses")


def _address(use: CellUse) -> str:
    address = f"{column_letters(use.column)}{use.row}"
    return f"{use.sheet} {address}" if use.sheet else f"第 {use.row} 行第 {use.column + 1} 格"


def read_projects(tables: Sequence[Any]) -> pd.DataFrame:
    """The projects that were read, with what each holds."""
    rows = [_project(table.project, len(table.indicators)) for table in tables]
    columns = ["project_name", "spending_unit", "fiscal_year", "budget_yuan", "indicator_count", "place"]
    return conform(pd.DataFrame(rows, columns=columns), "read_projects")


def _project(project: Project, indicator_count: int) -> dict[str, object]:
    return {
        "project_name": project.project_name,
        "spending_unit": project.spending_unit or "",
        "fiscal_year": project.fiscal_year,
        "budget_yuan": None if project.budget_yuan is None else float(project.budget_yuan),
        "indicator_count": indicator_count,
        "place": str(project.place),
    }


def read_indicators(tables: Sequence[Any]) -> pd.DataFrame:
    """The indicators that were read, beside the grid they came from."""
    rows = [_indicator(table.project, item) for table in tables for item in table.indicators]
    columns = "project_name level1 level2 indicator_name cycle_target annual_target weight_points place".split()
    return conform(pd.DataFrame(rows, columns=columns), "read_indicators")


def _indicator(project: Project, item: Indicator) -> dict[str, object]:
    return {
        "project_name": project.project_name,
        "level1": item.level1.label if item.level1 else None,
        "level2": item.level2.label if item.level2 else None,
        "indicator_name": item.indicator_name,
        "cycle_target": item.cycle_target.raw,
        "annual_target": item.annual_target.raw,
        "weight_points": None if item.weight_points is None else float(item.weight_points),
        "place": str(item.place),
    }
