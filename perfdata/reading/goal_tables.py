"""项目绩效目标表 (财预〔2015〕88号 form, Guangdong lay-out) into projects, indicators and findings."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfdata.containers.sheets import file_findings, read_raw_sheets, text_sheets
from perfdata.core.collection import collection_paused
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Project
from perfdata.core.terms import Severity
from perfdata.core.text import thousands
from perfdata.reading.broken_cells import broken_cells
from perfdata.reading.form_drafts import Corrections
from perfdata.reading.form_goal_tables import NOT_A_GOAL_TABLE, read_goal_forms
from perfdata.reading.form_recognition import goal_sheets
from perfdata.reading.layouts import Reading, read_file


@dataclass(frozen=True, slots=True)
class GoalTable:
    """One goal table: its project and its indicators in the order of the table; sound without an error in it."""

    project: Project
    indicators: list[Indicator]
    is_sound: bool = True
    is_hidden: bool = False


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
    content: bytes, *, file_name: str, corrections: Corrections | None = None, reading: Reading | None = None
) -> GoalTables:
    """Every goal table of a file, with the findings of its rows; of a project's tables for one year the last one.

    ``corrections`` are what the clerk said about the lay-out; ``reading`` is that of the content, if read already.
    Raises UnusableFileError if the file cannot be read or holds no goal table.
    """
    tables: dict[tuple[str, int | None], GoalTable] = {}
    findings: list[Finding] = []
    if reading is None:
        reading = read_file(text_sheets(goal_sheets(read_raw_sheets(content, file_name=file_name))), corrections)
    for forms, account in reading.read:
        for project, indicators, own in read_goal_forms(forms):
            findings.extend(_enter(tables, project, indicators, own, is_hidden=account.sheet.is_hidden))
    if not tables:
        if refused := next((finding.message for finding in findings if finding.rule_id == NOT_A_GOAL_TABLE), None):
            raise UnusableFileError(f"{file_name}：{refused}")
        raise UnusableFileError(f"{file_name}：没有找到项目绩效目标表（未见“项目名称”一行），请确认文件内容。")
    return GoalTables(list(tables.values()), [*file_findings(reading.sheets), *findings])


def _enter(
    tables: dict[tuple[str, int | None], GoalTable],
    project: Project | None,
    indicators: list[Indicator],
    findings: list[Finding],
    *,
    is_hidden: bool,
) -> list[Finding]:
    """Add one table, in place of an earlier one of the project and year; its findings, with the replacement.

    A visible table wins over a hidden one; of two visible ones with different budgets neither is taken silently.
    """
    if project is None:
        return findings
    findings = [*findings, *broken_cells(project, indicators)]
    key = project.project_id, project.fiscal_year
    if earlier := tables.get(key):
        if is_hidden and not earlier.is_hidden:
            return [_repeated(project, earlier.project, "hidden_draft", Severity.WARNING)]
        differs = earlier.project.budget_yuan != project.budget_yuan
        rule = ("drafts_differ", Severity.ERROR) if differs else ("project_duplicate", Severity.WARNING)
        findings.append(_repeated(project, tables.pop(key).project, *rule))
    is_sound = all(finding.severity is not Severity.ERROR for finding in findings)
    tables[key] = GoalTable(project, indicators, is_sound, is_hidden)
    return findings


def _repeated(project: Project, earlier: Project, rule_id: str, severity: Severity) -> Finding:
    both = f"{_budget(earlier)}（{earlier.place}）和{_budget(project)}（{project.place}）"
    what = {
        "hidden_draft": f"隐藏的工作表里还有一张，预算为{both}，采用看得见的一张。",
        "drafts_differ": f"两张的预算不同：{both}，不知道以哪一张为准，未采用。",
        "project_duplicate": "入库时以最后一张为准，请核对。",
    }
    return Finding(
        rule_id=rule_id,
        severity=severity,
        place=project.place,
        project_id=project.project_id,
        message=f"同一文件中重复出现项目“{project.project_name}”（用款单位、年度相同），{what[rule_id]}",
        observed=project.project_name,
        suggestion="请只保留一张后重新导入。" if severity is Severity.ERROR else None,
    )


def _budget(project: Project) -> str:
    return "空白" if project.budget_yuan is None else f" {thousands(project.budget_yuan)} 元"
