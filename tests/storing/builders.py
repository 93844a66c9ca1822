"""Records with the numbers a test names and plausible ones everywhere else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.terms import Level1, Level2
from perfdata.core.values import parse_value
from perfdata.storing.store import Stored, append_actual_results, append_goal_tables

FILE = "目标表.txt"


def a_project(project_id: str = "p1", **changes: Any) -> Project:
    file_name = changes.pop("file_name", FILE)
    fields: dict[str, Any] = {
        "project_id": project_id,
        "project_name": "示例补贴项目",
        "project_type": "其他运转类",
        "project_level": "区级",
        "competent_department": "区民政局",
        "spending_unit": "区社会福利院",
        "cycle_start_year": 2024,
        "cycle_end_year": 2026,
        "fiscal_year": 2024,
        "budget_yuan": Decimal("831100.00"),
        "cycle_goal": "保障三年。",
        "annual_goal": "保障一年。",
        "place": Place(source_file=file_name, line=3),
        "field_places": {"budget_yuan": Place(source_file=file_name, line=9)},
    }
    return Project(**fields | changes)


def an_indicator(project_id: str = "p1", order: int = 1, **changes: Any) -> Indicator:
    file_name = changes.pop("file_name", FILE)
    fields: dict[str, Any] = {
        "indicator_id": f"{project_id}-i{order}",
        "project_id": project_id,
        "fiscal_year": 2024,
        "level1": Level1.OUTPUT,
        "level2": Level2.QUANTITY,
        "indicator_name": f"补贴人数{order}",
        "cycle_target": parse_value("≥300人"),
        "annual_target": parse_value(f"≥{90 + order}人"),
        "order": order,
        "place": Place(source_file=file_name, line=20 + order),
    }
    return Indicator(**fields | changes)


def a_result(indicator_id: str = "p1-i1", actual: str = "95人", **changes: Any) -> ActualResult:
    fields: dict[str, Any] = {
        "indicator_id": indicator_id,
        "fiscal_year": 2024,
        "as_of": date(2024, 12, 31),
        "actual": parse_value(actual),
        "place": Place(source_file="完成情况.xlsx", sheet="表1", cell="E7"),
    }
    return ActualResult(**fields | changes)


def a_spending(project_id: str = "p1", spent: str | None = "800000.50", **changes: Any) -> Spending:
    fields: dict[str, Any] = {
        "project_id": project_id,
        "fiscal_year": 2024,
        "as_of": date(2024, 12, 31),
        "initial_budget_yuan": Decimal("831100.00"),
        "adjusted_budget_yuan": None,
        "spent_yuan": None if spent is None else Decimal(spent),
        "place": Place(source_file="完成情况.xlsx", sheet="表1", cell="D4"),
    }
    return Spending(**fields | changes)


def append_tables(engine: Engine, *records: Project | Indicator, **changes: Any) -> Stored:
    """Append goal tables; the content differs unless given, so that each call is another file."""
    fields: dict[str, Any] = {"file_name": FILE, "content": repr(records).encode(), "uploaded_by": "张会计"}
    projects = [record for record in records if isinstance(record, Project)]
    indicators = [record for record in records if isinstance(record, Indicator)]
    return append_goal_tables(engine, projects=projects, indicators=indicators, **fields | changes)


def append_report(engine: Engine, *records: ActualResult | Spending, **changes: Any) -> Stored:
    """Append results and spending of 2024; the content differs unless given."""
    fields: dict[str, Any] = {
        "file_name": "完成情况.xlsx",
        "content": repr(records).encode(),
        "uploaded_by": "张会计",
        "fiscal_year": 2024,
    }
    results = [record for record in records if isinstance(record, ActualResult)]
    spending = [record for record in records if isinstance(record, Spending)]
    return append_actual_results(engine, actual_results=results, spending=spending, **fields | changes)
