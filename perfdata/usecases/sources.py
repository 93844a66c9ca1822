"""The source of each goal table: its raw lines beside what was read from them."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from perfdata.containers.sheets import read_sheets
from perfdata.core.findings import Finding
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.model import Place
from perfdata.core.terms import UploadKind
from perfdata.reading.goal_tables import GoalTable, GoalTables, read_goal_tables
from perfdata.reading.layouts import corrections_of
from perfdata.storing import store
from perfdata.storing.layout_store import corrections_of_upload
from perfdata.storing.sight import whole

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

_MARKS = {"row_recovered": "已归位", "category_empty": "空类别"}


class SourceLine(NamedTuple):
    """One line (or row) of the source: its number, its cells as written, what was read, and a mark."""

    number: int
    raw: str
    meaning: str
    mark: str


def source_lines(engine: Engine, *, project_id: str, fiscal_year: int) -> pd.DataFrame:
    """The lines of the goal table in force for a project and year; empty where it cannot be found."""
    for upload in store.list_uploads(engine):
        if upload.kind is not UploadKind.GOAL_TABLES or not upload.is_in_force:
            continue
        held = store.upload_records(engine, upload.upload_id).projects
        keys = [(project.project_id, project.fiscal_year) for project in held]
        if (project_id, fiscal_year) not in keys:
            continue
        place = held[keys.index((project_id, fiscal_year))].place
        is_own = bool(store.to_give(engine, [upload.upload_id]))
        content = store.upload_content(whole(engine), upload.upload_id)
        corrections = corrections_of(corrections_of_upload(engine, upload.upload_id))
        tables = read_goal_tables(content, file_name=upload.file_name, corrections=corrections)
        if table := next((table for table in tables.tables if table.project.place == place), None):
            return _frame(_lines(content, upload.file_name, tables, table, is_own=is_own))
    return _frame([])


def _frame(lines: list[SourceLine]) -> pd.DataFrame:
    from perfdata.presenting.frames import frame_of

    return frame_of("source_lines", ((line,) for line in lines))


def _lines(content: bytes, file_name: str, tables: GoalTables, table: GoalTable, *, is_own: bool) -> list[SourceLine]:
    """Up to the next table; of a file that holds what is not the person's, up to the last line that was understood."""
    place = table.project.place
    first = _number(place)
    others = [other.project.place for other in tables.tables if _stands_with(other.project.place, place)]
    after = min((_number(other) for other in others if _number(other) > first), default=None)
    meanings, marks = _meanings(table), _marks(tables.findings, place)
    if not is_own:
        after = min(after or sys.maxsize, max(meanings, default=first) + 1)
    return [
        SourceLine(row.number, " | ".join(filter(None, row.cells)), meanings.get(row.number, ""), marks[row.number])
        for sheet in read_sheets(content, file_name=file_name)
        if (sheet.source_file, sheet.name) == (place.source_file, place.sheet)
        for row in sheet.rows
        if row.number >= first and (after is None or row.number < after)
    ]


def _meanings(table: GoalTable) -> dict[int, str]:
    places = table.project.field_places.items()
    meanings = {_number(place): FIELD_LABELS[name] for name, place in places if name in FIELD_LABELS}
    for item in table.indicators:
        levels = "/".join(level.label for level in (item.level1, item.level2) if level)
        meanings[_number(item.place)] = f"{levels}：{item.indicator_name} {item.annual_target.raw}"
    return meanings


def _stands_with(other: Place, place: Place) -> bool:
    return (other.source_file, other.sheet) == (place.source_file, place.sheet)


def _marks(findings: list[Finding], place: Place) -> dict[int, str]:
    marks: dict[int, str] = defaultdict(str)
    for finding in findings:
        if finding.place and _stands_with(finding.place, place):
            marks[_number(finding.place)] = _MARKS.get(finding.rule_id, finding.severity.label)
    return marks


def _number(place: Place) -> int:
    return place.line or int(re.sub(r"\D", "", place.cell or "") or 0)
