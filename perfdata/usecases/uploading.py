"""The door for uploads: preview what a file would change, store it on confirmation, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from perfdata.checking.emptied_cells import Reported
from perfdata.checking.matching import Reference, build_reference
from perfdata.checking.money_checks import doubtful_budgets
from perfdata.checking.project_identity import identities_of
from perfdata.checking.result_checks import check_report
from perfdata.checking.target_checks import doubtful_targets, values_not_compared
from perfdata.containers.sheets import Sheet, file_findings, read_raw_sheets, text_sheets
from perfdata.core.errors import StorageError, UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.reports import ReportedSheets
from perfdata.core.terms import Severity, UploadKind
from perfdata.reading.actual_results import read_actual_results
from perfdata.reading.form_recognition import Part, parts_of
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.reading.layouts import corrections_of, read_file, understand
from perfdata.storing import store
from perfdata.usecases.browsing import frames_of, latest_results, latest_spending
from perfdata.usecases.demo import drop_demo, without_demo
from perfdata.usecases.dropped_results import dropped_results
from perfdata.usecases.form_uploading import (
    answers_of,
    preview_monitoring,
    preview_self_evaluations,
    refuse_uncalculated,
)
from perfdata.usecases.preview import GoalPreview, Preview, ResultsPreview, changes_of_day, known_upload
from perfdata.usecases.understanding import goal_changes, in_force, settled_tables, stated_of, subjects

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

Tell = Callable[[float, str], None]


def preview_file(
    engine: Engine,
    content: bytes,
    *,
    file_name: str,
    today: date,
    kind: UploadKind | None = None,
    choices: Mapping[str, str] | None = None,
    corrections: Mapping[str, str] | None = None,
    tell: Tell = lambda _share, _what: None,
) -> Preview:
    """Recognise official forms, results or goal tables by content, read and check them; nothing is stored.

    Of a file of several kinds only one is read, ``kind`` or the first; the preview names those that remain.
    ``choices`` are ids of indicators or projects the clerk picked for what fits none, by row key; ``corrections`` what
    the clerk said about the lay-out, by field, beside what is remembered of it ('' takes that back); ``tell`` hears how
    far this is, as a share and in words. Raises UnusableFileError.
    """
    tell(0.05, "正在读取文件……")
    raw = read_raw_sheets(content, file_name=file_name)
    found = parts_of(raw)
    start = next((at for at, part in enumerate(found.parts) if part.kind is kind), 0)
    part, *later = found.parts[start:]
    told = _told_of_sheets(part, is_first=start == 0) + ([] if start else list(found.findings()))
    said = {"file_name": file_name, "today": today, "choices": choices, "corrections": corrections, "tell": tell}
    try:
        preview = replace(_preview_part(engine, content, part, **said), remaining=later)
    except UnusableFileError as error:
        if not later:
            raise
        preview = preview_file(engine, content, kind=later[0].kind, **said)
        told.append(Finding(rule_id="part_unusable", severity=Severity.WARNING, message=f"{part}没有读取。{error}"))
    told = [finding for finding in told if finding not in preview.findings]
    return replace(preview, findings=[*told, *preview.findings])


def _told_of_sheets(part: Part, *, is_first: bool) -> list[Finding]:
    """What was left out of the sheets; forms bring formulas of their own, and of the file it is told once."""
    is_form = part.kind in (UploadKind.SELF_EVALUATIONS, UploadKind.MONITORING)
    known = {"formula_without_value": is_form, "file_partly_read": not is_first}
    return [finding for finding in file_findings(part.sheets) if not known.get(finding.rule_id)]


def _preview_part(
    engine: Engine,
    content: bytes,
    part: Part,
    *,
    file_name: str,
    today: date,
    choices: Mapping[str, str] | None,
    corrections: Mapping[str, str] | None,
    tell: Tell,
) -> Preview:
    kind, sheets = part
    chosen = choices or {}
    if kind is UploadKind.ACTUAL_RESULTS:
        tell(0.3, "正在读取文件中的各行……")
        report = read_actual_results(content, file_name=file_name, sheets=sheets)
        return _preview_results(engine, content, report, today=today, choices=chosen, tell=tell)
    refuse_uncalculated(content, file_name=file_name)
    texts = text_sheets(sheets)
    said = corrections or {}
    if kind is UploadKind.MONITORING:
        return preview_monitoring(
            engine, content, texts, file_name=file_name, today=today, corrections=said, choices=chosen
        )
    preview = preview_self_evaluations if kind is UploadKind.SELF_EVALUATIONS else _preview_tables
    return preview(engine, content, texts, file_name=file_name, corrections=said, choices=chosen)


def _preview_tables(
    engine: Engine,
    content: bytes,
    sheets: list[Sheet],
    *,
    file_name: str,
    corrections: Mapping[str, str],
    choices: Mapping[str, str],
) -> GoalPreview:
    reading = read_file(sheets)
    stated = stated_of(engine, reading, corrections)
    reading = reading.corrected(corrections_of(stated, said=corrections))
    try:
        tables = read_goal_tables(content, file_name=file_name, reading=reading)
    except UnusableFileError as error:
        raise UnusableFileError(
            f"{error} 如果是填报结果，表头须有“三级指标”和“实际完成值”，请使用下载的模板。"
        ) from error
    held = store.current(engine)
    identities = identities_of(
        held.projects, answers=answers_of(engine, choices), stated=tables.projects, reports=False
    )
    tables = settled_tables(tables, identities)
    known = known_upload(engine, UploadKind.GOAL_TABLES, content)
    dropped = [] if known is not None else list(dropped_results(engine, tables))
    sound = [table for table in tables.tables if table.is_sound]
    return GoalPreview(
        file_name=file_name,
        content=content,
        revision=held.revision,
        known_upload_id=known,
        findings=[
            *tables.findings,
            *values_not_compared(tables.indicators),
            *doubtful_budgets([table.project for table in sound], held=held.projects),
            *doubtful_targets(item for table in sound for item in table.indicators),
            *dropped,
        ],
        held_count=len(tables.tables) - len(sound),
        read_tables=tables.tables,
        changes=goal_changes(tables, projects=held.projects, indicators=held.indicators),
        understanding=understand(reading),
        corrections=in_force(stated, said=corrections, findings=tables.findings),
        subjects=subjects(tables, held.indicators),
        questions=tuple(identities.questions),
        matches=choices,
    )


def _preview_results(
    engine: Engine, content: bytes, report: ReportedSheets, *, today: date, choices: Mapping[str, str], tell: Tell
) -> ResultsPreview:
    tell(0.45, "正在读取已有数据……")
    records = store.current(engine)  # Read first: what changes meanwhile is noticed at the confirmation.
    real = drop_demo(engine, records)
    tell(0.6, "正在逐行核对……")
    draft = check_report(
        report,
        references=_references(records),
        today=today,
        remembered=answers_of(engine, choices),
        reported=_reported(real, report.fiscal_year),
    )
    tell(0.9, "正在与已有数据比较……")
    return ResultsPreview(
        file_name=report.file_name,
        content=content,
        revision=records.revision,
        known_upload_id=known_upload(engine, UploadKind.ACTUAL_RESULTS, content),
        findings=draft.findings,
        held_count=draft.held_count,
        suggestions=draft.suggestions,
        records=draft.records(),
        changes=changes_of_day(real, draft),
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


def _references(records: store.Current) -> dict[int, Reference]:
    years = {project.fiscal_year for project in records.projects if project.fiscal_year is not None}
    return {year: build_reference(records.projects, records.indicators, fiscal_year=year) for year in years}


def frames_after(engine: Engine, preview: Preview, *, fiscal_year: int) -> dict[str, pd.DataFrame]:
    """The frames as they would be with the accepted rows of the preview."""
    return frames_of(preview.records_after(without_demo(engine, fiscal_year=fiscal_year)))


def confirm(engine: Engine, preview: Preview, *, uploaded_by: str, accept_sound_rows: bool = False) -> store.Stored:
    """Store the preview in one transaction.

    With errors among its findings only on the explicit choice to accept the sound rows and leave the others out.
    Raises StorageError, also when there is nothing to store or the data changed since the preview.
    """
    if preview.has_errors and not accept_sound_rows:
        raise StorageError("文件中还有错误，没有写入。请更正后重新上传，或选择只写入没有问题的行。")
    if preview.row_count == 0:
        raise StorageError("没有可以写入的内容。请更正后重新上传。")
    return preview.store(engine, uploaded_by=uploaded_by)


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
