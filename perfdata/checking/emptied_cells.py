"""Cells that were emptied in a file: what was reported before stays in force, and the clerk is told so.

A blank cell says nothing, so it deletes nothing: most files hold only part of the rows. A value that was wrong is
taken back by undoing its upload on 历史, which keeps who did it and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from perfdata.checking.matching import IndicatorRow, SpendingRow
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.model import ActualResult, Spending
from perfdata.core.reports import ReportedSheets
from perfdata.core.terms import Severity
from perfdata.core.text import thousands


class Reported(NamedTuple):
    """What holds now for the year of a file: the latest results by indicator id, spending by project id."""

    results: Mapping[str, ActualResult]
    spending: Mapping[str, Spending]


NOTHING_REPORTED = Reported({}, {})
_SUGGESTION = "空白不会删除已填报的内容。如原值有误，请填写正确的值；如要撤回，请在“历史”中撤销那次上传。"


def report_emptied_cells(draft: ResultsDraft, report: ReportedSheets, reported: Reported) -> None:
    """A warning at each empty 实际完成值 or 全年执行数 of a row, known by its id, that was reported before."""
    if reported.results:
        for row in report.indicators:
            result = reported.results.get(row.cells.indicator_id)
            if result is not None and not (row.cells.actual or row.cells.attainment):
                _report_emptied_result(draft, row, result)
        draft.results[:] = [_with_earlier_value(item, reported.results) for item in draft.results]
    if reported.spending:
        for row in report.spending:
            spending = reported.spending.get(row.cells.project_id)
            if spending is not None and spending.spent_yuan is not None and not row.cells.spent_yuan:
                _report_emptied_spending(draft, row, spending)


def _with_earlier_value(result: ActualResult, reported: Mapping[str, ActualResult]) -> ActualResult:
    """A row with a reason or evidence alone keeps the value that was reported before."""
    earlier = reported.get(result.indicator_id)
    if earlier is None or result.actual.raw or result.attainment:
        return result
    return replace(result, actual=earlier.actual, attainment=earlier.attainment)


def _report_emptied_result(draft: ResultsDraft, row: IndicatorRow, earlier: ActualResult) -> None:
    shown = earlier.actual.raw or (earlier.attainment.label if earlier.attainment else "")
    if not shown:
        return
    draft.report(
        "actual_emptied",
        Severity.WARNING,
        row.place("actual"),
        f"原值“{shown}”仍然有效：“{row.cells.indicator_name}”这一格现在是空的（{earlier.as_of} 填报）。",
        observed="空白",
        expected=shown,
        suggestion=_SUGGESTION,
        indicator_id=earlier.indicator_id,
    )


def _report_emptied_spending(draft: ResultsDraft, row: SpendingRow, earlier: Spending) -> None:
    shown = f"{thousands(earlier.spent_yuan or Decimal(0))} 元"
    draft.report(
        "spent_emptied",
        Severity.WARNING,
        row.place("spent_yuan"),
        f"原值 {shown}仍然有效：“{row.cells.project_name}”的全年执行数现在是空的（{earlier.as_of} 填报）。",
        observed="空白",
        expected=shown,
        suggestion=_SUGGESTION,
        project_id=earlier.project_id,
    )
