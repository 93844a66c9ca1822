"""Marks of what is to be concluded anew: what an upload touches, what other rules made, or everything."""

from collections.abc import Iterable, Iterator
from operator import gt, lt
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, false, func, insert, select, true, union

from perfdata.core.indicator_answers import answered_indicator
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import project_years, questions, stale_projects
from perfdata.storing.connecting import reading, writing
from perfdata.storing.inserting import insert_rows
from perfdata.storing.rows import Values
from perfdata.storing.said import said_by
from perfdata.storing.sight import whole

_STALE_COLUMNS = list(stale_projects.c)


def outdated_count(engine: Engine, *, version: str) -> int:
    """How many project-years were concluded by other rules than those of the version."""
    below, above = (operator(project_years.c.version, version) for operator in (lt, gt))  # an index finds these
    with reading(whole(engine)) as connection:
        return sum(
            connection.execute(select(func.count()).select_from(project_years).where(other)).scalar_one()
            for other in (below, above)
        )


def mark_all(engine: Engine) -> None:
    """Mark every project there ever was, as for a rebuild."""
    with writing(engine) as connection:
        mark_every_project(connection)


def mark_every_project(connection: Connection) -> None:
    """Mark every project-year of an upload or of a conclusion."""
    keys = (
        select(table.c.fiscal_year, table.c.project_id, false()).where(table.c.fiscal_year.is_not(None))
        for table in (tables.projects, project_years)
    )
    connection.execute(insert(stale_projects).from_select(_STALE_COLUMNS, union(*keys)))


def mark_projects(connection: Connection, rows: Iterable[Values]) -> None:
    """Mark the project-years of rows of goal tables."""
    keys = {(row["fiscal_year"], row["project_id"]): None for row in rows if row["fiscal_year"] is not None}
    marks = [{"fiscal_year": year, "project_id": project_id, "is_touched": True} for year, project_id in keys]
    insert_rows(connection, stale_projects, marks)


def mark_touched(connection: Connection, upload_id: int) -> None:
    """Mark the projects whose conclusions an upload that comes into or goes out of force may change."""
    for touched in touched_by(connection, upload_id):
        marked = touched.add_columns(true()).distinct()
        connection.execute(insert(stale_projects).from_select(_STALE_COLUMNS, marked))


def touched_by(connection: Connection, upload_id: int) -> Iterator[Select[Any, Any]]:
    """Years and projects; what is reported of a year is compared with in the next."""
    for said in said_by([upload_id]):
        own = said.subquery().c
        yield select(own.fiscal_year, own.project_id).where(own.fiscal_year.is_not(None))
    for said in said_by([upload_id], among=tables.OF_INDICATOR):
        own = said.subquery().c
        yield select(own.fiscal_year + 1, own.project_id)
    owner = tables.indicators.c
    answered = _answered_by(connection, upload_id)
    yield select(owner.fiscal_year, owner.project_id).where(
        owner.indicator_id.in_(answered), owner.fiscal_year.is_not(None)
    )
    yield _asked_of(select(tables.reviews.c.finding_id).where(tables.reviews.c.upload_id == upload_id))


def _answered_by(connection: Connection, upload_id: int) -> list[str]:
    """The indicators whose direction or period the upload answered, in every year."""
    keys = select(tables.name_matches.c.row_key).where(tables.name_matches.c.upload_id == upload_id)
    return [key for row_key in connection.scalars(keys) if (key := answered_indicator(row_key))]


def _asked_of(finding_ids: Select[Any]) -> Select[Any, Any]:
    """The projects that the questions are about; of one about a unit any of its projects."""
    of_unit = (project_years.c.fiscal_year == questions.c.fiscal_year) & (
        project_years.c.unit_key == questions.c.unit_key
    )
    own = func.coalesce(questions.c.project_id, func.min(project_years.c.project_id))
    joined = select(questions.c.fiscal_year, own).join(project_years, of_unit)
    return joined.where(questions.c.finding_id.in_(finding_ids)).group_by(
        questions.c.fiscal_year, questions.c.finding_id, questions.c.project_id
    )


def is_waiting(connection: Connection, *, fiscal_year: int, project_id: str) -> bool:
    """Whether a project is to be concluded anew, or nothing is concluded of it yet."""

    def rows(table: Table) -> int:
        own = table.c.fiscal_year == fiscal_year, table.c.project_id == project_id
        return connection.execute(select(func.count()).select_from(table).where(*own)).scalar_one()

    return bool(rows(stale_projects)) or not rows(project_years)


def stale_count(engine: Engine) -> int:
    """How many project-years wait to be concluded anew."""
    with reading(whole(engine)) as connection:
        keys = select(stale_projects.c.fiscal_year, stale_projects.c.project_id).distinct().subquery()
        return connection.execute(select(func.count()).select_from(keys)).scalar_one()
