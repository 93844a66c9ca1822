"""Cells that were emptied in a file: what was reported before stays in force, and the clerk is told so.

A blank cell says nothing, so it deletes nothing: most files hold only part of the rows. A value that was wrong is
taken back by undoing its upload on 历史, which keeps who did it and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.model import ActualResult, Place, Spending
from perfdata.core.reports import ReportedSheets
from perfdata.core.text import listed, thousands


class Reported(NamedTuple):
    """What holds now for the year of a file: the latest results by indicator id, spending by project id."""

    results: Mapping[str, ActualResult]
    spending: Mapping[str, Spending]


class _Emptied(NamedTuple):
    """An empty cell of a row that was reported before: its place, the name of its row, and what holds."""

    place: Place
    name: str
    earlier: str


NOTHING_REPORTED = Reported({}, {})
_LISTED = 3


def report_emptied_cells(draft: ResultsDraft, report: ReportedSheets, reported: Reported) -> None:
    """One warning for all empty 实际完成值 that were reported before, one for all empty 全年执行数, at the first cell.

    Rows are known by their ids; an older template has many such cells.
    """
    results, spending = reported.results, reported.spending
    if results:
        rows = (
            (row.place("actual"), row.cells.indicator_name, _shown_result(results.get(row.cells.indicator_id)))
            for row in report.indicators
            if not (row.cells.actual or row.cells.attainment)
        )
        _report(draft, "actual_emptied", [_Emptied(*row) for row in rows if row[-1]])
        draft.results[:] = [_with_earlier_value(item, results) for item in draft.results]
    if spending:
        rows = (
            (row.place("spent_yuan"), row.cells.project_name, _shown_spending(spending.get(row.cells.project_id)))
            for row in report.spending
            if not row.cells.spent_yuan
        )
        _report(draft, "spent_emptied", [_Emptied(*row) for row in rows if row[-1]])


def _with_earlier_value(result: ActualResult, reported: Mapping[str, ActualResult]) -> ActualResult:
    """A row with a reason or evidence alone keeps the value that was reported before."""
    earlier = reported.get(result.indicator_id)
    if earlier is None or result.actual.raw or result.attainment:
        return result
    return replace(result, actual=earlier.actual, attainment=earlier.attainment)


def _shown_result(earlier: ActualResult | None) -> str:
    if earlier is None:
        return ""
    return earlier.actual.raw or (earlier.attainment.label if earlier.attainment else "")


def _shown_spending(earlier: Spending | None) -> str:
    return "" if earlier is None or earlier.spent_yuan is None else f"{thousands(earlier.spent_yuan)} 元"


def _report(draft: ResultsDraft, rule_id: str, emptied: Sequence[_Emptied]) -> None:
    if emptied:
        names = listed([f"“{item.name}”{item.earlier}" for item in emptied], _LISTED)
        place, earlier = emptied[0].place, emptied[0].earlier
        draft.ask(rule_id, place, observed="空白", count=len(emptied), listed=names, earlier=earlier)
