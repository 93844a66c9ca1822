"""Aggregates of completion and spending under the names that pages ask for."""

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting.summaries import Frames, execution_by_project, total_execution_ratio

_BANDS = {
    "不足60%": (float("-inf"), 0.6),
    "60%–79%": (0.6, 0.8),
    "80%–99%": (0.8, 1.0),
    "100%–119%": (1.0, 1.2),
    "120%以上": (1.2, float("inf")),
}


def outcome_counts(frames: Frames) -> pd.DataFrame:
    """Number of indicators: one row a project (short name), one column an outcome label, in the order of the field."""
    completions = frames["completions"]
    counts = pd.crosstab(completions["short_name"], completions["outcome"], dropna=False)
    return counts.reindex(index=frames["projects"]["short_name"], columns=Outcome.labels(), fill_value=0)


def outcome_totals(frames: Frames) -> dict[str, int]:
    """Number of indicators by outcome label, every outcome present."""
    counts = frames["completions"]["outcome"].value_counts()
    return {label: int(counts.get(label, 0)) for label in Outcome.labels()}


def reported(frames: Frames) -> pd.DataFrame:
    """The completions with a reported result."""
    completions = frames["completions"]
    return completions[completions["outcome"] != Outcome.NO_DATA.label]


def completion_bands(frames: Frames) -> pd.DataFrame:
    """``band`` and ``count``: how the completion ratios of reported indicators are spread."""
    ratios = reported(frames)["completion_ratio"].dropna()
    counts = [int(((ratios >= low) & (ratios < high)).sum()) for low, high in _BANDS.values()]
    return pd.DataFrame({"band": list(_BANDS), "count": counts})


def gaps_to_target(frames: Frames) -> pd.DataFrame:
    """Reported indicators with a completion ratio, the furthest from its target first."""
    rows = reported(frames).dropna(subset=["completion_ratio"])
    return rows.sort_values("completion_ratio", kind="stable").reset_index(drop=True)


def met_share_by_day(frames: Frames) -> pd.DataFrame:
    """``as_of``, ``reported_count`` and ``met_ratio`` (0–1): of all indicators, the share met as of each day.

    The execution rate counts on days of spending as well.
    """
    reports, total = frames["reports"], len(frames["completions"])
    rows = []
    for day in sorted(reports["as_of"].unique()):
        until = reports[reports["as_of"] <= day].sort_values("as_of", kind="stable")
        latest = until.drop_duplicates("indicator_id", keep="last")
        met = int((latest["outcome"] == Outcome.MET.label).sum())
        count = int((latest["outcome"] != Outcome.NO_DATA.label).sum())
        rows.append({"as_of": day, "reported_count": count, "met_ratio": met / total if total else None})
    return pd.DataFrame(rows, columns=["as_of", "reported_count", "met_ratio"])


def spending_by_project(frames: Frames) -> pd.DataFrame:
    """Latest spending of every project, largest budget first; NaN where nothing is reported."""
    rows = execution_by_project(frames)
    rows["adjusted_budget_yuan"] = rows["full_year_budget_yuan"].where(rows["as_of"].notna())
    return rows.sort_values("budget_yuan", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def spending_by_day(frames: Frames) -> pd.DataFrame:
    """``as_of``, ``execution_ratio`` and ``calendar_ratio`` (both 0–1): spent against the passing of the year.

    The fiscal year begins at zero and is over after its last day; each day counts what was known of every project.
    """
    years, days = frames["projects"]["fiscal_year"].dropna(), frames["spending"]["as_of"]
    if years.empty or days.empty:
        return pd.DataFrame(columns=["as_of", "execution_ratio", "calendar_ratio"])
    begin = pd.Timestamp(int(years.iloc[0]), 1, 1)
    length = 366 if begin.is_leap_year else 365
    rows = [{"as_of": begin, "execution_ratio": 0.0, "calendar_ratio": 0.0}]
    rows += [
        {
            "as_of": day,
            "execution_ratio": total_execution_ratio(execution_by_project(frames, until=day)),
            "calendar_ratio": min(max(((day - begin).days + 1) / length, 0.0), 1.0),
        }
        for day in sorted(days.unique())
    ]
    return pd.DataFrame(rows, columns=["as_of", "execution_ratio", "calendar_ratio"])


def pooled_rates(frames: Frames) -> pd.DataFrame:
    """Rates of one name over all projects and units: numerators over denominators, never the mean of the rates.

    Names that two indicators and more have reported with both; how many were reported without is told beside.
    """
    rows = reported(frames)
    stated = rows.dropna(subset=["numerator", "denominator"]).groupby("indicator_name", sort=False, observed=True)
    pooled = stated[["numerator", "denominator"]].sum()
    pooled["indicator_count"] = stated.size().astype("Int64")
    pooled["pooled_ratio"] = pooled["numerator"] / pooled["denominator"]
    pooled["without_parts_count"] = rows["indicator_name"].value_counts().reindex(pooled.index) - stated.size()
    columns = "indicator_name indicator_count numerator denominator pooled_ratio without_parts_count".split()
    return pooled[pooled["indicator_count"] > 1].reset_index()[columns]
