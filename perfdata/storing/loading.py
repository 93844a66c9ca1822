"""What holds now: for each key the newest upload that is not voided."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    Integer,
    Select,
    Table,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
)

from perfdata.core.collection import collection_paused
from perfdata.core.indicator_answers import answer_keys, answered
from perfdata.core.model import ActualResult, Indicator, Project, Review, Spending
from perfdata.core.official_forms import Outlook, PublishedForm, SpendingForecast
from perfdata.core.scores import ManualWeight
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import stale_projects, unit_years
from perfdata.storing.connecting import reading
from perfdata.storing.evidence_tables import evidence
from perfdata.storing.limiting import LAST_ACT, REVISION
from perfdata.storing.newest import newest_report, prefer_leaps
from perfdata.storing.rows import MANY, published_from, records_from
from perfdata.storing.sight import sight_of, whole
from perfdata.storing.tables import indicators, name_matches, projects, uploads

_YEAR = bindparam("fiscal_year", type_=Integer)
_OWNERS = bindparam("project_ids", expanding=True)


def _newest(
    table: Table, *key: str, order: Sequence[str] = ("upload_id",), only: ColumnElement[bool] | None = None
) -> Select[Any]:
    """Of the rows of uploads in force, those that come last in the order among the rows of their key."""
    rank = func.rank().over(
        partition_by=[table.c[name] for name in key], order_by=[table.c[name].desc() for name in order]
    )
    ranked = (
        select(table, uploads.c.file_name, rank.label("rank"))
        .join(uploads)
        .where(uploads.c.voided_at.is_(None), or_(_YEAR.is_(None), table.c.fiscal_year == _YEAR))
        .where(true() if only is None else only)
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
_OF_PROJECT, _OF_DAY = ("project_id", "fiscal_year"), ("fiscal_year", "as_of")


def _queries(*, owned: bool) -> dict[str, Any]:
    """What holds of each table, of everything or of the projects whose ids are bound."""

    def of(table: Table, *key: str, order: Sequence[str] = ("upload_id",)) -> Select[Any]:
        return _newest(table, *key, order=order, only=_is_owned(table) if owned else None)

    def report(table: Table, subject: str) -> Select[Any]:
        return of(table, subject, *_OF_DAY, order=_LAST_ROW) if owned else newest_report(table, subject)

    goal_tables = of(tables.projects, *_OF_PROJECT)
    return {
        "projects": goal_tables,
        "indicators": _indicators_of(goal_tables),
        "actual_results": report(tables.actual_results, "indicator_id"),
        "spending": report(tables.spending, "project_id"),
        "outlooks": of(tables.outlooks, "indicator_id", *_OF_DAY, order=_LAST_ROW),
        "forecasts": of(tables.spending_forecasts, "project_id", *_OF_DAY, order=_LAST_ROW),
        "published": of(tables.published_forms, *_OF_PROJECT, order=_LAST_ROW),
        "funding": of(tables.funding_rows, *_OF_PROJECT),
        "weights": of(tables.weights, *_OF_PROJECT),
        "evidence": _file_counts(_is_owned(evidence) if owned else true()),
    }


def _file_counts(only: ColumnElement[bool]) -> Select[Any, Any, Any]:
    """How many files prove each result."""
    own, key = evidence.c, (evidence.c.indicator_id, evidence.c.fiscal_year)
    is_wanted = own.removed_at.is_(None), or_(_YEAR.is_(None), own.fiscal_year == _YEAR), only
    return select(*key, func.count().label("file_count")).where(*is_wanted).group_by(*key)


def _is_owned(table: Table) -> ColumnElement[bool]:
    if "project_id" in table.c:
        return table.c.project_id.in_(_OWNERS)
    return table.c.indicator_id.in_(select(indicators.c.indicator_id).where(indicators.c.project_id.in_(_OWNERS)))


_WHOLE, _OWNED = _queries(owned=False), _queries(owned=True)
_REVIEWS = _newest(tables.reviews, "finding_id", "fiscal_year")
_IS_IN_FORCE = exists().where(uploads.c.upload_id == name_matches.c.upload_id, uploads.c.voided_at.is_(None))
_MATCHES = (
    select(name_matches.c.row_key, name_matches.c.indicator_id).where(_IS_IN_FORCE).order_by(name_matches.c.upload_id)
)
_FISCAL_YEARS = (
    select(projects.c.fiscal_year)
    .join(uploads)
    .where(uploads.c.voided_at.is_(None), projects.c.fiscal_year.is_not(None))
    .distinct()
    .order_by(projects.c.fiscal_year.desc())
)
_IS_STALE, _NO_YEAR = select(stale_projects.c.fiscal_year).limit(1), 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The records that hold at one revision, in the order of their uploads and of the rows in them.

    ``file_counts`` are the files of evidence by indicator and year, where there are any; the revision is not of them.
    """

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
    file_counts: Mapping[tuple[str, int], int] = field(default_factory=dict)


def revision(engine: Engine) -> int:
    """A number that grows with all that changes what counts and never goes back; 0 while there is no upload."""
    with reading(engine) as connection:
        return revision_in(connection)


def last_act(engine: Engine) -> int:
    """A number that grows with every act on an upload, also where what counts stays: a hand-in, a return."""
    with reading(whole(engine)) as connection:
        return connection.execute(LAST_ACT).scalar_one()


@collection_paused()
def current(engine: Engine, *, fiscal_year: int | None = None, project_ids: Collection[str] | None = None) -> Current:
    """The records in force, of one fiscal year or of all, seen at one moment together with their revision.

    The newest goal table of a project and year replaces the older one with all its indicators; of results and
    spending the newest for each day holds. Values are parsed anew from their raw text. With ``project_ids`` only what
    these projects own, at a cost that does not grow with the others; reviews are not among it.
    """
    with reading(engine) as connection:
        if project_ids is None and sight_of(engine) and len(own := _ids_in(connection)) < MANY:
            return current_in(connection, fiscal_year=fiscal_year, project_ids=own, with_reviews=True)
        return current_in(connection, fiscal_year=fiscal_year, project_ids=project_ids)


def _ids_in(connection: Connection) -> list[str]:
    return list(connection.scalars(select(projects.c.project_id).distinct()))


def current_in(
    connection: Connection,
    *,
    fiscal_year: int | None,
    project_ids: Collection[str] | None = None,
    with_reviews: bool = False,
) -> Current:
    """The records in force as a transaction sees them; see ``current``."""
    bound = {"fiscal_year": fiscal_year} | ({} if project_ids is None else {"project_ids": list(project_ids)})
    queries = _WHOLE if project_ids is None else _OWNED
    if project_ids is None:
        prefer_leaps(connection)

    def rows_of(name: str) -> CursorResult[Any]:
        return connection.execute(queries[name], bound)

    own = records_from(Indicator, rows_of("indicators"))
    return Current(
        revision=revision_in(connection),
        projects=records_from(Project, rows_of("projects")),
        indicators=tuple(_answered(connection, own, is_part=project_ids is not None)),
        actual_results=records_from(ActualResult, rows_of("actual_results")),
        spending=records_from(Spending, rows_of("spending")),
        outlooks=records_from(Outlook, rows_of("outlooks")),
        forecasts=records_from(SpendingForecast, rows_of("forecasts")),
        published=published_from(rows_of("published"), rows_of("funding")),
        weights=records_from(ManualWeight, rows_of("weights")),
        reviews=records_from(Review, connection.execute(_REVIEWS, bound))
        if project_ids is None or with_reviews
        else (),
        file_counts={(row.indicator_id, row.fiscal_year): row.file_count for row in rows_of("evidence")},
    )


def projects_in(
    connection: Connection, *, fiscal_year: int, project_ids: Collection[str] | None = None
) -> tuple[Project, ...]:
    """The goal tables in force of a year without their indicators, all or of these ids."""
    bound = {"fiscal_year": fiscal_year} | ({} if project_ids is None else {"project_ids": list(project_ids)})
    query = (_WHOLE if project_ids is None else _OWNED)["projects"]
    return records_from(Project, connection.execute(query, bound))


def remembered_matches(engine: Engine) -> dict[str, str]:
    """Ids that clerks confirmed and answers they gave about indicators, by row key; the newest in force holds."""
    with reading(engine) as connection:
        return _matches_in(connection)


def reviews_in(connection: Connection, finding_ids: Collection[str]) -> dict[tuple[str, int], Review]:
    """What offices say of these questions, by question and year."""
    of_these = _newest(tables.reviews, "finding_id", "fiscal_year", only=tables.reviews.c.finding_id.in_(finding_ids))
    found = records_from(Review, connection.execute(of_these, {"fiscal_year": None}))
    return {(item.finding_id, item.fiscal_year): item for item in found}


def _matches_in(connection: Connection, query: Select[Any, Any] = _MATCHES) -> dict[str, str]:
    return {row.row_key: row.indicator_id for row in connection.execute(query)}


def _answered(connection: Connection, own: Sequence[Indicator], *, is_part: bool) -> Iterable[Indicator]:
    is_part = is_part and len(own) < MANY
    keys = [key for item in own for key in answer_keys(item)] if is_part else []
    answers = _matches_in(connection, _MATCHES.where(name_matches.c.row_key.in_(keys)) if is_part else _MATCHES)
    return (answered(item, answers) for item in own) if answers else own


def fiscal_years(engine: Engine) -> list[int]:
    """The fiscal years of the projects in force, newest first; all goal tables are read only while some wait."""
    with reading(engine) as connection:
        if connection.scalar(_IS_STALE) is not None:
            return list(connection.scalars(_FISCAL_YEARS))
        years: list[int] = []
        of_units = select(func.max(unit_years.c.fiscal_year))
        while year := connection.scalar(of_units.where(unit_years.c.fiscal_year < min(years, default=_NO_YEAR))):
            years.append(year)
        return years


def revision_in(connection: Connection) -> int:
    """The revision that a transaction sees."""
    return connection.execute(REVISION).scalar_one()
