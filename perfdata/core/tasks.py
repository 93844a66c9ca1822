"""填报任务: what units owe by when, and how each of them stands. Decided here in words and in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from perfdata.core.fiscal_months import YEAR_END, last_day
from perfdata.core.terms import Term
from perfdata.core.text import listed


class Owed(Term):
    """What a task may ask for."""

    GOALS = "goals", "目标表"
    RESULTS = "results", "完成情况"
    SELF_EVALUATIONS = "self_evaluations", "自评表"
    MONITORING = "monitoring", "监控表"


# What counts as handed in; ``storing/handed_in.py`` counts it.
RULES = {
    Owed.GOALS: "该年度至少有一个项目的目标表已入库，按 1 项计。",
    Owed.RESULTS: (
        "每个项目中写有年度指标值的指标，加上有预算的项目的全年执行数，逐项计；截至日期在任务月份或更晚的才算。"
        "“预算执行率”由执行数算出的也算；空白、“/”、“暂无”等没有填的不算，不按 0 计。"
    ),
    Owed.SELF_EVALUATIONS: "每个项目一份，该年度的自评表已入库。",
    Owed.MONITORING: "每个项目一份，截至任务月份或更晚的监控表已入库。",
}


class TaskState(Term):
    """How a unit stands with a task, the most urgent first."""

    OVERDUE = "overdue", "逾期"
    RETURNED = "returned", "已退回"
    MISSING = "missing", "未报"
    PARTLY = "partly", "部分"
    WAITING = "waiting", "待审"
    REPORTED = "reported", "已报"
    APPROVED = "approved", "已审"

    @property
    def is_open(self) -> bool:
        """Whether the unit still has something to do."""
        return self in (TaskState.OVERDUE, TaskState.RETURNED, TaskState.MISSING, TaskState.PARTLY)


class Counts(NamedTuple):
    """Of the items that are owed: in force, of these approved; else waiting for the review; else sent back."""

    total: int = 0
    held: int = 0
    approved: int = 0
    waiting: int = 0
    returned: int = 0

    @property
    def left(self) -> int:
        """What the unit still has to hand in."""
        return self.total - self.held - self.waiting


def added(counts: Sequence[Counts]) -> Counts:
    """What several kinds of items come to."""
    first, *others = counts or [Counts()]
    return Counts(*map(sum, zip(first, *others, strict=True))) if others else first


def state_of(counts: Counts, *, is_past: bool) -> TaskState | None:
    """How the counts stand, ``is_past`` once the due day is over; None where nothing is owed.

    What waits for the review was handed in: it is not overdue, however long the review takes.
    """
    if not counts.total:
        return None
    if counts.held >= counts.total:
        return TaskState.APPROVED if counts.approved >= counts.total else TaskState.REPORTED
    if counts.left <= 0:
        return TaskState.WAITING
    if is_past:
        return TaskState.OVERDUE
    if counts.returned:
        return TaskState.RETURNED
    return TaskState.PARTLY if counts.held + counts.waiting else TaskState.MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What some units owe: none named and no department means all. ``month`` ends the period; times are UTC."""

    task_id: int
    fiscal_year: int
    month: int
    due_on: date
    owed: tuple[Owed, ...]
    units: tuple[str, ...]
    department: str | None
    made_by: str
    made_at: datetime
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    @property
    def what(self) -> str:
        """2024 年 10 月完成情况；2024 年度自评表."""
        period = f"{self.fiscal_year} 年度" if self.month == YEAR_END else f"{self.fiscal_year} 年 {self.month} 月"
        return f"{period}{'、'.join(owed.label for owed in self.owed)}"

    @property
    def whom(self) -> str:
        if self.department:
            return f"{self.department}的单位"
        return listed(self.units, 3, counter="个单位") or "全部单位"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A year that takes no change up to a day, of one unit or, where ``unit_key`` is None, of all; times are UTC."""

    closing_id: int
    fiscal_year: int
    through: date
    unit_key: str | None
    unit: str | None
    closed_by: str
    closed_at: datetime
    reopened_by: str | None = None
    reopened_at: datetime | None = None
    reason: str | None = None

    def covers(self, fiscal_year: int | None, day: date | None, unit_key: str | None) -> bool:
        """Whether rows of a unit are closed; what has no day, and what comes after the year, counts as its last day."""
        if fiscal_year != self.fiscal_year or self.unit_key not in (None, unit_key):
            return False
        last = last_day(self.fiscal_year)
        return min(day or last, last) <= self.through

    @property
    def what(self) -> str:
        """某镇教育办 2024 年度（截至 2024-06-30）；全部单位 2024 年度."""
        until = "" if self.through >= last_day(self.fiscal_year) else f"（截至 {self.through}）"
        return f"{self.unit or '全部单位'} {self.fiscal_year} 年度{until}"
