"""Records of official forms as rows of the tables and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from perfdata.core.model import FundingRow
from perfdata.core.official_forms import Outlook, PublishedForm, SpendingForecast
from perfdata.core.terms import DeviationCause, FundingSource, Likelihood
from perfdata.storing.rows import Values, place_columns, place_of, points, yuan


def outlook_row(outlook: Outlook) -> Values:
    return {
        "indicator_id": outlook.indicator_id,
        "fiscal_year": outlook.fiscal_year,
        "as_of": outlook.as_of,
        "likelihood": outlook.likelihood.value if outlook.likelihood else None,
        "causes": " ".join(cause.value for cause in outlook.causes),
        "reason": outlook.reason,
        "forecast": outlook.forecast,
        "remark": outlook.remark,
        **place_columns(outlook.place),
    }


def forecast_row(forecast: SpendingForecast) -> Values:
    return {
        "project_id": forecast.project_id,
        "fiscal_year": forecast.fiscal_year,
        "as_of": forecast.as_of,
        "expected_yuan": yuan(forecast.expected_yuan),
        **place_columns(forecast.place),
    }


def published_row(form: PublishedForm) -> Values:
    return {
        "project_id": form.project_id,
        "fiscal_year": form.fiscal_year,
        "execution_points": points(form.execution_points),
        "execution_score": points(form.execution_score),
        "total_points": points(form.total_points),
        "total_score": points(form.total_score),
        "actual_goal": form.actual_goal,
        **place_columns(form.place),
    }


def funding_row_values(form: PublishedForm) -> list[Values]:
    """The rows of the 项目资金 block of one form."""
    return [
        {
            "project_id": form.project_id,
            "fiscal_year": form.fiscal_year,
            "source": row.source.value,
            "initial_budget_yuan": yuan(row.initial_budget_yuan),
            "adjusted_budget_yuan": yuan(row.adjusted_budget_yuan),
            "spent_yuan": yuan(row.spent_yuan),
            **place_columns(row.place),
        }
        for row in form.funding
    ]


def outlooks_from(rows: Iterable[Row[Any]]) -> tuple[Outlook, ...]:
    return tuple(
        Outlook(
            indicator_id=row.indicator_id,
            fiscal_year=row.fiscal_year,
            as_of=row.as_of,
            likelihood=Likelihood(row.likelihood) if row.likelihood else None,
            causes=tuple(DeviationCause(value) for value in row.causes.split()),
            reason=row.reason,
            forecast=row.forecast,
            remark=row.remark,
            place=place_of(row),
        )
        for row in rows
    )


def forecasts_from(rows: Iterable[Row[Any]]) -> tuple[SpendingForecast, ...]:
    return tuple(
        SpendingForecast(
            project_id=row.project_id,
            fiscal_year=row.fiscal_year,
            as_of=row.as_of,
            expected_yuan=row.expected_yuan,
            place=place_of(row),
        )
        for row in rows
    )


def published_from(rows: Iterable[Row[Any]], funding: Iterable[Row[Any]]) -> tuple[PublishedForm, ...]:
    """The forms in force, each with the funding rows of its own upload."""
    blocks: dict[tuple[int, str, int], list[FundingRow]] = defaultdict(list)
    for row in funding:
        blocks[row.upload_id, row.project_id, row.fiscal_year].append(_funding_of(row))
    return tuple(
        PublishedForm(
            project_id=row.project_id,
            fiscal_year=row.fiscal_year,
            execution_points=row.execution_points,
            execution_score=row.execution_score,
            total_points=row.total_points,
            total_score=row.total_score,
            actual_goal=row.actual_goal,
            funding=tuple(blocks[row.upload_id, row.project_id, row.fiscal_year]),
            place=place_of(row),
        )
        for row in rows
    )


def _funding_of(row: Row[Any]) -> FundingRow:
    return FundingRow(
        source=FundingSource(row.source),
        initial_budget_yuan=row.initial_budget_yuan,
        adjusted_budget_yuan=row.adjusted_budget_yuan,
        spent_yuan=row.spent_yuan,
        place=place_of(row),
    )
