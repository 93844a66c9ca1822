"""The workbook in which a clerk reports actual results and spending. Imports pandas and XlsxWriter."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from perfdata.core import result_form as form
from perfdata.core.errors import PerfdataError
from perfdata.core.model import ActualResult, Indicator, Project, Spending
from perfdata.core.terms import Attainment, ValueKind
from perfdata.presenting.exports.chart_workbook import CREATED, MOST_ROWS, WORKBOOK_OPTIONS, CellFormats
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.presenting.exports.form_sheet import FIRST_ROW, HEAD_ROW, LOOKS, FormCell, FormSheet, GrowingRowsSheet
from perfdata.presenting.exports.result_instructions import write_instructions

_WIDTHS = (15, 24, 28, 13, 17, 28, 17, 18, 13, 38, 24)
INDICATOR_WIDTHS: dict[str, float] = dict(zip(form.INDICATOR_HEADERS, _WIDTHS, strict=True))
PARTS_WIDTHS: dict[str, float] = {form.NUMERATOR: 12, form.DENOMINATOR: 12}
SPENDING_WIDTHS: dict[str, float] = dict(zip(form.SPENDING_HEADERS, (15, 36, 36, 22, 22, 24), strict=True))
HINT = "只填白色单元格；灰色为目标表内容，请勿改动"
SPENDING_HINT = f"只填白色单元格；{form.LABEL_AS_OF}以“{form.SHEET_INDICATORS}”表为准"

ACTUAL_MESSAGES = {
    "execution_rate": f"可不填：按“{form.SHEET_SPENDING}”表的执行数自动计算",
    "number": "填数字和单位，如 92%；不要写≥",
    "day": "填实际完成的日期，如 2024年12月20日；不要写≤",
    "words": f"写实际情况，如“有效提升”；并在“{form.ATTAINMENT}”一栏选择等级",
}
_ATTAINMENT_LIST = {
    "validate": "list",
    "source": Attainment.labels(),
    "error_title": "等级有误",
    "error_message": f"请从下拉列表中选择：{'、'.join(Attainment.labels())}。",
}
_AMOUNT = {
    "validate": "decimal",
    "criteria": ">=",
    "value": 0,
    "error_title": "金额有误",
    "error_message": "请填大于或等于 0 的数字，单位为元，不要带文字。",
}
AMOUNT_MESSAGES = {
    form.INITIAL_BUDGET: "年初批复的预算数，单位：元",
    form.ADJUSTED_BUDGET: "调整后的全年预算数，单位：元；没有调整的与年初预算数相同",
    form.SPENT: "到截至日期为止的累计支出，单位：元；没有支出的填 0",
}


def result_template(
    projects: Sequence[Project],
    indicators: Sequence[Indicator],
    *,
    fiscal_year: int,
    as_of: date,
    results: Mapping[str, ActualResult],
    spending: Mapping[str, Spending],
    with_parts: bool = False,
) -> bytes:
    """An .xlsx form of three sheets: one row an indicator, one row a project, and how to fill them in.

    The caller hands over the records of this year: ``results`` by indicator_id and ``spending`` by project_id are
    pre-filled. Rows follow ``projects``, within a project ``indicators``; goal table cells are grey and locked. All
    text is text. ``with_parts`` adds columns for 分子 and 分母 of rates. Equal input gives equal bytes. Raises
    PerfdataError for more rows than a sheet holds, ValueError for an indicator of no given project.
    """
    if max(len(indicators), len(projects)) > MOST_ROWS:
        raise PerfdataError("指标太多，超过一张 Excel 工作表的容量，请先按单位筛选。")
    known = {project.project_id: project for project in projects}
    title = f"{fiscal_year} 年度绩效指标实际完成情况填报表"
    buffer = BytesIO()
    with Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        workbook.set_properties({"title": title, "subject": "项目支出绩效自评", "created": CREATED})
        styles = CellFormats(workbook, LOOKS)
        widths = INDICATOR_WIDTHS | (PARTS_WIDTHS if with_parts else {})
        sheet = FormSheet(_add_sheet(workbook, form.SHEET_INDICATORS), styles, widths)
        sheet.write_head(title=title, fiscal_year=fiscal_year, as_of=as_of, day_style="open_day", hint=HINT)
        _validate_day(sheet, fiscal_year=fiscal_year, as_of=as_of)
        _write_indicators(sheet, known, indicators, results=results, with_parts=with_parts)
        sheet = FormSheet(_add_sheet(workbook, form.SHEET_SPENDING), styles, SPENDING_WIDTHS)
        title = f"{fiscal_year} 年度项目支出情况填报表"
        sheet.write_head(title=title, fiscal_year=fiscal_year, as_of=as_of, day_style="grey_day", hint=SPENDING_HINT)
        _write_spending(sheet, known.values(), spending=spending)
        write_instructions(workbook.add_worksheet(form.SHEET_INSTRUCTIONS), styles)
    return buffer.getvalue()


def template_file_name(fiscal_year: int, unit: str | None) -> str:
    """``2024_某单位_实际完成情况填报表.xlsx``."""
    return safe_file_name(f"{fiscal_year}_{unit or '全部单位'}_实际完成情况填报表", ".xlsx")


def _add_sheet(workbook: Workbook, name: str) -> Worksheet:
    return workbook.add_worksheet(name, worksheet_class=GrowingRowsSheet)


def _validate_day(sheet: FormSheet, *, fiscal_year: int, as_of: date) -> None:
    first = min(date(fiscal_year, 1, 1), as_of)
    last = max(date(fiscal_year + 1, 12, 31), as_of)
    options = {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
        "ignore_blank": False,
        "input_message": f"填写数据统计到哪一天，如 {fiscal_year}-12-31",
        "error_title": "日期有误",
        "error_message": f"请填 {first.isoformat()} 至 {last.isoformat()} 之间的日期，如 {fiscal_year}-12-31。",
    }
    sheet.worksheet.data_validation(HEAD_ROW, 4, HEAD_ROW, 4, options)


def _write_indicators(
    sheet: FormSheet,
    projects: Mapping[str, Project],
    indicators: Sequence[Indicator],
    *,
    results: Mapping[str, ActualResult],
    with_parts: bool,
) -> None:
    rows_of_message: defaultdict[str, list[int]] = defaultdict(list)
    open_grades: list[int] = []
    for project, indicator, is_first in _by_project(projects, indicators):
        result = results.get(indicator.indicator_id)
        has_grade = _takes_grade(indicator, result)
        if has_grade:
            open_grades.append(sheet.next_row)
        rows_of_message[_message_key(indicator)].append(sheet.next_row)
        cells = _indicator_cells(project, indicator, result, has_grade=has_grade)
        if with_parts:
            cells = _with_parts(cells, indicator, result)
        sheet.write_row(cells, is_first_of_group=is_first)
    for key, rows in rows_of_message.items():
        sheet.validate(form.ACTUAL, rows, {"validate": "any", "input_message": ACTUAL_MESSAGES[key]})
    sheet.validate(form.ATTAINMENT, open_grades, _ATTAINMENT_LIST)
    sheet.finish(first_open_header=form.ACTUAL)


def _by_project(
    projects: Mapping[str, Project], indicators: Sequence[Indicator]
) -> Iterator[tuple[Project, Indicator, bool]]:
    """Project, indicator, and whether it is the first of its project, in the order of the projects."""
    grouped: dict[str, list[Indicator]] = {project_id: [] for project_id in projects}
    for indicator in indicators:
        if indicator.project_id not in grouped:
            raise ValueError(f"indicator {indicator.indicator_id} belongs to no given project")
        grouped[indicator.project_id].append(indicator)
    for project_id, own in grouped.items():
        for position, indicator in enumerate(own):
            yield projects[project_id], indicator, position == 0


def _takes_grade(indicator: Indicator, result: ActualResult | None) -> bool:
    """A grade is for targets that are no number; one that was given before stays open."""
    return not indicator.annual_target.is_quantitative or (result is not None and result.attainment is not None)


def _message_key(indicator: Indicator) -> str:
    if form.EXECUTION_RATE in indicator.indicator_name:
        return "execution_rate"
    if indicator.annual_target.kind is ValueKind.DEADLINE:
        return "day"
    return "number" if indicator.annual_target.is_quantitative else "words"


def _indicator_cells(
    project: Project, indicator: Indicator, result: ActualResult | None, *, has_grade: bool
) -> list[FormCell]:
    locked = (
        indicator.indicator_id,
        project.project_name,
        project.spending_unit,
        indicator.level1.label if indicator.level1 else None,
        indicator.level2.label if indicator.level2 else None,
        indicator.indicator_name,
        indicator.annual_target.raw,
    )
    actual = result.actual.raw if result else None
    grade = result.attainment.label if result and result.attainment else None
    return [
        *map(FormCell, locked),
        FormCell(actual, "open_text"),
        FormCell(grade, "open_choice" if has_grade else "grey"),
        FormCell(result.deviation_reason if result else None, "open_text"),
        FormCell(result.evidence if result else None, "open_text"),
    ]


def _with_parts(cells: Sequence[FormCell], indicator: Indicator, result: ActualResult | None) -> list[FormCell]:
    """The row with open cells for 分子 and 分母 where a rate is asked for; what is reported stands in them."""
    actual = result.actual if result else None
    over, under = (actual.numerator, actual.denominator) if actual else (None, None)
    is_rate = indicator.annual_target.unit == "%" or over is not None
    style = "open_text" if is_rate else "grey"
    own = [FormCell(None if each is None else f"{each:f}", style) for each in (over, under)]
    if actual and over is not None:
        at = form.INDICATOR_HEADERS.index(form.ACTUAL)
        rate = f"{actual.number:f}%" if "%" in actual.raw else None
        cells = [*cells[:at], FormCell(rate, "open_text"), *cells[at + 1 :]]
    return [*cells, *own]


def _write_spending(sheet: FormSheet, projects: Iterable[Project], *, spending: Mapping[str, Spending]) -> None:
    for project in projects:
        cells = [FormCell(project.project_id), FormCell(project.project_name), FormCell(project.spending_unit)]
        amounts = _amounts(project, spending.get(project.project_id))
        cells += [FormCell(amount, "open_amount") for amount in amounts]
        sheet.write_row(cells, is_first_of_group=False)
    for header, message in AMOUNT_MESSAGES.items():
        sheet.validate(header, range(FIRST_ROW, sheet.next_row), {**_AMOUNT, "input_message": message})
    sheet.finish(first_open_header=form.ADJUSTED_BUDGET)


def _amounts(project: Project, reported: Spending | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Initial and adjusted budget and spent amount; without a report both budgets are that of the goal table."""
    if reported is None:
        return project.budget_yuan, project.budget_yuan, None
    initial = project.budget_yuan if reported.initial_budget_yuan is None else reported.initial_budget_yuan
    adjusted = initial if reported.adjusted_budget_yuan is None else reported.adjusted_budget_yuan
    return initial, adjusted, reported.spent_yuan
