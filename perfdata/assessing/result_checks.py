"""A file of reported results against what is stored: rows to accept, rows to hold, and every finding at its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from perfdata.assessing.matching import Reference, match_indicator, row_key, suggest_indicator
from perfdata.assessing.result_rows import OPEN_CELLS, check_row, has_uncalculated
from perfdata.assessing.results_draft import ResultsDraft
from perfdata.assessing.spending_checks import check_spending
from perfdata.core.model import ActualResult
from perfdata.core.reports import ReportedRow, ReportedSheets
from perfdata.core.terms import Severity


def check_report(
    report: ReportedSheets,
    *,
    references: Mapping[int, Reference],
    today: date,
    remembered: Mapping[str, str],
) -> ResultsDraft:
    """Match and check every row; errors hold a row back, warnings and notices do not.

    ``references`` by fiscal year, ``remembered`` maps row keys to confirmed indicator ids.
    """
    draft = ResultsDraft(report.file_name)
    reference = _choose_year(draft, report, references)
    if reference is None or not _choose_day(draft, report, reference, today):
        draft.held_count = len(report.indicators) + len(report.spending)
        return draft
    check_spending(draft, report, reference)
    _check_indicators(draft, report, reference, remembered)
    if not (draft.results or draft.spending or draft.has_errors):
        draft.report(
            "nothing_reported",
            Severity.ERROR,
            report.head.place() if report.head else None,
            "文件中没有填写任何实际完成值或执行数。",
            expected="至少一项“实际完成值”或“全年执行数”",
            suggestion="请填写后再上传；如果已经填写，请确认上传的是填写后的那一份。",
        )
    return draft


def _choose_year(draft: ResultsDraft, report: ReportedSheets, references: Mapping[int, Reference]) -> Reference | None:
    year = report.fiscal_year or (next(iter(references)) if len(references) == 1 else None)
    draft.fiscal_year = year
    if year in references:
        return references[year]
    known = "、".join(map(str, sorted(references)))
    message = "文件没有写明年度。" if year is None else f"文件是 {year} 年度的，系统中没有这一年度的绩效目标表。"
    draft.report(
        "other_year",
        Severity.ERROR,
        report.head.place() if report.head else None,
        message,
        observed=report.year_text,
        expected=f"{known} 年度" if known else "先导入该年度的绩效目标表",
        suggestion="请下载对应年度的模板填写，或先导入该年度的绩效目标表。",
    )
    return None


def _choose_day(draft: ResultsDraft, report: ReportedSheets, reference: Reference, today: date) -> bool:
    year = reference.fiscal_year
    day = report.as_of
    if day is None and not report.day_text:
        day = min(date(year, 12, 31), today)
    draft.as_of = day
    if day is not None and date(year, 1, 1) <= day <= today:
        return True
    is_future = day is not None and day > today
    draft.report(
        "as_of_future" if is_future else "as_of_unreadable",
        Severity.ERROR,
        report.head.place() if report.head else None,
        f"截至日期“{report.day_text or day}”{'晚于今天' if is_future else f'不是 {year} 年度内的日期'}。",
        observed=report.day_text,
        expected=f"{year}-01-01 至 {today:%Y-%m-%d} 之间的日期",
        suggestion="请在表头“截至日期”处改写，如 2024-06-30。",
    )
    return False


def _check_indicators(
    draft: ResultsDraft, report: ReportedSheets, reference: Reference, remembered: Mapping[str, str]
) -> None:
    spending = {item.project_id: item for item in draft.spending}
    accepted: dict[str, list[tuple[ReportedRow, ActualResult]]] = defaultdict(list)
    for row in report.indicators:
        indicator_id = match_indicator(row.texts, reference, remembered=remembered)
        if not any(map(row.texts.get, OPEN_CELLS)) and not has_uncalculated(report, row):
            continue
        if indicator_id is None:
            _report_unmatched(draft, row, reference)
            continue
        indicator = reference.indicators[indicator_id]
        result = check_row(draft, report, row, indicator, reference, spending.get(indicator.project_id))
        if result is None:
            draft.held_count += 1
        else:
            accepted[indicator_id].append((row, result))
    for rows in accepted.values():
        if len(rows) == 1 or _report_duplicates(draft, rows):
            draft.results.append(rows[0][1])


def _report_unmatched(draft: ResultsDraft, row: ReportedRow, reference: Reference) -> None:
    draft.held_count += 1
    suggestion = suggest_indicator(row.texts, reference)
    if suggestion and all(suggestion.row_key != known.row_key for known in draft.suggestions):
        draft.suggestions.append(suggestion)
    near = reference.texts[suggestion.indicator_id] if suggestion else None
    draft.report(
        "indicator_unknown",
        Severity.ERROR,
        row.origin.place("indicator_name"),
        f"目标表中找不到指标“{row.text('project_name')}”的“{row.text('indicator_name')}”。",
        observed=row_key(row.texts),
        expected=f"{near['project_name']}的“{near['indicator_name']}”？" if near else "目标表中已有的指标",
        suggestion="请确认是否为所建议的指标；如果不是，请改回模板中的名称。"
        if near
        else "请改回模板中的项目和指标名称。",
    )


def _report_duplicates(draft: ResultsDraft, rows: list[tuple[ReportedRow, ActualResult]]) -> bool:
    """Whether rows of one indicator agree; repeated rows are reported, rows that contradict each other are held."""
    first = {name: rows[0][0].text(name) for name in OPEN_CELLS}
    agree = all({name: row.text(name) for name in OPEN_CELLS} == first for row, _ in rows)
    for row, result in rows[1:] if agree else rows:
        draft.report(
            "indicator_duplicate",
            Severity.WARNING if agree else Severity.ERROR,
            row.origin.place("actual"),
            "同一指标重复填写，内容相同，只采用一次。" if agree else "同一指标填写了多行，内容不一致，均未采用。",
            indicator_id=result.indicator_id,
            observed=row.text("actual") or row.text("attainment"),
            expected="每项指标一行",
            suggestion="请删除多余的行。",
        )
    if not agree:
        draft.held_count += len(rows)
    return agree
