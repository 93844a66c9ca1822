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
    _tell_what_was_done(draft, report)
    return not (report.repeated_headers or report.other_years)


def _tell_what_was_done(draft: ResultsDraft, report: ReportedSheets) -> None:
    for text, place, count in report.merged_results:
        draft.report(
            "result_merged",
            Severity.WARNING,
            place,
            f"“{text}”是合并单元格，其中 {count} 项指标都按“{text}”处理。",
            observed=f"合并单元格“{text}”",
            expected="每项指标一个实际完成值",
            suggestion="如各项指标的完成情况不同，请取消合并后逐项填写。",
        )
    for text, place in report.feet:
        draft.report(
            "foot_left_out",
            Severity.NOTICE,
            place,
            f"“{text}”一行不是填报内容，未采用。",
            observed=text,
            expected="表头以下每行一项指标或一个项目",
            suggestion="合计由系统计算，签名和说明不必填写。",
        )
