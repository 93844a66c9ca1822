"""Tasks: what units owe by when. A task is never changed: it is withdrawn, and another one is made."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from perfdata.core.errors import StorageError
from perfdata.core.keys import unit_key
from perfdata.core.tasks import Owed, Task
from perfdata.core.terms import Act
from perfdata.storing.connecting import writing
from perfdata.storing.log import log_act
from perfdata.storing.rows import Values, refuse_unstorable_text
from perfdata.storing.task_tables import task_units, tasks


def add_task(
    engine: Engine,
    *,
    fiscal_year: int,
    month: int,
    due_on: date,
    owed: Sequence[Owed],
    units: Sequence[str],
    department: str | None,
    who: str,
) -> int:
    """Make a task, on record in the log; its id. Raises StorageError where one like it holds already."""
    refuse_unstorable_text({"who": who, "department": department, "units": "".join(units)})
    named = {unit_key(unit): unit for unit in units}
    own = {"fiscal_year": fiscal_year, "month": month, "due_on": due_on, "department": department}
    own |= {"owed": " ".join(item.value for item in Owed if item in owed), "is_of_named": bool(named)}
    with writing(engine) as connection:
        _refuse_twin(connection, own, named)
        now = datetime.now(UTC)
        made = insert(tasks).values(own | {"made_by": who, "made_at": now}).returning(tasks.c.task_id)
        task_id = connection.execute(made).scalar_one()
        if named:
            rows = [{"task_id": task_id, "unit_key": key, "unit": unit} for key, unit in named.items()]
            connection.execute(insert(task_units), rows)
        task = found_task(connection, task_id)
        log_act(connection, Act.TASK, at=now, who=who, detail=f"布置第 {task_id} 号：{_told(task)}")
    return task_id


def withdraw_task(engine: Engine, task_id: int, *, who: str) -> None:
    """End a task, on record in the log. Raises StorageError where it is unknown or withdrawn already."""
    refuse_unstorable_text({"who": who})
    with writing(engine) as connection:
        task = found_task(connection, task_id)
        if task.withdrawn_at is not None:
            raise StorageError(f"第 {task_id} 号任务已经撤回，不必再次撤回。")
        now = datetime.now(UTC)
        ended = update(tasks).where(tasks.c.task_id == task_id)
        connection.execute(ended.values(withdrawn_by=who, withdrawn_at=now))
        log_act(connection, Act.TASK, at=now, who=who, detail=f"撤回第 {task_id} 号：{_told(task)}")


def found_task(connection: Connection, task_id: int) -> Task:
    """The task of that id. StorageError if it is unknown."""
    row = connection.execute(select(tasks).where(tasks.c.task_id == task_id)).one_or_none()
    if row is None:
        raise StorageError(f"没有第 {task_id} 号任务：用 task list 看有哪些。")
    return _task(row, connection.scalars(select(task_units.c.unit).where(task_units.c.task_id == task_id)))


def tasks_in(connection: Connection, fiscal_year: int | None = None, *, with_withdrawn: bool = False) -> list[Task]:
    """The tasks of a year or of all, the last due first. Of units that cannot be seen nothing is told."""
    query = select(tasks).order_by(tasks.c.due_on.desc(), tasks.c.task_id.desc())
    if fiscal_year is not None:
        query = query.where(tasks.c.fiscal_year == fiscal_year)
    if not with_withdrawn:
        query = query.where(tasks.c.withdrawn_at.is_(None))
    named: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(select(task_units).order_by(task_units.c.unit_key)):
        named[row.task_id].append(row.unit)
    rows = connection.execute(query).all()
    return [_task(row, named[row.task_id]) for row in rows if named[row.task_id] or not row.is_of_named]


def _refuse_twin(connection: Connection, own: Values, named: Collection[str]) -> None:
    same = [tasks.c[name].is_not_distinct_from(value) for name, value in own.items()]
    for other_id in connection.scalars(select(tasks.c.task_id).where(*same, tasks.c.withdrawn_at.is_(None))):
        other = found_task(connection, other_id)
        if set(map(unit_key, other.units)) == set(named):
            raise StorageError(f"已有同样的任务（第 {other_id} 号）：{_told(other)}。")


def _told(task: Task) -> str:
    return f"{task.what}，{task.due_on} 前，{task.whom}"


def _task(row: Row[Any], units: Any) -> Task:
    values = row._asdict()
    del values["is_of_named"]
    return Task(**values | {"owed": tuple(map(Owed, row.owed.split())), "units": tuple(units)})
