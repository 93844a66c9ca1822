"""One reported row of a known indicator: sound enough to store, or held back with the reasons at its cells."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping

from perfdata.assessing.comparing import compare_number
from perfdata.assessing.completion import assess_completion, effective_comparator, read_attainment
from perfdata.assessing.matching import IndicatorRow, Reference, named_indicator
from perfdata.assessing.result_values import is_blank, problems_of
from perfdata.assessing.results_draft import ResultsDraft
from perfdata.core.model import ActualResult, Indicator, Spending
from perfdata.core.reports import LOCKED, OPEN, OPEN_FIELDS, IndicatorCells, ReportedSheets
from perfdata.core.terms import Attainment, Comparator, Outcome, Severity, ValueKind
from perfdata.core.text import normalise_label, unify_width
from perfdata.core.values import parse_value

EXCEL_ERRORS = frozenset(
    "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC! #FIELD! #BLOCKED! #GETTING_DATA".split()
)
_LOCKED = {
    "project_name": "项目名称",
    "spending_unit": "用款单位",
    "level1": "一级指标",
    "level2": "二级指标",
    "indicator_name": "三级指标",
    "annual_target": "年度指标值",
}


def check_row(
    draft: ResultsDraft,
    report: ReportedSheets,
    row: IndicatorRow,
    indicator: Indicator,
    reference: Reference,
    spending: Mapping[str, Spending],
) -> None:
    """Append the row's result to the draft, or count it as held where an error holds it back."""
    is_sound = _check_identity(draft, row, indicator, reference)
    broken = _report_broken_cells(draft, report, row, indicator)
    actual_raw, attainment_raw = row.cells.actual, row.cells.attainment
    for problem in problems_of(indicator.annual_target.raw, actual_raw, attainment_raw):
        if problem.field in broken:
            continue
        is_sound &= problem.severity is not Severity.ERROR
        draft.report(
            problem.rule_id,
            problem.severity,
            row.place(problem.field),
            f"{indicator.indicator_name}：{problem.message}",
            observed=row.text(problem.field),
            expected=problem.expected,
            suggestion=problem.suggestion,
            **_subject(indicator),
        )
    if broken or not is_sound:
        draft.held_count += 1
        return
    result = _result(draft, row, indicator)
    if not (actual_raw or result.attainment):
        if not (result.deviation_reason or result.evidence):
            return
        _report_missing(draft, row, indicator)
    draft.results.append(result)
    _check_day_of_result(draft, row, indicator, result)
    _check_outcome(draft, row, indicator, result, spending.get(indicator.project_id))


def _subject(indicator: Indicator) -> dict[str, str | None]:
    return {"indicator_id": indicator.indicator_id, "project_id": indicator.project_id}


def _result(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator) -> ActualResult:
    assert draft.fiscal_year is not None
    assert draft.as_of is not None
    attainment = row.cells.attainment
    return ActualResult(
        indicator_id=indicator.indicator_id,
        fiscal_year=draft.fiscal_year,
        as_of=draft.as_of,
        actual=parse_value(row.cells.actual),
        attainment=None if not attainment or indicator.annual_target.is_quantitative else read_attainment(attainment),
        deviation_reason=row.cells.deviation_reason or None,
        evidence=row.cells.evidence or None,
        place=row.place("actual"),
    )


def _check_identity(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator, reference: Reference) -> bool:
    """Locked cells must say what is stored; a row whose id and names mean different indicators is held."""
    shown = reference.shown[indicator.indicator_id]
    if row.cells[LOCKED] == shown[LOCKED]:
        return True
    changed = {
        name: getattr(shown, name)
        for name in _LOCKED
        if name in row.layout.columns and not _means_same(name, row.text(name), getattr(shown, name))
    }
    named = named_indicator(row, reference) if changed else indicator.indicator_id
    if named != indicator.indicator_id:
        if row.cells.indicator_id.strip() != indicator.indicator_id:
            _report_confirmed(draft, row, indicator, shown)
            return True
        if named is not None:
            _report_conflict(draft, row, indicator, shown)
            return False
    for name, stored in changed.items():
        draft.report(
            "locked_cell_changed",
            Severity.WARNING,
            row.place(name),
            f"“{_LOCKED[name]}”被改动，仍按目标表的内容处理。",
            observed=row.text(name),
            expected=stored,
            suggestion="灰色单元格请勿改动；如目标有调整，请重新导入绩效目标表。",
            **_subject(indicator),
        )
    return True


def _means_same(name: str, text: str, stored: str) -> bool:
    """Equal but for spaces, widths and brackets, or the same value in another spelling (≥90% and >=90%)."""
    if text == stored or normalise_label(text) == normalise_label(stored):
        return True
    if name != "annual_target":
        return False
    one, other = parse_value(text), parse_value(stored)
    fields = ("kind", "comparator", "number", "upper", "unit", "per", "is_approximate")
    return one.is_quantitative and all(getattr(one, field) == getattr(other, field) for field in fields)


def _report_confirmed(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator, shown: IndicatorCells) -> None:
    draft.report(
        "match_confirmed",
        Severity.NOTICE,
        row.place("indicator_name"),
        f"按确认过的对应关系，这一行作为“{shown.project_name}”的“{shown.indicator_name}”。",
        observed=row.cells.indicator_name,
        expected=shown.indicator_name,
        suggestion="如果对应有误，请改回模板中的项目和指标名称。",
        **_subject(indicator),
    )


def _report_conflict(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator, shown: IndicatorCells) -> None:
    draft.report(
        "id_name_conflict",
        Severity.ERROR,
        row.place("indicator_name"),
        f"隐藏的指标编号对应“{shown.project_name}”的“{shown.indicator_name}”，"
        f"而名称写的是“{row.text('project_name')}”的“{row.text('indicator_name')}”。",
        observed=row.cells.indicator_name,
        expected=shown.indicator_name,
        suggestion="请勿移动或覆盖灰色单元格；请用重新下载的模板填写这一行。",
        **_subject(indicator),
    )


def _report_broken_cells(
    draft: ResultsDraft, report: ReportedSheets, row: IndicatorRow, indicator: Indicator
) -> list[str]:
    """The open cells that hold an Excel error or a formula without a stored value, which is reported."""
    if not report.uncalculated and "#" not in "".join(row.cells[OPEN]):
        return []
    wrong = [name for name in OPEN_FIELDS if (text := row.text(name))[:1] == "#" and text.strip() in EXCEL_ERRORS]
    uncalculated = report.uncalculated_of(row, OPEN_FIELDS)
    for name in (*wrong, *uncalculated):
        is_wrong = name in wrong
        draft.report(
            "excel_error" if is_wrong else "formula_without_value",
            Severity.ERROR,
            row.place(name),
            f"{indicator.indicator_name}：单元格是公式，"
            f"{f'计算结果是错误“{row.text(name)}”' if is_wrong else '但文件里没有保存计算结果'}。",
            observed=row.text(name) or "没有结果的公式",
            expected="数值或文字",
            suggestion="请改正公式，或直接填写数值。"
            if is_wrong
            else "请用 Excel 或 WPS 打开文件、保存一次后再上传，或直接填写数值。",
            **_subject(indicator),
        )
    return [*wrong, *uncalculated]


def _report_missing(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator) -> None:
    draft.report(
        "actual_missing",
        Severity.WARNING,
        row.place("actual"),
        f"{indicator.indicator_name}：填写了原因或佐证，但没有实际完成值，仍作为待填报。",
        observed="空白",
        expected="实际完成值或完成等级",
        suggestion="请补填实际完成值（定性指标选完成等级）。",
        **_subject(indicator),
    )


def _check_day_of_result(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator, result: ActualResult) -> None:
    """A finished date after the reporting day cannot have happened yet."""
    assert draft.as_of is not None
    if result.actual.kind is not ValueKind.DEADLINE or _first_day(result) <= int(f"{draft.as_of:%Y%m%d}"):
        return
    draft.report(
        "actual_in_future",
        Severity.WARNING,
        row.place("actual"),
        f"{indicator.indicator_name}：完成日期“{result.actual.raw}”晚于截至日期 {draft.as_of:%Y-%m-%d}。",
        observed=result.actual.raw,
        expected=f"不晚于 {draft.as_of:%Y-%m-%d} 的日期",
        suggestion="请核对完成日期，或改写截至日期。",
        **_subject(indicator),
    )


def _first_day(result: ActualResult) -> int:
    """The first day that a written date may mean, as YYYYMMDD: 2024年12月 begins on the 1st."""
    written_year, month_and_day = divmod(int(result.actual.number or 0), 10_000)
    month, day = divmod(month_and_day, 100)
    text = unify_width(result.actual.raw).replace(str(written_year or "年"), "")
    year, month = written_year or result.fiscal_year, month if str(month) in text else 1
    day = min(day, monthrange(year, month)[1]) if str(day) in text else 1
    return year * 10_000 + month * 100 + day


def _check_outcome(
    draft: ResultsDraft, row: IndicatorRow, indicator: Indicator, result: ActualResult, spending: Spending | None
) -> None:
    """财预〔2020〕10号: a result off its target needs a reason and measures; one that cannot be compared is told."""
    has_reason = not is_blank(result.deviation_reason or "")
    if _is_comparable(indicator, result) and (has_reason or _is_plainly_met(indicator, result)):
        return
    completion = assess_completion(indicator, result=result, spending=spending)
    is_off = completion.outcome in (Outcome.PARTLY_MET, Outcome.NOT_MET)
    if is_off and not has_reason:
        draft.report(
            "reason_missing",
            Severity.WARNING,
            row.place("deviation_reason"),
            f"{indicator.indicator_name}：{completion.outcome.label}，没有写偏差原因及改进措施。",
            observed=completion.explanation,
            expected="偏差原因及改进措施",
            suggestion="未完成的指标须说明原因和改进措施。",
            **_subject(indicator),
        )
    elif completion.outcome is Outcome.NOT_COMPARABLE and indicator.annual_target.is_quantitative:
        draft.report(
            "actual_not_comparable",
            Severity.WARNING,
            row.place("actual"),
            f"{indicator.indicator_name}：{completion.explanation}",
            observed=result.actual.raw,
            expected=f"能与指标值“{indicator.annual_target.raw}”比较的实际数值",
            suggestion="请按指标值的写法填写实际完成值。",
            **_subject(indicator),
        )


def _is_comparable(indicator: Indicator, result: ActualResult) -> bool:
    """Whether the two are of one kind and unit beyond doubt; False says nothing."""
    target, actual = indicator.annual_target, result.actual
    if target.number is None:
        return result.attainment is not None
    is_alike = target.kind is actual.kind and target.unit == actual.unit and target.per == actual.per
    is_plain = target.note is None and actual.note is None and target.upper is None and actual.upper is None
    return is_alike and is_plain and target.kind in (ValueKind.NUMBER, ValueKind.DEADLINE)


def _is_plainly_met(indicator: Indicator, result: ActualResult) -> bool:
    """Whether a comparable result is met, told without the arithmetic in words; False says nothing."""
    target, number = indicator.annual_target, result.actual.number
    if target.number is None or number is None:
        return result.attainment is Attainment.MET
    if target.kind is ValueKind.DEADLINE:
        return target.comparator in (None, Comparator.LE) and number <= target.number
    if number == target.number:
        return target.comparator not in (Comparator.GT, Comparator.LT)
    comparator, _ = effective_comparator(indicator)
    return compare_number(number, target=target.number, comparator=comparator).is_met
