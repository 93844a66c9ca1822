"""What the database adds up of completion and spending, as tables for charts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting.formats import percent

BANDS = ("不足60%", "60%–79%", "80%–99%", "100%–119%", "120%以上")


def outcome_totals(rows: Sequence[Any]) -> dict[str, int]:
    """Number of indicators by outcome label, every outcome present, of rows with ``outcome`` and a count."""
    counts = {row.outcome: row.indicator_count for row in rows}
    return {outcome.label: counts.get(outcome.value, 0) for outcome in Outcome}


def outcome_counts(projects: Sequence[Any], names: Sequence[str]) -> pd.DataFrame:
    """Number of indicators: one row a project under its name, one column an outcome label."""
    counts = [[getattr(row, f"{outcome.value}_count") for outcome in Outcome] for row in projects]
    return pd.DataFrame(counts, index=pd.Index(names), columns=Outcome.labels(), dtype="int64")


def with_execution(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The completions, the execution rate of the latest spending where spending alone answers an indicator."""
    rows, spending = frames["completions"], frames["spending"].sort_values("as_of")
    latest = spending.dropna(subset="execution_ratio").groupby("project_id")["execution_ratio"].last().map(percent)
    executed = rows["project_id"].map(latest).where(rows["completion_ratio"].notna())
    return rows.assign(actual=rows["actual"].fillna(executed.astype("str")))


def completion_bands(rows: Sequence[Any]) -> pd.DataFrame:
    """``band`` and ``count``: how the completion ratios of reported indicators are spread."""
    counts = {row.band: row.indicator_count for row in rows}
    return pd.DataFrame({"band": BANDS, "count": [counts.get(band, 0) for band in range(len(BANDS))]})


def met_share_by_day(changes: Sequence[Any], *, indicator_count: int) -> pd.DataFrame:
    """``as_of``, ``reported_count`` and ``met_ratio`` (0–1): of all indicators, the share met as of each day.

    The execution rate counts on days of spending as well.
    """
    days = pd.DataFrame(
        [(row.as_of, row.reported_change, row.met_change, row.report_count) for row in changes],
        columns=["as_of", "reported_count", "met_ratio", "report_count"],
    )
    days["as_of"] = pd.to_datetime(days["as_of"])
    days["reported_count"] = days["reported_count"].cumsum()
    days["met_ratio"] = days["met_ratio"].cumsum() / (indicator_count or 1)
    return days[days["report_count"] > 0].drop(columns="report_count").reset_index(drop=True)


def spending_by_day(changes: Sequence[Any], *, fiscal_year: int) -> pd.DataFrame:
    """``as_of``, ``execution_ratio`` and ``due_ratio`` (both 0–1): spent against what was due.

    The fiscal year begins at zero; each day counts what was known of every project, and the months that it told of.
    """
    rows: list[tuple[date, float | None, float | None]] = [(date(fiscal_year, 1, 1), 0.0, 0.0)]
    spent = budget = due_months = 0
    for row in changes:
        spent, budget = spent + row.spent_change_yuan, budget + row.budget_change_yuan
        due_months += row.due_months_change_yuan
        if row.spending_count:
            executed, due = (float(yuan / budget) if budget > 0 else None for yuan in (spent, due_months / 12))
            rows.append((row.as_of, executed, due))
    days = pd.DataFrame(rows if len(rows) > 1 else [], columns=["as_of", "execution_ratio", "due_ratio"])
    return days.assign(as_of=pd.to_datetime(days["as_of"]))


def pooled_rates(rows: Sequence[Any]) -> pd.DataFrame:
    """Rates of one name over all projects and units: numerators over denominators, never the mean of the rates.

    How many were reported without both is told beside.
    """
    columns = "indicator_name indicator_count numerator denominator pooled_ratio without_parts_count".split()
    made = [
        (
            row.indicator_name,
            row.indicator_count,
            row.numerator,
            row.denominator,
            row.numerator / row.denominator if row.denominator else None,
            row.reported_count - row.indicator_count,
        )
        for row in rows
    ]
    return pd.DataFrame(made, columns=columns)
