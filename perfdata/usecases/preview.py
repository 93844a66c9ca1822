"""What a file would do, before anything is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from perfdata.checking.matching import Suggestion
from perfdata.checking.near_projects import ProjectQuestion
from perfdata.checking.result_changes import changes_against
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.findings import Finding
from perfdata.core.official_forms import FormRecords
from perfdata.core.reports import ResultChange
from perfdata.core.terms import ChangeKind, Severity, UploadKind
from perfdata.reading.goal_tables import GoalTable, GoalTables
from perfdata.reading.layouts import Understanding
from perfdata.storing import store


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would do, before anything is stored.

    ``revision`` is that of the data it was checked against; ``known_upload_id`` is the upload in force that already
    holds the same bytes. ``changes`` compare each accepted row with what holds now for the same day;
    ``read_tables`` are the projects and indicators as read, held ones too.
    """

    kind: UploadKind
    file_name: str
    content: bytes
    revision: int
    known_upload_id: int | None
    findings: Sequence[Finding]
    results: ResultsDraft | None = None
    tables: GoalTables | None = None
    changes: Sequence[ResultChange] = ()
    matches: Mapping[str, str] = field(default_factory=dict)
    forms: FormRecords | None = None
    read_tables: Sequence[GoalTable] = ()
    understanding: Understanding | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[ProjectQuestion] = ()

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what would happen to them, and the number of findings that matter, by Chinese label."""
        severe = sum(finding.severity is not Severity.NOTICE for finding in self.findings)
        if self.tables is not None:
            held = {"暂缓": self.held_count} if self.held_count else {}
            return {"项目": len(self.sound_tables), "指标": self.row_count, **held, "提示": severe}
        kinds = Counter(change.kind for change in self.changes)
        if self.forms is not None:
            forms = len(self.forms.projects) or len({item.indicator_id for item in self.forms.outlooks})
            label = "自评表" if self.kind is UploadKind.SELF_EVALUATIONS else "完成可能性"
            changed = kinds.total() - kinds[ChangeKind.UNCHANGED]
            return {label: forms, "新增或修改": changed, "暂缓": self.held_count, "提示": severe}
        shown = [kind for kind in ChangeKind if kind is not ChangeKind.REMOVED]
        return {**{kind.label: kinds[kind] for kind in shown}, "暂缓": self.held_count, "提示": severe}

    @property
    def sound_tables(self) -> list[GoalTable]:
        """The goal tables without an error; only they would be stored."""
        return [table for table in self.tables.tables if table.is_sound] if self.tables else []

    @property
    def row_count(self) -> int:
        """Rows that would be stored."""
        if self.tables is not None:
            return sum(len(table.indicators) for table in self.sound_tables)
        if self.forms is not None:
            return self.forms.row_count
        return len(self.results.results) + len(self.results.spending) if self.results else 0

    @property
    def held_count(self) -> int:
        """Rows of results, or goal tables, that would be left out."""
        if self.tables is not None:
            return len(self.tables.tables) - len(self.sound_tables)
        return self.results.held_count if self.results else 0

    @property
    def suggestions(self) -> Sequence[Suggestion]:
        return self.results.suggestions if self.results else ()


def changes_of_day(records: store.Current | None, draft: ResultsDraft) -> list[ResultChange]:
    """Each accepted row against what holds for the day it reports; without records or a day there is nothing to say."""
    if records is None or draft.as_of is None:
        return []
    results = {item.indicator_id: item for item in records.actual_results if item.as_of == draft.as_of}
    spending = {item.project_id: item for item in records.spending if item.as_of == draft.as_of}
    return changes_against(draft, results=results, spending=spending)
