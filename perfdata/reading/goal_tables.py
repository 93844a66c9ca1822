"""项目绩效目标表 (财预〔2015〕88号 form, Guangdong lay-out) into projects, indicators and findings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from perfdata.containers.sheets import file_findings, read_raw_sheets, text_sheets
from perfdata.core.amounts import is_blank_amount
from perfdata.core.collection import collection_paused
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.funding import funding_total
from perfdata.core.model import Indicator, Project
from perfdata.core.terms import FundingSource, Severity
from perfdata.core.text import normalise_label, thousands
from perfdata.core.words import WORDS
from perfdata.reading import vocabulary as labels
from perfdata.reading.drafts import Corrections, Form
from perfdata.reading.forms import Reading, read_file
from perfdata.reading.funds import settle_funding
from perfdata.reading.recognition import DEPARTMENT_TITLE, goal_sheets
from perfdata.reading.records import broken_cells, indicators_of, money, project_of

_AMOUNT = re.compile(r"\| -?[\d.,]+[万亿元]*(?: \||$)")
_ESTIMATE_TITLE = re.compile(r"事前(?:绩效)?评估|绩效评估表")


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
            if project and account.sheet.traces.errors:
                own = [*own, *broken_cells(project, indicators)]
            findings.extend(_enter(tables, project, indicators, own, is_hidden=account.sheet.is_hidden))
    if not tables:
        if refused := next((finding.message for finding in findings if finding.rule_id == "not_a_goal_table"), None):
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
    key = project.project_id, project.fiscal_year
    if earlier := tables.get(key):
        if is_hidden and not earlier.is_hidden:
            return [_repeated("hidden_draft", project, earlier.project)]
        differs = earlier.project.budget_yuan != project.budget_yuan
        rule = "drafts_differ" if differs else "project_duplicate/table"
        findings = [*findings, _repeated(rule, project, tables.pop(key).project)]
    is_sound = all(finding.severity is not Severity.ERROR for finding in findings)
    tables[key] = GoalTable(project, indicators, is_sound, is_hidden)
    return findings


def _repeated(rule: str, project: Project, earlier: Project) -> Finding:
    both = f"{_budget(earlier)}（{earlier.place}）和{_budget(project)}（{project.place}）"
    return WORDS[rule].finding(project.place, observed=project.project_name, project=project, both=both)


def _budget(project: Project) -> str:
    return "空白" if project.budget_yuan is None else f" {thousands(project.budget_yuan)} 元"


def read_goal_forms(forms: list[Form]) -> Iterator[tuple[Project | None, list[Indicator], list[Finding]]]:
    """Project, indicators and findings of each form; no project where a form names none, then findings only."""
    has_goals = any(form.lines and form.columns and not form.columns.has_actual for form in forms)
    for form in forms:
        if refusal := _refusal(form) or (_results_left_out(form) if has_goals else None):
            yield None, [], [refusal]
            continue
        form.take_name()
        if "project_name" not in form.texts:
            yield None, [], form.findings
            continue
        _take_budget_of_funds(form)
        project = _with_budget_of_parts(form, project_of(form))
        _ask_for_missing(form, project)
        indicators = [indicator for indicator, _ in indicators_of(form, project)]
        yield project, indicators, form.findings


def _results_left_out(form: Form) -> Finding | None:
    """A filled 自评表 below a goal table of the same sheet is not taken for another draft of its goals."""
    if not (form.columns and form.columns.has_actual and any(line.text("actual") for line in form.lines)):
        return None
    name = form.texts.get("project_name")
    place = form.title_place or (name.place if name else form.place_of(form.lines[0]))
    named = name.text if name else form.title
    return WORDS["results_not_read"].finding(place, observed=form.title or None, name=named)


def _refusal(form: Form) -> Finding | None:
    """Why a form is no goal table of a project, where that is sure."""
    title, key, place = normalise_label(form.title), "", form.title_place
    if DEPARTMENT_TITLE.search(title) and "project_name" not in form.texts:
        key = "not_a_goal_table/department"
    elif form.columns is None and _ESTIMATE_TITLE.search(title):
        key = "not_a_goal_table/estimate"
    elif _is_empty(form):
        key, place = "not_a_goal_table/empty", form.name_place
    kind = "自评" if "自评" in form.title else "目标"
    return WORDS[key].finding(place, observed=form.title, kind=kind) if key and place else None


def _is_empty(form: Form) -> bool:
    """Whether this is a form that nobody filled."""
    if "project_name" in form.texts or form.lines:
        return False
    amounts = [text.text for line in form.funding for text in line.cells.values()]
    amounts += [text.text for text in (form.budget, *(text for _, text in form.parts)) if text]
    return all(map(is_blank_amount, amounts))


def _take_budget_of_funds(form: Form) -> None:
    """The year's budget of a funds block: 年初预算数 of its total row, else 全年预算数; its other rows are parts."""
    settle_funding(form)
    for line in form.funding:
        amount = line.cells.get("initial") or line.cells.get("adjusted")
        if line.source is not FundingSource.TOTAL and amount:
            form.parts.append((line.source.label, amount))
        elif form.budget is None:
            form.budget = amount


def _with_budget_of_parts(form: Form, project: Project) -> Project:
    """Where the year's budget is blank or 0, the sum of its parts, else that of the whole project; both are told."""
    is_read = form.budget is None or project.budget_yuan is not None or is_blank_amount(form.budget.text)
    if form.parts:
        parts = [money(form, text, "budget", "funding", name="资金来源") for _, text in form.parts]
        sources = [labels.funding_source(label) or FundingSource.OTHER for label, _ in form.parts]
        total = funding_total(project.budget_yuan, list(zip(sources, parts, strict=True)), may_be_partial=True)
        place = form.budget.place if form.budget else form.parts[0][1].place
        finding = total.finding("预算", name=project.project_name, place=place, project_id=project.project_id)
        form.findings += [finding] if finding and is_read else []
        if total.amount and is_read and not project.budget_yuan:
            return replace(project, budget_yuan=total.amount)
    is_of_year = project.cycle_start_year == project.cycle_end_year
    if form.budget is None and form.whole_budget and is_of_year:
        whole = money(form, form.whole_budget, "whole_budget", "funding", name="项目总预算")
        form.ask("budget_from_whole", form.whole_budget.place, text=form.whole_budget.text)
        return replace(project, budget_yuan=whole)
    return project


def _ask_for_missing(form: Form, project: Project) -> None:
    place, name = project.place, project.project_name
    if form.budget is None and project.budget_yuan is None:
        unread = (item.observed or "" for item in form.findings if item.rule_id.endswith("_not_understood"))
        seen = next((f"，“{text}”的标签不认识" for text in unread if _AMOUNT.search(text)), "")
        form.ask("budget_missing", place, name=name, seen=seen)
    if project.fiscal_year is None:
        form.ask("fiscal_year_missing", place, name=name)
    if not form.lines:
        form.ask("indicators_missing", place)
