"""What the rows of a unit come to: added up by the database where they changed, kept, and added up again for a town."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Float,
    Select,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    type_coerce,
)

from perfdata.core.terms import Light, Outcome
from perfdata.storing.conclusion_tables import (
    UNIT_TABLES,
    Fen,
    indicator_years,
    project_days,
    project_scores,
    project_years,
    questions,
    unit_days,
    unit_grades,
    unit_lights,
    unit_outcomes,
    unit_questions,
    unit_years,
)

COUNTS = ("indicator_count", *(f"{outcome.value}_count" for outcome in Outcome))
_P = project_years.c
_SPENT = case((_P.execution_budget_yuan.is_not(None), _P.spent_yuan))
_IS_RED = _P.budget_light == Light.RED.value
_IS_COUNTED = _P.left_out_count == 0
_KNOWN_BUDGET = func.coalesce(_P.budget_yuan, _P.execution_budget_yuan, type_=Fen())
CHANGES = (
    "met_change",
    "reported_change",
    "report_count",
    "spending_count",
    "budget_change_yuan",
    "spent_change_yuan",
    "due_months_change_yuan",
)
IS_OPEN = questions.c.open_rank.is_not(None)


def summed(yuan: ColumnElement[Any]) -> ColumnElement[Any]:
    """What amounts of project-years come to, without the projects that have one too large for sums."""
    return func.sum(case((_IS_COUNTED, yuan)))


def sums_by_unit(*where: ColumnElement[bool]) -> Select[Any]:
    """A row a unit in the columns of ``unit_years``, of the projects for which all of ``where`` holds.

    How many questions are open is of the whole unit.
    """
    keys = (_P.fiscal_year, _P.unit_key)
    return select(*keys, *_sums(questions.c.unit_key == _P.unit_key)).where(*where).group_by(*keys)


def sums_by_project(*where: ColumnElement[bool]) -> Select[Any]:
    """The same a project, with its id and name."""
    keys = (_P.fiscal_year, _P.unit_key, _P.project_id, _P.project_name)
    return select(*keys, *_sums(questions.c.project_id == _P.project_id)).where(*where).group_by(*keys)


def _sums(is_asked: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """The sums in the order of the columns of ``unit_years``."""
    # As a condition it would tempt SQLite to walk all open ones of the year.
    open_count = func.count(questions.c.open_rank)
    question_count = select(open_count).where(questions.c.fiscal_year == _P.fiscal_year, is_asked).scalar_subquery()
    sums: dict[str, Any] = {
        "spending_unit": func.max(_P.spending_unit),
        "project_count": func.count(),
        "budget_yuan": summed(_P.budget_yuan),
        "execution_budget_yuan": summed(_P.execution_budget_yuan),
        "spent_yuan": summed(_SPENT),
        "due_months_yuan": summed(type_coerce(_P.execution_budget_yuan * _P.month, Fen())),
        "red_yuan": summed(case((_IS_RED, _KNOWN_BUDGET))),
        "spending_count": func.count(case((_IS_COUNTED, _P.execution_budget_yuan))),
        **{name: func.sum(_P[name]) for name in (*COUNTS, "computed_count", "unit_cost_count", "left_out_count")},
        "score_count": func.count(_P.total_score),
        "red_count": func.sum(case((_IS_RED, 1), else_=0)),
        "formula_count": func.count(_P.formula_yuan),
        "question_count": question_count,
        "score_sum": func.sum(cast(func.round(cast(_P.total_score, Float) * 100), BigInteger)),
        "as_of": func.max(_P.as_of),
        "month": func.max(_P.month),
    }
    return [sums[column.name].label(column.name) for column in unit_years.c if column.name in sums]


def renew_units(connection: Connection, year: int, units: Collection[str]) -> None:
    """Add up anew what the projects of some units of a year come to."""
    for table in UNIT_TABLES:
        connection.execute(delete(table).where(table.c.fiscal_year == year, table.c.unit_key.in_(units)))

    def own(columns: Any) -> list[ColumnElement[bool]]:
        return [columns.fiscal_year == year, columns.unit_key.in_(units)]

    def add(table: Any, source: Any, keys: Collection[Any], **sums: ColumnElement[Any]) -> None:
        """Rows of the table by all its keys, and what the rows of the source under them come to."""
        named = [column.label(name) for name, column in sums.items()]
        query = select(source.c.fiscal_year, source.c.unit_key, *keys, *named).where(*own(source.c))
        query = query.group_by(source.c.fiscal_year, source.c.unit_key, *keys)
        names = [*table.primary_key.columns.keys()[: 2 + len(keys)], *sums]
        connection.execute(insert(table).from_select(names, query))

    connection.execute(insert(unit_years).from_select(list(unit_years.c), sums_by_unit(*own(_P))))
    of = indicator_years.c
    categories = [func.coalesce(of.level1, ""), func.coalesce(of.level2, ""), of.value_kind, of.outcome]
    add(
        unit_outcomes,
        indicator_years,
        [*categories, func.coalesce(of.band, -1)],
        indicator_count=func.count(),
    )
    scores = project_scores.c
    grade = func.coalesce(scores.grade, "")
    add(unit_grades, project_scores, [scores.chosen, scores.scheme_id, grade], project_count=func.count())
    changes: dict[str, Any] = {name: func.sum(project_days.c[name]) for name in CHANGES}
    add(unit_days, project_days, [project_days.c.as_of], **changes)
    asked = questions.c
    add(
        unit_questions,
        questions,
        [asked.rule_id, asked.kind, asked.dimension, asked.status],
        question_count=func.count(),
    )
    indicators, budgets = (_lights(connection, lights, own(lights.table.c)) for lights in (of.lights, _P.budget_lights))
    names = ("fiscal_year", "unit_key", "month", "light")
    made = [
        {**dict(zip(names, key, strict=True)), "indicator_count": indicators[key], "budget_count": budgets[key]}
        for key in indicators | budgets
    ]
    if made:
        connection.execute(insert(unit_lights), made)


def _lights(
    connection: Connection, lights: Column[str], own: Collection[ColumnElement[bool]]
) -> Counter[tuple[int, str, int, str]]:
    """How many rows have which light in which place of their letters, by year and unit."""
    keys = (lights.table.c.fiscal_year, lights.table.c.unit_key, lights)
    counts: Counter[tuple[int, str, int, str]] = Counter()
    for year, unit, letters, count in connection.execute(select(*keys, func.count()).where(*own).group_by(*keys)):
        for place, letter in enumerate(letters, start=1):
            counts[year, unit, place, letter] += count
    return counts
