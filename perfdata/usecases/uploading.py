"""The door for uploads: preview what a file would change, store it on confirmation, undo and redo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from perfdata.checking.earlier_values import ask_about_earlier, ask_about_last_year
from perfdata.checking.emptied_cells import Reported
from perfdata.checking.matching import Reference, build_reference
from perfdata.checking.money_checks import ask_about_budgets
from perfdata.checking.open_questions import ask_open_questions
from perfdata.checking.project_identity import identities_of
from perfdata.checking.result_checks import check_report
from perfdata.checking.results_draft import Asked
from perfdata.checking.sanity import ask_about_points, ask_about_target, values_not_compared
from perfdata.checking.words import CHECKS
from perfdata.containers.isolated import Ended, run_isolated
from perfdata.core.collection import collection_paused
from perfdata.core.errors import StorageError, UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.fiscal_months import last_day
from perfdata.core.model import Place
from perfdata.core.people import Who
from perfdata.core.reports import ReportedSheets
from perfdata.core.terms import Severity, UploadKind
from perfdata.core.text import without_directions
from perfdata.reading.goal_tables import GoalTable, GoalTables
from perfdata.reading.self_evaluations import SelfEvaluations
from perfdata.storing import aggregates, store
from perfdata.storing.connecting import reading
from perfdata.storing.log import acting
from perfdata.storing.names import project_names
from perfdata.storing.scope import Scope
from perfdata.usecases.demo import drop_demo
from perfdata.usecases.form_uploading import preview_monitoring, preview_self_evaluations
from perfdata.usecases.held import held_for_report
from perfdata.usecases.held_in_memory import Held
from perfdata.usecases.latest import Progress, latest_results, latest_spending, only, progress_of, records_of
from perfdata.usecases.preview import GivenFile, GoalPreview, Preview, ResultsPreview, Tell, changes_of_day
from perfdata.usecases.rights import is_reviewed, refuse_preview
from perfdata.usecases.statements import Statements
from perfdata.usecases.understanding import (
    FISCAL_YEAR,
    changed_budgets,
    dropped_results,
    facts_of,
    goal_changes,
    refuse_other_years,
    said_tables,
    settled_tables,
    statements_of,
    subjects,
    tables_that_wait,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine


_DAMAGED_WORKBOOK = b"PK"


def preview_file(
    engine: Engine,
    content: bytes,
    *,
    file_name: str,
    today: date,
    kind: UploadKind | None = None,
    choices: Mapping[str, str] | None = None,
    corrections: Mapping[str, str] | None = None,
    after: Sequence[Preview] = (),
    held: Held | None = None,
    read: Statements | None = None,
    tell: Tell = lambda _share, _what: None,
) -> Preview:
    """Recognise official forms, results or goal tables by content, read and check them; nothing is stored.

    Of a file of several kinds only one is read, ``kind`` or the first; the preview names those that remain.
    ``choices`` are ids of indicators or projects the clerk picked for what fits none, by row key; ``corrections`` what
    the clerk said about the lay-out, by field, beside what is remembered of it ('' takes that back); ``after`` are
    earlier parts of the file, taken as stored; ``held`` is what holds, the store where it is None, and ``read`` what
    was read of it before; ``tell`` hears how far this is, as a share and in words. Raises UnusableFileError.
    """
    tell(0.05, "正在读取文件……")
    file_name = without_directions(file_name)
    said: dict[str, Any] = {"file_name": file_name, "today": today, "choices": choices or {}}
    said |= {"corrections": corrections or {}, "after": after, "held": held or Held(engine)}
    given = GivenFile(engine=engine, content=content, tell=tell, **said)
    waiting = lambda ahead: tell(0.01, f"前面还有 {ahead} 份文件在读取，请稍候……")  # noqa: E731
    read = read if read is not None and kind is None else statements_of(given, kind=kind, waiting=waiting)
    told = list(read.findings)
    try:
        preview = replace(_preview_part(given, read), remaining=read.later)
    except UnusableFileError as error:
        if not read.later:
            raise
        preview = preview_file(engine, content, kind=read.later[0].kind, tell=tell, **said)
        told.append(CHECKS["part_unusable"].finding(None, part=read.part, error=error))
    told = [finding for finding in told if finding not in preview.findings]
    return replace(preview, findings=[*told, *tables_that_wait(given, read, preview), *preview.findings])


@collection_paused()
def _preview_part(given: GivenFile, read: Statements) -> Preview:
    if isinstance(read.content, UnusableFileError):
        raise read.content
    if isinstance(read.content, ReportedSheets):
        return _preview_results(given, read.content)
    refuse_other_years(given)
    if isinstance(read.content, GoalTables):
        return _preview_tables(given, read, read.content)
    if isinstance(read.content, SelfEvaluations):
        return preview_self_evaluations(given, read, read.content)
    return preview_monitoring(given, read, read.content)


def _preview_tables(given: GivenFile, read: Statements, tables: GoalTables) -> GoalPreview:
    held = given.following(given.held.beside(tables.projects, given.answers))
    words = {"answers": given.answers, "stated": tables.projects, "known_years": given.held.years()}
    identities = identities_of(held.projects, **words, reports=False)
    asked = Asked(answers=given.answers)
    tables = said_tables(settled_tables(tables, identities), asked)
    sound = [table for table in tables.tables if table.is_sound]
    _ask_about_tables(asked, sound, held)
    facts = facts_of(given, read, identities, asked, findings=tables.findings)
    is_new = facts["known_upload_id"] is None
    return GoalPreview(
        revision=held.revision,
        findings=[
            *tables.findings,
            *changed_budgets(tables, held.projects),
            *values_not_compared(tables.indicators),
            *asked.findings,
            *(dropped_results(given.held.without_demo(held), tables) if is_new and held.actual_results else ()),
        ],
        held_count=len(tables.tables) - len(sound),
        read_tables=tables.tables,
        changes=goal_changes(tables, projects=held.projects, indicators=held.indicators),
        subjects=subjects(tables, held.indicators),
        **facts,
    )


def _ask_about_tables(asked: Asked, tables: Sequence[GoalTable], held: store.Current) -> None:
    projects = [table.project for table in tables]
    indicators = [item for table in tables for item in table.indicators]
    ask_about_budgets(asked, projects, held=held.projects)
    for item in indicators:
        ask_about_target(asked, item)
    for table in tables:
        ask_about_points(asked, table.project, [item.weight_points for item in table.indicators])
    ask_about_last_year(asked, projects, indicators, held_projects=held.projects, held_indicators=held.indicators)


def _preview_results(given: GivenFile, report: ReportedSheets) -> ResultsPreview:
    given.tell(0.45, "正在读取已有数据……")
    records = given.following(held_for_report(given.engine, report, answers=given.answers))
    real = drop_demo(given.engine, records)
    given.tell(0.6, "正在逐行核对……")
    records = replace(records, indicators=given.answered(records.indicators))
    report.year_text = report.year_text or given.corrections.get(FISCAL_YEAR)
    references = _references(records, store.fiscal_years(given.engine))
    draft = check_report(
        report,
        references=references,
        today=given.today,
        remembered=given.answers,
        reported=_reported(real, report.fiscal_year),
    )
    ask_open_questions(draft, references[draft.fiscal_year].indicators if draft.fiscal_year in references else {})
    given.tell(0.9, "正在与已有数据比较……")
    year = draft.fiscal_year
    ask_about_earlier(
        draft,
        projects=[item for item in records.projects if item.fiscal_year == year],
        indicators=[item for item in records.indicators if item.fiscal_year == year],
        results=real.actual_results,
        spending=real.spending,
    )
    return ResultsPreview(
        revision=records.revision,
        findings=draft.findings,
        held_count=draft.held_count,
        suggestions=draft.suggestions,
        questions=tuple(draft.questions.values()),
        records=draft.records(),
        changes=changes_of_day(real, draft),
        **given.facts(UploadKind.ACTUAL_RESULTS),
    )


def _reported(records: store.Current, fiscal_year: int | None) -> Reported:
    """What holds for the year: of each indicator and project the row of the latest day."""
    own = only(records, "actual_results", "spending", keep=lambda item: item.fiscal_year == fiscal_year)
    return Reported(latest_results(own), latest_spending(own))


def _references(records: store.Current, known_years: Sequence[int]) -> dict[int, Reference]:
    years = {project.fiscal_year for project in records.projects if project.fiscal_year is not None} | {*known_years}
    return {year: build_reference(records.projects, records.indicators, fiscal_year=year) for year in years}


def owners(engine: Engine, subject_ids: Sequence[str]) -> list[str]:
    """The projects among ids, and those that own the indicators among them."""
    with reading(engine) as connection:
        return aggregates.owners(connection, subject_ids)


def effect(engine: Engine, preview: Preview, *, fiscal_year: int) -> tuple[Progress, Progress]:
    """How far the units that the preview reports of are, and would be with its accepted rows."""
    touched = Scope(fiscal_year, projects=tuple(owners(engine, preview.subject_ids)))
    units = {row.spending_unit for row in project_names(engine, touched) if row.spending_unit}
    now = drop_demo(engine, records_of(engine, Scope(fiscal_year, tuple(units)) if units else touched))
    return progress_of(now), progress_of(preview.records_after(now))


def confirm(engine: Engine, preview: Preview, *, uploaded_by: Who, accept_sound_rows: bool = False) -> store.Stored:
    """Store the preview in one transaction; with review switched on what an account confirms waits for it.

    With errors among its findings only on the explicit choice to accept the sound rows and leave the others out.
    Raises StorageError, also when there is nothing to store, the data changed since the preview, or it touches what is
    not the person's.
    """
    if preview.has_errors and not accept_sound_rows:
        raise StorageError("文件中还有错误，没有写入。请更正后重新上传，或选择只写入没有问题的行。")
    if preview.row_count == 0:
        raise StorageError("没有可以写入的内容。请更正后重新上传。")
    refuse_preview(engine, uploaded_by, preview)
    with acting(uploaded_by) as name:
        return preview.store(engine, uploaded_by=name, waits=is_reviewed(uploaded_by))


def result_template(
    engine: Engine, *, fiscal_year: int, today: date, units: Sequence[str] = (), with_parts: bool = False
) -> bytes:
    """The workbook to fill in, for the chosen spending units or for all, with what is already reported.

    ``with_parts`` adds columns for 分子 and 分母 of rates.
    """
    from perfdata.presenting.exports.result_template import result_template as make

    records = drop_demo(engine, records_of(engine, Scope(fiscal_year, tuple(units))))
    results = latest_results(records)
    return make(
        records.projects,
        records.indicators,
        fiscal_year=fiscal_year,
        as_of=min(last_day(fiscal_year), today),
        results=results,
        spending=latest_spending(records),
        with_parts=with_parts,
    )


def marked_copy(preview: Preview) -> tuple[str, bytes, str | None]:
    """The uploaded file with its findings at their cells: file name, bytes, and why it is no marked copy (or None)."""
    return annotated_copy(preview.content, preview.file_name, remarks_of(preview.findings))


def remarks_of(findings: Sequence[Finding]) -> Iterator[tuple[Place, str]]:
    """What is written at cells: the findings that have a place, without those that merely explain."""
    for finding in findings:
        if finding.severity is not Severity.NOTICE and finding.place is not None:
            yield finding.place, "\n".join(filter(None, [finding.message, finding.suggestion]))


def annotated_copy(
    content: bytes, file_name: str, remarks: Iterable[tuple[Place, str]]
) -> tuple[str, bytes, str | None]:
    """The file with the remarks at their cells: see ``marked_copy``."""
    from perfdata.presenting.exports.annotated_copy import annotate_workbook

    texts: dict[tuple[str | None, str], str] = {}
    for place, text in remarks:
        key = (place.sheet, place.cell or f"第 {place.line} 行")
        texts[key] = f"{texts[key]}\n{text}" if key in texts else text
    annotate = partial(annotate_workbook, file_name=file_name, remarks=texts)
    try:
        annotated = run_isolated(annotate, content)
    except Ended:
        annotated = annotate(_DAMAGED_WORKBOOK)
    return annotated.file_name, annotated.content, annotated.reason
