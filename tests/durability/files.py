"""What the model says as files and records, the way a clerk or another program hands them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import cast

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from perfdata.core.model import ActualResult, Place, Spending
from perfdata.core.terms import Attainment
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import read_goal_tables
from tests.builders import Line, goal_table, goal_tables
from tests.durability.model import (
    INDICATORS,
    PROJECTS,
    Amounts,
    Key,
    Report,
    Table,
    actual_text,
    grade_text,
    target_text,
)

YEAR = 2024
AMOUNT_HEADERS = ("年初预算数（元）", "全年预算数（元）", "全年执行数（元）")
_LEVELS = {
    "补助户数": ("产出指标", "数量指标"),
    "发放准确率": ("产出指标", "质量指标"),
    "生活改善": ("效益指标", "社会效益指标"),
    "住户满意度": ("满意度指标", "服务对象满意度指标"),
    "预算执行率": ("产出指标", "时效指标"),
}


def goal_file(tables: Mapping[str, Table]) -> bytes:
    """The goal tables as a text file."""
    return goal_tables(
        *(
            goal_table(name=project, budget=str(table.budget), lines=list(_lines(table)))
            for project, table in tables.items()
        )
    )


def _lines(table: Table) -> Iterator[Line]:
    for indicator, target in table.targets.items():
        words = target_text(indicator, target)
        yield Line(*_LEVELS[indicator], indicator, words, words)


@cache
def project_ids() -> dict[str, str]:
    """The stored id of each project name."""
    return {project.project_name: project.project_id for project in _everything().projects}


@cache
def indicator_ids() -> dict[Key, str]:
    """The stored id of each project and indicator name."""
    names = {project_id: name for name, project_id in project_ids().items()}
    return {(names[item.project_id], item.indicator_name): item.indicator_id for item in _everything().indicators}


@cache
def _everything():
    full = Table(20_000, dict.fromkeys(INDICATORS, 90))
    return read_goal_tables(goal_file(dict.fromkeys(PROJECTS, full)), file_name="目标表.txt")


def result_records(report: Report) -> list[ActualResult]:
    return [
        ActualResult(
            indicator_id=indicator_ids()[key],
            fiscal_year=YEAR,
            as_of=report.day,
            actual=parse_value(actual_text(key[1], value)),
            attainment=_attainment(grade_text(key[1], value)),
            place=Place(source_file="接口", line=number),
        )
        for number, (key, value) in enumerate(report.results.items(), start=1)
    ]


def spending_records(report: Report) -> list[Spending]:
    return [
        Spending(
            project_id=project_ids()[project],
            fiscal_year=YEAR,
            as_of=report.day,
            initial_budget_yuan=Decimal(amounts.initial),
            adjusted_budget_yuan=Decimal(amounts.adjusted),
            spent_yuan=Decimal(amounts.spent),
            place=Place(source_file="接口", line=number),
        )
        for number, (project, amounts) in enumerate(report.spending.items(), start=1)
    ]


def _attainment(label: str | None) -> Attainment | None:
    return list(Attainment)[Attainment.labels().index(label)] if label else None


def result_csv(report: Report) -> bytes:
    """The results alone as a comma-separated file that names its rows."""
    rows = [["项目名称", "三级指标", "实际完成值", "完成等级"]]
    for (project, indicator), value in report.results.items():
        rows.append([project, indicator, actual_text(indicator, value), grade_text(indicator, value) or ""])
    return _csv(report.day, rows)


def spending_csv(report: Report) -> bytes:
    """The spending alone."""
    rows = [["项目名称", *AMOUNT_HEADERS]]
    rows += [[project, *map(str, amounts)] for project, amounts in report.spending.items()]
    return _csv(report.day, rows)


def _csv(day: date, rows: list[list[str]]) -> bytes:
    head = ["年度", str(YEAR), "截至日期", day.isoformat()]
    return "\n".join(",".join(row) for row in [head, *rows]).encode()


def fill_template(template: bytes, report: Report) -> bytes:
    """Our template as a clerk fills it in: these values over what stands there already."""
    workbook = load_workbook(BytesIO(template))
    form, money = workbook.worksheets[0], workbook.worksheets[1]
    form["E2"] = report.day
    for row in _rows(form):
        key = (str(row["项目名称"].value), str(row["三级指标"].value))
        if key in report.results:
            value = report.results[key]
            row["实际完成值"].value = actual_text(key[1], value) or None
            row["完成等级"].value = grade_text(key[1], value)
    for row in _rows(money):
        if amounts := report.spending.get(str(row["项目名称"].value)):
            for header, amount in zip(
                ("年初预算数（元）", "全年预算数（元）", "全年执行数（元）"), amounts, strict=True
            ):
                row[header].value = amount
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _rows(sheet: Worksheet) -> Iterator[dict[str, Cell]]:
    """The rows below the headers, by header."""
    headers = [str(cell.value) for cell in sheet[3]]
    for cells in sheet.iter_rows(min_row=4):
        yield dict(zip(headers, cast("tuple[Cell, ...]", cells), strict=False))


def template_says(tables: Mapping[str, Table], held: Report, typed: Report) -> Report:
    """What a filled template reports: the values that stood in it, and the typed ones over them."""
    keys = [(project, indicator) for project, table in tables.items() for indicator in table.targets]
    results = {**held.results, **typed.results}
    spending: dict[str, Amounts] = {**held.spending, **typed.spending}
    return Report(
        typed.day,
        {key: results[key] for key in keys if key in results},
        {project: spending[project] for project in tables if project in spending},
    )
