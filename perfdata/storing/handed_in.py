"""What units have handed in of what tasks ask for (``core.tasks.RULES``), counted by the database.

Counted is what is concluded of the year, so that a large store costs little; invented results are never counted. A
month stands for the day of a report: that of its own year, 12 where it came later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Subquery,
    Table,
    and_,
    case,
    extract,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from perfdata.core.fiscal_months import last_day
from perfdata.core.keys import name_key, unit_key
from perfdata.core.tasks import Counts, Owed
from perfdata.core.terms import HandInState, Outcome, UploadKind, ValueKind
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import indicator_years, project_years, unit_years
from perfdata.storing.review_tables import hand_ins
from perfdata.storing.tables import uploads
from perfdata.storing.upload_list import holds_demo

_P, _I = project_years.c, indicator_years.c
_NO_TARGET = [kind.value for kind in (ValueKind.BLANK, ValueKind.PLACEHOLDER)]
_STATES = {"approved": HandInState.APPROVED, "waiting": HandInState.WAITING, "returned": HandInState.RETURNED}
_TOTAL, _HELD, _APPROVED, _WAITING, _RETURNED = range(len(Counts._fields))
_NOTHING = type_coerce(null(), Integer)
Counted = dict[tuple[Owed, int], dict[str, Counts]]
"""Of what is owed by the end of a month the counts of each unit by its key, or of each project by its id."""


class KnownUnit(NamedTuple):
    """A unit with goal tables of the year (``is_of_year``) or of the year before, and its departments."""

    unit_key: str
    unit: str
    is_of_year: bool
    departments: frozenset[str]


def known_units(connection: Connection, fiscal_year: int) -> list[KnownUnit]:
    """The units with goal tables of the year or of the year before, by their keys; '' is the name of those without."""
    years = (fiscal_year - 1, fiscal_year)
    of, names, current = unit_years.c, dict[str, str](), set[str]()
    query = select(of.fiscal_year, of.unit_key, of.spending_unit).where(of.fiscal_year.in_(years))
    for row in connection.execute(query.order_by(of.fiscal_year)):
        names[row.unit_key] = row.spending_unit or ""
        current |= {row.unit_key} if row.fiscal_year == fiscal_year else set()
    departments: dict[str, set[str]] = defaultdict(set)
    stated = select(_P.unit_key, _P.competent_department).where(_P.fiscal_year.in_(years)).distinct()
    for row in connection.execute(stated.where(_P.competent_department.is_not(None))):
        departments[row.unit_key].add(name_key(row.competent_department))
    return [KnownUnit(key, names[key], key in current, frozenset(departments[key])) for key in sorted(names)]


def departments(connection: Connection, fiscal_year: int) -> list[str]:
    """The departments that goal tables of the year or of the year before name, by their names."""
    of = _P.competent_department
    own = select(of).where(_P.fiscal_year.in_((fiscal_year - 1, fiscal_year)), of.is_not(None)).distinct()
    return sorted({name_key(name): name for name in connection.scalars(own)}.values())


def counted(
    connection: Connection,
    fiscal_year: int,
    wanted: Collection[tuple[Owed, int]],
    *,
    by: Literal["unit_key", "project_id"] = "unit_key",
    unit_keys: Collection[str] = (),
) -> Counted:
    """How far the units, or the projects of some units, are with each of the items and months that are wanted."""
    found: Counted = {}
    for owed in Owed:
        months = sorted({month for item, month in wanted if item is owed})
        if owed is Owed.GOALS and months:
            found |= dict.fromkeys([(owed, month) for month in months], _goals(connection, fiscal_year))
        elif months:
            items = _items(connection, owed, fiscal_year).subquery()
            stands = [items.c[name] for name in ("held", *_STATES)]
            query = select(items.c[by], *stands, func.count()).group_by(items.c[by], *stands)
            if unit_keys:
                query = query.where(items.c.unit_key.in_(unit_keys))
            rows = connection.execute(query).all()
            found |= {(owed, month): _counts(rows, month) for month in months}
    return found


def _counts(rows: Iterable[Any], month: int) -> dict[str, Counts]:
    """The items of each key by how they stand with a month."""
    sums: dict[str, list[int]] = {}
    for key, held, approved, waiting, returned, count in rows:
        own = sums.setdefault(key, [0] * len(Counts._fields))
        own[_TOTAL] += count
        if held is not None and held >= month:
            own[_HELD] += count
            own[_APPROVED] += count if approved is not None and approved >= month else 0
        elif waiting is not None and waiting >= month:
            own[_WAITING] += count
        elif returned is not None and returned >= month:
            own[_RETURNED] += count
    return {key: Counts(*own) for key, own in sums.items()}


def _items(connection: Connection, owed: Owed, year: int) -> Any:
    """An item a row: unit, project, and the latest month of what is in force, approved, waiting and returned."""
    if owed is Owed.RESULTS:
        return _results(connection, year)
    if owed is Owed.SELF_EVALUATIONS:
        forms = tables.published_forms.c
        own = select(forms.project_id, literal(12).label("month"), forms.upload_id).where(forms.fiscal_year == year)
        reported = _reported(own.subquery(), "project_id")
    else:
        reported = _reported(_monitored(year), "project_id", kind=UploadKind.MONITORING)
    months = [reported.c[name] for name in ("held", *_STATES)]
    own = select(_P.unit_key, _P.project_id, *months).where(_P.fiscal_year == year)
    return own.outerjoin(reported, reported.c.project_id == _P.project_id)


def _results(connection: Connection, year: int) -> Any:
    """The indicators with a target, and the spending of the projects with a budget."""
    is_invented = holds_demo(connection, year)
    results, spending = (
        _reported(_report(table, key, year, only_reviewed=not is_invented), key)
        for table, key in ((tables.actual_results, "indicator_id"), (tables.spending, "project_id"))
    )
    spent = spending.c.held if is_invented else case((_P.spent_yuan.is_not(None), _P.month))
    own = results.c.held if is_invented else _month(_I.as_of, year)
    is_computed = _I.as_of.is_(None)  # 预算执行率, which spending answers
    held = case((_I.outcome == Outcome.NO_DATA.value, _NOTHING), (is_computed, spent), else_=own).label("held")
    states = [
        case((is_computed, func.coalesce(results.c[name], spending.c[name])), else_=results.c[name]).label(name)
        for name in _STATES
    ]
    same = [_I[name] == _P[name] for name in ("fiscal_year", "unit_key", "project_id")]
    indicators = (
        select(_I.unit_key, _I.project_id, held, *states)
        .join(project_years, and_(*same))
        .outerjoin(results, results.c.indicator_id == _I.indicator_id)
        .outerjoin(spending, spending.c.project_id == _I.project_id)
        .where(_I.fiscal_year == year, _I.value_kind.not_in(_NO_TARGET))
    )
    money = (
        select(_P.unit_key, _P.project_id, spent.label("held"), *(spending.c[name] for name in _STATES))
        .outerjoin(spending, spending.c.project_id == _P.project_id)
        .where(_P.fiscal_year == year, or_(_P.budget_yuan.is_not(None), _P.execution_budget_yuan.is_not(None)))
    )
    return union_all(indicators, money)


def _report(table: Table, key: str, year: int, *, only_reviewed: bool) -> Subquery:
    """The months of what is reported; on request, where what is in force is known, of reviewed uploads alone."""
    own = select(table.c[key], _month(table.c.as_of, year).label("month"), table.c.upload_id)
    own = own.where(table.c.fiscal_year == year)
    return (own.where(table.c.upload_id.in_(select(hand_ins.c.upload_id))) if only_reviewed else own).subquery()


def _monitored(year: int) -> Subquery:
    """What monitoring forms report of projects."""
    forms = select(uploads.c.upload_id).where(uploads.c.kind == UploadKind.MONITORING.value)
    parts = []
    for table in (tables.spending, tables.spending_forecasts, tables.actual_results, tables.outlooks):
        project_id = table.c.project_id if "project_id" in table.c else _I.project_id
        own = select(project_id, _month(table.c.as_of, year).label("month"), table.c.upload_id)
        if "project_id" not in table.c:
            own = own.join(indicator_years, and_(_I.indicator_id == table.c.indicator_id, _I.fiscal_year == year))
        parts.append(own.where(table.c.fiscal_year == year, table.c.upload_id.in_(forms)))
    return union_all(*parts).subquery()


def _reported(rows: Subquery, key: str, *, kind: UploadKind | None = None) -> Subquery:
    """Of each key the latest month in force, approved, waiting and returned; of real uploads, or of one kind."""
    in_force = uploads.c.voided_at.is_(None)
    month, held = rows.c.month, func.max(case((in_force, rows.c.month)))
    states = [
        func.max(case((and_(hand_ins.c.state == state.value, in_force == (name == "approved")), month))).label(name)
        for name, state in _STATES.items()
    ]
    query = select(rows.c[key], held.label("held"), *states)
    query = query.join(uploads, uploads.c.upload_id == rows.c.upload_id)
    query = query.outerjoin(hand_ins, hand_ins.c.upload_id == rows.c.upload_id)
    is_kind = uploads.c.kind != UploadKind.DEMO_RESULTS.value if kind is None else uploads.c.kind == kind.value
    return query.where(is_kind).group_by(rows.c[key]).subquery()


def _goals(connection: Connection, year: int) -> dict[str, Counts]:
    """One item a unit: whether it has goal tables of the year, and where their review stands."""
    reviewed = func.count(case((hand_ins.c.state == HandInState.APPROVED.value, 1)))
    held = select(_P.unit_key, func.count(), reviewed).outerjoin(hand_ins, hand_ins.c.upload_id == _P.upload_id)
    rows = connection.execute(held.where(_P.fiscal_year == year).group_by(_P.unit_key))
    found = {key: Counts(1, held=1, approved=int(total == approved)) for key, total, approved in rows}
    of = tables.projects.c
    open_states = [HandInState.RETURNED.value, HandInState.WAITING.value]
    others = select(of.spending_unit, hand_ins.c.state).join(hand_ins, hand_ins.c.upload_id == of.upload_id)
    others = others.where(of.fiscal_year == year, hand_ins.c.state.in_(open_states)).distinct()
    for unit, state in sorted(connection.execute(others), key=lambda row: row.state):
        is_waiting = state == HandInState.WAITING.value
        known = found.get(unit_key(unit), Counts(1))
        if not known.held:
            found[unit_key(unit)] = Counts(1, waiting=int(is_waiting), returned=int(not is_waiting))
    return found


def _month(day: ColumnElement[date], year: int) -> ColumnElement[int]:
    """The month of a day of the year: 12 of a later one, 0 of an earlier one."""
    last = (day > last_day(year), 12)
    return case(last, (day < date(year, 1, 1), 0), else_=extract("month", day))
