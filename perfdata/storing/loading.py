"""What holds now: for each key the newest upload that is not voided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Integer, Select, Table, bindparam, func, or_, select

from perfdata.core.collection import collection_paused
from perfdata.core.indicator_answers import answered
from perfdata.core.model import ActualResult, Indicator, Project, Review, Spending
from perfdata.core.official_forms import Outlook, PublishedForm, SpendingForecast
from perfdata.core.scores import ManualWeight
from perfdata.storing import tables
from perfdata.storing.connecting import reading
from perfdata.storing.newest import newest_report, prefer_leaps
from perfdata.storing.rows import published_from, records_from
from perfdata.storing.tables import audit_log, indicators, name_matches, projects, uploads

_YEAR = bindparam("fiscal_year", type_=Integer)


def _newest(table: Table, *key: str, order: Sequence[str] = ("upload_id",)) -> Select[Any]:
    """Of the rows of uploads in force, those that come last in the order among the rows of their key."""
    rank = func.rank().over(
        partition_by=[table.c[name] for name in key], order_by=[table.c[name].desc() for name in order]
    )
    ranked = (
        select(table, uploads.c.file_name, rank.label("rank"))
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


_LAST_ROW = "upload_id", "row_number"
_PROJECTS = _newest(tables.projects, "project_id", "fiscal_year")
_INDICATORS = _indicators_of(_PROJECTS)
_ACTUAL_RESULTS = newest_report(tables.actual_results, "indicator_id")
_SPENDING = newest_report(tables.spending, "project_id")
_OUTLOOKS = _newest(tables.outlooks, "indicator_id", "fiscal_year", "as_of", order=_LAST_ROW)
_FORECASTS = _newest(tables.spending_forecasts, "project_id", "fiscal_year", "as_of", order=_LAST_ROW)
_PUBLISHED = _newest(tables.published_forms, "project_id", "fiscal_year", order=_LAST_ROW)
_FUNDING = _newest(tables.funding_rows, "project_id", "fiscal_year")
_WEIGHTS = _newest(tables.weights, "project_id", "fiscal_year")
_REVIEWS = _newest(tables.reviews, "finding_id", "fiscal_year")
_REVISION = select(func.coalesce(func.max(audit_log.c.entry_id), 0)).where(audit_log.c.upload_id.is_not(None))
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
    with reading(engine) as connection:
        prefer_leaps(connection)

        def rows_of(query: Select[Any]) -> CursorResult[Any]:
            return connection.execute(query, {"fiscal_year": fiscal_year})

        return Current(
            revision=revision_in(connection),
            projects=records_from(Project, rows_of(_PROJECTS)),
            indicators=tuple(_answered(records_from(Indicator, rows_of(_INDICATORS)), _matches_in(connection))),
            actual_results=records_from(ActualResult, rows_of(_ACTUAL_RESULTS)),
            spending=records_from(Spending, rows_of(_SPENDING)),
            outlooks=records_from(Outlook, rows_of(_OUTLOOKS)),
            forecasts=records_from(SpendingForecast, rows_of(_FORECASTS)),
            published=published_from(rows_of(_PUBLISHED), rows_of(_FUNDING)),
            weights=records_from(ManualWeight, rows_of(_WEIGHTS)),
            reviews=records_from(Review, rows_of(_REVIEWS)),
        )


def remembered_matches(engine: Engine) -> dict[str, str]:
    """Ids that clerks confirmed and answers they gave about indicators, by row key; the newest in force holds."""
    with reading(engine) as connection:
        return _matches_in(connection)


def _matches_in(connection: Connection) -> dict[str, str]:
    return {row.row_key: row.indicator_id for row in connection.execute(_MATCHES)}


def _answered(indicators: Sequence[Indicator], answers: Mapping[str, str]) -> Iterable[Indicator]:
    return (answered(item, answers) for item in indicators) if answers else indicators


def fiscal_years(engine: Engine) -> list[int]:
    """The fiscal years of the projects in force, newest first."""
    with reading(engine) as connection:
        return list(connection.scalars(_FISCAL_YEARS))


def revision_in(connection: Connection) -> int:
    """The revision that a transaction sees."""
    return connection.execute(_REVISION).scalar_one()
