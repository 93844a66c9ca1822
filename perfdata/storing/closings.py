"""封账: years that take no change up to a day. Every change of data asks here, inside its own transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, insert, select, update

from perfdata.core.errors import ClosedError, StorageError
from perfdata.core.indicator_answers import answered_indicator
from perfdata.core.keys import unit_key
from perfdata.core.tasks import Closing
from perfdata.core.terms import Act
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import questions
from perfdata.storing.connecting import writing
from perfdata.storing.log import log_act
from perfdata.storing.rows import in_parts, refuse_unstorable_text
from perfdata.storing.said import said_by
from perfdata.storing.task_tables import closings
from perfdata.storing.upload_list import holds_demo


class Touched(NamedTuple):
    """Rows of a project, None of an unknown one, in a year: the earliest day, None for what is of the whole year."""

    fiscal_year: int
    project_id: str | None
    day: date | None


def closings_in(
    connection: Connection, fiscal_year: int | None = None, *, with_reopened: bool = False
) -> list[Closing]:
    """The closings that hold, of a year or of all, the newest first; on request those that were reopened too."""
    query = select(closings).order_by(closings.c.closing_id.desc())
    if fiscal_year is not None:
        query = query.where(closings.c.fiscal_year == fiscal_year)
    if not with_reopened:
        query = query.where(closings.c.reopened_at.is_(None))
    return [Closing(**row._asdict()) for row in connection.execute(query)]


def close(engine: Engine, *, fiscal_year: int, through: date, units: Sequence[str], who: str) -> list[int]:
    """Close a year up to a day, for units or for all where none is named; the ids, on record in the log.

    Raises StorageError where that is closed already, or invented results of the year are in force.
    """
    refuse_unstorable_text({"who": who, "units": "".join(units)})
    named: dict[str | None, str | None] = {unit_key(unit): unit for unit in units}
    with writing(engine) as connection:
        if holds_demo(connection, fiscal_year):
            raise StorageError(f"{fiscal_year} 年度还有演示数据，没有封账：请先移除演示数据。")
        held, now, made = closings_in(connection, fiscal_year), datetime.now(UTC), []
        for key, unit in (named or {None: None}).items():
            own = {"fiscal_year": fiscal_year, "through": through, "unit_key": key, "unit": unit}
            own |= {"closed_by": who, "closed_at": now}
            if before := next((item for item in held if item.covers(fiscal_year, through, key)), None):
                raise ClosedError(f"{before.what}的数据{{acts}}，不必再次封账。", acts=[_act(before)])
            added = insert(closings).values(own).returning(closings.c.closing_id)
            made.append(connection.execute(added).scalar_one())
            log_act(connection, Act.CLOSE, at=now, who=who, detail=found_closing(connection, made[-1]).what)
    return made


def reopen(engine: Engine, closing_id: int, *, reason: str, who: str) -> None:
    """Let a closed period take changes again, on record in the log. StorageError without a reason, or if it is open."""
    refuse_unstorable_text({"who": who, "reason": reason})
    if not reason.strip():
        raise StorageError("重开要写明原因，没有重开。")
    with writing(engine) as connection:
        closing = found_closing(connection, closing_id)
        if closing.reopened_at is not None:
            raise StorageError(f"{closing.what}的封账（第 {closing_id} 号）已经重开，不必再次重开。")
        now = datetime.now(UTC)
        ended = {"reopened_by": who, "reopened_at": now, "reason": reason.strip()}
        connection.execute(update(closings).where(closings.c.closing_id == closing_id).values(ended))
        log_act(connection, Act.REOPEN, at=now, who=who, detail=f"{closing.what}：{reason.strip()}")


def found_closing(connection: Connection, closing_id: int) -> Closing:
    """The closing of that id. StorageError if it is unknown."""
    row: Row[Any] | None = connection.execute(select(closings).where(closings.c.closing_id == closing_id)).one_or_none()
    if row is None:
        raise StorageError(f"没有第 {closing_id} 号封账：用 close --list 看有哪些。")
    return Closing(**row._asdict())


def refuse_closed(connection: Connection, upload_ids: Collection[int], *, act: str) -> None:
    """Raises ClosedError where stored uploads touch what is closed; ``act`` is what does not happen: 写入, 撤销 …"""
    years = {item.fiscal_year for item in closings_in(connection)}
    if not years:
        return
    said = (row for query in said_by(upload_ids) for row in connection.execute(query))
    touched = [Touched(row.fiscal_year, row.project_id, row.as_of) for row in said if row.fiscal_year in years]
    if held := closing_on(connection, touched) or _closing_of(connection, _asked_by(connection, upload_ids)):
        raise closed_error(held, act=act)
    matched = tables.name_matches.c
    keys = connection.scalars(select(matched.row_key).where(matched.upload_id.in_(upload_ids)))
    if held := closing_on(connection, answered_results(connection, keys)):
        raise closed_error(held, act=act, is_answered=True)


def closed_error(closing: Closing, *, act: str, is_answered: bool = False) -> ClosedError:
    """Who closed it and when, and what to do; ``is_answered`` where only an answer about an indicator touches it."""
    answered = "这份文件中对指标方向或周期的回答会改变该年度的判断，不作回答即可入库；" if is_answered else ""
    return ClosedError(
        f"{closing.what}的数据{{acts}}，没有{act}。{answered}确需更正时，请审核或管理人员在“填报进度”写明原因重开，"
        f"改后再封账。",
        acts=[_act(closing)],
    )


def closing_on(
    connection: Connection, touched: Iterable[Touched], *, units: Mapping[str, str | None] | None = None
) -> Closing | None:
    """The closing that holds for any of the rows; ``units`` are those of projects that are not stored yet."""
    rows, years = list(touched), {item.fiscal_year for item in closings_in(connection)}
    rows = [row for row in rows if row.fiscal_year in years]
    keys = {project_id: unit_key(unit) for project_id, unit in (units or {}).items()}
    keys |= _unit_keys(connection, {row.project_id for row in rows if row.project_id} - keys.keys())
    return _closing_of(connection, [(row.fiscal_year, row.day, keys.get(row.project_id or "")) for row in rows])


def _closing_of(connection: Connection, rows: Sequence[tuple[int, date | None, str | None]]) -> Closing | None:
    held = closings_in(connection) if rows else []
    return next((item for item in held for row in rows if item.covers(*row)), None)


def touched_of_indicators(connection: Connection, days: Iterable[tuple[int, str, date]]) -> list[Touched]:
    """The rows of stored indicators, by year, id and day, as those of their projects."""
    rows, of, owners = list(days), tables.indicators.c, dict[str, str]()
    for part in in_parts({key for _, key, _ in rows}):
        own = select(of.indicator_id, of.project_id).where(of.indicator_id.in_(part)).distinct()
        owners |= {row.indicator_id: row.project_id for row in connection.execute(own)}
    return [Touched(year, owners.get(key), day) for year, key, day in rows]


def answered_results(connection: Connection, row_keys: Iterable[str]) -> list[Touched]:
    """The years of results in force that answers about their indicators (direction or period) would judge anew."""
    ids = [key for row_key in row_keys if (key := answered_indicator(row_key))]
    of, owner, upload = tables.actual_results.c, tables.indicators.c, tables.uploads.c
    own = select(of.fiscal_year, owner.project_id).join(tables.indicators, owner.indicator_id == of.indicator_id)
    own = own.join(tables.uploads, upload.upload_id == of.upload_id).where(upload.voided_at.is_(None))
    found = connection.execute(own.where(of.indicator_id.in_(ids)).distinct()) if ids else []
    return [Touched(row.fiscal_year, row.project_id, None) for row in found]


def _asked_by(connection: Connection, upload_ids: Collection[int]) -> list[tuple[int, date | None, str | None]]:
    """Years and units of the questions that uploads answer."""
    of = tables.reviews.c
    own = select(of.fiscal_year, questions.c.unit_key).outerjoin(questions, questions.c.finding_id == of.finding_id)
    rows = connection.execute(own.where(of.upload_id.in_(upload_ids)).distinct())
    return [(row.fiscal_year, None, row.unit_key) for row in rows]


def _unit_keys(connection: Connection, project_ids: Collection[str]) -> dict[str, str]:
    """The key of the unit of each project: its id stands for name and unit, so that any of its tables tells it."""
    of, found = tables.projects.c, dict[str, str]()
    for part in in_parts(project_ids):
        own = select(of.project_id, of.spending_unit).where(of.project_id.in_(part)).distinct()
        found |= {row.project_id: unit_key(row.spending_unit) for row in connection.execute(own)}
    return found


def _act(closing: Closing) -> tuple[str, datetime, str]:
    return closing.closed_by, closing.closed_at, "封账"
