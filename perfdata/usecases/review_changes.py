"""Old and new of everything that an upload would change, field by field, from the records before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.core.model import Indicator, Place, Project
from perfdata.core.official_forms import Outlook, PublishedForm
from perfdata.core.reports import result_text, spending_text
from perfdata.core.terms import ChangeKind
from perfdata.core.text import thousands

if TYPE_CHECKING:
    from perfdata.storing.store import Current

Key = tuple[Any, ...]
_REPORT = "report"
_WAYS = {"ge": "越大越好", "le": "越小越好"}


class ReviewRow(NamedTuple):
    """One value: whose, which one, what it was and becomes (None where nothing holds), and where it stands."""

    kind: ChangeKind
    subject_id: str
    item: str
    old: str | None
    new: str | None
    place: Place | None


class _Value(NamedTuple):
    subject_id: str
    item: str
    text: str
    place: Place | None


def rows_between(before: Current, after: Current, own: Current) -> list[ReviewRow]:
    """All that differs, and of what the upload says itself (``own``) also what stays as it is.

    The old value of a report for a new day is the one of the last day before it.
    """
    old, new, said = _values(before), _values(after), _values(own)
    days = _by_subject(old)
    rows = []
    for key in dict.fromkeys(chain(new, old)):
        was, becomes = old.get(key), new.get(key)
        kind = _kind(was, becomes)
        value = becomes or was
        if value is not None and (kind is not ChangeKind.UNCHANGED or key in said):
            text = was.text if was else _earlier(key, days)
            rows.append(ReviewRow(kind, value.subject_id, value.item, text, becomes and becomes.text, value.place))
    return rows


def _by_subject(values: Mapping[Key, _Value]) -> Mapping[str, Mapping[date, str]]:
    """What was reported on each day, by indicator or project."""
    days: dict[str, dict[date, str]] = defaultdict(dict)
    for key, value in values.items():
        if key[0] == _REPORT:
            days[key[1]][key[2]] = value.text
    return days


def _earlier(key: Key, days: Mapping[str, Mapping[date, str]]) -> str | None:
    before = [day for day in days.get(key[1], ()) if day < key[2]] if key[0] == _REPORT else []
    return f"{days[key[1]][max(before)]}（截至 {max(before)}）" if before else None


def overtaken_count(after: Current, own: Current) -> int:
    """How many values of the upload would not hold, because a later one says otherwise."""
    new = _values(after)
    return sum(key in new and new[key].text != value.text for key, value in _values(own).items())


def unseen_ids(after: Current, own: Current) -> list[str]:
    """What the upload reports of that no goal table in force has: no page would show it."""
    known = {item.indicator_id for item in after.indicators} | {item.project_id for item in after.projects}
    said = [item.indicator_id for item in (*own.actual_results, *own.outlooks, *own.weights)]
    said += [item.project_id for item in (*own.spending, *own.forecasts, *own.published)]
    return [key for key in dict.fromkeys(said) if key not in known]


def names_of(*records: Current) -> dict[str, tuple[str, str]]:
    """What the ids of indicators and projects stand for: its name, and that of the project it is of ('' of one)."""
    projects = {project.project_id: project.project_name for own in records for project in own.projects}
    indicators = {
        item.indicator_id: (item.indicator_name, projects.get(item.project_id, ""))
        for own in records
        for item in own.indicators
    }
    return {key: (name, "") for key, name in projects.items()} | indicators


def _kind(was: _Value | None, becomes: _Value | None) -> ChangeKind:
    if was is None:
        return ChangeKind.NEW
    if becomes is None:
        return ChangeKind.REMOVED
    return ChangeKind.UNCHANGED if was.text == becomes.text else ChangeKind.CHANGED


def _values(records: Current) -> Mapping[Key, _Value]:
    every = (
        *map(_of_project, records.projects),
        *map(_of_indicator, records.indicators),
        *map(_of_report, (*records.actual_results, *records.spending)),
        *map(_of_outlook, records.outlooks),
        *map(_of_form, records.published),
        *map(_of_rest, (*records.forecasts, *records.weights)),
    )
    return {key: value for group in every for key, value in group}


def _of_project(project: Project) -> Iterator[tuple[Key, _Value]]:
    cycle = "–".join(str(year) for year in (project.cycle_start_year, project.cycle_end_year) if year)
    stated = {
        "budget_yuan": ("预算（元）", project.budget_yuan is not None and thousands(project.budget_yuan)),
        "project_name": ("项目名称", project.project_name),
        "spending_unit": ("用款单位", project.spending_unit),
        "competent_department": ("主管部门", project.competent_department),
        "cycle_start_year": ("实施周期", cycle),
        "annual_goal": ("年度目标", project.annual_goal),
        "cycle_goal": ("实施周期总目标", project.cycle_goal),
    }
    for name, (item, text) in stated.items():
        if text:
            place = project.field_places.get(name, project.place)
            yield (
                ("project", project.project_id, project.fiscal_year, name),
                _Value(project.project_id, _of_year(project.fiscal_year, item), text, place),
            )


def _of_indicator(item: Indicator) -> Iterator[tuple[Key, _Value]]:
    key = item.indicator_id, item.fiscal_year, item.order
    cycle, annual = item.cycle_target.raw, item.annual_target.raw
    text = annual if cycle in ("", annual) else f"{annual}（周期 {cycle}）"
    points = "" if item.weight_points is None else f"，分值 {item.weight_points.normalize():f}"
    target = _Value(item.indicator_id, _of_year(item.fiscal_year, "指标值"), f"{text}{points}", item.place)
    yield ("indicator", *key[:2]), target
    ways = [
        item.direction and _WAYS.get(item.direction.value, item.direction.value),
        item.result_basis and item.result_basis.label,
    ]
    if way := "，".join(way for way in ways if way):
        yield ("way", *key[:2]), _Value(item.indicator_id, "判断方式", way, item.place)


def _of_report(row: Any) -> Iterator[tuple[Key, _Value]]:
    """A result or spending."""
    is_result = hasattr(row, "indicator_id")
    subject, text = (row.indicator_id, result_text(row)) if is_result else (row.project_id, spending_text(row))
    item = f"{'实际完成' if is_result else '支出'}（截至 {row.as_of}）"
    yield (_REPORT, subject, row.as_of), _Value(subject, item, text, row.place)


def _of_outlook(row: Outlook) -> Iterator[tuple[Key, _Value]]:
    causes = "、".join(cause.label for cause in row.causes)
    parts = (row.forecast, row.likelihood and f"可能性：{row.likelihood.label}", causes, row.reason, row.remark)
    text = "；".join(part for part in parts if part)
    yield ("outlook", row.indicator_id, row.as_of), _Value(row.indicator_id, f"预计（{row.as_of}）", text, row.place)


def _of_form(form: PublishedForm) -> Iterator[tuple[Key, _Value]]:
    points = {"执行率得分": form.execution_score, "总分": form.total_points, "总得分": form.total_score}
    parts = [f"{label} {value.normalize():f}" for label, value in points.items() if value is not None]
    parts += [f"{row.source.label} {spending_text(row)}" for row in form.funding if spending_text(row)]
    key = "form", form.project_id, form.fiscal_year
    if parts:
        yield key, _Value(form.project_id, "自评表上的得分与资金", "；".join(parts), form.place)
    if form.actual_goal:
        yield (*key, "goal"), _Value(form.project_id, "年度目标实际完成情况", form.actual_goal, form.place)


def _of_rest(row: Any) -> Iterator[tuple[Key, _Value]]:
    """An expected sum, or points that a person set."""
    if hasattr(row, "weight_points"):
        text = f"{row.weight_points.normalize():f}"
        yield ("points", row.indicator_id, row.fiscal_year), _Value(row.indicator_id, "设定的分值", text, None)
    else:
        text = f"{thousands(row.expected_yuan)} 元"
        yield (
            ("expected", row.project_id, row.as_of),
            _Value(row.project_id, f"全年预计执行（{row.as_of}）", text, row.place),
        )


def _of_year(year: int | None, item: str) -> str:
    return f"{year} 年度{item}" if year else item
