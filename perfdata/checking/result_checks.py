"""A file of reported results against what is stored: rows to accept, rows to hold, and every finding at its cell."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from perfdata.checking.emptied_cells import NOTHING_REPORTED, Reported, report_emptied_cells
from perfdata.checking.matching import (
    IndicatorRow,
    Reference,
    match_indicator,
    row_key,
    similar_named,
    suggest_indicator,
)
from perfdata.checking.result_identity import forget_ids_left_behind
from perfdata.checking.result_rows import check_row
from perfdata.checking.results_draft import ResultsDraft
from perfdata.checking.sheet_checks import check_sheets
from perfdata.checking.spending_checks import check_spending
from perfdata.core.collection import collection_paused
from perfdata.core.dates import stated_day
from perfdata.core.fiscal_months import last_day
from perfdata.core.model import Indicator
from perfdata.core.reports import OPEN, OPEN_FIELDS, ReportedSheets
from perfdata.core.terms import Severity

# Each suggestion compares a name with all others; nobody confirms more of them by hand.
_MOST_SUGGESTIONS = 200


@collection_paused()
def check_report(
    report: ReportedSheets,
    *,
    references: Mapping[int, Reference],
    today: date,
    remembered: Mapping[str, str],
    reported: Reported = NOTHING_REPORTED,
) -> ResultsDraft:
    """Match and check every row; errors hold a row back, warnings and notices do not.

    ``references`` by fiscal year, ``remembered`` maps row keys to confirmed indicator ids and keys of cells to what
    they are said to say, ``reported`` is what holds now for the year: a cell that was emptied leaves it in force, and
    says so.
    """
    draft = ResultsDraft(report.file_name, answers=remembered)
    reference = _choose_year(draft, report, references)
    if reference is None or not _choose_day(draft, report, reference, today) or not check_sheets(draft, report):
        draft.held_count = sum(_is_filled(report, row) for row in report.indicators)
        draft.held_count += sum(bool(row.cells.spent_yuan) for row in report.spending)
        return draft
    forget_ids_left_behind(draft, report, reference)
    check_spending(draft, report, reference)
    _check_indicators(draft, report, reference, remembered, reported)
    report_emptied_cells(draft, report, reported)
    if not (draft.results or draft.spending or draft.has_errors):
        draft.ask("nothing_reported", report.head, observed="没有填写的表")
    return draft


def _choose_year(draft: ResultsDraft, report: ReportedSheets, references: Mapping[int, Reference]) -> Reference | None:
    year = report.fiscal_year or (next(iter(references)) if len(references) == 1 else None)
    draft.fiscal_year = year
    if year is not None and year in references:
        return references[year]
    known = "、".join(map(str, sorted(references)))
    draft.ask(
        "other_year",
        report.year_place or report.head,
        observed=report.year_text or "没有写年度",
        problem="文件没有写明年度。" if year is None else f"文件是 {year} 年度的，系统中没有这一年度的绩效目标表。",
        known=f"{known} 年度" if known else "先导入该年度的绩效目标表",
    )
    return None


def _choose_day(draft: ResultsDraft, report: ReportedSheets, reference: Reference, today: date) -> bool:
    year = reference.fiscal_year
    stated = stated_day(report.day_text or "", year=year)
    day = stated.day if stated else None if report.day_text else min(last_day(year), today)
    draft.as_of = day
    if day is None or not date(year, 1, 1) <= day <= today:
        _report_day(draft, report, day, year=year, today=today)
        return False
    if stated is None or stated.is_month_end:
        what = f"截至日期“{report.day_text}”没有写日" if stated else "文件没有写截至日期"
        observed = report.day_text or "没有写截至日期"
        draft.ask("as_of_assumed", report.day_place or report.head, observed=observed, what=what, day=day, year=year)
    return True


def _report_day(draft: ResultsDraft, report: ReportedSheets, day: date | None, *, year: int, today: date) -> None:
    rule_id = "as_of_unreadable" if day is None else "as_of_future" if day > today else "as_of_before_year"
    observed = report.day_text or "没有写截至日期"
    draft.ask(
        rule_id, report.day_place or report.head, observed=observed, day=report.day_text or day, year=year, today=today
    )


def _check_indicators(
    draft: ResultsDraft,
    report: ReportedSheets,
    reference: Reference,
    remembered: Mapping[str, str],
    reported: Reported,
) -> None:
    filled = (row for row in report.indicators if _is_filled(report, row))
    ids = [match_indicator(row, reference, remembered=remembered) for row in filled]
    counts = Counter(ids)
    repeated: dict[str, list[IndicatorRow]] = {}
    spending = {item.project_id: item for item in draft.spending}
    filled = (row for row in report.indicators if _is_filled(report, row))
    for row, indicator_id in zip(filled, ids, strict=True):
        if indicator_id is None:
            _report_unmatched(draft, row, reference)
        elif counts[indicator_id] > 1:
            repeated.setdefault(indicator_id, []).append(row)
        else:
            held = reported.results.get(indicator_id)
            check_row(draft, report, row, reference.indicators[indicator_id], reference, spending, held)
    for indicator_id, rows in repeated.items():
        indicator = reference.indicators[indicator_id]
        if _report_duplicates(draft, rows, indicator):
            check_row(draft, report, rows[0], indicator, reference, spending, reported.results.get(indicator_id))


def _is_filled(report: ReportedSheets, row: IndicatorRow) -> bool:
    return any(row.cells[OPEN]) or bool(report.uncalculated_of(row, OPEN_FIELDS))


def _report_unmatched(draft: ResultsDraft, row: IndicatorRow, reference: Reference) -> None:
    draft.held_count += 1
    draft.unmatched_count += 1
    is_ambiguous = len(similar_named(row, reference)) > 1
    may_suggest = not is_ambiguous and draft.unmatched_count <= _MOST_SUGGESTIONS
    suggestion = suggest_indicator(row, reference) if may_suggest else None
    if suggestion and all(suggestion.row_key != known.row_key for known in draft.suggestions):
        draft.suggestions.append(suggestion)
    near = reference.shown[suggestion.indicator_id] if suggestion else None
    what = "有多项同名指标，无法确定是哪一项" if is_ambiguous else "在目标表中找不到"
    draft.ask(
        "indicator_unknown",
        row.place("indicator_name"),
        observed=row_key(row),
        owner=row.text("project_name"),
        name=row.text("indicator_name"),
        what=what,
        near=f"{near.project_name}的“{near.indicator_name}”？" if near else "目标表中已有的指标",
        mend="请确认是否为所建议的指标；如果不是，请改回模板中的名称。"
        if near
        else "请改回模板中的项目、用款单位和指标名称，并保留模板中的各列。",
    )


def _report_duplicates(draft: ResultsDraft, rows: list[IndicatorRow], indicator: Indicator) -> bool:
    """Whether rows of one indicator agree; repeated rows are reported, rows that contradict each other are held."""
    agree = len({row.cells[OPEN] for row in rows}) == 1
    for row in rows[1:] if agree else rows:
        draft.ask(
            "indicator_duplicate",
            row.place("actual"),
            severity=Severity.WARNING if agree else None,
            observed=row.cells.actual or row.cells.attainment or "空白",
            indicator=indicator,
            what="重复填写，内容相同，只采用一次" if agree else "填写了多行，内容不一致，均未采用",
        )
    if not agree:
        draft.held_count += len(rows)
    return agree
