"""Records as rows of the tables and back. Rows hold the raw text; loading parses values with today's grammar."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Row

from perfdata.core.errors import StorageError
from perfdata.core.keys import without_code
from perfdata.core.model import ActualResult, Indicator, IndicatorValue, Place, Project, Review, Spending
from perfdata.core.terms import Attainment, Level1, Level2, ReviewStatus
from perfdata.core.values import parse_value

Values = dict[str, Any]
_CENT = Decimal("0.01")
_TOO_MUCH_YUAN = Decimal(10) ** 16


def project_row(project: Project) -> Values:
    return {
        "project_id": project.project_id,
        "project_name": project.project_name,
        "project_type": project.project_type,
        "project_level": project.project_level,
        "competent_department": project.competent_department,
        "spending_unit": project.spending_unit,
        "cycle_start_year": project.cycle_start_year,
        "cycle_end_year": project.cycle_end_year,
        "fiscal_year": project.fiscal_year,
        "budget_yuan": yuan(project.budget_yuan),
        "cycle_goal": project.cycle_goal,
        "annual_goal": project.annual_goal,
        "field_places": _places_text(project.field_places),
        **place_columns(project.place),
    }


def indicator_row(indicator: Indicator) -> Values:
    return {
        "indicator_id": indicator.indicator_id,
        "project_id": indicator.project_id,
        "fiscal_year": indicator.fiscal_year,
        "level1": indicator.level1 and indicator.level1.value,
        "level2": indicator.level2 and indicator.level2.value,
        "indicator_name": indicator.indicator_name,
        "cycle_target": indicator.cycle_target.raw,
        "annual_target": indicator.annual_target.raw,
        "weight_points": points(indicator.weight_points),
        "order": indicator.order,
        "is_recovered": indicator.is_recovered,
        **place_columns(indicator.place),
    }


def actual_result_row(result: ActualResult) -> Values:
    return {
        "indicator_id": result.indicator_id,
        "fiscal_year": result.fiscal_year,
        "as_of": result.as_of,
        "actual": result.actual.raw,
        "attainment": result.attainment.value if result.attainment else None,
        "given_points": points(result.given_points),
        "deviation_reason": result.deviation_reason,
        "evidence": result.evidence,
        **place_columns(result.place),
    }


def spending_row(spending: Spending) -> Values:
    return {
        "project_id": spending.project_id,
        "fiscal_year": spending.fiscal_year,
        "as_of": spending.as_of,
        "initial_budget_yuan": yuan(spending.initial_budget_yuan),
        "adjusted_budget_yuan": yuan(spending.adjusted_budget_yuan),
        "spent_yuan": yuan(spending.spent_yuan),
        **place_columns(spending.place),
    }


def review_row(review: Review) -> Values:
    return {
        "finding_id": review.finding_id,
        "fiscal_year": review.fiscal_year,
        "status": review.status.value,
        "note": review.note,
        **place_columns(review.place),
    }


def match_rows(matches: Mapping[str, str] | None) -> list[Values]:
    """The rows that remember which ids of indicators or projects a clerk picked."""
    return [{"row_key": key, "indicator_id": chosen} for key, chosen in (matches or {}).items()]


def projects_from(rows: Iterable[Row[Any]]) -> tuple[Project, ...]:
    return tuple(
        Project(
            project_id=row.project_id,
            project_name=without_code(row.project_name),
            project_type=row.project_type,
            project_level=row.project_level,
            competent_department=row.competent_department and without_code(row.competent_department),
            spending_unit=row.spending_unit and without_code(row.spending_unit),
            cycle_start_year=row.cycle_start_year,
            cycle_end_year=row.cycle_end_year,
            fiscal_year=row.fiscal_year,
            budget_yuan=row.budget_yuan,
            cycle_goal=row.cycle_goal,
            annual_goal=row.annual_goal,
            place=place_of(row),
            field_places=_places(row.field_places, source_file=row.file_name),
        )
        for row in rows
    )


def indicators_from(rows: Iterable[Row[Any]]) -> tuple[Indicator, ...]:
    parse = _parser()
    return tuple(
        Indicator(
            indicator_id=row.indicator_id,
            project_id=row.project_id,
            fiscal_year=row.fiscal_year,
            level1=None if row.level1 is None else Level1(row.level1),
            level2=None if row.level2 is None else Level2(row.level2),
            indicator_name=row.indicator_name,
            cycle_target=parse(row.cycle_target),
            annual_target=parse(row.annual_target),
            weight_points=row.weight_points,
            order=row.order,
            is_recovered=row.is_recovered,
            place=place_of(row),
        )
        for row in rows
    )


def actual_results_from(rows: Iterable[Row[Any]]) -> tuple[ActualResult, ...]:
    parse = _parser()
    return tuple(
        ActualResult(
            indicator_id=row.indicator_id,
            fiscal_year=row.fiscal_year,
            as_of=row.as_of,
            actual=parse(row.actual),
            attainment=Attainment(row.attainment) if row.attainment else None,
            given_points=row.given_points,
            deviation_reason=row.deviation_reason,
            evidence=row.evidence,
            place=place_of(row),
        )
        for row in rows
    )


def spending_from(rows: Iterable[Row[Any]]) -> tuple[Spending, ...]:
    return tuple(
        Spending(
            project_id=row.project_id,
            fiscal_year=row.fiscal_year,
            as_of=row.as_of,
            initial_budget_yuan=row.initial_budget_yuan,
            adjusted_budget_yuan=row.adjusted_budget_yuan,
            spent_yuan=row.spent_yuan,
            place=place_of(row),
        )
        for row in rows
    )


def reviews_from(rows: Iterable[Row[Any]]) -> tuple[Review, ...]:
    return tuple(
        Review(
            finding_id=row.finding_id,
            fiscal_year=row.fiscal_year,
            status=ReviewStatus(row.status),
            note=row.note,
            place=place_of(row),
        )
        for row in rows
    )


def refuse_unstorable_text(values: Mapping[str, Any]) -> None:
    """Raise StorageError for text that PostgreSQL refuses: NUL characters and halves of surrogate pairs."""
    for text in values.values():
        if isinstance(text, str) and not _is_storable(text):
            shown = text.replace("\x00", "\ufffd").encode(errors="replace").decode()
            raise StorageError(f"“{shown[:40]}”中有无法保存的控制字符：请在原文件中删去该字符后重新上传。")


def refuse_unstorable_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for many rows: all their text is looked at in one go, and row by row only where there is trouble."""
    text = "\n".join(value for row in rows for value in row.values() if isinstance(value, str))
    if not _is_storable(text):
        for row in rows:
            refuse_unstorable_text(row)


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def yuan(value: Decimal | None) -> Decimal | None:
    """The amount with two decimals; refused, never rounded, when that would change it."""
    if value is None:
        return None
    if not value.is_finite() or abs(value) >= _TOO_MUCH_YUAN or value != value.quantize(_CENT):
        raise StorageError(f"金额 {value} 元无法原样保存（最多 16 位整数、2 位小数）：请在原文件中改正后重新上传。")
    return value.quantize(_CENT)


def points(value: Decimal | None) -> Decimal | None:
    """The points as they are; refused where they are no number."""
    if value is not None and not value.is_finite():
        raise StorageError(f"分值 {value} 不是数：请在原文件中改正后重新上传。")
    return value


def place_columns(place: Place) -> Values:
    """The columns that say where something was read."""
    return {"sheet": place.sheet, "cell": place.cell, "line": place.line}


def place_of(row: Row[Any]) -> Place:
    """Where the row was read; its query brings the file name."""
    return Place(source_file=row.file_name, sheet=row.sheet, cell=row.cell, line=row.line)


def _places_text(places: Mapping[str, Place]) -> str:
    return json.dumps({name: place_columns(place) for name, place in places.items()}, ensure_ascii=False)


def _places(text: str, *, source_file: str) -> dict[str, Place]:
    return {name: Place(source_file=source_file, **columns) for name, columns in json.loads(text).items()}


def _parser() -> Callable[[str], IndicatorValue]:
    """The value grammar, asked once for each distinct text of a load."""
    return cache(parse_value)
