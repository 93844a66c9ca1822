"""Indicators with their targets, understood and reported, narrowed by the filters of the page."""

from collections.abc import Sequence

import pandas as pd

from perfdata.presenting.summaries import Frames

_COLUMNS = (
    "short_name level1 level2 indicator_name annual_target comparator target_number target_unit target_per "
    "actual outcome completion_ratio explanation place"
).split()


def indicator_rows(
    frames: Frames,
    *,
    level1: Sequence[str] = (),
    level2: Sequence[str] = (),
    kinds: Sequence[str] = (),
    outcomes: Sequence[str] = (),
) -> pd.DataFrame:
    """One row an indicator: target as written and as understood, result, completion, and its line in the source.

    Each filter holds Chinese labels; an empty one means all.
    """
    reported = frames["completions"].set_index("indicator_id")[["actual", "outcome", "completion_ratio", "explanation"]]
    rows = frames["indicators"].join(reported, on="indicator_id")
    wanted = {"level1": level1, "level2": level2, "value_kind": kinds, "outcome": outcomes}
    for column, labels in wanted.items():
        if labels:
            rows = rows[rows[column].isin(labels)]
    return rows[_COLUMNS].reset_index(drop=True)


def filter_options(frames: Frames) -> dict[str, list[str]]:
    """The labels in use for each filter, in the order of the field."""
    rows = indicator_rows(frames).assign(value_kind=frames["indicators"]["value_kind"])
    return {
        "level1": rows["level1"].cat.remove_unused_categories().cat.categories.tolist(),
        "level2": rows["level2"].cat.remove_unused_categories().cat.categories.tolist(),
        "kinds": sorted(rows["value_kind"].dropna().unique()),
        "outcomes": rows["outcome"].cat.remove_unused_categories().cat.categories.tolist(),
    }
