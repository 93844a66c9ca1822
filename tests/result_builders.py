"""Forms of reported results as tests need them: an office of many projects, filled plausibly, changed cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZipFile

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfdata.checking.matching import Reference, build_reference
from perfdata.checking.result_checks import check_report
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.model import Indicator, Project
from perfdata.core.result_form import (
    ACTUAL,
    ATTAINMENT,
    DEVIATION_REASON,
    EVIDENCE,
    HEADER_ROW_NUMBER,
    INDICATOR_ID,
    PROJECT_ID,
    SHEET_INDICATORS,
    SHEET_SPENDING,
    SPENT,
)
from perfdata.presenting.exports.result_template import result_template
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.reading.results import read_actual_results
from tests.builders import Line, goal_table, goal_tables

AS_OF = date(2024, 12, 31)
TODAY = date(2025, 3, 1)
FILE = "填报.xlsx"
REASON = "受连续降雨影响停工四十天，已安排下年度一季度补足。"
PROJECTS = 50
OPEN_INDICATOR_HEADERS = {"分子", "分母", "实际完成值", "完成等级", "偏差原因及改进措施", "佐证"}
OPEN_SPENDING_HEADERS = {"年初预算数（元）", "全年预算数（元）", "全年执行数（元）"}

Grid = list[list[Any]]


class Spot(NamedTuple):
    """A cell as a finding names it."""

    sheet: str
    cell: str


class Case(NamedTuple):
    """One project of the office and its six indicators, one of each sort."""

    number: int
    project: Project
    people: Indicator
    rate: Indicator
    day: Indicator
    money: Indicator
    words: Indicator
    satisfaction: Indicator

    @property
    def indicators(self) -> Sequence[Indicator]:
        return self[2:]


class Office(NamedTuple):
    """Goal tables of many projects, as stored for 2024."""

    projects: Sequence[Project]
    indicators: Sequence[Indicator]
    reference: Reference

    @property
    def cases(self) -> list[Case]:
        own = [self.indicators[start : start + 6] for start in range(0, len(self.indicators), 6)]
        return [Case(at, project, *six) for at, (project, six) in enumerate(zip(self.projects, own, strict=True))]


@cache
def office(project_count: int = PROJECTS) -> Office:
    """Projects of six indicators: 人, %, 元/人, a deadline, words, and % again; the budgets are 10,000 to …."""
    tables = read_goal_tables(goal_tables(*map(_table, range(project_count))), file_name="目标表.txt")
    reference = build_reference(tables.projects, tables.indicators, fiscal_year=2024)
    return Office(list(tables.projects), list(tables.indicators), reference)


def _table(at: int) -> str:
    people, rate, money = f"{20 + at}人", f"≥{80 + at % 15}%", f"≤{300 + 10 * at}元/人"
    day, words = f"2024年{7 + at % 5}月底前", ("有效提升", "长期", "有效保障")[at % 3]
    return goal_table(
        name=f"第{at + 1}类人员生活补助（镇）",
        unit=f"某镇第{at % 7 + 1}办公室",
        budget=str(10_000 + 1_000 * at),
        lines=[
            Line("产出指标", "数量指标", "补助人数", people, people),
            Line("", "质量指标", "发放准确率", rate, rate),
            Line("", "时效指标", "发放完成时间", day, day),
            Line("", "成本指标", "人均补助成本", money, money),
            Line("效益指标", "社会效益指标", "生活改善情况", words, words),
            Line("满意度指标", "服务对象满意度指标", "补助对象满意度", "≥90%", "≥90%"),
        ],
    )


class Form:
    """A form of results in openpyxl; cells are found by the id of their row and the header of their column."""

    def __init__(self, workbook: Workbook):
        self.workbook = workbook
        self.indicators = self.workbook[SHEET_INDICATORS]
        self.spending = self.workbook[SHEET_SPENDING]
        self._columns = {sheet.title: _columns(sheet) for sheet in (self.indicators, self.spending)}
        self._rows = _rows_by_id(self.indicators, INDICATOR_ID) | _rows_by_id(self.spending, PROJECT_ID)

    def spot(self, subject: Indicator | Project, header: str) -> Spot:
        sheet, key = self._sheet_of(subject)
        cell = sheet.cell(self._rows[key], self._columns[sheet.title][header])
        return Spot(sheet.title, cell.coordinate)

    def write(self, subject: Indicator | Project, header: str, value: Any, *, number_format: str | None = None) -> Spot:
        """Type a value into the cell of a row and a column."""
        spot = self.spot(subject, header)
        cell = self.workbook[spot.sheet][spot.cell]
        cell.value = value
        if number_format:
            cell.number_format = number_format
        return spot

    def read(self, subject: Indicator | Project, header: str) -> Any:
        spot = self.spot(subject, header)
        return self.workbook[spot.sheet][spot.cell].value

    def put(self, spot: Spot, value: Any) -> None:
        """Type a value into any cell."""
        self.workbook[spot.sheet].cell(*coordinate_to_tuple(spot.cell)).value = value

    def append(self, subject: Indicator | Project, **changes: Any) -> dict[str, Spot]:
        """A copy of a row below the last one, with other values by header; where each of its cells stands."""
        sheet, key = self._sheet_of(subject)
        columns, below = self._columns[sheet.title], sheet.max_row + 1
        for header, column in columns.items():
            sheet.cell(below, column, changes.get(header, sheet.cell(self._rows[key], column).value))
        return {header: Spot(sheet.title, sheet.cell(below, column).coordinate) for header, column in columns.items()}

    def content(self) -> bytes:
        buffer = io.BytesIO()
        self.workbook.save(buffer)
        return buffer.getvalue()

    def _sheet_of(self, subject: Indicator | Project) -> tuple[Worksheet, str]:
        if isinstance(subject, Indicator):
            return self.indicators, subject.indicator_id
        return self.spending, subject.project_id


def _columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column or 0 for cell in sheet[HEADER_ROW_NUMBER] if cell.value}


def _rows_by_id(sheet: Worksheet, header: str) -> dict[str, int]:
    column = _columns(sheet)[header]
    return {str(sheet.cell(row, column).value): row for row in range(HEADER_ROW_NUMBER + 1, sheet.max_row + 1)}


def opened(content: bytes) -> Form:
    """A downloaded template, as it is."""
    return Form(openpyxl.load_workbook(io.BytesIO(content)))


def plain_form(grids: Mapping[str, Grid]) -> Form:
    """A form with the same cells as a template and no formats: made in a tenth of the time."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, grid in grids.items():
        sheet = workbook.create_sheet(name)
        for row in grid:
            sheet.append([None if value == "" else value for value in row])
    return Form(workbook)


@cache
def _grids(project_count: int) -> Mapping[str, Grid]:
    workbook = opened(template_of(office(project_count))).workbook
    return {sheet.title: grid_of(sheet) for sheet in workbook.worksheets}


def template_of(records: Office) -> bytes:
    projects, indicators, _ = records
    return result_template(projects, indicators, fiscal_year=2024, as_of=AS_OF, results={}, spending={})


def filled_form(records: Office, *, seed: int = 1) -> Form:
    """The template filled by a careful clerk who is not pedantic about spelling."""
    form, random = plain_form(_grids(len(records.projects))), Random(seed)
    for case in records.cases:
        fill_case(form, case, random)
    return form


def fill_case(form: Form, case: Case, random: Random) -> None:
    people = int(case.people.annual_target.number or 0)
    rate = int(case.rate.annual_target.number or 0)
    ceiling = int(case.money.annual_target.number or 0)
    month = int(case.day.annual_target.number or 0) // 100 % 100
    count = random.randint(people - 5, people + 5)
    form.write(case.people, ACTUAL, random.choice([f"{count}人", f"{count}名", count, f" {count} 人", f"{count}"]))
    share = random.randint(rate, 100)
    form.write(case.rate, ACTUAL, random.choice([f"{share}%", f"{share}％", f"{share}.0%", share]))
    spent = random.randint(ceiling // 2, ceiling)
    form.write(case.money, ACTUAL, random.choice([f"{spent}元/人", f"{spent} 元／人", float(spent), f"{spent:,}元/人"]))
    day = date(2024, random.randint(1, month), random.randint(1, 28))
    form.write(case.day, ACTUAL, random.choice([day, f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日"]))
    form.write(case.words, ACTUAL, random.choice([case.words.annual_target.raw, "达到预期效果", None]))
    form.write(case.words, ATTAINMENT, "达成")
    form.write(case.satisfaction, ACTUAL, f"{random.randint(900, 1000) / 10}%")
    form.write(case.satisfaction, EVIDENCE, random.choice([None, "满意度问卷统计表", "无", "见附件《台账》"]))
    form.write(case.people, ATTAINMENT, random.choice([None, "/", "—"]))
    if count < people:
        form.write(case.people, DEVIATION_REASON, REASON)
    budget = int(case.project.budget_yuan or 0)
    form.write(case.project, SPENT, random.choice([budget, round(budget * random.uniform(0.5, 1), 2), f"{budget:,}"]))


def checked(content: bytes, reference: Reference, *, file_name: str = FILE, today: date = TODAY) -> ResultsDraft:
    report = read_actual_results(content, file_name=file_name)
    return check_report(report, references={reference.fiscal_year: reference}, today=today, remembered={})


# Files of other kinds with the same rows.


def grid_of(sheet: Worksheet) -> Grid:
    """The values of a sheet, '' where empty."""
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


def changed_sheet(form: Form, name: str, change: Callable[[Grid], Iterable[Sequence[Any]]]) -> None:
    """Put the rows that ``change`` makes of a sheet's rows in its place."""
    sheet = form.workbook[name]
    rows = list(change(grid_of(sheet)))
    position = form.workbook.index(sheet)
    form.workbook.remove(sheet)
    fresh = form.workbook.create_sheet(name, position)
    for row in rows:
        fresh.append([None if value == "" else value for value in row])


def delimited(grid: Grid, *, delimiter: str = ",") -> str:
    """The rows as Excel saves them as text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(grid)
    return buffer.getvalue()


def open_document(sheets: dict[str, Grid]) -> bytes:
    """An .ods file: numbers and dates typed, all else text."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in grid)
        + "</table:table>"
        for name, grid in sheets.items()
    )
    namespaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {"office": "office", "table": "table", "text": "text"}.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content {namespaces}>{body}</office:document-content>")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
    return buffer.getvalue()


def _ods_cell(value: Any) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


@dataclass(frozen=True, slots=True)
class Summary:
    """What a draft would store and hold, without places: comparable between files of different kinds."""

    results: frozenset[tuple[Any, ...]]
    spending: frozenset[tuple[Any, ...]]
    errors: int
    held_count: int


def summary(draft: ResultsDraft) -> Summary:
    return Summary(
        results=frozenset(
            (item.indicator_id, item.as_of, item.actual.raw, item.attainment, item.deviation_reason, item.evidence)
            for item in draft.results
        ),
        spending=frozenset(
            (item.project_id, item.as_of, item.initial_budget_yuan, item.adjusted_budget_yuan, item.spent_yuan)
            for item in draft.spending
        ),
        errors=sum(finding.severity.value == "error" for finding in draft.findings),
        held_count=draft.held_count,
    )
