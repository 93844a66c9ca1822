"""项目绩效目标表 (财预〔2015〕88号 form, Guangdong lay-out) into projects, indicators and findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from perfdata.containers.sheets import Sheet, file_findings, read_raw_sheets, text_sheets
from perfdata.core.collection import collection_paused
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Project
from perfdata.core.terms import Severity
from perfdata.reading.broken_cells import broken_cells
from perfdata.reading.form_drafts import Corrections
from perfdata.reading.form_goal_tables import NOT_A_GOAL_TABLE, read_goal_forms
from perfdata.reading.form_recognition import goal_sheets
from perfdata.reading.forms import read_forms


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
    if sheets is None:
        sheets = text_sheets(goal_sheets(read_raw_sheets(content, file_name=file_name)))
    for sheet in sheets:
        for project, indicators, own in read_goal_forms(read_forms(sheet, corrections)[0]):
            findings.extend(_enter(tables, project, indicators, own))
    if not tables:
        if refused := next((finding.message for finding in findings if finding.rule_id == NOT_A_GOAL_TABLE), None):
            raise UnusableFileError(f"{file_name}：{refused}")
        raise UnusableFileError(f"{file_name}：没有找到项目绩效目标表（未见“项目名称”一行），请确认文件内容。")
    return GoalTables(list(tables.values()), [*file_findings(sheets), *findings])


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


def _repeated(project: Project) -> Finding:
    name = project.project_name
    return Finding(
        rule_id="project_duplicate",
        severity=Severity.WARNING,
        place=project.place,
        message=f"同一文件中重复出现项目“{name}”（用款单位、年度相同），入库时以最后一张为准，请核对。",
        observed=name,
    )
