"""How a file was understood: its grid with every cell coloured by use, and the records it became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from perfdata.core.cell_uses import MOST_ROWS, CellRole, CellUse
from perfdata.core.text import column_letters
from perfdata.presenting.frames import frame_of

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

# Light grounds with dark text; the word of each stands in the legend and in the list below the grid.
ROLE_COLOURS = dict(zip(CellRole, ("#DCE7EF", "#DDEFE8", "#ECEEF1", "#FBE3D6"), strict=True))
_BADGES = dict(zip(CellRole, ("blue", "green", "gray", "orange"), strict=True))


def legend(counts: Mapping[CellRole, int]) -> str:
    """The legend of the grid in Markdown: each colour with its word and its number of cells."""
    return "　".join(f":{_BADGES[role]}-badge[{role.label} {count:,}]" for role, count in counts.items())


def source_grid(uses: Sequence[CellUse]) -> Styler:
    """The first ``MOST_ROWS`` rows of one sheet as written, every cell coloured by its use; rows by number."""
    numbers = sorted({use.row for use in uses})[:MOST_ROWS]
    width = max((use.column for use in uses if use.row <= numbers[-1]), default=-1) + 1
    texts = {number: [""] * width for number in numbers}
    styles = {number: [""] * width for number in numbers}
    for use in uses:
        if use.row in texts:
            texts[use.row][use.column] = use.text
            styles[use.row][use.column] = f"background-color: {ROLE_COLOURS[use.role]}; color: #1F2933"
    columns = [column_letters(column) for column in range(width)]
    text, style = (
        pd.DataFrame.from_dict(cells, orient="index", columns=columns, dtype="str") for cells in (texts, styles)
    )
    return text.style.apply(lambda _: style, axis=None)


def other_uses(uses: Sequence[CellUse]) -> list[CellUse]:
    """The cells that gave nothing: not understood first, then ignored ones."""
    return [use for role in (CellRole.NOT_UNDERSTOOD, CellRole.IGNORED) for use in uses if use.role is role]


def other_cells(uses: Sequence[CellUse]) -> pd.DataFrame:
    """Cells with their place, text and the reason why they gave nothing."""
    return frame_of("cell_uses", (({"place": _address(use)}, use) for use in uses))


def _address(use: CellUse) -> str:
    address = f"{column_letters(use.column)}{use.row}"
    return f"{use.sheet} {address}" if use.sheet else f"第 {use.row} 行第 {use.column + 1} 格"


def read_projects(tables: Sequence[Any]) -> pd.DataFrame:
    """The projects that were read, with what each holds."""
    return frame_of("read_projects", ((_shown(table), table.project) for table in tables))


def _shown(table: Any) -> dict[str, object]:
    return {"spending_unit": table.project.spending_unit or "", "indicator_count": len(table.indicators)}


def read_indicators(tables: Sequence[Any]) -> list[tuple[Any, Any]]:
    """The indicators that were read, each with its project."""
    return [(item, table.project) for table in tables for item in table.indicators]


def indicators_table(read: Sequence[tuple[Any, Any]]) -> pd.DataFrame:
    """Indicators beside the grid they came from."""
    return frame_of("read_indicators", read)
