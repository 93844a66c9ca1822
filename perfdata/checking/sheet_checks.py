"""Can the sheets of a file be read in one way only? Headers named twice and sheets that contradict each other."""

from __future__ import annotations

from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.reports import ReportedSheets
from perfdata.core.terms import Severity


def check_sheets(draft: ResultsDraft, report: ReportedSheets) -> bool:
    """Whether it is clear which column and which year is meant; a second reporting day only warns."""
    for text, place in report.repeated_headers:
        draft.report(
            "header_repeated",
            Severity.ERROR,
            place,
            f"表头“{text}”在同一张表中出现了两次，不知道以哪一列为准，整份文件暂不写入。",
            observed=text,
            expected="每个表头一列",
            suggestion="请删去多余的一列，或把它的表头改成别的名称。",
        )
    for text, place in report.other_years:
        draft.report(
            "other_years_in_file",
            Severity.ERROR,
            place,
            f"这张工作表写的年度“{text}”与文件中先写明的 {report.fiscal_year} 年度不同，整份文件暂不写入。",
            observed=text,
            expected=f"{report.fiscal_year} 年度",
            suggestion="请把不同年度的表分成两份文件上传。",
        )
    for text, place in report.other_days:
        draft.report(
            "other_days_in_file",
            Severity.WARNING,
            place,
            f"这张工作表写的截至日期“{text}”与文件中先写明的 {report.as_of} 不同，一律按 {report.as_of} 处理。",
            observed=text,
            expected=f"{report.as_of}",
            suggestion="如果不是同一天的数据，请分成两份文件上传。",
        )
    return not (report.repeated_headers or report.other_years)
