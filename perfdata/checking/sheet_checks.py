"""Can the sheets of a file be read in one way only? Headers named twice and sheets that contradict each other."""

from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.reports import ReportedSheets
from perfdata.core.text import listed


def check_sheets(draft: ResultsDraft, report: ReportedSheets) -> bool:
    """Whether it is clear which column and which year is meant; a second reporting day only warns."""
    for text, place in report.repeated_headers:
        draft.ask("header_repeated", place, observed=text)
    for text, place in report.other_years:
        draft.ask("other_years_in_file", place, observed=text, year=report.fiscal_year)
    for text, place, is_copy in report.other_days:
        draft.ask(
            "other_days_in_file/copy" if is_copy else "other_days_in_file", place, observed=text, day=report.as_of
        )
    _tell_what_was_done(draft, report)
    return not (report.repeated_headers or report.other_years)


def _tell_what_was_done(draft: ResultsDraft, report: ReportedSheets) -> None:
    for text, place, count in report.merged_results:
        draft.ask("result_merged", place, observed=f"合并单元格“{text}”", text=text, count=count)
    for text, place in report.feet:
        draft.ask("foot_left_out", place, observed=text)
    if report.unknown_columns:
        names = listed([f"“{text}”" for text, _ in report.unknown_columns])
        draft.ask("columns_left_out", report.unknown_columns[0][1], observed=names, listed=names)
