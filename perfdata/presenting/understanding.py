"""How a file was understood: its grid with every cell coloured by use, and the records it became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from perfdata.core.cell_uses import CellRole, CellUse
from perfdata.core.text import column_letters
from perfdata.presenting.frames import frame_of

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

MOST_ROWS = 300
# Light grounds with dark text; the word of each stands in the legend and in the list below the grid.
ROLE_COLOURS = dict(zip(CellRole, ("#DCE7EF", "#DDEFE8", "#ECEEF1", "#FBE3D6"), strict=True))
_BADGES = dict(zip(CellRole, ("blue", "green", "gray", "orange"), strict=True))


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
    cells = [use for role in roles for use in uses if use.role is role]
    return frame_of("cell_uses", (({"place": _address(use)}, use) for use in cells))


def _address(use: CellUse) -> str:
    address = f"{column_letters(use.column)}{use.row}"
    return f"{use.sheet} {address}" if use.sheet else f"第 {use.row} 行第 {use.column + 1} 格"


def read_projects(tables: Sequence[Any]) -> pd.DataFrame:
    """The projects that were read, with what each holds."""
    return frame_of("read_projects", ((_shown(table), table.project) for table in tables))


def _shown(table: Any) -> dict[str, object]:
    return {"spending_unit": table.project.spending_unit or "", "indicator_count": len(table.indicators)}


def read_indicators(tables: Sequence[Any]) -> pd.DataFrame:
    """The indicators that were read, beside the grid they came from."""
    return frame_of("read_indicators", ((item, table.project) for table in tables for item in table.indicators))
