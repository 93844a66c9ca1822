"""The door for what was understood of a file: its lay-out, its cells, and the corrections that are remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from perfdata.checking.money_checks import BUDGET, budget_cell
from perfdata.checking.project_identity import indicators_under
from perfdata.checking.sanity import said_target
from perfdata.checking.words import CHECKS
from perfdata.containers.sheets import work_on_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.keys import name_key
from perfdata.core.model import Indicator, Project
from perfdata.core.reports import ReportedSheets, ResultChange
from perfdata.core.terms import ChangeKind, UploadKind
from perfdata.core.text import listed, thousands
from perfdata.reading.layouts import FISCAL_YEAR, MEANING, MONEY_UNIT
from perfdata.usecases.statements import Statements, Told, read_statements

if TYPE_CHECKING:
    from perfdata.checking.project_identity import Identities
    from perfdata.checking.results_draft import Asked
    from perfdata.reading.goal_tables import GoalTable, GoalTables
    from perfdata.storing import store
    from perfdata.usecases.preview import GivenFile, Preview

__all__ = ["FISCAL_YEAR", "MEANING", "MEANINGS", "MONEY_UNIT"]

# What a clerk may say a label or column is, by Chinese word.
MEANINGS: dict[str, str] = {
    "不采用": "ignore",
    "项目名称": "project_name",
    "主管部门": "competent_department",
    "用款单位": "spending_unit",
    "预算金额": "budget",
    "年度目标": "annual_goal",
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "name",
    "实施周期指标值": "cycle_target",
    "年度指标值": "annual_target",
    "指标性质": "sign",
    "计量单位": "unit",
    "实际完成值": "actual",
    "分值": "weight",
    "得分": "score",
}


def statements_of(
    given: GivenFile, *, kind: UploadKind | None, waiting: Callable[[int], None] = lambda _ahead: None
) -> Statements:
    """The file read with what is remembered of its lay-out, over it what the clerk said. Raises UnusableFileError."""
    told = Told(kind, given.corrections, given.held.corrections())
    read = partial(read_statements, file_name=given.file_name, told=told)
    return work_on_sheets(read, given.content, file_name=given.file_name, waiting=waiting)


def refuse_other_years(given: GivenFile) -> None:
    """Raises UnusableFileError where the year that was said is none of a budget."""
    year, last = given.corrections.get(FISCAL_YEAR) or "2000", given.today.year + 6
    if not (year.isdecimal() and 2000 <= int(year) <= last):
        raise UnusableFileError(
            f"{given.file_name}：年度“{year}”不在 2000 至 {last} 之间，请填写四位数的年度，如 2025。"
        )


def facts_of(
    given: GivenFile, read: Statements, identities: Identities, asked: Asked, *, findings: Sequence[Finding]
) -> dict[str, Any]:
    """What the preview says of it: corrections without a remembered money unit that the file contradicts."""
    is_beaten = not given.corrections.get(MONEY_UNIT) and any(
        item.rule_id == "money_unit_contradicts" for item in findings
    )
    in_force = {name: said for name, said in read.corrections.items() if name != MONEY_UNIT or not is_beaten}
    return {
        **given.facts(read.part.kind),
        "understanding": read.understanding,
        "corrections": in_force,
        "questions": (*identities.questions, *asked.questions.values()),
    }


def settled_tables(tables: GoalTables, identities: Identities) -> GoalTables:
    """The goal tables under the identities that hold; one that must wait is not sound."""
    settled = [_settled(table, identities) if table.is_sound else table for table in tables.tables]
    identities.report_new(first_year=False)
    return replace(tables, tables=settled, findings=[*tables.findings, *identities.findings])


def said_tables(tables: GoalTables, asked: Asked) -> GoalTables:
    """The goal tables with the budgets and targets that a clerk said."""
    return replace(tables, tables=[_said(table, asked) for table in tables.tables])


def _said(table: GoalTable, asked: Asked) -> GoalTable:
    project, indicators = table.project, [said_target(asked, item) for item in table.indicators]
    if project.budget_yuan is not None:
        project = replace(project, budget_yuan=asked.amount_of(BUDGET, project.budget_yuan, budget_cell(project).place))
    return replace(table, project=project, indicators=indicators)


def _settled(table: GoalTable, identities: Identities) -> GoalTable:
    project = identities.settle(table.project)
    if project is None:
        return replace(table, is_sound=False)
    if project is table.project:
        return table
    return replace(table, project=project, indicators=indicators_under(project, table.indicators))


def goal_changes(
    tables: GoalTables, *, projects: Sequence[Project], indicators: Sequence[Indicator]
) -> list[ResultChange]:
    """New, changed and removed indicators and budget differences of sound tables against what holds."""
    held_projects = {(item.project_id, item.fiscal_year): item for item in projects}
    held: dict[tuple[str, int | None], dict[str, Indicator]] = {}
    for item in indicators:
        held.setdefault((item.project_id, item.fiscal_year), {})[item.indicator_id] = item
    changes: list[ResultChange] = []
    for table in filter(lambda table: table.is_sound, tables.tables):
        key = table.project.project_id, table.project.fiscal_year
        changes.append(_budget_change(table.project, held_projects.get(key)))
        before = held.get(key, {})
        changes.extend(_indicator_change(item, before.get(item.indicator_id)) for item in table.indicators)
        kept = {item.indicator_id for item in table.indicators}
        changes.extend(_removed(item) for name, item in before.items() if name not in kept)
    return changes


def changed_budgets(tables: GoalTables, projects: Sequence[Project]) -> Iterator[Finding]:
    """A warning for each stored budget that a sound table replaces with another one."""
    held = {(item.project_id, item.fiscal_year): item for item in projects}
    for project in (table.project for table in tables.tables if table.is_sound):
        change = _budget_change(project, held.get((project.project_id, project.fiscal_year)))
        if change.kind is ChangeKind.CHANGED and change.old:
            words = {"observed": change.new or "空白", "stored": change.old, "project": project}
            yield CHECKS["budget_changed"].finding(change.place, **words)


def dropped_results(real: store.Current, tables: GoalTables) -> Iterator[Finding]:
    """A warning for every table that leaves out indicators with reported results: they would not be seen any more."""
    results = {(result.indicator_id, result.fiscal_year) for result in real.actual_results}
    reported: dict[tuple[str, int | None], list[Indicator]] = defaultdict(list)
    for indicator in real.indicators:
        if (indicator.indicator_id, indicator.fiscal_year) in results:
            reported[indicator.project_id, indicator.fiscal_year].append(indicator)
    for table in tables.tables:
        project, kept = table.project, {indicator.indicator_id for indicator in table.indicators}
        own = reported.get((project.project_id, project.fiscal_year), [])
        if names := [indicator.indicator_name for indicator in own if indicator.indicator_id not in kept]:
            words = {"project": project, "count": len(names), "listed": listed([f"“{name}”" for name in names])}
            yield CHECKS["reported_indicators_dropped"].finding(project.place, **words)


def tables_that_wait(given: GivenFile, read: Statements, preview: Preview) -> Iterator[Finding]:
    """Why rows of a report may fit nothing: the goal tables of their projects still wait for their review."""
    if not preview.held_count or isinstance(read.content, UnusableFileError):
        return
    if isinstance(read.content, ReportedSheets):
        rows = chain(read.content.indicators, read.content.spending)
        mentioned = {name_key(row.text("project_name")) for row in rows}
    elif isinstance(read.content, list):
        mentioned = {name_key(form.project_name) for form in read.content}
    else:
        return
    for upload_id, name in given.held.waiting_tables():
        if name_key(name) in mentioned:
            yield CHECKS["table_waits"].finding(None, name=name, upload_id=upload_id)


def subjects(tables: GoalTables, indicators: Sequence[Indicator]) -> Mapping[str, str]:
    """What the ids of the changes stand for."""
    names = {item.indicator_id: item.indicator_name for item in indicators}
    names |= {item.indicator_id: item.indicator_name for item in tables.indicators}
    return names | {project.project_id: f"{project.project_name}：预算（元）" for project in tables.projects}


def _budget_change(project: Project, before: Project | None) -> ResultChange:
    old = "" if before is None or before.budget_yuan is None else thousands(before.budget_yuan)
    new = "" if project.budget_yuan is None else thousands(project.budget_yuan)
    return ResultChange(
        kind=_kind(old, new, is_new=before is None),
        subject_id=project.project_id,
        old=old,
        new=new,
        place=project.field_places.get("budget_yuan", project.place),
    )


def _indicator_change(item: Indicator, before: Indicator | None) -> ResultChange:
    old, new = "" if before is None else _targets(before), _targets(item)
    kind = _kind(old, new, is_new=before is None)
    return ResultChange(kind=kind, subject_id=item.indicator_id, old=old, new=new, place=item.place)


def _removed(item: Indicator) -> ResultChange:
    return ResultChange(
        kind=ChangeKind.REMOVED, subject_id=item.indicator_id, old=_targets(item), new="", place=item.place
    )


def _targets(item: Indicator) -> str:
    cycle, annual = item.cycle_target.raw, item.annual_target.raw
    return annual if cycle in ("", annual) else f"{annual}（周期 {cycle}）"


def _kind(old: str, new: str, *, is_new: bool) -> ChangeKind:
    if is_new:
        return ChangeKind.NEW
    return ChangeKind.UNCHANGED if old == new else ChangeKind.CHANGED
