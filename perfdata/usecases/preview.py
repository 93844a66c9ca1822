"""What a file would do, before anything is stored: one class for each kind of file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from perfdata.checking.matching import Suggestion
from perfdata.checking.near_projects import ProjectQuestion
from perfdata.checking.result_changes import changes_against
from perfdata.checking.results_draft import CELL_KEY, CellQuestion, ResultsDraft
from perfdata.core.findings import Finding
from perfdata.core.indicator_answers import IndicatorQuestion, answered
from perfdata.core.model import Indicator
from perfdata.core.official_forms import FormRecords
from perfdata.core.reports import ResultChange
from perfdata.core.terms import ChangeKind, Severity, UploadKind
from perfdata.reading.goal_tables import GoalTable
from perfdata.reading.layouts import Understanding
from perfdata.storing.layout_store import correction_rows
from perfdata.storing.store import Current, GoalFile, Stored, UploadedFile, append_forms, append_goal_tables
from perfdata.usecases.statements import PartName

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from perfdata.usecases.held_in_memory import Held

Tell = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(ABC):
    """What a file would do, before anything is stored.

    ``revision`` is that of the data it was checked against; ``known_upload_id`` is the upload that already holds the
    same bytes, in force or waiting for its review: then ``waiting_since`` says who handed it in and when.
    ``held_count`` are the rows of results, or goal tables, that would be left out. ``changes`` compare each accepted
    row with what holds now for the same day; ``subjects`` name their ids where the stored data do not. ``matches`` are
    the ids the clerk picked, by row key. ``read_tables`` are the goal tables as read, held ones too. ``understanding``
    is None where the lay-out is fixed. ``remaining`` is what else the file holds: it is checked when this is stored or
    passed over.
    """

    kind: ClassVar[UploadKind]
    file_name: str
    content: bytes
    revision: int
    known_upload_id: int | None
    findings: Sequence[Finding]
    held_count: int
    waiting_since: str = ""
    changes: Sequence[ResultChange] = ()
    subjects: Mapping[str, str] = field(default_factory=dict)
    suggestions: Sequence[Suggestion] = ()
    questions: Sequence[ProjectQuestion | IndicatorQuestion | CellQuestion] = ()
    matches: Mapping[str, str] = field(default_factory=dict)
    read_tables: Sequence[GoalTable] = ()
    understanding: Understanding | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)
    remaining: Sequence[PartName] = ()

    @property
    def remaining_text(self) -> str:
        """文件中还有 1 份绩效自评表（自评.xlsx），入库后继续核对。"""
        return f"文件中还有 {'、'.join(map(str, self.remaining))}，入库后继续核对。" if self.remaining else ""

    @property
    def known_text(self) -> str:
        """Why a file that is stored already is not stored again; '' of another one."""
        if self.known_upload_id is None:
            return ""
        if self.waiting_since:
            return f"这份文件{self.waiting_since}（第 {self.known_upload_id} 号上传），正在待审，没有重复交审。"
        is_changed = any(change.kind is not ChangeKind.UNCHANGED for change in self.changes)
        later = (
            "其中有些值后来改过，以后来的为准；要恢复这份文件的值，请在“历史”中撤销后来的上传。" if is_changed else ""
        )
        return f"这份文件已经入库（第 {self.known_upload_id} 号上传），没有重复写入。{later}"

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what would happen to them, and the number of findings that matter, by Chinese label."""
        severe = sum(finding.severity is not Severity.NOTICE for finding in self.findings)
        return {**self._counts(), "提示": severe}

    @property
    def sound_tables(self) -> list[GoalTable]:
        """Those without an error; only they would be stored."""
        return [table for table in self.read_tables if table.is_sound]

    @property
    def reported_year(self) -> int | None:
        """The year whose results are reported; None where none are."""
        return None

    @property
    def subject_ids(self) -> list[str]:
        """The indicators and projects that would be reported of, or changed."""
        return [change.subject_id for change in self.changes]

    @property
    @abstractmethod
    def row_count(self) -> int:
        """Rows that would be stored."""

    @abstractmethod
    def _counts(self) -> dict[str, int]: ...

    @abstractmethod
    def records_after(self, records: Current) -> Current:
        """The records of the reported year as they would be."""

    @abstractmethod
    def store(self, engine: Engine, *, uploaded_by: str, waits: bool = False) -> Stored:
        """Store the accepted rows in one transaction, to wait for their review or not. Raises StorageError."""

    def _upload(self, uploaded_by: str, *, waits: bool) -> UploadedFile:
        understood = self.understanding
        return {
            "file_name": self.file_name,
            "content": self.content,
            "uploaded_by": uploaded_by,
            "matches": self.matches,
            "corrections": correction_rows(understood.signature, self.corrections) if understood else [],
            "findings": self.findings,
            "waits": waits,
            "expected_revision": self.revision,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalPreview(Preview):
    """Goal tables."""

    kind = UploadKind.GOAL_TABLES

    @property
    def row_count(self) -> int:
        return sum(len(table.indicators) for table in self.sound_tables)

    def _counts(self) -> dict[str, int]:
        held = {"暂缓": self.held_count} if self.held_count else {}
        return {"项目": len(self.sound_tables), "指标": self.row_count, **held}

    def records_after(self, records: Current) -> Current:
        replaced = {(table.project.project_id, table.project.fiscal_year) for table in self.sound_tables}
        projects, indicators = (
            [item for item in items if (item.project_id, item.fiscal_year) not in replaced]
            for items in (records.projects, records.indicators)
        )
        return replace(
            records,
            projects=(*projects, *(table.project for table in self.sound_tables)),
            indicators=(*indicators, *(item for table in self.sound_tables for item in table.indicators)),
        )

    def store(self, engine: Engine, *, uploaded_by: str, waits: bool = False) -> Stored:
        projects, indicators, file = self.prepared(uploaded_by, waits=waits)
        return append_goal_tables(engine, projects=projects, indicators=indicators, **file)

    def prepared(self, uploaded_by: str, *, waits: bool = False) -> GoalFile:
        """The accepted tables, to be stored with those of other files."""
        projects = [table.project for table in self.sound_tables]
        indicators = [indicator for table in self.sound_tables for indicator in table.indicators]
        return GoalFile(projects, indicators, self._upload(uploaded_by, waits=waits))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsPreview(Preview):
    """Filled forms."""

    records: FormRecords

    @property
    def reported_year(self) -> int | None:
        return self.records.fiscal_year

    @property
    def row_count(self) -> int:
        return self.records.row_count

    def _counts(self) -> dict[str, int]:
        changed = sum(change.kind is not ChangeKind.UNCHANGED for change in self.changes)
        return {"新增或修改": changed, "暂缓": self.held_count}

    def records_after(self, records: Current) -> Current:
        new, replaced = self.records, {project.project_id for project in self.records.projects}
        results = {(item.indicator_id, item.as_of): item for item in (*records.actual_results, *new.results)}
        spending = {(item.project_id, item.as_of): item for item in (*records.spending, *new.spending)}
        return replace(
            records,
            projects=(*(item for item in records.projects if item.project_id not in replaced), *new.projects),
            indicators=(*(item for item in records.indicators if item.project_id not in replaced), *new.indicators),
            actual_results=tuple(results.values()),
            spending=tuple(spending.values()),
        )

    def store(self, engine: Engine, *, uploaded_by: str, waits: bool = False) -> Stored:
        assert self.reported_year is not None
        return append_forms(engine, self.records, kind=self.kind, **self._upload(uploaded_by, waits=waits))


class ResultsPreview(FormsPreview):
    """A filled template."""

    kind = UploadKind.ACTUAL_RESULTS

    def _counts(self) -> dict[str, int]:
        kinds = Counter(change.kind for change in self.changes)
        shown = [kind for kind in ChangeKind if kind is not ChangeKind.REMOVED]
        return {**{kind.label: kinds[kind] for kind in shown}, "暂缓": self.held_count}


class SelfEvaluationPreview(FormsPreview):
    """Filled 自评表."""

    kind = UploadKind.SELF_EVALUATIONS

    def _counts(self) -> dict[str, int]:
        return {"自评表": len(self.records.projects), **super()._counts()}


class MonitoringPreview(FormsPreview):
    """Filled monitoring forms."""

    kind = UploadKind.MONITORING

    def _counts(self) -> dict[str, int]:
        return {"完成可能性": len({item.indicator_id for item in self.records.outlooks}), **super()._counts()}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A file to be checked, and what is said of it: see ``preview_file``."""

    engine: Engine
    content: bytes
    file_name: str
    today: date
    choices: Mapping[str, str]
    corrections: Mapping[str, str]
    tell: Tell
    held: Held
    after: Sequence[Preview] = ()

    def following(self, records: Current) -> Current:
        """The records as they will be when the earlier parts of the file are stored."""
        for preview in self.after:
            records = preview.records_after(records)
        return records

    @property
    def answers(self) -> dict[str, str]:
        """What clerks answered, by row key: remembered, and over it what is said now."""
        return {**self.held.answers(), **self.choices}

    def answered(self, indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
        """The indicators with what was answered about them."""
        answers = self.answers
        return tuple(answered(item, answers) for item in indicators)

    def facts(self, kind: UploadKind) -> dict[str, Any]:
        """What every preview of it says, with the upload that holds these bytes."""
        known_upload_id = self.held.upload_of(kind, sha256(self.content).hexdigest())
        return {
            "file_name": self.file_name,
            "content": self.content,
            "known_upload_id": known_upload_id,
            "waiting_since": "" if known_upload_id is None else self.held.waiting_since(known_upload_id),
            "matches": {key: said for key, said in self.choices.items() if not key.startswith(CELL_KEY)},
        }


def changes_of_day(records: Current | None, draft: ResultsDraft) -> list[ResultChange]:
    """Each accepted row against what holds for the day it reports; without records or a day there is nothing to say."""
    if records is None or draft.as_of is None:
        return []
    results = {item.indicator_id: item for item in records.actual_results if item.as_of == draft.as_of}
    spending = {item.project_id: item for item in records.spending if item.as_of == draft.as_of}
    return changes_against(draft, results=results, spending=spending)
