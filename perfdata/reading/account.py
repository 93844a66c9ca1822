"""The account of every cell of a sheet, and the texts that are taken of it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from perfdata.containers.sheets import Sheet
from perfdata.core.cell_uses import CellRole, CellUse
from perfdata.core.model import Place, new_record
from perfdata.core.terms import FundingSource
from perfdata.core.text import HIDDEN_TEXT, normalise_label, without_persons
from perfdata.reading import vocabulary as labels


class Text(NamedTuple):
    """A text of a form with its place; ``unit`` is the money unit that its own label states."""

    text: str
    place: Place
    unit: str | None = None


@dataclass(slots=True)
class FundingLine:
    """One row of the funds block: its source and its cells by field, amounts as written."""

    source: FundingSource
    cells: dict[str, Text]
    place: Place


@dataclass(slots=True)
class SheetAccount:
    """What became of every cell of one sheet; ``tall`` are the last rows of ranges merged over several rows, by their
    first row and column."""

    sheet: Sheet
    tall: dict[tuple[int, int], int] = field(init=False)
    uses: dict[int, dict[int, tuple[CellRole, str]]] = field(default_factory=dict)
    header_labels: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    finding_count: int = 0

    def __post_init__(self) -> None:
        self.tall = {(first, column): last for first, column, last, _ in self.sheet.merges if last > first}

    def cell_uses(self) -> list[CellUse]:
        """One use for each non-empty cell, row by row; names and numbers of persons are not repeated."""
        return [
            new_record(
                CellUse,
                (
                    self.sheet.name,
                    row.number,
                    column,
                    HIDDEN_TEXT if _names_person(text, meaning) else without_persons(text),
                    role,
                    meaning,
                ),
            )
            for row in self.sheet.rows
            for uses in [self.uses.get(row.number, {})]
            for column, text in enumerate(row.cells)
            if text
            for role, meaning in [uses.get(column, (CellRole.NOT_UNDERSTOOD, "未识别"))]
        ]


def _names_person(text: str, meaning: str) -> bool:
    return meaning == labels.PERSONAL and not labels.ignored_label(normalise_label(text).rstrip(":"))
