"""What must hold, kept in plain Python: a list of uploads, each in force or not, and simple arithmetic.

Nothing here calls the code under test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

PROJECTS = ("助学补助", "助老补助", "危房改造")
UNIT_OF = {"补助户数": "户", "发放准确率": "%", "生活改善": "", "住户满意度": "%", "预算执行率": "%"}
INDICATORS = tuple(UNIT_OF)
GRADED = "生活改善"
EXECUTION_RATE = "预算执行率"
GRADES = ("未达成", "部分达成", "达成")

Key = tuple[str, str]


class Table(NamedTuple):
    """A goal table: the budget in yuan, and of each indicator N of its target ≥N, in the order of the lines."""

    budget: int
    targets: dict[str, int]


class Amounts(NamedTuple):
    """Yuan."""

    initial: int
    adjusted: int
    spent: int


class Report(NamedTuple):
    """Results by project and indicator, spending by project, as of a day. A graded result is a position in GRADES."""

    day: date
    results: dict[Key, int]
    spending: dict[str, Amounts]


class Figures(NamedTuple):
    """What a leader reads first."""

    budget: int | None
    projects: int
    indicators: int
    reported: int
    met: int
    execution_ratio: Fraction | None


class ValueChange(NamedTuple):
    """A result that changed: by what act on which upload, from what to what."""

    action: str
    upload_id: int
    key: Key
    day: date
    old: str | None
    new: str | None


@dataclass
class Upload:
    upload_id: int
    content: bytes
    said: dict[str, Table] | Report
    is_in_force: bool = True

    def is_twin_of(self, content: bytes, said: dict[str, Table] | Report) -> bool:
        return self.content == content and isinstance(self.said, Report) == isinstance(said, Report)


@dataclass
class Model:
    uploads: list[Upload] = field(default_factory=list)
    revision: int = 0
    changes: list[ValueChange] = field(default_factory=list)

    def append(self, content: bytes, said: dict[str, Table] | Report) -> tuple[int, bool]:
        """The upload that holds the file afterwards, and whether it is new."""
        if known := self.twin(content, said):
            return known.upload_id, False
        before = self.results()
        self.uploads.append(Upload(len(self.uploads) + 1, content, said))
        self._record("上传", self.uploads[-1], before)
        return self.uploads[-1].upload_id, True

    def undo(self, upload: Upload) -> None:
        before = self.results()
        upload.is_in_force = False
        self._record("撤销", upload, before)

    def redo(self, upload: Upload) -> None:
        before = self.results()
        upload.is_in_force = True
        self._record("恢复", upload, before)

    def twin(self, content: bytes, said: dict[str, Table] | Report) -> Upload | None:
        """The upload in force that already holds these bytes."""
        return next((upload for upload in self.in_force() if upload.is_twin_of(content, said)), None)

    def in_force(self) -> list[Upload]:
        return [upload for upload in self.uploads if upload.is_in_force]

    def voided(self) -> list[Upload]:
        return [upload for upload in self.uploads if not upload.is_in_force]

    def tables(self) -> dict[str, Table]:
        """The newest goal table in force of each project."""
        found: dict[str, Table] = {}
        for upload in self.in_force():
            if not isinstance(upload.said, Report):
                found |= upload.said
        return found

    def results(self) -> dict[tuple[Key, date], int]:
        """The newest result in force of each indicator and day."""
        found: dict[tuple[Key, date], int] = {}
        for upload in self.in_force():
            if isinstance(upload.said, Report):
                found |= {(key, upload.said.day): value for key, value in upload.said.results.items()}
        return found

    def spending(self) -> dict[tuple[str, date], Amounts]:
        """The newest spending in force of each project and day."""
        found: dict[tuple[str, date], Amounts] = {}
        for upload in self.in_force():
            if isinstance(upload.said, Report):
                found |= {(project, upload.said.day): amounts for project, amounts in upload.said.spending.items()}
        return found

    def latest_results(self) -> dict[Key, int]:
        """Of each indicator the result of the latest day."""
        return {key: value for (key, _day), value in sorted(self.results().items(), key=lambda item: item[0][1])}

    def latest_spending(self) -> dict[str, Amounts]:
        """Of each project the spending of the latest day."""
        return {project: row for (project, _day), row in sorted(self.spending().items(), key=lambda item: item[0][1])}

    def figures(self) -> Figures:
        tables, results, spending = self.tables(), self.latest_results(), self.latest_spending()
        outcomes = [
            _is_met(indicator, target, results.get((project, indicator)), spending.get(project))
            for project, table in tables.items()
            for indicator, target in table.targets.items()
        ]
        spent = [spending[project].spent for project in tables if project in spending]
        budgets = [spending[project].adjusted for project in tables if project in spending]
        return Figures(
            budget=sum(table.budget for table in tables.values()) if tables else None,
            projects=len(tables),
            indicators=len(outcomes),
            reported=sum(outcome is not None for outcome in outcomes),
            met=sum(outcome is True for outcome in outcomes),
            execution_ratio=Fraction(sum(spent), sum(budgets)) if spent else None,
        )

    def _record(self, action: str, upload: Upload, before: dict[tuple[Key, date], int]) -> None:
        self.revision += 1
        after = self.results()
        for key, day in before.keys() | after.keys():
            old, new = _text(key, before.get((key, day))), _text(key, after.get((key, day)))
            if old != new:
                self.changes.append(ValueChange(action, upload.upload_id, key, day, old, new))


def target_text(indicator: str, target: int) -> str:
    return "有效提升" if indicator == GRADED else f"≥{target}{UNIT_OF[indicator]}"


def actual_text(indicator: str, value: int) -> str:
    return "" if indicator == GRADED else f"{value}{UNIT_OF[indicator]}"


def grade_text(indicator: str, value: int) -> str | None:
    return GRADES[value % 3] if indicator == GRADED else None


def _text(key: Key, value: int | None) -> str | None:
    return None if value is None else grade_text(key[1], value) or actual_text(key[1], value)


def _is_met(indicator: str, target: int, value: int | None, spent: Amounts | None) -> bool | None:
    """None where nothing is reported. The execution rate is that of the accounts as soon as they are reported."""
    if indicator == EXECUTION_RATE and spent is not None:
        return spent.spent * 100 >= target * spent.adjusted
    if value is None:
        return None
    return GRADES[value % 3] == "达成" if indicator == GRADED else value >= target
