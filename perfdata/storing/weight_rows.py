"""分值 that a person set, as rows of the tables and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from perfdata.core.scores import ManualWeight
from perfdata.storing.rows import Values, points


def weight_row(weight: ManualWeight) -> Values:
    return {
        "project_id": weight.project_id,
        "fiscal_year": weight.fiscal_year,
        "indicator_id": weight.indicator_id,
        "weight_points": points(weight.weight_points),
        "sheet": None,
        "cell": None,
        "line": None,
    }


def weights_from(rows: Iterable[Row[Any]]) -> tuple[ManualWeight, ...]:
    return tuple(
        ManualWeight(
            project_id=row.project_id,
            fiscal_year=row.fiscal_year,
            indicator_id=row.indicator_id,
            weight_points=row.weight_points,
        )
        for row in rows
    )
