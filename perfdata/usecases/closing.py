"""The door to 封账: closing a year up to a day, reopening it with a reason, and what a file would touch of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from perfdata.core.errors import ClosedError, StorageError
from perfdata.core.fiscal_months import last_day
from perfdata.core.keys import unit_key
from perfdata.core.people import Who
from perfdata.core.tasks import Closing
from perfdata.storing import closings, names
from perfdata.storing.closings import Touched
from perfdata.storing.connecting import reading
from perfdata.storing.log import acting
from perfdata.storing.sight import whole
from perfdata.usecases.preview import FormsPreview, Preview
from perfdata.usecases.rights import refuse_unless_reviewing

if TYPE_CHECKING:
    from sqlalchemy import Engine


def list_closings(engine: Engine, fiscal_year: int | None = None, *, with_reopened: bool = False) -> list[Closing]:
    """The closings that hold, the newest first; on request those that were reopened too."""
    with reading(engine) as connection:
        return closings.closings_in(connection, fiscal_year, with_reopened=with_reopened)


def of_units(found: Iterable[Closing], units: Sequence[str]) -> list[Closing]:
    """The closings of all units, and those of these units, of any where none is named."""
    keys = set(map(unit_key, units))
    return [item for item in found if not keys or item.unit_key is None or item.unit_key in keys]


def usual_day(fiscal_year: int, *, today: date) -> date:
    """Up to which day a year is closed as a rule: the end of the last month that is over, or of the year."""
    return last_day(fiscal_year, max(today.month - 1, 1)) if today.year == fiscal_year else last_day(fiscal_year)


def close(
    engine: Engine, *, fiscal_year: int, through: date | None = None, units: Sequence[str] = (), who: Who
) -> list[Closing]:
    """Close a year up to a day, or to its end, for units or for all; what was closed.

    Raises StorageError, too where the units are not the person's to review.
    """
    day = through or last_day(fiscal_year)
    if day.year != fiscal_year:
        raise StorageError(f"封账日期 {day} 不在 {fiscal_year} 年度内：请写该年度中的一天。")
    refuse_unless_reviewing(engine, who, units, act="封账")
    known = set(map(unit_key, names.units_called(whole(engine), fiscal_year, units)))
    if unknown := [unit for unit in units if unit_key(unit) not in known]:
        raise StorageError(f"{fiscal_year} 年度没有用款单位“{unknown[0]}”：请核对名称。没有封账。")
    with acting(who) as name:
        made = closings.close(engine, fiscal_year=fiscal_year, through=day, units=units, who=name)
    with reading(engine) as connection:
        return [closings.found_closing(connection, closing_id) for closing_id in made]


def reopen(engine: Engine, closing_id: int, *, reason: str, who: Who) -> Closing:
    """Let a closed period take changes again; what was reopened. StorageError, too where it is not the person's."""
    with reading(engine) as connection:
        closing = closings.found_closing(connection, closing_id)
    refuse_unless_reviewing(engine, who, [closing.unit] if closing.unit else [], act="重开")
    with acting(who) as name:
        closings.reopen(engine, closing_id, reason=reason, who=name)
    return closing


def refusal(engine: Engine, preview: Preview) -> ClosedError | None:
    """Why a file would not be stored, because it touches what is closed; None where it does not."""
    units = {table.project.project_id: table.project.spending_unit for table in preview.sound_tables}
    with reading(engine) as connection:
        if not closings.closings_in(connection):
            return None
        touched = [*_tables_touched(preview)]
        if isinstance(preview, FormsPreview):
            records = preview.records
            units |= {project.project_id: project.spending_unit for project in records.projects}
            touched += [Touched(item.fiscal_year, item.project_id, None) for item in records.published]
            touched += [
                Touched(item.fiscal_year, item.project_id, item.as_of)
                for item in (*records.spending, *records.forecasts)
            ]
            days = [(item.fiscal_year, item.indicator_id, item.as_of) for item in (*records.results, *records.outlooks)]
            touched += closings.touched_of_indicators(connection, days)
        if held := closings.closing_on(connection, touched, units=units):
            return closings.closed_error(held, act="写入")
        answered = closings.answered_results(connection, preview.matches)
        held = closings.closing_on(connection, answered)
        return closings.closed_error(held, act="写入", is_answered=True) if held else None


def _tables_touched(preview: Preview) -> Iterable[Touched]:
    projects = [table.project for table in preview.sound_tables]
    if isinstance(preview, FormsPreview):
        projects += preview.records.projects
    for project in projects:
        if project.fiscal_year is not None:
            yield Touched(project.fiscal_year, project.project_id, None)
