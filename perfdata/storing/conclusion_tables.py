"""The tables of conclusions: derived from the uploads, kept beside them, and made anew for what an upload touches.

Their keys begin with year and unit, so that they can be parted by them.
"""

from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, Column, Date, Dialect, Float, Index, Integer, Table, Text
from sqlalchemy.types import TypeDecorator

from perfdata.storing.tables import POINTS, metadata

_LIMIT_YUAN = Decimal(10) ** 16  # in hundredths still an integer of 64 bits


class Fen(TypeDecorator[Decimal]):
    """Yuan in hundredths, so that both databases add them exactly; nothing for what no upload may state."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None or abs(value) >= _LIMIT_YUAN else int(Decimal(value).scaleb(2).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value).scaleb(-2)


def _table(name: str, key: str, *columns: Column) -> Table:
    own = [
        Column("fiscal_year", Integer, primary_key=True, autoincrement=False),
        Column("unit_key", Text, primary_key=True),
    ]
    return Table(name, metadata, *own, *(Column(part, Text, primary_key=True) for part in key.split()), *columns)


def _required(kind, names: str) -> list[Column]:
    return [Column(name, kind, nullable=False) for name in names.split()]


def _optional(kind, names: str) -> list[Column]:
    return [Column(name, kind) for name in names.split()]


project_years = _table(
    "project_years",
    "project_id",
    *_required(Text, "project_name name_key short_name"),
    *_optional(Text, "spending_unit competent_department"),
    *_optional(Integer, "cycle_start_year cycle_end_year"),
    *_optional(Fen, "budget_yuan execution_budget_yuan spent_yuan"),
    *_optional(Date, "as_of"),
    *_optional(Integer, "month"),
    *_required(Text, "budget_light budget_lights lights"),
    *_required(
        Integer,
        "indicator_count met_count partly_met_count not_met_count no_data_count not_comparable_count computed_count",
    ),
    *_optional(POINTS, "total_score"),
    *_optional(Text, "grade"),
    *_required(Text, "scheme_id"),
    *_optional(Fen, "formula_yuan budget_gap_yuan lag_yuan"),
    *_required(Integer, "unit_cost_count left_out_count"),
    *_required(Integer, "upload_id row_number"),
    *_required(Text, "compared version"),
)
Index("project_years_by_project", project_years.c.project_id, project_years.c.fiscal_year)
Index("project_years_by_name", project_years.c.fiscal_year, project_years.c.name_key)
Index("project_years_by_short_name", project_years.c.fiscal_year, project_years.c.short_name)
Index("project_years_by_row", *(project_years.c[name] for name in ("fiscal_year", "upload_id", "row_number")))
Index("project_years_by_budget", project_years.c.fiscal_year, project_years.c.budget_yuan)
Index("project_years_by_light", *(project_years.c[name] for name in ("fiscal_year", "budget_light", "lag_yuan")))
Index("project_years_by_lag", project_years.c.fiscal_year, project_years.c.lag_yuan)
Index("project_years_by_version", project_years.c.version)

indicator_years = _table(
    "indicator_years",
    "project_id indicator_id",
    Column("order", Integer, primary_key=True, autoincrement=False),
    *_optional(Text, "level1 level2"),
    *_required(Text, "indicator_name target value_kind"),
    *_optional(Text, "reported"),
    *_optional(Date, "as_of"),
    *_required(Text, "outcome lights"),
    *_optional(Float, "completion_ratio numerator denominator"),
    *_optional(Integer, "band"),
    *_required(POINTS, "weight_points"),
    *_optional(POINTS, "score"),
)
Index("indicator_years_by_project", indicator_years.c.project_id, indicator_years.c.fiscal_year)
Index("indicator_years_by_ratio", indicator_years.c.fiscal_year, indicator_years.c.completion_ratio)
Index("indicator_years_by_name", indicator_years.c.fiscal_year, indicator_years.c.indicator_name)
_HAS_PARTS = indicator_years.c.numerator.is_not(None)
Index(
    "indicator_years_with_parts",
    indicator_years.c.fiscal_year,
    indicator_years.c.indicator_name,
    sqlite_where=_HAS_PARTS,
    postgresql_where=_HAS_PARTS,
)

# How much a day of reports added to what was known of a project: the sums up to a day are how it stood then.
project_days = _table(
    "project_days",
    "project_id",
    Column("as_of", Date, primary_key=True),
    *_required(Integer, "met_change reported_change report_count spending_count"),
    *_required(Fen, "budget_change_yuan spent_change_yuan due_months_change_yuan"),
)

# By each scheme, and under '' by the one that fits the form.
project_scores = _table(
    "project_scores",
    "project_id chosen",
    *_required(Text, "scheme_id"),
    *_optional(POINTS, "total_score"),
    *_optional(Text, "grade"),
    *_required(POINTS, "reported_points"),
)

# ``is_of_unit`` marks what a rule says that looks at all tables of a unit; ``certainty`` is the place of its rule, and
# ``open_rank`` of an open question what is at stake, less than nothing, so that an index has the weightiest first.
questions = _table(
    "questions",
    "finding_id",
    *_optional(Text, "project_id"),
    *_required(Text, "rule_id"),
    *_required(Integer, "rule_version certainty"),
    *_required(Boolean, "is_of_unit"),
    *_required(Text, "kind severity dimension basis status"),
    *_optional(Text, "note spending_unit project_name indicator_id indicator_name"),
    *_required(Text, "message"),
    *_optional(Text, "observed expected arithmetic suggestion"),
    *_optional(Fen, "stake_yuan open_rank"),
    *_optional(Text, "source_file sheet cell"),
    *_optional(Integer, "line"),
)
Index("questions_by_project", questions.c.project_id, questions.c.fiscal_year)
Index("questions_by_finding", questions.c.finding_id)
Index("questions_by_rank", *(questions.c[name] for name in "fiscal_year open_rank certainty finding_id".split()))

# What is not concluded anew yet; several rows may name the same. What was touched comes before what other rules made.
stale_projects = Table(
    "stale_projects",
    metadata,
    Column("fiscal_year", Integer, nullable=False),
    Column("project_id", Text, nullable=False),
    Column("is_touched", Boolean, nullable=False),
)
Index("stale_by_project", stale_projects.c.fiscal_year, stale_projects.c.project_id)

# What the rows of a unit come to, by the same keys less the project; '' and -1 stand for nothing.
unit_years = _table(
    "unit_years",
    "",
    *_optional(Text, "spending_unit"),
    *_required(Integer, "project_count"),
    *_optional(Fen, "budget_yuan execution_budget_yuan spent_yuan due_months_yuan red_yuan"),
    *_required(
        Integer,
        "spending_count indicator_count met_count partly_met_count not_met_count no_data_count not_comparable_count",
    ),
    *_required(
        Integer, "computed_count score_count red_count formula_count unit_cost_count left_out_count question_count"
    ),
    *_optional(Fen, "score_sum"),
    *_optional(Date, "as_of"),
    *_optional(Integer, "month"),
)
Index("unit_years_by_day", unit_years.c.fiscal_year, unit_years.c.as_of)
unit_outcomes = _table(
    "unit_outcomes",
    "level1 level2 value_kind outcome",
    Column("band", Integer, primary_key=True, autoincrement=False),
    *_required(Integer, "indicator_count"),
)
unit_lights = _table(
    "unit_lights",
    "light",
    Column("month", Integer, primary_key=True, autoincrement=False),
    *_required(Integer, "indicator_count budget_count"),
)
unit_grades = _table("unit_grades", "chosen scheme_id grade", *_required(Integer, "project_count"))
unit_days = _table(
    "unit_days",
    "",
    Column("as_of", Date, primary_key=True),
    *_required(Integer, "met_change reported_change report_count spending_count"),
    *_required(Fen, "budget_change_yuan spent_change_yuan due_months_change_yuan"),
)
unit_questions = _table("unit_questions", "rule_id kind dimension status", *_required(Integer, "question_count"))
UNIT_TABLES = (unit_years, unit_outcomes, unit_lights, unit_grades, unit_days, unit_questions)
PROJECT_TABLES = (project_years, indicator_years, questions, project_days, project_scores)
CONCLUSION_TABLES = (*PROJECT_TABLES, *UNIT_TABLES, stale_projects)
