"""The door to 目标审核: what is asked of a selection, counted, and a part of its groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.core.findings import Asked
from perfdata.core.terms import ReviewDimension, ReviewStatus
from perfdata.presenting import audit_summaries, frames
from perfdata.storing import aggregates, question_lists
from perfdata.storing.connecting import reading
from perfdata.storing.listings import Slice
from perfdata.storing.names import NamedProject, projects_alike, projects_by_id
from perfdata.storing.question_lists import Group, Grouping
from perfdata.storing.scope import Scope

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Engine

    from perfdata.presenting.charts.theme import Chart

MOST_GROUPS, MOST_WEIGHTIEST = 10, 3


class Wanted(NamedTuple):
    """What the page shows: labels of dimensions and statuses, and a rule; nothing chosen means all."""

    dimensions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    rule_id: str | None = None

    @property
    def values(self) -> dict[str, list[str]]:
        return {
            "dimension": [ReviewDimension.of(label).value for label in self.dimensions],
            "status": [ReviewStatus.of(label).value for label in self.statuses],
            "rule_id": [self.rule_id] if self.rule_id else [],
        }


class Answer(NamedTuple):
    """How many questions there are, those to ask first as an audit frame, and the chart of the dimensions."""

    counts: audit_summaries.Questions
    weightiest: pd.DataFrame
    dimensions: Chart


class Groups(NamedTuple):
    """What the filters leave in words, how many groups there are, and the frame of each of a part of them."""

    counted: str
    total: int
    shown: list[pd.DataFrame]


def answer(engine: Engine, scope: Scope) -> Answer:
    """What comes first on the page."""
    from perfdata.presenting.charts.audit import dimensions_of

    with reading(engine) as connection:
        rows = question_lists.question_counts(connection, scope)
        first = question_lists.weightiest(connection, scope, most=MOST_WEIGHTIEST)
        frame = _frame(connection, scope, first)
    return Answer(audit_summaries.questions(rows), frame, dimensions_of(rows))


def groups(engine: Engine, scope: Scope, *, by: Grouping, wanted: Wanted, start: int = 0) -> Groups:
    """The findings by project or by rule, the weightiest first."""
    part = Slice(start, MOST_GROUPS)
    with reading(engine) as connection:
        rows = [row for row in question_lists.question_counts(connection, scope) if _is_wanted(row, wanted)]
        total, found = question_lists.groups(connection, scope, by=by, wanted=wanted.values, part=part)
        shown = [_frame(connection, scope, _asked(connection, scope, group, wanted)) for group in found]
    counts = audit_summaries.questions(rows)
    asked = counts.open_count + counts.answered_count
    return Groups(audit_summaries.said(asked, counts.remark_count), total, shown)


def every_finding(engine: Engine, scope: Scope, *, wanted: Wanted) -> pd.DataFrame:
    """All that the filters leave, for a file."""
    with reading(engine) as connection:
        asked = question_lists.asked(connection, scope, wanted=wanted.values)
        return _frame(connection, scope, asked)


def _asked(connection: Connection, scope: Scope, group: Group, wanted: Wanted) -> list[Asked]:
    return question_lists.asked_of_group(connection, scope, group, wanted=wanted.values)


def _is_wanted(row: Any, wanted: Wanted) -> bool:
    return all(not values or getattr(row, name) in values for name, values in wanted.values.items())


def _frame(connection: Connection, scope: Scope, asked: Sequence[Asked]) -> pd.DataFrame:
    ids = {item.finding.project_id for item in asked if item.finding.project_id}
    projects: list[NamedProject] = projects_by_id(connection, scope.fiscal_year, ids)
    among = projects_alike(connection, scope.fiscal_year, projects)
    names_units = aggregates.totals(connection, scope).unit_count > 1
    return frames.audit_frame(asked, frames.name_projects(projects, among=among), names_units=names_units)
