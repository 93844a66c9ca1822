"""One reported row of a known indicator: sound enough to store, or held back with the reasons at its cells."""

from calendar import monthrange
from collections.abc import Mapping

from perfdata.assessing.completion import assess_completion
from perfdata.assessing.execution import execution_ratio, is_execution_indicator
from perfdata.checking.matching import IndicatorRow, Reference
from perfdata.checking.money_checks import contradicts_amounts
from perfdata.checking.result_identity import check_identity
from perfdata.checking.result_values import is_blank, problems_of, report_problems, without_person
from perfdata.checking.results_draft import Cell, ResultsDraft
from perfdata.checking.sanity import is_share
from perfdata.core.attainments import read_attainment
from perfdata.core.model import ActualResult, Indicator, Spending
from perfdata.core.reports import OPEN, OPEN_FIELDS, ReportedSheets
from perfdata.core.terms import Outcome, Severity, ValueKind
from perfdata.core.text import EXCEL_ERRORS, unify_width
from perfdata.core.values import parse_value


def check_row(
    draft: ResultsDraft,
    report: ReportedSheets,
    row: IndicatorRow,
    indicator: Indicator,
    reference: Reference,
    spending: Mapping[str, Spending],
    held: ActualResult | None,
) -> None:
    """Append the row's result to the draft, or count it as held where an error holds it back.

    A value that is ``held`` already, as the template shows it, is asked about and holds nothing back.
    """
    is_sound = check_identity(draft, row, indicator, reference)
    name = indicator.indicator_name
    if said := draft.answers and draft.answer(Cell(f"{name}：实际完成值", row.cells.actual, row.place("actual"))):
        row = row._replace(cells=row.cells._replace(actual=said))
    broken = _report_broken_cells(draft, report, row, indicator)
    actual_raw, attainment_raw = row.cells.actual, row.cells.attainment
    problems = problems_of(indicator.annual_target.raw, actual_raw, attainment_raw, of_share=is_share(name))
    if held and held.actual.raw == actual_raw:
        problems = tuple(
            problem._replace(own_severity=Severity.WARNING) if problem.severity is Severity.ERROR else problem
            for problem in problems
        )
    is_sound &= report_problems(
        draft,
        (problem for problem in problems if problem.field not in broken),
        indicator,
        cell_of=lambda name: (row.place(name), row.text(name)),
    )
    if broken or not is_sound:
        draft.held_count += 1
        return
    result = without_person(draft, _result(draft, row, indicator), indicator)
    if not (actual_raw or result.attainment):
        if not (result.deviation_reason or result.evidence):
            return
        draft.ask("actual_missing", row.place("actual"), observed="空白", indicator=indicator)
    draft.results.append(result)
    _check_day_of_result(draft, row, indicator, result)
    own_spending = spending.get(indicator.project_id)
    _check_outcome(draft, row, indicator, result, own_spending)
    ratio = own_spending and execution_ratio(own_spending)
    if ratio is not None and is_execution_indicator(indicator):
        contradicts_amounts(draft, indicator, result, ratio)


def _result(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator) -> ActualResult:
    attainment = row.cells.attainment
    return ActualResult(
        indicator_id=indicator.indicator_id,
        **draft.period,
        actual=parse_value(row.cells.actual),
        attainment=None if not attainment or indicator.annual_target.is_quantitative else read_attainment(attainment),
        deviation_reason=row.cells.deviation_reason or None,
        evidence=row.cells.evidence or None,
        place=row.place("actual"),
    )


def _report_broken_cells(
    draft: ResultsDraft, report: ReportedSheets, row: IndicatorRow, indicator: Indicator
) -> list[str]:
    """The open cells that nobody can read, which are reported: errors of Excel, formulas without a stored value."""
    texts = "".join(row.cells[OPEN])
    if not report.uncalculated and "#" not in texts and "\x00" not in texts:
        return []
    broken = dict.fromkeys(report.uncalculated_of(row, OPEN_FIELDS), "formula_without_value")
    for name in OPEN_FIELDS:
        if row.text(name).strip() in EXCEL_ERRORS:
            broken[name] = "excel_error"
        elif "\x00" in row.text(name):
            broken[name] = "text_unreadable"
    label = f"{indicator.indicator_name}：单元格"
    for name, rule_id in broken.items():
        observed = row.text(name) or "没有结果的公式"
        draft.ask(rule_id, row.place(name), observed=observed, indicator=indicator, label=label)
    return list(broken)


def _check_day_of_result(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator, result: ActualResult) -> None:
    """A finished date after the reporting day cannot have happened yet."""
    assert draft.as_of is not None
    if result.actual.kind is not ValueKind.DEADLINE or _first_day(result) <= int(f"{draft.as_of:%Y%m%d}"):
        return
    draft.ask("actual_in_future", row.place("actual"), observed=result.actual.raw, indicator=indicator, day=draft.as_of)


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
    completion = assess_completion(indicator, result=result, spending=spending)
    is_off = completion.outcome in (Outcome.PARTLY_MET, Outcome.NOT_MET)
    if is_off and is_blank(result.deviation_reason or ""):
        draft.ask(
            "reason_missing",
            row.place("deviation_reason"),
            observed=completion.explanation,
            indicator=indicator,
            outcome=completion.outcome.label,
        )
    elif (
        completion.outcome is Outcome.NOT_COMPARABLE
        and indicator.annual_target.is_quantitative
        and not completion.question
    ):
        draft.ask(
            "actual_not_comparable",
            row.place("actual"),
            observed=result.actual.raw,
            indicator=indicator,
            explanation=completion.explanation,
        )
