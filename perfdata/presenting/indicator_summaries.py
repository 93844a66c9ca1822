"""Indicators with their targets, understood and reported, and what the filters of the page offer."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from perfdata.core.terms import Level1, Level2, Outcome, Term, ValueKind
from perfdata.presenting.completion_summaries import BANDS
from perfdata.presenting.summaries import Frames, in_order

_COLUMNS = (
    "short_name level2 indicator_name annual_target actual outcome completion_ratio explanation place level1"
).split()
_TERMS: dict[str, type[Term]] = {"level1": Level1, "level2": Level2, "value_kind": ValueKind, "outcome": Outcome}


def indicator_rows(frames: Frames, ids: Sequence[str]) -> pd.DataFrame:
    """One row an indicator in the order of the ids: target as written, result, completion, place."""
    reported = frames["completions"].drop_duplicates("indicator_id").set_index("indicator_id")
    columns = ["actual", "outcome", "completion_ratio", "explanation"]
    rows = in_order(frames["indicators"], ids, column="indicator_id").join(reported[columns], on="indicator_id")
    return rows[_COLUMNS]


def filter_options(rows: Sequence[Any]) -> dict[str, list[str]]:
    """The labels in use for each filter, in the order of the field, of rows with a value for each."""
    used = {name: {getattr(row, name) for row in rows} for name in (*_TERMS, "band")}
    options = {name: [term.label for term in terms if term.value in used[name]] for name, terms in _TERMS.items()}
    return options | {"band": [label for band, label in enumerate(BANDS) if band in used["band"]]}


def wanted_values(chosen: dict[str, Sequence[str]]) -> dict[str, list[str | int]]:
    """What stands in the store for the chosen labels."""
    return {
        name: [BANDS.index(label) if name == "band" else _TERMS[name].of(label).value for label in labels]
        for name, labels in chosen.items()
    }
