"""The door to 填报任务 and 填报进度: what units owe, and how far each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from perfdata.core.errors import StorageError
from perfdata.core.fiscal_months import YEAR_END
from perfdata.core.keys import NO_UNIT, name_key, unit_key
from perfdata.core.people import Who
from perfdata.core.tasks import RULES, Counts, Owed, Task, TaskState, added, state_of
from perfdata.storing import handed_in
from perfdata.storing import tasks as stored
from perfdata.storing.connecting import reading
from perfdata.storing.handed_in import Counted, KnownUnit
from perfdata.storing.log import acting
from perfdata.storing.names import projects_by_id
from perfdata.storing.scope import Scope
from perfdata.storing.sight import whole
from perfdata.usecases.rights import refuse_unless_reviewing

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["RULES", "Owed", "Progress", "Standing", "TaskState", "UnitProgress", "add", "list_tasks", "withdraw"]


class Standing(NamedTuple):
    """How a unit stands with a task; ``has_tables`` is False while it has no goal tables of the year."""

    state: TaskState
    counts: Counts
    has_tables: bool = True


class UnitProgress(NamedTuple):
    """A unit with its standing in each task, None where the task is not its own."""

    unit_key: str
    unit: str
    standings: tuple[Standing | None, ...]

    @property
    def worst(self) -> TaskState:
        return next(state for state in TaskState if any(item and item.state is state for item in self.standings))


class Progress(NamedTuple):
    """The tasks of a year, first due first and complete ones last, and the units that they are for, the worst first."""

    tasks: tuple[Task, ...]
    units: tuple[UnitProgress, ...]

    def open_count(self, task: Task) -> int:
        """How many units still have to do something for a task."""
        at = self.tasks.index(task)
        return sum(item.state.is_open for row in self.units if (item := row.standings[at]))

    def count(self, *states: TaskState) -> int:
        """How many units stand worst like this."""
        return sum(unit.worst in states for unit in self.units)


def add(
    engine: Engine,
    *,
    fiscal_year: int,
    month: int,
    due_on: date,
    owed: Sequence[Owed],
    units: Sequence[str] = (),
    department: str | None = None,
    who: Who,
) -> int:
    """Make a task for units, for those of a department, or for all; its number.

    Raises StorageError where nothing is asked for, a unit or department is unknown, one like it holds already, or the
    units are not the person's to review.
    """
    if not owed:
        raise StorageError("要写明报送什么：目标表、完成情况、自评表或监控表，至少一项。没有布置。")
    if not 1 <= month <= YEAR_END:
        raise StorageError(f"月份要写 1 到 12，读到的是 {month}。没有布置。")
    if units and department:
        raise StorageError("单位和主管部门只能选一种。没有布置。")
    with reading(whole(engine)) as connection:
        known = handed_in.known_units(connection, fiscal_year)
    names = {item.unit_key: item.unit or NO_UNIT for item in known}
    own = [item for item in known if name_key(department) in item.departments] if department else []
    refuse_unless_reviewing(engine, who, [*units, *(item.unit for item in own)], act="布置")
    if unknown := [unit for unit in units if unit_key(unit) not in names and Owed.GOALS not in owed]:
        raise StorageError(f"{fiscal_year} 年度没有用款单位“{unknown[0]}”：请核对名称。没有布置。")
    if department and not own:
        raise StorageError(f"{fiscal_year} 年度没有主管部门为“{department}”的项目：请核对名称。没有布置。")
    made = {"fiscal_year": fiscal_year, "month": month, "due_on": due_on, "owed": owed, "department": department}
    with acting(who) as name:
        named = [names.get(unit_key(unit), unit) for unit in units]
        return stored.add_task(engine, **made, units=named, who=name)


def withdraw(engine: Engine, task_id: int, *, who: Who) -> Task:
    """Withdraw a task; what it was. StorageError where it is unknown, withdrawn, or not the person's to review."""
    with reading(whole(engine)) as connection:
        task = stored.found_task(connection, task_id)
        own = _units_of(task, handed_in.known_units(connection, task.fiscal_year)) if task.department else []
    refuse_unless_reviewing(engine, who, [*task.units, *(item.unit for item in own)], act="撤回")
    with acting(who) as name:
        stored.withdraw_task(engine, task_id, who=name)
    return task


def list_tasks(engine: Engine, fiscal_year: int | None = None, *, with_withdrawn: bool = False) -> list[Task]:
    """The tasks of a year or of all, the last due first."""
    with reading(engine) as connection:
        return stored.tasks_in(connection, fiscal_year, with_withdrawn=with_withdrawn)


def departments(engine: Engine, fiscal_year: int) -> list[str]:
    """The departments that the goal tables of the year or of the year before name."""
    with reading(engine) as connection:
        return handed_in.departments(connection, fiscal_year)


def progress(engine: Engine, scope: Scope, *, tasks: Sequence[Task], today: date) -> Progress:
    """How far the units of the scope are with tasks of its year on a day, all of one moment."""
    unit_keys = set(scope.unit_keys)
    wanted = {(owed, task.month) for task in tasks for owed in task.owed}
    with reading(engine) as connection:
        known = handed_in.known_units(connection, scope.fiscal_year)
        counts = handed_in.counted(connection, scope.fiscal_year, wanted, unit_keys=unit_keys)
    names: dict[str, str] = {}
    stands: dict[tuple[int, str], Standing] = {}
    for task in tasks:
        for unit in _units_of(task, known):
            is_own = not unit_keys or unit.unit_key in unit_keys
            if is_own and (standing := _standing(task, unit, counts, today)):
                stands[task.task_id, unit.unit_key] = standing
                names[unit.unit_key] = unit.unit or NO_UNIT
    is_open = {task_id: False for task_id, _ in stands}
    for (task_id, _), standing in stands.items():
        is_open[task_id] |= standing.state.is_open
    own = [task for task in tasks if task.task_id in is_open]
    own.sort(key=lambda task: (not is_open[task.task_id], task.due_on, task.task_id))
    rows = [
        UnitProgress(key, name, tuple(stands.get((task.task_id, key)) for task in own)) for key, name in names.items()
    ]
    return Progress(tuple(own), tuple(sorted(rows, key=_urgency)))


def progress_by_year(
    engine: Engine, tasks: Sequence[Task], *, today: date, units: Sequence[str] = ()
) -> dict[int, Progress]:
    """The same of each year that has a task, the earliest first."""
    years = sorted({task.fiscal_year for task in tasks})
    own = {year: [task for task in tasks if task.fiscal_year == year] for year in years}
    return {year: progress(engine, Scope(year, tuple(units)), tasks=own[year], today=today) for year in years}


class OwingProject(NamedTuple):
    """A project with how many items it still owes of each table that a task, by its id, asks for."""

    project_id: str
    project_name: str
    left: Mapping[tuple[int, Owed], int]


def owing_projects(engine: Engine, scope: Scope, *, tasks: Sequence[Task]) -> list[OwingProject]:
    """The projects of a selection that still owe items of tasks of its year, those with most first."""
    wanted = {(owed, task.month) for task in tasks for owed in task.owed if owed is not Owed.GOALS}
    left: dict[str, dict[tuple[int, Owed], int]] = {}
    with reading(engine) as connection:
        counts = handed_in.counted(connection, scope.fiscal_year, wanted, by="project_id", unit_keys=scope.unit_keys)
        for task in tasks:
            for owed in task.owed:
                for project_id, own in counts.get((owed, task.month), {}).items():
                    if own.left > 0:
                        left.setdefault(project_id, {})[task.task_id, owed] = own.left
        named = projects_by_id(connection, scope.fiscal_year, list(left))
    rows = [OwingProject(item.project_id, item.project_name, left[item.project_id]) for item in named]
    return sorted(rows, key=lambda row: (-sum(row.left.values()), row.project_name, row.project_id))


def _standing(task: Task, unit: KnownUnit, counts: Counted, today: date) -> Standing | None:
    nothing = Counts() if unit.is_of_year else Counts(1)  # without goal tables everything is missing
    missing = {owed: Counts(1) if owed is Owed.GOALS else nothing for owed in task.owed}
    own = added([counts[owed, task.month].get(unit.unit_key, missing[owed]) for owed in task.owed])
    state = state_of(own, is_past=today > task.due_on)
    return state and Standing(state, own, unit.is_of_year)


def _units_of(task: Task, known: Iterable[KnownUnit]) -> list[KnownUnit]:
    """Those that a task is for; of the units that had goal tables only the year before those that owe some."""
    if task.units:
        by_key = {item.unit_key: item for item in known}
        named = {unit_key(unit): unit for unit in task.units}
        return [by_key.get(key, KnownUnit(key, unit, False, frozenset())) for key, unit in named.items()]
    of = name_key(task.department)
    own = [item for item in known if not task.department or of in item.departments]
    return [item for item in own if item.is_of_year or Owed.GOALS in task.owed]


def _urgency(row: UnitProgress) -> tuple[object, ...]:
    """The worst first, then who owes most tasks, then most items."""
    order = list(TaskState)
    is_open = [item for item in row.standings if item and item.state.is_open]
    return order.index(row.worst), -len(is_open), -sum(item.counts.left for item in is_open), row.unit_key
