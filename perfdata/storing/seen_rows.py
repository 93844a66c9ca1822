"""Which rows of each table a person with units of their own may see: the one list of all tables.

``SEEN_BY`` names every table; what it does not name is refused to such a person. A row is seen by the unit, project,
indicator or question that it is about. An upload is seen where it touches an own project or the person uploaded it; its
bytes where all is own that any upload of these bytes touches, and nothing of the file was left out by another person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, exists, false, literal, or_, select, true, union_all

from perfdata.core.terms import OpenQuestion, Severity
from perfdata.storing import tables
from perfdata.storing.conclusion_tables import PROJECT_TABLES, UNIT_TABLES, questions
from perfdata.storing.task_tables import task_units

ABOUT = "｜"
_LEFT_OUT = f'%"severity": "{Severity.ERROR.value}"%'
_OF_PROJECT = (
    tables.projects,
    tables.indicators,
    tables.spending,
    tables.spending_forecasts,
    tables.published_forms,
    tables.funding_rows,
    tables.weights,
)
_OF_INDICATOR = (tables.actual_results, tables.outlooks)


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose rows: the account, the keys of its units, and the spellings of these units in goal tables."""

    name: str
    unit_keys: frozenset[str]
    spellings: frozenset[str]

    @property
    def projects(self) -> Select[Any]:
        """The ids of the own projects, of every year."""
        of = tables.projects.alias("own_project").c
        return select(of.project_id).where(of.spending_unit.in_(sorted(self.spellings)))

    @property
    def indicators(self) -> Select[Any]:
        of = tables.indicators.alias("own_indicator").c
        return select(of.indicator_id).where(of.project_id.in_(self.projects))

    @property
    def findings(self) -> Select[Any]:
        of = questions.alias("own_question").c
        return select(of.finding_id).where(of.unit_key.in_(sorted(self.unit_keys)))

    def keys(self, table: Table) -> tuple[str, Select[Any]]:
        """By which column a table of rows of uploads says what it is about, and which of it are own."""
        if table is tables.reviews:
            return "finding_id", self.findings
        return ("indicator_id", self.indicators) if table in _OF_INDICATOR else ("project_id", self.projects)

    def is_visible(self, upload_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether an upload touches what is own, or the person uploaded it."""
        touching = []
        for table in _OF_ROWS:
            of, (name, own) = table.alias(f"touching_{table.name}").c, self.keys(table)
            touching.append(select(of.upload_id).where(of[name].in_(own)))
        by = tables.uploads.alias("uploaded").c
        return upload_id.in_(union_all(select(by.upload_id).where(by.uploaded_by == self.name), *touching))

    def is_whole(self, digest: ColumnElement[Any], uploaded_by: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether all is own that uploads of these bytes touch, and the person knows what was left out of them."""
        same = tables.uploads.alias("same_bytes").c
        foreign = []
        for table in _OF_ROWS:
            of, (name, own) = table.alias(f"foreign_{table.name}").c, self.keys(table)
            foreign.append(exists().where(of.upload_id == same.upload_id, of[name].not_in(own)))
        found = tables.upload_findings.alias("left_out").c
        is_left_out = exists().where(found.upload_id == same.upload_id, found.findings.like(_LEFT_OUT))
        others = exists().where(same.sha256 == digest, or_(*foreign, is_left_out & (uploaded_by != self.name)))
        return ~others


Limit = Callable[[Table, Owned], Select[Any]]
_OF_ROWS = (*_OF_PROJECT, *_OF_INDICATOR, tables.reviews)


def _whole(table: Table, _own: Owned) -> Select[Any]:
    return select(table).where(true())


def _nothing(table: Table, _own: Owned) -> Select[Any]:
    return select(table).where(false())


def _of_units(table: Table, own: Owned) -> Select[Any]:
    return select(table).where(table.c.unit_key.in_(sorted(own.unit_keys)))


def _of_keys(table: Table, own: Owned) -> Select[Any]:
    name, ids = own.keys(table)
    return select(table).where(table.c[name].in_(ids))


def _of_own_spellings(table: Table, own: Owned) -> Select[Any]:
    return select(table).where(table.c.spending_unit.in_(sorted(own.spellings)))


def of_projects(table: Table, own: Owned) -> Select[Any]:
    return select(table).where(table.c.project_id.in_(own.projects))


def of_indicators(table: Table, own: Owned) -> Select[Any]:
    return select(table).where(table.c.indicator_id.in_(own.indicators))


def of_uploads(table: Table, own: Owned) -> Select[Any]:
    return select(table).where(own.is_visible(table.c.upload_id))


def _of_matches(table: Table, own: Owned) -> Select[Any]:
    """Names that stand for an own indicator or project, and answers about own indicators."""
    of = tables.indicators.alias("answered").c
    keys = [select(literal(f"{about.value}{ABOUT}") + of.indicator_id) for about in OpenQuestion]
    answers = union_all(*(each.where(of.project_id.in_(own.projects)) for each in keys))
    chosen = table.c.indicator_id.in_(own.indicators) | table.c.indicator_id.in_(own.projects)
    return select(table).where(chosen | table.c.row_key.in_(answers))


def _of_files(table: Table, own: Owned) -> Select[Any]:
    plain = [column for column in table.c if column.name != "content"]
    content = case((own.is_whole(table.c.sha256, table.c.uploaded_by), table.c.content)).label("content")
    return select(*plain, content).where(own.is_visible(table.c.upload_id))


def _of_findings(table: Table, own: Owned) -> Select[Any]:
    """What was told of a file may name what its uploader saw: the person's own, of files that are whole."""
    of = tables.uploads.alias("told_of").c
    told = select(of.upload_id).where(of.uploaded_by == own.name, own.is_whole(of.sha256, of.uploaded_by))
    return select(table).where(table.c.upload_id.in_(told))


def _of_acts(table: Table, own: Owned) -> Select[Any]:
    return select(table).where((table.c.who == own.name) | own.is_visible(table.c.upload_id))


def _of_tasks(table: Table, own: Owned) -> Select[Any]:
    """Those for all or for a department, and those that name an own unit."""
    of = task_units.alias("named_unit").c
    named = select(of.task_id).where(of.unit_key.in_(sorted(own.unit_keys)))
    return select(table).where(table.c.is_of_named.is_(False) | table.c.task_id.in_(named))


def _of_closings(table: Table, own: Owned) -> Select[Any]:
    return select(table).where(table.c.unit_key.is_(None) | table.c.unit_key.in_(sorted(own.unit_keys)))


SEEN_BY: dict[str, Limit] = {
    tables.schema_migrations.name: _whole,
    "rules_in_force": _whole,
    "accounts": _nothing,
    "sessions": _nothing,
    "cookie_keys": _nothing,
    **{table.name: _of_units for table in (*PROJECT_TABLES, *UNIT_TABLES)},
    "stale_projects": of_projects,
    **{table.name: _of_keys for table in _OF_ROWS},
    tables.projects.name: _of_own_spellings,
    tables.uploads.name: _of_files,
    "hand_ins": of_uploads,
    "tasks": _of_tasks,
    "task_units": _of_units,
    "closings": _of_closings,
    tables.name_matches.name: _of_matches,
    tables.layout_corrections.name: of_uploads,
    tables.upload_findings.name: _of_findings,
    tables.audit_log.name: _of_acts,
}
