"""The tables as they are now, for queries and inserts; ``migrations`` makes them. Rows are only ever added."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine


class ExactDecimal(TypeDecorator[Decimal]):
    """Decimals that come back as they went in: NUMERIC on PostgreSQL, text on SQLite, which only has floats."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text()) if dialect.name == "sqlite" else super().load_dialect_impl(dialect)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        return format(value, "f") if dialect.name == "sqlite" and value is not None else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value)


class UtcDateTime(TypeDecorator[datetime]):
    """Moments in UTC: TIMESTAMP WITH TIME ZONE on PostgreSQL, UTC wall clock on SQLite; always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


YUAN = ExactDecimal(18, 2)
POINTS = ExactDecimal()

metadata = MetaData()


def _required(kind: TypeEngine[Any] | type[TypeEngine[Any]], names: str) -> list[Column[Any]]:
    return [Column(name, kind, nullable=False) for name in names.split()]


def _optional(kind: TypeEngine[Any] | type[TypeEngine[Any]], names: str) -> list[Column[Any]]:
    return [Column(name, kind) for name in names.split()]


def _table_of_rows(name: str, *columns: Column[Any]) -> Table:
    """A table of what an upload says: which upload, which row of it, the columns, and where they were read."""
    return Table(
        name,
        metadata,
        Column("upload_id", ForeignKey("uploads.upload_id"), primary_key=True),
        Column("row_number", Integer, primary_key=True, autoincrement=False),
        *columns,
        Column("sheet", Text),
        Column("cell", Text),
        Column("line", Integer),
    )


schema_migrations = Table(
    "schema_migrations",
    metadata,
    Column("name", Text, primary_key=True),
    Column("applied_at", UtcDateTime, nullable=False),
)

# The content stands last, so that SQLite reads the other columns without walking through it.
uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("fiscal_year", Integer),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("voided_at", UtcDateTime),
    Column("voided_by", Text),
    Column("content", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
Index(
    "uploads_in_use",
    uploads.c.kind,
    uploads.c.sha256,
    unique=True,
    sqlite_where=text("voided_at IS NULL"),
    postgresql_where=text("voided_at IS NULL"),
)

projects = _table_of_rows(
    "projects",
    *_required(Text, "project_id project_name"),
    *_optional(Text, "project_type project_level competent_department spending_unit"),
    *_optional(Integer, "cycle_start_year cycle_end_year fiscal_year"),
    *_optional(YUAN, "budget_yuan"),
    *_optional(Text, "cycle_goal annual_goal"),
    *_required(Text, "field_places"),
)
Index("projects_by_key", projects.c.project_id, projects.c.fiscal_year)
Index("projects_by_unit", projects.c.spending_unit, projects.c.project_id)

indicators = _table_of_rows(
    "indicators",
    *_required(Text, "indicator_id project_id"),
    *_optional(Integer, "fiscal_year"),
    *_optional(Text, "level1 level2"),
    *_required(Text, "indicator_name cycle_target annual_target"),
    *_optional(POINTS, "weight_points"),
    *_required(Integer, "order"),
    *_required(Boolean, "is_recovered"),
)
Index("indicators_by_project", indicators.c.upload_id, indicators.c.project_id, indicators.c.fiscal_year)
Index("indicators_by_owner", indicators.c.project_id, indicators.c.fiscal_year)
Index("indicators_by_key", indicators.c.indicator_id)

actual_results = _table_of_rows(
    "actual_results",
    *_required(Text, "indicator_id"),
    *_required(Integer, "fiscal_year"),
    *_required(Date, "as_of"),
    *_required(Text, "actual"),
    *_optional(Text, "attainment"),
    *_optional(POINTS, "given_points"),
    *_optional(Text, "deviation_reason evidence"),
)
_RESULT_KEY = (actual_results.c.fiscal_year, actual_results.c.as_of, actual_results.c.indicator_id)
Index("actual_results_by_indicator", actual_results.c.indicator_id, actual_results.c.fiscal_year)
Index("actual_results_by_key", *_RESULT_KEY, actual_results.c.upload_id, actual_results.c.row_number)

spending = _table_of_rows(
    "spending",
    *_required(Text, "project_id"),
    *_required(Integer, "fiscal_year"),
    *_required(Date, "as_of"),
    *_optional(YUAN, "initial_budget_yuan adjusted_budget_yuan spent_yuan"),
)
_SPENDING_KEY = (spending.c.fiscal_year, spending.c.as_of, spending.c.project_id)
Index("spending_by_key", *_SPENDING_KEY, spending.c.upload_id, spending.c.row_number)

outlooks = _table_of_rows(
    "outlooks",
    *_required(Text, "indicator_id"),
    *_required(Integer, "fiscal_year"),
    *_required(Date, "as_of"),
    *_optional(Text, "likelihood"),
    *_required(Text, "causes"),
    *_optional(Text, "reason forecast remark"),
)
Index("outlooks_by_key", outlooks.c.indicator_id, outlooks.c.fiscal_year, outlooks.c.as_of)

spending_forecasts = _table_of_rows(
    "spending_forecasts",
    *_required(Text, "project_id"),
    *_required(Integer, "fiscal_year"),
    *_required(Date, "as_of"),
    *_required(YUAN, "expected_yuan"),
)

published_forms = _table_of_rows(
    "published_forms",
    *_required(Text, "project_id"),
    *_required(Integer, "fiscal_year"),
    *_optional(POINTS, "execution_points execution_score total_points total_score"),
    *_optional(Text, "actual_goal"),
)

funding_rows = _table_of_rows(
    "funding_rows",
    *_required(Text, "project_id"),
    *_required(Integer, "fiscal_year"),
    *_required(Text, "source"),
    *_optional(YUAN, "initial_budget_yuan adjusted_budget_yuan spent_yuan"),
)

for _table in (spending, spending_forecasts, published_forms, funding_rows):
    Index(f"{_table.name}_by_project", _table.c.project_id, _table.c.fiscal_year)

# A set of weights covers all indicators of a project, so the newest upload of a project and year holds as a whole.
weights = _table_of_rows(
    "weights",
    *_required(Text, "project_id"),
    *_required(Integer, "fiscal_year"),
    *_required(Text, "indicator_id"),
    *_required(POINTS, "weight_points"),
)
Index("weights_by_project", weights.c.project_id, weights.c.fiscal_year)
reviews = _table_of_rows(
    "reviews",
    *_required(Text, "finding_id"),
    *_required(Integer, "fiscal_year"),
    *_required(Text, "status"),
    *_optional(Text, "note"),
)
reviews.append_column(Column("question", Text))
Index("reviews_by_key", reviews.c.finding_id, reviews.c.fiscal_year)

# What a clerk confirmed for a row or form whose names fit nothing stored: an indicator, or with the key of a project a
# project's id, or with the key of a question about an indicator its answer; in force as long as its upload is.
name_matches = Table(
    "name_matches",
    metadata,
    Column("upload_id", ForeignKey("uploads.upload_id"), primary_key=True),
    Column("row_key", Text, primary_key=True),
    Column("indicator_id", Text, nullable=False),
)

Index("name_matches_by_key", name_matches.c.row_key)

# What a clerk said about a lay-out (money unit, year, meaning of a label); in force as long as its upload is.
layout_corrections = Table(
    "layout_corrections",
    metadata,
    Column("upload_id", ForeignKey("uploads.upload_id"), primary_key=True),
    Column("signature", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# The findings the clerk saw at the confirmation, as JSON; uploads from before this table have none.
upload_findings = Table(
    "upload_findings",
    metadata,
    Column("upload_id", ForeignKey("uploads.upload_id"), primary_key=True, autoincrement=False),
    Column("findings", Text, nullable=False),
)

# Every change writes one entry, which is never edited nor erased; ``entry_id`` of the last one about an upload is the
# revision of the data.
audit_log = Table(
    "audit_log",
    metadata,
    Column("entry_id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("upload_id", ForeignKey("uploads.upload_id")),
    Column("detail", Text),
    Column("address", Text),
    sqlite_autoincrement=True,
)
Index("audit_log_by_upload", audit_log.c.upload_id, audit_log.c.entry_id)

# Where rows of uploads stand, by what they are about; what is of an indicator is of its project.
OF_PROJECT = (projects, spending, spending_forecasts, published_forms, funding_rows, weights)
OF_INDICATOR = (actual_results, outlooks)
