"""Which rows of each table a person with units of their own may see: the one list of all tables.

``SEEN_BY`` names every table; what it does not name is refused to such a person. A row is seen by the unit, project,
indicator or question that it is about. An upload is seen where it touches an own project or the person uploaded it; its
bytes where all is own that any upload of these bytes touches, and nothing of the file was left out by another person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Table,
    Text,
    bindparam,
    case,
    exists,
    false,
    literal,
    or_,
    select,
    true,
    union_all,
)

from perfdata.core.terms import Act, OpenQuestion, Severity
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import PROJECT_TABLES, UNIT_TABLES, questions
from perfdata.storing.evidence_tables import evidence, evidence_contents
from perfdata.storing.review_tables import hand_ins
from perfdata.storing.task_tables import task_units

ABOUT = "｜"
_LEFT_OUT = f'%"severity": "{Severity.ERROR.value}"%'
NAME = bindparam("sight_name", type_=Text)
SINCE = bindparam("sight_since", type_=tables.UtcDateTime)
UNITS = bindparam("sight_units", type_=Text, expanding=True)
SPELLINGS = bindparam("sight_spellings", type_=Text, expanding=True)
"""Whose rows: the account and since when it is there, the keys of its units, and each spelling of these."""
Limit = Callable[[Table], Select[Any]]


def _own_projects() -> CTE:
    """The ids of the own projects, of every year."""
    of = tables.projects.alias("own_project").c
    return select(of.project_id).where(of.spending_unit.in_(SPELLINGS)).cte("sight_projects")


def _own_indicators() -> CTE:
    of = tables.indicators.alias("own_indicator").c
    return select(of.indicator_id).where(of.project_id.in_(_projects())).cte("sight_indicators")


def _own_findings() -> CTE:
    of = questions.alias("own_question").c
    return select(of.finding_id).where(of.unit_key.in_(UNITS)).cte("sight_findings")


def _projects() -> Select[Any]:
    return select(_PROJECTS.c.project_id)


def _indicators() -> Select[Any]:
    return select(_INDICATORS.c.indicator_id)


def _keys(table: Table) -> tuple[str, Select[Any]]:
    """By which column a table of rows of uploads says what it is about, and which of it are own."""
    if table is tables.reviews:
        return "finding_id", select(_FINDINGS.c.finding_id)
    return ("indicator_id", _indicators()) if table in tables.OF_INDICATOR else ("project_id", _projects())


def _seen_uploads() -> CTE:
    """The uploads that touch what is own, and those of the person."""
    touching = []
    for table in _OF_ROWS:
        of, (name, own) = table.alias(f"touching_{table.name}").c, _keys(table)
        touching.append(select(of.upload_id).where(of[name].in_(own)))
    by = tables.uploads.alias("uploaded").c
    return union_all(select(by.upload_id).where(_is_own(by)), *touching).cte("sight_uploads")


def _is_visible(upload_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an upload touches what is own, or the person uploaded it."""
    return upload_id.in_(select(_UPLOADS.c.upload_id))


def _is_own(of: Any) -> ColumnElement[bool]:
    """Whether the account uploaded it; what was typed under its name before it was there is another person's."""
    return (of.uploaded_by == NAME) & (of.uploaded_at >= SINCE)


def _is_whole(of: Any) -> ColumnElement[bool]:
    """Whether all is own that uploads of these bytes touch, and the person knows what was left out of them."""
    same = tables.uploads.alias("same_bytes").c
    foreign = []
    for table in _OF_ROWS:
        of_rows, (name, own) = table.alias(f"foreign_{table.name}").c, _keys(table)
        foreign.append(exists().where(of_rows.upload_id == same.upload_id, of_rows[name].not_in(own)))
    found = tables.upload_findings.alias("left_out").c
    is_left_out = exists().where(found.upload_id == same.upload_id, found.findings.like(_LEFT_OUT))
    return ~exists().where(same.sha256 == of.sha256, or_(*foreign, is_left_out & ~_is_own(of)))


_OF_ROWS = (*tables.OF_PROJECT, tables.indicators, *tables.OF_INDICATOR, tables.reviews)
# Said once for each statement, however many tables ask, and never deep within it: SQLite reads no deep nests.
_PROJECTS = _own_projects()
_INDICATORS, _FINDINGS = _own_indicators(), _own_findings()
_UPLOADS = _seen_uploads()


def _whole(table: Table) -> Select[Any]:
    return select(table).where(true())


def _nothing(table: Table) -> Select[Any]:
    return select(table).where(false())


def of_units(table: Table) -> Select[Any]:
    """By ``unit_key``."""
    return select(table).where(table.c.unit_key.in_(UNITS))


def of_projects(table: Table) -> Select[Any]:
    """By ``project_id``."""
    return select(table).where(table.c.project_id.in_(_projects()))


def of_indicators(table: Table) -> Select[Any]:
    """By ``indicator_id``."""
    return select(table).where(table.c.indicator_id.in_(_indicators()))


def of_uploads(table: Table) -> Select[Any]:
    """By ``upload_id``: what is of uploads that touch an own project or that the person uploaded."""
    return select(table).where(_is_visible(table.c.upload_id))


def _of_keys(table: Table) -> Select[Any]:
    name, ids = _keys(table)
    return select(table).where(table.c[name].in_(ids))


def _of_own_spellings(table: Table) -> Select[Any]:
    return select(table).where(table.c.spending_unit.in_(SPELLINGS))


def _of_matches(table: Table) -> Select[Any]:
    """Names that stand for an own indicator or project, and answers about own indicators."""
    of = tables.indicators.alias("answered").c
    keys = [select(literal(f"{about.value}{ABOUT}") + of.indicator_id) for about in OpenQuestion]
    answers = union_all(*(each.where(of.project_id.in_(_projects())) for each in keys))
    chosen = table.c.indicator_id.in_(_indicators()) | table.c.indicator_id.in_(_projects())
    return select(table).where(chosen | table.c.row_key.in_(answers))


def _of_files(table: Table) -> Select[Any]:
    plain = [column for column in table.c if column.name != "content"]
    content = case((_is_whole(table.c), table.c.content)).label("content")
    return select(*plain, content).where(_is_visible(table.c.upload_id))


def _may_read_of(table: Table) -> ColumnElement[bool]:
    """Whether the person uploaded the file that a row is about, or may see all of it."""
    of = tables.uploads.alias("read_of").c
    is_known = _is_own(of) | _is_whole(of)
    return exists().where(of.upload_id == table.c.upload_id, is_known)


def _of_hand_ins(table: Table) -> Select[Any]:
    """What a reviewer says of a file is for who uploaded it and for who may see all of it."""
    may_read = _may_read_of(table)
    said = {"reason": case((may_read, table.c.reason)), "remarks": case((may_read, table.c.remarks), else_="[]")}
    columns = [said[column.name].label(column.name) if column.name in said else column for column in table.c]
    return select(*columns).where(_is_visible(table.c.upload_id))


def _of_findings(table: Table) -> Select[Any]:
    """What was told of a file may name what its uploader saw: the person's own, of files that are whole."""
    of = tables.uploads.alias("told_of").c
    told = select(of.upload_id).where(_is_own(of), _is_whole(of))
    return select(table).where(table.c.upload_id.in_(told))


def _of_acts(table: Table) -> Select[Any]:
    """A return tells its reason: where that is not the person's, the entry names the file alone."""
    of = tables.uploads.alias("acted_on").c
    file_name = select(of.file_name).where(of.upload_id == table.c.upload_id).scalar_subquery()
    is_own = (table.c.who == NAME) & (table.c.at >= SINCE)
    is_foreign_reason = (table.c.action == Act.RETURN.value) & ~is_own & ~_may_read_of(table)
    detail = case((is_foreign_reason, file_name), else_=table.c.detail).label("detail")
    columns = [detail if column.name == "detail" else column for column in table.c]
    return select(*columns).where(is_own | _is_visible(table.c.upload_id))


def _of_tasks(table: Table) -> Select[Any]:
    """Those for all or for a department, and those that name an own unit."""
    of = task_units.alias("named_unit").c
    named = select(of.task_id).where(of.unit_key.in_(UNITS))
    return select(table).where(table.c.is_of_named.is_(False) | table.c.task_id.in_(named))


def _of_closings(table: Table) -> Select[Any]:
    return select(table).where(table.c.unit_key.is_(None) | table.c.unit_key.in_(UNITS))


def _of_evidence_contents(table: Table) -> Select[Any]:
    """The bytes of files that stand beside own results."""
    of = evidence.alias("own_evidence").c
    return select(table).where(table.c.sha256.in_(select(of.sha256).where(of.indicator_id.in_(_indicators()))))


SEEN_BY: dict[str, Limit] = {
    tables.schema_migrations.name: _whole,
    "rules_in_force": _whole,
    "accounts": _nothing,
    "sessions": _nothing,
    "cookie_keys": _nothing,
    **{table.name: of_units for table in (*PROJECT_TABLES, *UNIT_TABLES)},
    "stale_projects": of_projects,
    **{table.name: _of_keys for table in _OF_ROWS},
    tables.projects.name: _of_own_spellings,
    tables.uploads.name: _of_files,
    hand_ins.name: _of_hand_ins,
    "tasks": _of_tasks,
    "task_units": of_units,
    "closings": _of_closings,
    tables.name_matches.name: _of_matches,
    tables.layout_corrections.name: of_uploads,
    tables.upload_findings.name: _of_findings,
    tables.audit_log.name: _of_acts,
    evidence.name: of_indicators,
    evidence_contents.name: _of_evidence_contents,
}
