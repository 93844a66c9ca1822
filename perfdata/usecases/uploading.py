"""The door for uploads: preview what a file would change, store it on confirmation, undo and redo."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from perfdata.assessing.emptied_cells import Reported
from perfdata.assessing.matching import Reference, Suggestion, build_reference
from perfdata.assessing.result_changes import changes_against
from perfdata.assessing.result_checks import check_report
from perfdata.assessing.results_draft import ResultsDraft
from perfdata.core.errors import StorageError, UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Project
from perfdata.core.reports import ReportedSheets, ResultChange
from perfdata.core.terms import ChangeKind, Severity, UploadKind
from perfdata.reading.actual_results import holds_results, read_actual_results
from perfdata.reading.goal_tables import GoalTable, GoalTables, read_goal_tables
from perfdata.reading.sheets import read_raw_sheets
from perfdata.storing import store
from perfdata.usecases.browsing import frames_of, latest_results, latest_spending
from perfdata.usecases.demo import drop_demo, without_demo

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

Tell = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would do, before anything is stored.

    ``revision`` is that of the data it was checked against; ``known_upload_id`` is the upload in force that already
    holds the same bytes. ``changes`` compare each accepted row with what holds now for the same day.
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
        return {**{kind.label: kinds[kind] for kind in ChangeKind}, "暂缓": self.held_count, "提示": severe}

    @property
    def sound_tables(self) -> list[GoalTable]:
        """The goal tables without an error; only they would be stored."""
        return [table for table in self.tables.tables if table.is_sound] if self.tables else []

    @property
    def row_count(self) -> int:
        """Rows that would be stored."""
        if self.tables is not None:
            return sum(len(table.indicators) for table in self.sound_tables)
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


def preview_file(
    engine: Engine,
    content: bytes,
    *,
    file_name: str,
    today: date,
    choices: Mapping[str, str] | None = None,
    tell: Tell = lambda _share, _what: None,
) -> Preview:
    """Recognise goal tables or results by content, read and check them; nothing is stored.

    ``choices`` are indicator ids the clerk picked for rows that fit none, by row key; ``tell`` hears how far this is,
    as a share and in words. Raises UnusableFileError.
    """
    tell(0.05, "正在读取文件……")
    sheets = read_raw_sheets(content, file_name=file_name)
    if holds_results(sheets):
        tell(0.3, "正在读取文件中的各行……")
        report = read_actual_results(content, file_name=file_name, sheets=sheets)
        return _preview_results(engine, content, report, today=today, choices=choices or {}, tell=tell)
    try:
        tables = read_goal_tables(content, file_name=file_name)
    except UnusableFileError as error:
        raise UnusableFileError(
            f"{error} 如果是填报结果，表头须有“三级指标”和“实际完成值”，请使用下载的模板。"
        ) from error
    at_revision = store.revision(engine)
    known = store.find_upload(engine, kind=UploadKind.GOAL_TABLES, sha256=sha256(content).hexdigest())
    dropped = [] if known is not None else list(_dropped_results(engine, tables))
    return Preview(
        kind=UploadKind.GOAL_TABLES,
        file_name=file_name,
        content=content,
        revision=at_revision,
        known_upload_id=known,
        findings=[*tables.findings, *dropped],
        tables=tables,
    )


def _preview_results(
    engine: Engine, content: bytes, report: ReportedSheets, *, today: date, choices: Mapping[str, str], tell: Tell
) -> Preview:
    tell(0.45, "正在读取已有数据……")
    records = store.current(engine)  # Read first: what changes meanwhile is noticed at the confirmation.
    real = drop_demo(engine, records)
    tell(0.6, "正在逐行核对……")
    draft = check_report(
        report,
        references=_references(records),
        today=today,
        remembered={**store.remembered_matches(engine), **choices},
        reported=_reported(real, report.fiscal_year),
    )
    tell(0.9, "正在与已有数据比较……")
    digest = sha256(content).hexdigest()
    return Preview(
        kind=UploadKind.ACTUAL_RESULTS,
        file_name=report.file_name,
        content=content,
        revision=records.revision,
        known_upload_id=store.find_upload(engine, kind=UploadKind.ACTUAL_RESULTS, sha256=digest),
        findings=draft.findings,
        results=draft,
        changes=_changes(real, draft),
        matches=choices,
    )


def _reported(records: store.Current, fiscal_year: int | None) -> Reported:
    """What holds for the year: of each indicator and project the row of the latest day."""
    own = replace(
        records,
        actual_results=tuple(item for item in records.actual_results if item.fiscal_year == fiscal_year),
        spending=tuple(item for item in records.spending if item.fiscal_year == fiscal_year),
    )
    return Reported(latest_results(own), latest_spending(own))


def _changes(records: store.Current, draft: ResultsDraft) -> list[ResultChange]:
    """Each accepted row against what holds for the day it reports."""
    if draft.as_of is None:
        return []
    results = {item.indicator_id: item for item in records.actual_results if item.as_of == draft.as_of}
    spending = {item.project_id: item for item in records.spending if item.as_of == draft.as_of}
    return changes_against(draft, results=results, spending=spending)


def _dropped_results(engine: Engine, tables: GoalTables) -> Iterator[Finding]:
    """A warning for every table that leaves out indicators with reported results: they would not be seen any more."""
    years = {year for table in tables.tables if (year := table.project.fiscal_year) is not None}
    reported: dict[tuple[str, int | None], list[Indicator]] = defaultdict(list)
    for year in years:
        records = without_demo(engine, fiscal_year=year)
        results = latest_results(records)
        for indicator in records.indicators:
            if indicator.indicator_id in results:
                reported[indicator.project_id, year].append(indicator)
    for table in tables.tables:
        project, kept = table.project, {indicator.indicator_id for indicator in table.indicators}
        own = reported.get((project.project_id, project.fiscal_year), [])
        if names := [indicator.indicator_name for indicator in own if indicator.indicator_id not in kept]:
            yield _dropped(project, names)


def _dropped(project: Project, names: Sequence[str]) -> Finding:
    listed = "、".join(f"“{name}”" for name in names[:5]) + ("等" if len(names) > 5 else "")
    return Finding(
        rule_id="reported_indicators_dropped",
        severity=Severity.WARNING,
        project_id=project.project_id,
        message=f"{len(names)} 项已填报的指标在新表中没有对应：{listed}。入库后看板不再显示它们的结果。",
        suggestion="如指标只是改了写法，请沿用原来的名称和类别；如确已取消，可以入库。",
        place=project.place,
    )


def _references(records: store.Current) -> dict[int, Reference]:
    years = {project.fiscal_year for project in records.projects if project.fiscal_year is not None}
    return {year: build_reference(records.projects, records.indicators, fiscal_year=year) for year in years}


def frames_after(engine: Engine, preview: Preview, *, fiscal_year: int) -> dict[str, pd.DataFrame]:
    """The frames as they would be with the accepted rows of the preview."""
    records = without_demo(engine, fiscal_year=fiscal_year)
    if preview.results is None:
        return frames_of(records)
    results = {(item.indicator_id, item.as_of): item for item in (*records.actual_results, *preview.results.results)}
    spending = {(item.project_id, item.as_of): item for item in (*records.spending, *preview.results.spending)}
    after = replace(records, actual_results=tuple(results.values()), spending=tuple(spending.values()))
    return frames_of(after)


def confirm(engine: Engine, preview: Preview, *, uploaded_by: str, accept_sound_rows: bool = False) -> store.Stored:
    """Store the preview in one transaction.

    With errors among its findings only on the explicit choice to accept the sound rows and leave the others out.
    Raises StorageError, also when there is nothing to store or the data changed since the preview.
    """
    if preview.has_errors and not accept_sound_rows:
        raise StorageError("文件中还有错误，没有写入。请更正后重新上传，或选择只写入没有问题的行。")
    if preview.row_count == 0:
        raise StorageError("没有可以写入的内容。请更正后重新上传。")
    if preview.tables is not None:
        return store.append_goal_tables(
            engine,
            file_name=preview.file_name,
            content=preview.content,
            uploaded_by=uploaded_by,
            projects=[table.project for table in preview.sound_tables],
            indicators=[indicator for table in preview.sound_tables for indicator in table.indicators],
            findings=preview.findings,
            expected_revision=preview.revision,
        )
    assert preview.results is not None
    assert preview.results.fiscal_year is not None
    return store.append_actual_results(
        engine,
        file_name=preview.file_name,
        content=preview.content,
        uploaded_by=uploaded_by,
        fiscal_year=preview.results.fiscal_year,
        actual_results=preview.results.results,
        spending=preview.results.spending,
        matches=preview.matches,
        replacing=UploadKind.DEMO_RESULTS,
        findings=preview.findings,
        expected_revision=preview.revision,
    )


def result_template(engine: Engine, *, fiscal_year: int, today: date, units: Sequence[str] = ()) -> bytes:
    """The workbook to fill in, for the chosen spending units or for all, with what is already reported."""
    from perfdata.presenting.exports.result_template import result_template as make

    records = without_demo(engine, fiscal_year=fiscal_year)
    projects = [project for project in records.projects if not units or project.spending_unit in units]
    ids = {project.project_id for project in projects}
    results = latest_results(records)
    return make(
        projects,
        [indicator for indicator in records.indicators if indicator.project_id in ids],
        fiscal_year=fiscal_year,
        as_of=min(date(fiscal_year, 12, 31), today),
        results=results,
        spending=latest_spending(records),
    )


def marked_copy(preview: Preview) -> tuple[str, bytes, str | None]:
    """The uploaded file with its findings at their cells: file name, bytes, and why it is no marked copy (or None)."""
    from perfdata.presenting.exports.annotated_copy import annotate_workbook

    remarks: dict[tuple[str | None, str], str] = {}
    for finding in preview.findings:
        if finding.severity is Severity.NOTICE or finding.place is None:
            continue
        cell = finding.place.cell or f"第 {finding.place.line} 行"
        text = "\n".join(filter(None, [finding.message, finding.suggestion]))
        key = (finding.place.sheet, cell)
        remarks[key] = f"{remarks[key]}\n{text}" if key in remarks else text
    annotated = annotate_workbook(preview.content, file_name=preview.file_name, remarks=remarks)
    return annotated.file_name, annotated.content, annotated.reason
