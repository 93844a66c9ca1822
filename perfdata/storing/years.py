"""Across years and versions: indicators that come back, targets and budgets that were revised, tables of a project."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from perfdata.core.terms import Outcome
from perfdata.storing.conclusion_tables import indicator_years, project_years
from perfdata.storing.scope import Scope
from perfdata.storing.tables import indicators, projects, uploads

_URGENCY = (Outcome.NOT_MET, Outcome.PARTLY_MET, Outcome.NOT_COMPARABLE, Outcome.NO_DATA, Outcome.MET)

_OF_PROJECT = ("project_name", "spending_unit", "execution_budget_yuan", "spent_yuan")


class Revision(NamedTuple):
    """A later goal table of the same year says otherwise; ``indicator_name`` is None for the budget, in yuan."""

    project_id: str
    project_name: str
    indicator_name: str | None
    original: str | Decimal | None
    revised: str | Decimal | None
    who: str
    at: datetime
    place: str


def repeated_indicators(connection: Connection, scope: Scope, *, most: int) -> list[Row[Any]]:
    """Rows of every year of the indicators that stood in an earlier year too, with name, unit and money of the project.

    At most that many indicators: those first that this year meets least.
    """
    own, other = indicator_years.c, indicator_years.alias().c
    is_repeated = (
        select(other.order)
        .where(other.project_id == own.project_id, other.indicator_id == own.indicator_id)
        .where(other.fiscal_year < scope.fiscal_year)
        .exists()
    )
    urgency = case({outcome.value: place for place, outcome in enumerate(_URGENCY)}, value=own.outcome)
    chosen = select(own.indicator_id, own.project_id).where(*scope.rows(own), is_repeated)
    rows = connection.execute(chosen.order_by(urgency, own.unit_key, own.project_id, own.order).limit(most))
    owners = {row.indicator_id: row.project_id for row in rows}
    named = project_years.c
    is_named = (named.project_id == own.project_id) & (named.fiscal_year == own.fiscal_year)
    query = (
        select(indicator_years, *(named[name] for name in _OF_PROJECT))
        .join(project_years, is_named)
        .where(own.project_id.in_(set(owners.values())), own.indicator_id.in_(owners))
        .where(own.fiscal_year <= scope.fiscal_year)
    )
    place = {key: at for at, key in enumerate(owners)}
    return sorted(connection.execute(query), key=lambda row: (place[row.indicator_id], row.fiscal_year))


def revisions(connection: Connection, scope: Scope, *, most: int) -> list[Revision]:
    """What goal tables in force changed of earlier ones in force of the same year, the latest first."""
    found = [*_revised(connection, scope, most, of_budget=True), *_revised(connection, scope, most, of_budget=False)]
    return sorted(found, key=lambda revision: revision.at, reverse=True)[:most]


def _revised(connection: Connection, scope: Scope, most: int, *, of_budget: bool) -> list[Revision]:
    table, value = (projects, projects.c.budget_yuan) if of_budget else (indicators, indicators.c.annual_target)
    subject = table.c.project_id if of_budget else table.c.indicator_id
    before: ColumnElement[Any] = func.lag(value, type_=value.type).over(
        partition_by=subject, order_by=table.c.upload_id
    )
    versions = (
        select(
            table.c.project_id,
            *([] if of_budget else [table.c.indicator_name]),
            before.label("original"),
            value.label("revised"),
            func.row_number().over(partition_by=subject, order_by=table.c.upload_id).label("version"),
            *(table.c[name] for name in ("upload_id", "sheet", "cell", "line")),
            *(uploads.c[name] for name in ("file_name", "uploaded_by", "uploaded_at")),
        )
        .join(uploads)
        .where(table.c.project_id.in_(_of_several_tables(scope)), table.c.fiscal_year == scope.fiscal_year)
        .where(uploads.c.voided_at.is_(None))
        .subquery()
    )
    named = project_years.c
    query = (
        select(versions, named.project_name)
        .join(project_years, named.project_id == versions.c.project_id)
        .where(named.fiscal_year == scope.fiscal_year, versions.c.version > 1)
        .where(versions.c.original.is_distinct_from(versions.c.revised))
        .order_by(versions.c.upload_id.desc(), versions.c.project_id, versions.c.line, versions.c.cell)
        .limit(most)
    )
    return [
        Revision(
            project_id=row.project_id,
            project_name=row.project_name,
            indicator_name=None if of_budget else row.indicator_name,
            original=row.original,
            revised=row.revised,
            who=row.uploaded_by,
            at=row.uploaded_at,
            place=_place(row),
        )
        for row in connection.execute(query)
    ]


def _of_several_tables(scope: Scope) -> Select[Any]:
    """Projects of the selection with more than one goal table of the year in force."""
    own = projects.c
    return (
        select(own.project_id)
        .join(uploads)
        .where(uploads.c.voided_at.is_(None), own.fiscal_year == scope.fiscal_year)
        .where(own.project_id.in_(select(project_years.c.project_id).where(*scope.rows(project_years.c))))
        .group_by(own.project_id)
        .having(func.count(own.upload_id.distinct()) > 1)
    )


def _place(row: Any) -> str:
    parts = [row.file_name, row.sheet, row.cell, row.line and f"第 {row.line} 行"]
    return " ".join(part for part in parts if part)


def goal_tables_of(connection: Connection, project_id: str, *, fiscal_year: int) -> Sequence[Row[Any]]:
    """Uploads in force that hold a goal table of the project and year, the one that counts last."""
    names = ("upload_id", "file_name", "uploaded_by", "uploaded_at")
    own = projects.c
    query = select(*(uploads.c[name] for name in names), own.sheet, own.cell, own.line).join(projects)
    is_own = own.project_id == project_id, own.fiscal_year == fiscal_year, uploads.c.voided_at.is_(None)
    return connection.execute(query.where(*is_own).order_by(uploads.c.upload_id)).all()


def years_of(connection: Connection, project_id: str) -> list[int]:
    """The years that a project stands in, the newest first."""
    own = project_years.c
    query = select(own.fiscal_year).where(own.project_id == project_id)
    return list(connection.scalars(query.order_by(own.fiscal_year.desc())))
