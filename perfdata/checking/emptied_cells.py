"""Cells that were emptied in a file: what was reported before stays in force, and the clerk is told so.

A blank cell says nothing, so it deletes nothing: most files hold only part of the rows. A value that was wrong is
taken back by undoing its upload on 历史, which keeps who did it and when.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.funding import FUNDING_AMOUNTS
from perfdata.core.model import ActualResult, Spending
from perfdata.core.reports import ReportedRow, ReportedSheets
from perfdata.core.text import listed, thousands


class Reported(NamedTuple):
    """What holds now for the year of a file: the latest results by indicator id, spending by project id."""

    results: Mapping[str, ActualResult]
    spending: Mapping[str, Spending]


NOTHING_REPORTED = Reported({}, {})
_LISTED = 3


def report_emptied_cells(draft: ResultsDraft, report: ReportedSheets, reported: Reported) -> None:
    """One warning for all empty 实际完成值 that were reported before, one for all empty 全年执行数, at the first cell.

    Rows are known by their ids; an older template has many such cells.
    """
    if results := reported.results:
        rows = (row for row in report.indicators if not (row.cells.actual or row.cells.attainment))
        earlier = {
            key: item.actual.raw or (item.attainment.label if item.attainment else "") for key, item in results.items()
        }
        _report(draft, "实际完成值", rows, earlier, name="indicator_name", field="actual")
        draft.results[:] = [_with_earlier_value(item, results) for item in draft.results]
    spent = {key: item.spent_yuan for key, item in reported.spending.items() if item.spent_yuan is not None}
    if spent:
        rows = (row for row in report.spending if not row.cells.spent_yuan)
        earlier = {key: f"{thousands(amount)} 元" for key, amount in spent.items()}
        _report(draft, FUNDING_AMOUNTS["spent_yuan"], rows, earlier, name="project_name", field="spent_yuan")
    draft.spending[:] = [_with_earlier_amounts(item, reported.spending) for item in draft.spending]


def _with_earlier_value(result: ActualResult, reported: Mapping[str, ActualResult]) -> ActualResult:
    """A row with a reason or evidence alone keeps the value that was reported before."""
    earlier = reported.get(result.indicator_id)
    if earlier is None or result.actual.raw or result.attainment:
        return result
    return replace(result, actual=earlier.actual, attainment=earlier.attainment)


def _with_earlier_amounts(row: Spending, reported: Mapping[str, Spending]) -> Spending:
    """Of the day that was reported before, an amount left blank stays: the row replaces that of this day as a whole."""
    earlier = reported.get(row.project_id)
    if earlier is None or earlier.as_of != row.as_of:
        return row
    blank = [name for name in FUNDING_AMOUNTS if getattr(row, name) is None]
    return replace(row, **{name: getattr(earlier, name) for name in blank})


def _report(
    draft: ResultsDraft,
    label: str,
    empty: Iterable[ReportedRow[Any]],
    earlier: Mapping[str, str],
    *,
    name: str,
    field: str,
) -> None:
    emptied = [(row, told) for row in empty if (told := earlier.get(row.cells[0]))]
    if emptied:
        names = listed([f"“{row.text(name)}”{told}" for row, told in emptied], _LISTED)
        first, told = emptied[0]
        words = {"label": label, "count": len(emptied), "listed": names, "earlier": told}
        draft.ask("cells_emptied", first.place(field), observed="空白", **words)
