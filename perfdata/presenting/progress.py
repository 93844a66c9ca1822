"""填报进度 as people read it: the answer, units by tasks, a message to copy, a workbook. Imports pandas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from perfdata.core.fiscal_months import YEAR_END
from perfdata.core.tasks import Closing, Owed, Task, TaskState
from perfdata.presenting.charts.theme import MUTED, STATE_BADGES, STATE_TEXTS, darkened
from perfdata.presenting.verdicts import Tone

UNIT, PROJECT = "单位", "项目"
_MOST_TASKS_TOLD = 1


def headline(progress: Any, *, today: date) -> tuple[Tone, str, str]:
    """The tone, the answer, and what comes next: 31 个单位中 3 个逾期."""
    total, overdue = len(progress.units), progress.count(TaskState.OVERDUE)
    left = progress.count(*(state for state in TaskState if state.is_open))
    tone: Tone = "bad" if overdue else "doubtful" if left else "good"
    if total == 1:
        return tone, _answer_of(progress.units[0]), f"{len(progress.tasks)} 项任务，点项目名称可看还差哪些指标。"
    coming = next((task for task in progress.tasks if task.due_on >= today and progress.open_count(task)), None)
    more = f"{len(progress.tasks)} 项任务，{total - left:,} 个单位已全部报齐。"
    if coming:
        more += f"下一项：{coming.what}，{coming.due_on} 前，{progress.open_count(coming):,} 个还没有报齐。"
    if overdue:
        return tone, f"{total:,} 个单位中 {overdue:,} 个逾期", more
    if left:
        return tone, f"{total:,} 个单位中没有逾期，{left:,} 个还没有报齐", more
    return tone, f"{total:,} 个单位都已报齐", more


def _answer_of(row: Any) -> str:
    states = [item.state for item in row.standings if item]
    late, left = states.count(TaskState.OVERDUE), sum(state.is_open for state in states)
    return f"{row.unit}：{f'{late} 项任务逾期' if late else f'{left} 项任务还没有报齐' if left else '都已报齐'}"


def headers(tasks: Sequence[Task]) -> list[str]:
    """A short name for each task that is its alone: 10月完成情况 11-05前."""
    return _headers([(task, task.owed) for task in tasks])


def _headers(parts: Sequence[tuple[Task, Sequence[Owed]]]) -> list[str]:
    names = [f"{_period(task)}{'、'.join(item.label for item in owed)} {task.due_on:%m-%d}前" for task, owed in parts]
    return [
        name if names.count(name) == 1 else f"{name}（{task.task_id}）"
        for name, (task, _) in zip(names, parts, strict=True)
    ]


def _period(task: Task) -> str:
    return "年度" if task.month == YEAR_END else f"{task.month}月"


def cell(standing: Any) -> str:
    """逾期 36/40; the word alone where nothing or all is reported, nothing where the task is not the unit's."""
    if standing is None:
        return ""
    counts, done = standing.counts, standing.counts.held + standing.counts.waiting
    return f"{standing.state.label} {done}/{counts.total}" if done and counts.left > 0 else standing.state.label


def progress_table(progress: Any, units: Sequence[Any]) -> pd.DataFrame:
    """A row a unit, a column a task."""
    columns = zip(*(map(cell, row.standings) for row in units), strict=True) if units else [[] for _ in progress.tasks]
    table = pd.DataFrame({UNIT: [row.unit for row in units]}, dtype="str")
    return table.assign(**dict(zip(headers(progress.tasks), map(list, columns), strict=True)))


def owing_table(rows: Sequence[Any], tasks: Sequence[Task]) -> pd.DataFrame:
    """A row a project by its id, and how many items of each table that a task asks for it still owes."""
    parts = [(task, owed) for task in tasks for owed in task.owed]
    table = pd.DataFrame({PROJECT: [row.project_name for row in rows]}, dtype="str")
    owed = {
        name: pd.array([row.left.get((task.task_id, owed)) for row in rows], dtype="Int64")
        for (task, owed), name in zip(parts, _headers([(task, [owed]) for task, owed in parts]), strict=True)
        if any((task.task_id, owed) in row.left for row in rows)
    }
    table = table.assign(**owed)
    return table.set_axis(pd.Index([row.project_id for row in rows], name="project_id"))


def styled(table: pd.DataFrame, *, is_dark: bool) -> Any:
    """The table with the word of each state in its colour."""
    coloured = darkened if is_dark else str
    return table.style.map(lambda text: coloured(_colour(str(text))), subset=list(table.columns[1:]))


def _colour(text: str) -> str:
    return f"color: {STATE_TEXTS.get(text.split(' ')[0], MUTED)}; font-weight: 600"


def badge(state: TaskState) -> str:
    """The word of a state in its colour, as Markdown."""
    return f":{STATE_BADGES[state]}-badge[{state.label}]"


def told_left(standing: Any) -> str:
    """What a unit still owes of a task."""
    if not standing.has_tables:
        return "尚无该年度目标表"
    returned = f"，其中 {standing.counts.returned:,} 项已退回待改" if standing.counts.returned else ""
    return f"还差 {standing.counts.left:,} 项{returned}"


def message(task: Task, progress: Any, *, today: date) -> str:
    """Words to send to the units that still owe something of a task; '' where none does."""
    at = progress.tasks.index(task)
    owing = [(row.unit, row.standings[at]) for row in progress.units]
    owing = [(unit, own) for unit, own in owing if own and own.state.is_open]
    if not owing:
        return ""
    late = (today - task.due_on).days
    asked = (
        f"{task.what}应于 {task.due_on} 前报送，已逾期 {late} 天。请以下 {len(owing):,} 个单位尽快报送："
        if late > 0
        else f"请以下 {len(owing):,} 个单位于 {task.due_on} 前报送 {task.what}："
    )
    return "\n".join([asked, *(f"{n}. {unit}（{told_left(own)}）" for n, (unit, own) in enumerate(owing, start=1))])


def owed_line(progress: Any, *, today: date) -> str:
    """One line on what is still owed, due first; '' where nothing is."""
    left: list[tuple[Task, str]] = []
    for at, task in enumerate(progress.tasks):
        own = [item for row in progress.units if (item := row.standings[at]) and item.state.is_open]
        if own:
            how_much = told_left(own[0]) if len(progress.units) == 1 else f"{len(own):,} 个单位没有报齐"
            past = "，已过期" if today > task.due_on else ""
            left.append((task, f"{task.what}（{task.due_on} 前{past}，{how_much}）"))
    more = f"；另有 {len(left) - _MOST_TASKS_TOLD} 项" if len(left) > _MOST_TASKS_TOLD else ""
    return f"还要报送：{'；'.join(text for _, text in left[:_MOST_TASKS_TOLD])}{more}。" if left else ""


def progress_workbook(progress: Any, *, fiscal_year: int, today: date) -> bytes:
    """All units and tasks as a workbook."""
    from perfdata.presenting.exports.chart_spec import ChartSpec
    from perfdata.presenting.exports.chart_workbook import chart_workbook

    note = f"截至 {today}；部分和逾期后为已报项数/应报项数，空白为不涉及。{headline(progress, today=today)[1]}。"
    table = progress_table(progress, progress.units)
    return chart_workbook(table, title=f"{fiscal_year} 年度填报进度", note=note, chart=ChartSpec())


def closing_line(closing: Closing, told: str) -> str:
    """Who closed what; ``told`` is when, by the reader's clock."""
    return f"{closing.what}，{closing.closed_by} 于 {told} 封账"
