"""Storing 分值 that a person set, as one upload."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from perfdata.core.scores import ManualWeight
from perfdata.core.terms import UploadKind
from perfdata.storing.store import Stored, append_rows, described
from perfdata.storing.tables import weights as weights_table
from perfdata.storing.weight_rows import weight_row


def append_weights(
    engine: Engine,
    weights: Sequence[ManualWeight],
    *,
    file_name: str,
    content: bytes,
    uploaded_by: str,
    fiscal_year: int,
    expected_revision: int | None = None,
) -> Stored:
    """Store the weights of whole projects of a year; they hold from now on, till newer ones do or they are undone.

    Raises StorageError when the data are not at the expected revision any more.
    """
    upload = described(
        UploadKind.WEIGHTS,
        file_name=file_name,
        content=content,
        uploaded_by=uploaded_by,
        fiscal_year=fiscal_year,
        row_count=len(weights),
    )
    rows = {weights_table: [weight_row(weight) for weight in weights]}
    return append_rows(engine, upload, rows=rows, expected_revision=expected_revision)
