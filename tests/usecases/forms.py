"""A store of the bundled goal tables with results a test can name, for tests of official forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import Engine

from perfdata.core.model import ActualResult, Indicator, Place, Spending
from perfdata.core.terms import Attainment, ValueKind
from perfdata.core.values import parse_value
from perfdata.storing import store

PLACE = Place(source_file="填报.xlsx", sheet="指标完成情况", cell="H4")
# What is reported where a target is no number, and for these indicators; everything else just meets its target.
ACTUALS = {
    "发放补贴频率": "1次/月",
    "党员参与率": "72%",
    "人均培训成本": "440元/人",
    "补贴对象满意度": "85.5%",
    "补贴人数": "35人",
}
GRADES = {"项目可持续性": Attainment.PARTLY_MET, "提升党员党性素养": Attainment.NOT_MET}


def report_everything(
    engine: Engine, *, day: date = date(2024, 12, 31), spent_share: str = "0.857142", skip: frozenset[str] = frozenset()
) -> None:
    """Results of every indicator but the skipped ones, with a reason each, and spending of every project."""
    records = store.current(engine, fiscal_year=2024)
    share = Decimal(spent_share)
    store.append_actual_results(
        engine,
        file_name="填报.xlsx",
        content=f"{day} {spent_share} {sorted(skip)}".encode(),
        uploaded_by="张三",
        fiscal_year=2024,
        actual_results=[_result(item, day) for item in records.indicators if item.indicator_name not in skip],
        spending=[
            Spending(
                project_id=project.project_id,
                fiscal_year=2024,
                as_of=day,
                initial_budget_yuan=project.budget_yuan,
                adjusted_budget_yuan=None,
                spent_yuan=((project.budget_yuan or Decimal(0)) * share).quantize(Decimal("0.01")),
                place=PLACE,
            )
            for project in records.projects
        ],
    )


def _result(indicator: Indicator, day: date) -> ActualResult:
    target, name = indicator.annual_target, indicator.indicator_name
    is_graded = target.kind is ValueKind.QUALITATIVE
    text = "" if is_graded else ACTUALS.get(name, target.raw.lstrip("≥≤"))
    return ActualResult(
        indicator_id=indicator.indicator_id,
        fiscal_year=2024,
        as_of=day,
        actual=parse_value(text),
        attainment=GRADES.get(name, Attainment.MET) if is_graded else None,
        deviation_reason="年中人员调整，部分工作延后；已于次年一月完成。" if name in {*ACTUALS, *GRADES} else None,
        evidence="验收单" if name == "补贴人数" else None,
        place=PLACE,
    )


def latest_values(engine: Engine) -> Mapping[str, tuple[str, Attainment | None, str | None]]:
    """The newest result of each indicator: text, grade and reason."""
    results = sorted(store.current(engine, fiscal_year=2024).actual_results, key=lambda item: item.as_of)
    return {item.indicator_id: (item.actual.raw, item.attainment, item.deviation_reason) for item in results}
