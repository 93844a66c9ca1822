"""Invented results that show the dashboards at work; marked 演示数据 everywhere and removed with one click."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.people import Who
from perfdata.core.terms import Attainment, Comparator, UploadKind, ValueKind
from perfdata.core.values import parse_value
from perfdata.storing import store
from perfdata.storing.log import acting
from perfdata.usecases.latest import only
from perfdata.usecases.rights import refuse_partial

if TYPE_CHECKING:
    from sqlalchemy import Engine

_FILE = "演示数据"
_SHARES = tuple(map(Decimal, ("1", "1", "0.95", "1.05", "1", "0.75", "1", "0.5")))
_GRADES = (Attainment.MET, Attainment.MET, Attainment.PARTLY_MET)
_PACE = {6: Decimal("0.45"), 12: Decimal("0.96")}


def load_demo(engine: Engine, *, fiscal_year: int, who: Who, expected_revision: int | None = None) -> None:
    """Store invented results of two days of every project of the year, the same at every call. Raises StorageError."""
    refuse_partial(engine, who, act="载入演示数据")
    records = store.current(engine, fiscal_year=fiscal_year)
    with acting(who) as name:
        store.append_actual_results(
            engine,
            file_name=_FILE,
            content=f"{_FILE} {fiscal_year}".encode(),
            uploaded_by=name,
            fiscal_year=fiscal_year,
            actual_results=list(_results(records.indicators, fiscal_year)),
            spending=list(_spending(records.projects, fiscal_year)),
            kind=UploadKind.DEMO_RESULTS,
            expected_revision=expected_revision,
        )


def demo_upload_ids(engine: Engine, *, fiscal_year: int) -> list[int]:
    """The demo uploads of the year in force."""
    return [
        upload.upload_id
        for upload in store.uploads_in_force(engine, kind=UploadKind.DEMO_RESULTS)
        if upload.fiscal_year == fiscal_year
    ]


def without_demo(engine: Engine, *, fiscal_year: int, project_ids: Collection[str] | None = None) -> store.Current:
    """The current records of the year, or of these projects of it; invented results are neither compared with nor
    written into a template."""
    return drop_demo(engine, store.current(engine, fiscal_year=fiscal_year, project_ids=project_ids))


def drop_demo(engine: Engine, records: store.Current) -> store.Current:
    """The records without invented results; a real file may well be named 演示数据 where no demo is in force."""
    if not store.uploads_in_force(engine, kind=UploadKind.DEMO_RESULTS):
        return records
    return only(records, "actual_results", "spending", keep=lambda item: not is_invented(item))


def is_invented(report: ActualResult | Spending) -> bool:
    """Whether a report came with the demo, where one is in force."""
    return report.place.source_file == _FILE


def remove_demo(engine: Engine, *, who: Who, fiscal_year: int | None = None) -> None:
    """Take the demo uploads of one year or of all out of force; that another process did so already is no trouble."""
    refuse_partial(engine, who, act="移除演示数据")
    with acting(who) as name:
        store.void_uploads(engine, kind=UploadKind.DEMO_RESULTS, who=name, fiscal_year=fiscal_year)


def _results(indicators: tuple[Indicator, ...], fiscal_year: int) -> Iterator[ActualResult]:
    for position, indicator in enumerate(indicators):
        for month, pace in _PACE.items():
            target = indicator.annual_target
            number = _number(indicator, _SHARES[position % len(_SHARES)], pace if month < 12 else Decimal(1))
            per = f"/{target.per}" if target.per else ""
            is_graded = target.kind is ValueKind.QUALITATIVE
            if number is None and not is_graded:
                continue
            yield ActualResult(
                indicator_id=indicator.indicator_id,
                fiscal_year=fiscal_year,
                as_of=date(fiscal_year, month, 30),
                actual=parse_value("" if number is None else f"{number}{target.unit or ''}{per}"),
                attainment=_GRADES[position % len(_GRADES)] if is_graded else None,
                deviation_reason="演示用的原因。",
                place=Place(source_file=_FILE),
            )


def _number(indicator: Indicator, share: Decimal, pace: Decimal) -> Decimal | None:
    target = indicator.annual_target
    if target.kind is not ValueKind.NUMBER or target.number is None:
        return None
    is_limit = target.comparator in (Comparator.LE, Comparator.LT)
    if target.unit == "%":
        return min(target.number * share + 2, Decimal(100)).quantize(Decimal("0.1"))
    if is_limit or target.per:
        return target.number
    return (target.number * share * pace).to_integral_value(rounding="ROUND_CEILING")


def _spending(projects: tuple[Project, ...], fiscal_year: int) -> Iterator[Spending]:
    for project in projects:
        for month, pace in _PACE.items():
            if project.budget_yuan is not None:
                yield Spending(
                    project_id=project.project_id,
                    fiscal_year=fiscal_year,
                    as_of=date(fiscal_year, month, 30),
                    initial_budget_yuan=project.budget_yuan,
                    adjusted_budget_yuan=project.budget_yuan,
                    spent_yuan=(project.budget_yuan * pace).quantize(Decimal("0.01")),
                    place=Place(source_file=_FILE),
                )
