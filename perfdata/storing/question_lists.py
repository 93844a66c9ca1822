"""The questions of the audit for pages: counted, grouped by project or rule, and those of some groups."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, case, cast, func, select

from perfdata.core.findings import Asked
from perfdata.core.terms import FindingKind
from perfdata.storing.conclusion_tables import questions, unit_questions
from perfdata.storing.listings import Slice
from perfdata.storing.rows import asked_from
from perfdata.storing.scope import Scope

Grouping = Literal["project", "rule"]
_Q = questions.c
_IS_REMARK = _Q.kind == FindingKind.REMARK.value
_WEIGHT = case((_IS_REMARK, 0), else_=func.coalesce(_Q.stake_yuan, -_Q.open_rank, 0))
_KEYS = ("rule_id", "kind", "dimension", "status")


class Group(NamedTuple):
    """A unit's project, or what is asked across its projects (no project), or a rule (neither)."""

    unit_key: str
    project_id: str | None
    rule_id: str | None


def question_counts(connection: Connection, scope: Scope) -> list[Any]:
    """``question_count`` by rule_id, kind, dimension and status."""
    of: Any = _Q if scope.projects else unit_questions.c
    count = func.count() if scope.projects else cast(func.sum(of.question_count), Integer)
    keys = [of[name] for name in _KEYS]
    return list(connection.execute(select(*keys, count.label("question_count")).where(*scope.rows(of)).group_by(*keys)))


def weightiest(connection: Connection, scope: Scope, *, most: int) -> list[Asked]:
    """Open questions with the most money at stake, of each rule the first one among the 200 weightiest."""
    rank = scope.by(_Q.open_rank)
    query = select(questions).where(*scope.rows(_Q), rank.is_not(None))
    rows = connection.execute(query.order_by(rank, _Q.certainty, _Q.finding_id).limit(200))
    first: dict[str, Asked] = {}
    for item in asked_from(rows):
        first.setdefault(item.finding.rule_id, item)
    return list(first.values())[:most]


def groups(
    connection: Connection, scope: Scope, *, by: Grouping, wanted: Mapping[str, Collection[str]], part: Slice
) -> tuple[int, list[Group]]:
    """How many projects or rules have findings of the wanted rule_id, dimension and status, and a part of them.

    Questions before remarks, then the most money at stake.
    """
    own = [*scope.rows(_Q), *_wanted(wanted)]
    keys = [_Q.unit_key, _Q.project_id] if by == "project" else [_Q.rule_id]
    order = func.min(cast(_IS_REMARK, Integer)), func.max(_WEIGHT).desc(), func.min(_Q.certainty), *keys
    grouped = select(*keys).where(*own).group_by(*keys)
    total = connection.execute(select(func.count()).select_from(grouped.subquery())).scalar_one()
    rows: Any = connection.execute(grouped.order_by(*order).offset(part.start).limit(part.most))
    if by == "project":
        return total, [Group(unit, project_id, None) for unit, project_id in rows]
    return total, [Group("", None, rule_id) for (rule_id,) in rows]


def asked_of_group(
    connection: Connection, scope: Scope, group: Group, *, wanted: Mapping[str, Collection[str]]
) -> list[Asked]:
    """All that is asked of a group, the questions first, of them those with the most money at stake."""
    if group.rule_id:
        own: list[ColumnElement[bool]] = [_Q.rule_id == group.rule_id]
    else:
        own = [_Q.unit_key == group.unit_key, _Q.project_id.is_not_distinct_from(group.project_id)]
    return asked(connection, scope, own, wanted=wanted)


def asked(
    connection: Connection,
    scope: Scope,
    where: Sequence[ColumnElement[bool]] = (),
    *,
    wanted: Mapping[str, Collection[str]] | None = None,
) -> list[Asked]:
    """All that the audit asks of the selection, the questions first, of them those with the most money at stake."""
    own = [*scope.rows(_Q), *where, *_wanted(wanted or {})]
    order = _IS_REMARK, _WEIGHT.desc(), _Q.certainty, _Q.unit_key
    query = select(questions).where(*own).order_by(*order, _Q.project_id, _Q.finding_id)
    return asked_from(connection.execute(query))


def _wanted(wanted: Mapping[str, Collection[str]]) -> list[ColumnElement[bool]]:
    return [_Q[name].in_(values) for name, values in wanted.items() if values]
