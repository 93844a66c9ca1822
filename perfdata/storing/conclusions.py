"""Conclusions beside the uploads: whatever an upload touches is marked in its transaction, and concluded anew.

What to conclude is the caller's: a ``Concluder``. A write through an engine that has one renews what it touched before
it commits; of more than ``MOST_AT_ONCE`` projects the rest waits for ``renew``.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    cast,
    delete,
    event,
    func,
    select,
    update,
)

from perfdata.core.conclusions import TOO_MUCH_YUAN, ChosenScore, IndicatorYear, ProjectDay, ProjectYear
from perfdata.core.findings import AuditFinding
from perfdata.core.keys import name_key
from perfdata.core.model import Review
from perfdata.core.terms import FindingKind, ReviewStatus
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import (
    CONCLUSION_TABLES,
    PROJECT_TABLES,
    indicator_years,
    project_days,
    project_scores,
    project_years,
    questions,
    stale_projects,
)
from perfdata.storing.connecting import reading, writing
from perfdata.storing.inserting import insert_rows
from perfdata.storing.loading import Current, current_in, reviews_in
from perfdata.storing.rows import Values, asked_from, row_of
from perfdata.storing.rules_in_force import may_conclude
from perfdata.storing.unit_sums import renew_units

MOST_AT_ONCE = 200
_MOST_YUAN = TOO_MUCH_YUAN - Decimal("0.01")
_LOG = logging.getLogger("perfdata")


class Concluder(NamedTuple):
    """How records are concluded, and the version of the rules by which.

    ``of_projects`` takes the records of some projects of a year and those of the year before; ``of_unit`` the goal
    tables of one unit and year, for the rules that compare them, and ``compared`` is a digest of all that these rules
    see of each project.
    """

    version: str
    of_projects: Callable[[Current, Current], "Conclusions"]
    of_unit: Callable[[Current], Sequence[AuditFinding]]
    compared: Callable[[Current], Mapping[str, str]]
    certainty: Mapping[str, int]


class Conclusions(NamedTuple):
    """What was concluded of some projects of a year."""

    projects: Sequence[ProjectYear]
    indicators: Sequence[IndicatorYear]
    findings: Sequence[AuditFinding]
    days: Sequence[ProjectDay] = ()
    scores: Sequence[ChosenScore] = ()


def conclude_with(engine: Engine, concluder: Callable[[], Concluder]) -> None:
    """From now on every write through the engine renews, in its own transaction, what it touched; see MOST_AT_ONCE."""

    def before_commit(connection: Connection) -> None:
        try:
            with connection.begin_nested():
                renew_in(connection, concluder(), only_touched=True)
        except Exception:  # what is stored is never refused for what is concluded of it; the marks stay
            _LOG.exception("what was stored could not be concluded")

    event.listen(engine, "commit", before_commit, insert=True)  # before the file is looked at for the last time


def concluded_rows(engine: Engine) -> dict[str, set[tuple[Any, ...]]]:
    """All that is concluded, but by which version of the rules, by table."""
    with reading(engine) as connection:
        return {
            table.name: {
                tuple(row) for row in connection.execute(select(*(own for own in table.c if own.name != "version")))
            }
            for table in CONCLUSION_TABLES
            if table is not stale_projects
        }


def renew(engine: Engine, concluder: Concluder) -> None:
    """Conclude anew a part of what waits, in a transaction of its own."""
    with writing(engine) as connection:
        renew_in(connection, concluder)


def renew_in(connection: Connection, concluder: Concluder, *, only_touched: bool = False) -> None:
    """Conclude anew what waits, MOST_AT_ONCE projects at most, what was touched first, in the caller's transaction.

    Nothing where other rules are in force: the marks wait for a process of theirs.
    """
    if not may_conclude(connection, version=concluder.version):
        return
    key = stale_projects.c.fiscal_year, stale_projects.c.project_id
    is_touched = func.max(cast(stale_projects.c.is_touched, Integer))
    next_ones = select(*key).group_by(*key).order_by(is_touched.desc(), *key).limit(MOST_AT_ONCE)
    if only_touched:
        next_ones = next_ones.where(stale_projects.c.is_touched)
    for year, rows in groupby(connection.execute(next_ones).all(), key=attrgetter("fiscal_year")):
        ids = [row.project_id for row in rows]
        if not _is_renewed(connection, year, ids, concluder):
            for project_id in ids:
                _is_renewed(connection, year, [project_id], concluder)


def _is_renewed(connection: Connection, year: int, project_ids: list[str], concluder: Concluder) -> bool:
    try:
        with connection.begin_nested():
            _renew_year(connection, year, project_ids, concluder)
    except Exception:
        _LOG.exception("projects %s of %s could not be concluded", project_ids[:3], year)
        return False
    return True


def _renew_year(connection: Connection, year: int, touched: list[str], concluder: Concluder) -> None:
    before_units = _compared(connection, year, touched)
    for table in (*PROJECT_TABLES, stale_projects):
        own = [table.c.fiscal_year == year, table.c.project_id.in_(touched)]
        if table in (project_days, project_scores):  # no index finds their projects alone
            own.append(table.c.unit_key.in_(before_units))
        elif table is questions:
            own.append(~questions.c.is_of_unit)
        connection.execute(delete(table).where(*own))
    records, before = (current_in(connection, fiscal_year=each, project_ids=touched) for each in (year, year - 1))
    found = concluder.of_projects(records, before)
    compared, places = concluder.compared(records), _places_of(connection, year, touched)
    rows = [
        {
            **row_of(item),
            "version": concluder.version,
            **places[item.project_id],
            "compared": compared[item.project_id],
        }
        for item in {item.project_id: item for item in found.projects}.values()
    ]
    insert_rows(connection, project_years, rows, is_part=True)
    insert_rows(connection, indicator_years, list(map(row_of, found.indicators)), is_part=True)
    insert_rows(connection, project_days, list(map(row_of, found.days)), is_part=True)
    insert_rows(connection, project_scores, list(map(row_of, found.scores)), is_part=True)
    _ask(connection, found.findings, concluder, is_of_unit=False)
    units = _compared(connection, year, touched)
    touched_units = sorted(before_units.keys() | units.keys())
    same = {unit for unit in touched_units if before_units.get(unit) == units.get(unit)}
    for unit in same:
        _answer_anew(connection, year, unit)
    _compare(connection, year, [unit for unit in touched_units if unit not in same], concluder)
    renew_units(connection, year, touched_units)


def _compared(connection: Connection, year: int, project_ids: Collection[str]) -> dict[str, set[tuple[Any, ...]]]:
    """What the rules that compare projects see of these, by unit."""
    own = (project_years.c.fiscal_year == year) & project_years.c.project_id.in_(project_ids)
    seen: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    names = "unit_key project_id upload_id row_number version compared".split()
    columns = [project_years.c[name] for name in names]
    for unit, *project in connection.execute(select(*columns).where(own)):
        seen[unit].add(tuple(project))
    return dict(seen)


def _places_of(connection: Connection, year: int, project_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """Where the goal tables stand that hold: they are listed and compared in the order of their uploads and rows."""
    own = tables.projects.c
    query = select(own.project_id, own.upload_id, own.row_number).join(tables.uploads)
    query = query.where(tables.uploads.c.voided_at.is_(None), own.fiscal_year == year, own.project_id.in_(project_ids))
    rows = connection.execute(query.order_by(own.upload_id, own.row_number))
    return {row.project_id: {"upload_id": row.upload_id, "row_number": row.row_number} for row in rows}


def _compare(connection: Connection, year: int, units: list[str], concluder: Concluder) -> None:
    """What is asked where all tables of a unit are compared."""
    if not units:
        return
    own = project_years.c.fiscal_year == year, project_years.c.unit_key.in_(units)
    query = select(project_years.c.project_id, project_years.c.unit_key).where(*own)
    unit_of = {row.project_id: row.unit_key for row in connection.execute(query)}
    is_asked = questions.c.fiscal_year == year, questions.c.unit_key.in_(units), questions.c.is_of_unit
    connection.execute(delete(questions).where(*is_asked))
    records = current_in(connection, fiscal_year=year, project_ids=unit_of.keys())
    found = [finding for own in _by_unit(records, unit_of) for finding in concluder.of_unit(own)]
    _ask(connection, found, concluder, is_of_unit=True)


def _by_unit(records: Current, unit_of: Mapping[str, str]) -> Iterator[Current]:
    """The goal tables of each unit with their results."""
    owner = {item.indicator_id: item.project_id for item in records.indicators}
    parts: dict[str, tuple[list[Any], list[Any], list[Any]]] = defaultdict(lambda: ([], [], []))
    for project in records.projects:
        parts[unit_of[project.project_id]][0].append(project)
    for item in records.indicators:
        parts[unit_of[item.project_id]][1].append(item)
    for result in records.actual_results:
        if result.indicator_id in owner:
            parts[unit_of[owner[result.indicator_id]]][2].append(result)
    for projects, indicators, results in parts.values():
        own = {"projects": projects, "indicators": indicators, "actual_results": results}
        yield replace(records, **{name: tuple(items) for name, items in own.items()})


def _answer_anew(connection: Connection, year: int, unit: str) -> None:
    """What is asked of a unit stays as it is, but for what offices say of it."""
    asked = asked_from(connection.execute(select(questions).where(*_is_of_unit(year, unit))))
    reviews = reviews_in(connection, [item.finding.finding_id for item in asked])
    for finding, status, note in asked:
        answer = _answer(finding, reviews)
        if (answer["status"], answer["note"]) != (status.value, note):
            one = questions.c.finding_id == finding.finding_id
            connection.execute(update(questions).where(*_is_of_unit(year, unit), one).values(answer))


def _is_of_unit(year: int, unit: str) -> list[ColumnElement[bool]]:
    return [questions.c.fiscal_year == year, questions.c.unit_key == unit, questions.c.is_of_unit]


def _ask(connection: Connection, findings: Sequence[AuditFinding], concluder: Concluder, *, is_of_unit: bool) -> None:
    reviews = reviews_in(connection, [item.finding_id for item in findings])
    rows = [
        {
            **row_of(item),
            "unit_key": name_key(item.spending_unit),
            "certainty": concluder.certainty[item.rule_id],
            "is_of_unit": is_of_unit,
            "source_file": item.place and item.place.source_file,
            **_answer(item, reviews),
        }
        for item in findings
    ]
    insert_rows(connection, questions, rows, is_part=True)


def _answer(finding: AuditFinding, reviews: Mapping[tuple[str, int], Review]) -> Values:
    status, note = finding.answered(reviews.get((finding.finding_id, finding.fiscal_year or 0)))
    is_open = finding.kind is FindingKind.QUESTION and status in (ReviewStatus.OPEN, ReviewStatus.TO_AMEND)
    stake_yuan = min(finding.stake_yuan or Decimal(0), _MOST_YUAN)
    return {"status": status.value, "note": note, "open_rank": -stake_yuan if is_open else None}
