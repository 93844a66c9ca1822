"""One filled form, read back from every kind of file and after everything that a clerk may do to it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import Engine

from perfdata.checking.matching import Reference, build_reference
from perfdata.containers.sheets import read_raw_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import Indicator, Place, Project
from perfdata.core.reports import IndicatorCells
from perfdata.core.result_form import (
    ACTUAL,
    ATTAINMENT,
    DEVIATION_REASON,
    EVIDENCE,
    SHEET_INDICATORS,
    SHEET_INSTRUCTIONS,
    SHEET_SPENDING,
    SPENT,
)
from perfdata.core.terms import Severity
from perfdata.reading.results import holds_results, read_actual_results
from perfdata.storing import store
from perfdata.usecases import opening, uploading
from tests.containers.test_sheets_workbooks import biff_record, make_ole
from tests.result_builders import (
    TODAY,
    Form,
    Grid,
    Spot,
    Summary,
    changed_sheet,
    checked,
    delimited,
    grid_of,
    open_document,
    opened,
    summary,
)

ACTUAL_FOR = {
    "1个": "1个",
    "5个": "6个",
    "36人": "36人",
    "100%": "100%",
    "≥80%": "85.5%",
    "≥90%": "95%",
    "≥2场次": "2场次",
    "≤400元/人": "399.5元/人",
    "1次/月": "1次/月",
    "1000元/人/月": "1000元/人/月",
}
SPENT_OF = {2_500: 2_250, 25_000: 24_999.99, 299_600: 240_000, 504_000: 432_000}
REASON = '因“双减”政策调整，\n第二行；含"引号", 逗号'
UNITS_FILE = "填报.xlsx"


class Bundled:
    """The bundled tables in a store, and their template filled in."""

    def __init__(self, engine: Engine):
        records = store.current(engine, fiscal_year=2024)
        self.projects: Sequence[Project] = records.projects
        self.indicators: Sequence[Indicator] = records.indicators
        self.reference: Reference = build_reference(records.projects, records.indicators, fiscal_year=2024)
        self.template = uploading.result_template(engine, fiscal_year=2024, today=TODAY)

    def form(self) -> Form:
        """Every cell filled but the execution rates, which are computed."""
        form = opened(self.template)
        for item in self.indicators:
            if "执行率" in item.indicator_name:
                continue
            form.write(item, ACTUAL, ACTUAL_FOR.get(item.annual_target.raw, item.annual_target.raw))
            if item.annual_target.raw not in ACTUAL_FOR:
                form.write(item, ATTAINMENT, "达成")
            if item.indicator_name == "培训覆盖率":
                form.write(item, DEVIATION_REASON, REASON)
            if item.indicator_name == "补贴人数":
                form.write(item, EVIDENCE, "0012")
        for project in self.projects:
            form.write(project, SPENT, SPENT_OF[int(project.budget_yuan or 0)])
        return form


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundled]:
    folder: Path = tmp_path_factory.mktemp("store")
    engine = opening.open_with_bundled_tables(f"sqlite:///{folder / 'perfdata.db'}")
    yield Bundled(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def whole(bundled: Bundled) -> Summary:
    """What the form says, checked by hand against the form in the test below."""
    return summary(checked(bundled.form().content(), bundled.reference))


def test_the_filled_template_is_read_whole(bundled: Bundled, whole: Summary):
    draft = checked(bundled.form().content(), bundled.reference)
    by_name = {bundled.reference.indicators[item.indicator_id].indicator_name: item for item in draft.results}
    assert [finding.message for finding in draft.findings if finding.severity is not Severity.NOTICE] == []
    assert (len(draft.results), len(draft.spending), draft.held_count) == (32, 4, 0)
    assert by_name["人均培训成本"].actual.raw == "399.5元/人"
    assert by_name["培训覆盖率"].deviation_reason == REASON
    assert by_name["补贴人数"].evidence == "0012"
    assert by_name["项目可持续性"].attainment is not None
    assert by_name["补贴标准"].place == Place(source_file=UNITS_FILE, sheet=SHEET_INDICATORS, cell="H36")
    assert {float(item.spent_yuan or 0) for item in draft.spending} == {2_250, 24_999.99, 240_000, 432_000}
    assert draft.as_of == date(2024, 12, 31)
    assert (len(whole.results), whole.errors) == (32, 0)


# What a clerk does to the sheet.


def by_column(position: int) -> Callable[[Grid], Grid]:
    return lambda grid: grid[:3] + sorted(grid[3:], key=lambda row: str(row[position]), reverse=True)


def with_blank_rows(grid: Grid) -> Grid:
    blank = [""] * len(grid[0])
    return [blank, *grid[:1], blank, *grid[1:3], blank, *(line for row in grid[3:] for line in (row, blank, blank))]


def with_extra_columns(grid: Grid) -> Grid:
    return [[*row[:3], "", "备注" if at == 2 else "自己记的", *row[3:], ""] for at, row in enumerate(grid)]


def with_columns_reversed(grid: Grid) -> Grid:
    return [*grid[:2], *(row[::-1] for row in grid[2:])]


def without_ids(grid: Grid) -> Grid:
    return [*grid[:2], *(row[1:] for row in grid[2:])]


def with_blank_ids(grid: Grid) -> Grid:
    return [*grid[:3], *(["", *row[1:]] for row in grid[3:])]


def with_other_widths(grid: Grid) -> Grid:
    wide = str.maketrans("（）“”%≥", '()""％≧')
    return [
        *grid[:3],
        *([str(value).translate(wide) if at < 6 else value for at, value in enumerate(row)] for row in grid[3:]),
    ]


def with_headers_spelt_loosely(grid: Grid) -> Grid:
    return [*grid[:2], [f" {header[:2]}\n{header[2:]} " for header in grid[2]], *grid[3:]]


def with_header_again(grid: Grid) -> Grid:
    return [*grid[:10], grid[2], *grid[10:]]


CHANGES = [
    *(pytest.param(by_column(at), id=f"sorted by column {at}") for at in (0, 1, 5, 7)),
    with_blank_rows,
    with_extra_columns,
    with_columns_reversed,
    without_ids,
    with_blank_ids,
    with_other_widths,
    with_headers_spelt_loosely,
    with_header_again,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_rearranged_sheet_says_the_same(change: Callable[[Grid], Grid], bundled: Bundled, whole: Summary):
    form = bundled.form()
    changed_sheet(form, SHEET_INDICATORS, change)
    assert summary(checked(form.content(), bundled.reference)) == whole


@pytest.mark.parametrize("change", [by_column(1), with_blank_rows, with_extra_columns, without_ids, with_blank_ids])
def test_a_rearranged_sheet_of_spending_says_the_same(change: Callable[[Grid], Grid], bundled: Bundled, whole: Summary):
    form = bundled.form()
    changed_sheet(form, SHEET_SPENDING, change)
    assert summary(checked(form.content(), bundled.reference)) == whole


def test_renamed_moved_and_hidden_sheets_and_columns_say_the_same(bundled: Bundled, whole: Summary):
    form = bundled.form()
    form.indicators.title, form.spending.title = "Sheet1 (2)", "支出'表"
    form.workbook.move_sheet(form.spending, -1)
    del form.workbook[SHEET_INSTRUCTIONS]
    form.workbook.create_sheet("草稿", 0).append(["随手写的", 1])
    for letter in "ABC":
        form.indicators.column_dimensions[letter].hidden = True
    assert summary(checked(form.content(), bundled.reference)) == whole


def test_rows_that_are_left_out_are_simply_not_reported(bundled: Bundled, whole: Summary):
    form = bundled.form()
    changed_sheet(form, SHEET_INDICATORS, lambda grid: [*grid[:3], *grid[5::2]])
    part = summary(checked(form.content(), bundled.reference))
    assert len(part.results) == 16  # seventeen rows, one of them an execution rate
    assert part.results < whole.results
    assert (part.spending, part.errors, part.held_count) == (whole.spending, 0, 0)


def test_an_id_that_excel_spoilt_gives_way_to_the_names(bundled: Bundled, whole: Summary):
    form = bundled.form()
    changed_sheet(
        form,
        SHEET_INDICATORS,
        lambda grid: [*grid[:3], *([1.23457e11 + at, *row[1:]] for at, row in enumerate(grid[3:]))],
    )
    assert summary(checked(form.content(), bundled.reference)) == whole


# Other kinds of file.


def grids(form: Form) -> dict[str, Grid]:
    return {sheet.title: grid_of(sheet) for sheet in form.workbook.worksheets}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(("delimiter", "ending"), [(",", "csv"), ("\t", "tsv"), (";", "csv")])
def test_each_sheet_saved_as_text_says_the_same(
    encoding: str, delimiter: str, ending: str, bundled: Bundled, whole: Summary
):
    sheets = grids(bundled.form())
    indicators = checked(
        delimited(sheets[SHEET_INDICATORS], delimiter=delimiter).encode(encoding),
        bundled.reference,
        file_name=f"指标.{ending}",
    )
    spending = checked(
        delimited(sheets[SHEET_SPENDING], delimiter=delimiter).encode(encoding),
        bundled.reference,
        file_name=f"支出.{ending}",
    )
    assert (summary(indicators).results, summary(indicators).errors) == (whole.results, 0)
    assert (summary(spending).spending, summary(spending).errors) == (whole.spending, 0)


def test_a_row_of_a_text_file_is_placed_by_its_line(bundled: Bundled):
    text = delimited(grids(bundled.form())[SHEET_INDICATORS])
    draft = checked(text.encode(), bundled.reference, file_name="指标.csv")
    places = {bundled.reference.indicators[item.indicator_id].indicator_name: item.place for item in draft.results}
    assert places["补贴标准"] == Place(source_file="指标.csv", line=37)  # one below the reason of two lines


def test_an_open_document_says_the_same(bundled: Bundled, whole: Summary):
    content = open_document(grids(bundled.form()))
    assert summary(checked(content, bundled.reference, file_name="填报.ods")) == whole


def old_excel(grid: Grid) -> bytes:
    """A BIFF8 workbook with one sheet 表: numbers as numbers, all else as text."""
    start = biff_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    start += biff_record(0x0042, struct.pack("<H", 1200))
    name = "表".encode("utf-16-le")
    bound = struct.pack("<IBBBB", len(start) + 4 + 8 + len(name) + 4, 0, 0, 1, 1) + name
    cells = b""
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if isinstance(value, int | float):
                cells += biff_record(0x0203, struct.pack("<HHHd", row, column, 0, value))
            elif value != "":
                text = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
                label = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
                cells += biff_record(0x0204, label)
    sheet = biff_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)) + cells
    end = biff_record(0x000A, b"")
    return make_ole({"Workbook": start + biff_record(0x0085, bound) + end + sheet + end})


def test_an_old_workbook_says_the_same(bundled: Bundled, whole: Summary):
    indicators, spending, _ = grids(bundled.form()).values()
    results = summary(checked(old_excel(indicators), bundled.reference, file_name="填报.xls"))
    amounts = summary(checked(old_excel(spending), bundled.reference, file_name="支出.xls"))
    assert (results.results, results.errors) == (whole.results, 0)
    assert (amounts.spending, amounts.errors) == (whole.spending, 0)


# Year, day and header.


def head_of(bundled: Bundled, cells: Mapping[str, Any]) -> tuple[Any, ...]:
    form = bundled.form()
    for address, value in cells.items():
        form.put(Spot(SHEET_INDICATORS, address), value)
    report = read_actual_results(form.content(), file_name=UNITS_FILE)
    return report.fiscal_year, report.as_of, report.day_place and report.day_place.cell


@pytest.mark.parametrize(
    ("cells", "year", "day", "cell"),
    [
        ({}, 2024, date(2024, 12, 31), "E2"),
        ({"E2": "2024年6月30日"}, 2024, date(2024, 6, 30), "E2"),
        ({"E2": "2024.9.5"}, 2024, date(2024, 9, 5), "E2"),
        ({"D2": "截至日期：2024/6/30", "E2": None}, 2024, date(2024, 6, 30), "D2"),
        ({"E2": "2024-06-31"}, 2024, None, "E2"),
        ({"E2": "2024-06-301"}, 2024, None, "E2"),
        ({"C2": None}, 2024, date(2024, 12, 31), "E2"),
        ({"C2": "2023年度"}, 2023, date(2024, 12, 31), "E2"),
    ],
)
def test_year_and_day_are_read_beside_their_labels(
    cells: Mapping[str, Any], year: int, day: date | None, cell: str, bundled: Bundled
):
    assert head_of(bundled, cells) == (year, day, cell)


def test_the_day_of_the_sheet_of_indicators_counts_whatever_the_order_of_the_sheets(bundled: Bundled):
    form = bundled.form()
    form.put(Spot(SHEET_INDICATORS, "E2"), date(2024, 6, 30))
    form.workbook.move_sheet(form.spending, -1)
    report = read_actual_results(form.content(), file_name=UNITS_FILE)
    assert report.as_of == date(2024, 6, 30)
    assert report.day_place == Place(source_file=UNITS_FILE, sheet=SHEET_INDICATORS, cell="E2")


def test_a_file_without_the_headers_is_refused_in_one_sentence(bundled: Bundled):
    form = bundled.form()
    changed_sheet(form, SHEET_INDICATORS, lambda grid: [row[:7] for row in grid])
    changed_sheet(form, SHEET_SPENDING, lambda grid: [row[:4] for row in grid])
    with pytest.raises(UnusableFileError, match="没有找到“三级指标”与“实际完成值”的表头"):
        read_actual_results(form.content(), file_name=UNITS_FILE)


def test_goal_tables_are_no_results(bundled: Bundled):
    goals = "一级指标\t二级指标\t三级指标\t年度指标值\n产出指标\t数量指标\t人数\t5人\n".encode()
    assert not holds_results(read_raw_sheets(goals, file_name="目标表.txt"))
    assert holds_results(read_raw_sheets(bundled.template, file_name=UNITS_FILE))


def rows_of(text: str) -> list[IndicatorCells]:
    report = read_actual_results(text.encode(), file_name="表.csv")
    return [row.cells for row in report.indicators]


def test_cells_are_kept_verbatim_but_a_cell_of_spaces_is_blank():
    assert rows_of("三级指标,实际完成值,佐证\n人数, 007 ,\u3000 \n") == [
        IndicatorCells(indicator_name="人数", actual=" 007 ")
    ]


def test_rows_shorter_than_the_header_and_blank_rows_are_no_problem():
    assert rows_of("三级指标,实际完成值,佐证\n\n人数\n,,\n户数,5户\n") == [
        IndicatorCells(indicator_name="人数"),
        IndicatorCells(indicator_name="户数", actual="5户"),
    ]


def test_a_header_without_any_row_below_is_an_empty_report():
    assert rows_of("三级指标,实际完成值\n") == []


def test_columns_of_the_official_self_evaluation_are_known():
    header = "一级指标,二级指标,三级指标,年度指标值,全年完成值,分值,得分,偏差原因分析及改进措施"
    assert rows_of(f"{header}\n产出指标,数量指标,人数,5人,4人,10,8,减员\n") == [
        IndicatorCells(
            level1="产出指标",
            level2="数量指标",
            indicator_name="人数",
            annual_target="5人",
            actual="4人",
            deviation_reason="减员",
        )
    ]


def test_amounts_under_a_header_in_ten_thousand_yuan_are_converted(bundled: Bundled):
    project = bundled.projects[3]
    text = f"项目名称,全年预算数（万元）,全年执行数(万元)\n{project.project_name},50.4,43.2\n年度,2024,\n"
    draft = checked(text.encode(), bundled.reference, file_name="支出.csv")
    assert [(item.adjusted_budget_yuan, item.spent_yuan) for item in draft.spending] == [(504_000, 432_000)]


def test_only_formats_that_show_a_percent_sign_make_percentages(tmp_path: Path, bundled: Bundled):
    path = tmp_path / "自制.xlsx"
    names = ["党员参与率", "培训质量达标率", "培训覆盖率", "培训计划按期完成率", "党员对党组织建设的满意度"]
    values = [(0.92, "0.00%"), (1.1, "0%"), (85, "0.00"), (95, '0"%"'), ("0.9", "0%")]
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["项目名称", "三级指标", "实际完成值"])
        for row, (name, (value, number_format)) in enumerate(zip(names, values, strict=True), start=1):
            sheet.write_row(row, 0, ["两新组织党员活动经费（镇）", name])
            sheet.write(row, 2, value, workbook.add_format({"num_format": number_format}))
    draft = checked(path.read_bytes(), bundled.reference)
    assert [item.actual.raw for item in draft.results] == ["92%", "110%", "85", "95%"]
    assert [
        (item.rule_id, item.place and item.place.cell) for item in draft.findings if item.severity is Severity.ERROR
    ] == [("percent_as_fraction", "C6")]
