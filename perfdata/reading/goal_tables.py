"""项目绩效目标表 (财预〔2015〕88号 form, Guangdong lay-out) into projects, indicators and findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from perfdata.containers.sheets import Sheet, file_findings, read_sheets
from perfdata.core.collection import collection_paused
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Project
from perfdata.core.terms import Severity
from perfdata.core.text import unify_width
from perfdata.reading.broken_cells import broken_cells
from perfdata.reading.drafts import Draft, forget_rows, is_bundled_layout, read_drafts
from perfdata.reading.form_drafts import Corrections
from perfdata.reading.form_goal_tables import NOT_A_GOAL_TABLE, read_goal_forms
from perfdata.reading.forms import read_forms

_YEAR = re.compile(r"(\d{4})年?(?:度)?")


@dataclass(frozen=True, slots=True)
class GoalTable:
    """One goal table: its project and its indicators in the order of the table; sound without an error in it."""

    project: Project
    indicators: list[Indicator]
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class GoalTables:
    """What files said: goal tables in their order, and every finding made on the way."""

    tables: list[GoalTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def projects(self) -> list[Project]:
        return [table.project for table in self.tables]

    @property
    def indicators(self) -> list[Indicator]:
        return [indicator for table in self.tables for indicator in table.indicators]


@collection_paused()
def read_goal_tables(
    content: bytes, *, file_name: str, corrections: Corrections | None = None, sheets: Sequence[Sheet] | None = None
) -> GoalTables:
    """Every goal table of a file, with the findings of its rows; of a project's tables for one year the last one.

    ``corrections`` are what the clerk said about the lay-out, ``sheets`` those of the content, if read already.
    Raises UnusableFileError if the file cannot be read or holds no goal table.
    """
    tables: dict[tuple[str, int | None], GoalTable] = {}
    findings: list[Finding] = []
    sheets = read_sheets(content, file_name=file_name) if sheets is None else sheets
    try:
        for sheet in sheets:
            if corrections is None and is_bundled_layout(sheet):
                for draft in read_drafts(sheet):
                    _finish(draft, tables)
                    findings.extend(draft.findings)
            else:
                for project, indicators, own in read_goal_forms(read_forms(sheet, corrections)[0]):
                    findings.extend(_enter(tables, project, indicators, own))
    finally:
        forget_rows()
    if not tables:
        if refused := next((finding.message for finding in findings if finding.rule_id == NOT_A_GOAL_TABLE), None):
            raise UnusableFileError(f"{file_name}：{refused}")
        raise UnusableFileError(f"{file_name}：没有找到项目绩效目标表（未见“项目名称”一行），请确认文件内容。")
    return GoalTables(list(tables.values()), [*file_findings(sheets), *findings])


def _finish(draft: Draft, tables: dict[tuple[str, int | None], GoalTable]) -> None:
    """Turn one draft into records, in place of an earlier table of the project and year; one without a project name
    gives findings only."""
    name = draft.texts.get("project_name")
    if not name:
        return
    draft.identify()
    project = _project(draft, name)
    _report_missing(draft)
    draft.findings = _enter(tables, project, draft.indicators, draft.findings)


def _enter(
    tables: dict[tuple[str, int | None], GoalTable],
    project: Project | None,
    indicators: list[Indicator],
    findings: list[Finding],
) -> list[Finding]:
    """Add one table, in place of an earlier one of the project and year; its findings, with the replacement."""
    if project is None:
        return findings
    findings = [*findings, *broken_cells(project, indicators)]
    key = project.project_id, project.fiscal_year
    repeated = [_repeated(project)] if tables.pop(key, None) else []
    is_sound = all(finding.severity is not Severity.ERROR for finding in findings)
    tables[key] = GoalTable(project, indicators, is_sound)
    return [*findings, *repeated]


def _project(draft: Draft, name: str) -> Project:
    texts = draft.texts
    return Project(
        project_id=draft.project_id,
        project_name=name,
        project_type=texts.get("project_type"),
        project_level=texts.get("project_level"),
        competent_department=texts.get("competent_department"),
        spending_unit=texts.get("spending_unit"),
        cycle_start_year=_year(draft, "cycle_start_year"),
        cycle_end_year=_year(draft, "cycle_end_year"),
        fiscal_year=draft.fiscal_year,
        budget_yuan=draft.budget_yuan,
        cycle_goal=texts.get("cycle_goal"),
        annual_goal=texts.get("annual_goal"),
        place=draft.places["project_name"],
        field_places=draft.places,
    )


def _year(draft: Draft, label: str) -> int | None:
    text = draft.texts.get(label)
    if text is None:
        return None
    if (year := _year_number(text)) is not None:
        return year
    draft.report(
        "year_unreadable",
        Severity.WARNING,
        draft.places[label],
        f"年度读作“{text}”，不是四位年份，未采用。",
        observed=text,
        expected="四位年份，如 2024",
        suggestion="请在原表中补正年度。",
    )
    return None


@lru_cache(maxsize=1_024)
def _year_number(text: str) -> int | None:
    match = _YEAR.fullmatch(unify_width(text))
    return int(match[1]) if match else None


def _report_missing(draft: Draft) -> None:
    place = draft.places["project_name"]
    if "budget_yuan" not in draft.places:
        draft.report(
            "budget_missing",
            Severity.ERROR,
            place,
            f"项目“{draft.texts['project_name']}”没有预算金额一行。",
            expected="如“2024年预算金额（元）”",
            suggestion="请在原表中补写预算金额后重新导入。",
        )
    if not draft.years and draft.title_year is None:
        draft.report(
            "fiscal_year_missing",
            Severity.ERROR,
            place,
            f"项目“{draft.texts['project_name']}”没有写明年度，不知道是哪一年的目标表。",
            expected="如“2024年预算金额（元）”，或标题中的“（2024年度）”",
            suggestion="请在预算金额一行或标题中补写年度后重新导入。",
        )
    if len(draft.years) > 1:
        years = "、".join(map(str, draft.years))
        draft.report(
            "fiscal_year_inconsistent",
            Severity.WARNING,
            place,
            f"同一张表里出现多个年度（{years}），按第一个采用，请核对。",
            observed=years,
        )
    if not draft.indicators:
        draft.report("indicators_missing", Severity.WARNING, place, "这张表没有读到任何三级指标，请核对。")


def _repeated(project: Project) -> Finding:
    name = project.project_name
    return Finding(
        rule_id="project_duplicate",
        severity=Severity.WARNING,
        place=project.place,
        message=f"同一文件中重复出现项目“{name}”（用款单位、年度相同），入库时以最后一张为准，请核对。",
        observed=name,
    )
