"""The rows of one upload for its entry in the history: what was written, whose it is, where it stood."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import pandas as pd

from perfdata.core.model import ActualResult, Indicator, Project, Spending
from perfdata.core.reports import result_text, spending_text
from perfdata.presenting.frames import frame_of, name_projects
from perfdata.presenting.schemas import SCHEMAS


class Records(Protocol):
    """What an upload holds."""

    @property
    def projects(self) -> Iterable[Project]: ...
    @property
    def indicators(self) -> Iterable[Indicator]: ...
    @property
    def actual_results(self) -> Iterable[ActualResult]: ...
    @property
    def spending(self) -> Iterable[Spending]: ...


def rows_frame(own: Records, *, projects: Iterable[Project], indicators: Iterable[Indicator]) -> pd.DataFrame:
    """One row a project, indicator, result or amount; ``projects`` and ``indicators`` give the names."""
    return frame_of("upload_rows", _rows(own, projects, indicators))


def _rows(own: Records, projects: Iterable[Project], indicators: Iterable[Indicator]) -> Iterator[list[Any]]:
    names, known = name_projects(list(projects)), {item.indicator_id: item for item in indicators}
    for project in own.projects:
        budget = "" if project.budget_yuan is None else f"预算 {project.budget_yuan:,.2f} 元"
        yield _row("项目", names.of(project)["short_name"], None, None, budget, project.place)
    for item in own.indicators:
        short_name = names.of(item)["short_name"]
        yield _row("指标", short_name, item.indicator_name, None, item.annual_target.raw, item.place)
    for result in own.actual_results:
        indicator = known.get(result.indicator_id)
        short_name = names.of(indicator)["short_name"]
        name = indicator.indicator_name if indicator else result.indicator_id
        yield _row("实际完成值", short_name, name, result.as_of, result_text(result), result.place)
    for amounts in own.spending:
        short_name = names.of(amounts)["short_name"]
        yield _row("项目支出", short_name, None, amounts.as_of, spending_text(amounts), amounts.place)


def _row(kind: str, short_name: Any, name: str | None, day: Any, text: str, place: Any) -> list[Any]:
    return [dict(zip(SCHEMAS["upload_rows"], (kind, short_name, name, day, text, place), strict=True))]
