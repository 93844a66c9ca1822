"""One reported row of a known indicator: sound enough to store, or held back with the reasons at its cells."""

from __future__ import annotations

from perfdata.assessing.completion import assess_completion, is_execution_indicator, read_attainment
from perfdata.assessing.matching import Reference, named_indicator
from perfdata.assessing.result_values import problems_of
from perfdata.assessing.results_draft import ResultsDraft
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Spending
from perfdata.core.reports import ReportedRow, ReportedSheets
from perfdata.core.terms import Outcome, Severity, ValueKind
from perfdata.core.text import normalise_label
from perfdata.core.values import parse_value

OPEN_CELLS = ("actual", "attainment", "deviation_reason", "evidence")
_LOCKED = {
    "project_name": "项目名称",
    "level1": "一级指标",
    "level2": "二级指标",
    "indicator_name": "三级指标",
    "annual_target": "年度指标值",
}


def check_row(
    draft: ResultsDraft,
    report: ReportedSheets,
    row: ReportedRow,
    indicator: Indicator,
    reference: Reference,
    spending: Spending | None,
) -> ActualResult | None:
    """The row's result, or None where an error holds it back."""
    is_sound = _check_identity(draft, row, indicator, reference) and _check_calculated(draft, report, row, indicator)
    actual_raw, attainment_raw = row.text("actual"), row.text("attainment")
    for problem in problems_of(indicator.annual_target.raw, actual_raw, attainment_raw):
        is_sound &= problem.severity is not Severity.ERROR
        draft.findings.append(
            Finding(
                rule_id=problem.rule_id,
                severity=problem.severity,
                project_id=indicator.project_id,
                indicator_id=indicator.indicator_id,
                message=f"{indicator.indicator_name}：{problem.message}",
                observed=row.text(problem.field),
                expected=problem.expected,
                suggestion=problem.suggestion,
                place=row.origin.place(problem.field),
            )
        )
    if not is_sound or not _says_something(draft, row, indicator):
        return None
    result = _result(draft, row, indicator)
    _check_day_of_result(draft, row, indicator, result)
    _check_reason(draft, row, indicator, result, spending)
    return result


def _result(draft: ResultsDraft, row: ReportedRow, indicator: Indicator) -> ActualResult:
    assert draft.fiscal_year is not None
    assert draft.as_of is not None
    target = indicator.annual_target
    graded_by = row.text("attainment") or (row.text("actual") if target.kind is ValueKind.QUALITATIVE else "")
    return ActualResult(
        indicator_id=indicator.indicator_id,
        fiscal_year=draft.fiscal_year,
        as_of=draft.as_of,
        actual=parse_value(row.text("actual")),
        attainment=None if target.is_quantitative else read_attainment(graded_by),
        deviation_reason=row.texts.get("deviation_reason") or None,
        evidence=row.texts.get("evidence") or None,
        place=row.origin.place("actual"),
    )


def _check_identity(draft: ResultsDraft, row: ReportedRow, indicator: Indicator, reference: Reference) -> bool:
    """Locked cells must say what is stored; a row whose id and names mean different indicators is held."""
    stored = reference.texts[indicator.indicator_id]
    changed = [
        name
        for name in _LOCKED
        if name in row.origin.columns
        and (text := row.texts.get(name, "")) != stored[name]
        and normalise_label(text) != normalise_label(stored[name])
    ]
    if not changed:
        return True
    other = named_indicator(row.texts, reference)
    if other not in (None, indicator.indicator_id) and row.text("indicator_id") == indicator.indicator_id:
        draft.report(
            "id_name_conflict",
            Severity.ERROR,
            row.origin.place("indicator_name"),
            f"隐藏的指标编号对应“{stored['indicator_name']}”，而名称写的是“{row.text('indicator_name')}”。",
            indicator_id=indicator.indicator_id,
            project_id=indicator.project_id,
            observed=row.text("indicator_name"),
            expected=stored["indicator_name"],
            suggestion="请勿移动或覆盖灰色单元格；请用重新下载的模板填写这一行。",
        )
        return False
    for name in changed:
        draft.report(
            "locked_cell_changed",
            Severity.WARNING,
            row.origin.place(name),
            f"“{_LOCKED[name]}”被改动，仍按目标表的内容处理。",
            indicator_id=indicator.indicator_id,
            project_id=indicator.project_id,
            observed=row.texts.get(name, ""),
            expected=stored[name],
            suggestion="灰色单元格请勿改动；如目标有调整，请重新导入绩效目标表。",
        )
    return True


def has_uncalculated(report: ReportedSheets, row: ReportedRow) -> bool:
    return bool(report.uncalculated) and any(_uncalculated_cells(report, row))


def _uncalculated_cells(report: ReportedSheets, row: ReportedRow) -> list[str]:
    sheet = row.origin.sheet or ""
    places = {name: row.origin.place(name).cell or "" for name in OPEN_CELLS if name in row.origin.columns}
    return [name for name, cell in places.items() if (sheet, cell) in report.uncalculated]


def _check_calculated(draft: ResultsDraft, report: ReportedSheets, row: ReportedRow, indicator: Indicator) -> bool:
    names = _uncalculated_cells(report, row) if report.uncalculated else []
    for name in names:
        draft.report(
            "formula_without_value",
            Severity.ERROR,
            row.origin.place(name),
            f"{indicator.indicator_name}：单元格是公式，但文件里没有保存计算结果。",
            indicator_id=indicator.indicator_id,
            project_id=indicator.project_id,
            expected="数值或文字",
            suggestion="请用 Excel 或 WPS 打开文件、保存一次后再上传，或直接填写数值。",
        )
    return not names


def _says_something(draft: ResultsDraft, row: ReportedRow, indicator: Indicator) -> bool:
    if row.text("actual") or row.text("attainment"):
        return True
    draft.report(
        "actual_missing",
        Severity.WARNING,
        row.origin.place("actual"),
        f"{indicator.indicator_name}：填写了原因或佐证，但没有实际完成值，未采用。",
        indicator_id=indicator.indicator_id,
        project_id=indicator.project_id,
        expected="实际完成值或完成等级",
        suggestion="请补填实际完成值（定性指标选完成等级）。",
    )
    return False


def _check_day_of_result(draft: ResultsDraft, row: ReportedRow, indicator: Indicator, result: ActualResult) -> None:
    """A finished date after the reporting day cannot have happened yet."""
    assert draft.as_of is not None
    number = result.actual.number
    if indicator.annual_target.kind is not ValueKind.DEADLINE or number is None or number < 10_000_000:
        return
    if number > int(f"{draft.as_of:%Y%m%d}"):
        draft.report(
            "actual_in_future",
            Severity.WARNING,
            row.origin.place("actual"),
            f"{indicator.indicator_name}：完成日期“{result.actual.raw}”晚于截至日期 {draft.as_of:%Y-%m-%d}。",
            indicator_id=indicator.indicator_id,
            project_id=indicator.project_id,
            observed=result.actual.raw,
            expected=f"不晚于 {draft.as_of:%Y-%m-%d} 的日期",
            suggestion="请核对完成日期，或改写截至日期。",
        )


def _check_reason(
    draft: ResultsDraft, row: ReportedRow, indicator: Indicator, result: ActualResult, spending: Spending | None
) -> None:
    """财预〔2020〕10号: a result off its target needs a reason and measures."""
    if result.deviation_reason or is_execution_indicator(indicator):
        return
    completion = assess_completion(indicator, result=result, spending=spending)
    if completion.outcome in (Outcome.PARTLY_MET, Outcome.NOT_MET):
        draft.report(
            "reason_missing",
            Severity.WARNING,
            row.origin.place("deviation_reason"),
            f"{indicator.indicator_name}：{completion.outcome.label}，没有写偏差原因及改进措施。",
            indicator_id=indicator.indicator_id,
            project_id=indicator.project_id,
            observed=completion.explanation,
            expected="偏差原因及改进措施",
            suggestion="未完成的指标须说明原因和改进措施。",
        )
