"""What holds now: for each key the newest upload that is not voided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Integer, Select, Table, bindparam, func, or_, select

from perfdata.core.collection import collection_paused
from perfdata.core.model import ActualResult, Indicator, Project, Review, Spending
from perfdata.core.official_forms import Outlook, PublishedForm, SpendingForecast
from perfdata.core.scores import ManualWeight
from perfdata.storing.connecting import reading
from perfdata.storing.form_rows import forecasts_from, outlooks_from, published_from
from perfdata.storing.newest import newest_report, prefer_leaps
from perfdata.storing.rows import actual_results_from, indicators_from, projects_from, reviews_from, spending_from
from perfdata.storing.tables import (
    actual_results,
    audit_log,
    funding_rows,
    indicators,
    name_matches,
    outlooks,
    projects,
    published_forms,
    reviews,
    spending,
    spending_forecasts,
    uploads,
    weights,
)
from perfdata.storing.weight_rows import weights_from

_YEAR = bindparam("fiscal_year", type_=Integer)


def _newest(table: Table, key: list[Column[Any]], order: list[ColumnElement[Any]]) -> Select[Any]:
    """Of the rows of uploads in force, those that come first in the order among the rows of their key."""
    ranked = (
        select(table, uploads.c.file_name, func.rank().over(partition_by=key, order_by=order).label("rank"))
        .join(uploads)
        .where(uploads.c.voided_at.is_(None), or_(_YEAR.is_(None), table.c.fiscal_year == _YEAR))
        .subquery()
    )
    return select(ranked).where(ranked.c.rank == 1).order_by(ranked.c.upload_id, ranked.c.row_number)


def _indicators_of(goal_tables: Select[Any]) -> Select[Any]:
    keys = goal_tables.order_by(None).subquery()
    owner = select(keys.c.upload_id, keys.c.file_name, keys.c.project_id, keys.c.fiscal_year).distinct().subquery()
    is_owned = (
        (indicators.c.upload_id == owner.c.upload_id)
        & (indicators.c.project_id == owner.c.project_id)
        & indicators.c.fiscal_year.is_not_distinct_from(owner.c.fiscal_year)
    )
    order = indicators.c.upload_id, indicators.c.row_number
    return select(indicators, owner.c.file_name).join(owner, is_owned).order_by(*order)


_PROJECTS = _newest(projects, [projects.c.project_id, projects.c.fiscal_year], [projects.c.upload_id.desc()])
_INDICATORS = _indicators_of(_PROJECTS)
_ACTUAL_RESULTS = newest_report(actual_results, "indicator_id")
_SPENDING = newest_report(spending, "project_id")
_OUTLOOKS = _newest(
    outlooks,
    [outlooks.c.indicator_id, outlooks.c.fiscal_year, outlooks.c.as_of],
    [outlooks.c.upload_id.desc(), outlooks.c.row_number.desc()],
)
_FORECASTS = _newest(
    spending_forecasts,
    [spending_forecasts.c.project_id, spending_forecasts.c.fiscal_year, spending_forecasts.c.as_of],
    [spending_forecasts.c.upload_id.desc(), spending_forecasts.c.row_number.desc()],
)
_PUBLISHED = _newest(
    published_forms,
    [published_forms.c.project_id, published_forms.c.fiscal_year],
    [published_forms.c.upload_id.desc(), published_forms.c.row_number.desc()],
)
_FUNDING = _newest(
    funding_rows, [funding_rows.c.project_id, funding_rows.c.fiscal_year], [funding_rows.c.upload_id.desc()]
)
_WEIGHTS = _newest(weights, [weights.c.project_id, weights.c.fiscal_year], [weights.c.upload_id.desc()])
_REVIEWS = _newest(reviews, [reviews.c.finding_id, reviews.c.fiscal_year], [reviews.c.upload_id.desc()])
_REVISION = select(func.coalesce(func.max(audit_log.c.entry_id), 0))
_MATCHES = (
    select(name_matches.c.row_key, name_matches.c.indicator_id)
    .join(uploads)
    .where(uploads.c.voided_at.is_(None))
    .order_by(name_matches.c.upload_id)
)
_FISCAL_YEARS = (
    select(projects.c.fiscal_year)
    .join(uploads)
    .where(uploads.c.voided_at.is_(None), projects.c.fiscal_year.is_not(None))
    .distinct()
    .order_by(projects.c.fiscal_year.desc())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The records that hold at one revision, in the order of their uploads and of the rows in them."""

    revision: int
    projects: tuple[Project, ...]
    indicators: tuple[Indicator, ...]
    actual_results: tuple[ActualResult, ...]
    spending: tuple[Spending, ...]
    outlooks: tuple[Outlook, ...] = ()
    forecasts: tuple[SpendingForecast, ...] = ()
    published: tuple[PublishedForm, ...] = ()
    weights: tuple[ManualWeight, ...] = ()
    reviews: tuple[Review, ...] = ()


def revision(engine: Engine) -> int:
    """A number that grows with every append, void and restore and never goes back; 0 while there is no upload."""
    with reading(engine) as connection:
        return revision_in(connection)


@collection_paused()
def current(engine: Engine, *, fiscal_year: int | None = None) -> Current:
    """The records in force, of one fiscal year or of all, seen at one moment together with their revision.

    The newest goal table of a project and year replaces the older one with all its indicators; of results and
    spending the newest for each day holds. Values are parsed anew from their raw text.
    """
    year = {"fiscal_year": fiscal_year}
    with reading(engine) as connection:
        prefer_leaps(connection)
        return Current(
            revision=revision_in(connection),
            projects=projects_from(connection.execute(_PROJECTS, year)),
            indicators=indicators_from(connection.execute(_INDICATORS, year)),
            actual_results=actual_results_from(connection.execute(_ACTUAL_RESULTS, year)),
            spending=spending_from(connection.execute(_SPENDING, year)),
            outlooks=outlooks_from(connection.execute(_OUTLOOKS, year)),
            forecasts=forecasts_from(connection.execute(_FORECASTS, year)),
            published=published_from(connection.execute(_PUBLISHED, year), connection.execute(_FUNDING, year)),
            weights=weights_from(connection.execute(_WEIGHTS, year)),
            reviews=reviews_from(connection.execute(_REVIEWS, year)),
        )


def remembered_matches(engine: Engine) -> dict[str, str]:
    """Indicator ids that clerks confirmed, by row key; the newest choice in force holds."""
    with reading(engine) as connection:
        return {row.row_key: row.indicator_id for row in connection.execute(_MATCHES)}


def fiscal_years(engine: Engine) -> list[int]:
    """The fiscal years of the projects in force, newest first."""
    with reading(engine) as connection:
        return list(connection.scalars(_FISCAL_YEARS))


def revision_in(connection: Connection) -> int:
    """The revision that a transaction sees."""
    return connection.execute(_REVISION).scalar_one()
